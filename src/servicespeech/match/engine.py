"""Hits of a compiled lexicon in many turns: one scan, arrays until something is found."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cached_property
from itertools import chain
from typing import NamedTuple

import daachorse
import numpy as np
import numpy.typing as npt

from ..labels import Tier
from ..lexicon.compile import Compiled
from ..lexicon.forms import Forms
from ..lexicon.template import EDGE
from ..normalise import SOUND, Buffer, Flags, normalise
from . import boundary, fuzzy, homophone, near

_TIER_OF_VIEW: tuple[Tier, ...] = ("exact", "denoised", "homophone")
_CONFIDENCE = (1.0, 0.9)
_SHIELD_REACH = 12
_SHORT = 3
SPEAKERS = {"agent": 0, "customer": 1, "system": 2}
Ints = npt.NDArray[np.int64]
#: Segment, entry, start and end in the buffer, confidence.
Row = tuple[int, int, int, int, float]


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


class Matcher:
    """Finds a lexicon's entries in turns. Holds the automaton and the word tables."""

    def __init__(self, pack: Compiled) -> None:
        self.pack = pack
        self.automaton = daachorse.CharwiseDoubleArrayAhoCorasick.deserialize(pack.automaton)
        sound = pack.tables.sound
        self.forms = Forms(pack.word_tables, {int(code): int(sound[code]) for code in np.flatnonzero(sound)})
        self._near = near.Near(pack.neighbours, self.forms.encode)
        self._speaker = np.array([SPEAKERS[e.speaker] for e in pack.entries], np.int64)[pack.entry_of]
        self._parts = np.array([len(parts) for parts in pack.parts], np.int64)
        self._shielded = [bool(e.shields or e.unless) for e in pack.entries]
        self._is_piece = np.zeros(len(pack.offsets), bool)
        self._is_piece[list(pack.pieces)] = True

    @cached_property
    def boundaries(self) -> boundary.Boundaries:
        """Word boundaries, loaded when a short hit first needs them."""
        return boundary.Boundaries(self.pack.words)

    def buffer(self, texts: Sequence[str], agent: Flags) -> Buffer:
        """The normalised buffer of some turns; only agents' turns are also heard as sounds."""
        return normalise(texts, self.pack.tables, agent)

    def hits(self, buffer: Buffer, speakers: Ints) -> list[Hit]:
        """Hits in all turns, by turn and place; ``speakers[i]`` is the speaker of turn ``i``.

        Of hits of one entry that overlap, the more literal tier wins, then the longer.
        """
        found: list[tuple[int, int, int]] = self.automaton.find_overlapping(buffer.text)
        flat = np.fromiter(chain.from_iterable(found), np.int64, 3 * len(found)).reshape(-1, 3)
        start, end, literal = flat[:, 0], flat[:, 1], flat[:, 2]
        segment = np.searchsorted(buffer.start, start, "right") - 1
        rows = chain(
            self._rows(buffer, speakers, start, end, literal, segment),
            fuzzy.rows(self.pack, buffer, speakers, start, literal, segment, self._is_piece),
        )
        return self._resolve(buffer, rows)

    def _rows(
        self, buffer: Buffer, speakers: Ints, start: Ints, end: Ints, literal: Ints, segment: Ints
    ) -> Iterator[Row]:
        """What the literals found stand for: whole templates, and forms that fit around their parts."""
        pack = self.pack
        first = pack.offsets[literal].astype(np.int64)
        uses = pack.offsets[literal + 1] - first
        hit = np.repeat(np.arange(len(literal)), uses)
        use = np.arange(len(hit)) - np.repeat(np.cumsum(uses) - uses, uses) + first[hit]
        template = pack.use_template[use].astype(np.int64)
        right = self._speaker[template] == speakers[buffer.turn[segment[hit]]]
        hit, template, part = hit[right], template[right], pack.use_part[use[right]]

        heard = buffer.view[segment[hit]] == SOUND
        plain = pack.whole[template] & ~heard
        columns = segment[hit[plain]], pack.entry_of[template[plain]], start[hit[plain]], end[hit[plain]]
        for seg, entry, s, e in zip(*(column.tolist() for column in columns), strict=True):
            yield seg, entry, s, e, 1.0

        # Of forms with two parts, only where the other one occurs in the segment too.
        key = segment[hit] * len(pack.forms) + template
        chosen = ~plain & (part == 0)
        lacking = chosen & (self._parts[template] == 2)
        chosen[lacking] = _among(key[lacking], key[part == 1])
        at = np.flatnonzero(chosen)
        at = at[self._near.possible(buffer.text, start[hit[at]], end[hit[at]], template[at], heard[at])]
        rows = (c.tolist() for c in (segment[hit[at]], template[at], start[hit[at]], end[hit[at]], heard[at]))
        for seg, form, s, e, by_sound in zip(*rows, strict=True):
            row = self._fit(buffer, form, s, e, by_sound)
            if row:
                yield seg, int(pack.entry_of[form]), *row

    def _fit(self, buffer: Buffer, number: int, s: int, e: int, by_sound: bool) -> tuple[int, int, float] | None:
        """The widest way in which a form fits around its first part at ``[s, e)``.

        In a segment of sounds: the way with the fewest differences, and the confidence that follows from them.
        """
        form, (i, j) = self.pack.forms[number], self.pack.parts[number][0]
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
        for start in sorted(starts):
            found = self.forms.heard(form, buffer.text, buffer.surface, start)
            if found:
                end, places, length = found
                alone = buffer.text[start - 1] == "\n" and not buffer.text[end : buffer.text.index("\n", end)].strip(
                    EDGE
                )
                certain = homophone.judge(buffer.surface, length, places, self.pack.words, alone=alone)
                if certain:
                    return start, end, certain
        return None

    def _resolve(self, buffer: Buffer, rows: Iterator[Row]) -> list[Hit]:
        """Rows as hits: best of those that overlap; shields, softening words and word boundaries applied."""
        view, turn, entries = buffer.view.tolist(), buffer.turn.tolist(), self.pack.entries
        ranked: list[tuple[int, int, int, int, int, int, int, int, float]] = []
        for seg, entry, s, e, confidence in rows:
            s, e = _trim(buffer.surface, s, e)
            start, end = buffer.span(s, e)
            tier = view[seg] if confidence >= homophone.LOWEST else len(_TIER_OF_VIEW)
            ranked.append((turn[seg], entry, tier, start, start - end, s, e, seg, confidence))
        ranked.sort()
        result: list[Hit] = []
        taken: list[tuple[int, int]] = []
        owner = (-1, -1)
        for t, entry, tier, start, minus, s, e, seg, confidence in ranked:
            end = start - minus
            if owner != (t, entry):
                owner, taken = (t, entry), []
            if any(a < end and start < b for a, b in taken):
                continue
            taken.append((start, end))
            name: Tier = _TIER_OF_VIEW[tier] if tier < len(_TIER_OF_VIEW) else "fuzzy"
            certain = _CONFIDENCE[tier] if tier < len(_CONFIDENCE) else confidence
            hit = Hit(t, entry, start, end, name, certain, seg, s, e)
            stopped = self._stopped(buffer, hit) if self._shielded[entry] or e - s <= _SHORT else ""
            if stopped and entries[entry].kind != "rule":
                taken.pop()
                continue
            result.append(hit._replace(stopped=stopped) if stopped else hit)
        result.sort(key=lambda h: (h.turn, h.start, h.end))
        return result

    def _stopped(self, buffer: Buffer, hit: Hit) -> str:
        entry, text = self.pack.entries[hit.entry], buffer.surface
        begin, end = int(buffer.start[hit.segment]), int(buffer.end[hit.segment])
        lower = max(begin, hit.s - _SHIELD_REACH)
        if longer := self.forms.covering(entry.shields, text, lower, hit.s, hit.e):
            return f"shield:{text[longer[0] : longer[1]]}"
        for a, b in self.forms.find(entry.unless, text, begin, end):
            return f"unless:{text[a:b]}"
        if hit.e - hit.s <= _SHORT and entry.kind != "act" and buffer.view[hit.segment] != SOUND:
            word = self.boundaries.crossing(text, begin, end, hit.s, hit.e)
            if word:
                return f"word:{word}"
        return ""


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
