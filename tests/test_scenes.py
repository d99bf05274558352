"""Scenes: chosen and told, flows judged, amounts checked, cards that differ where the documents do."""

import pytest

from servicespeech import Auditor, Dialogue
from servicespeech.dialogue import Channel
from servicespeech.gold import GoldDialogue, read_gold
from servicespeech.judge.money import mismatch
from servicespeech.records import Audit, Finding, Obligation
from servicespeech.score import CARD_OF_CHANNEL, Scorecard, find_card, score

from .conftest import ROOT

GOLD = [row for path in sorted((ROOT / "corpora" / "scenes").glob("*.jsonl")) for row in read_gold(path)]
PICKUP = [
    ("agent", "您好，您是张××吗？"),
    ("customer", "是我，这是处方。"),
    ("agent", "这是您的药，一天三次，一次两片，饭后吃，吃药这几天别喝酒。您的药齐了。"),
    ("customer", "谢谢。"),
    ("agent", "不客气，请慢走，祝您早日康复！"),
]


def dialogue(turns: list[tuple[str, str]], scene: str = "", channel: str = "counter") -> Dialogue:
    said = [{"speaker": speaker, "text": text} for speaker, text in turns]
    return Dialogue.model_validate({"id": "1", "channel": channel, "scene": scene, "turns": said})


def test_a_given_scene_is_taken_and_a_post_may_be_named(auditor: Auditor) -> None:
    audit = auditor.audit(dialogue(PICKUP, "hospital-pharmacy"))
    assert audit.scene_choice.how == "given"
    assert audit.score.card == "pharmacy"


def test_a_scene_is_detected_with_its_reason_or_not_at_all(auditor: Auditor) -> None:
    turns = [
        ("agent", "您好，请问您办理什么业务？"),
        ("customer", "取款，存折在这儿，再转账到这张银行卡。"),
        ("agent", "好的，请稍等。"),
    ]
    choice = auditor.audit(dialogue(turns)).scene_choice
    assert (choice.name, choice.how) == ("bank", "detected")
    assert {"取款", "存折"} <= set(choice.because)
    assert 0.5 < choice.confidence < 1
    unknown = auditor.audit(dialogue([("agent", "您好"), ("customer", "你好")]))
    assert unknown.scene_choice.how == "none"
    assert unknown.score.card == "counter"


def test_steps_left_out_and_late_are_told_with_the_turn(auditor: Auditor) -> None:
    whole = auditor.audit(dialogue(PICKUP, "hospital-pharmacy"))
    assert {step.status for step in whole.flow} <= {"done", "na"}
    cut = auditor.audit(dialogue([*PICKUP[:2], ("agent", "拿好，您的药齐了。"), *PICKUP[3:]], "hospital-pharmacy"))
    missing = [step for step in cut.flow if step.status == "missing"]
    assert missing
    assert all(step.due_turn is not None for step in missing)
    assert cut.score.final < whole.score.final


@pytest.mark.parametrize(
    ("texts", "told"),
    [
        (["共35元", "收您50元，找您15元"], ""),
        (["一共三十五元", "收您五十元，找您十四块"], "35 + 14 ≠ 50"),
        (["应收12.5元，收您20元，找您7块5"], ""),
        (["应收8元，收您10元", "找您3元"], "8 + 3 ≠ 10"),
        (["一共三十五元", "收您五十元"], ""),
        (["一共百百元，收您十元，找您两元"], ""),
        (["一共35元，收您50元，找您15元", "另外这个一共20元，您扫码就行"], ""),
        (["一共12块8毛5，收您20元，找您7块1毛5"], ""),
        (["一共五十块零五毛，收您100元，找您四十九块五"], ""),
        (["一共60元2位，收您100元，找您40元"], ""),
        (["一共105元，收您200元，找您95元，手续费收5元已含"], ""),
        (["一共35元，收您20元，再收您20元，找您5元"], ""),
    ],
)
def test_amounts(texts: list[str], told: str) -> None:
    assert mismatch(texts) == told


def test_amounts_that_disagree_are_no_readback(auditor: Auditor) -> None:
    turns = [
        ("agent", "您好，一共35元。"),
        ("customer", "给你五十。"),
        ("agent", "收您50元，找您5元，请收好，再见。"),
    ]
    readback = next(o for o in auditor.audit(dialogue(turns)).obligations if o.act == "readback")
    assert (readback.status, readback.note) == ("missing", "35 + 5 ≠ 50")


@pytest.mark.parametrize("channel", ["counter", "call", "chat"])
def test_a_trades_card_holds_the_common_one(channel: Channel) -> None:
    common, bank = find_card(CARD_OF_CHANNEL[channel]), find_card("bank", channel)
    assert {item.id for item in common.items} <= {item.id for item in bank.items}
    assert bank.grades == common.grades


def test_two_cards_differ_only_where_their_documents_do(auditor: Auditor) -> None:
    audit = auditor.audit(dialogue(PICKUP, "hospital-pharmacy"))
    cards = [find_card(name, "counter") for name in ("hospital", "bank")]
    sheets = [score(audit.findings, audit.obligations, card, "zh", flow=audit.flow) for card in cards]
    lines = [{line.item: line for line in sheet.items} for sheet in sheets]
    sourced = {item.id for card in cards for item in card.items if item.source}
    for item in set(lines[0]) | set(lines[1]):
        if lines[0].get(item) != lines[1].get(item):
            assert item in sourced


def by_labels(row: GoldDialogue, audit: Audit, card: Scorecard) -> float:
    """The score that the labels give: each fault costs what the card says."""
    status = {"ok": "done", "missing": "missing", "na": "na"}
    acts = [
        Obligation(act=act, status=status[verdict])  # type: ignore[arg-type]
        for act, verdict in row.gold.courtesy.items()
    ]
    found = [
        Finding.model_validate(
            {
                "rule": "XX101",
                "category": violation.category,
                "subtype": violation.subtype,
                "severity": next(
                    (f.severity for f in audit.violations if f.turn == violation.turn), "major"
                ),
                "status": "open", "turn": violation.turn, "start": 0, "end": 1, "quote": "x", "tier": "exact",
                "confidence": 1, "message": "", "suggestion": "",
            }
        )
        for violation in row.gold.violations
    ]  # fmt: skip
    flow = row.gold.flow
    steps = [
        step.model_copy(
            update={
                "status": "missing" if flow and step.title in flow.missing else
                "late" if flow and step.title in flow.late else
                "na" if step.status == "na" else "done"
            }
        )
        for step in audit.flow
    ]  # fmt: skip
    patterns = [f for f in audit.patterns if f.pattern in {p.pattern for p in row.gold.patterns}]
    return score([*found, *patterns], acts, card, "zh", flow=steps).final


@pytest.mark.parametrize("row", GOLD, ids=lambda row: row.id)
def test_scene_gold(auditor: Auditor, row: GoldDialogue) -> None:
    audit = auditor.audit(row.dialogue())
    assert audit.scene_choice.how == "given"
    card = find_card(audit.score.card, row.channel)
    if not row.gold.violations and "missing" not in row.gold.courtesy.values() and row.gold.flow is None:
        assert audit.score.final >= 95
    assert audit.score.final == by_labels(row, audit, card)
