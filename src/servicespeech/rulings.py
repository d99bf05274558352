"""Appeals: people's rulings on findings, kept in a file to which lines are only added.

A ruling never touches the machine's own score; :func:`apply` gives the result as it stands with the rulings.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from .errors import InputError
from .lines import numbered
from .records import Finding, Result

_OFTEN = 0.5  # share of a rule's rulings that were against it


class Ruling(BaseModel):
    """One ruling, a line of the file. ``when`` is a date (2026-11-22) or a time, as the office writes it."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    key: str = Field(min_length=1)
    ruling: Literal["upheld", "overturned"]
    who: str = Field(min_length=1)
    when: str = Field(min_length=1)
    reason: str = Field(min_length=1)


def key(dialogue: str, finding: Finding) -> str:
    """What a ruling names: ``dialogue:rule:turn:start-end``; a finding keeps it as long as its words stay."""
    return f"{dialogue}:{finding.rule}:{finding.turn}:{finding.start}-{finding.end}"


def read_rulings(path: Path) -> dict[str, Ruling]:
    """The rulings in force by key: of several on one finding the last counts. Raises :class:`InputError`."""
    found: dict[str, Ruling] = {}
    for number, line in numbered(path):
        try:
            ruling = Ruling.model_validate_json(line)
        except ValidationError as error:
            raise InputError(f"裁定有误：{error.errors()[0]['msg']}", path=str(path), line=number) from error
        found[ruling.key] = ruling
    return found


def add_ruling(path: Path, ruling: Ruling) -> None:
    """Add a ruling at the end of the file; what is there stays."""
    with path.open("a", encoding="utf-8") as stream:
        stream.write(ruling.model_dump_json() + "\n")


def apply(result: Result, rulings: Mapping[str, Ruling]) -> tuple[Finding, ...]:
    """The findings with the rulings: those that were overturned are suppressed."""
    return tuple(
        f.model_copy(update={"status": "suppressed", "reason": "overturned"}) if _overturned(result, f, rulings) else f
        for f in result.findings
    )


def _overturned(result: Result, finding: Finding, rulings: Mapping[str, Ruling]) -> bool:
    ruling = rulings.get(key(result.id, finding))
    return ruling is not None and ruling.ruling == "overturned"


def often_overturned(results: Iterable[Result], rulings: Mapping[str, Ruling]) -> Sequence[tuple[str, int, int]]:
    """Rules of whose rulings at least half were against them: rule, overturned, ruled on; the worst first."""
    ruled: Counter[str] = Counter()
    against: Counter[str] = Counter()
    for result in results:
        for finding in result.findings:
            ruling = rulings.get(key(result.id, finding))
            if ruling is not None:
                ruled[finding.rule] += 1
                against[finding.rule] += ruling.ruling == "overturned"
    rows = [(rule, against[rule], n) for rule, n in ruled.items() if against[rule] >= _OFTEN * n]
    return sorted(rows, key=lambda row: (-row[1], row[0]))
