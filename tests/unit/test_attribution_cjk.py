"""Attribution in Japanese and Chinese: what is said, and by whom."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.attribution_cjk import attribute_cjk

PIECES = (
    *"「」“”、。，；：？はがもをにで外日本中国台湾他\n　",
    "と述べた",
    "よう求めた",
    "――",
    "記者：",
    "表示，",
    "他说。",
    "据",
    "透露，",
)


def read(text: str) -> list[tuple[str, str]]:
    return [(a.content.of(text), a.source.of(text) if a.source else "") for a in attribute_cjk(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("防衛省は4日、艦艇3隻が海峡を通過したと発表した。", [("艦艇3隻が海峡を通過した", "防衛省")]),
        ("海上保安庁によると、漁船は沖合にとどまったという。", [("漁船は沖合にとどまった", "海上保安庁")]),
        ("温若報道官は「言葉を慎むべきだ」と批判した。", [("言葉を慎むべきだ", "温若報道官")]),
        ("外務省は演習の即時中止を求めた。", [("演習の即時中止", "外務省")]),
        ("曽根官房長官は会見で、対話の用意はいつでもあると述べた。", [("対話の用意はいつでもある", "曽根官房長官")]),
        ("海巡署の幹部は匿名を条件に、「次は放水で追い払う」。", [("次は放水で追い払う", "海巡署の幹部")]),
        ("水産庁は漁船を直ちに退去させるよう台湾側に迫った。", [("漁船を直ちに退去させるよう", "水産庁")]),
        ("文化省は留学生の受け入れを増やす方針を明らかにした。", [("留学生の受け入れを増やす", "文化省")]),
        ("「縄が絡めば稼ぎが飛ぶ」と話すのは、漁協の砂原さん。", [("縄が絡めば稼ぎが飛ぶ", "漁協の砂原さん")]),
        ("裏で書かせたのなら友人ではないと鍾署長が憤った。", [("裏で書かせたのなら友人ではない", "鍾署長")]),
        ("担当者は増便は年内に可能との見通しも示した。", [("増便は年内に可能", "担当者")]),
        ("韓氏の側近は脅し文句には慣れていると受け流す。", [("脅し文句には慣れている", "韓氏の側近")]),
        ("野党の立法委員、辜麗娥氏は甘いわなだと訴える。", [("甘いわなだ", "野党の立法委員、辜麗娥氏")]),
        ("保健省は検査体制は信頼できるとしています。", [("検査体制は信頼できる", "保健省")]),
        ("手を組むことは断じてないと総統府は述べた。", [("手を組むことは断じてない", "総統府")]),
        ("経済団体幹部は価格差が1割開くと身構える。", [("価格差が1割開く", "経済団体幹部")]),
        ("東京では堀之内相が交渉に踏み込みたいと語った。", [("交渉に踏み込みたい", "堀之内相")]),
        ("旅館のおかみ（58）は献立を刷り直したと話した。", [("献立を刷り直した", "旅館のおかみ（58）")]),
        ("ケーブルが17日に切れ、海巡署は船が故意に引いたと断定した。", [("船が故意に引いた", "海巡署")]),
        ("弁公室はありふれた海難を芝居に仕立てたと一蹴。", [("ありふれた海難を芝居に仕立てた", "弁公室")]),
        ("立法委員団は中国は「果物を弾に撃つ政権だ」と断じた。", [("中国は「果物を弾に撃つ政権だ」", "立法委員団")]),
        ("県によると、魚は基準を下回った。", [("魚は基準を下回った", "県")]),
        ("教育部は今年の入学者は928人としている。", [("今年の入学者は928人", "教育部")]),
        ("工作員は一人残らず捕らえる。阮委員はそう投稿した。", [("工作員は一人残らず捕らえる", "阮委員")]),
        ("会談への影響を懸念しているためだ。", []),
        ("検察は4人が図面を持ち出したとみて捜査している。", []),
        ("関係は前より冷えたものとなり、往来は年々減った。", []),
        ("旗には「民主」と記された布が結ばれていた。", []),
    ],
)
def test_japanese_statements_and_their_sources(text: str, expected: list[tuple[str, str]]) -> None:
    assert read(text) == expected


def test_a_quotation_that_opens_a_paragraph_is_said_by_the_subject_of_the_next_sentence() -> None:
    text = "船は港に戻った。\n\n「困った時に駆けつけるのが隣人だ」。出迎えた日置知事は頭を下げた。"
    assert read(text) == [("困った時に駆けつけるのが隣人だ", "出迎えた日置知事")]


def test_a_quotation_that_follows_a_sentence_is_said_by_its_subject() -> None:
    text = "与党の白峰議員は会合で拳を振った。「殴られるなら駆けつけるまでだ」"
    assert read(text) == [("殴られるなら駆けつけるまでだ", "与党の白峰議員")]


def test_a_subject_of_further_words_is_not_who_says_them() -> None:
    text = "副長は航路をふさぐやり方だと非難した。気象局が送る資料には感謝しているとも明かす。"
    assert [source for _, source in read(text)] == ["副長", "副長"]


def test_a_topic_within_the_words_is_not_their_source() -> None:
    text = "報道官は通常の検疫だと説明する一方、当局が騒ぎ続けるなら次も止まるとも警告した。"
    assert read(text) == [("通常の検疫だ", "報道官"), ("当局が騒ぎ続けるなら次も止まる", "報道官")]


def test_a_japanese_press_conference_gives_answers_to_who_answers() -> None:
    text = "会見要旨は次の通り。\n\n――受け止めを。\n\n長官　極めて遺憾だ。重ねて申し入れた。\n\n――原因は。\n\n"
    text += "長官　調査中だ。"
    assert read(text) == [("極めて遺憾だ", "長官"), ("重ねて申し入れた", "長官"), ("調査中だ", "長官")]


def test_answers_of_an_interview_are_the_interviewees() -> None:
    text = (
        "桑外交部長に聞いた。\n\n――見通しは。\n\n「準備はすべて終わった」\n\n――中国外務省は反対すると表明しました。\n\n"
    )
    text += "「扉を閉ざす権利は北京にはない」"
    assert read(text) == [
        ("準備はすべて終わった", "桑外交部長"),
        ("反対する", "中国外務省"),
        ("扉を閉ざす権利は北京にはない", "桑外交部長"),
    ]


def test_a_sentence_may_turn_to_who_speaks_next() -> None:
    text = "火消しに回ったのは台北の代表処だ。近く日本側と話し合いたいとしている。"
    assert read(text) == [("近く日本側と話し合いたい", "台北の代表処")]


def test_words_that_break_off_are_said_by_whom_the_next_sentence_names() -> None:
    text = "放出を続けるなら、一切の結末は日本が背負う――。駐日大使は講演でそう語気を強めた。"
    assert read(text)[0] == ("放出を続けるなら、一切の結末は日本が背負う", "駐日大使")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("国台办发言人邱明表示，“一家人要常来常往”。", [("一家人要常来常往", "国台办发言人邱明")]),
        ("陸委會強調，交流不應有前提，並呼籲北京對話。", [("交流不應有前提", "陸委會"), ("北京對話", "陸委會")]),
        ("立委柳正開罵：「這是笑話。」", [("這是笑話", "立委柳正開罵")]),
        ("据海警局消息，渔船已经返航。", [("渔船已经返航", "海警局")]),
        ("「抓魚三十年沒看過那條線」，漁會理事黃旺苦笑。", [("抓魚三十年沒看過那條線", "漁會理事黃旺")]),
        ("能多救一個是一個，領隊聶旭說。", [("能多救一個是一個", "領隊聶旭")]),
        ("国际海缆业者估算，全球每年断缆约两百起。", [("全球每年断缆约两百起", "国际海缆业者")]),
        ("新华社北京1月5日电（记者韩墨）外交部发言人林岚表示，中方反对。", [("中方反对", "外交部发言人林岚")]),
        ("針對日方重申台海和平的重要性，外交部表示台灣感謝。", [("台灣感謝", "外交部")]),
        ("另据了解，使馆提醒公民避免前往。", []),
        ("在他看来，冰雪不需要翻译。", [("冰雪不需要翻译", "")]),
        ("陸委會旋即回絕：此事由台日雙方自行處理。", [("此事由台日雙方自行處理", "陸委會旋即")]),
        ("“门没有上锁，”副部长郗远说，“企业碰到难处可以直接来敲门。”", [("企业碰到难处可以直接来敲门", "副部长郗远")]),
        ("「絞索已經套上了，」發言人蒙恆恫嚇，「等著。」", [("絞索已經套上了", "發言人蒙恆")]),
        ("分析师逄乐则预计，价格还将上涨。", [("价格还将上涨", "分析师逄乐则")]),
        ("外交部長闕倫答詢時說明，尚未收到邀請函。", [("尚未收到邀請函", "外交部長闕倫答詢時")]),
        ("科长投桃报李：当地正增开中文班。", [("当地正增开中文班", "科长投桃报李")]),
        ("在介绍情况时，官员康宁引用数据说，出口增长四成。", [("出口增长四成", "官员康宁引用数据")]),
        ("海事部门的回应耐人寻味。", []),
        ("劇本很簡單：一艘渡輪起火，百人落水。", []),
        ("週末氣溫回升，夜市人潮湧現。", []),
        ("首批物資昨天運抵，居民排隊領取。", []),
    ],
)
def test_chinese_statements_and_their_sources(text: str, expected: list[tuple[str, str]]) -> None:
    assert read(text) == expected


def test_a_chinese_quotation_before_its_source_may_be_a_sentence_of_its_own() -> None:
    text = "“去年暴雨过后，孩子们寄来一千多封信。”外务省参事官桑名树在发言中谈到。"
    assert read(text) == [("去年暴雨过后，孩子们寄来一千多封信", "外务省参事官桑名树在发言中")]


def test_a_chinese_sentence_may_tell_how_the_next_is_said() -> None:
    assert read("國防部發言人丟出緩和訊息。主權不可分割，資源可以共享。") == [
        ("主權不可分割，資源可以共享", "國防部發言人丟出緩和訊息")
    ]
    assert read("副領事漆原子趕到醫院，逐一鞠躬。「日本國民不會忘記。」") == [
        ("日本國民不會忘記", "副領事漆原子趕到醫院")
    ]


def test_a_transcript_gives_each_answer_to_its_speaker() -> None:
    text = "记者：请问有何评论？\n\n盛东：划设不针对任何国家。各方不必紧张。\n\n记者：还有吗？"
    assert read(text) == [("划设不针对任何国家", "盛东"), ("各方不必紧张", "盛东")]


def test_a_demand_after_a_criticism_is_a_statement_of_its_own() -> None:
    text = "台湾の農業委員会は1日、輸入停止を「一方的だ」と批判し、速やかな撤回を求めた。"
    assert read(text) == [("一方的だ", "台湾の農業委員会"), ("速やかな撤回", "台湾の農業委員会")]


@given(st.lists(st.sampled_from(PIECES), max_size=60).map("".join))
def test_statements_lie_within_any_text_and_apart(text: str) -> None:
    found = attribute_cjk(text)
    assert all(0 <= a.content.start < a.content.end <= len(text) for a in found)
    assert all(a.content.end <= b.content.start for a, b in pairwise(found))
