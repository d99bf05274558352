"""Templates at work: does a form fit the text here?

A form is a tuple of steps, as ``compile`` makes them: ``("lit", text)``, ``("words", table)``,
``("gap", width, across)``, ``("mark", sign)``, and ``("any", forms)`` for alternatives too many to list. Word
tables are sets built when first needed; nothing is compiled to regular expressions, whose thousands would take
seconds.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from functools import cache
from typing import Any, TypeVar

from .template import CLAUSE_ENDS, EDGE

Step = tuple[Any, ...]
Form = tuple[Step, ...]
#: End of a match → the places where the characters differ, and how many characters are not a gap's.
Differences = dict[int, tuple[tuple[int, ...], int]]
_Words = TypeVar("_Words", bound=Collection[str])
_Table = tuple[tuple[int, ...], _Words, frozenset[str], frozenset[str]]
_ENDS = frozenset(CLAUSE_ENDS)
_EDGE = frozenset(EDGE)


class Forms:
    """Fits forms over the word tables of one lexicon, in segments of characters or, ``by_sound``, of sounds."""

    def __init__(self, tables: Sequence[str], sounds: Mapping[int, int]) -> None:
        self._tables = tables
        self._words: dict[int, _Table[frozenset[str]]] = {}
        self._sounds: dict[int, _Table[dict[str, list[str]]]] = {}
        self._first: dict[int, frozenset[str] | None] = {}
        #: A text with classes of sound in place of characters.
        self.encode: Callable[[str], str] = cache(lambda text: text.translate(sounds))

    def forward(self, form: Iterable[Step], text: str, at: int, *, by_sound: bool = False) -> Sequence[int]:
        """The positions where the form can end that starts at ``at``."""
        places: Sequence[int] = (at,)
        for step in form:
            kind = step[0]
            if kind == "words":
                lengths, words, first, _ = self._table(step[1], by_sound)
                if len(places) > 1 and first:
                    places = [p for p in places if text[p] in first]
                places = [p + n for p in places for n in lengths if text[p : p + n] in words]
            elif kind == "lit":
                literal = self.encode(step[1]) if by_sound else step[1]
                size = len(literal)
                places = [p + size for p in places if text.startswith(literal, p)]
            elif kind == "gap":
                places = [q for p in places for q in _gap(text, p, step[1], step[2], 1)]
            elif kind == "mark":
                places = [p for p in places if _mark(step[1], text, p)]
            else:
                places = [q for p in places for o in step[1] for q in self.forward(o, text, p, by_sound=by_sound)]
            if not places:
                return ()
            if len(places) > 1:
                places = list(set(places))
        return places

    def backward(self, form: Sequence[Step], text: str, at: int, *, by_sound: bool = False) -> Sequence[int]:
        """The positions where the form can start that ends at ``at``."""
        places: Sequence[int] = (at,)
        for step in reversed(form):
            kind = step[0]
            if kind == "words":
                lengths, words, _, last = self._table(step[1], by_sound)
                if len(places) > 1 and last:
                    places = [p for p in places if text[p - 1] in last]
                places = [p - n for p in places for n in lengths if n <= p and text[p - n : p] in words]
            elif kind == "lit":
                literal = self.encode(step[1]) if by_sound else step[1]
                size = len(literal)
                places = [p - size for p in places if text.endswith(literal, 0, p)]
            elif kind == "gap":
                places = [q for p in places for q in _gap(text, p, step[1], step[2], -1)]
            elif kind == "mark":
                places = [p for p in places if _mark(step[1], text, p)]
            else:
                places = [q for p in places for o in step[1] for q in self.backward(o, text, p, by_sound=by_sound)]
            if not places:
                return ()
            if len(places) > 1:
                places = list(set(places))
        return places

    def heard(self, form: Iterable[Step], text: str, surface: str, at: int) -> tuple[int, tuple[int, ...], int] | None:
        """The form at ``at`` in a segment of sounds: its end, the places where ``surface`` has other characters, and
        how many characters are not a gap's.

        Of several ways the one with the fewest differences is taken, then the longest.
        """
        ends = self._heard(form, text, surface, {at: ((), 0)})
        if not ends:
            return None
        end, (places, length) = min(ends.items(), key=lambda item: (len(item[1][0]), -item[0]))
        return end, places, length

    def _heard(self, form: Iterable[Step], text: str, surface: str, places: Differences) -> Differences:
        for step in form:
            kind = step[0]
            after: Differences = {}
            for p, (different, length) in places.items():
                if kind == "any":
                    for option in step[1]:
                        _keep(after, self._heard(option, text, surface, {p: (different, length)}).items())
                    continue
                if kind == "lit":
                    ways = [(p + len(step[1]), step[1])] if text.startswith(self.encode(step[1]), p) else []
                elif kind == "words":
                    lengths, sounds, *_ = self._sound_table(step[1])
                    ways = [(p + n, word) for n in lengths for word in sounds.get(text[p : p + n], ())]
                elif kind == "gap":
                    ways = [(q, "") for q in _gap(text, p, step[1], step[2], 1)]
                else:
                    ways = [(p, "")] if _mark(step[1], text, p) else []
                _keep(after, ((q, (different + _differences(w, surface, p), length + len(w))) for q, w in ways))
            places = after
            if not places:
                break
        return places

    def find(self, forms: Iterable[Form], text: str, lower: int, upper: int) -> Iterator[tuple[int, int]]:
        """Spans of any of the forms that start at ``lower`` or later and end at ``upper`` or before."""
        for form in forms:
            starts = self._starts(form)
            for at in range(lower, upper):
                if starts is None or text[at] in starts:
                    ends = [end for end in self.forward(form, text, at) if end <= upper]
                    if ends:
                        yield at, max(ends)

    def _starts(self, form: Form) -> frozenset[str] | None:
        """The characters that a form may start with; None: any. Forms live as long as their lexicon."""
        if id(form) not in self._first:
            self._first[id(form)] = self._first_characters(form)
        return self._first[id(form)]

    def _first_characters(self, form: Form) -> frozenset[str] | None:
        kind = form[0][0]
        if kind == "lit":
            return frozenset(form[0][1][0])
        if kind == "words":
            words = self._tables[form[0][1]].split("\n")
            return None if "" in words else frozenset(word[0] for word in words)
        if kind == "any":
            found = [self._first_characters(option) if option else None for option in form[0][1]]
            return None if None in found else frozenset().union(*(f for f in found if f))
        return None

    def _table(self, number: int, by_sound: bool) -> _Table[Any]:
        if by_sound:
            return self._sound_table(number)
        table = self._words.get(number)
        if table is None:
            table = self._words[number] = _table(frozenset(self._tables[number].split("\n")))
        return table

    def _sound_table(self, number: int) -> _Table[dict[str, list[str]]]:
        table = self._sounds.get(number)
        if table is None:
            sounds: dict[str, list[str]] = {}
            for word in self._tables[number].split("\n"):
                sounds.setdefault(self.encode(word), []).append(word)
            table = self._sounds[number] = _table(sounds)
        return table


def _table(words: _Words) -> _Table[_Words]:
    """Words with their lengths, and the characters that they start and end with (none if one is empty)."""
    lengths = tuple(sorted({len(word) for word in words}))
    if not lengths[0]:
        return lengths, words, frozenset(), frozenset()
    return lengths, words, frozenset(word[0] for word in words), frozenset(word[-1] for word in words)


def _keep(best: Differences, ways: Iterable[tuple[int, tuple[tuple[int, ...], int]]]) -> None:
    """Of several ways to an end, keep the one with the fewest differences."""
    for end, way in ways:
        if end not in best or len(way[0]) < len(best[end][0]):
            best[end] = way


def _differences(word: str, surface: str, at: int) -> tuple[int, ...]:
    return tuple(at + i for i, c in enumerate(word) if surface[at + i] != c)


def _gap(text: str, at: int, width: int, across: bool, direction: int) -> list[int]:
    """The positions that a gap reaches from ``at``, leftwards or rightwards."""
    reached = [at]
    for _ in range(width):
        c = text[at] if direction > 0 else text[at - 1]
        if c == "\n" or (not across and c in _ENDS):
            break
        at += direction
        reached.append(at)
    return reached


def _mark(sign: str, text: str, at: int) -> bool:
    if sign == "^":
        return text[at - 1] in _EDGE
    if sign == "$":
        return text[at] in _EDGE
    if sign == "^^":
        return text[at - 1] == "\n"
    while text[at] != "\n" and text[at] in _EDGE:
        at += 1
    return text[at] == "\n"
