"""The template language of the rules: parse, expand to literals, find fixed parts.

===========  =====================================================================
``{a|b}``    one of; ``{@group}`` a word group; alternatives may nest
``[x]``      optional, also ``[x|y]`` and ``{x|y}?``
``~3``       a gap of at most 3 characters inside a clause
``~~8``      the same, across clauses of one turn
``^ $``      start and end of a clause; ``^^ $$`` of the turn
===========  =====================================================================

Spaces are for the eye. A template is parsed to a sequence of nodes, and everything else is
computed from the nodes, so curators never see a regular expression.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache

#: Characters that end a clause in normalised text (a space that stayed is a pause).
CLAUSE_ENDS = " ,.!?;:\n"
#: Characters beside which a clause may start or end.
EDGE = CLAUSE_ENDS + '"()'
_SPECIAL = "{}[]|~^$@?"


class TemplateError(ValueError):
    """A template that can't be parsed; the message says where and why."""


@dataclass(frozen=True, slots=True)
class Lit:
    text: str


@dataclass(frozen=True, slots=True, eq=False)
class Alt:
    """Alternatives. Equal ones are one object (see ``Parser``), so that identity tells them apart fast."""

    options: tuple[Seq, ...]


@dataclass(frozen=True, slots=True)
class Gap:
    width: int
    across: bool


@dataclass(frozen=True, slots=True)
class Mark:
    sign: str


Node = Lit | Alt | Gap | Mark
Seq = tuple[Node, ...]
Groups = Mapping[str, list[str]]


class Parser:
    """Parses templates over one set of groups; remembers which groups were used."""

    def __init__(self, groups: Groups) -> None:
        self.groups = groups
        self.used: set[str] = set()
        self._parsed: dict[str, Alt] = {}
        self._alts: dict[tuple[Seq, ...], Alt] = {}
        self._open: list[str] = []

    def parse(self, template: str) -> Seq:
        """The nodes of a template.

        >>> Parser({"me": ["我", "咱"]}).parse("不归{@me}[来]管")  # doctest: +ELLIPSIS
        (Lit(text='不归'), Alt(...), Alt(...), Lit(text='管'))
        """
        source = re.sub(r"\s+", "", template)
        if not source:
            raise TemplateError("empty template; write at least two characters")
        seq, end = self._seq(source, 0, "")
        if end != len(source):
            raise TemplateError(f"unexpected {source[end]!r} at character {end + 1} of {source!r}")
        return seq

    def _seq(self, s: str, i: int, stop: str) -> tuple[Seq, int]:
        nodes: list[Node] = []
        while i < len(s) and s[i] not in stop:
            c = s[i]
            if c in "{[":
                alt, i = self._alternatives(s, i)
                nodes.append(alt)
            elif c == "~":
                across = s.startswith("~~", i)
                i += 2 if across else 1
                digits = re.match(r"\d{1,2}", s[i:])
                if not digits:
                    raise TemplateError(f"a gap needs its width, as in ~3, at character {i + 1} of {s!r}")
                nodes.append(Gap(int(digits[0]), across))
                i += len(digits[0])
            elif c in "^$":
                sign = c * 2 if s.startswith(c * 2, i) else c
                nodes.append(Mark(sign))
                i += len(sign)
            elif c in _SPECIAL:
                raise TemplateError(f"unexpected {c!r} at character {i + 1} of {s!r}")
            else:
                j = i
                while j < len(s) and s[j] not in _SPECIAL:
                    j += 1
                nodes.append(Lit(s[i:j]))
                i = j
        return tuple(nodes), i

    def _alternatives(self, s: str, i: int) -> tuple[Alt, int]:
        opening, closing = s[i], {"{": "}", "[": "]"}[s[i]]
        start = i
        options: list[Seq] = []
        i += 1
        while True:
            if s.startswith("@", i):
                name = re.match(r"@([a-z0-9_]+)", s[i:])
                if not name:
                    raise TemplateError(f"a group's name is missing at character {i + 1} of {s!r}")
                options.extend(self._group(name[1]).options)
                i += len(name[0])
            else:
                seq, i = self._seq(s, i, "|" + closing)
                if not seq:
                    raise TemplateError(f"an empty alternative at character {i + 1} of {s!r}; use [x] for optional")
                options.append(seq)
            if i >= len(s):
                raise TemplateError(f"{opening!r} at character {start + 1} of {s!r} is never closed")
            if s[i] == closing:
                i += 1
                break
            if s[i] != "|":
                raise TemplateError(f"expected | or {closing!r} at character {i + 1} of {s!r}")
            i += 1
        optional = opening == "["
        if s.startswith("?", i):
            optional, i = True, i + 1
        if optional:
            options.append(())
        return self._shared(options), i

    def _shared(self, options: list[Seq]) -> Alt:
        """One object for equal alternatives, so that what is computed of them is computed once."""
        key = tuple(dict.fromkeys(options))
        return self._alts.setdefault(key, Alt(key))

    def _group(self, name: str) -> Alt:
        self.used.add(name)
        if name in self._parsed:
            return self._parsed[name]
        if name not in self.groups:
            raise TemplateError(f"unknown group @{name}")
        if name in self._open:
            raise TemplateError(f"group @{name} contains itself: {' → '.join([*self._open, name])}")
        self._open.append(name)
        try:
            alt = self._shared([self.parse(word) for word in self.groups[name]])
        finally:
            self._open.pop()
        self._parsed[name] = alt
        return alt


