"""Chinese words that report, as patterns over masked sentences in simplified characters."""

import re

VERBS = (
    r"公告称|通报称|回应称|声明称|发出(?:通知|新闻稿|声明)|发布(?:消息|声明)|放狠话|表示|坦言|直言|指出|强调|认为|批评|(?<![行的发])警告|呼吁|重申|(?<![的样])回应|指责|宣布|透露|证实|澄清|反驳|抱怨|感叹|感慨|补充说|"
    r"补充道|补充|私下说|敦促|(?<![应须该])要求|称赞|赞扬|提醒|质疑|嘲讽|讽刺|痛批|怒斥|痛斥|斥责|喊话|盼望|承诺|否认|主张|解释|说明|写道|说道|笑说|则说|"
    r"也说|商定|形容|放话|扬言|声称|反问|反击|回呛|回敬说|冷回|辩称|留言|奉劝|提议|研判|致辞时表示|开骂|控诉|仅称|诉说|喊出|自嘲|附和|补上一句|"
    r"谈到|谈及|介绍|估算|估计|预估|推估|直指|呛声|促请|分析(?![师员家人])|公布|公告|答道|答称|回答|回复|回覆|反唇相讥|坦承|披露|高呼|苦笑|松口|断言|建议|"
    r"大谈|直夸|开轰|撂狠话|打趣|回绝|贴出|念道|笑言|直呼|怒呛|反呛|力陈|疾呼|宣示|吐槽|怒批|狠批|痛陈|高喊|喊道|怒吼|炮轰|抨击|谴责|告诉|告诫|正告|誓言|保证|表态|发文|发帖|贴文|撰文|坚称|宣称|谎称|告知|通报(?!会)|声明(?=[，：称说])|判断|相信|"
    r"期盼|期许|恳请|吁请|喊冤|叫屈|抗辩|自白|透漏|爆料|加码|撂话|撂下狠话|撂下重话|点名|点出|描述|回忆|忆述|诉苦|反讽|嘲笑|讥讽|讥|警示|承认|"
    r"责备|责怪|呛|酸|揭露|开[炮砲]|答应|提到|表明|带话|叹道|(?:统计|预计|预测|显示)(?=，)"
)
SINGLE = (
    r"(?<![材演名号简俗堪小学手宣声坚首一二大整这那每分访慰询顾追提])(?<!(?<!数)据)(?:称|说(?![完起到]|得(?![^，。]{1,4}，[“「]))|讲|赞|写|指(?![谁的])|斥|答(?![询辩复谢应案卷])|(?<![被者])问(?!题|世|及|卷|候)|叹|批(?!准|次|量|发|复)|喊|盼|料(?!到))"
    r"(?![明服法话赞为谓呼定职号道谢标关向望控导挥])"
)
CUE = re.compile(rf"(?P<cue>{VERBS}|{SINGLE})(?:是|了|过|着|道|称|说)?(?:本报|本刊|记者(?!会))?[，,：:]?")
STANCE = re.compile(
    r"(?P<cue>(?:强烈|坚决|衷心|由衷|深表|深感|乐见|一贯|不愿|未|不|再次|郑重|严正)*(?:感谢(?![信状])|欢迎(?![仪会晚])|谴责|支持(?![者率度])|"
    r"反对(?![声意派党者票])|拒绝|抗议(?![者活声])|予置评|予评论|愿回答|作回应|予回应|"
    r"表示哀悼|表示遗憾|深表[忧关][虑切]|同意|力挺|声援|痛惜|哀悼|祝贺|恭喜))"
)
"""A cue that is part of what is reported."""

ACCORDING = re.compile(
    r"(?:^|(?<=，)|(?<=：))(?:另|又|而)?(?:据|根据)(?P<source>[^，。“「：]{1,30}?)的?"
    r"(?:报道|报导|介绍|估算|估计|统计|透露|说明|消息|表示|称|说|讲|指出|公布|通报|数据|资料|调查|分析)?，"
)
IN_VIEW = re.compile(r"(?:^|(?<=，))在(?P<source>[^，。“「：]{1,20}?)(?:看来|眼里|眼中)，")
"""Opens what somebody thinks: 在他看来，…"""

_FURTHER = r"(?:并|同时|还|也|又|更|却|则|再|但|而|且|另|随后|接着|最后|一面|一边|不过|只|仅|甚至|也不忘|并且)"
NEXT = re.compile(
    rf"[，；](?=(?:{_FURTHER}*[^，；。“”「」：:]{{0,10}}?"
    r"(?:强调|警告|指出|表示|批评|则说|也说|却说|回敬说|补充说|否认|重申|质疑|扬言|放话|怒斥|痛斥|"
    r"直指|透露|承诺|宣布|称(?!赞)|斥|誓言|说(?!法|服|明|到|完|起)|主张|坦承|坦言|松口说)|"
    rf"{_FURTHER}+[^，；。“”「」：:]{{0,10}}?(?:呼吁|吁|提醒|要求|敦促|称赞|同意|提议|促请|感谢|欢迎|谴责|反对)))"
)
"""A comma before the next thing that the source says."""

