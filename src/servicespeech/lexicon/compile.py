"""Records → one automaton and the tables that tell what its hits mean.

A template that stands for few strings goes into the automaton whole. Of a longer one (gaps, marks, large groups) one
or two fixed parts go in, chosen so that they are long and few; where all of them occur in a segment, the template's
steps are tried from there. So rules may combine large word groups freely and the automaton stays small.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache

import daachorse
import numpy as np
import numpy.typing as npt

from .. import pinyin
from ..errors import LexiconError, Problem
from ..labels import NEVER_REDRESSED, REDRESSES, Lang
from ..normalise import Tables, make_tables, normalise
from .forms import Form, Forms, Step
from .load import Lexicon
from .schema import GUARDS, ActEntry, CueEntry, Entry, GuardEntry, RedressEntry, Rule
from .template import (
    EDGE,
    Alt,
    Gap,
    Lit,
    Mark,
    Parser,
    Seq,
    TemplateError,
    count,
    distribute,
    expand,
    is_plain,
    shortest,
    windows,
)

_WHOLE = 60  # strings that a template may stand for to be stored whole
_PARTS = (200, 4000)  # strings that a part may stand for; the larger limit only where nothing else fits
_TABLE = 2500  # strings of alternatives that are kept as one table of words
_RARE = 4.5  # a part at least as rare (-log10) is enough alone
_CORPUS = 6e7  # words in the corpus of jieba's dictionary
_ADJACENT = 0.7  # neighbours in a template follow each other more often than by chance
_UNKNOWN = (1.0, 1e-3, 10**-4.5, 10**-5.5, 10**-6.5)  # how often a string of 0, 1, … characters occurs that is no word
_MIN_SOUND = 3  # syllables that a template needs to be matched by sound
_MIN_ALONE = 2  # the same where it is all that was said
_MIN_PHRASE = 6  # characters of a phrase of the fuzzy tier
_COMMON = 20  # occurrences in jieba's corpus that make a word common
LOOKS = 3  # steps on each side of a part that are looked for before a form is tried
#: Within how many characters one of which characters must stand.
Look = tuple[int, str]
Ints = npt.NDArray[np.int32]


@dataclass(slots=True)
class CompiledEntry:
    """What matching, judging and reporting need to know of an entry."""

    id: str
    kind: str  # rule, act, redress, cue
    label: str  # the category, act, redress or cue
    speaker: str
    title: dict[Lang, str]
    why: dict[Lang, str] = field(default_factory=dict)
    suggest: dict[Lang, str] = field(default_factory=dict)
    subtype: str | None = None
    severity: str = "info"
    redress: tuple[str, ...] = ()
    guards: frozenset[str] = frozenset()
    channels: frozenset[str] = frozenset()
    weak: bool = False
    shields: tuple[Form, ...] = ()  # the longer words
    unless: tuple[Form, ...] = ()  # what softens


@dataclass(slots=True)
class Compiled:
    """A lexicon ready for matching. Only plain data: it is cached on disk.

    Template ``t`` is a form of entry ``entry_of[t]``; ``parts[t]`` gives the first and last step (half-open) of its
    one or two fixed parts, and ``whole[t]`` tells that the one part is all of it.
    Literal ``i`` of the automaton is used by ``use_template[offsets[i]:offsets[i+1]]`` as part ``use_part[…]``.
    """

    name: str
    version: str
    digest: str
    entries: list[CompiledEntry]
    forms: list[Form]
    parts: list[tuple[tuple[int, int], ...]]
    #: What must stand near the first part, before and after it.
    neighbours: list[tuple[tuple[Look, ...], tuple[Look, ...]]]
    entry_of: Ints
    whole: npt.NDArray[np.bool_]
    word_tables: list[str]
    automaton: bytes
    offsets: Ints
    use_template: Ints
    use_part: npt.NDArray[np.uint8]
    guards: dict[tuple[str, str], tuple[Form, ...]]
    phrases: list[tuple[int, str]]
    pieces: dict[int, list[tuple[int, int]]]  # literal → (phrase, offset of the piece in it)
    words: dict[str, int]  # common words with their frequencies
    tables: Tables


def compile_lexicon(lexicon: Lexicon, digest: str) -> Compiled:
    """Compile; raises :class:`LexiconError` with every template that can't be used."""
    return _Builder(lexicon).build(digest)


