"""The built-in lexicon proves itself; a broken one tells everything that is wrong."""

from collections import Counter
from pathlib import Path

import pytest

from servicespeech import Auditor, LexiconError
from servicespeech.check import check
from servicespeech.labels import ACTS, CATEGORIES, REDRESSES, SUBTYPES
from servicespeech.lexicon.files import builtin_directory
from servicespeech.lexicon.load import Lexicon, load
from servicespeech.lexicon.schema import (
    ActEntry,
    CueEntry,
    GuardEntry,
    PatternEntry,
    RedressEntry,
    Rule,
    SceneEntry,
    StepEntry,
)

RULE = """
- id: DF990
  name: own-rule
  category: deflection
  subtype: disclaim
  severity: major
  title: {zh: 自定}
  match: [咕噜咕噜去]
  suggest: {zh: 我帮您联系。}
  examples: {flag: [你咕噜咕噜去], pass: [咕噜一下]}
"""


@pytest.fixture(scope="module")
def lexicon() -> Lexicon:
    return check()


def test_every_entry_does_what_its_examples_say(lexicon: Lexicon) -> None:
    rules = [e for e in lexicon.entries.values() if isinstance(e, Rule)]
    assert len(rules) >= 120
    kinds = Counter(r.subtype or r.category for r in rules)
    for kind in (*SUBTYPES, *CATEGORIES[1:]):
        assert kinds[kind] >= 6, kind
    for rule in rules:
        assert len(rule.examples.flag) >= 3, rule.id
        assert len(rule.examples.pass_) >= 3, rule.id
        assert (rule.category == "deflection") == (rule.subtype is not None), rule.id


def test_every_entry_names_its_source_and_is_in_two_languages(lexicon: Lexicon) -> None:
    for entry in lexicon.entries.values():
        assert entry.title.en, entry.id
        if not isinstance(entry, GuardEntry):
            assert entry.sources, entry.id
        if isinstance(entry, Rule):
            assert entry.why, entry.id
            assert entry.why.en, entry.id


def test_every_act_and_redress_is_known(lexicon: Lexicon) -> None:
    acts = {e.act for e in lexicon.entries.values() if isinstance(e, ActEntry)}
    cues = {e.cue for e in lexicon.entries.values() if isinstance(e, CueEntry)}
    assert acts == set(ACTS) - {"four_tells"}  # told in parts, by cues
    assert {"told_eligible", "told_papers", "told_where", "told_time"} <= cues
    assert {e.redress for e in lexicon.entries.values() if isinstance(e, RedressEntry)} == set(REDRESSES)


def test_ids_carry_the_prefix_of_their_kind(lexicon: Lexicon) -> None:
    prefixes = lexicon.pack.prefixes
    for entry in lexicon.entries.values():
        kind = (
            entry.category if isinstance(entry, Rule)
            else "act" if isinstance(entry, ActEntry)
            else "redress" if isinstance(entry, RedressEntry)
            else "cue" if isinstance(entry, CueEntry)
            else "pattern" if isinstance(entry, PatternEntry)
            else "step" if isinstance(entry, StepEntry)
            else "scene" if isinstance(entry, SceneEntry)
            else "guard"
        )  # fmt: skip
        assert entry.id.startswith(prefixes[kind]), entry.id


def write(directory: Path, name: str, text: str) -> Path:
    directory.mkdir(exist_ok=True)
    (directory / name).write_text(text, "utf-8")
    return directory


def test_own_rules_are_added(tmp_path: Path) -> None:
    own = write(tmp_path / "own", "rules.yaml", "rules:" + RULE)
    assert [f.rule for f in Auditor(lexicons=[own]).audit("你咕噜咕噜去").violations] == ["DF990"]
    check([own])


def test_rules_are_overridden_and_switched_off(tmp_path: Path) -> None:
    text = "这事不归我管"
    before = {f.rule for f in Auditor().audit(text).violations}
    assert len(before) == 1
    name = before.pop()
    off = write(tmp_path / "off", "pack.yaml", f"name: off\nversion: '1'\nschema: 1\noff: [{name}]\n")
    assert name not in {f.rule for f in Auditor(lexicons=[off]).audit(text).findings}
    own = write(tmp_path / "own", "rules.yaml", "rules:" + RULE.replace("DF990", name))
    auditor = Auditor(lexicons=[own])
    assert [f.rule for f in auditor.audit("你咕噜咕噜去").violations] == [name]


BROKEN = """rules:
- id: DF991
  name: no-title
  category: deflection
  subtype: disclaim
  severity: major
  match: ["{@nobody}管"]
  suggest: {zh: 好}
  sugest: {zh: 错字}
- id: DF992
  name: bad-category
  category: rude
  severity: major
  severity: minor
  title: {zh: 甲}
  match: [不行不行]
  suggest: {zh: 好}
- id: DF101
  name: duplicate-id
  category: deflection
  subtype: disclaim
  severity: major
  title: {zh: 乙}
  match: [不行不行]
  suggest: {zh: 好}
- id: DF101
  name: duplicate-id-again
  category: deflection
  subtype: disclaim
  severity: major
  title: {zh: 乙}
  match: [不行不行]
  suggest: {zh: 好}
"""


def test_all_problems_are_told_at_once_with_their_lines(tmp_path: Path) -> None:
    own = write(tmp_path, "broken.yaml", BROKEN)
    with pytest.raises(LexiconError) as caught:
        load([builtin_directory(), own])
    told = {(Path(p.path).name, p.line) for p in caught.value.problems}
    text = str(caught.value)
    assert {("broken.yaml", 2), ("broken.yaml", 9), ("broken.yaml", 12), ("broken.yaml", 14)} <= told
    assert "unknown key 'sugest'" in text
    assert "'title' is missing" in text
    assert "duplicate key 'severity'" in text
    assert "DF101 is already used at" in text


@pytest.mark.parametrize(
    ("match", "told"),
    [("['{@nobody}管']", "unknown group"), ("['不']", "single character"), ("['{我|你}~3{管|办}']", "no fixed part")],
)
def test_unusable_templates_are_told_with_their_line(tmp_path: Path, match: str, told: str) -> None:
    own = write(tmp_path, "own.yaml", "rules:" + RULE.replace("[咕噜咕噜去]", match))
    with pytest.raises(LexiconError, match=told) as caught:
        Auditor(lexicons=[own])
    assert caught.value.problems[0].line == 8


def test_examples_that_fail_are_told_with_their_line(tmp_path: Path) -> None:
    own = write(tmp_path, "own.yaml", "rules:" + RULE.replace("[咕噜一下]", "[你咕噜咕噜去]"))
    with pytest.raises(LexiconError, match="should pass and is matched") as caught:
        check([own])
    assert caught.value.problems[0].line == 10


def test_an_empty_or_missing_directory_is_no_silent_green(tmp_path: Path) -> None:
    with pytest.raises(LexiconError, match="no lexicon files"):
        Auditor(lexicons=[tmp_path / "nowhere"])


def test_unused_groups_are_told(tmp_path: Path) -> None:
    own = write(tmp_path, "own.yaml", "groups: {spare: [甲乙]}\nrules:" + RULE)
    with pytest.raises(LexiconError, match=r"own\.yaml:1: group 'spare' is used by no template"):
        check([own])


def test_broken_yaml_names_the_line(tmp_path: Path) -> None:
    own = write(tmp_path, "own.yaml", "rules:\n- id: DF990\n  match: [甲\n")
    with pytest.raises(LexiconError, match=r"own\.yaml:4: broken YAML"):
        Auditor(lexicons=[own])
