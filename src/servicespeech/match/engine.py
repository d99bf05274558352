"""Hits of a compiled lexicon in many turns: one scan, arrays until something is found."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from itertools import chain, repeat
from operator import itemgetter
from typing import Any, NamedTuple

import daachorse
import numpy as np
import numpy.typing as npt

from ..labels import Tier
from ..lexicon.compiled import MATCH, SHIELD, UNLESS, Compiled
from ..lexicon.forms import Forms
from ..lexicon.template import EDGE
from ..normalise import SOUND, Buffer, Flags, normalise
from . import boundary, fits, fuzzy, homophone

_TIERS: tuple[Tier, ...] = ("exact", "denoised", "homophone", "fuzzy")
_CONFIDENCE = (1.0, 0.9)
_SHORT = 3
_LONGEST = 64  # characters of a whole template
_ACROSS = 7  # characters heard that may stand in two sentences
_FEW = 40  # candidates for whom arrays would cost more than they spare
SPEAKERS = {"agent": 0, "customer": 1, "system": 2}
_STOPS = {SHIELD: "shield", UNLESS: "unless"}
Ints = npt.NDArray[np.integer[Any]]
#: Segment, entry, start and end in the buffer, confidence.
Row = tuple[int, int, int, int, float]
#: Turn and entry → spans in the turn where a shield or softening words stand, with their role, words and confidence.
Stops = dict[tuple[int, int], list[tuple[int, int, int, str, float]]]


class Hit(NamedTuple):
    """An entry found in a turn. ``start``/``end`` are code points of the original turn, ``s``/``e`` of the buffer."""

    turn: int
    entry: int
    start: int
    end: int
    tier: Tier
    confidence: float
    segment: int
    s: int
    e: int
    stopped: str = ""  # why it doesn't count: a longer word or something that softens it


@dataclass(frozen=True)
class _Candidates:
    """Templates whose fixed part was found: template, segment and place of the part, heard as sounds or not."""

    buffer: Buffer
    template: Ints
    segment: Ints
    start: Ints
    end: Ints
    heard: Flags

    def where(self, chosen: Flags) -> _Candidates:
        return self.take(np.flatnonzero(chosen))

    def take(self, at: Ints) -> _Candidates:
        return _Candidates(
            self.buffer,
            self.template.take(at),
            self.segment.take(at),
            self.start.take(at),
            self.end.take(at),
            self.heard.take(at),
        )


class Matcher:
    """Finds a lexicon's entries in turns. Holds the automaton and the word tables."""

    def __init__(self, pack: Compiled) -> None:
        self.pack = pack
        self.automaton = daachorse.CharwiseDoubleArrayAhoCorasick.deserialize(pack.automaton)
        sound = pack.tables.sound
        self.forms = Forms(pack.word_tables, {int(code): int(sound[code]) for code in np.flatnonzero(sound)})
        self._speaker = np.array([SPEAKERS[e.speaker] for e in pack.entries], np.int64)[pack.entry_of]
        self._is_piece = np.zeros(len(pack.offsets), bool)
        self._is_piece[list(pack.pieces)] = True

    @cached_property
    def boundaries(self) -> boundary.Boundaries:
        """Word boundaries, loaded when a short hit first needs them."""
        return boundary.Boundaries(self.pack.words, self.pack.across)

    def buffer(self, texts: Sequence[str], agent: Flags) -> Buffer:
        """The normalised buffer of some turns; only agents' turns are also heard as sounds."""
        return normalise(texts, self.pack.tables, agent)

    def hits(self, buffer: Buffer, speakers: Ints) -> list[Hit]:
        """Hits in all turns, by turn and place; ``speakers[i]`` is the speaker of turn ``i``.

        Of hits of one entry that overlap, the more literal tier wins, then the longer.
        """
        start, end, literal = self._scan(buffer.text)
        segment = buffer.segments()[start]
        first = self.pack.offsets[literal]
        hit, nth = fits.spread(self.pack.offsets[literal + 1] - first)
        template = self.pack.uses[first[hit] + nth]
        right = self._speaker[template] == speakers[buffer.turn[segment]][hit]
        hit, template = hit.compress(right), template.compress(right)
        places = cache(lambda: fits.Places(buffer.codes))

        def candidates(hit: Ints, template: Ints) -> _Candidates:
            alive = fits.possible(self.pack.program, buffer.codes, template, start[hit], end[hit])
            hit, template = hit[alive], template[alive]
            heard = buffer.view[segment[hit]] >= SOUND
            return _Candidates(buffer, template, segment[hit], start[hit], end[hit], heard)

        matches = self.pack.role[template] == MATCH
        rows = [
            *self._rows(candidates(hit.compress(matches), template.compress(matches)), places),
            *fuzzy.rows(self.pack, buffer, speakers, start, literal, segment, self._is_piece),
        ]
        if not rows:
            return []
        # Of two thirds of the templates, shields and softening words, only those matter whose entry was found.
        hit, template = hit.compress(~matches), template.compress(~matches)
        entries = len(self.pack.entries)
        found = buffer.turn[[row[0] for row in rows]] * entries + np.array([row[1] for row in rows])
        wanted = _among(buffer.turn[segment[hit]] * entries + self.pack.entry_of[template], found)
        stops = self._stops(candidates(hit.compress(wanted), template.compress(wanted)), places)
        return self._resolve(buffer, rows, stops)

    def _scan(self, text: str) -> tuple[Ints, Ints, Ints]:
        """Start, end and number of each literal in the text."""
        found: list[tuple[int, int, int]] = self.automaton.find_overlapping(text)
        flat = np.fromiter(chain.from_iterable(found), np.int32, 3 * len(found)).reshape(-1, 3)
        start, end, literal = np.ascontiguousarray(flat.T)
        return start, end, literal

    def _rows(self, found: _Candidates, places: Callable[[], fits.Places]) -> Iterator[Row]:
        """Whole templates as they stand, and forms that fit around their part."""
        whole = self.pack.whole[found.template]
        plain = found.where(whole & ~found.heard)
        columns = plain.segment, self.pack.entry_of[plain.template], plain.start, plain.end
        yield from zip(*(column.tolist() for column in columns), repeat(1.0))

        # What sounds like a phrase because it is that phrase has been found already.
        buffer, length = found.buffer, len(found.buffer.text)

        def key(some: _Candidates) -> Ints:
            where = buffer.turn[some.segment] * length + buffer.origin[some.start]
            return (where * _LONGEST + some.end - some.start) * len(self.pack.forms) + some.template

        doubtful = found.where(~whole | found.heard)
        said = self.pack.whole[doubtful.template] & _among(key(doubtful), key(plain))
        yield from self._fitting(doubtful.where(~said), places)

    def _fitting(self, found: _Candidates, places: Callable[[], fits.Places]) -> Iterator[Row]:
        """The candidates that fit their forms; those heard as sounds, and very few, are tried one by one."""
        pack, text = self.pack, found.buffer.surface
        if len(found.template) > _FEW:
            alive, start, end = fits.fitting(pack.program, places(), found.template, found.start, found.end)
            found = found.take(alive)
            sure = pack.program.exact[found.template] & ~found.heard
            fitted = found.segment[sure], pack.entry_of[found.template[sure]], start[sure], end[sure]
            for segment, entry, s, e in zip(*(c.tolist() for c in fitted), strict=True):
                yield segment, entry, *_trim(text, s, e), 1.0
            found = found.where(~sure)
        columns = found.segment, found.template, found.start, found.end, found.heard
        for segment, template, s, e, heard in zip(*(c.tolist() for c in columns), strict=True):
            fit = self._fit(found.buffer, template, s, e, heard)
            if fit:
                yield segment, int(pack.entry_of[template]), *_trim(text, *fit[:2]), fit[2]

    def _stops(self, found: _Candidates, places: Callable[[], fits.Places]) -> Stops:
        """Shields and softening words."""
        buffer, pack = found.buffer, self.pack
        stops: Stops = {}
        for role, name in _STOPS.items():
            for segment, entry, s, e, sure in self._fitting(found.where(pack.role[found.template] == role), places):
                span = buffer.span(s, e)
                stops.setdefault((int(buffer.turn[segment]), entry), []).append(
                    (role, *span, f"{name}:{buffer.surface[s:e]}", sure)
                )
        return stops

    def _fit(self, buffer: Buffer, number: int, s: int, e: int, by_sound: bool) -> tuple[int, int, float] | None:
        """The widest way in which a form fits around its fixed part at ``[s, e)``.

        In a segment of sounds: the characters themselves if they fit, else the way with the fewest differences, and
        the confidence that follows from them.
        """
        form, (i, j) = self.pack.forms[number], self.pack.parts[number]
        ahead = not (j < len(form) and form[j][0] == "gap")
        ends = self.forms.forward(form[j:], buffer.text, e, by_sound=by_sound) if ahead else ()
        if ahead and not ends:
            return None
        starts = self.forms.backward(form[:i], buffer.text, s, by_sound=by_sound)
        # A gap has many ends: the side without one is tried first.
        if starts and not ahead:
            ends = self.forms.forward(form[j:], buffer.text, e, by_sound=by_sound)
        if not starts or not ends:
            return None
        if not by_sound:
            return min(starts), max(ends), 1.0
        starts = sorted(starts)
        for start in starts:
            ends = self.forms.forward(form, buffer.surface, start)
            if ends:
                return start, max(ends), 1.0
        for start in starts:
            found = self.forms.heard(form, buffer.text, buffer.surface, start)
            if found:
                end, places, length = found
                if length < _ACROSS and any(c in ".!?" for c in buffer.surface[start:end]):
                    continue  # across sentences, few like sounds are chance
                certain = homophone.judge(
                    buffer.surface, length, places, self.pack.words, _standing(buffer.text, start, end)
                )
                if certain:
                    return start, end, certain
        return None

    def _resolve(self, buffer: Buffer, rows: list[Row], stops: Stops) -> list[Hit]:
        """Rows as hits: best of those that overlap; shields, softening words and word boundaries applied."""
        segment, entry, s, e, confidence = (np.array(column) for column in zip(*rows, strict=True))
        turn, start, end = buffer.turn[segment], buffer.origin[s], buffer.origin[e - 1] + 1
        tier = np.where(confidence == 1, buffer.view[segment] & 1, np.where(confidence >= homophone.LOWEST, 2, 3))
        order = np.lexsort((start - end, start, tier, entry, turn))
        columns = (c[order].tolist() for c in (turn, entry, start, end, tier, confidence, segment, s, e))
        result: list[Hit] = []
        taken: list[tuple[int, int]] = []
        owner = (-1, -1)
        for t, number, begin, stop, how, sure, seg, left, right in zip(*columns, strict=True):
            if owner != (t, number):
                owner, taken = (t, number), []
            elif any(a < stop and begin < b for a, b in taken):
                continue
            if how < len(_CONFIDENCE):
                sure = _CONFIDENCE[how]
            hit = Hit(t, number, begin, stop, _TIERS[how], sure, seg, left, right)
            stopped = self._stopped(buffer, hit, stops.get(owner, ()))
            if stopped and self.pack.entries[number].kind != "rule":
                continue
            taken.append((begin, stop))
            result.append(hit._replace(stopped=stopped) if stopped else hit)
        result.sort(key=itemgetter(0, 2, 3))
        return result

    def _stopped(self, buffer: Buffer, hit: Hit, stops: Sequence[tuple[int, int, int, str, float]]) -> str:
        for role, start, end, words, sure in stops:
            if role == UNLESS:
                return words
            # What only sounds like a shield shields if it is longer: 急什么 is no 几什么.
            longer = (end - start) > (hit.end - hit.start)
            if start <= hit.start and hit.end <= end and (longer or sure == 1):
                return words
        short = hit.e - hit.s <= _SHORT and hit.tier in {"exact", "denoised"}
        if short and self.pack.entries[hit.entry].kind != "act":
            begin, end = int(buffer.start[hit.segment]), int(buffer.end[hit.segment])
            word = self.boundaries.crossing(buffer.surface, begin, end, hit.s, hit.e)
            if word:
                return f"word:{word}"
        return ""


def _standing(text: str, s: int, e: int) -> str:
    """How a span stands: as the whole ``turn``, a whole ``clause``, or ``inside`` one."""
    if text[s - 1] == "\n" and not text[e : text.index("\n", e)].strip(EDGE):
        return "turn"
    return "clause" if text[s - 1] in EDGE and text[e] in EDGE else "inside"


def _trim(text: str, s: int, e: int) -> tuple[int, int]:
    """A span without the punctuation that a gap took in at its edges."""
    while e - s > 1 and text[e - 1] in EDGE:
        e -= 1
    while e - s > 1 and text[s] in EDGE:
        s += 1
    return s, e


def _among(values: Ints, others: Ints) -> Flags:
    """Which of the values are among the others (several times faster here than ``np.isin``)."""
    if not len(others):
        return np.zeros(len(values), bool)
    others = np.sort(others)
    found: Flags = others[np.minimum(np.searchsorted(others, values), len(others) - 1)] == values
    return found
