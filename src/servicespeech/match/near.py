"""A quick look at what stands beside a part, for many candidates at once, before any form is tried."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
import numpy.typing as npt

from ..lexicon.compile import LOOKS, Look
from ..normalise import Flags

Ints = npt.NDArray[np.int64]
_CODES = 0x10000
_FAR = 16  # a look further than this would cost more than it spares


class Near:
    """Tells of candidates whether a character that their form needs stands within reach, left and right."""

    def __init__(
        self, neighbours: Sequence[tuple[tuple[Look, ...], tuple[Look, ...]]], encode: Callable[[str], str]
    ) -> None:
        rows: dict[str, int] = {"": 0}
        number_of_looks = 2 * LOOKS
        reach = np.zeros((len(neighbours), number_of_looks), np.int64)
        row = np.zeros((len(neighbours), number_of_looks, 2), np.int64)  # template, look, by sound
        for number, sides in enumerate(neighbours):
            for side, looks in enumerate(sides):
                for k, (width, characters) in enumerate(looks):
                    if width <= _FAR:
                        at = side * LOOKS + k
                        reach[number, at] = width
                        row[number, at, 0] = rows.setdefault(characters, len(rows))
                        row[number, at, 1] = rows.setdefault(encode(characters), len(rows))
        codes = np.frombuffer("".join(rows).encode("utf-32-le"), np.uint32)
        codes = np.minimum(codes, _CODES - 1)
        known = np.unique(codes)
        self._column = np.zeros(_CODES, np.int64)
        self._column[known] = np.arange(1, len(known) + 1)
        self._member = np.zeros((len(rows), len(known) + 1), bool)
        self._member[0] = True
        self._member[np.repeat(np.arange(len(rows)), [len(c) for c in rows]), self._column[codes]] = True
        self._reach, self._row = reach, row

    def possible(self, text: str, start: Ints, end: Ints, template: Ints, heard: Flags) -> Ints:
        """The indexes of those candidates at ``[start, end)`` that may fit."""
        codes = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), np.uint32)
        column = self._column[np.minimum(codes, _CODES - 1)]
        last = len(column) - 1
        possible = np.arange(len(template))
        for look in range(self._reach.shape[1]):
            first, step = (start[possible] - 1, -1) if look < LOOKS else (end[possible], 1)
            row = self._row[template[possible], look, heard[possible].astype(np.int64)]
            reach = self._reach[template[possible], look]
            found = self._member[row, column[np.minimum(first, last)]]
            left = np.flatnonzero(~found & (reach > 0))
            for k in range(1, _FAR + 1):
                left = left[reach[left] >= k]
                if not len(left):
                    break
                hit = self._member[row[left], column[np.minimum(np.maximum(first[left] + step * k, 0), last)]]
                found[left[hit]] = True
                left = left[~hit]
            possible = possible[found]
        return possible
