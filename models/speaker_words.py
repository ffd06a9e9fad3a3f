"""Words by which a source is told apart: officials, private persons, the nameless, and names by their spelling."""

import re

OFFICIAL = re.compile(
    r"\b(?:governments?|ministr(?:y|ies)|ministers?|premiers?|presidents?|presidential|vice[- ]president|"
    r"upper house|lower house|counterparts?|opposite number|counsell?ors?|heads?|chiefs?|cabinet|"
    r"spokes(?:man|woman|person|people|"
    r"men|persons)|"
    r"officials?|authorit(?:y|ies)|embass(?:y|ies)|consulates?|consul(?:[- ]general)?|ambassadors?|envoys?|"
    r"diplomats?|delegat(?:e|es|ion)|"
    r"representatives?(?: office)?|military|army|navy|naval|air force|coast ?guards?|armed forces|troops|"
    r"forces?|defen[cs]e|admirals?|generals?|colonels?|"
    r"commanders?|captains?|lieutenants?|commodores?|majors?|officers?|lawmakers?|legislators?|"
    r"parliament(?:ary|arians?)?|legislature|MPs?|diet members?|senators?|"
    r"councillors?|councilors?|mayors?|governors?|magistrates?|commissioners?|secretar(?:y|"
    r"ies)(?:[- ]general)?|director(?:[- ]general)?s?|deputy|"
    r"chair(?:man|woman|person)?|party|parties|leaders?|leadership|state (?:media|television|news|"
    r"broadcaster)|state-run|official (?:media|news)|negotiators?|"
    r"politicians?|administration|bureau|agency|council|command(?:er)?|commission|office|officialdom|"
    r"regime|side|speaker|emperor|coalition|customs|police|court|"
    r"central bank|mission|statement|communique|white paper|report|rulers?|communists?|nationalists?|"
    r"politburo|congress|centre|center|fleet|pilots?|vessels?|PM|FM|"
    r"interior|treasury|finance|trade|foreign|economy|weather|meteorological|prosecutors?|chief of staff|"
    r"city|town|prefecture|county|municipality|"
    r"general staff|aides?|candidates?|opposition|caucus|whip|veterans affairs)\b",
    re.IGNORECASE,
)
"""Heads of phrases that speak for a state when a country's name stands beside them."""

PRIVATE = re.compile(
    r"\b(?:analysts?|specialists?|Studies|airlines?|broadcasters|television reports|media reports|"
    r"news reports|reports in|fianc[eé]e?|supporters?|opponents|organi[sz]ers?|[Ss]tock [Ee]xchanges?|"
    r"[Mm]arathons?|(?:general|sales|branch|plant) managers?|importers?|exporters?|wholesalers?|rescuers?|villagers?|"
    r"astrologers?|others|some|many|most|sceptics?|skeptics?|experts?|professors?|scholars?|"
    r"academics?|researchers?|research fellow|fellow|"
    r"lecturers?|historians?|economists?|strategists?|scientists?|"
    r"chief executives?|CEO|managing directors?|film directors?|festivals?|museums?|gallery|curators?|"
    r"studios?|shops?|"
    r"restaurants?|hospitals?|schools?|principals?|founders?|co-founders?|entrepreneurs?|designers?|"
    r"architects?|composers?|"
    r"conductors?|musicians?|dancers?|photographers?|journalists?|editors?|correspondents?|reporters?|presenters?|"
    r"biographers?|publishers?|producers?|archive|orchestra|theatre|clubs?|teams? manager|hotels?|factory|factories|"
    r"associations?|society|academy|residents?|citizens?|locals|local (?:people|men|women|man|"
    r"woman)|fisher(?:man|men|folk|woman)|students?|"
    r"teachers?|protest(?:e|o)rs?|"
    r"demonstrators?|activists?|campaigners?|dissidents?|lawyers?|"
    r"companies|company|firms?|businesses|business(?:man|men|woman|people)|executives?|investors?|traders?|"
    r"brokers?|brokerages?|bankers?|manufacturers?|makers?|carmakers?|"
    r"shopkeepers?|owners?|vendors?|farmers?|workers?|employees?|drivers?|tourists?|travell?ers?|"
    r"passengers?|visitors?|shoppers?|fans?|players?|coach(?:es)?|athletes?|"
    r"singers?|actors?|actress|directors? of the film|film-?makers?|artists?|writers?|authors?|novelists?|"
    r"bloggers?|netizens?|web users?|internet users?|commentators?|columnists?|critics|observers?|"
    r"pollsters?|polls?|surveys?|think[- ]tanks?|institutes?|institution|university|universities|"
    r"foundation|NGOs?|charity|charities|watchdog|union|association of|chamber of commerce|"
    r"doctors?|nurses?|patients?|witness(?:es)?|survivors?|relatives?|famil(?:y|ies)|mothers?|fathers?|"
    r"sons?|daughters?|brothers?|widow|husband|wife|parents?|neighbours?|neighbors?|"
    r"consultants?|consultancy|newspapers?|magazines?|Guardian|Reuters|Bloomberg|Associated Press|AP|AFP|"
    r"BBC|CNN|New York Times|Financial Times|Wall Street Journal|Kyodo|Jiji|Nikkei|Asahi|Yomiuri|Mainichi|"
    r"Sankei|Japan Times|Apple Daily|"
    r"Liberty Times|China Times|United Daily News|South China Morning Post|Taipei Times|retired|"
    r"former [a-z-]+ professor|monks?|priests?|pastor|chef|grandmother|pensioner|retiree|girl|"
    r"zoos?|federation|chamber|league|Red Cross|trade body|lobby|shipping lines?|operator|"
    r"boy|people in the street|crowds?|passers?-?by|viewers?|readers?|pilots' union|"
    r"captain of the fishing boat|skipper|sailor|crew)\b",
    re.IGNORECASE,
)
"""Heads of phrases that speak for no state, whatever country's name stands beside them."""

