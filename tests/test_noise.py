"""Recall under noise: what the rules flag clean, they flag noisy, and clean speech stays clean."""

import random

import pytest

from servicespeech import Auditor
from servicespeech.lexicon.files import builtin_directory
from servicespeech.lexicon.load import load
from servicespeech.lexicon.schema import Rule

from .noise import KINDS

RULES = [entry for entry in load([builtin_directory()]).entries.values() if isinstance(entry, Rule)]
MOST_LOST = 0.08
MOST_FALSE = 0.05  # noise also hits the words that shield or redress


@pytest.mark.parametrize("kind", KINDS)
def test_recall_falls_little(auditor: Auditor, kind: str) -> None:
    examples = [text for rule in RULES for text in rule.examples.flag]
    seeded = random.Random(7)
    noisy = [KINDS[kind](text, seeded) for text in examples]
    flagged = [bool(audit.violations) for audit in auditor.audit_many(noisy)]
    assert 1 - sum(flagged) / len(flagged) <= MOST_LOST


@pytest.mark.parametrize("kind", KINDS)
def test_clean_speech_stays_clean(auditor: Auditor, kind: str) -> None:
    examples = [text for rule in RULES for text in rule.examples.pass_]
    clean = [text for text, audit in zip(examples, auditor.audit_many(examples), strict=True) if not audit.violations]
    seeded = random.Random(7)
    noisy = [KINDS[kind](text, seeded) for text in clean]
    flagged = [text for text, audit in zip(noisy, auditor.audit_many(noisy), strict=True) if audit.violations]
    assert len(flagged) / len(noisy) <= MOST_FALSE, flagged[:10]
