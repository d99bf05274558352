"""Scanning: units are read, audited and written by several workers; what is done is never done twice.

``out`` holds a folder of Parquet files for each table (``dialogues/``, ``findings/``, ``obligations/``), ``done/``
with a note for each unit that was finished, and ``rejected.jsonl`` with what could not be read. A unit's files are
named by its content and the lexicon, and its note is written last: a scan that was killed starts again where it
stopped, and a growing folder is scanned for what is new.
"""

from __future__ import annotations

import json
import os
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from dataclasses import asdict, dataclass, field
from multiprocessing import get_context
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq

from ..auditor import Auditor
from ..dialogue import Channel, Dialogue
from ..errors import InputError
from ..lexicon.files import directories
from ..lexicon.store import compiled
from ..records import Audit
from ..redact import redact, redact_audit
from ..score import find_card
from .tables import SCHEMAS, tables
from .units import Unit, digest, files, units

_AHEAD = 4  # units that wait for each worker


@dataclass(frozen=True, slots=True)
class Options:
    """How to read and audit; all of it can be sent to workers."""

    channel: Channel | None = None
    scene: str = ""
    scorecard: str | None = None
    lexicons: tuple[str, ...] = ()
    speakers: Mapping[str, str] = field(default_factory=dict)
    columns: Mapping[str, str] = field(default_factory=dict)
    redact: bool = False


@dataclass(frozen=True, slots=True)
class Done:
    """What became of a unit: counts, and what was rejected as ``{"file", "line", "reason"}``."""

    key: str
    path: str
    dialogues: int
    turns: int
    findings: dict[str, int]
    rules: dict[str, int]
    agents: dict[str, tuple[int, float]]  # dialogues and summed final scores
    rejected: list[dict[str, Any]]
    fresh: bool = True


def scan(
    patterns: Sequence[str], out: Path, options: Options, *, workers: int = 0, told: Callable[[Done, int], None] | None
) -> list[Done]:
    """Scan files, folders and globs into ``out``; returns the notes of all units, also those of earlier runs.

    ``workers`` 0 means one for each core; ``told(done, planned)`` is called after each unit with the number of units
    known so far. Raises :class:`LexiconError` before anything is written.
    """
    lexicon = _lexicon(options)
    for name in (*SCHEMAS, "done"):
        (out / name).mkdir(parents=True, exist_ok=True)
    # The results may lie in the folder that is scanned.
    named = (path for path in files(patterns) if not path.resolve().is_relative_to(out.resolve()))
    planned: list[Unit] = [unit for path in named for unit in units(path)]
    results: list[Done] = []
    for done in _run(planned, out, options, lexicon, workers or os.cpu_count() or 1):
        results.append(done)
        if told:
            told(done, len(planned))
    results.sort(key=lambda done: (done.path, done.key))
    unique = list({done.key: done for done in reversed(results)}.values())[::-1]
    lines = (json.dumps(reject, ensure_ascii=False) + "\n" for done in unique for reject in done.rejected)
    _write(out / "rejected.jsonl", "".join(lines))
    return unique


def _lexicon(options: Options) -> str:
    """The digest of the lexicon, compiled once before all workers need it; this process doesn't keep it."""
    if options.scorecard:
        find_card(options.scorecard)
    found = compiled(directories(options.lexicons)).digest
    compiled.cache_clear()
    return found


def _run(planned: Iterable[Unit], out: Path, options: Options, lexicon: str, workers: int) -> Iterator[Done]:
    if workers == 1:
        _start(options)
        for unit in planned:
            yield _unit(unit, out, options, lexicon)
        return
    # Forking would copy the threads of Arrow.
    with ProcessPoolExecutor(workers, get_context("spawn"), _start, (options,)) as pool:
        waiting: set[Future[Done]] = set()
        try:
            for unit in planned:
                waiting.add(pool.submit(_unit, unit, out, options, lexicon))
                if len(waiting) >= _AHEAD * workers:
                    finished, waiting = wait(waiting, return_when=FIRST_COMPLETED)
                    yield from (future.result() for future in finished)
            while waiting:
                finished, waiting = wait(waiting, return_when=FIRST_COMPLETED)
                yield from (future.result() for future in finished)
        except BaseException:
            pool.shutdown(cancel_futures=True)
            raise


