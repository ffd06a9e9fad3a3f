"""A teacher's answers: where they go in the rows, and that an interrupted training does not ask again."""

from pathlib import Path

import numpy as np
import pytest

from models import stance_teacher
from models.stance_data import Row, Target
from models.stance_teacher import taught_by
from models.stance_text import Marked

ROWS = [
    Row(Marked("", "We thank Tokyo", ""), (Target("Tokyo"), Target("Beijing")), "a"),
    Row(Marked("", "We object", ""), (Target("Taipei", taught=(0.1, 0.2, 0.3, 0.4)),), "b"),
]


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """How many rows the teacher was asked about, each time."""
    times: list[int] = []

    def answers(_teacher: Path, rows: list[Row], _threads: int) -> np.ndarray:
        times.append(len(rows))
        return np.arange(7.0 * sum(len(row.targets) for row in rows), dtype=np.float32).reshape(-1, 7) % 5

    monkeypatch.setattr(stance_teacher, "_answers", answers)
    return times


@pytest.fixture
def teacher(tmp_path: Path) -> Path:
    folder = tmp_path / "teacher"
    folder.mkdir()
    (folder / "model.safetensors").write_bytes(b"weights")
    return folder


def test_each_target_gets_the_answers_about_it(teacher: Path, asked: list[int]) -> None:
    (first, second), (third,) = (row.targets for row in taught_by(teacher, ROWS))
    assert [t.name for t in (first, second, third)] == ["Tokyo", "Beijing", "Taipei"]
    assert [int(np.argmax(t.taught)) for t in (first, second, third)] == [3, 2, 0]
    assert all(sum(t.taught_tone) == pytest.approx(1) for t in (first, second, third))
    assert len(asked) == 1


def test_a_teacher_of_the_tone_leaves_the_stance_another_taught(teacher: Path, asked: list[int]) -> None:
    (third,) = taught_by(teacher, ROWS, stance=False)[1].targets
    assert third.taught == (0.1, 0.2, 0.3, 0.4)
    assert len(third.taught_tone) == 3


def test_the_same_questions_are_asked_once(teacher: Path, asked: list[int], tmp_path: Path) -> None:
    kept = tmp_path / "work"
    once = taught_by(teacher, ROWS, kept=kept)
    assert taught_by(teacher, ROWS, kept=kept) == once
    assert asked == [2]
    taught_by(teacher, ROWS[:1], kept=kept)
    (teacher / "model.safetensors").write_bytes(b"other weights")
    taught_by(teacher, ROWS, kept=kept)
    assert asked == [2, 1, 2]
