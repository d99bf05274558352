"""Roll-ups, policies, appeals and rulings."""

import json
from pathlib import Path

import pytest

from servicespeech import Auditor, Dialogue, LexiconError
from servicespeech.cli import main
from servicespeech.errors import InputError
from servicespeech.policy import load_policy, lost, roll_up
from servicespeech.records import Result
from servicespeech.rulings import Ruling, add_ruling, apply, key, often_overturned, read_rulings

RUDE = ["您好。", "这个不归我管。"]
FINE = ["您好，请问您办理什么业务？", "请问还有其他可以帮您的吗？请慢走，再见。"]


def dialogue(name: str, said: list[str], channel: str, **meta: str) -> Dialogue:
    first, last = said
    turns = [("agent", first), ("customer", "我想问一下几点关门。"), ("agent", last)]
    return Dialogue.model_validate(
        {"id": name, "channel": channel, "meta": meta, "turns": [{"speaker": s, "text": t} for s, t in turns]}
    )


@pytest.fixture(scope="module")
def results(auditor: Auditor) -> list[Result]:
    dialogues = [
        dialogue("1", RUDE, "counter", agent="甲", branch="东", date="2026-10-03", customer="外地"),
        dialogue("2", FINE, "counter", agent="甲", branch="东", date="2026-11-03", customer="本地"),
        dialogue("3", FINE, "chat", agent="甲", branch="东", date="2026-11-04", customer="本地"),
        dialogue("4", RUDE, "chat", agent="乙", branch="西", date="2025-11-04"),
        dialogue("5", FINE, "counter"),
    ]
    return [Result.from_json(audit.to_json()) for audit in auditor.audit_many(dialogues)]


def test_on_site_and_off_site_make_the_mark(results: list[Result]) -> None:
    policy = load_policy("credit-union")
    rows = {row.group: row for row in roll_up([(r, r.score) for r in results], policy, ["agent"])}
    assert set(rows) == {"甲", "乙", "?"}
    one = rows["甲"]
    assert one.on_site is not None
    assert one.off_site is not None
    assert one.mark == pytest.approx(0.8 * one.on_site + 0.2 * one.off_site, abs=0.1)
    assert rows["乙"].on_site is None
    assert rows["乙"].mark == rows["乙"].off_site
    assert one.yuan == pytest.approx(50 * one.lost)


def test_months_and_kinds_of_customers(results: list[Result]) -> None:
    policy = load_policy("credit-union")
    scored = [(r, r.score) for r in results]
    assert [row.group for row in roll_up(scored, policy, ["month"])] == ["2025-11", "2026-10", "2026-11", "?"]
    rows = {row.group: row.mark or 0 for row in roll_up(scored, policy, ["agent", "customer"])}
    assert rows["甲 / 外地"] < rows["甲 / 本地"]


def test_too_many_points_in_a_year_cost_the_award(results: list[Result]) -> None:
    policy = load_policy("credit-union")
    rude = results[0]
    times = int(120 / lost(rude.score)) + 1
    (row,) = roll_up([(rude, rude.score)] * times, policy, ["agent"])
    assert row.award_lost == ("2026",)
    (row,) = roll_up([(rude, rude.score)] * (times - 2), policy, ["agent"])
    assert row.award_lost == ()


def test_a_policy_names_its_faults(tmp_path: Path) -> None:
    path = tmp_path / "mine.yaml"
    path.write_text("id: mine\nyuan: 3\n", "utf-8")
    with pytest.raises(LexiconError, match="yuan"):
        load_policy(path)


def test_rulings_are_added_and_the_last_counts(tmp_path: Path, results: list[Result]) -> None:
    (finding,) = (f for f in results[0].findings if f.status == "open" and f.pattern is None)
    name = key("1", finding)
    path = tmp_path / "rulings.jsonl"
    add_ruling(path, Ruling(key=name, ruling="upheld", who="王", when="2026-11-01", reason="原话如此"))
    add_ruling(path, Ruling(key=name, ruling="overturned", who="李", when="2026-11-02", reason="转述"))
    rulings = read_rulings(path)
    assert len(path.read_text("utf-8").splitlines()) == 2
    assert rulings[name].ruling == "overturned"
    ruled = apply(results[0], rulings)
    assert [f.status for f in ruled if f.rule == finding.rule] == ["suppressed"]
    assert results[0].findings[0].status == "open"
    assert often_overturned(results, rulings) == [(finding.rule, 1, 1)]


def test_a_broken_ruling_names_its_line(tmp_path: Path) -> None:
    path = tmp_path / "rulings.jsonl"
    path.write_text('\n{"key": "a"}\n', "utf-8")
    with pytest.raises(InputError) as error:
        read_rulings(path)
    assert error.value.line == 2


def test_the_commands(tmp_path: Path, results: list[Result], capsys: pytest.CaptureFixture[str]) -> None:
    stored, rulings = tmp_path / "results.jsonl", tmp_path / "rulings.jsonl"
    stored.write_text("".join(json.dumps(stored_line(r), ensure_ascii=False) + "\n" for r in results), "utf-8")
    (finding,) = (f for f in results[0].findings if f.status == "open" and f.pattern is None)
    said = ["--who", "王", "--when", "2026-11-02", "--reason", "转述"]
    run("ruling", str(rulings), key("1", finding), "overturned", *said)
    run("score", str(stored), "--rulings", str(rulings), "--by", "branch", "--format", "json")
    data = json.loads(capsys.readouterr().out)
    machine, ruled = ({row["group"]: row["mark"] for row in data[name]} for name in ("machine", "ruled"))
    assert ruled["东"] > machine["东"]
    assert ruled["西"] == machine["西"]
    run("score", str(stored), "--card", "hospital", "--card", "bank")
    assert "七步曲" in capsys.readouterr().out
    run("score", str(stored), "--card", "telephone")
    assert "telephone" in capsys.readouterr().out
    assert run("score", str(rulings)) == 2


def stored_line(result: Result) -> dict[str, object]:
    line: dict[str, object] = json.loads(result.to_json())
    return line


def run(*arguments: str) -> int:
    with pytest.raises(SystemExit) as ended:
        main(list(arguments))
    return int(str(ended.value.code))
