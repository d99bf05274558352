"""``servicespeech lexicon check|list|show``: for those who keep the rules."""

from __future__ import annotations

import json
from pathlib import Path

import click

from ..labels import CATEGORIES, SUBTYPES
from ..lexicon.schema import ActEntry, CueEntry, Entry, GuardEntry, RedressEntry, Rule

_directories = click.option(
    "--lexicon", "lexicons", multiple=True, type=click.Path(path_type=Path), help="Your own lexicon directory."
)


@click.group()
def command() -> None:
    """检查、列出、查看词库。 Check, list and show lexicon entries."""


@command.command("check")
@_directories
def check_(lexicons: tuple[Path, ...]) -> None:
    """Load everything and prove each entry by its own examples."""
    from ..check import check

    lexicon = check(lexicons)
    rules = sum(isinstance(e, Rule) for e in lexicon.entries.values())
    examples = sum(len(e.examples.flag) + len(e.examples.pass_) for e in lexicon.entries.values())
    click.echo(f"词库无误：{rules} 条规则，{len(lexicon.entries)} 个条目，{examples} 个例句全部通过。")


@command.command("list")
@_directories
@click.option("--category", type=click.Choice([*CATEGORIES, *SUBTYPES]), help="Only this category or subtype.")
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text")
def list_(lexicons: tuple[Path, ...], category: str | None, form: str) -> None:
    """List the entries, one a line."""
    from ..lexicon.files import directories
    from ..lexicon.load import load

    entries = sorted(load(directories(lexicons)).entries.values(), key=lambda e: e.id)
    rows = [
        {"id": e.id, "name": e.name, "kind": _kind(e), "title": e.title.zh, "templates": len(e.match)}
        for e in entries
        if category is None or (isinstance(e, Rule) and category in {e.category, e.subtype})
    ]
    if form == "json":
        click.echo(json.dumps(rows, ensure_ascii=False, indent=2))
        return
    for row in rows:
        click.echo(f"{row['id']:7}{row['kind']:24}{row['title']}  ({row['name']})")


@command.command("show")
@click.argument("entry_id")
@_directories
def show(entry_id: str, lexicons: tuple[Path, ...]) -> None:
    """Show one entry as it stands in its file."""
    from ..lexicon.files import directories
    from ..lexicon.load import load

    lexicon = load(directories(lexicons))
    entry = next((e for e in lexicon.entries.values() if entry_id in {e.id, e.name, *e.aliases}), None)
    if entry is None:
        raise click.UsageError(f"there is no entry {entry_id!r}; `servicespeech lexicon list` names them all")
    file, line = lexicon.places[entry.id]
    click.echo(f"# {file}:{line}")
    data = entry.model_dump(mode="json", by_alias=True, exclude_defaults=True)
    import yaml

    click.echo(yaml.safe_dump(data, allow_unicode=True, sort_keys=False, width=100).rstrip())


def _kind(entry: Entry) -> str:
    if isinstance(entry, Rule):
        return f"{entry.category}/{entry.subtype}" if entry.subtype else entry.category
    if isinstance(entry, ActEntry):
        return f"act/{entry.act}"
    if isinstance(entry, RedressEntry):
        return f"redress/{entry.redress}"
    if isinstance(entry, CueEntry):
        return f"cue/{entry.cue}"
    return f"guard/{entry.guard}" if isinstance(entry, GuardEntry) else ""
