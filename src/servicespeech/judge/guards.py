"""Guards: when forbidden words are no offence (codebook §1, What is not a violation).

Four are read off the characters (quotation marks, 归不归, the customer's own words, a place deep inside a long
explanation); the others are word lists in ``lexicons/cues/guards.yaml``, each with the place where it must stand.
"""

from __future__ import annotations

from ..lexicon.template import EDGE
from ..match.engine import Hit
from .case import Case

_REACH = 30  # characters of a sentence beyond which words have no say
_SENTENCE_ENDS = ".!?;\n"
#: In a turn so long somebody may explain or tell a story. Two words of feelings or essays make it one; of such words
#: one is enough to spare a hit deep inside a clause: what is meant for the customer mostly stands as its own clause.
_LONG, _STORY = 60, 2
_BESIDE = 2  # characters beside the hit in its clause
_ALONE = 40  # characters of a clause that is one; more are unpunctuated speech
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
    while left > max(begin, hit.s - _REACH) and text[left - 1] not in _SENTENCE_ENDS:
        left -= 1
    while right < min(end, hit.e + _REACH) and text[right] not in _SENTENCE_ENDS:
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
        elif where == "turn":
            story = len({text[s:e] for s, e in forms.find(words, text, begin, end)}) if len(original) > _LONG else 0
            if story and "embedded" in on and _embedded(text, hit.s, hit.e):
                return "embedded"
            found = story >= _STORY
        elif where == "next":
            found = any(forms.forward(form, text, hit.e) for form in words)
        else:
            lower, upper = {"before": (left, hit.s + 1), "after": (hit.e, right), "sentence": (left, right)}[where]
            found = any(forms.find(words, text, lower, upper))
        if found:
            return name
    return ""


def _embedded(text: str, s: int, e: int) -> bool:
    """Whether a span stands inside a longer clause."""
    left, right = s, e
    while text[left - 1] not in EDGE:
        left -= 1
    while text[right] not in EDGE:
        right += 1
    return max(s - left, right - e) > _BESIDE and right - left <= _ALONE


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
