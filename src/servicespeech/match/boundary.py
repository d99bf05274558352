"""Word boundaries of short hits, settled by jieba: 急什么 inside 着急什么 is no word of its own."""

from __future__ import annotations

from collections.abc import Callable, Container, Mapping
from functools import cached_property, lru_cache

from ..lexicon.template import CLAUSE_ENDS

#: Characters before and after an edge in words of two to four characters that stand across it.
_ACROSS = ((1, 1), (1, 2), (2, 1), (1, 3), (2, 2), (3, 1))
_REMEMBERED = 20_000
_REACH = 6  # characters of context that settle a boundary


class Boundaries:
    """Segments a clause with the dictionary words that stand around short literals; only candidates get here."""

    def __init__(self, words: Mapping[str, int], across: Container[str]) -> None:
        """``across``: the pairs of neighbours in the words, one of which stands at every edge that a word crosses."""
        self._words, self._across = words, across

    def crossing(self, text: str, begin: int, end: int, s: int, e: int) -> str:
        """The word that straddles an edge of ``text[s:e]`` in the words around it, or ``""``."""
        if not self._candidate(text, s, e):
            return ""
        left, right = s, e
        while left > max(begin, s - _REACH) and text[left - 1] not in CLAUSE_ENDS:
            left -= 1
        while right < min(end, e + _REACH) and text[right] not in CLAUSE_ENDS:
            right += 1
        at = left
        for word in self._cut(text[left:right]):
            stop = at + len(word)
            if (at < s < stop or at < e < stop) and not (s <= at and stop <= e):
                return word
            at = stop
        return ""

    def _candidate(self, text: str, s: int, e: int) -> bool:
        """Whether some word stands across an edge."""
        words = self._words
        for edge in (s, e):
            if text[edge - 1 : edge + 1] not in self._across:
                continue
            for before, after in _ACROSS:
                if text[edge - before : edge + after] in words:
                    return True
        return False

    @cached_property
    def _cut(self) -> Callable[[str], list[str]]:
        """Cuts a text into words; the same few words stand around short hits again and again."""
        import jieba

        tokenizer = jieba.Tokenizer()
        # The few words that matter, instead of the whole dictionary, which takes a second to load.
        frequencies = dict(self._words)
        for word in self._words:
            for size in range(1, len(word)):
                frequencies.setdefault(word[:size], 0)
        tokenizer.FREQ, tokenizer.total, tokenizer.initialized = frequencies, sum(self._words.values()), True
        return lru_cache(_REMEMBERED)(lambda text: tokenizer.lcut(text, HMM=False))
