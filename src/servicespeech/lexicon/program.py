"""Forms as arrays: the steps on each side of the fixed part that the automaton finds."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from .fingerprint import Codes, Known, know
from .forms import Form, Step
from .template import EDGE

WORDS, GAP, FAR_GAP, MARK = range(4)
SIGNS = ("^", "$", "^^", "$$")
BEFORE, AFTER = 0, 1
Ints = npt.NDArray[np.int32]
_COLUMN_BITS = 9


@dataclass(frozen=True, slots=True)
class Program:
    """Steps as numbers, for all forms.

    The steps of form ``f`` on side ``s`` (before its fixed part, going left; after it, going right) are
    ``first[f, s]`` up to ``last[f, s]``. ``kind[i]`` of step ``i`` says what ``value[i]`` is: a word table, the width
    of a gap, or a mark. The words of table ``t`` have the lengths ``lengths[length_first[t]:][:length_count[t]]``.
    ``side[f]`` is the side to try first: the one that doesn't begin with a gap; ``exact[f]`` tells that all steps of
    the form are here. ``near[i]`` is the row of ``characters`` that tells, by a hash of a character, whether it may
    stand where step ``i`` begins.
    """

    first: Ints
    last: Ints
    side: Ints
    exact: npt.NDArray[np.bool_]
    kind: Ints
    value: Ints
    lengths: Ints
    length_first: Ints
    length_count: Ints
    words: Known
    near: Ints
    characters: npt.NDArray[np.bool_]

    def may_stand(self, row: Ints, column: npt.NDArray[np.uint32]) -> npt.NDArray[np.bool_]:
        """``characters[row, column]``, which is twice as fast without the second dimension."""
        found: npt.NDArray[np.bool_] = self.characters.take((row.astype(np.int64) << _COLUMN_BITS) + column)
        return found


def column(codes: Codes) -> npt.NDArray[np.uint32]:
    """The column of ``Program.characters`` for each code point."""
    found: npt.NDArray[np.uint32] = (codes * np.uint32(2654435761)) >> np.uint32(32 - _COLUMN_BITS)
    return found


def make_program(
    forms: Sequence[Form], parts: Sequence[tuple[int, int]], tables: Sequence[str], encode: Callable[[str], str]
) -> Program:
    """The program of forms with their fixed parts (first and last step, half-open) over word tables."""
    words = list(tables)
    single: dict[str, int] = {}
    bounds = np.zeros((len(forms), 2, 2), np.int32)
    side = np.zeros(len(forms), np.int32)
    near: list[int] = []
    rows: dict[str, int] = {"": 0}
    kinds: list[int] = []
    values: list[int] = []
    for number, (form, (i, j)) in enumerate(zip(forms, parts, strict=True)):
        side[number] = BEFORE if j == len(form) or form[j][0] == "gap" else AFTER
        for which, steps in ((BEFORE, form[:i][::-1]), (AFTER, form[j:])):
            bounds[number, which, 0] = len(kinds)
            for k, step in enumerate(steps):
                if step[0] == "any":
                    break  # too many alternatives to look up; the form itself decides
                kind, value = _numbers(step, words, single)
                kinds.append(kind)
                values.append(value)
                characters = "".join(sorted(_near(steps[k:], words, -1 if which == BEFORE else 0)))
                near.append(rows.setdefault(characters, len(rows)))
            bounds[number, which, 1] = len(kinds)
    sizes = [sorted({len(word) for word in table.split("\n")}) for table in words]
    counts = np.array([len(s) for s in sizes], np.int32)
    return Program(
        first=bounds[:, :, 0].copy(),
        last=bounds[:, :, 1].copy(),
        side=side,
        exact=np.array([all(step[0] != "any" for step in form) for form in forms], bool),
        kind=np.array(kinds, np.int32),
        value=np.array(values, np.int32),
        lengths=np.array([n for s in sizes for n in s], np.int32),
        length_first=np.cumsum(counts, dtype=np.int32) - counts,
        length_count=counts,
        words=know(words, encode),
        near=np.array([*near, 0], np.int32),
        characters=_table(rows, encode),
    )


def _near(steps: Sequence[Step], tables: Sequence[str], end: int) -> set[str]:
    """The characters that may stand where these steps begin; none: any."""
    found: set[str] = set()
    for step in steps:
        if step[0] == "mark" and step[1][0] == ("$" if end == 0 else "^"):
            return found | set(EDGE)
        if step[0] not in {"lit", "words"}:
            return set()
        words = {step[1]} if step[0] == "lit" else set(tables[step[1]].split("\n"))
        found |= {word[end] for word in words if word}
        if "" not in words:
            return found
    return set()


def _table(rows: dict[str, int], encode: Callable[[str], str]) -> npt.NDArray[np.bool_]:
    table = np.zeros((len(rows), 1 << _COLUMN_BITS), bool)
    for number, characters in enumerate(rows):
        text = characters + encode(characters)
        table[number, column(np.frombuffer(text.encode("utf-32-le"), np.uint32)) if text else slice(None)] = True
    return table


def _numbers(step: Step, words: list[str], single: dict[str, int]) -> tuple[int, int]:
    kind = step[0]
    if kind == "words":
        return WORDS, step[1]
    if kind == "gap":
        return (FAR_GAP if step[2] else GAP), step[1]
    if kind == "mark":
        return MARK, SIGNS.index(step[1])
    if step[1] not in single:
        single[step[1]] = len(words)
        words.append(step[1])
    return WORDS, single[step[1]]
