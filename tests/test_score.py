"""Score sheets: every deduction has its reason, vetoes come last."""

from pathlib import Path

import pytest

from servicespeech import Auditor, Dialogue, LexiconError
from servicespeech.records import Finding
from servicespeech.score import find_card, score

GOOD = Dialogue.model_validate(
    {"channel": "counter", "turns": [
        {"speaker": "agent", "text": "您好，请问您办理什么业务？"},
        {"speaker": "customer", "text": "没什么，随便看看。"},
        {"speaker": "agent", "text": "好的，请问还有其他可以帮您的吗？请慢走，再见。"},
    ]}
)  # fmt: skip


def finding(category: str, severity: str = "major", *, turn: int = 0, tier: str = "exact") -> Finding:
    return Finding.model_validate(
        {"rule": "XX1", "category": category, "severity": severity, "status": "open", "turn": turn, "start": 0,
         "end": 1, "quote": "x", "tier": tier, "confidence": 1, "message": "", "suggestion": ""}
    )  # fmt: skip


@pytest.mark.parametrize("name", ["counter", "hotline", "chat"])
def test_cards_have_a_hundred_points(name: str) -> None:
    card = find_card(name)
    assert sum(item.weight for item in card.items) == 100
    assert {item.category for item in card.items if item.category} == {
        "deflection", "impatience", "confrontation", "ridicule", "curt", "threat", "abuse"
    }  # fmt: skip


def test_good_service_gets_full_points(auditor: Auditor) -> None:
    result = auditor.audit(GOOD).score
    assert result.final == result.raw == 100
    assert result.grade == "优秀"


def test_what_was_not_due_leaves_the_denominator(auditor: Auditor) -> None:
    items = {item.item: item for item in auditor.audit(GOOD).score.items}
    assert not items["thanks"].applicable
    assert items["greeting"].applicable


@pytest.mark.parametrize(
    ("findings", "final"),
    [
        ([finding("deflection")], 100 - 12),
        ([finding("deflection"), finding("deflection", turn=1)], 100 - 24),
        ([finding("deflection"), finding("deflection")], 100 - 12),
        ([finding("deflection", turn=n) for n in range(5)], 100 - 24),
        ([finding("curt", "minor")], 100 - 2),
        ([finding("abuse", "fatal")], 0),
        ([finding("threat", "fatal", tier="homophone")], 100 - 3),
    ],
)
def test_deductions(findings: list[Finding], final: float) -> None:
    card = find_card("counter")
    possible = sum(item.weight for item in card.items if item.category)
    sheet = score(findings, (), card, "zh")
    lost = 100 - final
    assert sheet.final == (0 if final == 0 else round(100 - 100 * lost / possible, 1))


def test_every_deduction_can_be_traced(auditor: Auditor) -> None:
    result = auditor.audit(Dialogue.model_validate({"turns": [{"speaker": "agent", "text": "这事不归我管，急什么"}]}))
    missing = set(result.missing)
    for item in result.score.items:
        if item.applicable and item.points < item.weight:
            assert item.act in missing or item.findings


def test_a_broken_card_is_told(tmp_path: Path) -> None:
    with pytest.raises(LexiconError, match="there is no scorecard"):
        find_card("nowhere")
    path = tmp_path / "card.yaml"
    path.write_text(
        "id: x\ntitle: {zh: x}\nchannel: chat\ngrades: []\nitems: [{id: a, title: {zh: a}, weight: 5, act: greeting}]"
    )
    with pytest.raises(LexiconError, match="add up to 5, not 100"):
        find_card(path)
