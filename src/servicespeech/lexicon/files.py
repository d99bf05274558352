"""Where lexicons lie."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TypeVar

import yaml
from pydantic import BaseModel, ValidationError

from ..errors import LexiconError, Problem

_FOLDERS = {"scorecard": "scorecards", "policy": "policies"}
_Record = TypeVar("_Record", bound=BaseModel)


def builtin_directory() -> Path:
    """The lexicons that come with the package (in a checkout: the repository's own)."""
    installed = Path(__file__).parent.parent / "_lexicons"
    return installed if installed.is_dir() else Path(__file__).parents[3] / "lexicons"


def lexicon_files(directory: Path) -> list[Path]:
    """The YAML files of a lexicon directory, in a fixed order."""
    return sorted(
        path
        for path in directory.rglob("*.yaml")
        if path.parent.name not in _FOLDERS.values() and path.name != "standards.yaml"
    )


def directories(extra: Sequence[Path | str] = (), *, builtin: bool = True) -> tuple[Path, ...]:
    """The directories to read: the built-in one first, unless told otherwise."""
    return (*([builtin_directory()] if builtin else []), *map(Path, extra))


def read_record(path: Path, record: type[_Record]) -> _Record:
    """A YAML file that holds one record (a card, a policy); raises :class:`LexiconError` with all that is wrong."""
    try:
        return record.model_validate(yaml.safe_load(path.read_text("utf-8")))
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        raise LexiconError([Problem(str(path), 1, f"can't be read: {error}")]) from error
    except ValidationError as error:
        problems = [Problem(str(path), 1, f"{'.'.join(map(str, e['loc']))}: {e['msg']}") for e in error.errors()]
        raise LexiconError(problems) from error


def builtin_file(kind: str, name: str) -> Path:
    """A built-in ``scorecard`` or ``policy`` by name; raises :class:`LexiconError` that names those that there are."""
    directory = builtin_directory() / _FOLDERS[kind]
    path = directory / f"{name}.yaml"
    if not path.is_file():
        known = ", ".join(sorted(p.stem for p in directory.glob("*.yaml")))
        raise LexiconError([Problem(str(path), 1, f"there is no {kind} {name!r}; there are {known}")])
    return path
