"""False alarms on public dialogues, where those are at hand: their agents are hardly ever rude."""

import gzip

import pytest

from servicespeech import Auditor, Dialogue

from .conftest import SHARED

pytestmark = pytest.mark.skipif(not SHARED.is_dir(), reason="the public dialogues of ../shared/data are not here")


def rate(auditor: Auditor, lines: list[str]) -> float:
    flagged = turns = 0
    for audit in auditor.audit_many(map(Dialogue.model_validate_json, lines)):
        turns += sum(turn.speaker == "agent" for turn in audit.dialogue.turns)
        flagged += len({f.turn for f in audit.violations})
    return flagged / turns


def test_task_dialogues(auditor: Auditor) -> None:
    lines = [line for n in ("crosswoz", "risawoz") for line in (SHARED / f"{n}.jsonl").read_text("utf-8").splitlines()]
    assert rate(auditor, lines) <= 0.001


def test_counselling(auditor: Auditor) -> None:
    lines = gzip.decompress((SHARED / "smilechat.jsonl.gz").read_bytes()).decode().splitlines()
    assert rate(auditor, lines[:2000]) <= 0.003
