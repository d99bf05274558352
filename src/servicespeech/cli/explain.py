"""``servicespeech explain``: what a rule means, or why a sentence was flagged, or why not."""

from __future__ import annotations

from pathlib import Path

import click

from ..labels import Lang, label


@click.command()
@click.argument("rule", required=False)
@click.option("--text", help="A sentence: what fires on it, what was stopped, and which rule comes nearest.")
@click.option("--lexicon", "lexicons", multiple=True, type=click.Path(path_type=Path), help="Your own rules.")
@click.option("--lang", type=click.Choice(["zh", "en"]), default="zh", show_default=True)
def command(rule: str | None, text: str | None, lexicons: tuple[Path, ...], lang: Lang) -> None:
    """解释一条规则，或解释一句话为何被判（或未被判）。 Explain a rule or a sentence."""
    if (rule is None) == (text is None):
        raise click.UsageError("give either a rule's id or --text")
    click.echo(_rule(rule, lexicons, lang) if rule else _text(text or "", lexicons, lang))


def _rule(name: str, lexicons: tuple[Path, ...], lang: Lang) -> str:
    from ..lexicon.files import directories
    from ..lexicon.load import load
    from ..lexicon.schema import PatternEntry, Rule

    entries = load(directories(lexicons)).entries.values()
    entry = next((e for e in entries if name in {e.id, e.name, *e.aliases}), None)
    if entry is None:
        raise click.UsageError(f"there is no rule {name!r}; `servicespeech lexicon list` names them all")
    zh = lang == "zh"
    lines = [f"{entry.id} {entry.title.get(lang)} ({entry.name})"]
    if isinstance(entry, Rule):
        kind = label(entry.category, lang) + (f"·{label(entry.subtype, lang)}" if entry.subtype else "")
        lines.append(f"  {kind}，{label(entry.severity, lang)}" if zh else f"  {kind}, {entry.severity}")
    if entry.why:
        lines.append(("  理由：" if zh else "  why: ") + entry.why.get(lang))
    if isinstance(entry, Rule | PatternEntry):
        lines.append(("  建议：" if zh else "  better: ") + entry.suggest.get(lang))
    for title, texts in (
        ("会判" if zh else "flags", entry.examples.flag),
        ("不判" if zh else "passes", entry.examples.pass_),
        ("尚未识别" if zh else "still missed", entry.examples.known_miss),
    ):
        lines.extend(f"  {title}：{text}" if zh else f"  {title}: {text}" for text in texts)
    lines.extend(("  出处：" if zh else "  source: ") + f"{s.seed}，{s.section}" for s in entry.sources)
    return "\n".join(lines)


def _text(text: str, lexicons: tuple[Path, ...], lang: Lang) -> str:
    from ..auditor import Auditor
    from ..report.text import explain_finding

    auditor = Auditor(lexicons=lexicons, lang=lang)
    audit = auditor.audit(text)
    lines = [line for finding in audit.findings for line in explain_finding(finding, lang)]
    if not lines:
        lines.append("没有规则命中。" if lang == "zh" else "No rule fires.")
    if not audit.violations:
        phrase, rule, title, alike = auditor.nearest(text)
        if lang == "zh":
            lines.append(f"最接近的规则：{rule} {title}，例如“{phrase}”，相似度 {alike:.0f}（至多差一两个字才算）")
        else:
            lines.append(f"Nearest rule: {rule} {title}, as in “{phrase}”, alike {alike:.0f} of 100")
    return "\n".join(lines)
