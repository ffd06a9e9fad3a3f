"""The training loop of the stance model.

A plain loop in place of the transformers Trainer, because three things here have no place in it: the loss is read at
target markers and allows sets of answers, batches hold a number of tokens and not of rows, and rows are mirrored anew
in every epoch. Weights are averaged over steps (exponential moving average); runs are seeded and resume from the last
checkpoint in the output folder.
"""

from __future__ import annotations

import copy
import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import typer

from models.low_rank import low_rank
from models.precision import fast_bfloat16
from models.stance_data import Row, batches, shuffled
from models.stance_metrics import macro_f1
from models.stance_roles import in_roles
from models.stance_text import LOOKS, Encoded, Encoder
from straitwatch.stance import LABELS, TONES

OUTPUTS: tuple[str, ...] = (*LABELS, *(f"tone-{tone}" for tone in TONES))
"""Outputs at a target's marker: four stance labels, then three tones."""

LABEL_WEIGHT = {"hostile": 1.5, "critical": 1.1, "neutral": 0.8, "cooperative": 1.3}
TONE_WEIGHT = 0.7
"""Share of the tone's loss beside the stance's."""

TAUGHT_WEIGHT = 1.0
"""Share of the teacher's probabilities beside the labels."""


@dataclass(frozen=True)
class Recipe:
    """One phase of training: where it starts, what it reads, how long and how fast it learns."""

    start: Path
    out: Path
    epochs: int
    rate: float
    seed: int = 7
    tokens: int = 2400
    threads: int = 1
    average: float = 0.99
    frozen: int = 0
    """Layers from below, with the embeddings, that stay as they are; 0 trains all."""
    floor: float = 0.1
    """Share of the learning rate that is left at the end."""
    rank: int = 0
    """Rank of a low-rank update of the encoder, which learns in place of its weights; 0 trains them."""


def give_meaning(model: Any, tokenizer: Any) -> None:
    """Start the embedding of every marker as that of a token it resembles; unused tokens are hard to tell apart.

    For a bare encoder only: one that was trained on markers before knows them.
    """
    table = model.base_model.embeddings.word_embeddings.weight.data
    for marker, token in LOOKS.items():
        table[tokenizer.convert_tokens_to_ids(marker)] = table[tokenizer.convert_tokens_to_ids(token)]


def allowed(row: Row) -> list[list[float]]:
    """For every target of a row: 1 for each allowed output, then the weights of stance and tone."""
    table = []
    for t in row.targets:
        stance = [float(label in t.stance) for label in LABELS]
        tone = [float(x in t.tone) for x in TONES]
        weight = t.weight * (LABEL_WEIGHT[next(iter(t.stance))] if len(t.stance) == 1 else 1.0)
        table.append(
            [*stance, *tone, weight if sum(stance) < len(LABELS) else 0.0, TONE_WEIGHT if sum(tone) < 3 else 0.0]
        )
    return table


def taught(row: Row) -> list[list[float]]:
    """For every target of a row: the teachers' probabilities of stance and of tone, zeros where none taught."""
    return [[*(t.taught or [0.0] * len(LABELS)), *(t.taught_tone or [0.0] * len(TONES))] for t in row.targets]


def padded(encoded: Sequence[Encoded], pad: int = 0) -> tuple[list[list[int]], list[list[int]], list[list[int]]]:
    """Token ids, attention mask and segment ids of a batch, padded to its longest row."""
    width = max(len(e.ids) for e in encoded)
    ids = [[*e.ids, *[pad] * (width - len(e.ids))] for e in encoded]
    mask = [[1] * len(e.ids) + [0] * (width - len(e.ids)) for e in encoded]
    segments = [[0] * e.second + [1] * (len(e.ids) - e.second) + [0] * (width - len(e.ids)) for e in encoded]
    return ids, mask, segments