SERVING = re.compile(
    r"(?<!retired )(?<!former )\b(?:General|Admiral|Colonel|Captain|Commodore|Rear Adm|Gen|Col|Lt)\b\.?$"
)
"""A rank right before a name: who bears it speaks for the army though an academy stands beside it."""

COLLEAGUE = re.compile(
    r"(?:(?:(?:his|her|their|its|a|another) )?(?:colleague|another|a second|a third|one$)|"
    r"(?:his|her|their|its) deputy)\b",
    re.IGNORECASE,
)
"""Opens a phrase for somebody who belongs with whoever was named before."""

WEAK_OFFICES = frozenset(
    {"director", "directors", "president", "presidents", "head", "heads", "chief", "chiefs", "chairman", "chairwoman"}
    | {
        "chair",
        "chairperson",
        "secretary",
        "secretary-general",
        "captain",
        "captains",
        "officer",
        "officers",
        "leader",
        "leaders",
    }
    | {"representative", "representatives", "delegate", "delegates", "majors", "major", "report", "statement", "centre"}
    | {"city", "town", "prefecture", "county", "municipality"}
)
"""Words for offices that companies and clubs have too."""

FOLLOWER = re.compile(
    r"\b(?:supporters?|voters?|fans|critics|opponents|activists?|sympathi[sz]ers?|protest[eo]rs?|demonstrators?)\b",
    re.IGNORECASE,
)
"""Heads that make an institution's name one of its public."""

COMPANY = re.compile(
    r"\b(?:Corp(?:oration)?|Inc|Ltd|Co|Holdings|Group|Airlines|Air Lines|Airways|Motors?|Steel|Petroleum|Electric|"
    r"Telecom|Semiconductor|Securities|Insurance|Railways?|Shipping|Post|Tobacco|Mobile)\b\.?(?: \([A-Z]+\))?$"
)
"""Ends of a company's name, which may hold a country's or a party's: "Japan Post", "CPC Corp"."""

FORMER = re.compile(r"(?:an? |the )?(?:retired|former|ex-)\b", re.IGNORECASE)
STILL = re.compile(
    r"president|premier|prime minister|minister\b|party|lawmaker|legislator|chair|leader|LDP|KMT|DPP|DPJ|governor|"
    r"mayor",
    re.IGNORECASE,
)
"""Who was one of these speaks for his or her side still; who retired from another office speaks for none."""

NAMELESS = re.compile(
    r"^(?:reports|rumou?rs|estimates)$|\b(?:sources?|people (?:familiar|with knowledge|close|briefed|who)|"
    r"persons? (?:familiar|with|close|who)|"
    r"insiders?|one of the people|those (?:familiar|briefed)|it is (?:said|believed|thought)|both sides|"
    r"the two sides|two sides|the two (?:countries|governments|ministers|leaders))\b",
    re.IGNORECASE,
)
"""Heads of phrases that hide who speaks."""

HIDDEN = re.compile(
    r"^(?:[Aa]|[Oo]ne|[Aa]nother|[Tt]wo|[Tt]hree|[Ss]everal)?(?: \w+)? ?(?:persons?|people|man|woman) "
    r"(?:familiar|close|briefed|with (?:direct )?knowledge|who (?:asked|declined|spoke|requested|worked|deals?|knows?|"
    r"attended|was|were|has seen|saw)\b)"
)
"""Persons of whom no more is told than how they know."""

