import pytest

from models.sentences import sentences


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("(a) Tokyo objects. Beijing waits. Taipei left.", 3),
        ('He said: "We waited. It rained. "Nobody came," she added. The door shut.', 4),
        ("Seoul's ministers met. The workers' union left. Tokyo's did not.", 3),
        ('She said "no. Never." Then he left.', 2),
    ],
)
def test_marks_that_do_not_pair_glue_no_sentences(text, expected):
    assert len(sentences(text, "en")) == expected


@pytest.mark.parametrize("space", "\u00a0\u2009\u3000")
@pytest.mark.parametrize("language", ["en", "ja", "zh"])
def test_a_wide_space_before_a_full_stop_is_a_space(space, language):
    text = f"They spoke of plan B{space}."
    assert [s.of(text) for s in sentences(text, language)] == [text]
