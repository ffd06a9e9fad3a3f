"""Low-rank updates (LoRA, Hu et al., 2021): training that changes every matrix by a product of two narrow ones."""

from __future__ import annotations

from typing import Any

SCALE = 32
"""LoRA's alpha: the best learning rate is then about ten times that of training all weights, whatever the rank."""

MATRICES = ("query", "key", "value", "dense")
"""Names of a BERT encoder's linear layers."""


def low_rank(model: Any, rank: int) -> Any:
    """The model with its encoder's matrices frozen and an update of `rank` beside each; its classifier learns whole.

    `merge_and_unload()` of what comes back gives the plain model with the updates added.
    """
    from peft import LoraConfig, TaskType, get_peft_model

    config = LoraConfig(
        task_type=TaskType.TOKEN_CLS,
        r=rank,
        lora_alpha=SCALE,
        lora_dropout=0.0,
        target_modules=list(MATRICES),
        modules_to_save=["classifier"],
    )
    return get_peft_model(model, config)
