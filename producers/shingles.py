"""How much of a text is in another: sets of hashed shingles, their MinHash signature, and measures of likeness.

A. Broder, "On the resemblance and containment of documents", 1997.
"""

import re
from dataclasses import dataclass
from hashlib import blake2b

import numpy as np
from datasketch import MinHash
from numpy.typing import NDArray

Shingles = NDArray[np.uint64]
"""Sorted, distinct 64-bit hashes of the shingles of a text."""

WORDS = 3
"""Words in a shingle of a text that parts its words."""

CHARACTERS = 5
"""Characters in a shingle of Chinese or Japanese."""

PERMUTATIONS = 192
ROWS = 3
"""Values in a band; texts share a band with probability J**3, any of the 64 bands with 1 - (1 - J**3)**64."""

TOKEN = re.compile(r"[\u3041-\u30ff\u3400-\u9fff々]|[^\W_\u3041-\u30ff\u3400-\u9fff々]+")
CJK = re.compile(r"[\u3041-\u30ff\u3400-\u9fff]")


@dataclass(frozen=True)
class Likeness:
    """Shared shingles of two texts over all of both (`jaccard`) and over those of the smaller one (`containment`)."""

    jaccard: float
    containment: float


def shingles(text: str) -> Shingles:
    """Return the shingles of a text: runs of `WORDS` words, or of `CHARACTERS` characters where most are CJK.

    >>> len(shingles("one two three four")), len(shingles("外交部发言人说"))
    (2, 3)
    """
    tokens = TOKEN.findall(text.casefold())
    size = CHARACTERS if sum(bool(CJK.match(t)) for t in tokens) * 2 > len(tokens) else WORDS
    runs = {" ".join(tokens[i : i + size]) for i in range(max(1, len(tokens) - size + 1))} if tokens else set()
    hashes = (int.from_bytes(blake2b(run.encode(), digest_size=8).digest(), "big") for run in runs)
    return np.array(sorted(hashes), dtype=np.uint64)


def likeness(a: Shingles, b: Shingles) -> Likeness:
    """Measure two texts by their shingles, exactly.

    >>> likeness(shingles("a b c d e"), shingles("a b c d e f g"))
    Likeness(jaccard=0.6, containment=1.0)
    """
    if not len(a) or not len(b):
        return Likeness(0.0, 0.0)
    shared = len(np.intersect1d(a, b, assume_unique=True))
    return Likeness(shared / (len(a) + len(b) - shared), shared / min(len(a), len(b)))


def bands(found: Shingles) -> list[int]:
    """Return one key a band of the MinHash signature: texts that share any key are candidates for copies."""
    signature = MinHash(num_perm=PERMUTATIONS, hashfunc=_low_bits, scheme="affine32")
    signature.update_batch([int(value) for value in found])
    rows = signature.hashvalues.reshape(-1, ROWS)
    return [
        int.from_bytes(blake2b(bytes([n]) + row.tobytes(), digest_size=8).digest(), "big", signed=True)
        for n, row in enumerate(rows)
    ]


def _low_bits(value: int) -> int:
    return value & 0xFFFF_FFFF
