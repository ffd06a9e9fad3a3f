import pytest

from models.attribution_cjk import attribute_cjk


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("防衛省は4日、艦艇3隻が海峡を通過したと発表した。", [("艦艇3隻が海峡を通過した", "防衛省")]),
        ("海上保安庁によると、漁船は沖合にとどまった。", [("漁船は沖合にとどまった", "海上保安庁")]),
        ("温若報道官は「言葉を慎むべきだ」と批判した。", [("言葉を慎むべきだ", "温若報道官")]),
        ("外務省は演習の即時中止を求めた。", [("演習の即時中止", "外務省")]),
        ("国台办发言人邱明表示，“一家人要常来常往”。", [("一家人要常来常往", "国台办发言人邱明")]),
        ("陸委會強調，交流不應有前提，並呼籲北京對話。", [("交流不應有前提", "陸委會"), ("北京對話", "陸委會")]),
        ("立委柳正開罵：「這是笑話。」", [("這是笑話", "立委柳正開罵")]),
        ("据海警局消息，渔船已经返航。", [("渔船已经返航", "海警局")]),
        ("週末氣溫回升，夜市人潮湧現。", []),
    ],
)
def test_statements_and_their_sources(text: str, expected: list[tuple[str, str]]) -> None:
    found = [(a.content.of(text), a.source.of(text) if a.source else "") for a in attribute_cjk(text)]
    assert found == expected


def test_a_transcript_gives_each_answer_to_its_speaker() -> None:
    text = "记者：请问有何评论？\n\n盛东：划设不针对任何国家。各方不必紧张。\n\n记者：还有吗？"
    found = attribute_cjk(text)
    assert [a.content.of(text) for a in found] == ["划设不针对任何国家", "各方不必紧张"]
    assert {a.source.of(text) for a in found if a.source} == {"盛东"}


def test_a_demand_after_a_criticism_is_a_statement_of_its_own():
    text = "台湾の農業委員会は1日、輸入停止を「一方的だ」と批判し、速やかな撤回を求めた。"
    found = [(a.content.of(text), a.source.of(text)) for a in attribute_cjk(text)]
    assert found == [("一方的だ", "台湾の農業委員会"), ("速やかな撤回", "台湾の農業委員会")]
