"""Records → one automaton and the tables that tell what its hits mean.

A template that stands for few strings goes into the automaton whole. Of a longer one (gaps, marks, large groups) its
rarest fixed part goes in; where that occurs, the template's steps are tried from there. So rules may combine large word
groups freely and the automaton stays small. Shields and softening words are templates too, with another role.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

import daachorse
import numpy as np
import numpy.typing as npt

from .. import pinyin
from ..errors import LexiconError, Problem
from ..labels import NEVER_REDRESSED, REDRESSES, Lang
from ..normalise import Tables, make_tables, normalise
from .compiled import MATCH, SHIELD, UNLESS, Compiled, CompiledEntry, CompiledPost, CompiledScene, CompiledStep
from .forms import Form, Forms, Step
from .load import Lexicon
from .parts import choose_part, frequencies, rarity
from .program import make_program
from .schema import (
    GUARDS,
    ActEntry,
    CueEntry,
    Entry,
    GuardEntry,
    PatternEntry,
    RedressEntry,
    Rule,
    SceneEntry,
    StepEntry,
)
from .template import (
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
)

_WHOLE = 60  # strings that a template may stand for to be stored whole
_TABLE = 2500  # strings of alternatives that are kept as one table of words
_MIN_SOUND = 3  # syllables that a template needs to be matched by sound
_MIN_ALONE = 2  # the same where it is all that was said
_MIN_PHRASE = 6  # characters of a phrase of the fuzzy tier
_RARE_HALF = 4.5  # a half of a phrase that is more common is not worth looking at, unless the other is commoner still
_COMMON = 20  # occurrences in jieba's corpus that make a word common
Ints = npt.NDArray[np.int32]


def compile_lexicon(lexicon: Lexicon, digest: str) -> Compiled:
    """Compile; raises :class:`LexiconError` with every template that can't be used."""
    return _Builder(lexicon).build(digest)


class _Builder:
    def __init__(self, lexicon: Lexicon) -> None:
        self.lexicon = lexicon
        self.problems: list[Problem] = []
        self.entries: list[CompiledEntry] = []
        self.forms: list[Form] = []
        self.parts: list[tuple[int, int]] = []
        self.entry_of: list[int] = []
        self.role: list[int] = []
        self.whole: list[bool] = []
        self.uses: defaultdict[str, list[int]] = defaultdict(list)
        self.guards: defaultdict[tuple[str, str], tuple[Form, ...]] = defaultdict(tuple)
        self.scenes: list[SceneEntry] = []
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
            middle = len(phrase) // 2
            halves = [(rarity(phrase[:middle]), phrase[:middle], 0), (rarity(phrase[middle:]), phrase[middle:], middle)]
            for rare, half, offset in halves:
                if rare >= _RARE_HALF or rare == max(halves)[0]:
                    pieces[half].append((number, offset))
        literals = sorted({*self.uses, *pieces})
        words = list(self.tables)
        dictionary = _dictionary()
        return Compiled(
            name=self.lexicon.pack.name,
            version=self.lexicon.pack.version,
            digest=digest,
            entries=self.entries,
            forms=self.forms,
            parts=self.parts,
            program=make_program(self.forms, self.parts, words, pinyin.encode),
            entry_of=np.array(self.entry_of, np.int32),
            role=np.array(self.role, np.int32),
            whole=np.array(self.whole, bool),
            word_tables=words,
            automaton=daachorse.CharwiseDoubleArrayAhoCorasick(literals).serialize(),
            offsets=np.cumsum([0, *(len(self.uses.get(text, ())) for text in literals)], dtype=np.int32),
            uses=np.array([use for text in literals for use in self.uses.get(text, ())], np.int32),
            guards=dict(self.guards),
            scenes=[_scene(entry) for entry in self.scenes],
            phrases=phrases,
            pieces={i: pieces[text] for i, text in enumerate(literals) if text in pieces},
            words=dictionary,
            across=frozenset(word[i : i + 2] for word in dictionary for i in range(len(word) - 1)),
            tables=tables,
        )

    def _entry(self, entry: Entry) -> None:
        parser = self._parser(entry)
        if isinstance(entry, GuardEntry):
            self.guards[entry.guard, entry.where] += self._guard_forms(entry, parser)
            return
        if isinstance(entry, SceneEntry):
            self.scenes.append(entry)
            return
        self.entries.append(_runtime(entry))
        for role, key in ((MATCH, "match"), (SHIELD, "not_in"), (UNLESS, "unless")):
            for path, seq in self._sequences(entry, key, parser):
                self._template(entry, seq, path, role)

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

    def _guard_forms(self, entry: GuardEntry, parser: Parser) -> tuple[Form, ...]:
        """The forms of a guard, those without gaps and marks as one table of words."""
        words: set[str] = set()
        forms: list[Form] = []
        for _, seq in self._sequences(entry, "match", parser):
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

    def _template(self, entry: Entry, seq: Seq, path: tuple[str, ...], role: int) -> None:
        minimum = 2 if isinstance(entry, Rule) and role == MATCH else 1
        whole = is_plain(seq) and count(seq) <= _WHOLE
        part = (0, len(seq)) if whole else choose_part(seq, 2) or choose_part(seq, minimum)
        if whole and shortest(seq) < minimum:
            self._problem(path, "a rule may not rest on a single character; add context")
            return
        if not part:
            self._problem(path, "no fixed part of two characters or more; add context next to a slot")
            return
        number = len(self.forms)
        self.forms.append(self._form(seq))
        self.parts.append(part)
        self.entry_of.append(len(self.entries) - 1)
        self.role.append(role)
        self.whole.append(whole)
        self.entries[-1].stoppable |= role != MATCH
        least = _MIN_ALONE if seq[0] == Mark("^^") and seq[-1] == Mark("$$") else _MIN_SOUND
        # Acts are heard in their fixed wording; what is heard of cues and redress wouldn't be worth the time.
        heard = isinstance(entry, Rule) or (role == MATCH and whole and isinstance(entry, ActEntry))
        by_sound = heard and "homophone" in (entry.tiers or ("homophone",)) and (whole or _length(seq) >= least)
        words = set(expand(seq[slice(*part)]))
        shortest_heard = least if whole or role != MATCH else 0
        sounding = {word for word in words if by_sound and len(word) >= shortest_heard}
        if isinstance(entry, Rule) and role == MATCH:
            words -= sounding  # what is heard is compared with the characters afterwards
        for word in words | {pinyin.encode(word) for word in sounding}:
            self.uses[word].append(number)

    def _phrases(self, tables: Tables) -> Iterator[tuple[int, str]]:
        """What the rules quote in their own examples: the phrases that the fuzzy tier knows."""
        forms = Forms(list(self.tables), {})
        own: defaultdict[int, list[Form]] = defaultdict(list)
        for form, number, role in zip(self.forms, self.entry_of, self.role, strict=True):
            if role == MATCH:
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


