"""Sets of tagged articles made by hypothesis for tests of the store."""

from dataclasses import replace
from datetime import timedelta

from hypothesis import strategies as st
from made_taggings import START, spoken, sure, tagging

from straitwatch.actor import CAPITALS
from straitwatch.stance import LABELS
from straitwatch.topics import Tagging


@st.composite
def records(draw: st.DrawFn, most: int = 8) -> list[Tagging]:
    """Some taggings: few stories, few quotes, so that copies, repeats and articles tagged anew are common."""
    made: list[Tagging] = []
    for number in range(draw(st.integers(1, most))):
        published = START + timedelta(minutes=draw(st.integers(0, 8 * 24 * 60)))
        lines = []
        for _ in range(draw(st.integers(0, 3))):
            speaker = draw(st.sampled_from((*CAPITALS, "other")))
            targets = [one for one in CAPITALS if speaker in CAPITALS and one != speaker]
            odds = {one: draw(st.sampled_from(LABELS)) for one in targets}
            lines.append((f"Words {draw(st.integers(0, 4))}.", speaker, tuple(sure(t, o) for t, o in odds.items())))
        story = draw(st.sampled_from(("", "s1", "s2")))
        one = tagging(published, *lines, title=f"Title {number % 5}", story=story)
        later = one.tagged + timedelta(hours=draw(st.integers(0, 3)))
        made.append(replace(one, tagged=later))
        if draw(st.booleans()):
            again = spoken(one.article, [(w, s, tuple(sure(x.target, "hostile") for x in st_)) for w, s, st_ in lines])
            made.append(replace(one, statements=again[:2], tagged=later + timedelta(hours=1), revision="made-2"))
    return made