@cache
def is_plain(seq: Seq) -> bool:
    """Whether the sequence is made of literals and alternatives only: no gap, no mark."""
    return all(isinstance(n, Lit) or (isinstance(n, Alt) and all(map(is_plain, n.options))) for n in seq)


@cache
def count(seq: Seq) -> int:
    """How many strings a plain sequence stands for, counting repeats."""
    total = 1
    for node in seq:
        if isinstance(node, Alt):
            total *= sum(map(count, node.options))
    return total


@cache
def shortest(seq: Seq) -> int:
    """The length of the shortest string that a plain sequence stands for."""
    return sum(
        len(node.text) if isinstance(node, Lit) else min(map(shortest, node.options))
        for node in seq
        if isinstance(node, Lit | Alt)
    )


def expand(seq: Seq) -> Iterator[str]:
    """Every string that a plain sequence stands for."""
    parts = [
        [node.text] if isinstance(node, Lit) else [s for option in node.options for s in expand(option)]
        for node in seq
        if isinstance(node, Lit | Alt)
    ]
    for combination in itertools.product(*parts):
        yield "".join(combination)


def distribute(seq: Seq, limit: int = 64) -> list[Seq]:
    """The sequences that result when alternatives with gaps or marks inside are written out.

    What is left has gaps and marks at the top level only, so that fixed parts can be found.
    """
    results: list[Seq] = [()]
    for node in seq:
        choices: list[Seq]
        if isinstance(node, Alt) and not all(map(is_plain, node.options)):
            plain = tuple(o for o in node.options if is_plain(o))
            choices = [(Alt(plain),)] if plain else []
            for option in node.options:
                if not is_plain(option):
                    choices.extend(distribute(option, limit))
        else:
            choices = [(node,)]
        results = [left + right for left in results for right in choices]
        if len(results) > limit:
            raise TemplateError(f"gaps or marks inside alternatives make more than {limit} forms; split the template")
    return results


def windows(seq: Seq, limit: int) -> Iterator[tuple[int, int]]:
    """The runs ``seq[i:j]`` that are plain and stand for at most ``limit`` strings."""
    for i in range(len(seq)):
        for j in range(i + 1, len(seq) + 1):
            if not is_plain(seq[i:j]) or count(seq[i:j]) > limit:
                break
            yield i, j
