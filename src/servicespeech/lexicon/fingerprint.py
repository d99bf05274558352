"""Fingerprints of words: ask of thousands of places at once whether a word of some table stands there.

The fingerprint of ``text[p:q]`` is ``Σ mix(text[i]) · B^(i-p) mod 2^64``. It comes from running sums, so it costs the
same wherever the word stands and however long it is. With the number of a table mixed in, it is looked for first in a
bit map, which spares most of the search, then among all keys; two different words have one key by a chance of 2^-64.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np
import numpy.typing as npt

Codes = npt.NDArray[np.uint32]
Ints = npt.NDArray[np.integer[Any]]
Prints = npt.NDArray[np.uint64]
Bits = npt.NDArray[np.uint8]

_BASE = 0x9E3779B97F4A7C15
_BASE_INVERSE = pow(_BASE, -1, 1 << 64)
_MIX, _TABLE, _SPREAD = np.uint64(0xD6E8FEB86659FD93), np.uint64(0xA0761D6478BD642F), np.uint64(0xE7037ED1A0B428DB)
_BITS = 23
_SHIFT = np.uint64(64 - _BITS)


class Running:
    """Running sums over the codes of a text, from which the fingerprint of any part follows."""

    def __init__(self, codes: Codes) -> None:
        mixed = codes * _MIX
        mixed ^= mixed >> np.uint64(32)
        forward, self._back = _powers(1 << max(10, len(codes).bit_length()))
        self._sums = np.zeros(len(codes) + 1, np.uint64)
        np.cumsum(mixed * forward[: len(codes)], out=self._sums[1:])

    def prints(self, start: Ints, end: Ints) -> Prints:
        """Fingerprints of the parts ``[start, end)``."""
        found: Prints = (self._sums[end] - self._sums[start]) * self._back[start]
        return found


@cache
def _powers(size: int) -> tuple[Prints, Prints]:
    """The powers of the base and of its inverse modulo 2^64, from the 0th on."""
    both = []
    for base in (_BASE, _BASE_INVERSE):
        powers = np.full(size, base, np.uint64)
        powers[0] = 1
        both.append(np.cumprod(powers))
    return both[0], both[1]


@dataclass(frozen=True, slots=True)
class Known:
    """The keys of all words of all tables, sorted, and a bit map of their upper bits."""

    keys: Prints
    bits: Bits

    def contains(self, prints: Prints, table: Ints) -> npt.NDArray[np.bool_]:
        """Which fingerprints are those of words of their tables."""
        keys = _keys(prints, table)
        place = keys >> _SHIFT
        found: npt.NDArray[np.bool_] = (
            self.bits[place >> np.uint64(3)] << (place & np.uint64(7)).astype(np.uint8)
        ) > 127
        some = np.flatnonzero(found)
        wanted = keys[some]
        found[some] = self.keys[np.minimum(np.searchsorted(self.keys, wanted), len(self.keys) - 1)] == wanted
        return found


def _keys(prints: Prints, table: Ints) -> Prints:
    keys: Prints = (prints ^ (table.astype(np.uint64) * _TABLE)) * _SPREAD
    return keys


def know(tables: Sequence[str], encode: Callable[[str], str]) -> Known:
    """The words of tables (one string a table, a word a line), as characters and as ``encode``-d sounds."""
    found: list[Prints] = []
    for text in ("\n".join(tables), encode("\n".join(tables))):
        codes = np.frombuffer(text.encode("utf-32-le"), np.uint32)
        breaks = np.flatnonzero(codes == ord("\n"))
        start, end = np.concatenate(([0], breaks + 1)), np.append(breaks, len(codes))
        table = np.repeat(np.arange(len(tables)), [words.count("\n") + 1 for words in tables])
        found.append(_keys(Running(codes).prints(start, end), table))
    keys = np.unique(np.concatenate(found))
    bits = np.zeros(1 << _BITS, bool)
    bits[keys >> _SHIFT] = True
    return Known(keys, np.packbits(bits))
