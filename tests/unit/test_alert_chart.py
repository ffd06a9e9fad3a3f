"""The picture that goes with a message: the same for the same data, with gaps, moments and the mark of sample data."""

import io
import subprocess
import sys
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import numpy as np
import pytest
from made_taggings import START, said, tagging
from PIL import Image
from store_image import DAY, HOUR

from straitwatch import alert_chart
from straitwatch.alert_chart import charts
from straitwatch.clock import ManualClock
from straitwatch.delivery import charts_from
from straitwatch.notice import Told
from straitwatch.store import Store

UNTIL = START + 40 * DAY
AT = UNTIL - 5 * DAY


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    """Forty days of a steady feed that was down for two of them."""
    with Store.open(f"sqlite:///{tmp_path / 'store.db'}", ManualClock(UNTIL)) as opened:
        hours = [h for h in range(0, 40 * 24, 5) if h // 24 not in (27, 28)]
        labels = ("critical", "neutral", "cooperative", "hostile")
        opened.record(
            [tagging(START + h * HOUR, said(f"Words {h}.", Tokyo=labels[h % 4]), title=str(h)) for h in hours]
        )
        yield opened


def told(kind: str = "firing", subject: str = "Tokyo-Beijing", *, sample: bool = False) -> Told:
    return Told(kind, "critical", "Burst", subject, AT, "Because.", {}, (), sample)


def pixels(png: bytes) -> np.ndarray:
    with Image.open(io.BytesIO(png)) as image:
        assert image.format == "PNG"
        return np.asarray(image.convert("RGB"))


def coloured(png: bytes, red: int, green: int, blue: int) -> int:
    return int((np.abs(pixels(png).astype(int) - (red, green, blue)).sum(axis=2) < 12).sum())


ALERT = (0xB8, 0x4A, 0x00)


def test_the_same_data_give_the_same_picture_in_every_process(store: Store) -> None:
    (one,) = charts(store, [told()], UNTIL)
    assert (one.subject, one.until - one.since, one.name) == ("Tokyo-Beijing", 21 * DAY, "tension-tokyo-beijing.png")
    assert pixels(one.png).shape == (432, 960, 3)
    assert len(one.png) < 150_000
    code = (
        "import sys, hashlib\nfrom datetime import datetime\nfrom straitwatch.store import Store\n"
        "from straitwatch.notice import Told\nfrom straitwatch.alert_chart import charts\n"
        "at, until = (datetime.fromisoformat(x) for x in sys.argv[2:])\n"
        "told = [Told('firing', 'critical', 'Burst', 'Tokyo-Beijing', at, '', {}, ())]\n"
        "sys.stdout.buffer.write(charts(Store.open(sys.argv[1]), told, until)[0].png)"
    )
    url = store.engine.url.render_as_string(hide_password=False)
    command = [sys.executable, "-c", code, url, AT.isoformat(), UNTIL.isoformat()]
    assert subprocess.run(command, capture_output=True, check=True, timeout=100).stdout == one.png


def test_the_moment_of_the_alert_is_marked(store: Store) -> None:
    (with_mark,) = charts(store, [told()], UNTIL)
    (without,) = charts(store, [told("test")], UNTIL)
    assert coloured(with_mark.png, *ALERT) > 300
    assert coloured(without.png, *ALERT) == 0
    columns = np.flatnonzero((np.abs(pixels(with_mark.png).astype(int) - ALERT).sum(axis=2) < 12).sum(axis=0) > 250)
    assert 0.70 < columns.mean() / 960 < 0.80


def test_sample_data_are_named(store: Store) -> None:
    (plain,), (sample,) = charts(store, [told()], UNTIL), charts(store, [told(sample=True)], UNTIL)
    differing = np.argwhere((pixels(plain.png) != pixels(sample.png)).any(axis=2))
    assert len(differing) > 100
    assert differing[:, 0].max() < 40


def test_a_message_has_a_chart_for_each_subject_that_is_told_three_at_most(store: Store) -> None:
    subjects = ("Tokyo-Beijing", "Tokyo-Beijing", "feed", "Tokyo-Taipei", "Beijing>Taipei", "Beijing-Taipei")
    found = charts(store, [told(subject=one) for one in subjects], UNTIL)
    assert [one.subject for one in found] == ["Tokyo-Beijing", "Tokyo-Taipei", "Beijing>Taipei"]
    assert charts(store, [told("no data"), told("error")], UNTIL) == ()


def test_an_empty_store_and_a_silent_feed_are_drawn_too(store: Store, tmp_path: Path) -> None:
    with Store.open(f"sqlite:///{tmp_path / 'empty.db'}") as empty:
        (nothing,) = charts(empty, [told()], UNTIL)
    (silent,) = charts(store, [told()], UNTIL + timedelta(days=90))
    assert pixels(nothing.png).shape == pixels(silent.png).shape


def test_drawing_is_left_until_it_is_wanted(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    drawn: list[str] = []
    monkeypatch.setattr(alert_chart, "draw", lambda *_, **__: drawn.append("drawn") or b"")
    draw = charts_from(store, [told()], UNTIL)
    assert drawn == []
    assert len(draw()) == len(drawn) == 1
