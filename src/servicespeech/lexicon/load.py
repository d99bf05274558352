"""YAML directories → records. Strict: every problem is reported, with file and line."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml
from pydantic import ValidationError

from ..errors import LexiconError, Problem
from .files import lexicon_files
from .schema import KINDS, Entry, Pack, Rule

_Loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
SCHEMA_VERSION = "1"
Place = tuple[str, int]


@dataclass(slots=True)
class Lexicon:
    """All entries of one or more directories, later ones overriding earlier ones by id."""

    pack: Pack
    entries: dict[str, Entry] = field(default_factory=dict)
    groups: dict[str, list[str]] = field(default_factory=dict)
    local_groups: dict[str, dict[str, list[str]]] = field(default_factory=dict)
    places: dict[str, Place] = field(default_factory=dict)
    lines: dict[tuple[str, ...], Place] = field(default_factory=dict)

    def groups_of(self, entry_id: str) -> dict[str, list[str]]:
        """The groups that an entry's templates may use: its file's own before the shared ones."""
        return {**self.groups, **self.local_groups.get(self.places[entry_id][0], {})}

    def place(self, *path: str) -> Place:
        """File and line of ``(entry id, field, index…)``, or of the nearest thing above it."""
        while path and path not in self.lines:
            path = path[:-1]
        return self.lines.get(path, ("", 1))


@dataclass(slots=True)
class _Document:
    data: Any
    lines: dict[tuple[Any, ...], int]


def load(directories: Sequence[Path]) -> Lexicon:
    """Read lexicon directories; the first is the base, later ones add to it, override or switch off.

    Raises :class:`LexiconError` with every problem found.
    """
    problems: list[Problem] = []
    lexicon: Lexicon | None = None
    for number, directory in enumerate(directories):
        files = lexicon_files(directory) if directory.is_dir() else []
        if not files:
            problems.append(Problem(str(directory), 1, "no lexicon files (*.yaml) in this directory"))
            continue
        documents = {path: doc for path in files if (doc := _read(path, problems)) is not None}
        pack = _pack(directory, documents, problems, required=number == 0)
        if lexicon is None:
            lexicon = Lexicon(pack)
        for path, document in documents.items():
            if path.name != "pack.yaml":
                _merge(lexicon, path, document, problems, override=number > 0)
        for rule_id in pack.off:
            if lexicon.entries.pop(rule_id, None) is None:
                problems.append(Problem(str(directory / "pack.yaml"), 1, f"off: there is no entry {rule_id}"))
    if problems or lexicon is None:
        raise LexiconError(problems)
    if not any(isinstance(entry, Rule) for entry in lexicon.entries.values()):
        raise LexiconError([Problem(str(directories[0]), 1, "the lexicon has no rule at all")])
    return lexicon


def _read(path: Path, problems: list[Problem]) -> _Document | None:
    try:
        node = yaml.compose(path.read_text("utf-8"), Loader=_Loader)
    except UnicodeDecodeError as error:
        problems.append(Problem(str(path), 1, f"not UTF-8 (byte {error.start}); save the file as UTF-8"))
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        problems.append(Problem(str(path), mark.line + 1 if mark else 1, f"broken YAML: {error.problem}"))
    else:
        lines: dict[tuple[Any, ...], int] = {}
        return _Document(_plain(node, (), lines, str(path), problems), lines)
    return None


def _plain(
    node: Any, at: tuple[Any, ...], lines: dict[tuple[Any, ...], int], path: str, problems: list[Problem]
) -> Any:
    """YAML nodes as dicts, lists and strings, noting the line of each."""
    if node is None:
        return {}
    lines[at] = node.start_mark.line + 1
    if isinstance(node, yaml.MappingNode):
        result: dict[str, Any] = {}
        for key, value in node.value:
            if key.value in result:
                problems.append(Problem(path, key.start_mark.line + 1, f"duplicate key {key.value!r}"))
            result[key.value] = _plain(value, (*at, key.value), lines, path, problems)
        return result
    if isinstance(node, yaml.SequenceNode):
        return [_plain(item, (*at, i), lines, path, problems) for i, item in enumerate(node.value)]
    return node.value


def _pack(directory: Path, documents: dict[Path, _Document], problems: list[Problem], *, required: bool) -> Pack:
    path = directory / "pack.yaml"
    document = documents.get(path)
    if document is None:
        if required:
            problems.append(Problem(str(path), 1, "missing: a lexicon needs its pack.yaml"))
        return Pack.model_validate({"name": directory.name, "version": "0", "schema": SCHEMA_VERSION})
    try:
        pack = Pack.model_validate(document.data)
    except ValidationError as error:
        problems.extend(_explain(error, str(path), document.lines, ()))
        return Pack.model_validate({"name": directory.name, "version": "0", "schema": SCHEMA_VERSION})
    if pack.schema_ != SCHEMA_VERSION:
        message = f"schema {pack.schema_!r} is not {SCHEMA_VERSION!r}, the version that this program reads"
        problems.append(Problem(str(path), document.lines.get(("schema",), 1), message))
    return pack


def _explain(
    error: ValidationError, path: str, lines: dict[tuple[Any, ...], int], at: tuple[Any, ...]
) -> Iterator[Problem]:
    for item in error.errors():
        where = (*at, *item["loc"])
        if item["type"] == "extra_forbidden":
            message = f"unknown key {item['loc'][-1]!r}"
        elif item["type"] == "missing":
            message = f"{item['loc'][-1]!r} is missing"
        else:
            message = f"{'.'.join(map(str, item['loc']))}: {item['msg']}"
        while where and where not in lines:
            where = where[:-1]
        yield Problem(path, lines.get(where, 1), message)


def _merge(lexicon: Lexicon, path: Path, document: _Document, problems: list[Problem], *, override: bool) -> None:
    name = str(path)
    if not isinstance(document.data, dict):
        problems.append(Problem(name, 1, f"expected a mapping with one of: groups, {', '.join(KINDS)}"))
        return
    for key, value in document.data.items():
        line = document.lines[(key,)]
        if key == "groups":
            groups = _groups(value, name, line, document, problems)
            shared = path.name == "groups.yaml"
            (lexicon.groups if shared else lexicon.local_groups.setdefault(name, {})).update(groups)
            for group in groups:
                place = (name, document.lines["groups", group])
                lexicon.lines["groups.yaml" if shared else name, group] = place
        elif key not in KINDS:
            problems.append(Problem(name, line, f"unknown key {key!r}; known: groups, {', '.join(KINDS)}"))
        elif not isinstance(value, list):
            problems.append(Problem(name, line, f"{key} must be a list of entries"))
        else:
            for index, item in enumerate(value):
                _entry(lexicon, KINDS[key], item, name, (key, index), document, problems, override=override)


def _groups(value: Any, name: str, line: int, document: _Document, problems: list[Problem]) -> dict[str, list[str]]:
    groups: dict[str, list[str]] = {}
    for group, words in (value if isinstance(value, dict) else {}).items():
        if isinstance(words, list) and words and all(isinstance(word, str) for word in words):
            groups[group] = words
        else:
            problems.append(Problem(name, document.lines[("groups", group)], f"group {group!r} must list its words"))
    if not isinstance(value, dict):
        problems.append(Problem(name, line, "groups must be a mapping of names to lists of words"))
    return groups


def _entry(
    lexicon: Lexicon, kind: type[Entry], item: Any, name: str, at: tuple[Any, ...], document: _Document,
    problems: list[Problem], *, override: bool,
) -> None:  # fmt: skip
    line = document.lines[at]
    try:
        entry = kind.model_validate(item)
    except ValidationError as error:
        problems.extend(_explain(error, name, document.lines, at))
        return
    earlier = lexicon.places.get(entry.id)
    if earlier and (not override or earlier[0] == name):
        problems.append(Problem(name, line, f"id {entry.id} is already used at {earlier[0]}:{earlier[1]}"))
        return
    lexicon.entries[entry.id] = entry
    lexicon.places[entry.id] = (name, line)
    for where, number in document.lines.items():
        if where[:2] == at:
            lexicon.lines[(entry.id, *map(str, where[2:]))] = (name, number)
