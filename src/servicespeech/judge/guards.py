"""Guards: when forbidden words are no offence (codebook §1, What is not a violation).

Two are read off the characters (quotation marks, 归不归); the others are word lists in
``lexicons/cues/guards.yaml``, each with the place where it must stand.
"""

from __future__ import annotations

from ..match.engine import Hit
from .case import Case

_SENTENCE_ENDS = ".!?;\n"
_OPENING = {"“": "”", "「": "」", "『": "』", "《": "》", "‘": "’", '"': '"', "'": "'", "＂": "＂"}


def guard(case: Case, hit: Hit) -> str:
    """The name of the guard that takes the hit's sting away, or ``""``."""
    entry = case.entry(hit)
    on = entry.guards
    if not on:
        return ""
    turn = hit.turn - case.first
    original = case.dialogue.turns[turn].text
    if "quoted" in on and quoted(original, hit.start, hit.end):
        return "quoted"
    text = case.buffer.surface
    if "a_not_a" in on and text[hit.s] in "不没" and text[hit.s - 1] == text[hit.s + 1]:
        return "a_not_a"
    begin, end = int(case.buffer.start[hit.segment]), int(case.buffer.end[hit.segment])
    left, right = hit.s, hit.e
    while left > begin and text[left - 1] not in _SENTENCE_ENDS:
        left -= 1
    while right < end and text[right] not in _SENTENCE_ENDS:
        right += 1
    closing = text[right : right + 1]
    if "echo" in on and turn and hit.e - hit.s >= 3 and (closing == "?" or text[right - 1 : right] in "吗吧"):
        heard = case.dialogue.turns[turn - 1]
        if heard.speaker == "customer" and original[hit.start : hit.end] in heard.text:
            return "echo"
    forms = case.matcher.forms
    for (name, where), words in case.matcher.pack.guards.items():
        if name not in on:
            continue
        if where == "touching":
            # 你是不是听不懂 asks, and denies nothing.
            found = any(text[at - 1] != text[at + 1] for form in words for at in forms.backward(form, text, hit.s))
        elif where == "next":
            found = any(forms.forward(form, text, hit.e) for form in words)
        else:
            lower, upper = {"before": (left, hit.s + 1), "after": (hit.e, right), "sentence": (left, right)}[where]
            found = any(forms.find(words, text, lower, upper))
        if found:
            return name
    return ""


def quoted(text: str, start: int, end: int) -> bool:
    """Whether ``text[start:end]`` stands between quotation marks.

    >>> quoted("您说窗口答复“不归我管”对吗", 7, 11)
    True
    """
    for opening, closing in _OPENING.items():
        if opening == closing:
            if text.count(opening, 0, start) % 2 == 1 and text.find(closing, end) >= 0:
                return True
            continue
        at = text.rfind(opening, 0, start)
        if at >= 0 and text.find(closing, at, start) < 0 and text.find(closing, end) >= 0:
            return True
    return False