PRONOUN = re.compile(r"(?:he|she|it|they|his|her|their|its|him|them|who|which|both|the (?:man|woman))$", re.IGNORECASE)

GENERIC = re.compile(
    r"(?:the|this|that|its|his|her|their|a|an|another|one|same) (?:[a-z-]+ ){0,2}?"
    r"(?:ministry|spokes(?:man|woman|person)|official|officials|minister|president|premier|prime minister|"
    r"chairman|statement|agency|office|council|commentary|"
    r"editorial|paper|newspaper|article|report|letter|government|group|bureau|party|colonel|general|"
    r"admiral|captain|ambassador|envoy|diplomat|lawmaker|legislator|governor|mayor|"
    r"commissioner|secretary|cabinet|department|command|commander|association|foundation|deputy|note|"
    r"document|leader|politician|negotiator|administration|commission|embassy|source|sources|professor|"
    r"analyst|expert|company|institute|scholar|researcher|court|police|magistrate|speaker|delegation|side|"
    r"front|notice|release|text|communique|broadcaster|daily|tabloid|pilot|officer|man|woman|coast guard|"
    r"navy|army|military|post|tweet|website|outlet|service|fund|bank|firm|union|chief|head|director|chair|"
    r"representative|consul general|host|aide|candidate|critics?|neighbou?r)s?$",
)
"""A phrase that only points back at somebody named before."""

POSSESSIVE = re.compile(r"(?:its|his|her|their) ", re.IGNORECASE)
"""Opens a phrase that belongs to somebody named before."""

OPPOSITION = re.compile(r"\bopposition\b", re.IGNORECASE)
"""Politicians who do not speak for the government, unless all parties of the actor do."""

SPEECHLESS = re.compile(
    r"(?:we|i|you|us|our|my|in|on|at|and|but|as|for|to|is|was|the|an?|this|that|these|those|tomorrow|yesterday|today|"
    r"also|then|it is|there|what|said|[^\w]+)",
    re.IGNORECASE,
)
"""Words that are no source: pieces of one, or the speaker's own "we" inside of what is said."""

NO_NAME = re.compile(
    r"\b(?:Islands?|Alliance|Straits?|Sea|Ocean|Group|Act|Law|Treaty|Street|Road|University|College|Bank|Fund|Games|"
    r"Olympics?|Day|War|Peninsula|River|Lake|Mount|Bay|City|County|Prefecture|Province|Zone|Corp|Inc|Ltd|Airlines?|"
    r"Motors?|Electric|Holdings|Network|Forum|Summit|Visit|Prize|Award|Cup|League|Guard|Ministry|Office|Council|"
    r"Agreement|Declaration|Principle|Party|Movement|Front|Institute|Monday|Tuesday|Wednesday|Thursday|Friday|"
    r"Saturday|Sunday|January|February|March|April|May|June|July|August|September|October|November|December|"
    r"Asia|Pacific|East|West|North|South|Star|House|Hall|Square|Museum|Temple|Shrine|Airport|Port|Station)\b"
)
"""Words that make a run of capitalised words something else than a person's name."""

INDEFINITE = re.compile(r"(?:an?|one|another|two|three|several|senior|some) ", re.IGNORECASE)
"""Opens a phrase that brings in somebody new."""

_JA_SYLLABLE = (
    r"(?:(?:[kgsztdnhbpmrwyfj]|ky|gy|sh|sy|ch|cch|ts|ny|hy|by|py|my|ry|kk|ss|tt|pp|ssh|tts|"
    r"kky)?(?:[aiueo]|ou|oh|uu|oo)|n(?![aiueoy])|m(?=[bpm]))"
)
JAPANESE_WORD = re.compile(rf"{_JA_SYLLABLE}+$", re.IGNORECASE)
_INITIAL = r"(?:zh|ch|sh|[bpmfdtnlgkhjqxrzcsyw])?"
_FINAL = (
    r"(?:iang|iong|uang|ang|eng|ing|ong|ian|iao|uai|uan|ua|uo|ue|ui|un|ai|ei|ao|ou|an|en|in|ia|ie|iu|er|"
    r"[aeiouü])"
)
PINYIN_WORD = re.compile(rf"(?:{_INITIAL}{_FINAL}'?){{1,2}}$", re.IGNORECASE)

NOT_PINYIN = re.compile(
    r"[kg]i|(?<![szc])hi|(?:[tdnlkghsrzc]|sh|zh|ch)o(?![nu])|[bp]e(?![ni])|ra(?![no])", re.IGNORECASE
)
"""Syllables of Japanese that the pattern of pinyin would take too."""


def _spelt(words: str) -> frozenset[str]:
    return frozenset(words.split())