class _Builder:
    def __init__(self, lexicon: Lexicon) -> None:
        self.lexicon = lexicon
        self.problems: list[Problem] = []
        self.entries: list[CompiledEntry] = []
        self.forms: list[Form] = []
        self.parts: list[tuple[tuple[int, int], ...]] = []
        self.neighbours: list[tuple[tuple[Look, ...], tuple[Look, ...]]] = []
        self.entry_of: list[int] = []
        self.whole: list[bool] = []
        self.uses: defaultdict[str, list[tuple[int, int]]] = defaultdict(list)
        self.guards: defaultdict[tuple[str, str], tuple[Form, ...]] = defaultdict(tuple)
        self.parsers: dict[str, Parser] = {}
        self.tables: dict[str, int] = {}  # words, one a line → number
        self.table_of: dict[Alt, int] = {}

    def build(self, digest: str) -> Compiled:
        for entry in self.lexicon.entries.values():
            self._entry(entry)
        if self.problems:
            raise LexiconError(self.problems)
        tables = make_tables(pinyin.table(), pinyin.classes())
        phrases = list(self._phrases(tables))
        pieces: defaultdict[str, list[tuple[int, int]]] = defaultdict(list)
        for number, (_, phrase) in enumerate(phrases):
            half = len(phrase) // 2
            pieces[phrase[:half]].append((number, 0))
            pieces[phrase[half:]].append((number, half))
        literals = sorted({*self.uses, *pieces})
        flat = [use for text in literals for use in self.uses.get(text, ())]
        return Compiled(
            name=self.lexicon.pack.name,
            version=self.lexicon.pack.version,
            digest=digest,
            entries=self.entries,
            forms=self.forms,
            parts=self.parts,
            neighbours=self.neighbours,
            entry_of=np.array(self.entry_of, np.int32),
            whole=np.array(self.whole, bool),
            word_tables=list(self.tables),
            automaton=daachorse.CharwiseDoubleArrayAhoCorasick(literals).serialize(),
            offsets=np.cumsum([0, *(len(self.uses.get(text, ())) for text in literals)], dtype=np.int32),
            use_template=np.array([t for t, _ in flat], np.int32),
            use_part=np.array([p for _, p in flat], np.uint8),
            guards=dict(self.guards),
            phrases=phrases,
            pieces={i: pieces[text] for i, text in enumerate(literals) if text in pieces},
            words=_dictionary(),
            tables=tables,
        )

    def _entry(self, entry: Entry) -> None:
        parser = self._parser(entry)
        shields, unless = self._forms(entry, "not_in", parser), self._forms(entry, "unless", parser)
        if isinstance(entry, GuardEntry):
            self.guards[entry.guard, entry.where] += self._forms(entry, "match", parser)
            return
        self.entries.append(_runtime(entry, shields, unless))
        for path, seq in self._sequences(entry, "match", parser):
            self._template(entry, seq, path)

    def _parser(self, entry: Entry) -> Parser:
        file = self.lexicon.places[entry.id][0]
        if file not in self.parsers:
            self.parsers[file] = Parser(self.lexicon.groups_of(entry.id))
        return self.parsers[file]

    def _sequences(self, entry: Entry, key: str, parser: Parser) -> Iterator[tuple[tuple[str, ...], Seq]]:
        """The templates under a key, parsed, with gaps and marks at the top level only."""
        for index, template in enumerate(getattr(entry, key)):
            path = (entry.id, key, str(index))
            try:
                for seq in distribute(parser.parse(template)):
                    yield path, seq
            except TemplateError as error:
                self._problem(path, str(error))

    def _forms(self, entry: Entry, key: str, parser: Parser) -> tuple[Form, ...]:
        """The forms under a key, those without gaps and marks as one table of words."""
        words: set[str] = set()
        forms: list[Form] = []
        for _, seq in self._sequences(entry, key, parser):
            if is_plain(seq) and count(seq) <= _TABLE:
                words.update(expand(seq))
            else:
                forms.append(self._form(seq))
        return ((("words", self._table(words)),), *forms) if words else tuple(forms)

    def _problem(self, path: tuple[str, ...], message: str) -> None:
        file, line = self.lexicon.place(*path)
        self.problems.append(Problem(file, line, f"{path[0]}: {message}"))

    def _form(self, seq: Seq) -> Form:
        steps: list[Step] = []
        for node in seq:
            if isinstance(node, Lit):
                steps.append(("lit", node.text))
            elif isinstance(node, Gap):
                steps.append(("gap", node.width, node.across))
            elif isinstance(node, Alt) and count((node,)) > _TABLE:
                steps.append(("any", tuple(self._form(option) for option in node.options)))
            elif isinstance(node, Alt):
                if node not in self.table_of:
                    self.table_of[node] = self._table(set(expand((node,))))
                steps.append(("words", self.table_of[node]))
            else:
                steps.append(("mark", node.sign))
        return tuple(steps)

    def _table(self, words: set[str]) -> int:
        return self.tables.setdefault("\n".join(sorted(words)), len(self.tables))

    def _template(self, entry: Entry, seq: Seq, path: tuple[str, ...]) -> None:
        minimum = 2 if isinstance(entry, Rule) else 1
        whole = is_plain(seq) and count(seq) <= _WHOLE
        chosen = [(0, len(seq))] if whole else _choose_parts(seq, 2) or _choose_parts(seq, minimum)
        if whole and shortest(seq) < minimum:
            self._problem(path, "a rule may not rest on a single character; add context")
            return
        if not chosen:
            self._problem(path, "no fixed part of two characters or more; add context next to a slot")
            return
        number = len(self.forms)
        self.forms.append(self._form(seq))
        self.parts.append(tuple(chosen))
        i, j = chosen[0]
        self.neighbours.append((_near(seq[:i], -1), _near(seq[j:], 0)))
        self.entry_of.append(len(self.entries) - 1)
        self.whole.append(whole)
        least = _MIN_ALONE if seq[0] == Mark("^^") and seq[-1] == Mark("$$") else _MIN_SOUND
        # Acts are heard in their fixed wording; what is heard of cues and redress wouldn't be worth the time.
        heard = isinstance(entry, Rule) or (whole and isinstance(entry, ActEntry))
        by_sound = heard and "homophone" in (entry.tiers or ("homophone",)) and (whole or _length(seq) >= least)
        for part, (i, j) in enumerate(chosen):
            words = set(expand(seq[i:j]))
            if by_sound:
                words |= {pinyin.encode(word) for word in words if not whole or len(word) >= least}
            for word in words:
                self.uses[word].append((number, part))

    def _phrases(self, tables: Tables) -> Iterator[tuple[int, str]]:
        """What the rules quote in their own examples: the phrases that the fuzzy tier knows."""
        forms = Forms(list(self.tables), {})
        own: defaultdict[int, list[Form]] = defaultdict(list)
        for form, number in zip(self.forms, self.entry_of, strict=True):
            own[number].append(form)
        for number, compiled in enumerate(self.entries):
            entry = self.lexicon.entries[compiled.id]
            if not isinstance(entry, Rule) or "fuzzy" not in (entry.tiers or ("fuzzy",)):
                continue
            phrases: set[str] = set()
            for example in entry.examples.flag:
                text = normalise([example], tables, [False]).text
                spans = forms.find(own[number], text, 1, len(text))
                phrases |= {text[s:e] for s, e in spans if e - s >= _MIN_PHRASE}
            yield from ((number, phrase) for phrase in sorted(phrases))


