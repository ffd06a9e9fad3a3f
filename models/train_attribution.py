"""Train the token tagger of attribution: first on PolNeAR, then on our corpus and annotated real articles."""

import argparse
import logging
from collections.abc import Sequence
from pathlib import Path

from straitwatch.errors import ModelError


def main(arguments: Sequence[str] | None = None) -> None:
    """Read the options and train; raises ModelError when what the extra `train` brings is not installed."""
    options = parser().parse_args(arguments)
    logging.basicConfig(level=logging.INFO, format="%(message)s")
    try:
        from models.attribution_trainer import train
    except ImportError as error:
        raise ModelError(f"training needs the extra `train` (pip install 'straitwatch[train]'): {error}") from error
    train(options)


def parser() -> argparse.ArgumentParser:
    """Describe the options."""
    p = argparse.ArgumentParser(prog="train attribution", description=__doc__)
    here = Path(__file__).parent
    p.add_argument("--base", type=Path, help="folder of the encoder to start from; left out: the shipped weights")
    p.add_argument("--resume-from", type=Path, help="folder of a pre-trained tagger; skips pre-training")
    p.add_argument("--corpus", type=Path, default=here / "data" / "corpus")
    p.add_argument("--real", type=Path, help="folder of annotated real articles in JSON")
    p.add_argument("--texts", type=Path, help="JSON lines with url and text of the articles we labelled")
    p.add_argument("--polnear", type=Path, help="folder of PolNeAR with train/ and dev/")
    p.add_argument("--out", type=Path, required=True)
    p.add_argument("--hold-out", action="store_true", help="keep a part of the training articles for validation")
    p.add_argument("--pretrain-epochs", type=float, default=1.0)
    p.add_argument("--pretrain-rate", type=float, default=1e-4)
    p.add_argument("--epochs", type=float, default=6.0)
    p.add_argument("--rate", type=float, default=8e-5)
    p.add_argument("--rank", type=int, default=0, help="learn a low-rank update of the matrices; 0 trains all weights")
    p.add_argument("--batch", type=int, default=8)
    p.add_argument("--window", type=int, default=254)
    p.add_argument("--context", type=int, default=48)
    p.add_argument("--threads", type=int, default=0)
    p.add_argument("--seed", type=int, default=7)
    return p


if __name__ == "__main__":
    main()
