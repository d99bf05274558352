"""Tables: CSV, TSV and workbooks, whole and broken; compressed files."""

import gzip
import io
import sys
import tracemalloc
import zipfile
from pathlib import Path

import openpyxl
import pytest
import zstandard

from servicespeech import Dialogue, InputError
from servicespeech.readers import read
from servicespeech.readers.tables import guess_columns

from .test_cli import run

TURNS = "会话ID,角色,内容,工号,班组,网点,日期\n1,坐席,您好,007,一班,城南,2026/3/1\n1,客户,我来办卡,,,,\n"
EXPECTED = [("agent", "您好"), ("customer", "我来办卡")]


def items(data: str | bytes, name: str = "x.csv", **options: object) -> list[Dialogue | InputError]:
    raw = data.encode() if isinstance(data, str) else data
    return list(read(name, raw, **options))  # type: ignore[arg-type]


def whole(data: str | bytes, name: str = "x.csv", **options: object) -> list[Dialogue]:
    found = items(data, name, **options)
    for item in found:
        if isinstance(item, InputError):
            raise item
    return [item for item in found if isinstance(item, Dialogue)]


def said(dialogue: Dialogue) -> list[tuple[str, str]]:
    return [(turn.speaker, turn.text) for turn in dialogue.turns]


def told(found: list[Dialogue | InputError]) -> list[str]:
    """Ids of what was read, and where the rest was lost."""
    return [item.id if isinstance(item, Dialogue) else f"{item.path}:{item.line}" for item in found]


def workbook(**sheets: list[list[object]]) -> bytes:
    book = openpyxl.Workbook()
    book.remove(book.active)
    for title, rows in sheets.items():
        sheet = book.create_sheet(title)
        for row in rows:
            sheet.append(row)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
@pytest.mark.parametrize("name", ["x.csv", "x.tsv", "x.txt", "<stdin>"])
def test_one_row_a_turn(encoding: str, delimiter: str, name: str) -> None:
    (one,) = whole(TURNS.replace(",", delimiter).encode(encoding), name)
    assert said(one) == EXPECTED
    assert one.id == "1"
    assert one.meta == {"agent": "007", "team": "一班", "branch": "城南", "date": "2026-03-01"}


def test_excels_quotes_and_mixed_line_ends() -> None:
    data = '会话ID,角色,内容\r\n1,坐席,"您好，""张""先生,请坐\n慢慢说"\r1,客户,好\n\n1,坐席,再见'
    (one,) = whole(data)
    assert said(one) == [("agent", '您好，"张"先生,请坐\n慢慢说'), ("customer", "好"), ("agent", "再见")]


def test_scattered_rows_are_gathered_in_order_of_first_appearance() -> None:
    found = whole("会话ID,角色,内容\n1,坐席,甲\n2,坐席,乙\n3,坐席,丙\n1,客户,丁\n2,客户,戊\n")
    assert [(one.id, [text for _, text in said(one)]) for one in found] == [
        ("1", ["甲", "丁"]),
        ("2", ["乙", "戊"]),
        ("3", ["丙"]),
    ]


def test_turns_go_by_their_start() -> None:
    data = "会话ID,角色,内容,开始时间\n1,客户,乙,{}\n1,坐席,甲,{}\n"
    for later, earlier in (("00:01:02", "00:00:59.5"), ("12.5", "3"), ("2026-03-02 00:01", "2026-03-01 23:59")):
        assert [text for _, text in said(whole(data.format(later, earlier))[0])] == ["甲", "乙"]
    assert [text for _, text in said(whole(data.format("00:01", "刚才"))[0])] == ["乙", "甲"]


def test_columns_are_named_or_guessed() -> None:
    data = "a,b,c,d\n1,坐席,您好,在线\n1,客户,我来办卡,在线\n"
    (one,) = whole(data, columns={"id": "a", "speaker": "b", "text": "c", "channel": "d"})
    assert (said(one), one.channel) == (EXPECTED, "chat")
    assert guess_columns(["Session_ID", "Speaker Role", "Content", "Agent ID"]) == {
        "id": "Session_ID",
        "speaker": "Speaker Role",
        "text": "Content",
        "agent": "Agent ID",
    }


