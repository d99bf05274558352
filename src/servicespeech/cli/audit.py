"""``servicespeech audit``: transcripts in, findings, obligations and scores out."""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, get_args

import click

from ..dialogue import Channel, Dialogue
from ..errors import InputError
from ..labels import SEVERITIES, Lang
from . import CLEAN, FINDINGS, TROUBLE

if TYPE_CHECKING:
    from ..records import Audit


@click.command()
@click.argument("files", nargs=-1, required=True)
@click.option("--channel", type=click.Choice(get_args(Channel)), help="Channel of transcripts that don't say theirs.")
@click.option("--scene", default="", help="Scene of transcripts that don't say theirs.")
@click.option("--scorecard", help="A card's name (counter, hotline, chat) or file; default: by channel.")
@click.option("--lexicon", "lexicons", multiple=True, type=click.Path(path_type=Path), help="Your own rules.")
@click.option("--speaker", "speakers", multiple=True, metavar="WORD=ROLE", help="A speaker word, as 导医=agent.")
@click.option(
    "--map",
    "maps",
    multiple=True,
    metavar="KEY=COLUMN,…",
    help="Columns of a table, as id=通话编号,text=话术; KEY= leaves one out. Others are guessed from the header.",
)
@click.option("--format", "form", type=click.Choice(["text", "json", "jsonl"]), default="text", show_default=True)
@click.option("--redact", "masked", is_flag=True, help="Mask personal data (××) in the output; id and meta stay.")
@click.option("--lang", type=click.Choice(["zh", "en"]), default="zh", show_default=True)
@click.option(
    "--fail-on", type=click.Choice([*SEVERITIES, "never"]), default="minor", show_default=True,
    help="Exit 1 from this severity on.",
)  # fmt: skip
def command(
    files: tuple[str, ...], channel: Channel | None, scene: str, scorecard: str | None, lexicons: tuple[Path, ...],
    speakers: tuple[str, ...], maps: tuple[str, ...], form: str, masked: bool, lang: Lang, fail_on: str,
) -> None:  # fmt: skip
    """审核通话记录或聊天记录。 Audit transcripts; - is standard input.

    Exit codes: 0 clean, 1 findings at or above --fail-on, 2 something could not be read.
    """
    from ..auditor import Auditor

    mapping = dict(pair(text) for text in speakers)
    columns = dict(one for text in maps for one in pairs(text))
    auditor = Auditor(lexicons=lexicons, scorecard=scorecard, lang=lang)
    code = CLEAN

    def dialogues() -> Iterator[Dialogue]:
        nonlocal code
        for item in _read(files, channel, scene, mapping, columns):
            if isinstance(item, InputError):
                click.echo(str(_masked(item) if masked else item), err=True)
                code = TROUBLE
            else:
                yield item

    grave = SEVERITIES[: SEVERITIES.index(fail_on) + 1] if fail_on != "never" else ()
    worst = False
    audits = auditor.audit_many(dialogues())
    if masked:
        from ..redact import redact_audit

        audits = map(redact_audit, audits)
    for audit in _written(audits, form, lang):
        worst = worst or any(f.severity in grave for f in audit.findings if f.status == "open")
    sys.exit(code or (FINDINGS if worst else CLEAN))


def pair(text: str) -> tuple[str, str]:
    """``WORD=ROLE`` of ``--speaker``."""
    word, equals, role = text.partition("=")
    if not equals or role not in {"agent", "customer", "system"}:
        raise click.BadParameter(f"{text!r} should be WORD=agent, WORD=customer or WORD=system")
    return word, role


def pairs(text: str) -> Iterator[tuple[str, str]]:
    """``KEY=COLUMN,…`` of ``--map``."""
    from ..readers.columns import NAMES

    # A comma may also stand in a column's own name.
    for part in re.split(rf",(?=(?:{'|'.join(NAMES)})=)", text):
        key, equals, column = part.partition("=")
        if not equals or key.strip() not in NAMES:
            raise click.BadParameter(f"{part!r} should be KEY=COLUMN, KEY one of {', '.join(NAMES)}")
        yield key.strip(), column.strip()


def _read(
    files: tuple[str, ...], channel: Channel | None, scene: str, speakers: dict[str, str], columns: dict[str, str]
) -> Iterator[Dialogue | InputError]:
    from ..readers import read

    for name in files:
        data = sys.stdin.buffer.read() if name == "-" else None
        shown = name if name != "-" else "<stdin>"
        yield from read(shown, data, channel=channel, scene=scene, speakers=speakers, columns=columns)


def _masked(error: InputError) -> InputError:
    """The error without personal data: it may quote the line that can't be read."""
    from ..redact import redact

    return InputError(redact(error.message), path=error.path, line=error.line)


def _written(audits: Iterable[Audit], form: str, lang: Lang) -> Iterator[Audit]:
    """Write each audit in the format, and pass it on."""
    if form == "text":
        from rich.console import Console

        from ..report.terminal import show

        console = Console(highlight=False)
        for audit in audits:
            show(audit, console, lang)
            yield audit
        return
    first = True
    for audit in audits:
        if form == "jsonl":
            click.echo(audit.to_json())
        else:
            click.echo("[" if first else ",")
            click.echo(json.dumps(json.loads(audit.to_json()), ensure_ascii=False, indent=2), nl=False)
        first = False
        yield audit
    if form == "json":
        click.echo("[]" if first else "\n]")
