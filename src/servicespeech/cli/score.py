"""``servicespeech score`` and ``ruling``: stored results under a card, with rulings, rolled up by a policy."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from ..errors import InputError
from ..labels import Lang
from ..lines import numbered

if TYPE_CHECKING:
    from ..records import Result, Score
    from ..score import Scorecard


@click.command()
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--card", "cards", multiple=True, help="Score anew under this card; two cards are compared item by item.")
@click.option(
    "--rulings", "ruling_file", type=click.Path(path_type=Path), help="Rulings: scores with and without them."
)
@click.option("--policy", default="credit-union", show_default=True, help="A policy's name or file.")
@click.option("--by", help="Roll up by agent, team, branch, month or anything in `meta`; several with commas.")
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True)
@click.option("--lang", type=click.Choice(["zh", "en"]), default="zh", show_default=True)
def command(
    files: tuple[Path, ...],
    cards: tuple[str, ...],
    ruling_file: Path | None,
    policy: str,
    by: str | None,
    form: str,
    lang: Lang,
) -> None:
    """给已存的审核结果评分、汇总。 Scores of stored results (audit --format jsonl), rolled up.

    Roll-ups need `meta` (agent, team, branch, date) in the dialogues.
    """
    from ..policy import load_policy, roll_up
    from ..report.scores import as_text, compared
    from ..rulings import key, often_overturned, read_rulings

    results = [result for file in files for result in _results(file)]
    if again := [name for name, times in Counter(r.id for r in results).items() if times > 1]:
        raise InputError(f"同一段对话出现了不止一次，会重复计分：{'、'.join(again[:5])}；请去掉重复的结果")
    if len(cards) == 2 and (by or ruling_file or form == "json"):
        raise click.UsageError("two cards are compared as text; --by, --rulings and --format json take one card")
    if len(cards) == 2:
        one, other = cards
        sheets = [(r.id, _scored(r, _card(one, r), lang), _scored(r, _card(other, r), lang)) for r in results]
        click.echo(compared(sheets, [_card(name, results[0]) for name in cards], lang))
        return
    if len(cards) > 2:
        raise click.UsageError("give one --card to score under, or two to compare")
    rulings = read_rulings(ruling_file) if ruling_file else {}
    machine = [(r, _scored(r, _card(cards[0], r), lang) if cards else r.score) for r in results]
    keys = {key(r.id, f) for r in results for f in r.findings}
    if unknown := [name for name in rulings if name not in keys]:
        click.echo(f"这些裁定对不上任何判定：{'、'.join(unknown[:5])}", err=True)
    ruled = [(r, _ruled(r, score, cards, rulings, lang)) for r, score in machine]
    tables = {"machine": machine, **({"ruled": ruled} if rulings else {})}
    often = often_overturned(results, rulings)
    if by is None:
        data: dict[str, Any] = {
            name: [{"id": r.id, "card": s.card, "raw": s.raw, "final": s.final, "grade": s.grade} for r, s in rows]
            for name, rows in tables.items()
        }
    else:
        chosen = load_policy(policy)
        data = {
            name: [asdict(row) for row in roll_up(rows, chosen, [name.strip() for name in by.split(",")])]
            for name, rows in tables.items()
        }
    data["often_overturned"] = [{"rule": rule, "overturned": n, "ruled": all_} for rule, n, all_ in often]
    click.echo(json.dumps(data, ensure_ascii=False, indent=2) if form == "json" else as_text(data, lang))


@click.command("ruling")
@click.argument("file", type=click.Path(path_type=Path))
@click.argument("key")
@click.argument("verdict", type=click.Choice(["upheld", "overturned"]))
@click.option("--who", required=True, help="Who ruled.")
@click.option("--when", required=True, help="The day, as 2026-11-22.")
@click.option("--reason", required=True)
def ruling(file: Path, key: str, verdict: Any, who: str, when: str, reason: str) -> None:
    """记一条申诉裁定（只追加）。 Add a ruling on a finding: KEY is dialogue:rule:turn:start-end."""
    from pydantic import ValidationError

    from ..rulings import Ruling, add_ruling

    try:
        add_ruling(file, Ruling(key=key, ruling=verdict, who=who, when=when, reason=reason))
    except ValidationError as error:
        first = error.errors()[0]
        raise click.UsageError(f"{first['loc'][0]}: {first['msg']}") from error
    except OSError as error:
        raise InputError(f"写不了：{error.strerror or error}", path=str(file)) from error


def _results(path: Path) -> list[Result]:
    from ..records import Result

    found: list[Result] = []
    for number, line in numbered(path):
        try:
            found.append(Result.from_json(line))
        except ValueError as error:
            message = f"不是一条审核结果（应由 audit --format jsonl 写出）：{str(error).splitlines()[0]}"
            raise InputError(message, path=str(path), line=number) from error
    if not found:
        raise InputError("没有任何审核结果", path=str(path))
    return found


def _card(name: str, result: Result) -> Scorecard:
    from ..score import find_card

    return find_card(name, result.channel)


def _scored(result: Result, card: Scorecard, lang: Lang, findings: Sequence[Any] | None = None) -> Score:
    from ..score import score

    return score(
        result.findings if findings is None else findings, result.obligations, card, lang, flow=result.flow,
        vetoes=not result.roles_doubtful,
    )  # fmt: skip


def _ruled(result: Result, score: Score, cards: Sequence[str], rulings: Any, lang: Lang) -> Score:
    from ..rulings import apply

    findings = apply(result, rulings)
    card = _card(cards[0] if cards else score.card, result)
    return score if findings == result.findings else _scored(result, card, lang, findings)