def _runtime(entry: Entry, shields: tuple[Form, ...], unless: tuple[Form, ...]) -> CompiledEntry:
    compiled = CompiledEntry(
        id=entry.id,
        kind="cue",
        label="",
        speaker="agent",
        title=_both(entry.title.zh, entry.title.en),
        why=_both(entry.why.zh, entry.why.en) if entry.why else {},
        channels=frozenset(entry.channels or ()),
        shields=shields,
        unless=unless,
    )
    if isinstance(entry, Rule):
        compiled.kind, compiled.label, compiled.subtype = "rule", entry.category, entry.subtype
        compiled.severity = entry.severity
        compiled.suggest = _both(entry.suggest.zh, entry.suggest.en)
        if entry.category == "deflection" and entry.subtype not in NEVER_REDRESSED:
            compiled.redress = tuple(entry.redress or REDRESSES)
        compiled.guards = frozenset(GUARDS) - set(entry.guards.off)
    elif isinstance(entry, ActEntry):
        compiled.kind, compiled.label, compiled.weak = "act", entry.act, entry.weak
    elif isinstance(entry, RedressEntry):
        compiled.kind, compiled.label = "redress", entry.redress
    elif isinstance(entry, CueEntry):
        compiled.label, compiled.speaker = entry.cue, entry.speaker
    return compiled