@pytest.mark.parametrize(
    ("header", "columns", "words"),
    [
        ("会话ID,角色,内容,文本", {}, ["“内容”“文本”都像是 text 列", "--map text=内容"]),
        ("会话ID,角色,甲", {}, ["会话ID、角色、甲", "--map text=列名"]),
        ("甲,乙,丙", {}, ["甲、乙、丙", "--map id=列名,speaker=列名,text=列名"]),
        ("甲,角色,内容", {}, ["--map id=列名", "--map id="]),
        ("会话ID,角色,内容", {"text": "话"}, ["没有“话”这一列", "会话ID、角色、内容"]),
        ("会话ID,角色,内容,内容", {"text": "内容"}, ["不止一次"]),
        ("会话ID,身份类型,内容", {}, ["看不出哪一列是说话人", "会话ID、身份类型、内容", "--map speaker=列名"]),
    ],
)
def test_unclear_columns_are_one_error(header: str, columns: dict[str, str], words: list[str]) -> None:
    found = items(f"{header}\n1,坐席,您好,好\n1,客户,好,好\n".replace(",好\n", ",\n"), columns=columns)
    assert len(found) == 1
    assert isinstance(found[0], InputError)
    for word in words:
        assert word in found[0].message


def test_a_table_without_ids_is_one_dialogue() -> None:
    (one,) = whole("序号,角色,内容\n1,坐席,您好\n2,客户,我来办卡\n", "王女士.csv")
    assert (one.id, said(one)) == ("王女士", EXPECTED)
    (one,) = whole("甲,角色,内容\n1,坐席,您好\n2,客户,我来办卡\n", columns={"id": ""})
    assert said(one) == EXPECTED


@pytest.mark.parametrize(
    ("row", "told_of"),
    [
        ("2,导演,好", "不认识的说话人“导演”；用 --speaker 导演=agent"),
        ("2,,好", "没有说话人"),
        ("2,客户,", "没有发言内容"),
        ("2,客户", "只有 2 格，表头有 3 列"),
        ("2,客户,你好,在吗", "有 4 格，表头只有 3 列"),
        ("2,客户,好\0的", "NUL"),
        ('2,客户,"好', "没有闭合"),
    ],
)
def test_a_bad_row_costs_its_own_dialogue_only(row: str, told_of: str) -> None:
    data = f"会话ID,角色,内容\n1,坐席,您好\n{row}\n3,坐席,再见\n1,客户,我来办卡\n"
    found = items(data)
    errors = [item for item in found if isinstance(item, InputError)]
    assert [one.id for one in found if isinstance(one, Dialogue)] == ["1", "3"]
    assert [(error.path, error.line) for error in errors] == [("x.csv", 3)]
    assert told_of in errors[0].message


def test_stray_quotes_swallow_no_rows() -> None:
    found = items('会话ID,角色,内容\n1,坐席,"他说\n1,客户,好\n3,坐席,"再说\n2,坐席,"引号"的\n')
    assert told(found) == ["x.csv:2", "x.csv:4", "2"]
    (error,) = items('会话ID,角色,"内容\n1,坐席,您好\n')
    assert "表头的双引号没有闭合" in str(error)


def test_a_spoiled_dialogue_is_told_once() -> None:
    found = items("会话ID,角色,内容\n2,导演,好\n2,导演,好\n2,坐席,您好\n1,坐席,您好\n")
    assert told(found) == ["x.csv:2", "1"]


def test_rows_without_an_id() -> None:
    found = items("会话ID,角色,内容\n1,坐席,您好\n,客户,好\n,客户,好\n1,客户,我来办卡\n")
    assert told(found) == ["1", "x.csv:3"]
    assert "共 2 行" in str(found[1])


def test_ids_that_a_spreadsheet_ruined_are_refused() -> None:
    found = items("会话ID,角色,内容\n2.02603E+15,坐席,您好\n2.02603E+15,坐席,别家的\n7,坐席,您好\n")
    assert told(found) == ["x.csv:2", "7"]
    assert "科学计数法" in str(found[0])


