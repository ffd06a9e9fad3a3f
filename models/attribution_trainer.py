"""Training of the token tagger: its loss, its batches, its stages, and the export of the weights."""

import argparse
import json
import logging
import random
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import numpy as np
import torch
from torch.nn.functional import cross_entropy
from transformers import AutoModelForTokenClassification, AutoTokenizer, Trainer, TrainingArguments, set_seed

from models.attribution import WEIGHTS
from models.attribution_training_data import Example, annotated, examples, inner_split
from models.export_onnx import export_token_model
from models.export_update import export_update
from models.gold import load_gold, real_articles
from models.low_rank import low_rank
from models.polnear import read_polnear
from models.precision import fast_bfloat16
from models.tag_layout import NAMES, ROLES, WIDTH
from models.tagged_text import IGNORED, TaggedText
from models.unpack import unpack
from straitwatch.errors import ModelError

SPEAKER_WEIGHT = 1.0
"""Share of the speaker's loss beside the three roles' losses."""

THRESHOLD = 0.85
"""Probability that a content must reach somewhere: of 0.45 to 0.97 the best balance on articles new to the tagger."""

log = logging.getLogger(__name__)


class TaggerTrainer(Trainer):  # type: ignore[misc]
    """Trainer whose loss is the sum of one cross-entropy a group of outputs."""

    def compute_loss(self, model: Any, inputs: dict[str, Any], return_outputs: bool = False, **_: Any) -> Any:
        """Return the loss of a batch; labels have one column a group, IGNORED where a token does not count."""
        labels = inputs.pop("labels")
        outputs = model(**inputs)
        loss = group_loss(outputs.logits, labels)
        return (loss, outputs) if return_outputs else loss


def group_loss(logits: torch.Tensor, labels: torch.Tensor) -> torch.Tensor:
    """Sum the cross-entropies of source, cue, content and speaker; `logits` is batch x tokens x WIDTH."""
    total = logits.new_zeros(())
    for i in range(len(ROLES) + 1):
        target = labels[..., i].reshape(-1)
        if bool((target != IGNORED).any()):
            part = logits[..., 3 * i : 3 * i + 3] if i < len(ROLES) else logits[..., 3 * len(ROLES) :]
            weight = 1.0 if i < len(ROLES) else SPEAKER_WEIGHT
            total = total + weight * cross_entropy(part.reshape(-1, part.shape[-1]), target, ignore_index=IGNORED)
    return total


def collate(batch: Sequence[Example]) -> dict[str, torch.Tensor]:
    """Pad a batch to its longest example."""
    length = max(len(e["input_ids"]) for e in batch)
    ids = np.zeros((len(batch), length), dtype=np.int64)
    mask = np.zeros_like(ids)
    labels = np.full((len(batch), length, len(ROLES) + 1), IGNORED, dtype=np.int64)
    for row, e in enumerate(batch):
        n = len(e["input_ids"])
        ids[row, :n], mask[row, :n], labels[row, :n] = e["input_ids"], 1, e["labels"]
    return {
        "input_ids": torch.from_numpy(ids),
        "attention_mask": torch.from_numpy(mask),
        "labels": torch.from_numpy(labels),
    }


def run_stage(
    model: Any,
    name: str,
    data: list[Example],
    held: list[Example],
    epochs: float,
    rate: float,
    options: argparse.Namespace,
) -> None:
    """Run one stage of training; an interrupted one goes on from its last checkpoint."""
    folder = options.out / name
    arguments = TrainingArguments(
        output_dir=str(folder),
        num_train_epochs=epochs,
        learning_rate=rate,
        per_device_train_batch_size=options.batch,
        per_device_eval_batch_size=options.batch,
        warmup_steps=0.1,
        weight_decay=0.01,
        lr_scheduler_type="linear",
        logging_steps=25,
        save_steps=200,
        save_total_limit=1,
        eval_strategy="epoch" if held else "no",
        seed=options.seed,
        report_to=[],
        remove_unused_columns=False,
        label_names=["labels"],
        dataloader_num_workers=0,
        use_cpu=not torch.cuda.is_available(),
        bf16=fast_bfloat16(),
    )
    trainer = TaggerTrainer(
        model=model, args=arguments, train_dataset=data, eval_dataset=held or None, data_collator=collate
    )
    started = any(folder.glob("checkpoint-*"))
    trainer.train(resume_from_checkpoint=started or None)


def train(options: argparse.Namespace) -> None:
    """Train, export to ONNX int8, and write the folder that `models.token_tagger` loads."""
    if options.threads:
        torch.set_num_threads(options.threads)
    set_seed(options.seed)
    rng = random.Random(options.seed)
    if options.rank and (options.base or options.resume_from):
        raise ModelError("--rank learns an update of the shipped weights: leave --base and --resume-from out")
    start = options.resume_from or options.base or unpack(WEIGHTS, options.out / "shipped")
    tokenizer = AutoTokenizer.from_pretrained(start)
    model = AutoModelForTokenClassification.from_pretrained(
        start,
        num_labels=WIDTH,
        id2label=dict(enumerate(NAMES)),
        label2id={n: i for i, n in enumerate(NAMES)},
        ignore_mismatched_sizes=True,
    )
    shape = {"size": options.window, "context": options.context}
    if options.polnear and options.base and not options.resume_from:
        texts = list(read_polnear(options.polnear / "train"))
        held = examples(list(read_polnear(options.polnear / "dev")), tokenizer, rng, 1, **shape)
        log.info("pre-training on %d articles", len(texts))
        data = examples(texts, tokenizer, rng, 1, **shape)
        run_stage(model, "pretrain", data, held, options.pretrain_epochs, options.pretrain_rate, options)
        model.save_pretrained(options.out / "pretrained")
        tokenizer.save_pretrained(options.out / "pretrained")
    folders = [options.corpus, *([options.real] if options.real else [])]
    gold = [a for a in load_gold(folders) if a.language == "en"]
    if options.texts:
        gold += real_articles(options.texts)
    train, held_gold = inner_split(gold, options.hold_out)
    marked: list[TaggedText] = annotated(train, model, tokenizer, **shape)
    held_texts = [replace(t, roles=("content",)) for t in annotated(held_gold, model, tokenizer, **shape)]
    log.info("training on %d articles, %d held out", len(marked), len(held_texts))
    if options.epochs:
        phases = 3
        data = examples(marked, tokenizer, rng, phases, **shape)
        held = examples(held_texts, tokenizer, rng, 1, **shape)
        learner = low_rank(model, options.rank) if options.rank else model
        run_stage(learner, "train", data, held, options.epochs / phases, options.rate, options)
        model = learner.merge_and_unload() if options.rank else model
    model.save_pretrained(options.out / "trained")
    tokenizer.save_pretrained(options.out / "trained")
    if options.rank:
        export_update(WEIGHTS, options.out / "trained", options.out / "weights", options.rank)
    else:
        export_token_model(options.out / "trained", options.out / "weights")
    described = {"window": options.window, "context": options.context, "threshold": THRESHOLD, "outputs": WIDTH}
    shape_file = options.out / "weights" / "attribution.json"
    shape_file.write_text(json.dumps(described) + "\n", encoding="utf-8")
    log.info("weights written to %s", options.out / "weights")
