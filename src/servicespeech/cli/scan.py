"""``servicespeech scan``: folders of transcripts into Parquet, with several workers."""

from __future__ import annotations

import sys
import time
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, get_args

import click

from ..dialogue import Channel
from ..errors import ServiceSpeechError
from ..labels import label
from . import CLEAN, TROUBLE

if TYPE_CHECKING:
    from ..batch.scan import Done

_WORST = 5
_EVERY = 10.0  # seconds between lines of a log


@click.command()
@click.argument("patterns", nargs=-1, required=True)
@click.option("--out", required=True, type=click.Path(path_type=Path), help="Folder of the results.")
@click.option("--channel", type=click.Choice(get_args(Channel)), help="Channel of transcripts that don't say theirs.")
@click.option("--scene", default="", help="Scene of transcripts that don't say theirs.")
@click.option("--scorecard", help="A card's name or file; default: by scene and channel.")
@click.option("--lexicon", "lexicons", multiple=True, help="Your own rules.")
@click.option("--speaker", "speakers", multiple=True, metavar="WORD=ROLE", help="A speaker word, as 导医=agent.")
@click.option(
    "--map", "maps", multiple=True, metavar="KEY=COLUMN,…", help="Columns of tables, as id=通话编号,text=话术."
)
@click.option("--redact", "masked", is_flag=True, help="Mask personal data (××) in all results; id and meta stay.")
@click.option("--workers", default=0, help="Processes; default: one for each core.")
def command(
    patterns: tuple[str, ...], out: Path, channel: Channel | None, scene: str, scorecard: str | None,
    lexicons: tuple[str, ...], speakers: tuple[str, ...], maps: tuple[str, ...], masked: bool, workers: int,
) -> None:  # fmt: skip
    """批量扫描文件、文件夹或通配符，结果写成 Parquet。 Scan many transcripts into Parquet tables.

    Done units are not done again: run the same command after an interruption, or as a folder grows. What can't be read
    stands in rejected.jsonl. Exit codes: 0, or 2 where something was rejected.
    """
    try:
        from ..batch.scan import Options, scan
    except ImportError as error:
        raise ServiceSpeechError("批量扫描需要 pyarrow：pip install 'servicespeech[batch]'") from error
    from .audit import pair, pairs

    words = dict(pair(text) for text in speakers)
    columns = dict(one for text in maps for one in pairs(text))
    options = Options(channel, scene, scorecard, lexicons, words, columns, masked)
    progress = _Progress()
    results = scan(patterns, out, options, workers=workers, told=progress.step)
    progress.end()
    for line in summary(results, progress.seconds):
        click.echo(line)
    sys.exit(TROUBLE if any(done.rejected for done in results) else CLEAN)


class _Progress:
    """A line that moves on a terminal, a line of a log now and then elsewhere; on stderr."""

    def __init__(self) -> None:
        self._start = self._last = time.monotonic()
        self._units = self._turns = 0
        self._moving = sys.stderr.isatty()

    @property
    def seconds(self) -> float:
        return time.monotonic() - self._start

    def step(self, done: Done, planned: int) -> None:
        self._units += 1
        self._turns += done.turns if done.fresh else 0
        now = time.monotonic()
        if not self._moving and now - self._last < _EVERY:
            return
        self._last = now
        left = self.seconds / self._units * (planned - self._units)
        rate = self._turns / max(self.seconds, 1e-9)
        line = f"{self._units}/{planned} 份，{self._turns:,} 句，{rate:,.0f} 句/秒，约剩 {left:.0f} 秒"
        click.echo(f"\r{line}\x1b[K" if self._moving else line, nl=not self._moving, err=True)

    def end(self) -> None:
        if self._moving:
            click.echo("", err=True)


def summary(results: Sequence[Done], seconds: float) -> list[str]:
    """What was found, in a few lines."""
    found: Counter[str] = Counter()
    rules: Counter[str] = Counter()
    agents: dict[str, list[float]] = {}
    for done in results:
        found.update(done.findings)
        rules.update(done.rules)
        for who, (count, total) in done.agents.items():
            entry = agents.setdefault(who, [0.0, 0.0])
            entry[0] += count
            entry[1] += total
    rejected = sum(len(done.rejected) for done in results)
    turns, kept = sum(done.turns for done in results), sum(not done.fresh for done in results)
    lines = [f"对话 {sum(done.dialogues for done in results):,} 段，{turns:,} 句，用时 {seconds:.1f} 秒"]
    if kept:
        lines.append(f"其中 {kept} 份先前已扫描，没有重做")
    lines.append("违规：" + ("，".join(f"{label(name)} {n}" for name, n in found.most_common()) or "没有"))
    if rules:
        lines.append("最多的规则：" + "，".join(f"{rule} {n}" for rule, n in rules.most_common(_WORST)))
    if agents:
        worst = sorted(agents, key=lambda who: agents[who][1] / agents[who][0])[:_WORST]
        told = (f"{who} {agents[who][1] / agents[who][0]:.1f}（{agents[who][0]:.0f} 段）" for who in worst)
        lines.append("平均分最低的坐席：" + "，".join(told))
    lines.append(f"读不了的 {rejected} 处，见 rejected.jsonl" if rejected else "没有读不了的")
    return lines
