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
from .lexicon.schema import CUES, CueEntry, Entry, GuardEntry, Rule, SceneEntry, StepEntry
from .lexicon.template import Parser
from .normalise import normalise
from .score import find_card


def check(lexicons: Sequence[str | Path] = ()) -> Lexicon:
    """Load and prove the built-in lexicon with your own directories on top.

    Raises :class:`LexiconError` with every problem: those of loading, else those of the templates, else those of
    the examples.
    """
    lexicon = load(directories(lexicons))
    auditor = Auditor(lexicons=lexicons)
    problems = [*_examples(lexicon, auditor), *_scenes(lexicon, auditor), *_unused_groups(lexicon)]
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


def _scenes(lexicon: Lexicon, auditor: Auditor) -> Iterator[Problem]:
    """Recommended lines are clean and do what they are said to do; what is forbidden is flagged as such."""
    steps = {entry.name for entry in lexicon.entries.values() if isinstance(entry, StepEntry)}
    owners: dict[str, str] = {}
    for entry in lexicon.entries.values():
        if not isinstance(entry, SceneEntry):
            continue
        for name in dict.fromkeys((entry.name, *entry.names)):
            if owners.setdefault(name, entry.id) != entry.id:
                place = lexicon.place(entry.id, "names")
                yield Problem(*place, f"{entry.id}: the name “{name}” is already one of {owners[name]}")
        posts = [post.name for post in entry.posts]
        for name in {name for name in posts if posts.count(name) > 1}:
            yield Problem(*lexicon.place(entry.id, "posts"), f"{entry.id}: there are two posts {name!r}")
        if entry.card:
            try:
                find_card(entry.card)
            except LexiconError as error:
                yield Problem(*lexicon.place(entry.id, "card"), f"{entry.id}: {error.problems[0].message}")
        for p, post in enumerate(entry.posts):
            audits = auditor.audit_many(line.say for line in post.lines)
            for i, (line, audit) in enumerate(zip(post.lines, audits, strict=True)):
                place = lexicon.place(entry.id, "posts", str(p), "lines", str(i))
                if audit.violations:
                    rules = ", ".join(f"{f.rule} “{f.quote}”" for f in audit.violations)
                    yield Problem(*place, f"{entry.id}: recommended line “{line.say}” is flagged by {rules}")
                done = {o.act for o in audit.obligations if o.status == "done"}
                if missing := [act for act in line.acts if act not in done]:
                    yield Problem(*place, f"{entry.id}: “{line.say}” isn't recognised as {', '.join(missing)}")
            for i, step in enumerate(post.flow):
                unknown = [name for name in step.steps if name not in steps]
                unknown += [name for name in step.when if name not in steps and name not in CUES]
                if unknown:
                    place = lexicon.place(entry.id, "posts", str(p), "flow", str(i))
                    yield Problem(*place, f"{entry.id}: there is no step or cue {', '.join(unknown)}")
        for i, taboo in enumerate(entry.taboo):
            found = {(f.category, f.subtype) for f in auditor.audit(taboo.say).violations}
            if (taboo.category, taboo.subtype) not in found:
                place = lexicon.place(entry.id, "taboo", str(i))
                yield Problem(*place, f"{entry.id}: “{taboo.say}” isn't flagged as {taboo.subtype or taboo.category}")


def _alone(entry: Entry, text: str) -> Dialogue:
    speaker = entry.speaker if isinstance(entry, CueEntry | StepEntry) else "agent"
    turns = [Turn(speaker=speaker, text=text)]
    if isinstance(entry, Rule) and entry.after:
        customer, _, agent = text.partition("|")
        turns = [Turn(speaker="customer", text=customer.strip()), Turn(speaker="agent", text=agent.strip())]
    return Dialogue(complete=False, turns=tuple(turns))


def _guard_fires(auditor: Auditor, entry: GuardEntry, text: str) -> bool:
    normal = normalise([text], auditor.matcher.pack.tables, [False]).text
    forms = auditor.matcher.pack.guards[entry.guard, entry.where]
    return any(auditor.matcher.forms.find(forms, normal, 1, len(normal) - 1))
