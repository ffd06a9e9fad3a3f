"""Bodies and offices that tell a country by their name in the press of a language, and names of people that do.

Japan's press calls China's ministries 省 and Taiwan's 部; the mainland's and Taiwan's press call their own by the bare
name and Japan's 省. What two countries share is decided by the text around it (`AMBIGUOUS`).
"""

import re
from collections.abc import Mapping

from models.cjk_text import simplified
from models.sentences import script_of

Press = str
"""`ja`, Japan's; `ja-cn` and `ja-tw`, Japanese editions of the mainland's and Taiwan's; `hans`, the mainland's; `hant`,
Taiwan's; `hk`, Hong Kong's."""

_JAPAN = (
    r"海上保安|内阁官房|(?:长崎|福冈|冲绳|广岛|石川|熊本|鹿儿岛|神奈川|爱知|岩手|宫城|福岛|新潟|富山|岛根|佐贺|宫崎|兵库|静冈|千叶)县|外务省|防卫省|经产省|经济产业省|农林水产省|水产厅|文部科学省|厚生劳动省|国土交通省|财务省|环境省|总务省|法务省|官房|防卫相|"
    r"自民党|公明党|众议员|参议员|众院|参院|县知事|审议官|参事官|副大臣|大臣|内阁府|交流协会"
)
_CHINA = (
    r"工信部|军事科学院|特派员公署|国台办|国务院|商务部|海关总署|海关|解放军|中共|人民日报|新华社|环球时报|战区|国防部新闻局|省台办|市台办|海警局|海警|省外办|公安部|"
    r"文旅部"
)
_TAIWAN = (
    r"应变中心|国安会|陆委会|民进党|国民党|民众党|行政院|立法院|立委|立法委员|总统府|海巡署|海委会|经济部|卫福部|数位发展部|农业部|农委会|渔业署|内政部|"
    r"食药署|疾管署|代表处|绿营|蓝营|执政党团|在野党团|台湾当局|驻日代表|(?:^|(?<=[，。]))台(?:防务|外事|军方|检方|当局|经济|文化|气象|交通|卫生|农业|海巡|教育|内政|主管)|^台外交部|台湾?地区领导人"
)

_LOCAL = r"副?[省市县区州]长|[省市县区]委|[省市]政府|自治区|军区|政协|人大常委"
"""Offices of provinces and towns, the mainland's in its own press."""

_Bodies = tuple[tuple[str, re.Pattern[str]], ...]

_JA: _Bodies = (
    (
        "Beijing",
        re.compile(
            r"国防省|主席|総書記|商務省|税関総署|公安省|衛生省|教育省|文化観光省|交通運輸省|農業農村省|自然資源省|共産党|解放軍|戦区|交通運輸部|海監|漁政|人民日報|"
            r"環球時報|新華社|党機関紙|国営テレビ|国家[^、。]{0,12}(?:総局|委員会|局)|海峡両岸関係協会|国務院|全人代|海警局|国台弁|台湾事務弁公室|民用航空局|中国外務省|中国大使館|中国総領事館"
        ),
    ),
    (
        "Taipei",
        re.compile(
            r"外交部|国防部|海峡交流基金会|体育署|経済部|交通部|教育部|衛生福利部|衛福部|内政部|財政部|農業部|文化部|デジタル発展部|労働部|大陸委員会|"
            r"陸委会|総統府|行政院|立法院|立法委員|海巡署|漁業署|消防署|衛生署|民進党|国民党|民衆党|亜東関係協会|台湾日本関係協会|"
            r"経済文化代表処|代表処|農業委員会|文化建設委員会|数位発展部|海洋委員会|国家(?:安全会議|(?:科学|通信放送|通訊|安全局|運輸安全)[^、。]{0,12})|法務部|原子能委員会|国際貿易署|気象署|"
            r"空軍司令部|海軍司令部|食品薬物管理署"
        ),
    ),
    (
        "Tokyo",
        re.compile(
            r"防衛省|経済産業省|経産省|農林水産省|農水省|国土交通省|国交省|文部科学省|文科省|厚生労働省|厚労省|財務省|総務省|環境省|"
            r"法務省|海上保安|海保|水産庁|気象庁|警察庁|消防庁|観光庁|防災庁|出入国在留|内閣|官房|官邸|防衛相|経産相|経済産業相|農相|"
            r"農林水産相|文科相|文部科学相|国交相|国土交通相|厚労相|厚生労働相|財務相|総務相|環境相|法相|自民|公明|与党の(?!立法)|衆院|参院|"
            r"衆議院|参議院|都議|[町村]長|知事|県議|県の|^県$|県警|県庁|市役所|町役場|大臣|政務官|審議官|事務次官|統合幕僚|自衛隊|交流協会|首相|[一-鿿ァ-ヶー]庁"
        ),
    ),
)
_JA_MAINLAND: _Bodies = (
    ("Beijing", re.compile(r"^(?:外交部|国防部|商務部|文化観光部|教育部|生態環境部|国務院|国台弁)")),
    *_JA,
)
_HANS: _Bodies = (
    ("Tokyo", re.compile(_JAPAN)),
    ("Taipei", re.compile(rf"{_TAIWAN}|高雄|台中|台南|花莲|金门县")),
    (
        "Beijing",
        re.compile(rf"{_CHINA}|外交部|国防部|教育部|海事局|驻日|外事办|{_LOCAL}"),
    ),
)
_HANT: _Bodies = (
    ("Tokyo", re.compile(_JAPAN)),
    ("Beijing", re.compile(rf"{_CHINA}|对岸|福建|厦门|上海|浙江|广东|山东|江苏|海南|四川")),
    ("Taipei", re.compile(rf"{_TAIWAN}|交通部|教育部|财政部|劳动部|国发会|消防署|县长|县议员|市议员|市府|县府|气象署")),
)

