"""Findings, guards, redress and obligations, as the codebook has them."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from servicespeech import Audit, Auditor, Dialogue, Turn, audit
from servicespeech.dialogue import Speaker


def dialogue(*turns: tuple[str, str], channel: str = "counter", complete: bool = True) -> Dialogue:
    return Dialogue.model_validate(
        {"channel": channel, "complete": complete, "turns": [{"speaker": s, "text": t} for s, t in turns]}
    )


@pytest.mark.parametrize(
    ("text", "category", "subtype"),
    [
        ("不归我管", "deflection", "disclaim"),
        ("你去找别人", "deflection", "bounce"),
        ("等通知吧", "deflection", "stall"),
        ("我怎么知道什么时候办好", "deflection", "feign"),
        ("这是规定", "deflection", "wall"),
        ("下班了，办不了了", "deflection", "closed"),
        ("你去投诉好了", "deflection", "dare"),
        ("谁让你不看清楚", "deflection", "blame"),
        ("急什么！", "impatience", None),
        ("你爱信不信", "confrontation", None),
        ("这都不懂？", "ridicule", None),
        ("再吵就不给你办", "threat", None),
        ("不行！", "curt", None),
        ("神经病", "abuse", None),
    ],
)
def test_the_codebooks_examples(text: str, category: str, subtype: str | None) -> None:
    assert (category, subtype) in [(f.category, f.subtype) for f in audit(text).violations]


@pytest.mark.parametrize(
    ("text", "tier"),
    [
        ("这事不规我管", "homophone"),
        ("几什么", "homophone"),
        ("这事bu归我管", "homophone"),
        ("不归窝管", "homophone"),
        ("不 归 我 管", "denoised"),
        ("不归嗯我管", "denoised"),
        ("不归归我管", "denoised"),
        ("不歸我管", "exact"),
    ],
)
def test_noise_is_seen_through_and_said(text: str, tier: str) -> None:
    (finding,) = audit(text).violations
    assert finding.tier == tier
    assert (finding.confidence < 1) == (tier != "exact")
    assert text[finding.start : finding.end] == finding.quote


@pytest.mark.parametrize(
    "text",
    [
        "您是说窗口答复“不归我管”，对吗？",
        "我们规定不得对客户说“不知道”。",
        "您别着急。",
        "不是不给您办。",
        "不知道您方便留个电话吗？",
        "有不清楚的地方随时问我。",
        "您的卡没办法登录是吗？我帮您看看。",
        "如果他们说不归他们管，请您再打给我。",
        "您知道这归不归我们管吗？我帮您问。",
        "请您到急诊，申请单我来填。",
    ],
)
def test_what_is_no_violation(text: str) -> None:
    assert [(f.rule, f.quote) for f in audit(text).violations] == []


def test_a_question_denies_nothing() -> None:
    assert [f.status for f in audit("你是不是听不懂中国话").findings] == ["open"]


def test_suppressed_hits_stay_with_their_reason() -> None:
    (finding,) = audit("您是说窗口答复“不归我管”，对吗？").findings
    assert (finding.status, finding.reason) == ("suppressed", "quoted")


LONG_REFUSAL = (
    "先生您好，您说的这笔手续费我看到了，是上个月十五号从您的储蓄卡里扣的，一共是三十块钱，账单上也写着，"
    "这个{}，实在不好意思啊。"
)


@pytest.mark.parametrize("words", ["我也没办法", "不归我管"])
def test_a_clause_of_its_own_counts_in_a_long_turn(words: str) -> None:
    assert [f.quote for f in audit(LONG_REFUSAL.format(words)).violations] == [words]


def test_half_a_clause_of_a_long_turn_does_not() -> None:
    text = LONG_REFUSAL.format("毕竟就像店里师傅那样他们也不归我管的那一类情形")
    assert not audit(text).violations
    assert {f.reason for f in audit(text).findings} == {"embedded"}


def test_a_long_talk_about_feelings_is_no_service() -> None:
    text = (
        "听得出来您的内心很难过，和父母的相处也有不少压力。人和人之间常常这样，我不知道。慢慢来，给自己一点时间，"
        "先照顾好身体。您愿意的话，可以多说说那天发生的事情。"
    )
    assert not audit(text).violations


@pytest.mark.parametrize(
    "help_",
    ["我帮您转接过去。", "请您到三楼302找李助理，电话我写给您。", "我今天下午五点前给您回电话。"],
)
def test_redress_in_the_same_turn_and_in_the_next_of_the_agent(help_: str) -> None:
    (finding,) = audit("这个不归我们管，" + help_).findings
    assert finding.status == "redressed"
    assert finding.severity == "info"
    assert len(finding.evidence) >= 2
    two = audit(dialogue(("customer", "能办吗"), ("agent", "这个不归我们管"), ("agent", help_)))
    assert [f.status for f in two.findings if f.subtype == "disclaim"] == ["redressed"]


def test_redress_after_the_customer_spoke_again_is_too_late() -> None:
    late = audit(dialogue(("agent", "这个不归我们管"), ("customer", "那怎么办"), ("agent", "我帮您转接")))
    assert [f.status for f in late.findings if f.subtype == "disclaim"] == ["open"]


def test_dare_and_blame_are_never_redressed() -> None:
    assert [f.status for f in audit("谁让你不看清楚，我帮您转接。").findings if f.subtype == "blame"] == ["open"]


def test_customers_never_violate() -> None:
    assert audit(dialogue(("customer", "你们神经病啊，急什么"), ("agent", "您好"))).findings == ()


def status(result: Audit) -> dict[str, str]:
    return {o.act: o.status for o in result.obligations}


def test_obligations() -> None:
    done = status(
        audit(
            dialogue(
                ("agent", "您好，这里是城南供水，工号2017，请问有什么可以帮您？"),
                ("customer", "家里停水了。"),
                ("agent", "对不起，给您添麻烦了。请您报一下地址。"),
                ("customer", "柳荫里6号楼3单元501。"),
                ("agent", "谢谢。请稍等，我查一下。"),
                ("agent", "让您久等了，下午四点前恢复，我给您打电话。"),
                ("customer", "谢谢你。"),
                ("agent", "不客气，请问还有其他可以帮您的吗？"),
                ("customer", "没有了。"),
                ("agent", "祝您生活愉快，再见。"),
                channel="call",
            )
        )
    )
    for act in ("greeting", "self_intro", "offer", "please", "thanks", "thanks_reply", "apology", "hold",
                "hold_return", "further_help", "farewell"):  # fmt: skip
        assert done[act] == "done", act
    assert done["readback"] == "na"
    assert done["four_tells"] == "na"


def test_missing_acts_name_what_made_them_due() -> None:
    result = audit(
        dialogue(
            ("customer", "身份证给你，410××××。"), ("agent", "嗯，签个字。"), ("customer", "谢谢。"), ("agent", "行。")
        )
    )
    assert {"greeting", "please", "thanks", "thanks_reply", "farewell"} <= set(result.missing)
    due = {o.act: o.due_turn for o in result.obligations}
    assert due["thanks"] == 0
    assert due["thanks_reply"] == 2


def test_a_single_reply_owes_no_opening_or_closing() -> None:
    acts = status(audit("请您稍等。"))
    assert acts["greeting"] == acts["farewell"] == "cannot_judge"


def test_explain_and_html() -> None:
    result = audit("这事不归我管<b>")
    assert "理由：" in result.explain()
    assert "why: " in result.explain(lang="en")
    html = result._repr_html_()
    assert "不归我管" in html
    assert "<b>" not in html.replace("<b>得分", "")


TEXTS = st.text(
    st.sampled_from("不归我管你去找别人急什么，。！？ 嗯8bu请您好谢“”\n\u200b😀\ud800×") | st.characters(), max_size=25
)
DIALOGUES = st.lists(st.tuples(st.sampled_from(["agent", "customer", "system"]), TEXTS), min_size=1, max_size=6)


@settings(max_examples=150, deadline=None)
@given(st.lists(DIALOGUES, max_size=4))
def test_many_equals_one_by_one_and_every_span_quotes(auditor: Auditor, drawn: list[list[tuple[Speaker, str]]]) -> None:
    dialogues = [Dialogue(turns=tuple(Turn(speaker=s, text=t) for s, t in turns)) for turns in drawn]
    together = list(auditor.audit_many(dialogues))
    assert together == [auditor.audit(d) for d in dialogues]
    for one, result in zip(dialogues, together, strict=True):
        for f in result.findings:
            assert one.turns[f.turn].text[f.start : f.end] == f.quote != ""
