"""Transcripts in the usual layouts, and broken ones."""

import json
from pathlib import Path

import pytest

from servicespeech import Dialogue, InputError
from servicespeech.readers import read


def turns(data: str | bytes, name: str = "x.txt", **options: object) -> list[tuple[str, str]]:
    raw = data.encode() if isinstance(data, str) else data
    items = list(read(name, raw, **options))  # type: ignore[arg-type]
    assert len(items) == 1
    item = items[0]
    if isinstance(item, InputError):
        raise item
    return [(turn.speaker, turn.text) for turn in item.turns]


EXPECTED = [("agent", "您好"), ("customer", "我来办卡")]


@pytest.mark.parametrize(
    "text",
    [
        "坐席：您好\n客户：我来办卡\n",
        "坐席: 您好\r\n客户: 我来办卡\r\n",
        "A:您好\nB:我来办卡",
        "[00:01] 客服001：您好\n[00:05] 用户：我来办卡",
        "2026-03-01 10:00:01 坐席：您好\n2026-03-01 10:00:05 客户：我来办卡",
        "00:00:01.200 --> 00:00:03.000 agent: 您好\n00:00:03.100 --> 00:00:04.000 customer: 我来办卡",
        "客服小李 10:02:11\n您好\n\n客户 10:03:00\n我来办卡\n",
        "【坐席】：您好\n【客户】：我来办卡",
        "\ufeff坐席：您好\n客户：我来办卡",
    ],
)
def test_layouts(text: str) -> None:
    assert turns(text) == EXPECTED


def test_lines_without_a_speaker_go_on() -> None:
    assert turns("坐席：您好\n注意：请带身份证\n客户：好") == [("agent", "您好\n注意：请带身份证"), ("customer", "好")]


def test_a_rule_of_dashes_ends_a_dialogue() -> None:
    items = list(read("x.txt", "坐席：甲\n---\n坐席：乙".encode()))
    assert [i.id for i in items if isinstance(i, Dialogue)] == ["x#1", "x#2"]


@pytest.mark.parametrize("encoding", ["gb18030", "utf-8-sig", "utf-16"])
def test_encodings(encoding: str) -> None:
    assert turns("坐席：您好\n客户：我来办卡".encode(encoding)) == EXPECTED


def test_own_speaker_words() -> None:
    assert turns("导演：您好\n演员：我来办卡", speakers={"导演": "agent", "演员": "customer"}) == EXPECTED


@pytest.mark.parametrize(
    ("data", "told", "line"),
    [
        ("", "空的", None),
        (" \n ", "空的", None),
        ("您好", "没有说话人", 1),
        ("导演：您好\n坐席：好", "不认识的说话人“导演”", 1),
        ("坐席：您好\n旁人：我来\n旁人：走了", "不认识的说话人“旁人”", 2),
        (b"\x00\x01\x02PK", "二进制", None),
        (b"\xe5\x9d\x90\xff\xff\n", "GB18030", 1),
        ('{"turns": []}', "turns 为空", None),
        ('{"turns": [{"speaker": "导演", "text": "a"}]}', "导演", None),
        ('{"id": "1"}', "turns", None),
        ('["a"]', "不是对话", None),
        ('{"turns": [', "JSON 有错", 1),
    ],
)
def test_bad_input_is_told(data: str | bytes, told: str, line: int | None) -> None:
    with pytest.raises(InputError, match=told) as caught:
        turns(data)
    assert caught.value.path == "x.txt"
    assert caught.value.line == line


def test_a_broken_line_loses_nothing_else() -> None:
    good = json.dumps({"id": "1", "turns": [{"speaker": "坐席", "text": "您好"}]}, ensure_ascii=False)
    items = list(read("x.jsonl", "\n".join([good, good, good[:20], good, good]).encode()))
    assert [isinstance(item, Dialogue) for item in items] == [True, True, False, True, True]
    assert isinstance(items[2], InputError)
    assert items[2].line == 3


def test_json_documents() -> None:
    one = {"id": 7, "channel": "call", "turns": [{"speaker": "agent", "text": "您好"}]}
    items = list(read("x.json", json.dumps([one, {"text": "急什么"}], indent=1).encode(), channel="chat"))
    assert all(isinstance(item, Dialogue) for item in items)
    first, second = (item for item in items if isinstance(item, Dialogue))
    assert (first.id, first.channel, second.channel) == ("7", "call", "chat")
    assert second.turns[0].text == "急什么"
    assert not second.complete


def test_an_unreadable_file_is_told(tmp_path: Path) -> None:
    (error,) = read(tmp_path / "none.txt")
    assert isinstance(error, InputError)
    assert "none.txt" in str(error)