_auditor: Auditor | None = None


def _start(options: Options) -> None:
    """One auditor a worker."""
    global _auditor
    _auditor = Auditor(lexicons=options.lexicons, scorecard=options.scorecard)


def _unit(unit: Unit, out: Path, options: Options, lexicon: str) -> Done:
    """Audit a unit and write its files, unless its note says that this was done."""
    rejected: list[dict[str, Any]] = []
    try:
        data = unit.read()
    except OSError as error:
        rejected.append({"file": unit.path, "line": None, "reason": f"读不了：{error.strerror or error}"})
        return Done(digest(b"", unit.path), unit.path, 0, 0, {}, {}, {}, rejected)
    settings = json.dumps(asdict(options), sort_keys=True, ensure_ascii=False)
    name = digest(data, lexicon, settings, unit.path, str(unit.start))
    note = out / "done" / f"{name}.json"
    if note.exists():
        return Done(**{**json.loads(note.read_text("utf-8")), "fresh": False})
    assert _auditor is not None
    sums = _Sums()
    audits = _auditor.audit_many(_dialogues(unit, data, options, rejected))
    if options.redact:
        audits = map(redact_audit, audits)
    for table, rows in tables(map(sums.add, audits), unit.path).items():
        target = out / table / f"{name}.parquet"
        part = target.with_suffix(".part")
        pq.write_table(rows, part, compression="zstd")
        part.replace(target)
    done = sums.done(name, unit.path, rejected)
    _write(note, json.dumps(asdict(done), ensure_ascii=False))
    return done


def _dialogues(unit: Unit, data: bytes, options: Options, rejected: list[dict[str, Any]]) -> Iterator[Dialogue]:
    from ..readers import read

    before, unnamed = unit.first_line - 1, f"{Path(unit.path).stem}#"
    items = read(
        unit.path, data, channel=options.channel, scene=options.scene, speakers=options.speakers,
        columns=options.columns,
    )  # fmt: skip
    for item in items:
        if isinstance(item, InputError):
            line = None if item.line is None else item.line + before
            reason = redact(item.message) if options.redact else item.message
            rejected.append({"file": unit.path, "line": line, "reason": reason})
        elif before and item.id.startswith(unnamed):
            # Numbered within the unit; the file's numbers go on.
            yield item.model_copy(update={"id": f"{unnamed}{int(item.id.removeprefix(unnamed)) + before}"})
        else:
            yield item


class _Sums:
    """Counts of a unit's audits as they go by."""

    def __init__(self) -> None:
        self._dialogues = self._turns = 0
        self._findings: Counter[str] = Counter()
        self._rules: Counter[str] = Counter()
        self._agents: dict[str, tuple[int, float]] = {}

    def add(self, audit: Audit) -> Audit:
        self._dialogues += 1
        self._turns += len(audit.dialogue.turns)
        for finding in audit.findings:
            if finding.status == "open":
                self._findings[finding.subtype or finding.pattern or finding.category] += 1
                self._rules[finding.rule] += 1
        who = str(audit.meta.get("agent", ""))
        if who:
            count, total = self._agents.get(who, (0, 0.0))
            self._agents[who] = (count + 1, total + audit.score.final)
        return audit

    def done(self, name: str, path: str, rejected: list[dict[str, Any]]) -> Done:
        return Done(
            key=name, path=path, dialogues=self._dialogues, turns=self._turns, findings=dict(self._findings),
            rules=dict(self._rules), agents=self._agents, rejected=rejected,
        )  # fmt: skip


def _write(path: Path, text: str) -> None:
    """Whole or not at all."""
    part = path.with_suffix(".part")
    part.write_text(text, "utf-8")
    part.replace(path)
