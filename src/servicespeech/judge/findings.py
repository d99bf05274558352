"""Hits of rules → findings: guarded, redressed or open, each with its quote."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from ..errors import EvidenceError
from ..labels import SEVERITIES, Lang, label
from ..match.engine import Hit
from ..records import Finding
from .case import Case
from .guards import guard

_TIERS = {"exact": 0, "denoised": 1, "homophone": 2, "fuzzy": 3}
#: Made good too late, a finding weighs less.
_LOWER = {"fatal": "major", "major": "minor", "minor": "minor", "info": "info"}
#: What moves a matter forward, by subtype (codebook §1, Redress).
_NEEDS = {
    "disclaim": ("where", "courtesy", "help"),
    "bounce": ("where", "courtesy", "help"),
    "stall": ("when",),
    "feign": ("help", "where"),
    "wall": ("way",),
    "closed": ("when", "way"),
}
#: Places that are none.
_NOWHERE = ("别人", "别的", "别家", "人家", "他们", "她们", "相关", "有关")
_MISSING = {
    "where": ("没有说明去哪里、找谁", "not said where to go or whom to ask"),
    "courtesy": ("没有请或致歉", "neither please nor apology"),
    "when": ("没有说明什么时候", "not said by when"),
    "way": ("没有给出别的办法", "no other way given"),
    "help": ("没有帮着去问、去联系", "no help offered"),
}


@dataclass(frozen=True, slots=True)
class Judged:
    """A hit with what the judges made of it."""

    hit: Hit
    status: str
    reason: str = ""
    redress: tuple[Hit, ...] = ()
    late: tuple[Hit, ...] = ()  # redress or apology that came too late to undo it


def judge(case: Case) -> list[Judged]:
    """The hits of rules, judged; of hits that overlap in one turn, one accusation stays."""
    return _one_accusation_each(case, judge_all(case))


def judge_all(case: Case) -> list[Judged]:
    """Every hit of a rule: suppressed by a guard, redressed, or open."""
    judged: list[Judged] = []
    for hit in case.hits:
        entry = case.entry(hit)
        if entry.kind != "rule":
            continue
        if entry.channels and case.dialogue.channel and case.dialogue.channel not in entry.channels:
            continue
        if (entry.after or entry.not_after) and not _answers(case, hit, judged):
            continue
        if reason := hit.stopped or guard(case, hit):
            judged.append(Judged(hit, "suppressed", reason))
            continue
        redress = redressed_by(case, hit)
        late = () if redress else came_late(case, hit)
        judged.append(Judged(hit, "redressed" if redress else "open", redress=redress, late=late))
    return judged


def _answers(case: Case, hit: Hit, judged: Sequence[Judged]) -> bool:
    """Whether the customer's last move holds what the rule needs before it, and nothing that spares the agent.

    ``judged`` are the hits of the turns before; a customer who was pushed away in the last of them asks for more.
    """
    entry, turn = case.entry(hit), hit.turn - case.first
    before = turn - 1
    while before >= 0 and case.speakers[before] != "customer":
        before -= 1
    if before < 0:
        return False
    heard = {label for t in case.move_turns(before) for label in case.cues_of(t)}
    pushed = [j for j in judged if j.status == "open" and case.entry(j.hit).label == "deflection"]
    if any(case.moves[j.hit.turn - case.first] == case.moves[before] - 1 for j in pushed):
        heard.add("deflected")
    return bool(heard & entry.after) and not heard & entry.not_after


def redressed_by(case: Case, hit: Hit) -> tuple[Hit, ...]:
    """What redresses a deflecting hit: in its own turn, or in the agent's turns up to the customer's next one."""
    turn = hit.turn - case.first
    return _redress(case, hit, range(turn, case.move_turns(turn)[-1] + 1))


def came_late(case: Case, hit: Hit) -> tuple[Hit, ...]:
    """What came only after the customer spoke again, in the agent's next move: redress; an apology where nothing can
    redress (then also in the same move, after the hit). The finding stays, and weighs less.
    """
    turn = hit.turn - case.first
    move = case.moves[turn]
    following = next((turns for turns in case.agent_moves if case.moves[turns[0]] > move), [])
    if case.entry(hit).redress:
        return _redress(case, hit, following)
    rest = [t for t in case.move_turns(turn) if t >= turn]
    apologies = case.events.get(("act", "apology"), ())
    return tuple(h for t, h in apologies if t in following or (t in rest and (t > turn or h.start >= hit.end)))[:1]


def _redress(case: Case, hit: Hit, turns: Collection[int]) -> tuple[Hit, ...]:
    """The redress of the kinds that count for a hit in some turns, outside of the hit itself."""
    turn = hit.turn - case.first
    found: list[Hit] = []
    for kind in case.entry(hit).redress:
        for at, redress in case.events.get(("redress", kind), ()):
            inside = at == turn and redress.start >= hit.start and redress.end <= hit.end
            if at in turns and not inside and not _denied(case, redress):
                found.append(redress)
    return tuple(found[:3])


def missing_redress(case: Case, hit: Hit) -> tuple[str, ...]:
    """What a deflecting hit lacks to be redressed: ``where``, ``courtesy``, ``when``, ``way``, ``help``."""
    entry, turn = case.entry(hit), hit.turn - case.first
    needs = _NEEDS.get(entry.subtype or "", ()) if entry.redress else ()
    move = case.move_turns(turn)

    def said(*names: tuple[str, str]) -> bool:
        return any(t in move for name in names for t in case.turns_with(*name))

    named = any(
        at in move and not any(word in case.words(case.place(sent)) for word in _NOWHERE)
        for at, sent in case.events.get(("cue", "refers"), ())
    )
    there = {
        "where": named or said(("cue", "told_where")),
        "courtesy": said(("act", "please"), ("act", "apology")),
        "when": said(("cue", "told_time"), ("redress", "commitment")),
    }
    return tuple(need for need in needs if not there.get(need))


def _denied(case: Case, redress: Hit) -> bool:
    """Whether a negation stands directly before the redress (要不 is none)."""
    text = case.buffer.surface
    return text[redress.s - 1] in "不没别" and text[redress.s - 2 : redress.s] != "要不"


def _one_accusation_each(case: Case, judged: list[Judged]) -> list[Judged]:
    """Words are held against the agent once: by the surest, then gravest, then longest hit that covers them."""

    def rank(item: Judged) -> tuple[int, int, int, int]:
        hit = item.hit
        severity = SEVERITIES.index(case.entry(hit).severity)
        return _TIERS[hit.tier], severity, hit.start - hit.end, hit.entry

    counted = [j for j in judged if j.status != "suppressed"]
    kept: list[Judged] = []
    for item in sorted((j for j in counted if not _is_sum(j.hit, [c.hit for c in counted])), key=rank):
        if not any(_overlap(item.hit, other.hit) for other in kept):
            kept.append(item)
    kept.extend(j for j in judged if j.status == "suppressed")
    return sorted(kept, key=lambda j: (j.hit.turn, j.hit.start, j.hit.end))


def _overlap(one: Hit, other: Hit) -> bool:
    return one.turn == other.turn and one.start < other.end and other.start < one.end


def _is_sum(hit: Hit, hits: list[Hit]) -> bool:
    """Whether a hit is only the sum of two others that stand apart in it: 不归我管,你去问她."""
    inside = [h for h in hits if h.turn == hit.turn and hit.start <= h.start and h.end <= hit.end]
    inside = [h for h in inside if (h.start, h.end) != (hit.start, hit.end)]
    return any(a.end <= b.start for a in inside for b in inside)


def to_finding(case: Case, judged: Judged, lang: Lang) -> Finding:
    """The finding; raises :class:`EvidenceError` if its quote isn't there."""
    hit, entry = judged.hit, case.entry(judged.hit)
    at = case.place(hit)
    quote = case.words(at)
    if not quote:
        raise EvidenceError(f"{entry.id} in turn {at.turn} has no quote")
    severity = "info" if judged.status == "redressed" else _LOWER[entry.severity] if judged.late else entry.severity
    return Finding(
        rule=entry.id,
        category=entry.label,  # type: ignore[arg-type]
        subtype=entry.subtype,  # type: ignore[arg-type]
        severity=severity,  # type: ignore[arg-type]
        status=judged.status,  # type: ignore[arg-type]
        turn=at.turn,
        start=at.start,
        end=at.end,
        quote=quote,
        tier=hit.tier,
        confidence=hit.confidence,
        message=_message(case, judged, lang),
        suggestion=entry.suggest.get(lang, ""),
        reason=judged.reason,
        evidence=tuple(case.place(h) for h in (hit, *judged.redress, *judged.late)),
    )


def _message(case: Case, judged: Judged, lang: Lang) -> str:
    entry = case.entry(judged.hit)
    title, why = entry.title[lang], entry.why.get(lang, "")
    colon = "：" if lang == "zh" else ": "
    message = f"{title}{colon}{why}" if why else title
    if judged.redress:
        first = judged.redress[0]
        how = label(case.entry(first).label, lang)
        words = case.words(case.place(first))
        message += f"（已化解：{how}“{words}”）" if lang == "zh" else f" (redressed by {how}: “{words}”)"
    if judged.status == "open" and (missing := missing_redress(case, judged.hit)):
        told = ("；" if lang == "zh" else "; ").join(_MISSING[need][lang != "zh"] for need in missing)
        message += f"（{told}）" if lang == "zh" else f" ({told})"
    if judged.late:
        message += "（后来才补救，从轻）" if lang == "zh" else " (made good only later: weighs less)"
    if judged.hit.tier != "exact":
        tier = label(judged.hit.tier, lang)
        message += f"（{tier}匹配）" if lang == "zh" else f" ({tier} match)"
    return message
