"""Hits by edit distance: phrases with one or two characters lost, added or changed.

Candidates are found by pieces: of a phrase with one edit, one half is intact, and the halves are literals
of the automaton. A phrase is never compared with a text that shares no half with it.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
import numpy.typing as npt
from rapidfuzz import fuzz
from rapidfuzz.distance import Levenshtein

from ..lexicon.compiled import Compiled
from ..lexicon.template import CLAUSE_ENDS
from ..normalise import SOUND, Buffer, Flags

CONFIDENCE = 0.55
_LONG = 10
#: An edit here turns the meaning: 不归我管 and 归我管 differ by one character.
_POLAR = frozenset("不没别无未莫勿甭非能可会要想您请帮替谁吗呢什怎哪")
Ints = npt.NDArray[np.integer[Any]]


def rows(
    pack: Compiled, buffer: Buffer, speakers: Ints, start: Ints, literal: Ints, segment: Ints, is_piece: Flags
) -> Iterator[tuple[int, int, int, int, float]]:  # fmt: skip
    """Rows (segment, entry, start, end, confidence) in buffer positions."""
    wanted = is_piece[literal] & (speakers[buffer.turn[segment]] == 0)
    wanted &= buffer.view[segment] < SOUND
    seen: set[tuple[int, int, int]] = set()
    at = np.flatnonzero(wanted)
    for seg, s, lit in zip(segment[at].tolist(), start[at].tolist(), literal[at].tolist(), strict=True):
        for number, offset in pack.pieces[lit]:
            if (seg, number, s - offset) in seen:
                continue
            seen.add((seg, number, s - offset))
            entry, phrase = pack.phrases[number]
            found = _find(buffer, seg, s - offset, phrase)
            if found:
                yield seg, entry, *found, CONFIDENCE


def _find(buffer: Buffer, segment: int, expected: int, phrase: str) -> tuple[int, int] | None:
    """The place near ``expected`` that is almost the phrase."""
    allowed = 2 if len(phrase) >= _LONG else 1
    lower = max(int(buffer.start[segment]), expected - allowed)
    upper = min(int(buffer.end[segment]), expected + len(phrase) + allowed)
    region = buffer.text[lower:upper]
    if len(region) < len(phrase) - allowed or phrase in region:
        return None
    aligned = fuzz.partial_ratio_alignment(phrase, region, score_cutoff=100 * (1 - allowed / len(phrase)) - 5)
    if aligned is None:
        return None
    begin, end = aligned.dest_start, aligned.dest_end
    got = region[begin:end]
    if not 0 < Levenshtein.distance(phrase, got, score_cutoff=allowed) <= allowed:
        return None
    for edit in Levenshtein.editops(phrase, got):
        touched = phrase[edit.src_pos : edit.src_pos + 1] + got[edit.dest_pos : edit.dest_pos + 1]
        if edit.tag == "delete":
            touched = phrase[edit.src_pos]
        elif edit.tag == "insert":
            touched = got[edit.dest_pos]
        if _POLAR & set(touched) or set(touched) & set(CLAUSE_ENDS):
            return None
    return lower + begin, lower + end