SURNAMES = _spelt(
    "ai an ba bai ban bao bei bi bian bo bu cai cang cao cen chai chang chao che chen cheng chi chong chu "
    "chuai cong cui dai dang deng di diao ding dong dou du duan e fan fang fei feng fu gai gan gao ge gen "
    "geng gong gou gu guan guang gui guo hai han hang hao he hong hou hu hua huai huan huang hui huo ji jia "
    "jian jiang jiao jie jin jing ju kang ke kong kou kuai kuang lai lan lang lao lei leng li lian liang liao "
    "lin ling liu long lou lu luan luo lv ma mao mei men meng mi miao min mo mou mu na ni nie ning niu ou "
    "ouyang pan pang pei peng pi pian ping pu qi qian qiang qiao qin qing qiu qu quan que ran rao ren rong ru "
    "ruan rui sang sha shan shang shangguan shao she shen sheng shi shou shu shui sima situ song su sui sun "
    "tai tan tang tao teng tian tie tong tu wan wang wei wen weng wo wu xi xia xian xiang xiao xie xin xing "
    "xiong xu xuan xue xun yan yang yao ye yi yin ying you yu yuan yue yun zang zeng zha zhai zhan zhang zhao "
    "zhen zheng zhi zhong zhou zhu zhuang zhuge zhuo zong zou zu zuo"
)
"""Surnames in pinyin, which comes before what would also read as Japanese."""

WADE_GILES = _spelt(
    "chang chao cheng chiang chien chin chiu cho chou chu chuang fu hsia hsiao hsieh hsu huang kao ko ku "
    "kuan kuo lee lin lo lu lung "
    "ou pai peng shen shih shieh siew su sung tai teng tien ting tsai tsao tseng tu wang weng wu yang yao "
    "yeh yen yin yu"
)
"""Surnames as Taiwan spells them."""

KOREAN = _spelt("kim park roh ban choi moon yoon jeong shin kwon hwang seo ahn jang jung")
"""Surnames of Korea, where given names are hyphenated too."""

HYPHENATED = re.compile(r"[A-Z][a-z]+-[a-z]+$")


def name_origin(name: str) -> str:
    """Guess by its spelling where a person's name comes from: Tokyo, Beijing, Taipei, or nothing.

    Hyphenated given names are Taiwan's way to spell Chinese names, two words of pinyin the mainland's, and words all of
    open syllables are Japanese.

    >>> [name_origin(n) for n in ("Ryoichi Hamanaka", "Luo Jiawen", "Chiu Ya-hsuan", "Simon Tisdall")]
    ['Tokyo', 'Beijing', 'Taipei', '']
    """
    words = [w for w in re.findall(r"[A-Za-zü'-]+", re.sub(r"-(?=[A-Z])", " ", name)) if w[0].isupper()]
    if len(words) == 1 and len(words[0]) > 5 and JAPANESE_WORD.match(words[0]) and not PINYIN_WORD.match(words[0]):
        return "Tokyo"
    if len(words) not in (2, 3):
        return ""
    if any(HYPHENATED.match(w) for w in words):
        return "" if words[0].lower() in KOREAN else "Taipei"
    if len(words) == 2 and words[0].lower() in SURNAMES and _given(words[1]):
        return "Beijing"
    if len(words) == 2 and all(len(w) > 2 and JAPANESE_WORD.match(w) for w in words) and sum(map(len, words)) >= 8:
        return "Tokyo"
    return ""


def _given(word: str) -> bool:
    """Tell whether a word can be a given name in pinyin: of its syllables, and of none that only Japanese has."""
    return PINYIN_WORD.match(word) is not None and NOT_PINYIN.search(word) is None


def surname_origins(name: str) -> tuple[str, ...]:
    """Return where somebody named by the surname alone can come from.

    >>> surname_origins("Fang"), surname_origins("Katagiri"), surname_origins("Poole")
    (('Beijing', 'Taipei'), ('Tokyo',), ())
    """
    last = name.split()[-1].lower() if name else ""
    if last in SURNAMES | WADE_GILES:
        return ("Beijing", "Taipei")
    return ("Tokyo",) if JAPANESE_WORD.match(last) and len(last) > 3 else ()


def of_state(phrase: str) -> bool:
    """Tell whether a phrase names an office that only states have, or the title of a head of state before a name.

    >>> of_state("deputy foreign minister"), of_state("the film's director"), of_state("President")
    (True, False, True)
    """
    words = [m[0].lower() for m in OFFICIAL.finditer(phrase)]
    return any(w not in WEAK_OFFICES for w in words) or re.search(r"\b(?:President|Premier)$", phrase) is not None
