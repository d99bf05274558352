"""An evaluation as text, JSON or a page."""

from __future__ import annotations

import json
from collections.abc import Iterator
from html import escape

from ..evaluate import Counts, Evaluation
from ..labels import Lang, label
from .words import word


def as_text(evaluation: Evaluation, lang: Lang) -> str:
    """Tables for a terminal; the interval is of F1, 95 %, bootstrapped over dialogues."""
    zh = lang == "zh"
    lines = [f"{evaluation.dialogues} 段对话" if zh else f"{evaluation.dialogues} dialogues"]
    head = ("精确率", "召回率", "F1", "95% 区间", "标注数") if zh else ("precision", "recall", "F1", "95 %", "in gold")
    lines.append("\t".join(("", *head)))
    for name, counts in _rows(evaluation):
        low, high = counts.interval()
        figures = f"{counts.precision:.3f}\t{counts.recall:.3f}\t{counts.f1:.3f}\t{low:.2f}–{high:.2f}\t{counts.gold}"
        lines.append(f"{_name(name, lang)}\t{figures}")
    right, total = (sum(column) for column in zip(*evaluation.courtesy.values(), strict=True))
    accuracy = f"{right / total:.3f} ({right}/{total})" if total else "–"
    lines.append(("礼貌用语判断准确率：" if zh else "courtesy verdicts that agree: ") + accuracy)
    for act, (one, all_) in evaluation.courtesy.items():
        if all_:
            lines.append(f"  {label(act, lang)}\t{one}/{all_}")
    lines.append("化解：标注 → 机器" if zh else "redress: gold → machine")
    for (gold, found), number in sorted(evaluation.redress.items()):
        lines.append(f"  {_status(gold, lang)} → {_status(found, lang)}\t{number}")
    for name, value in evaluation.scores.items():
        lines.append(f"{name}\t{value:.2f}")
    for m in evaluation.mistakes:
        turn = f"#{m.turn}" if m.turn >= 0 else ""
        words = f" | {m.text}" if m.text else ""
        lines.append(f"{word(f'mistake_{m.kind}', lang)} {m.dialogue}{turn} [{m.gold} → {m.found}]{words}")
    return "\n".join(lines)


def as_json(evaluation: Evaluation, lang: Lang) -> str:
    """Everything, for programs."""
    figures = {
        name: {
            "precision": counts.precision, "recall": counts.recall, "f1": counts.f1, "interval": counts.interval(),
            "gold": counts.gold,
        }
        for name, counts in _rows(evaluation)
    }  # fmt: skip
    data = {
        "dialogues": evaluation.dialogues,
        "figures": figures,
        "courtesy": {act: {"agree": one, "all": all_} for act, (one, all_) in evaluation.courtesy.items() if all_},
        "redress": [{"gold": g, "found": f, "turns": n} for (g, f), n in sorted(evaluation.redress.items())],
        "scores": evaluation.scores,
        "mistakes": [
            {"dialogue": m.dialogue, "turn": m.turn, "kind": m.kind, "gold": m.gold, "found": m.found, "text": m.text}
            for m in evaluation.mistakes
        ],
    }
    return json.dumps(data, ensure_ascii=False, indent=2)


def as_html(evaluation: Evaluation, lang: Lang) -> str:
    """A page that stands alone."""
    title = "评测结果" if lang == "zh" else "Evaluation"
    rows = "\n".join(
        "<tr>" + "".join(f"<td>{escape(cell)}</td>" for cell in line.split("\t")) + "</tr>"
        for line in as_text(evaluation, lang).splitlines()
    )
    style = "body{font-family:sans-serif;margin:2em}td{padding:.2em 1em .2em 0;border-bottom:1px solid #ddd}"
    return (
        f'<!doctype html><html lang="{lang}"><meta charset="utf-8"><title>{title}</title><style>{style}</style>'
        f"<h1>{title}</h1><table>{rows}</table></html>"
    )


def kappas(values: dict[str, float], form: str, lang: Lang) -> str:
    """Agreement between two raters."""
    if form == "json":
        return json.dumps({"kappa": values}, ensure_ascii=False)
    return "\n".join(f"kappa {word('figure_' + name, lang)}\t{value:.3f}" for name, value in values.items())


def _rows(evaluation: Evaluation) -> Iterator[tuple[str, Counts]]:
    """The figures that say something: those with gold or findings."""
    for name, counts in sorted(evaluation.counts.items(), key=lambda item: (":" in item[0], item[0])):
        if counts.gold or sum(counts.wrong):
            yield name, counts


def _name(name: str, lang: Lang) -> str:
    group, _, detail = name.partition(":")
    words = word(f"figure_{group}", lang)
    return f"{words}·{label(detail, lang)}" if detail else words


def _status(name: str, lang: Lang) -> str:
    return label(name, lang) if name != "none" else ("无" if lang == "zh" else "none")
