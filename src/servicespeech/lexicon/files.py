"""Where lexicons lie."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path


def builtin_directory() -> Path:
    """The lexicons that come with the package (in a checkout: the repository's own)."""
    installed = Path(__file__).parent.parent / "_lexicons"
    return installed if installed.is_dir() else Path(__file__).parents[3] / "lexicons"


def lexicon_files(directory: Path) -> list[Path]:
    """The YAML files of a lexicon directory, in a fixed order."""
    return sorted(
        path
        for path in directory.rglob("*.yaml")
        if path.parent.name not in {"scorecards", "policies"} and path.name != "standards.yaml"
    )


def directories(extra: Sequence[Path | str] = (), *, builtin: bool = True) -> tuple[Path, ...]:
    """The directories to read: the built-in one first, unless told otherwise."""
    return (*([builtin_directory()] if builtin else []), *map(Path, extra))
