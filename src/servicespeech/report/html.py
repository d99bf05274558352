"""An audit as a fragment of HTML, for notebooks."""

from __future__ import annotations

from html import escape

from ..labels import label
from ..records import Audit
from .text import markable, roles

_COLOURS = {"open": "#c0392b", "redressed": "#2e7d32"}


def fragment(audit: Audit) -> str:
    """The dialogue with its findings marked, what was missing, and the score; everything is escaped."""
    rows = []
    for number, turn in enumerate(audit.dialogue.turns):
        found = [f for f in audit.findings if f.turn == number and f.status in _COLOURS]
        notes = "".join(
            f'<div style="color:{_COLOURS[f.status]};font-size:smaller">{escape(f.rule)} {escape(f.message)}'
            f"{'　建议：' + escape(f.suggestion) if f.status == 'open' and f.suggestion else ''}</div>"
            for f in found
        )
        marked, at = "", 0
        for f in markable(found):
            marked += escape(turn.text[at : f.start])
            quote = escape(turn.text[f.start : f.end])
            marked += f'<mark style="background:none;border-bottom:2px solid {_COLOURS[f.status]}">{quote}</mark>'
            at = f.end
        marked += escape(turn.text[at:])
        rows.append(f"<tr><td>{number + 1}</td><td>{label(turn.speaker)}</td><td>{marked}{notes}</td></tr>")
    missing = "、".join(label(act) for act in audit.missing) or "无"
    score = audit.score
    doubts = "".join(f"<p>{escape(line)}</p>" for line in roles(audit, "zh"))
    return (
        f'<div lang="zh">{doubts}<p><b>得分 {score.final:g}</b>（{escape(score.grade)}）　应有而缺失：{missing}</p>'
        f'<table style="text-align:left">{"".join(rows)}</table></div>'
    )
