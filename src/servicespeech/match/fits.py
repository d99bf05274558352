"""Where candidates fit their forms: all of them walked step by step at once."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from ..lexicon.fingerprint import Running
from ..lexicon.program import AFTER, BEFORE, FAR_GAP, GAP, MARK, WORDS, Program, column
from ..lexicon.template import CLAUSE_ENDS, EDGE
from ..normalise import Codes, Flags

Ints = npt.NDArray[np.integer[Any]]
_END, _EDGE, _LINE = 1, 2, 4
_CLASS = np.zeros(128, np.uint8)
for _c in EDGE:
    _CLASS[ord(_c)] = _EDGE | (_END if _c in CLAUSE_ENDS else 0) | (_LINE if _c == "\n" else 0)


class Places:
    """The codes of a buffer with what steps ask about a place: the words there, the ends of clause and turn."""

    def __init__(self, codes: Codes) -> None:
        self.size = len(codes)
        self.columns = column(codes)
        self.running = Running(codes)
        classes = _CLASS[np.minimum(codes, 127)]
        line = (classes & _LINE) != 0
        index = np.arange(self.size, dtype=np.int32)
        # How far a gap may reach, within a clause and within a turn.
        self.right = [_next(stop, index) for stop in ((classes & _END) != 0, line)]
        self.left = [_previous(stop, index) for stop in ((classes & _END) != 0, line)]
        edge = (classes & _EDGE) != 0
        word = _next(~edge | line, index)  # the next place that is no punctuation
        before = np.concatenate(([True], edge[:-1])), np.concatenate(([True], line[:-1]))
        self.marks = np.stack((before[0], edge, before[1], line[np.minimum(word, self.size - 1)]))


def _next(stop: Flags, index: Ints) -> Ints:
    found: Ints = np.minimum.accumulate(np.where(stop, index, len(index))[::-1])[::-1]
    return found


def _previous(stop: Flags, index: Ints) -> Ints:
    """Before each place, the place after the last stop."""
    found: Ints = np.maximum.accumulate(np.where(stop, index + 1, 0))
    return np.concatenate((np.zeros(1, np.int32), found[:-1]))


def possible(program: Program, codes: Codes, form: Ints, start: Ints, end: Ints) -> Ints:
    """The indexes of those candidates (a form whose fixed part stands at ``[start, end)``) beside whose part stands a
    character that may stand there; this rules most of them out.
    """
    columns = column(codes)
    alive: Ints = np.arange(len(form))
    for side, beside in ((BEFORE, start - 1), (AFTER, end)):
        first = program.first[form[alive], side]
        near = np.where(first < program.last[form[alive], side], program.near[first], 0)
        alive = alive.compress(program.may_stand(near, columns[beside[alive]]))
    return alive


def fitting(program: Program, places: Places, form: Ints, start: Ints, end: Ints) -> tuple[Ints, Ints, Ints]:
    """The indexes of those candidates that fit, and their widest spans.

    Of forms that aren't ``exact`` some may not fit after all.
    """
    alive: Ints = np.arange(len(form))
    spans = np.stack((start, end))
    for second in (0, 1):
        side = program.side[form[alive]] ^ second
        reached, furthest = _walk(program, places, form[alive], spans[side, alive], side)
        spans[side, alive] = furthest
        alive = alive[reached]
    return alive, spans[0, alive], spans[1, alive]


def _walk(program: Program, places: Places, form: Ints, at: Ints, side: Ints) -> tuple[Flags, Ints]:
    """Which candidates can go all steps on their side, and how far they get."""
    step, last = program.first[form, side], program.last[form, side]
    owner: Ints = np.arange(len(form))
    passed = np.zeros(len(form), bool)
    furthest = np.where(side == AFTER, 0, places.size)
    while True:
        done = step[owner] == last[owner]
        arrived, where = owner[done], at[done]
        passed[arrived] = True
        right = side[arrived] == AFTER
        np.maximum.at(furthest, arrived[right], where[right])
        np.minimum.at(furthest, arrived[~right], where[~right])
        owner, at = _where(~passed[owner], owner, at)
        number: Ints = step[owner]
        beside = places.columns[np.where(side[owner] == AFTER, at, at - 1)]
        owner, at, number = _where(program.may_stand(program.near[number], beside), owner, at, number)
        if not len(owner):
            return passed, furthest
        kind, value, rightwards = program.kind[number], program.value[number].astype(np.int64), side[owner] == AFTER
        step += 1
        reached: list[tuple[Ints, Ints]] = []

        some = np.flatnonzero(kind == WORDS)
        if len(some):
            source, nth = spread(program.length_count[value[some]])
            table: Ints = value[some][source]
            size: Ints = program.lengths[program.length_first[table] + nth]
            source = some[source]
            to: Ints = np.where(rightwards[source], at[source] + size, at[source] - size)
            inside = (to >= 0) & (to < places.size)
            source, table, to = _where(inside, source, table, to)
            prints = places.running.prints(np.minimum(at[source], to), np.maximum(at[source], to))
            source, to = _where(program.words.contains(prints, table), source, to)
            reached.append((owner[source], to))

        some = np.flatnonzero(kind == MARK)
        if len(some):
            some = some[places.marks[value[some], at[some]]]
            reached.append((owner[some], at[some]))

        for which, gap in enumerate((GAP, FAR_GAP)):
            some = np.flatnonzero(kind == gap)
            if len(some):
                here = at[some]
                room = np.where(rightwards[some], places.right[which][here] - here, here - places.left[which][here])
                source, nth = spread(np.minimum(value[some], room) + 1)
                source = some[source]
                reached.append((owner[source], np.where(rightwards[source], at[source] + nth, at[source] - nth)))

        owner, at = (np.concatenate(columns) for columns in zip(*reached, strict=True))


def _where(chosen: Flags, *columns: Ints) -> tuple[Ints, ...]:
    return tuple(column.compress(chosen) for column in columns)


def spread(counts: Ints) -> tuple[Ints, Ints]:
    """Each index as often as its count says, and which time it is."""
    source = np.repeat(np.arange(len(counts)), counts)
    return source, np.arange(len(source)) - np.repeat(np.cumsum(counts) - counts, counts)