def test_unknown_channels() -> None:
    data = "会话ID,角色,内容,渠道\n1,坐席,您好,飞鸽\n2,坐席,您好,热线\n"
    found = items(data)
    assert told(found) == ["x.csv:2", "2"]
    assert [one.channel for one in whole(data, columns={"channel": ""}, channel="chat")] == ["chat", "chat"]


def test_one_row_a_dialogue() -> None:
    data = (
        "通话编号,对话内容,网点\n"
        '1,"坐席：您好\n客户：我来办卡",城南\n'
        "2,坐席：您好\\n客户：我来办卡,城北\n"
        '3,"[{""role"": ""assistant"", ""content"": ""您好""}, {""speaker"": ""客户"", ""text"": ""我来办卡""}]",\n'
        '4,"{""turns"": [{""speaker"": ""A"", ""text"": ""您好""}, {""speaker"": ""B"", ""text"": ""我来办卡""}]}",\n'
        '5,"{""sentence_info"": [{""spk"": ""坐席"", ""text"": ""您好""},'
        ' {""spk"": ""客户"", ""text"": ""我来办卡""}]}",\n'
    )
    found = whole(data)
    assert [one.id for one in found] == ["1", "2", "3", "4", "5"]
    assert [said(one) for one in found] == [EXPECTED] * 5
    assert [one.meta.get("branch") for one in found] == ["城南", "城北", None, None, None]


def test_broken_whole_dialogues() -> None:
    data = (
        '通话编号,对话内容\n1,"坐席：您好\n客户：好"\n2,您好\n3,"[{""role"": "\n,坐席：您好\n4,\n'
        "1,坐席：您好\n5\n6,坐席：您好\n"
    )
    found = items(data)
    assert told(found) == ["1", "x.csv:4", "x.csv:5", "x.csv:6", "x.csv:7", "x.csv:8", "x.csv:9", "6"]
    words = ["没有说话人", "不是完整的 JSON", "没有会话编号", "没有对话内容", "在 x.csv:2 已经有了", "只有 1 格"]
    for item, word in zip(found[1:7], words, strict=True):
        assert word in str(item)


@pytest.mark.parametrize(
    ("data", "word"),
    [
        ("", "空的"),
        ("\ufeff\n \n", "空的"),
        ("会话ID,角色,内容\n", "只有表头"),
        ("编号,对话内容\n1,\n", "没有对话内容"),
        (b"\xff\xfe\x00", "解码"),
    ],
)
def test_nothing_to_read(data: str | bytes, word: str) -> None:
    (error,) = items(data)
    assert word in str(error)


def test_a_later_byte_that_is_no_text() -> None:
    (error,) = items(TURNS.encode() * 3000 + b"1,\xff\xff,a\n")
    assert isinstance(error, InputError)
    assert "GB18030" in error.message
    assert error.line == 9001


def test_nameless_speakers_are_told_apart_or_refused() -> None:
    data = (
        "会话ID,说话人,内容\n1,说话人1,您好，请问有什么可以帮您？\n1,说话人2,我的卡丢了\n2,说话人1,嗯\n2,说话人2,嗯\n"
    )
    found = items(data)
    assert told(found) == ["1", "x.csv:4"]
    assert isinstance(found[0], Dialogue)
    assert found[0].roles_assigned


def test_what_is_held_is_what_is_open(tmp_path: Path) -> None:
    path = tmp_path / "long.csv"
    with path.open("w", encoding="utf-8") as out:
        out.write("会话ID,角色,内容\n")
        for number in range(20_000):
            out.write(f"{number},坐席,{'您好' * 50}\n")
    tracemalloc.start()
    count = sum(isinstance(item, Dialogue) for item in read(path))
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert count == 20_000
    # Ids and places are kept, rows aren't.
    assert peak < path.stat().st_size * 1.5


HEADER: list[object] = ["会话ID", "角色", "内容", "日期"]


def test_workbooks() -> None:
    import datetime

    data = workbook(
        说明=[["本表由系统导出"], ["请勿外传"]],
        三月=[[], HEADER, [1.0, "坐席", "您好", datetime.datetime(2026, 3, 1)], [None, "客户", "我来办卡"], []],
        四月=[HEADER, ["2", "坐席", "您好"], ["3", "导演", "好"], ["2", "客户", "我来办卡"], ["1", "坐席", "又是一"]],
    )
    found = items(data, "x.xlsx")
    assert told(found) == ["1", "2", "x.xlsx[四月]:3", "x.xlsx[四月]:5"]
    assert [said(one) for one in found if isinstance(one, Dialogue)] == [EXPECTED, EXPECTED]
    assert isinstance(found[0], Dialogue)
    assert found[0].meta == {"date": "2026-03-01"}


