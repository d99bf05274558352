"""The engine against the project's own gold dialogues."""

from typing import Any

import pytest

from servicespeech import Audit, Auditor, Dialogue
from servicespeech.labels import ACTS, CATEGORIES, SUBTYPES

from .conftest import ROOT, json_lines

STATUS = {"done": "ok", "missing": "missing", "na": "na", "cannot_judge": "na"}


@pytest.fixture(scope="module")
def pairs(auditor: Auditor) -> list[tuple[dict[str, Any], Audit]]:
    gold = [row for path in sorted((ROOT / "corpora" / "dialogues").glob("*.jsonl")) for row in json_lines(path)]
    return list(zip(gold, auditor.audit_many(map(Dialogue.model_validate, gold)), strict=True))


def test_there_are_enough_and_the_labels_are_those_of_the_codebook(pairs: list[tuple[dict[str, Any], Audit]]) -> None:
    assert len(pairs) >= 40
    assert {row["channel"] for row, _ in pairs} == {"counter", "call", "chat"}
    for row, _ in pairs:
        for violation in row["gold"]["violations"]:
            assert row["turns"][violation["turn"]]["speaker"] == "agent"
            assert violation["category"] in CATEGORIES
            assert violation["subtype"] is None or violation["subtype"] in SUBTYPES
        assert set(row["gold"]["courtesy"]) <= set(ACTS)


def test_violating_turns(pairs: list[tuple[dict[str, Any], Audit]]) -> None:
    true = found = right = 0
    for row, audit in pairs:
        gold = {v["turn"] for v in row["gold"]["violations"]}
        told = {f.turn for f in audit.violations}
        true, found, right = true + len(gold), found + len(told), right + len(gold & told)
    assert right / found >= 0.90
    assert right / true >= 0.80


def test_obligations(pairs: list[tuple[dict[str, Any], Audit]]) -> None:
    agree = [
        STATUS[o.status] == row["gold"]["courtesy"][o.act]
        for row, audit in pairs
        for o in audit.obligations
        if o.act in row["gold"]["courtesy"]
    ]
    assert sum(agree) / len(agree) >= 0.93


def test_every_finding_quotes_its_turn(pairs: list[tuple[dict[str, Any], Audit]]) -> None:
    for row, audit in pairs:
        for finding in audit.findings:
            assert row["turns"][finding.turn]["text"][finding.start : finding.end] == finding.quote != ""
            assert row["turns"][finding.turn]["speaker"] == "agent"
