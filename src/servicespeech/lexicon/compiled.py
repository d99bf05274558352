"""A compiled lexicon: what matching, judging and reporting use."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from ..labels import Lang
from ..normalise import Tables
from .forms import Form
from .program import Program

#: What an occurrence of a template means for its entry: the thing itself, a longer word that isn't it, or words that
#: take its sting away.
MATCH, SHIELD, UNLESS = range(3)
Ints = npt.NDArray[np.int32]


@dataclass(slots=True)
class CompiledEntry:
    """What matching, judging and reporting need to know of an entry."""

    id: str
    kind: str  # rule, act, redress, cue, pattern, step
    label: str  # the category, act, redress, cue or pattern, or the step's name
    speaker: str
    title: dict[Lang, str]
    why: dict[Lang, str] = field(default_factory=dict)
    suggest: dict[Lang, str] = field(default_factory=dict)
    subtype: str | None = None
    severity: str = "info"
    redress: tuple[str, ...] = ()
    after: frozenset[str] = frozenset()  # cues of which the customer's last move must hold one
    not_after: frozenset[str] = frozenset()
    guards: frozenset[str] = frozenset()
    channels: frozenset[str] = frozenset()
    weak: bool = False
    stoppable: bool = False  # has shields or softening words


@dataclass(frozen=True, slots=True)
class CompiledStep:
    """A step of a flow: the events that do it, the labels of what makes it due (none: always, unless optional)."""

    title: dict[Lang, str]
    done_by: tuple[tuple[str, str], ...]
    when: frozenset[str]
    optional: bool
    anywhere: bool


@dataclass(frozen=True, slots=True)
class CompiledPost:
    """A post of a scene; ``due`` lists acts with the cues that make them due (none: always)."""

    name: str
    title: dict[Lang, str]
    words: tuple[str, ...]
    due: tuple[tuple[str, frozenset[str]], ...]
    flow: tuple[CompiledStep, ...]


@dataclass(frozen=True, slots=True)
class CompiledScene:
    """A trade's window: how it is called and recognised, its card, its posts."""

    name: str
    title: dict[Lang, str]
    names: frozenset[str]
    words: tuple[str, ...]
    detected: bool
    card: str
    posts: tuple[CompiledPost, ...]


@dataclass(slots=True)
class Compiled:
    """A lexicon ready for matching. Only plain data: it is cached on disk.

    Template ``t`` is a form of entry ``entry_of[t]`` in the role ``role[t]``; ``parts[t]`` gives the first and last
    step (half-open) of its fixed part, and ``whole[t]`` tells that the part is all of it.
    Literal ``i`` of the automaton is a part of the templates ``uses[offsets[i]:offsets[i+1]]``.
    """

    name: str
    version: str
    digest: str
    entries: list[CompiledEntry]
    forms: list[Form]
    parts: list[tuple[int, int]]
    program: Program
    entry_of: Ints
    role: Ints
    whole: npt.NDArray[np.bool_]
    word_tables: list[str]
    automaton: bytes
    offsets: Ints
    uses: Ints
    guards: dict[tuple[str, str], tuple[Form, ...]]
    scenes: list[CompiledScene]
    phrases: list[tuple[int, str]]
    pieces: dict[int, list[tuple[int, int]]]  # literal → (phrase, offset of the piece in it)
    words: dict[str, int]  # common words with their frequencies
    across: frozenset[str]  # the pairs of neighbours in them
    tables: Tables
