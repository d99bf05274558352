"""Proves a lexicon: its files load, its templates compile, and every entry does what its examples say."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from .auditor import Auditor
from .dialogue import Dialogue, Turn
from .errors import LexiconError, Problem
from .judge.findings import judge_all
from .lexicon.files import directories
from .lexicon.load import Lexicon, load
from .lexicon.schema import CueEntry, Entry, GuardEntry, Rule
from .lexicon.template import Parser
from .normalise import normalise


def check(lexicons: Sequence[str | Path] = ()) -> Lexicon:
    """Load and prove the built-in lexicon with your own directories on top.

    Raises :class:`LexiconError` with every problem: those of loading, else those of the templates, else those of
    the examples.
    """
    lexicon = load(directories(lexicons))
    auditor = Auditor(lexicons=lexicons)
    problems = [*_examples(lexicon, auditor), *_unused_groups(lexicon)]
    if problems:
        raise LexiconError(problems)
    return lexicon


def _unused_groups(lexicon: Lexicon) -> Iterator[Problem]:
    used: dict[str, set[str]] = {}
    for entry in lexicon.entries.values():
        parser = Parser(lexicon.groups_of(entry.id))
        for template in (*entry.match, *entry.not_in, *entry.unless):
            parser.parse(template)
        used.setdefault(lexicon.places[entry.id][0], set()).update(parser.used)
    for file, groups in lexicon.local_groups.items():
        for name in sorted(set(groups) - used.get(file, set())):
            yield Problem(*lexicon.place(file, name), f"group {name!r} is used by no template of this file")
    for name in sorted(set(lexicon.groups) - set().union(*used.values())):
        yield Problem(*lexicon.place("groups.yaml", name), f"group {name!r} is used by no template")


def _examples(lexicon: Lexicon, auditor: Auditor) -> Iterator[Problem]:
    jobs = [
        (entry, key, index, text)
        for entry in lexicon.entries.values()
        for key, texts in (
            ("flag", entry.examples.flag), ("pass", entry.examples.pass_), ("known_miss", entry.examples.known_miss)
        )
        for index, text in enumerate(texts)
    ]  # fmt: skip
    others = [job for job in jobs if not isinstance(job[0], GuardEntry)]
    cases = auditor.cases([_alone(entry, text) for entry, _, _, text in others])
    fired: dict[tuple[str, str, int], bool] = {}
    for (entry, key, index, _), case in zip(others, cases, strict=True):
        if isinstance(entry, Rule):
            hit = any(j.status == "open" and case.entry(j.hit).id == entry.id for j in judge_all(case))
        else:
            hit = any(case.entry(h).id == entry.id for h in case.hits)
        fired[entry.id, key, index] = hit
    for entry, key, index, text in jobs:
        found = _guard_fires(auditor, entry, text) if isinstance(entry, GuardEntry) else (
            fired[entry.id, key, index]
        )  # fmt: skip
        if found != (key == "flag"):
            file, line = lexicon.place(entry.id, "examples", key, str(index))
            told = {
                "flag": "should match and doesn't",
                "pass": "should pass and is matched",
                "known_miss": "is matched by now; move it to flag",
            }[key]
            yield Problem(file, line, f"{entry.id}: “{text}” {told}")


def _alone(entry: Entry, text: str) -> Dialogue:
    speaker = entry.speaker if isinstance(entry, CueEntry) else "agent"
    turns = [Turn(speaker=speaker, text=text)]
    if isinstance(entry, Rule) and entry.after:
        customer, _, agent = text.partition("|")
        turns = [Turn(speaker="customer", text=customer.strip()), Turn(speaker="agent", text=agent.strip())]
    return Dialogue(complete=False, turns=tuple(turns))


def _guard_fires(auditor: Auditor, entry: GuardEntry, text: str) -> bool:
    normal = normalise([text], auditor.matcher.pack.tables, [False]).text
    forms = auditor.matcher.pack.guards[entry.guard, entry.where]
    return any(auditor.matcher.forms.find(forms, normal, 1, len(normal) - 1))
