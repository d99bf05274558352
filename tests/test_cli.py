"""The command line as its users call it."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

GOOD = "坐席：您好，请问有什么可以帮您？\n客户：没事了。\n坐席：好的，再见。\n"
BAD = "坐席：这事不归我管，你去找别人。\n客户：啊？\n"


def run(*arguments: str, stdin: bytes = b"", **env: str) -> subprocess.CompletedProcess[bytes]:
    command = [sys.executable, "-m", "servicespeech", *arguments]
    return subprocess.run(command, input=stdin, capture_output=True, env={**os.environ, **env}, check=False)


@pytest.fixture
def files(tmp_path: Path) -> tuple[str, str]:
    for name, text in (("good.txt", GOOD), ("bad.txt", BAD)):
        (tmp_path / name).write_text(text, "utf-8")
    return str(tmp_path / "good.txt"), str(tmp_path / "bad.txt")


def test_exit_codes(files: tuple[str, str]) -> None:
    good, bad = files
    assert run("audit", good).returncode == 0
    assert run("audit", bad).returncode == 1
    assert run("audit", bad, "--fail-on", "fatal").returncode == 0
    assert run("audit", bad, "--fail-on", "never").returncode == 0
    assert run("audit", bad, good, "missing.txt").returncode == 2
    assert run("audit").returncode == 2
    assert run("audit", good, "--lexicon", "nowhere").returncode == 2
    assert run("audit", good, "--scorecard", "nowhere").returncode == 2


@pytest.mark.parametrize("form", ["text", "json", "jsonl"])
def test_the_format_never_changes_the_exit_code(files: tuple[str, str], form: str) -> None:
    assert run("audit", files[1], "--format", form).returncode == 1


def test_text_shows_quote_reason_wording_and_score(files: tuple[str, str]) -> None:
    out = run("audit", files[1], NO_COLOR="1", COLUMNS="120").stdout.decode()
    assert "【不归我管】" in out
    for word in ("推诿·否认职责", "理由：", "建议：", "应有用语", "缺失", "总分"):
        assert word in out
    assert "\x1b[" not in out


def test_english(files: tuple[str, str]) -> None:
    out = run("audit", files[1], "--lang", "en", COLUMNS="120").stdout.decode()
    for word in ("why: ", "better: ", "missing"):
        assert word in out


def test_standard_input_and_jsonl(files: tuple[str, str]) -> None:
    done = run("audit", "-", "--format", "jsonl", "--channel", "call", stdin=BAD.encode("gb18030"))
    (line,) = done.stdout.decode().splitlines()
    audit = json.loads(line)
    assert audit["schema"] == "servicespeech.audit/1"
    assert audit["channel"] == "call"
    assert audit["findings"][0]["quote"] == "不归我管"


def test_json_is_one_list_even_when_nothing_was_read(files: tuple[str, str]) -> None:
    assert len(json.loads(run("audit", *files, "--format", "json").stdout)) == 2
    assert json.loads(run("audit", "none.txt", "--format", "json").stdout) == []


def test_a_gbk_console_never_crashes(files: tuple[str, str], tmp_path: Path) -> None:
    (tmp_path / "emoji.txt").write_text("坐席：不归我管😀\u200d", "utf-8")
    done = run("audit", str(tmp_path / "emoji.txt"), PYTHONIOENCODING="gbk", PYTHONUTF8="0")
    assert done.returncode == 1
    assert "不归我管" in done.stdout.decode("gbk")


def test_explain() -> None:
    out = run("explain", "--text", "这事不归我管").stdout.decode()
    assert "推诿·否认职责" in out
    rule = out[1:6]
    told = run("explain", rule).stdout.decode()
    assert rule in told
    assert "出处：" in told
    assert run("explain", "XX999").returncode == 2
    assert run("explain").returncode == 2


def test_explain_why_not() -> None:
    out = run("explain", "--text", "您是说窗口答复“不归我管”，对吗").stdout.decode()
    assert "引用" in out
    out = run("explain", "--text", "今天天气不错").stdout.decode()
    assert "没有规则命中" in out
    assert "最接近的规则" in out


def test_lexicon_commands() -> None:
    out = run("lexicon", "list", "--category", "abuse").stdout.decode()
    assert out.startswith("AB")
    rows = json.loads(run("lexicon", "list", "--format", "json").stdout)
    assert len(rows) > 120
    assert "match:" in run("lexicon", "show", "DF101").stdout.decode()
    assert run("lexicon", "show", "XX999").returncode == 2


def test_version_is_fast_to_import() -> None:
    code = (
        "import sys, servicespeech.cli; print([m for m in ('numpy', 'pydantic', 'jieba', 'rich') if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
