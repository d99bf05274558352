"""Personal data in service talk, masked character by character, so that every span stays right.

What is masked, and where: telephone, ID-card, bank-card and document numbers (``numbers``); names after words that
announce one (``names``); mail addresses, licence plates and house numbers (``places``).
"""

from __future__ import annotations

from ..records import Audit, Finding
from .names import names
from .numbers import numbers
from .places import places

MASK = "×"


def redact(text: str) -> str:
    """The text with personal data masked; as many code points as before, and a second time changes nothing.

    A mobile number keeps its first three digits, a bank card (16 to 19 digits that pass the Luhn test, and so one in
    ten order numbers of that length) its last four. Of ID cards those with a wrong check digit are masked as well, if
    the birth date is plausible: speech recognition mishears digits, and what is nearly somebody's number tells on
    them. Amounts, dates, order numbers and service numbers (12345, 95598) are kept. Names are found only behind words
    that announce them; a name that merely comes up is kept.

    >>> redact("我叫王建国，电话13800138000，住中山路12号3栋502室")
    '我叫×××，电话138××××××××，住中山路××号×栋×××室'
    """
    # Masking only ever adds ×, so this ends; each further look sees what the masks have set free.
    while (masked := _once(text)) != text:
        text = masked
    return text


def _once(text: str) -> str:
    characters = list(text)
    for find in (numbers, places, names):
        for start, end in find(text):
            characters[start:end] = MASK * (end - start)
    return "".join(characters)


def redact_audit(audit: Audit) -> Audit:
    """The audit with its dialogue masked, and whatever its findings and notes repeat of it; all spans stay.

    ``id``, ``scene`` and ``meta`` are the house's own keys, by which results are grouped and appealed, and are kept.

    >>> from servicespeech import audit
    >>> masked = redact_audit(audit("我叫王建国，这事不归我管"))
    >>> masked.dialogue.turns[0].text, masked.findings[0].quote
    ('我叫×××，这事不归我管', '不归我管')
    """
    before = [turn.text for turn in audit.dialogue.turns]
    turns = tuple(turn.model_copy(update={"text": redact(turn.text)}) for turn in audit.dialogue.turns)
    after = [turn.text for turn in turns]
    choice = audit.scene_choice
    return audit.model_copy(
        update={
            "dialogue": audit.dialogue.model_copy(update={"turns": turns}),
            "findings": tuple(_finding(finding, before, after) for finding in audit.findings),
            "obligations": tuple(o.model_copy(update={"note": redact(o.note)}) for o in audit.obligations),
            "scene_choice": choice.model_copy(update={"because": tuple(map(redact, choice.because))}),
        }
    )


def _finding(finding: Finding, before: list[str], after: list[str]) -> Finding:
    """The finding in the words of the masked turns: a quote alone may no longer show that it was part of a number."""
    places = [(finding.turn, finding.start, finding.end), *((e.turn, e.start, e.end) for e in finding.evidence)]
    said = {before[turn][start:end]: after[turn][start:end] for turn, start, end in places if turn < len(before)}

    def masked(words: str) -> str:
        for old, new in said.items():
            if old != new:
                words = words.replace(old, new)
        return redact(words)

    quote = after[finding.turn][finding.start : finding.end]
    return finding.model_copy(
        update={"quote": quote, "message": masked(finding.message), "suggestion": masked(finding.suggestion)}
    )
