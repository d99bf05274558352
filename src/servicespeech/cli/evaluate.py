"""``servicespeech evaluate``: the machine against gold labels, or two raters against each other."""

from __future__ import annotations

from pathlib import Path

import click

from ..labels import Lang


@click.command()
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--against", type=click.Path(path_type=Path), help="Another rater's labels of the same dialogues.")
@click.option("--lexicon", "lexicons", multiple=True, type=click.Path(path_type=Path), help="Your own rules.")
@click.option("--format", "form", type=click.Choice(["text", "json", "html"]), default="text", show_default=True)
@click.option("--errors/--no-errors", default=True, help="List every disagreement with its words.")
@click.option("--lang", type=click.Choice(["zh", "en"]), default="zh", show_default=True)
def command(
    files: tuple[Path, ...], against: Path | None, lexicons: tuple[Path, ...], form: str, errors: bool, lang: Lang
) -> None:
    """对照人工标注评测。 Precision, recall and F1 against gold files (JSON Lines with labels)."""
    from ..auditor import Auditor
    from ..evaluate import agreement, evaluate
    from ..gold import read_gold
    from ..report.evaluation import as_html, as_json, as_text, kappas

    gold = [row for file in files for row in read_gold(file)]
    if against is not None:
        click.echo(kappas(agreement(gold, read_gold(against)), form, lang))
        return
    auditor = Auditor(lexicons=lexicons, lang=lang)
    evaluation = evaluate(gold, auditor.audit_many(row.dialogue() for row in gold))
    if not errors:
        evaluation.mistakes.clear()
    click.echo({"text": as_text, "json": as_json, "html": as_html}[form](evaluation, lang))