def _runtime(entry: Entry) -> CompiledEntry:
    compiled = CompiledEntry(
        id=entry.id,
        kind="cue",
        label="",
        speaker="agent",
        title=_both(entry.title.zh, entry.title.en),
        why=_both(entry.why.zh, entry.why.en) if entry.why else {},
        channels=frozenset(entry.channels or ()),
    )
    if isinstance(entry, Rule):
        compiled.kind, compiled.label, compiled.subtype = "rule", entry.category, entry.subtype
        compiled.severity = entry.severity
        compiled.suggest = _both(entry.suggest.zh, entry.suggest.en)
        if entry.category == "deflection" and entry.subtype not in NEVER_REDRESSED:
            compiled.redress = tuple(entry.redress or REDRESSES)
        compiled.after, compiled.not_after = frozenset(entry.after), frozenset(entry.not_after)
        compiled.guards = frozenset(GUARDS) - set(entry.guards.off)
    elif isinstance(entry, ActEntry):
        compiled.kind, compiled.label, compiled.weak = "act", entry.act, entry.weak
    elif isinstance(entry, RedressEntry):
        compiled.kind, compiled.label = "redress", entry.redress
    elif isinstance(entry, PatternEntry):
        compiled.kind, compiled.label, compiled.severity = "pattern", entry.pattern, entry.severity
        compiled.suggest = _both(entry.suggest.zh, entry.suggest.en)
    elif isinstance(entry, CueEntry):
        compiled.label, compiled.speaker = entry.cue, entry.speaker
    elif isinstance(entry, StepEntry):
        compiled.kind, compiled.label, compiled.speaker = "step", entry.name, entry.speaker
    return compiled


def _scene(entry: SceneEntry) -> CompiledScene:
    posts = [
        CompiledPost(
            name=post.name,
            title=_both(post.title.zh, post.title.en),
            words=tuple(post.words),
            due=tuple((due.act, frozenset(due.when)) for due in post.due),
            flow=tuple(
                CompiledStep(
                    title=_both(step.title.zh, step.title.en),
                    done_by=(*(("step", name) for name in step.steps), *(("act", act) for act in step.acts)),
                    when=frozenset(step.when),
                    optional=step.optional,
                    anywhere=step.anywhere,
                )
                for step in post.flow
            ),
        )
        for post in entry.posts
    ]
    title = _both(entry.title.zh, entry.title.en)
    return CompiledScene(
        name=entry.name, title=title, names=frozenset(entry.names), words=tuple(entry.words), detected=entry.detected,
        card=entry.card, posts=tuple(posts),
    )  # fmt: skip


def _both(zh: str, en: str) -> dict[Lang, str]:
    return {"zh": zh, "en": en or zh}


def _length(seq: Seq) -> int:
    """The fewest characters that a sequence stands for, gaps left out."""
    return shortest(tuple(node for node in seq if isinstance(node, Lit | Alt)))


def _dictionary() -> dict[str, int]:
    """The common words of jieba's dictionary with their frequencies."""
    return {word: n for word, n in frequencies().items() if n >= _COMMON and 2 <= len(word) <= 4}
