"""``servicespeech lexicon check|list|show``: for those who keep the rules."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path

import click

from ..labels import CATEGORIES, SUBTYPES
from ..lexicon.schema import ActEntry, CueEntry, Entry, GuardEntry, RedressEntry, Rule, SceneEntry, StepEntry
from . import TROUBLE

_PAUSE = 0.5  # seconds between looks at the files
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


@command.command("sources")
@_directories
@click.option("--sections/--no-sections", "by_section", default=False, help="Also each document's sections.")
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text")
def sources(lexicons: tuple[Path, ...], by_section: bool, form: str) -> None:
    """What each standard feeds, and what is left out because words can't show it."""
    from ..lexicon.files import directories
    from ..lexicon.load import load
    from ..lexicon.standards import coverage, read_standards
    from ..lexicon.standards import sections as counted

    lexicon, standards = load(directories(lexicons)), read_standards()
    covered = coverage(lexicon, standards)
    places = [
        {"document": seed, "section": section, "kind": kind, "entries": number}
        for (seed, section, kind), number in sorted(counted(lexicon).items())
    ]
    left_out = [item.model_dump(mode="json") for item in standards.left_out]
    if form == "json":
        rows = [{**asdict(row), "standard": row.standard.model_dump(mode="json")} for row in covered]
        data = {"standards": rows, "sections": places, "left_out": left_out}
        click.echo(json.dumps(data, ensure_ascii=False, indent=2))
        return
    for row in covered:
        counts = f"场景 {row.scenes}，岗位 {row.posts}，推荐用语 {row.lines}，流程步骤 {row.flow}，忌语 {row.taboo}"
        policies = "".join(f"，考核办法 {name}" for name in row.standard.policies)
        click.echo(f"{row.standard.number:>2}  {row.standard.title.zh}：{counts}{policies}")
    if by_section:
        for place in places:
            click.echo(f"{place['document']}，{place['section']}：{place['kind']} {place['entries']}")
    click.echo("听不出来、没有收入的：")
    for item in standards.left_out:
        click.echo(f"  {item.what.zh}（{item.source.seed}，{item.source.section}）：{item.why.zh}")


@command.command("new")
@click.argument("kind", type=click.Choice(["rule", "act", "cue", "scene", "card"]))
@click.argument("name")
def new(kind: str, name: str) -> None:
    """Print an entry to fill in; NAME is its slug. Redirect it into a file of your own directory."""
    from ..lexicon.templates import blank

    click.echo(blank(kind, name), nl=False)


@command.command("test")
@_directories
@click.option("--watch", is_flag=True, help="Again at every change of a file, until interrupted.")
def test(lexicons: tuple[Path, ...], watch: bool) -> None:
    """Prove the lexicon as `check` does; with --watch as you write."""
    import sys
    import time

    from ..check import check
    from ..errors import LexiconError
    from ..lexicon.files import directories
    from ..lexicon.store import digest

    paths = directories(lexicons)
    seen = ""
    while True:
        now = digest(paths)
        if now != seen:
            seen = now
            try:
                check(lexicons)
                click.echo("词库无误。")
            except LexiconError as error:
                click.echo(str(error), err=True)
                if not watch:
                    sys.exit(TROUBLE)
        if not watch:
            return
        time.sleep(_PAUSE)


def _kind(entry: Entry) -> str:
    if isinstance(entry, Rule):
        return f"{entry.category}/{entry.subtype}" if entry.subtype else entry.category
    if isinstance(entry, ActEntry):
        return f"act/{entry.act}"
    if isinstance(entry, RedressEntry):
        return f"redress/{entry.redress}"
    if isinstance(entry, CueEntry):
        return f"cue/{entry.cue}"
    if isinstance(entry, SceneEntry | StepEntry):
        return "scene" if isinstance(entry, SceneEntry) else "step"
    return f"guard/{entry.guard}" if isinstance(entry, GuardEntry) else "pattern"
