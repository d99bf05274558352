"""Recall under noise: what the rules flag clean, they flag noisy, and clean speech stays clean."""

import random

import pytest

from servicespeech import Auditor, Dialogue, Turn
from servicespeech.lexicon.files import builtin_directory
from servicespeech.lexicon.load import load
from servicespeech.lexicon.schema import Rule

from .noise import KINDS

RULES = [entry for entry in load([builtin_directory()]).entries.values() if isinstance(entry, Rule)]
MOST_LOST = 0.08
MOST_FALSE = 0.05  # noise also hits the words that shield or redress


def noisy(text: str, kind: str, seeded: random.Random) -> Dialogue:
    """The agent's words with noise, after the customer's words where the example has them."""
    customer, bar, agent = text.rpartition("|")
    turns = [Turn(speaker="customer", text=customer)] if bar else []
    turns.append(Turn(speaker="agent", text=KINDS[kind](agent, seeded) if kind else agent))
    return Dialogue(complete=False, turns=tuple(turns))


@pytest.mark.parametrize("kind", KINDS)
def test_recall_falls_little(auditor: Auditor, kind: str) -> None:
    examples = [text for rule in RULES for text in rule.examples.flag]
    seeded = random.Random(7)
    flagged = [bool(audit.violations) for audit in auditor.audit_many(noisy(text, kind, seeded) for text in examples)]
    assert 1 - sum(flagged) / len(flagged) <= MOST_LOST


@pytest.mark.parametrize("kind", KINDS)
def test_clean_speech_stays_clean(auditor: Auditor, kind: str) -> None:
    seeded = random.Random(7)
    examples = [text for rule in RULES for text in rule.examples.pass_]
    as_they_are = auditor.audit_many(noisy(text, "", seeded) for text in examples)
    clean = [text for text, audit in zip(examples, as_they_are, strict=True) if not audit.violations]
    dialogues = [noisy(text, kind, seeded) for text in clean]
    flagged = [
        d.turns[-1].text for d, audit in zip(dialogues, auditor.audit_many(dialogues), strict=True) if audit.violations
    ]
    assert len(flagged) / len(dialogues) <= MOST_FALSE, flagged[:10]


LONG = (
    "先生您好，您说的这笔手续费我看到了，是上个月十五号从您的储蓄卡里扣的，一共是三十块钱，账单上也写着，"
    "这一笔是在网点办的，{}"
)


@pytest.mark.parametrize("opening", ["", "这个事情", "您父亲和母亲的材料我看过了，"])
def test_a_long_turn_hides_nothing(auditor: Auditor, opening: str) -> None:
    examples = [text for rule in RULES if not rule.after for text in rule.examples.flag]
    lost = sum(not audit.violations for audit in auditor.audit_many(LONG.format(opening + text) for text in examples))
    assert lost / len(examples) <= 0.10
