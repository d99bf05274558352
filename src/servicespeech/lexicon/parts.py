"""Which fixed part of a template the automaton looks for: the one that occurs least often in Chinese text."""

from __future__ import annotations

import math
from functools import cache

from .template import Alt, Lit, Seq, count, expand, shortest, windows

_LIMITS = (200, 800, 4000)  # strings that a part may stand for; the larger limits only where nothing else is rare
_RARE = 3.3  # a part is rare enough at 10**-4.5 a character
_CORPUS = 6e7  # words in the corpus of jieba's dictionary
_ADJACENT = 0.7  # neighbours in a template follow each other more often than by chance
_RAREST = 7.0


def choose_part(seq: Seq, minimum: int) -> tuple[int, int] | None:
    """The rarest run ``seq[i:j]`` of at least so many characters; None where there is none.

    A larger set of strings makes the automaton larger, which counts a little.
    """
    best: tuple[float, int, int] | None = None
    for limit in _LIMITS:
        scored = [
            (_rarity(seq[i:j]) - math.log10(count(seq[i:j])) / 4, i, j)
            for i, j in windows(seq, limit)
            if shortest(seq[i:j]) >= minimum
        ]
        best = max(scored, default=None)
        if best and best[0] >= _RARE:
            break
    return best[1:] if best else None


def _rarity(seq: Seq) -> float:
    """-log10 of how often one of the strings begins at a given character: by the dictionary, else by length."""
    return sum(_node_rarity(node) for node in seq if isinstance(node, Lit | Alt)) - _ADJACENT * (len(seq) - 1)


@cache
def _node_rarity(node: Lit | Alt) -> float:
    return -math.log10(sum(10 ** -rarity(word) for word in expand((node,))))


@cache
def rarity(text: str) -> float:
    """-log10 of how often a string begins at a given character, by the words of the dictionary that make it up."""
    if not text:
        return 0.0
    known = frequencies()
    best = _RAREST
    for size in range(len(text), 0, -1):
        times = known.get(text[:size], 0)
        if times:
            rest = rarity(text[size:]) - _ADJACENT if size < len(text) else 0.0
            best = min(best, rest - math.log10(times / _CORPUS))
    return best


@cache
def frequencies() -> dict[str, int]:
    """Words of jieba's dictionary with their frequencies."""
    import jieba

    jieba.setLogLevel(60)
    jieba.initialize()
    found: dict[str, int] = jieba.dt.FREQ
    return found
