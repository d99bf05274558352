"""An audit in plain words."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from ..dialogue import Turn
from ..labels import Lang, label
from ..records import Audit, Finding
from .words import word


def reason(name: str, lang: Lang) -> str:
    """Why a hit doesn't count, in words.

    >>> reason("shield:着急什么", "zh")
    '是更长的词“着急什么”的一部分'
    """
    kind, _, detail = name.partition(":")
    if kind in {"shield", "word"}:
        return f"是更长的词“{detail}”的一部分" if lang == "zh" else f"it is part of “{detail}”"
    if kind == "unless":
        return f"同一句里有“{detail}”" if lang == "zh" else f"the turn also says “{detail}”"
    return word(f"reason_{kind}", lang)


def roles(audit: Audit, lang: Lang) -> list[str]:
    """What must be said of the speakers."""
    lines = [word("doubtful", lang)] if audit.roles_doubtful else []
    if audit.roles_assigned is not None:
        lines.append(word("assigned", lang, sure=audit.roles_assigned))
    return lines


def scene(audit: Audit, lang: Lang) -> list[str]:
    """Which scene's pack applied, and why."""
    choice = audit.scene_choice
    if choice.how == "none":
        return []
    name = choice.title or choice.name
    if choice.how == "given":
        return [word("scene_given", lang, scene=name)]
    because = ("、" if lang == "zh" else ", ").join(choice.because)
    return [word("scene_detected", lang, scene=name, sure=choice.confidence, because=because)]


def explain(audit: Audit, *, lang: Lang = "zh") -> str:
    """Every finding with quote, reason and better wording; acts missing and done; the score."""
    zh = lang == "zh"
    lines = [*scene(audit, lang), *roles(audit, lang)]
    for finding in audit.findings:
        lines.extend(explain_finding(finding, lang, audit.dialogue.turns))
    if not audit.findings:
        lines.append(word("none", lang))
    colon = "：" if zh else ": "
    missing = [o for o in audit.obligations if o.status == "missing"]
    if missing:
        told = []
        for o in missing:
            why = o.note or ("" if o.due_turn is None else word("due", lang, n=o.due_turn + 1))
            due = (f"（{why}）" if zh else f" ({why})") if why else ""
            told.append(label(o.act, lang) + due)
        lines.append(word("missing", lang) + colon + ("、" if zh else ", ").join(told))
    hardly = f"（{word('weak', lang)}）" if zh else f" ({word('weak', lang)})"
    done = [label(o.act, lang) + (hardly if o.weak else "") for o in audit.obligations if o.status == "done"]
    if done:
        lines.append(word("done", lang) + colon + ("、" if zh else ", ").join(done))
    for step in audit.flow:
        if step.status in {"late", "missing"}:
            why = "" if step.due_turn is None else word("due", lang, n=step.due_turn + 1)
            lines.append(f"{word('head_step', lang)}{colon}{step.title} {label(step.status, lang)} {why}".rstrip())
    score = audit.score
    lines.append(f"{word('score', lang)}{colon}{score.final:g}（{score.grade}，{word('raw', lang)} {score.raw:g}）")
    return "\n".join(lines)


def markable(findings: Iterable[Finding]) -> list[Finding]:
    """Findings of one turn in order, without those that overlap an earlier one: what can be marked in its text."""
    kept: list[Finding] = []
    for finding in sorted(findings, key=lambda f: (f.start, f.pattern is not None, -f.end)):
        if not kept or finding.start >= kept[-1].end:
            kept.append(finding)
    return kept


def explain_finding(finding: Finding, lang: Lang, turns: Sequence[Turn] = ()) -> list[str]:
    """One finding as a few lines; with the dialogue's ``turns``, the evidence of a pattern in its order."""
    category = label(finding.category, lang)
    if finding.subtype or finding.pattern:
        category += f"·{label(finding.subtype or finding.pattern or '', lang)}"
    status = label(finding.status, lang)
    colon = "：" if lang == "zh" else ": "
    lines = [f"[{finding.rule}] {category} {status} {word('turn', lang, n=finding.turn + 1)} “{finding.quote}”"]
    lines.append(f"    {word('why', lang)}{colon}{finding.message}")
    if finding.pattern:
        for at in finding.evidence:
            if at.turn < len(turns):
                quote = turns[at.turn].text[at.start : at.end]
                lines.append(f"    {word('evidence', lang)}{colon}{word('turn', lang, n=at.turn + 1)} “{quote}”")
    if finding.reason:
        lines.append(f"    {word('stopped', lang)}{colon}{reason(finding.reason, lang)}")
    if finding.status == "open" and finding.suggestion:
        lines.append(f"    {word('better', lang)}{colon}{finding.suggestion}")
    return lines
