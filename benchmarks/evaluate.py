"""What each layer adds, side by side: violating turns of gold dialogues found by a keyword list, by regular expressions
and by the rules, each alone and with the context layer (guards and redress) behind it.

``make evaluate`` runs it on the project's own dialogues and, where ``../shared/data`` is, on those of another author.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable
from pathlib import Path

from servicespeech import Audit, Auditor
from servicespeech.evaluate import Counts, evaluate
from servicespeech.gold import GoldDialogue, read_gold
from servicespeech.judge.case import Case

ROOT = Path(__file__).resolve().parents[1]
SHARED = ROOT.parent / "shared" / "data" / "dev_dialogues.jsonl"
Finder = Callable[[GoldDialogue], set[int]]
_PARTICLES = "[的了啊呀吧呢嘛哦哈呗]"


def taboo() -> list[str]:
    """The taboo items that the five documents name, as the tests transcribe them."""
    lines = (ROOT / "tests" / "data" / "standards.jsonl").read_text("utf-8").splitlines()
    rows = [json.loads(line) for line in lines]
    return sorted({row["text"].strip("。！？!?…") for row in rows if row["category"]})


def agent_turns(row: GoldDialogue) -> Iterable[tuple[int, str]]:
    return ((i, turn.text) for i, turn in enumerate(row.turns) if turn.speaker == "agent")


def keywords(items: list[str]) -> Finder:
    return lambda row: {i for i, text in agent_turns(row) if any(item in text for item in items)}


def expressions(items: list[str]) -> Finder:
    """The same items with 您 for 你, particles optional and anything short where they leave a gap."""
    loose = [
        re.sub(r"…+|\\\.{3,}|×+|X+", ".{0,6}", re.sub(_PARTICLES, f"{_PARTICLES}?", re.escape(item))) for item in items
    ]
    pattern = re.compile("|".join(re.sub("[你您]", "[你您]", item) for item in loose))
    return lambda row: {i for i, text in agent_turns(row) if pattern.search(text)}


def bare_rules(cases: dict[str, Case]) -> Finder:
    """Hits of the rules, without guards, redress and the customer's words."""

    def find(row: GoldDialogue) -> set[int]:
        case = cases[row.id]
        return {hit.turn - case.first for hit in case.hits if case.entry(hit).kind == "rule"}

    return find


def with_context(find: Finder, audits: dict[str, Audit]) -> Finder:
    """Without the turns in which the context layer saw something redressed or innocent and nothing open."""

    def kept(row: GoldDialogue) -> set[int]:
        found = audits[row.id].findings
        told = {f.turn for f in found if f.status == "open"}
        excused = {f.turn for f in found if f.status != "open"} - told
        return find(row) - excused

    return kept


def counts(gold: list[GoldDialogue], find: Finder) -> Counts:
    result = Counts()
    for row in gold:
        result.add({v.turn for v in row.gold.violations}, set(find(row)))
    return result


def compare(name: str, gold: list[GoldDialogue], auditor: Auditor) -> None:
    dialogues = [row.dialogue() for row in gold]
    audits = dict(zip((row.id for row in gold), auditor.audit_many(dialogues), strict=True))
    cases = dict(zip((row.id for row in gold), auditor.cases(dialogues), strict=True))
    print(f"{name}: {len(gold)} dialogues, violating turns      precision  recall  F1     F1 with context")
    for label, find in (
        ("keyword list of the documents", keywords(taboo())),
        ("the same as regular expressions", expressions(taboo())),
        ("the rules", bare_rules(cases)),
    ):
        alone, behind = counts(gold, find), counts(gold, with_context(find, audits))
        print(f"  {label:<44} {alone.precision:>9.2f} {alone.recall:>7.2f} {alone.f1:>5.2f} {behind.f1:>10.2f}")
    whole = evaluate(gold, audits.values()).counts
    for label, key in (
        ("the whole audit", "turns"),
        ("dialogue patterns", "patterns"),
        ("missing courtesy", "missing"),
    ):
        found = whole[key]
        low, high = found.interval()
        print(
            f"  {label:<44} {found.precision:>9.2f} {found.recall:>7.2f} {found.f1:>5.2f}   95 % {low:.2f}–{high:.2f}"
        )


def main() -> None:
    auditor = Auditor()
    own = [row for path in sorted((ROOT / "corpora" / "dialogues").glob("*.jsonl")) for row in read_gold(path)]
    compare("own dialogues", own, auditor)
    if SHARED.is_file():
        other = read_gold(SHARED)
        for parity, half in enumerate(("even ids", "odd ids")):
            rows = [row for row in other if int(re.findall(r"\d+", row.id)[-1]) % 2 == parity]
            compare(f"another author's, {half}", rows, auditor)


if __name__ == "__main__":
    main()