def train(rows: Callable[[int], list[Row]], validation: Sequence[Row], recipe: Recipe) -> None:
    """Train for the recipe's epochs on `rows(epoch)` and write the averaged model to `recipe.out`.

    With validation rows the epoch of the best macro-F1 is kept, else the last.
    """
    import torch
    from tqdm import tqdm
    from transformers import AutoConfig, AutoModelForTokenClassification, AutoTokenizer, get_linear_schedule_with_warmup

    if recipe.threads:
        torch.set_num_threads(recipe.threads)
    torch.manual_seed(recipe.seed)
    tokenizer = AutoTokenizer.from_pretrained(recipe.start)
    encoder = Encoder(tokenizer)
    labels = dict(enumerate(OUTPUTS))
    bare = set(AutoConfig.from_pretrained(recipe.start).label2id) != set(OUTPUTS)
    model = AutoModelForTokenClassification.from_pretrained(
        recipe.start, num_labels=len(OUTPUTS), id2label=labels, label2id={v: k for k, v in labels.items()}
    )
    if bare:
        give_meaning(model, tokenizer)
    if recipe.frozen:
        below = [model.base_model.embeddings, *model.base_model.encoder.layer[: recipe.frozen]]
        for parameter in (p for part in below for p in part.parameters()):
            parameter.requires_grad = False
    if recipe.rank:
        model = low_rank(model, recipe.rank)
    mean = copy.deepcopy(model)
    plain = {"bias", "LayerNorm.weight", "LayerNorm.bias"}
    groups: list[dict[str, Any]] = [{"params": [], "weight_decay": 0.01}, {"params": [], "weight_decay": 0.0}]
    for name, parameter in model.named_parameters():
        if not parameter.requires_grad:
            continue
        groups[any(name.endswith(p) for p in plain)]["params"].append(parameter)
    optimizer = torch.optim.AdamW(groups, lr=recipe.rate)
    plans = [_plan(rows(epoch), encoder, recipe, epoch) for epoch in range(recipe.epochs)]
    total = sum(len(plan) for plan in plans)
    lower = total / max(1e-9, 1 - recipe.floor)
    schedule = get_linear_schedule_with_warmup(optimizer, max(1, total // 20), round(lower))
    recipe.out.mkdir(parents=True, exist_ok=True)
    checkpoint = recipe.out / "checkpoint.pt"
    done, best = 0, -1.0
    if checkpoint.exists():
        state = torch.load(checkpoint, weights_only=False)
        done, best = state["done"], state["best"]
        for part, name in ((model, "model"), (mean, "mean"), (optimizer, "optimizer"), (schedule, "schedule")):
            part.load_state_dict(state[name])
    step = 0
    bar = tqdm(total=total, initial=done, mininterval=20, desc=recipe.out.name)
    for epoch, plan in enumerate(plans):
        model.train()
        for batch in plan:
            step += 1
            if step <= done:
                continue
            with torch.autocast("cpu", dtype=torch.bfloat16, enabled=fast_bfloat16()):
                loss = _loss(model, batch)
            loss.backward()
            torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
            optimizer.step()
            schedule.step()
            optimizer.zero_grad(set_to_none=True)
            with torch.no_grad():
                decay = min(recipe.average, step / (step + 10))
                for kept, new in zip(mean.parameters(), model.parameters(), strict=True):
                    if new.requires_grad:
                        kept.lerp_(new, 1 - decay)
            bar.update()
            bar.set_postfix(loss=round(loss.item(), 3), refresh=False)
            if step % 150 == 0:
                parts = {"model": model, "mean": mean, "optimizer": optimizer, "schedule": schedule}
                torch.save({"done": step, "best": best, **{k: v.state_dict() for k, v in parts.items()}}, checkpoint)
        if step <= done:
            continue
        score = _validate(mean, encoder, validation) if validation else float(epoch)
        typer.echo(f"epoch {epoch + 1}: validation macro-F1 {score:.1f}" if validation else f"epoch {epoch + 1} done")
        if score >= best:
            best = score
            plain_model = copy.deepcopy(mean).merge_and_unload() if recipe.rank else mean
            plain_model.save_pretrained(recipe.out)
            tokenizer.save_pretrained(recipe.out)
    bar.close()


def _plan(rows: list[Row], encoder: Encoder, recipe: Recipe, epoch: int) -> list[list[tuple[Row, Encoded]]]:
    dice = random.Random(recipe.seed * 1000 + epoch)
    mixed = [shuffled(row, dice) for row in rows]
    encoded = encoder.encode([(r.marked, [t.name for t in r.targets]) for r in mixed])
    order = batches([len(e.ids) for e in encoded], recipe.tokens, dice)
    return [[(mixed[i], encoded[i]) for i in batch] for batch in order]


def _logits(model: Any, encoded: Sequence[Encoded]) -> Any:
    import torch

    ids, mask, segments = (torch.tensor(part) for part in padded(encoded, model.config.pad_token_id or 0))
    segmented = {"token_type_ids": segments} if getattr(model.config, "type_vocab_size", 0) > 1 else {}
    out = model(input_ids=ids, attention_mask=mask, **segmented).logits.float()
    places = [(i, place) for i, e in enumerate(encoded) for place in e.places]
    return out[[i for i, _ in places], [place for _, place in places]]


def _loss(model: Any, batch: Sequence[tuple[Row, Encoded]]) -> Any:
    import torch

    logits = _logits(model, [e for _, e in batch])
    answers = torch.tensor([line for row, _ in batch for line in allowed(row)])
    n = len(LABELS)
    total = logits.new_zeros(())
    for part, mask, weight in (
        (logits[:, :n], answers[:, :n], answers[:, 7]),
        (logits[:, n:], answers[:, n:7], answers[:, 8]),
    ):
        inside = torch.logsumexp(part.masked_fill(mask == 0, -1e4), dim=1)
        total = total + (weight * (torch.logsumexp(part, dim=1) - inside)).sum()
    shares = float(answers[:, 7:].sum())
    lessons = torch.tensor([line for row, _ in batch for line in taught(row)])
    for part, lesson, weight in (
        (logits[:, :n], lessons[:, :n], TAUGHT_WEIGHT),
        (logits[:, n:], lessons[:, n:], TAUGHT_WEIGHT * TONE_WEIGHT),
    ):
        total = total - weight * (lesson * torch.log_softmax(part, dim=1)).sum()
        shares += weight * float(lesson.sum())
    return total / max(1.0, shares)


def predict(model: Any, encoder: Encoder, rows: Sequence[Row]) -> list[tuple[Row, int, list[float]]]:
    """Logits for every target of the rows, as (row, index of the target, seven logits)."""
    import torch

    model.eval()
    encoded = encoder.encode([in_roles(r.marked, [t.name for t in r.targets]) for r in rows])
    out: list[tuple[Row, int, list[float]]] = []
    with torch.inference_mode(), torch.autocast("cpu", dtype=torch.bfloat16, enabled=fast_bfloat16()):
        for batch in batches([len(e.ids) for e in encoded], 4096, random.Random(0)):
            logits = iter(_logits(model, [encoded[i] for i in batch]).tolist())
            out += [(rows[i], k, next(logits)) for i in batch for k in range(len(rows[i].targets))]
    return out


def _validate(model: Any, encoder: Encoder, rows: Sequence[Row]) -> float:
    pairs = []
    for row, k, logits in predict(model, encoder, rows):
        stance = logits[: len(LABELS)]
        pairs.append((next(iter(row.targets[k].stance)), LABELS[stance.index(max(stance))]))
    return macro_f1(pairs)
