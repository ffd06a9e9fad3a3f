"""Train the stance model: first on public sets that are near the question, then on our annotated articles.

With a teacher, a larger model of the same kind that was trained before, its probabilities are learned beside the
labels. The trained model is exported as int8 ONNX and calibrated on training articles
held out for it; dev is not read.
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
from models.export_places import answer_at_places
from models.export_update import export_update
from models.gold import GoldArticle, is_kept_out, load_gold, real_articles
from models.stance import WEIGHTS
from models.stance_data import Row, article_rows, dse_rows, is_validation, newsmtsc_rows, unscon_rows
from models.stance_lessons import bystander_rows, polnear_rows, polnear_tone_rows
from models.stance_loop import Recipe, train
from models.stance_teacher import taught_by
from models.unpack import unpack
from straitwatch.errors import ModelError

TONE_SHARE = 24
"""One NewsMTSC sentence in so many is held out to calibrate the tone."""


def own_articles(folders: Iterable[Path], texts: Path | None) -> list[GoldArticle]:
    """The annotated English articles of the folders and, given their texts, of `models/data`; none that is kept out."""
    articles = [a for a in load_gold(folders) if a.language.startswith("en")]
    if texts:
        articles += real_articles(texts, "real-*.jsonl")
    return [a for a in articles if not is_kept_out(a.id)]


def own_rows(articles: Iterable[GoldArticle]) -> tuple[list[Row], list[Row]]:
    """Training and validation rows of annotated articles."""
    known = list(articles)
    fit = article_rows((a for a in known if not is_validation(a.id)), training=True)
    return fit, article_rows((a for a in known if is_validation(a.id)), training=True)


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
    work: Annotated[Path, typer.Option(help="Folder for checkpoints and the trained model")],
    corpus: Annotated[list[Path], typer.Option(help="Folder of annotated articles; may be given again")],
    base: Annotated[
        Path | None, typer.Option(help="Folder of the model to start from, torch weights; left out: the shipped one")
    ] = None,
    dse: Annotated[Path | None, typer.Option(help="Folder of the DSE set")] = None,
    newsmtsc: Annotated[Path | None, typer.Option(help="Folder of the NewsMTSC set")] = None,
    polnear: Annotated[
        Path | None, typer.Option(help="Folder of PolNeAR, whose attributions a teacher judges for the model to learn")
    ] = None,
    unscon: Annotated[Path | None, typer.Option(help="Folder of the UNSCon set")] = None,
    texts: Annotated[Path | None, typer.Option(help="JSON lines with url and text of the articles we labelled")] = None,
    with_corrections: Annotated[bool, typer.Option(help="Train on the analysts' corrections in the store too")] = False,
    teacher: Annotated[Path | None, typer.Option(help="Folder of a trained larger model (--no-export)")] = None,
    tone_teacher: Annotated[
        Path | None, typer.Option(help="Folder of a larger model that teaches the tone of NewsMTSC")
    ] = None,
    out: Annotated[Path, typer.Option(help="Folder that receives the exported weights")] = WEIGHTS,
    near_epochs: Annotated[int, typer.Option(help="Epochs over the public sets; 0 leaves them out")] = 1,
    near_rate: Annotated[float, typer.Option(help="Highest learning rate over the public sets")] = 1e-4,
    own_epochs: Annotated[int, typer.Option(help="Epochs over ours with a sample of NewsMTSC")] = 8,
    rate: Annotated[float, typer.Option(help="Highest learning rate over ours")] = 1e-4,
    frozen: Annotated[int, typer.Option(help="Layers from below that stay as they are")] = 0,
    tone_share: Annotated[float, typer.Option(help="NewsMTSC rows an epoch, as a share of ours")] = 0.3,
    lesson_share: Annotated[
        float, typer.Option(help="Rows an epoch that a teacher alone answers, as a share of ours")
    ] = 0.8,
    rank: Annotated[
        int, typer.Option(help="Learn a low-rank update of the shipped weights (extra train), not all weights; 0: all")
    ] = 0,
    seed: Annotated[int, typer.Option(help="Seed of sampling and dropout")] = 7,
    threads: Annotated[int, typer.Option(help="Threads; 0 takes what torch takes")] = 0,
    export: Annotated[bool, typer.Option(help="Write int8 weights and calibrate them; a teacher needs none")] = True,
) -> None:
    """Train the stance model in two phases, export it and calibrate it. An interrupted run goes on where it was."""
    for folder in (*corpus, *(f for f in (base, dse, newsmtsc, polnear, unscon, teacher, tone_teacher) if f)):
        if not folder.is_dir():
            raise ModelError(f"{folder} is no folder; models/cards/stance.md names the sets")
    if rank and base:
        raise ModelError("--rank learns an update of the shipped weights: leave --base out")
    dice = random.Random(seed)
    articles = own_articles(corpus, texts)
    fit, held = own_rows(articles)
    lessons: list[Row] = []
    if with_corrections:
        fit += _corrections()
    tones, held_tones = tone_rows(newsmtsc) if newsmtsc else ([], [])
    near = [*(dse_rows(dse, dice) if dse else []), *tones, *(unscon_rows(unscon, dice) if unscon else [])]
    typer.echo(f"{len(fit)} statements of ours, {len(held)} held out, {len(near)} of the public sets")
    if teacher:
        asked = bystander_rows(a for a in articles if not is_validation(a.id))
        asked += polnear_rows(polnear) if polnear else []
        fit, lessons = (taught_by(teacher, rows, threads, kept=work) for rows in (fit, asked))
    if tone_teacher:
        tones += polnear_tone_rows(polnear, dice) if polnear else []
        tones = taught_by(tone_teacher, tones, threads, stance=False, kept=work)
    start = base or unpack(WEIGHTS, work / "shipped")
    if near and near_epochs:
        train(
            lambda _: near, [], Recipe(start, work / "near", near_epochs, near_rate, seed, threads=threads, floor=0.5)
        )
        start = work / "near"

    def own(epoch: int) -> list[Row]:
        shares = ((tones, tone_share), (lessons, lesson_share))
        draw = random.Random(seed + epoch)
        return fit + [r for rows, share in shares for r in draw.sample(rows, min(len(rows), round(len(fit) * share)))]

    recipe = Recipe(start, work / "own", own_epochs, rate, seed + 1, threads=threads, frozen=frozen, rank=rank)
    train(own, held, recipe)
    if export:
        size = export_update(WEIGHTS, work / "own", out, rank) if rank else export_token_model(work / "own", out)
        answer_at_places(out / "model.onnx")
        typer.echo(f"{out / 'model.onnx'}: {size / 1e6:.1f} MB; {calibrate(out, held, held_tones)}")


if __name__ == "__main__":
    typer.run(main)
