"""Train the stance model: first on public sets that are near the question, then on our annotated articles.

The trained model is exported as int8 ONNX and calibrated on training articles held out for it; dev is not read.
"""

from __future__ import annotations

import random
import zlib
from collections.abc import Iterable
from pathlib import Path
from typing import Annotated

import typer

from models.calibrate_stance import calibrate
from models.export_onnx import export_token_model
from models.gold import is_dev, load_gold
from models.stance import WEIGHTS
from models.stance_data import (
    Row,
    article_rows,
    dse_rows,
    is_validation,
    labelled_rows,
    newsmtsc_rows,
    unscon_rows,
)
from models.stance_loop import Recipe, train
from straitwatch.errors import ModelError

LABELS_OF_REAL = Path(__file__).parent / "data" / "real-labels.jsonl"
TONE_SHARE = 24
"""One NewsMTSC sentence in so many is held out to calibrate the tone."""


def own_rows(folders: Iterable[Path]) -> tuple[list[Row], list[Row]]:
    """Training and validation rows of the annotated English articles in the folders, the dev split left out."""
    articles = [a for a in load_gold(folders) if a.language.startswith("en") and not is_dev(a.id)]
    fit = article_rows(a for a in articles if not is_validation(a.id))
    return fit, article_rows(a for a in articles if is_validation(a.id))


def tone_rows(folder: Path) -> tuple[list[Row], list[Row]]:
    """Training and held-out rows of NewsMTSC, by sentence."""
    fit: list[Row] = []
    held: list[Row] = []
    for row in newsmtsc_rows(folder / "train.jsonl"):
        (fit if zlib.crc32(row.group.encode()) % TONE_SHARE else held).append(row)
    return fit, held


def _corrections() -> list[Row]:
    from models.stance_corrections import corrected_rows
    from straitwatch.settings import read_settings
    from straitwatch.store import Store

    with Store.open(read_settings().store_url) as store:
        return corrected_rows(store)


def main(
    base: Annotated[Path, typer.Option(help="Folder of the encoder to start from, torch weights and tokenizer.json")],
    work: Annotated[Path, typer.Option(help="Folder for checkpoints and the trained model")],
    corpus: Annotated[list[Path], typer.Option(help="Folder of annotated articles; may be given again")],
    dse: Annotated[Path | None, typer.Option(help="Folder of the DSE set")] = None,
    newsmtsc: Annotated[Path | None, typer.Option(help="Folder of the NewsMTSC set")] = None,
    unscon: Annotated[Path | None, typer.Option(help="Folder of the UNSCon set")] = None,
    texts: Annotated[Path | None, typer.Option(help="JSON lines with url and text of the articles we labelled")] = None,
    with_corrections: Annotated[bool, typer.Option(help="Train on the analysts' corrections in the store too")] = False,
    out: Annotated[Path, typer.Option(help="Folder that receives the exported weights")] = WEIGHTS,
    near_epochs: Annotated[int, typer.Option(help="Epochs over the public sets together with ours")] = 1,
    own_epochs: Annotated[int, typer.Option(help="Epochs over ours with a sample of NewsMTSC")] = 12,
    rate: Annotated[float, typer.Option(help="Highest learning rate")] = 1e-4,
    seed: Annotated[int, typer.Option(help="Seed of sampling, mirroring and dropout")] = 7,
    threads: Annotated[int, typer.Option(help="Threads; 0 takes what torch takes")] = 0,
) -> None:
    """Train the stance model in two phases, export it and calibrate it. An interrupted run goes on where it was."""
    for folder in (base, *corpus, *(f for f in (dse, newsmtsc, unscon) if f)):
        if not folder.is_dir():
            raise ModelError(f"{folder} is no folder; models/cards/stance.md names the sets")
    dice = random.Random(seed)
    fit, held = own_rows(corpus)
    fit += labelled_rows(LABELS_OF_REAL, texts) if texts else []
    if with_corrections:
        fit += _corrections()
    tones, held_tones = tone_rows(newsmtsc) if newsmtsc else ([], [])
    near = [*(dse_rows(dse, dice) if dse else []), *tones, *(unscon_rows(unscon, dice) if unscon else [])]
    start, fresh = base, not near
    if near:
        start = work / "near"
        recipe = Recipe(base, start, near_epochs, rate, seed, threads=threads, floor=0.6, fresh=True)
        train(lambda _: near + fit, [], recipe)

    def own(epoch: int) -> list[Row]:
        return fit + random.Random(seed + epoch).sample(tones, min(len(tones), len(fit) // 2))

    train(own, held, Recipe(start, work / "own", own_epochs, rate, seed + 1, threads=threads, frozen=2, fresh=fresh))
    size = export_token_model(work / "own", out)
    typer.echo(f"{out / 'model.onnx'}: {size / 1e6:.1f} MB; {calibrate(out, held, held_tones)}")


if __name__ == "__main__":
    typer.run(main)