def test_workbooks_of_whole_dialogues() -> None:
    data = workbook(Sheet1=[["编号", "对话内容"], [1, "坐席：您好\n客户：我来办卡"], [2, None]])
    found = items(data, "x.dat")
    assert told(found) == ["1", "x.dat:3"]


@pytest.mark.parametrize(
    ("data", "word"),
    [
        (workbook(Sheet1=[]), "空的"),
        (workbook(Sheet1=[HEADER]), "只有表头"),
        (workbook(Sheet1=[["甲", "乙"], [1, 2]]), "甲、乙"),
        (workbook(Sheet1=[HEADER, [1, "坐席", "您好"]])[:-200], "打不开"),
        (b"PK\x03\x04 nothing", "打不开"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "旧版 .xls"),
    ],
)
def test_broken_workbooks(data: bytes, word: str) -> None:
    (error,) = items(data, "x.xlsx")
    assert isinstance(error, InputError)
    assert word in error.message


def test_a_damaged_sheet_loses_no_other() -> None:
    whole_book = workbook(三月=[HEADER, ["1", "坐席", "您好"]], 四月=[HEADER, ["2", "坐席", "您好"]])
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(whole_book)) as book, zipfile.ZipFile(out, "w") as copy:
        for entry in book.namelist():
            data = book.read(entry)
            copy.writestr(entry, data[: data.rindex(b"</c>")] if entry.endswith("sheet1.xml") else data)
    assert told(items(out.getvalue(), "x.xlsx")) == ["x.xlsx[三月]:2", "2"]


def test_without_the_extras(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "openpyxl", None)
    monkeypatch.setitem(sys.modules, "zstandard", None)
    (error,) = items(b"PK\x03\x04", "x.xlsx")
    assert "servicespeech[xlsx]" in str(error)
    (error,) = items(b"\x28\xb5\x2f\xfd", "x.csv.zst")
    assert "servicespeech[zst]" in str(error)


@pytest.mark.parametrize("pack", [gzip.compress, zstandard.ZstdCompressor(write_checksum=True).compress])
def test_compressed_files(pack: object, tmp_path: Path) -> None:
    assert callable(pack)
    packed = pack(TURNS.encode("gb18030")) + pack(b"2,A,hello,,,,\n")
    for name in ("x.csv.gz", "x.csv.zst", "x"):
        assert [one.id for one in whole(packed, name)] == ["1", "2"]
    path = tmp_path / "通话.csv.gz"
    path.write_bytes(pack("角色,内容\n坐席,您好\n客户,我来办卡\n".encode()))
    assert [item.id for item in read(path) if isinstance(item, Dialogue)] == ["通话"]
    assert [one.id for one in whole(pack("坐席：您好".encode()), "a.txt.gz")] == ["a"]
    for cut in (packed[:-4], packed[: len(packed) // 3], packed[:6]):
        (error,) = items(cut, "x.csv.gz")
        assert isinstance(error, InputError)
        assert "不完整" in error.message
        assert error.path == "x.csv.gz"
    (error,) = items(packed[:20] + b"\xff" * 30 + packed[50:], "x.csv.gz")
    assert isinstance(error, InputError)
    assert "坏" in error.message


def test_map_on_the_command_line(tmp_path: Path) -> None:
    path = tmp_path / "x.csv"
    path.write_text("号,谁,说了什么\n1,窗口人,这事不归我管\n1,客户,啊\n", "utf-8")
    done = run("audit", str(path), "--map", "id=号,speaker=谁,text=说了什么", "--speaker", "窗口人=agent")
    assert done.returncode == 1
    done = run("audit", str(path))
    assert done.returncode == 2
    assert "--map" in done.stderr.decode()
    assert run("audit", str(path), "--map", "who=谁").returncode == 2
    assert run("audit", str(path), "--map", "谁").returncode == 2
