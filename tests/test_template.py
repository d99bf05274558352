"""The template language, and its templates at work."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from servicespeech.lexicon.forms import Form, Forms
from servicespeech.lexicon.template import Alt, Gap, Lit, Parser, TemplateError, count, distribute, expand, is_plain

GROUPS = {"me": ["我", "咱们"], "deep": ["{@me}这儿"]}


def parse(template: str) -> tuple[object, ...]:
    return Parser(GROUPS).parse(template)


def compiled(template: str) -> tuple[list[Form], Forms]:
    """The forms of a template, and what fits them."""
    tables: list[str] = []
    forms: list[Form] = []
    for seq in distribute(Parser(GROUPS).parse(template)):
        steps: list[tuple[object, ...]] = []
        for node in seq:
            if isinstance(node, Lit):
                steps.append(("lit", node.text))
            elif isinstance(node, Gap):
                steps.append(("gap", node.width, node.across))
            elif isinstance(node, Alt):
                steps.append(("words", len(tables)))
                tables.append("\n".join(set(expand((node,)))))
            else:
                steps.append(("mark", node.sign))
        forms.append(tuple(steps))
    return forms, Forms(tables, {})


@pytest.mark.parametrize(
    ("template", "words"),
    [
        ("不归{我|咱}管", {"不归我管", "不归咱管"}),
        ("{@me}不知道", {"我不知道", "咱们不知道"}),
        ("{@deep}[的]事", {"我这儿的事", "我这儿事", "咱们这儿的事", "咱们这儿事"}),
        ("等{一|会{儿|}}?", None),
        ("没{半点}?关系", {"没半点关系", "没关系"}),
        ("去[你的|他的]", {"去", "去你的", "去他的"}),
        ("急 什 么", {"急什么"}),
    ],
)
def test_expansion(template: str, words: set[str] | None) -> None:
    if words is None:
        with pytest.raises(TemplateError):
            Parser(GROUPS).parse(template)
        return
    seq = Parser(GROUPS).parse(template)
    assert set(expand(seq)) == words
    assert count(seq) == len(words)


@pytest.mark.parametrize(
    ("template", "told"),
    [
        ("", "empty template"),
        ("{我|}", "empty alternative"),
        ("{我", "never closed"),
        ("我}", "unexpected"),
        ("~x", "width"),
        ("{@nobody}", "unknown group"),
        ("a|b", "unexpected"),
    ],
)
def test_faults_are_named(template: str, told: str) -> None:
    with pytest.raises(TemplateError, match=told):
        parse(template)


def test_a_group_may_not_contain_itself() -> None:
    with pytest.raises(TemplateError, match="contains itself"):
        Parser({"a": ["{@b}"], "b": ["{@a}"]}).parse("{@a}")


@pytest.mark.parametrize(
    ("template", "text", "found"),
    [
        ("你~3找别人", "你自己去找别人", True),
        ("你~3找别人", "你自己想办法去找别人", False),
        ("你~3找别人", "你,找别人", False),
        ("你~~3找别人", "你,找别人", True),
        ("^下一个$", "好,下一个.", True),
        ("^下一个$", "还有下一个.", False),
        ("^^不行$$", "不行.", True),
        ("^^不行$$", "这个,不行.", False),
        ("{别|甭~2问}我", "甭来问我", True),
    ],
)
def test_gaps_and_marks(template: str, text: str, found: bool) -> None:
    forms, fits = compiled(template)
    text = f"\n{text}\n"
    assert any(fits.find(forms, text, 1, len(text) - 1)) is found


plain = st.recursive(
    st.text("不归我管急什么", min_size=1, max_size=3),
    lambda inner: (
        st.lists(inner, min_size=1, max_size=3).map(lambda options: "{" + "|".join(options) + "}")
        | st.tuples(inner, inner).map("".join)
    ),
    max_leaves=6,
)


@given(plain)
def test_a_form_accepts_exactly_the_expansions(template: str) -> None:
    seq = Parser({}).parse(template)
    assert is_plain(seq)
    forms, fits = compiled(template)
    for word in expand(seq):
        assert len(word) in fits.forward(forms[0], word + "\n", 0)
        assert 0 in fits.backward(forms[0], word + "\n", len(word))
