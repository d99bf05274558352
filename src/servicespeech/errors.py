"""What can go wrong, as exceptions.

::

    ServiceSpeechError
    ├── InputError         a transcript or file that can't be read; names file and line
    ├── LexiconError       all problems of a lexicon at once, each with file and line
    └── EvidenceError      the engine tried to report without a quote: a bug, never a user's fault
"""

from __future__ import annotations

from dataclasses import dataclass


class ServiceSpeechError(Exception):
    """Base of every error that the library raises on purpose."""


class InputError(ServiceSpeechError):
    """Input that can't be read: ``path:line: what is wrong; how to mend it``.

    >>> str(InputError("说话人“导演”不认识", path="a.txt", line=3))
    'a.txt:3: 说话人“导演”不认识'
    """

    def __init__(self, message: str, *, path: str | None = None, line: int | None = None) -> None:
        self.message, self.path, self.line = message, path, line
        place = ":".join(str(part) for part in (path, line) if part is not None)
        super().__init__(f"{place}: {message}" if place else message)


@dataclass(frozen=True, slots=True)
class Problem:
    """One fault of a lexicon, at ``path:line``."""

    path: str
    line: int
    message: str

    def __str__(self) -> str:
        return f"{self.path}:{self.line}: {self.message}"


class LexiconError(ServiceSpeechError):
    """A lexicon that can't be used; ``problems`` holds every fault found, not only the first."""

    def __init__(self, problems: list[Problem]) -> None:
        self.problems = problems
        super().__init__("\n".join(map(str, problems)))


class EvidenceError(ServiceSpeechError):
    """A finding without a quote that stands in its turn."""
