"""Patterns of whole dialogues, and redress over several turns."""

from collections import defaultdict

import pytest

from servicespeech import Auditor, Dialogue
from servicespeech.evaluate import evaluate
from servicespeech.gold import GoldDialogue, read_gold

from .conftest import ROOT

GOLD = [row for path in sorted((ROOT / "corpora" / "dialogues").glob("*.jsonl")) for row in read_gold(path)]


def dialogue(text: str, channel: str = "counter") -> Dialogue:
    """客：… and 坐：… a line."""
    speakers = {"坐": "agent", "客": "customer", "系": "system"}
    turns = [{"speaker": speakers[line[0]], "text": line[2:]} for line in text.strip().splitlines()]
    return Dialogue.model_validate({"channel": channel, "turns": turns})


RUNAROUND = """
客：我刚从医保办过来，他们让我来找你们收费处
坐：请您到一楼8号窗口，请他们改一下
"""
WARM = """
客：我刚从医保办过来，他们让我来找你们收费处
坐：我帮您联系医保办，今天下午五点前给您回电话，您不用再跑了
"""
PIECEMEAL = """
坐：您把身份证给我看一下
客：带了，给
坐：还缺一份亲属关系证明
"""
AT_ONCE = """
坐：带身份证、户口本和亲属关系证明，一次带齐就能办
客：户口本要不要全家的？
坐：户口本要的，亲属关系证明也要
"""
UNANSWERED = """
客：退课时费到底退多少钱？
坐：小朋友最近进步很大，老师们都夸他
客：我问的是退多少钱
坐：下个月还有体验课送给您
"""
DEAF = """
客：报告什么时候能取？
坐：明天上午十点以后，在二楼窗口取
客：没听清，什么时候能取？
坐：明天上午十点以后
"""
ABRUPT = """
客：那两张票是连座吗？
坐：感谢您的咨询，祝您生活愉快，再见
系：会话已结束
客：人呢，还没问完
"""
CUSTOMER_LEAVES = """
客：那我自己去大厅问，挂了
坐：好的，感谢您的来电，再见
"""


@pytest.mark.parametrize(
    ("text", "pattern"),
    [
        (RUNAROUND, "runaround"), (WARM, None), (PIECEMEAL, "piecemeal"), (AT_ONCE, None), (UNANSWERED, "unanswered"),
        (DEAF, None), (ABRUPT, "abrupt_end"), (CUSTOMER_LEAVES, None),
    ],
)  # fmt: skip
def test_each_pattern_and_its_twin(auditor: Auditor, text: str, pattern: str | None) -> None:
    found = auditor.audit(dialogue(text)).patterns
    assert [f.pattern for f in found] == ([pattern] if pattern else [])
    for finding in found:
        assert finding.quote
        turns = [at.turn for at in finding.evidence]
        assert turns == sorted(turns)
        assert len(turns) >= 2


def test_explain_tells_the_chain(auditor: Auditor) -> None:
    told = auditor.audit(dialogue(RUNAROUND)).explain()
    assert "多头推转" in told
    assert "依据：第1句" in told
    assert "依据：第2句" in told


@pytest.fixture(scope="module")
def own(auditor: Auditor) -> object:
    return evaluate(GOLD, auditor.audit_many(row.dialogue() for row in GOLD))


def test_patterns_of_the_gold(own: object) -> None:
    counts = own.counts["patterns"]  # type: ignore[attr-defined]
    assert counts.gold >= 60
    assert counts.f1 >= 0.85


def test_violating_turns_and_subtypes_of_the_gold(own: object) -> None:
    counts = own.counts  # type: ignore[attr-defined]
    assert counts["turns"].precision >= 0.85
    assert counts["turns"].f1 >= 0.82
    assert counts["subtypes"].f1 >= 0.80


def test_twins_are_told_apart(auditor: Auditor) -> None:
    pairs: defaultdict[str, dict[str, GoldDialogue]] = defaultdict(dict)
    for row in GOLD:
        scene, _, kind = row.id.rpartition("-")
        if kind in {"open", "redressed"}:
            pairs[scene][kind] = row
    assert len(pairs) >= 24
    apart = 0
    for pair in pairs.values():
        naked, helped = (auditor.audit(pair[kind].dialogue()) for kind in ("open", "redressed"))
        apart += len(naked.violations) > len(helped.violations)
    assert apart / len(pairs) >= 0.9


def test_redress_that_comes_late_weighs_less_and_stays(auditor: Auditor) -> None:
    late = """
坐：这个不归我管
客：那我该找谁？
坐：您别急，我帮您问一下综合窗口
"""
    (finding,) = auditor.audit(dialogue(late)).violations
    assert (finding.subtype, finding.severity) == ("disclaim", "minor")
    assert "后来才补救" in finding.message


def test_an_apology_lowers_what_cannot_be_redressed(auditor: Auditor) -> None:
    (bare,) = auditor.audit("你去投诉好了").violations
    (sorry,) = auditor.audit(dialogue("坐：你去投诉好了\n客：你什么态度\n坐：对不起，刚才是我不对")).violations
    assert (bare.severity, sorry.severity) == ("major", "minor")


def test_a_finding_names_what_is_missing(auditor: Auditor) -> None:
    (finding,) = auditor.audit("这个不归我管").violations
    assert "没有说明去哪里、找谁" in finding.message


@pytest.mark.parametrize(
    "text",
    ["今天下午五点前给您回电话", "三个工作日内给您答复", "明天上午十点前给您发过去", "24小时内到账"],
)  # fmt: skip
def test_a_dated_commitment_redresses(auditor: Auditor, text: str) -> None:
    assert not auditor.audit(dialogue(f"客：什么时候能修好？\n坐：我也不知道，我去核实，{text}")).violations


@pytest.mark.parametrize("text", ["我们会尽快处理的", "有消息会通知您的", "请您耐心等待", "后续会有专人跟进"])
def test_an_undated_one_does_not(auditor: Auditor, text: str) -> None:
    found = auditor.audit(dialogue(f"客：到底什么时候能修好？\n坐：{text}")).violations
    assert [f.subtype for f in found] == ["stall"]


def test_many_dialogues_are_audited_like_each_alone(auditor: Auditor) -> None:
    # Many candidates are walked through arrays, few are tried one by one.
    dialogues = [row.dialogue() for row in GOLD]
    together = [audit.findings for audit in auditor.audit_many(dialogues)]
    assert together == [auditor.audit(dialogue).findings for dialogue in dialogues]
