"""Scanning many files: nothing lost, nothing twice, however many workers and interruptions."""

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from servicespeech import Auditor, Dialogue
from servicespeech.batch import audit_batches
from servicespeech.batch.kernel import INPUT, OUTPUT
from servicespeech.batch.scan import Options, scan
from servicespeech.batch.tables import SCHEMAS, tables
from servicespeech.batch.units import Unit, files, units

from .conftest import ROOT, json_lines

GOLD = ROOT / "corpora" / "dialogues"


def content(out: Path, name: str) -> list[dict[str, Any]]:
    """A table's rows in a fixed order; only files whose unit is noted as done count."""
    rows = [
        row
        for note in sorted((out / "done").glob("*.json"))
        for row in pq.read_table(out / name / f"{note.stem}.parquet").to_pylist()
    ]
    return sorted(rows, key=lambda row: json.dumps(row, ensure_ascii=False, sort_keys=True))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Transcripts good and broken."""
    place = tmp_path / "calls"
    (place / "deep").mkdir(parents=True)
    for path in sorted(GOLD.glob("*.jsonl"))[:3]:
        (place / path.name).write_bytes(path.read_bytes())
    (place / "deep" / "one.txt").write_text("坐席：您好。\n客户：我的单子呢？\n坐席：这个不归我管。\n", "gb18030")
    (place / "deep" / "broken.jsonl").write_text(
        '{"id": "a", "turns": [{"speaker": "agent", "text": "急什么"}]}\n{"id": "b",\n'
        '{"id": "c", "turns": [{"speaker": "agent", "text": "您好"}]}\n',
        "utf-8",
    )
    (place / "empty.txt").write_text("", "utf-8")
    (place / "picture.txt").write_bytes(bytes(range(256)) * 8)
    (place / ".hidden").write_text("x", "utf-8")
    return place


def test_every_good_dialogue_is_there_and_every_bad_one_told(folder: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    results = scan([str(folder)], out, Options(), workers=1, told=None)
    ids = {row["id"] for row in content(out, "dialogues")}
    assert {"a", "c"} <= ids
    assert sum(done.dialogues for done in results) == len(content(out, "dialogues")) == 3 * 16 + 3
    rejected = json_lines(out / "rejected.jsonl")
    assert {Path(row["file"]).name for row in rejected} == {"broken.jsonl", "empty.txt", "picture.txt"}
    assert [row["line"] for row in rejected if row["file"].endswith("broken.jsonl")] == [2]
    assert set(SCHEMAS) == {"dialogues", "findings", "obligations"}
    for row in content(out, "findings"):
        assert row["quote"]


def test_workers_and_second_runs_change_nothing(folder: Path, tmp_path: Path) -> None:
    one, two = tmp_path / "one", tmp_path / "two"
    scan([str(folder)], one, Options(), workers=1, told=None)
    scan([str(folder)], two, Options(), workers=2, told=None)
    again = scan([str(folder)], two, Options(), workers=1, told=None)
    assert not any(done.fresh for done in again)
    for name in SCHEMAS:
        assert content(one, name) == content(two, name) != []
    assert (one / "rejected.jsonl").read_text("utf-8") == (two / "rejected.jsonl").read_text("utf-8")


def test_a_growing_folder_is_scanned_for_what_is_new(folder: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    scan([str(folder)], out, Options(), workers=1, told=None)
    (folder / "new.txt").write_text("坐席：您好，请稍等。\n", "utf-8")
    results = scan([str(folder)], out, Options(), workers=1, told=None)
    assert [Path(done.path).name for done in results if done.fresh] == ["new.txt"]


def test_other_rules_or_settings_are_other_results(folder: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    scan([str(folder / "deep")], out, Options(), workers=1, told=None)
    results = scan([str(folder / "deep")], out, Options(channel="call"), workers=1, told=None)
    assert all(done.fresh for done in results)


@pytest.mark.skipif(os.name == "nt", reason="kill -9")
def test_a_killed_scan_goes_on_where_it_stopped(folder: Path, tmp_path: Path) -> None:
    for n in range(12):
        (folder / f"copy{n}.jsonl").write_bytes((folder / "call.jsonl").read_bytes())
    whole, cut = tmp_path / "whole", tmp_path / "cut"
    scan([str(folder)], whole, Options(), workers=1, told=None)
    command = [sys.executable, "-m", "servicespeech", "scan", str(folder), "--out", str(cut), "--workers", "1"]
    for least in (1, 5, 9):
        process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        while process.poll() is None and len(list((cut / "done").glob("*.json"))) < least:
            time.sleep(0.01)
        process.send_signal(signal.SIGKILL)
        process.wait()
    scan([str(folder)], cut, Options(), workers=1, told=None)
    for name in SCHEMAS:
        assert content(cut, name) == content(whole, name)


def test_large_files_are_cut_between_lines(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("servicespeech.batch.units._SIZE", 100)
    path = tmp_path / "large.jsonl"
    lines = [f'{{"turns": [{{"speaker": "agent", "text": "第{n}句{"长" * (n % 7 * 20)}"}}]}}\n' for n in range(40)]
    path.write_text("".join(lines), "utf-8")
    cut = list(units(path))
    assert len(cut) > 5
    assert b"".join(unit.read() for unit in cut) == path.read_bytes()
    assert all(unit.read().endswith(b"\n") for unit in cut)
    assert [unit.first_line for unit in cut][1] == cut[0].read().count(b"\n") + 1
    out = tmp_path / "out"
    scan([str(path)], out, Options(), workers=1, told=None)
    assert {row["id"] for row in content(out, "dialogues")} == {f"large#{n}" for n in range(1, 41)}


def test_results_inside_the_folder_are_not_scanned(folder: Path) -> None:
    first = scan([str(folder)], folder / "out", Options(), workers=1, told=None)
    again = scan([str(folder)], folder / "out", Options(), workers=1, told=None)
    assert [done.path for done in again] == [done.path for done in first]


def test_what_is_named_twice_is_scanned_once(folder: Path) -> None:
    found = list(files([str(folder), str(folder / "*.jsonl"), str(folder / "call.jsonl")]))
    assert len(found) == len(set(found)) == 7
    assert not any(path.name == ".hidden" for path in found)
    assert list(files(["no/such"])) == [Path("no/such")]


def test_tables_are_mapped_and_personal_data_masked(tmp_path: Path) -> None:
    table = tmp_path / "calls.csv"
    table.write_text(
        "编号,谁,说了\n1,坐席,您好\n1,客户,我叫王建国，电话13800138000\n1,坐席,13800138000这个不归我管\n", "utf-8-sig"
    )
    columns = {"id": "编号", "speaker": "谁", "text": "说了"}
    out = tmp_path / "out"
    (done,) = scan([str(table)], out, Options(columns=columns, redact=True), workers=1, told=None)
    assert not done.rejected
    (row,) = content(out, "findings")
    assert row["quote"] == "不归我管"
    assert "13800138000" not in json.dumps(content(out, "findings"), ensure_ascii=False)


def test_a_file_that_went_away_is_rejected(tmp_path: Path) -> None:
    (done,) = scan([str(tmp_path / "gone.txt")], tmp_path / "out", Options(), workers=1, told=None)
    assert done.rejected[0]["reason"].startswith("读不了")
    assert list(units(tmp_path / "gone.txt")) == [Unit(str(tmp_path / "gone.txt"), 0, 0)]


def test_arrow_batches_say_what_the_tables_say(auditor: Auditor) -> None:
    gold = json_lines(GOLD / "chat.jsonl")
    rows = [{name: row.get(name) for name in INPUT.names} for row in gold]
    batches = pa.Table.from_pylist(rows, schema=INPUT).to_batches(max_chunksize=5)
    results = list(audit_batches(iter(batches), auditor))
    assert [batch.num_rows for batch in results] == [batch.num_rows for batch in batches]
    assert all(batch.schema == OUTPUT for batch in results)
    found = [row for batch in results for row in batch.to_pylist()]
    expected = tables(auditor.audit_many(map(Dialogue.model_validate, rows)), "")
    assert [row["final"] for row in found] == expected["dialogues"].column("final").to_pylist()
    quotes = [finding["quote"] for row in found for finding in row["findings"]]
    assert quotes == expected["findings"].column("quote").to_pylist()


def test_the_command_sums_up(folder: Path, tmp_path: Path) -> None:
    command = [sys.executable, "-m", "servicespeech", "scan", str(folder), "--out", str(tmp_path / "out")]
    done = subprocess.run([*command, "--workers", "2"], capture_output=True, text=True, encoding="utf-8", check=False)
    assert done.returncode == 2
    assert "对话 51 段" in done.stdout
    assert "读不了的 3 处" in done.stdout
    assert "否认职责" in done.stdout
    again = subprocess.run(command, capture_output=True, text=True, encoding="utf-8", check=False)
    assert "没有重做" in again.stdout
