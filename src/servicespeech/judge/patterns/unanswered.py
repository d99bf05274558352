"""``unanswered`` 答非所问/不应答: the customer puts the same question again, since the agent's turns held no answer."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from rapidfuzz import fuzz

from ..case import Case
from ..findings import Judged
from .found import Found, first_hit, question, whole

_ALIKE = 85  # of 100: two questions that are the same
_SHORT = 6  # characters that a question needs to be compared
#: What a question asks for.
_KINDS = {
    "time": re.compile(
        "几时|几点|几天|几号|多久|什么时候|啥时候|嘛时候|何时|哪天|好久|啥辰光|猴年|多长时间|是几|今天还是"
    ),
    "money": re.compile("多少钱|几块|多少|好多钱|几多"),
    "where": re.compile("哪里|哪儿|哪边|哪个|哪家|哪块|哪几|在哪|去哪|上哪|找谁|谁"),
    "why": re.compile("为什么|为啥|何解|凭什么|凭啥|咋回事|怎么回事|啥原因|什么原因"),
    "whether": re.compile(
        "能不能|行不行|可不可以|给不给|退不退|赔不赔|修不修|免不免|办不办|算不算|还是不|能.{0,8}[吗不么]"
    ),
}
#: An impatient repetition: 到底几天, 过几天是几天.
_PRESSES = re.compile(
    "到底|究竟|倒是|准话|准信|有个数|[我俺]就(?:想)?问|再问一|最后问|(?:几天|两天|一会儿?|时间|稍后|尽快|快了|马上|后续|改天)是[几哪多啥什]"
)
_EMPTY = frozenset("的是吗呢啊了吧呀嘛我你您他她它这那有多少什么怎哪里几个们在要能不会到就都也还，。？！,.?! ")
_ANSWERS = (
    ("redress", "active_help"), ("redress", "commitment"), ("redress", "explanation"), ("redress", "referral"),
    ("cue", "told_time"), ("cue", "told_where"), ("cue", "told_papers"), ("cue", "money"),
)  # fmt: skip


def find(case: Case, judged: Sequence[Judged]) -> Found | None:
    again = dict(reversed(case.events.get(("cue", "asks_again"), ())))
    mishears = case.turns_with("cue", "mishears")
    asking = [
        turn
        for turn, speaker in enumerate(case.speakers)
        if speaker == "customer" and turn not in mishears and (turn in again or question(case, turn))
    ]
    for number, turn in enumerate(asking):
        before = [t for t in asking[:number] if case.moves[t] < case.moves[turn]]
        between = _last_agent(case, turn)
        if not before or between is None:
            continue
        if turn in again or (any(_alike(case, t, turn) for t in before) and not _answered(case, before[-1], turn)):
            repeated = case.place(again[turn]) if turn in again else whole(case, turn)
            first, reply = whole(case, before[-1]), whole(case, between)
            return Found("unanswered", reply, (first, reply, repeated))
    return None


def _last_agent(case: Case, turn: int) -> int | None:
    return next((t for t in range(turn - 1, -1, -1) if case.speakers[t] == "agent" and _says(case, t)), None)


def _says(case: Case, turn: int) -> bool:
    return bool(case.dialogue.turns[turn].text.strip())


def _alike(case: Case, one: int, other: int) -> bool:
    """Whether two questions ask for the same kind of thing, in like words or pressing for it (到底)."""
    a, b = (case.dialogue.turns[t].text for t in (one, other))
    if not _kinds(a) & _kinds(b):
        return False
    same = min(len(a), len(b)) >= _SHORT and fuzz.partial_ratio(a, b) >= _ALIKE
    return same or bool(_PRESSES.search(b))


@lru_cache(4096)
def _kinds(text: str) -> frozenset[str]:
    return frozenset(kind for kind, words in _KINDS.items() if words.search(text))


def _answered(case: Case, since: int, until: int) -> bool:
    """Whether the agent's turns between hold help, a time, a place, or speak of what was asked."""
    asked = case.dialogue.turns[since].text
    topics = {asked[i : i + 2] for i in range(len(asked) - 1) if not _EMPTY & set(asked[i : i + 2])}
    for turn in range(since + 1, until):
        if case.speakers[turn] == "agent":
            text = case.dialogue.turns[turn].text
            if first_hit(case, turn, *_ANSWERS) or any(topic in text for topic in topics):
                return True
    return False