COLON = re.compile(r"(?P<source>[^，。；“”「」\n：:]{2,40})[：:]$")
AFTER_QUOTE = re.compile(rf"[，,]?(?P<source>[^，。：；“”「」]{{1,40}}?)(?P<cue>{VERBS}|说|称|道|叹|喊|答|问|指)")
AT_END = re.compile(
    r"，(?P<source>[^，。：；“”「」]{1,24}?)(?P<cue>(?:说|表示|称|指出|强调|坦言|直言|认为|透露|补充|解释|笑说|叹|分析|指)道?)[。！]?$"
)
"""The source behind what it says: …，他说。"""

TOLD_BY_COLON = re.compile(r"^(?P<lead>[^：“「]{4,40})：(?=[^“「：]{8,}$)")
LISTS = re.compile(r"(?:如下|包括|是|为|有|原因|结果|名单|时间|地点|编辑|编译|记者|来源|图|问|答|部分|实录)$")
"""A sentence whose second half is what somebody says, and leads that open a list or head a line instead."""

TELLS = re.compile(r"回绝|看得|摆摆手|摇头|点头|放话|嗆|呛|说|道|话|直|轰|批|叹|刺|笑|答|应")
"""What the lead before a colon holds when somebody speaks behind it."""

LIKE_SPEAKER = re.compile(
    r"[长员官办局委府方党相臣使馆军警院署厅省社报团队师]|[^全]部|会(?!议|谈|面|上)|人士|发言人|学者|教授|渔民|居民|店主|老板|市民|代表|主任|书记|者|公司|集团|智库|媒体|"
    r"华盛顿|东京|北京|台北|日本|中国|台湾|美国|对岸|先生|女士|太太|工人|司令|司机|领队|理事"
)
"""What the words for a person or body that can speak hold."""

PRONOUN = re.compile(r"^(?:他|她)")

NOBODY = re.compile(
    r"(?:但|而|并|且|同时|还|也|又|更|却|则|再|另|随后|接着|最后|不过|只|仅|他们?|她|其|一面|一边|甚至|此外|对此|稍早|稍后|当天|昨天|今天|昨|晚间|"
    r"另外|也不忘|特别|进一步|当场|当晚)*"
)
"""Words before a cue that name no source: whoever spoke before goes on."""

DATELINE = re.compile(
    r"(?:（[^）]{2,24}(?:[电電讯訊]|報導|报道)）|[^，。：\n（]{2,16}[电電讯訊](?![息话話力影視视])(?:（[^）]*）)?|【[^】]*】)\s*"
)
"""Opens an article: 新华社北京1月5日电（记者…）, （中央社記者…台北5日電）."""

ABOUT = re.compile(r"(?:针对|对于|关于|有鉴于|鉴于|面对|被问|在[^，]{0,2}$|(?:谈到|座谈)[^，]*$)")
"""Opens a clause that tells what is spoken about, and may itself tell what others said."""

BROKEN = re.compile(r"(?P<source>[^，。：；“”「」]{2,20}?)(?P<cue>[^，。：；“”「」]{2})，(?=[“「])")
"""Between the halves of a quotation: “…，”发言人某某反问，“…”"""

PREPOSED = re.compile(r"(?:当着|面对|针对|对(?!岸)|向|在(?!野)|随|就|被|从|到)")
"""Opens a clause that tells to whom, where and after what somebody speaks."""

ANNOUNCES = re.compile(
    r"(?:语气|口气|口吻|语带[^，。]{2}|讯息|信息|说法|调子|加码|笑容|(?:温和|强硬|平淡|缓和|直接|尖锐|客气|乐观|谨慎)(?:得多|许多|一些|些)?)$"
)
"""Ends a sentence that tells how somebody speaks; the next one is what."""

UNDERSTOOD = re.compile(r"(?:了解|悉|查|此|报道|报导)")
"""What stands after 据 where nobody is named."""

SAID_LINE = re.compile(r"^(?P<source>[^：:，。“「\s]{1,12})[：:]\s*(?P<said>\S.*)$", re.MULTILINE)
ASKS = re.compile(r"问|記者|记者")
NO_SPEAKER = re.compile(r"主持|来源|编辑|图|摄|提示|电话|注|责任|更多|延伸|外电|时间|地点|发言人$")
"""Lines of a press conference: who speaks, who asks, and what is no speaker."""
