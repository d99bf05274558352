"""The standards that a lexicon puts into practice, and how much of it each of them feeds."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field

from .files import builtin_directory, read_record
from .load import Lexicon
from .schema import SceneEntry, Source, Text


class _Record(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Standard(_Record):
    """A standard by number; ``policies`` names what it feeds besides scenes."""

    number: int
    title: Text
    policies: list[str] = Field(default_factory=list)


class LeftOut(_Record):
    """Something that a document asks for and that words can't show, with the reason."""

    what: Text
    why: Text
    source: Source


class Standards(_Record):
    """``standards.yaml``."""

    standards: list[Standard]
    left_out: list[LeftOut] = Field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Coverage:
    """How much a standard feeds."""

    standard: Standard
    scenes: int
    posts: int
    lines: int
    flow: int
    taboo: int


def read_standards(path: Path | None = None) -> Standards:
    """The standards; raises :class:`LexiconError`."""
    path = path or builtin_directory() / "standards.yaml"
    return read_record(path, Standards)


def coverage(lexicon: Lexicon, standards: Standards) -> list[Coverage]:
    """One row a standard: its scenes, posts, recommended lines, steps of flows and taboo words."""
    rows = []
    for standard in standards.standards:
        scenes = [
            e for e in lexicon.entries.values() if isinstance(e, SceneEntry) and standard.number in e.standards
        ]  # fmt: skip
        posts = [post for scene in scenes for post in scene.posts]
        rows.append(
            Coverage(
                standard=standard,
                scenes=len(scenes),
                posts=len(posts),
                lines=sum(len(post.lines) for post in posts),
                flow=sum(len(post.flow) for post in posts),
                taboo=sum(len(scene.taboo) for scene in scenes),
            )
        )
    return rows


def sections(lexicon: Lexicon) -> Counter[tuple[str, str, str]]:
    """How many entries of each kind (rule, act, scene …) each document and section feeds."""
    counted: Counter[tuple[str, str, str]] = Counter()
    for entry in lexicon.entries.values():
        sources = list(entry.sources)
        if isinstance(entry, SceneEntry):
            sources += [post.source for post in entry.posts]
        kind = type(entry).__name__.removesuffix("Entry").lower()
        counted.update({(source.seed, source.section, kind) for source in sources})
    return counted
