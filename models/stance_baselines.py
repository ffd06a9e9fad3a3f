"""What the transformer is measured against: always neutral, a word list, and a frozen sentence encoder."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from models.backend_torch import STANCE_TEMPLATES, name_of, premise
from models.stance_text import Marked
from straitwatch.stance import LABELS

WORDS: dict[str, str] = {
    "hostile": r"threat|crush|smash|perish|fire|price|consequence|retaliat|sanction|force|war\b|fight|punish|enemy"
    r"|strike|suspend|sever|cut off|ban\b|destroy|defeat|shoot|sink|annihilat",
    "critical": r"protest|condemn|oppos|accus|reject|demand|urg(?:e|ed|ing)|stop|concern|regret|unacceptable|violat"
    r"|provocat|interfer|unilateral|denounc|criticis|criticiz|illegal|coerc|pressure|bully|apolog",
    "cooperative": r"cooperat|co-operat|support|welcom|thank|grat|friend|dialogue|talks|exchang|partner|peace|deepen"
    r"|improv|together|trust|hope|appreciat|praise|donat|help",
}
"""Stems of words, harshest label first; the first that matches decides."""

MENTIONS = {
    "Tokyo": r"Japan|Tokyo",
    "Beijing": r"China|Chinese|Beijing|mainland",
    "Taipei": r"Taiwan|Taipei|the island",
}


def lexicon(marked: Marked, target: str) -> str:
    """The label whose words stand in the statement or just before it, if the target is named there, else neutral.

    >>> lexicon(Marked("", "China must stop this provocation", ""), "Beijing")
    'critical'
    >>> lexicon(Marked("", "China must stop this provocation", ""), "Taipei")
    'neutral'
    """
    words = f"{marked.before[-60:]} {marked.content}"
    if not re.search(MENTIONS.get(target, re.escape(target)), words):
        return "neutral"
    return next(
        (label for label, stems in WORDS.items() if re.search(rf"\b(?:{stems})", words, re.IGNORECASE)), "neutral"
    )


class FrozenEncoder:
    """Zero-shot: the template of a label whose mean-pooled embedding is nearest to that of the statement."""

    def __init__(self, folder: Path) -> None:
        import torch
        from transformers import AutoModel, AutoTokenizer

        self._torch = torch
        self._tokenizer, self._model = AutoTokenizer.from_pretrained(folder), AutoModel.from_pretrained(folder).eval()

    def embed(self, texts: Sequence[str]) -> np.ndarray[Any, np.dtype[np.float32]]:
        """Unit vectors of (text, dimension)."""
        out = []
        for at in range(0, len(texts), 64):
            fed = self._tokenizer(list(texts[at : at + 64]), padding=True, truncation=True, return_tensors="pt")
            with self._torch.inference_mode():
                hidden = self._model(**fed).last_hidden_state
            mask = fed["attention_mask"].unsqueeze(-1)
            mean = ((hidden * mask).sum(1) / mask.sum(1)).numpy()
            out.append(mean / np.linalg.norm(mean, axis=1, keepdims=True))
        return np.concatenate(out)

    def labels(self, asked: Sequence[tuple[Marked, str]]) -> list[str]:
        """The nearest label of every (statement, target)."""
        sentences = self.embed([premise(m) for m, _ in asked])
        pairs = sorted({(m.speaker, target) for m, target in asked})
        written = {
            pair: self.embed(
                [t.format(speaker=name_of(pair[0]), target=name_of(pair[1])) for t in STANCE_TEMPLATES.values()]
            )
            for pair in pairs
        }
        best = [int((written[m.speaker, target] @ v).argmax()) for (m, target), v in zip(asked, sentences, strict=True)]
        return [LABELS[i] for i in best]