BODIES: Mapping[Press, _Bodies] = {
    "ja": _JA,
    "ja-cn": _JA_MAINLAND,
    "ja-tw": _JA,
    "hans": _HANS,
    "hant": _HANT,
    "hk": _HANS,
}

_SHARED_JA = re.compile(r"^(?:外務省|政府|報道官|総領事館|大使館|当局|外相|国防相|副首相|大使)")
_SHARED_HANS = re.compile(r"^(?:发言人|当局|部长|大使馆)")
_SHARED_HANT = re.compile(r"^(?:外交部|国防部|发言人|当局|部长|大使馆)")

AMBIGUOUS: Mapping[Press, re.Pattern[str]] = {
    "ja": _SHARED_JA,
    "ja-cn": _SHARED_JA,
    "ja-tw": _SHARED_JA,
    "hans": _SHARED_HANS,
    "hant": _SHARED_HANT,
    "hk": _SHARED_HANS,
}

HOME: Mapping[Press, str] = {
    "ja": "Tokyo",
    "ja-cn": "Beijing",
    "ja-tw": "Taipei",
    "hans": "Beijing",
    "hant": "Taipei",
    "hk": "Beijing",
}
"""Whose office is meant when nothing tells."""

TRADITIONAL = re.compile(r"[們這國實對說發東灣會來時個長門開關學應與為後過還機關體權]")
HONG_KONG = re.compile(r"本港|駐港|港人|港府|特區政府")

CHINESE_NAME = re.compile(
    r"(?:(?<![一-鿿])|(?<=長の))(?:歐陽|欧陽|申屠|司徒|司馬|諸葛|尉遅|上官|"
    r"[王李張劉陳楊趙黄周呉徐孫胡朱何郭馬羅梁宋鄭謝韓唐馮于董蕭程曹袁鄧許傅沈曾彭呂蘇盧蔣蔡賈丁魏薛葉閻余潘杜戴夏鍾汪田任姜范方石姚譚廖鄒熊金"
    r"陸郝孔崔康毛邱秦江史顧侯邵孟龍万段雷銭湯尹黎易武喬賀頼龔聶游欒祁連温簡葛翁阮洪施柯巫涂莊荘詹童卓焦裴単靳穆"
    r"桑敖藍竇鞠闕卞滕厳蒲鄔饒芮冉申裘鮑佟仇苗祝盛耿霍殷楚鄺冼戚臧竺酈])[一-鿿]{1,2}"
    r"(?=(?:駐日)?大使|報道官|副?報道局長|署長|部長|副部長|次長|次官|局長|隊長|大校|委員|副?主任|司長|書記|参事官|国務委員|文化観光相|国防相|商務相|副首相|立法委員|(?<=長の...)(?:さん|氏)|(?<=長の..)(?:さん|氏))|"
    r"(?<![一-鿿])(?!外務|政府|中国|台湾|日本|国防|行政|総統|首相|党|[同副])[一-鿿]{2,3}(?<!副)(?=報道官)"
)
"""A Chinese name before its title in a Japanese text; whom Japan calls a 報道官 has another body before it."""


EMBASSY = re.compile(r"(?P<country>日本|中国|台湾)(?:の)?(?:総領事館|大使館|領事館)|(?P<own>日本|中国|台湾)驻")
"""An embassy whose country stands right before it: 東京の中国大使館, 在中国日本大使館."""


def is_japanese(press: Press) -> bool:
    """Tell whether a press writes Japanese."""
    return press.startswith("ja")


def press_of(text: str) -> Press:
    """Return whose press a text is of, by its script; in Japanese, by whom it names first, as in 中日 and 台日."""
    if script_of(text) == "ja":
        if "日中" in text or "日台" in text:
            return "ja"
        return "ja-cn" if "中日" in text else "ja-tw" if "台日" in text else "ja"
    if HONG_KONG.search(text):
        return "hk"
    return "hant" if len(TRADITIONAL.findall(text)) > 3 else "hans"


def body_of(phrase: str, press: Press) -> str | None:
    """Return the capital of the first body that a phrase names, or None.

    >>> body_of("国防部の報道官", "ja"), body_of("國防部發言人", "hant"), body_of("外务省", "hans")
    ('Taipei', None, 'Tokyo')
    """
    words = phrase if is_japanese(press) else simplified(phrase)
    embassy = EMBASSY.search(words)
    if embassy:
        return {"日本": "Tokyo", "中国": "Beijing", "台湾": "Taipei"}[embassy["country"] or embassy["own"]]
    found = [(m.start(), -len(m[0]), actor) for actor, pattern in BODIES[press] if (m := pattern.search(words))]
    return min(found)[2] if found else None


def is_ambiguous(phrase: str, press: Press) -> bool:
    """Tell whether a phrase begins with an office that several countries have."""
    return AMBIGUOUS[press].match(phrase if is_japanese(press) else simplified(phrase)) is not None
