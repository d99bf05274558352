"""Speaker labels: doubted, assigned, never swapped in silence."""

from servicespeech import Auditor, Dialogue
from servicespeech.errors import InputError
from servicespeech.gold import read_gold
from servicespeech.readers import read
from servicespeech.roles import doubtful

from .conftest import ROOT

OWN = [row.dialogue() for path in (ROOT / "corpora" / "dialogues").glob("*.jsonl") for row in read_gold(path)]
SWAPPED = {"agent": "customer", "customer": "agent", "system": "system"}


def swapped(dialogue: Dialogue) -> Dialogue:
    turns = [{"speaker": SWAPPED[t.speaker], "text": t.text} for t in dialogue.turns]
    return Dialogue.model_validate({**dialogue.model_dump(), "turns": turns})


def test_good_labels_are_not_doubted_and_swapped_ones_often_are() -> None:
    assert not any(map(doubtful, OWN))
    assert sum(map(doubtful, map(swapped, OWN))) / len(OWN) >= 0.45


def test_doubt_withholds_the_veto_and_says_so(auditor: Auditor) -> None:
    turns = [
        {"speaker": "customer", "text": "您好，工号1024，很高兴为您服务"},
        {"speaker": "agent", "text": "神经病啊你"},
    ]
    audit = auditor.audit(Dialogue.model_validate({"turns": turns}))
    assert audit.roles_doubtful
    assert audit.violations
    assert audit.score.final > 0
    assert "说话人标注可疑" in audit.explain()
    sure = auditor.audit(Dialogue.model_validate({"turns": [{**t, "speaker": "agent"} for t in turns[1:]]}))
    assert sure.score.final == 0


def test_nameless_speakers_are_assigned_with_a_confidence(auditor: Auditor) -> None:
    text = "说话人1：您好，工号1024，请问有什么可以帮您？\n说话人2：我想查一下我的单子\n"
    (found,) = read("a.txt", text.encode())
    assert isinstance(found, Dialogue)
    assert [t.speaker for t in found.turns] == ["agent", "customer"]
    audit = auditor.audit(found)
    assert audit.roles_assigned is not None
    assert 0.5 < audit.roles_assigned <= 1
    assert "按说话内容判定" in audit.explain()


def test_speakers_that_nothing_tells_apart_are_an_error() -> None:
    (found,) = read("a.txt", "说话人1：嗯\n说话人2：哦\n".encode())
    assert isinstance(found, InputError)
    assert "--speaker 说话人1=agent" in str(found)
