"""Normalisation keeps track of where every character came from."""

from functools import cache

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from servicespeech import pinyin
from servicespeech.normalise import DENOISED, PLAIN, SOUND, Buffer, Tables, make_tables, normalise


@cache
def tables() -> Tables:
    return make_tables(pinyin.table(), pinyin.classes())


def segments(buffer: Buffer, view: int) -> list[str]:
    return [
        buffer.surface[s:e] for s, e, v in zip(buffer.start, buffer.end, buffer.view, strict=True) if v == view
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("不歸我管", "不归我管"),
        ("ＡＢＣ，１２３", "abc,123"),
        ("不\u200b归我管", "不归我管"),
        ("急什么？！", "急什么?!"),
        ("“您好”", '"您好"'),
        ("第一行\n第二行", "第一行.第二行"),
    ],
)
def test_plain(text: str, plain: str) -> None:
    assert segments(normalise([text], tables()), PLAIN) == [plain]


@pytest.mark.parametrize(
    ("text", "clean"),
    [
        ("不 归 我 管", "不归我管"),
        ("不*归#我😀管", "不归我管"),
        ("不，归，我，管", "不归我管"),
        ("嗯，这个不归那个我管", "不归我管"),
        ("不不不知道", "不知道"),
        ("不归不归我管", "不归我管"),
        ("8知道", "不知道"),
        ("这事不归我管你去找物业呗", "这事不归我管,你去找物业呗"),
        ("我也不清楚还请您多多谅解", "我也不清楚,还请您多多谅解"),
    ],
)
def test_denoised(text: str, clean: str) -> None:
    assert segments(normalise([text], tables()), DENOISED) == [clean]


@pytest.mark.parametrize("text", ["您好，请稍等。", "谢谢您，慢慢看看", "余下的钱"])
def test_clean_text_has_no_second_segment(text: str) -> None:
    assert segments(normalise([text], tables()), DENOISED) == []


@pytest.mark.parametrize("noisy", ["布规我管", "bu归我管", "buguiwoguan", "不归wo管"])
def test_sounds(noisy: str) -> None:
    buffer = normalise(["不归我管", noisy], tables())
    sounds = [buffer.text[s:e] for s, e, v in zip(buffer.start, buffer.end, buffer.view, strict=True) if v == SOUND]
    assert sounds[0] == sounds[1]


@given(st.lists(st.text(max_size=40), max_size=8))
def test_spans_lead_back_to_the_original(turns: list[str]) -> None:
    buffer = normalise(turns, tables())
    assert len(buffer.text) == len(buffer.surface) == len(buffer.origin)
    for start, end, turn in zip(buffer.start.tolist(), buffer.end.tolist(), buffer.turn.tolist(), strict=True):
        assert buffer.text[end] == "\n"
        origin = buffer.origin[start:end]
        assert (np.diff(origin) > 0).all()
        for at in range(start, end):
            first, last = buffer.span(at, at + 1)
            assert 0 <= first < last <= len(turns[turn])


@given(st.lists(st.text("不归我管 ，。嗯8bu急", max_size=30), min_size=1, max_size=6))
def test_a_turn_is_normalised_alike_alone_and_among_others(turns: list[str]) -> None:
    together = normalise(turns, tables())
    for number, text in enumerate(turns):
        alone = normalise([text], tables())
        own = [
            (together.text[s:e], v)
            for s, e, v, t in zip(together.start, together.end, together.view, together.turn, strict=True)
            if t == number
        ]
        assert own == [(alone.text[s:e], v) for s, e, v in zip(alone.start, alone.end, alone.view, strict=True)]
