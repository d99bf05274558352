"""The command line. Each command's module is imported when it is called, so that the others stay fast."""

from __future__ import annotations

import sys
from importlib import import_module
from typing import Any

import click

from .. import __version__

#: Exit codes: clean; findings at or above ``--fail-on``; usage, configuration, lexicon or unreadable input.
CLEAN, FINDINGS, TROUBLE = 0, 1, 2

#: Command → its module and the name of the command there.
_COMMANDS = {
    "audit": ("audit", "command"),
    "evaluate": ("evaluate", "command"),
    "explain": ("explain", "command"),
    "lexicon": ("lexicon", "command"),
    "scan": ("scan", "command"),
    "ruling": ("score", "ruling"),
    "score": ("score", "command"),
}


class _Commands(click.Group):
    def list_commands(self, ctx: click.Context) -> list[str]:
        return sorted(_COMMANDS)

    def get_command(self, ctx: click.Context, name: str) -> click.Command | None:
        if name not in _COMMANDS:
            return None
        module, attribute = _COMMANDS[name]
        command: click.Command = getattr(import_module(f".{module}", __name__), attribute)
        return command


@click.command(cls=_Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, package_name="servicespeech")
def _group() -> None:
    """审核中文服务用语：服务忌语、推诿、应有的文明用语。

    Audits Chinese service speech: forbidden phrases, deflection, and the courtesy that was due.
    """


def main(arguments: list[str] | None = None) -> Any:
    """Entry point of ``servicespeech``."""
    for stream in (sys.stdout, sys.stderr):
        # A GBK or ASCII console shows what it can instead of raising.
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")
    from ..errors import ServiceSpeechError

    try:
        return _group.main(args=arguments, prog_name="servicespeech")
    except ServiceSpeechError as error:
        click.echo(str(error), err=True)
        sys.exit(TROUBLE)
