"""The evaluation itself."""

import json
from pathlib import Path

import pytest

from servicespeech import Auditor
from servicespeech.cli import main
from servicespeech.errors import InputError, ServiceSpeechError
from servicespeech.evaluate import Counts, agreement, evaluate
from servicespeech.gold import GoldDialogue, read_gold

from .conftest import ROOT

ROW = {
    "id": "1",
    "channel": "counter",
    "turns": [{"speaker": "customer", "text": "我的单子呢"}, {"speaker": "agent", "text": "这个不归我管"}],
    "gold": {
        "violations": [{"turn": 1, "category": "deflection", "subtype": "disclaim"}],
        "courtesy": {"greeting": "missing", "thanks_reply": "na"},
        "score": 60,
    },
}


def test_a_perfect_and_an_empty_gold(auditor: Auditor) -> None:
    right = GoldDialogue.model_validate(ROW)
    wrong = GoldDialogue.model_validate({**ROW, "gold": {}})
    good, bad = (evaluate([row], auditor.audit_many([row.dialogue()])) for row in (right, wrong))
    assert good.counts["turns"].f1 == 1
    assert good.counts["subtype:disclaim"].gold == 1
    assert not [m for m in good.mistakes if m.kind in {"false", "missed"}]
    assert set(good.scores) == {"kappa of grades", "within ±10 points"}
    assert bad.counts["turns"].precision == 0
    assert [m.kind for m in bad.mistakes] == ["false"]


def test_score_sheets_are_compared_item_by_item(auditor: Auditor) -> None:
    audit = auditor.audit(GoldDialogue.model_validate(ROW).dialogue())
    sheet = {line.item: line.points for line in audit.score.items if line.applicable}
    rows = [
        GoldDialogue.model_validate({**ROW, "gold": {**ROW["gold"], "items": items}})  # type: ignore[dict-item]
        for items in (sheet, {**sheet, "deflection": 24})
    ]
    scores = evaluate(rows, [audit, audit]).scores
    assert scores["item:greeting"] == 1
    assert scores["item:deflection"] < 1


def test_interval_contains_f1() -> None:
    counts = Counts(right=[1, 2, 0, 1, 3], wrong=[0, 1, 1, 0, 0], missed=[1, 0, 0, 0, 1])
    low, high = counts.interval()
    assert 0 <= low <= counts.f1 <= high <= 1


def test_raters_agree_with_themselves() -> None:
    gold = read_gold(ROOT / "corpora" / "dialogues" / "call.jsonl")
    assert all(value == 1 for value in agreement(gold, gold).values())
    with pytest.raises(ServiceSpeechError, match="different dialogues"):
        agreement(gold, gold[1:])


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("{", "不是完整的 JSON"),
        (json.dumps({**ROW, "gold": {"violations": [{"turn": 0, "category": "curt"}]}}), "no agent turn"),
        (json.dumps({**ROW, "gold": {"violations": [{"turn": 1, "category": "rude"}]}}), "category"),
    ],
)
def test_bad_gold_names_its_line(tmp_path: Path, line: str, told: str) -> None:
    path = tmp_path / "gold.jsonl"
    path.write_text(json.dumps(ROW) + "\n" + line + "\n", "utf-8")
    with pytest.raises(InputError, match=told) as error:
        read_gold(path)
    assert error.value.line == 2


@pytest.mark.parametrize("form", ["text", "json", "html"])
def test_the_command(tmp_path: Path, form: str, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "gold.jsonl"
    path.write_text(json.dumps(ROW) + "\n", "utf-8")
    with pytest.raises(SystemExit) as ended:
        main(["evaluate", str(path), "--format", form])
    assert ended.value.code == 0
    out = capsys.readouterr().out
    if form == "json":
        assert json.loads(out)["figures"]["turns"]["f1"] == 1
    else:
        assert "违规发言" in out