def _near(seq: Seq, index: int) -> tuple[Look, ...]:
    """What must stand near a part, on the side where ``seq`` goes on (``index`` 0: after it, -1: before it).

    For each of the next steps that can't be empty: within how many characters one of which must stand.
    """
    looks: list[Look] = []
    reach = 0
    for node in seq if index == 0 else reversed(seq):
        if len(looks) == LOOKS:
            break
        if isinstance(node, Mark):
            looks.append((reach, EDGE))
        elif isinstance(node, Gap):
            reach += node.width
        else:
            if count((node,)) > _PARTS[-1]:
                break
            words = set(expand((node,)))
            if "" not in words:
                looks.append((reach, "".join(sorted({word[index] for word in words}))))
            reach += max(map(len, words))
    return tuple(looks)


def _both(zh: str, en: str) -> dict[Lang, str]:
    return {"zh": zh, "en": en or zh}


def _length(seq: Seq) -> int:
    """The fewest characters that a sequence stands for, gaps left out."""
    return shortest(tuple(node for node in seq if isinstance(node, Lit | Alt)))


def _choose_parts(seq: Seq, minimum: int) -> list[tuple[int, int]]:
    """The fixed part of a sequence that occurs least often in Chinese text, and a second one that stands apart.

    A larger set of strings makes the automaton larger, which counts a little.
    """
    scored: list[tuple[float, int, int]] = []
    for limit in _PARTS:
        for i, j in windows(seq, limit):
            if shortest(seq[i:j]) >= minimum:
                scored.append((_rarity(seq[i:j]) - math.log10(count(seq[i:j])) / 4, i, j))
        if scored:
            break
    else:
        return []
    scored.sort(reverse=True)
    rarity, i, j = scored[0]
    apart = [part for part in scored if part[1] >= j or part[2] <= i] if rarity < _RARE else []
    return [(i, j), *((part[1], part[2]) for part in apart[:1] if part[0] > 2)]


def _rarity(seq: Seq) -> float:
    """-log10 of how often one of the strings begins at a given character: by the dictionary, else by length."""
    return sum(_node_rarity(node) for node in seq if isinstance(node, Lit | Alt)) - _ADJACENT * (len(seq) - 1)


@cache
def _node_rarity(node: Lit | Alt) -> float:
    known = _frequencies()
    total = sum(known.get(word, 0) / _CORPUS or _UNKNOWN[min(len(word), 4)] for word in expand((node,)))
    return -math.log10(total)


@cache
def _frequencies() -> dict[str, int]:
    import jieba

    jieba.setLogLevel(60)
    jieba.initialize()
    frequencies: dict[str, int] = jieba.dt.FREQ
    return frequencies


def _dictionary() -> dict[str, int]:
    """The common words of jieba's dictionary with their frequencies."""
    return {word: n for word, n in _frequencies().items() if n >= _COMMON and 2 <= len(word) <= 4}
