import sys
from pathlib import Path

import pytest

from models.train_attribution import main, parser
from straitwatch.errors import ModelError


def test_training_without_its_extra_says_what_to_install(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setitem(sys.modules, "models.attribution_trainer", None)
    with pytest.raises(ModelError, match=r"straitwatch\[train\]"):
        main(["--base", str(tmp_path), "--out", str(tmp_path / "out")])


def test_folders_are_options() -> None:
    options = parser().parse_args(["--base", "b", "--out", "o", "--real", "r", "--polnear", "p", "--corpus", "c"])
    assert [str(f) for f in (options.base, options.out, options.real, options.polnear, options.corpus)] == list("borpc")
