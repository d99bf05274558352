"""Audits against gold labels, and gold against gold: precision, recall, F1, agreement.

Needs the extra ``servicespeech[evaluate]`` (scipy's bootstrap, scikit-learn's kappa).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence, Set
from dataclasses import dataclass, field
from typing import Any

from .errors import ServiceSpeechError
from .gold import Gold, GoldDialogue, Verdict
from .labels import ACTS, CATEGORIES, PATTERNS, SUBTYPES, Act, Pattern
from .records import Audit
from .score import find_card

_VERDICT: dict[str, Verdict] = {"done": "ok", "missing": "missing", "na": "na", "cannot_judge": "na"}
_RESAMPLES = 1000
_WITHIN = 10  # points of a score that count as agreement


@dataclass(slots=True)
class Counts:
    """Right, wrong and missed, one entry a dialogue."""

    right: list[int] = field(default_factory=list)
    wrong: list[int] = field(default_factory=list)
    missed: list[int] = field(default_factory=list)

    def add(self, gold: Set[object], found: Set[object]) -> None:
        self.right.append(len(gold & found))
        self.wrong.append(len(found - gold))
        self.missed.append(len(gold - found))

    @property
    def precision(self) -> float:
        """Share of what was found that is right; 1 where nothing was found.

        >>> counts = Counts(); counts.add({1, 2}, {2, 3}); counts.precision, counts.recall, counts.f1
        (0.5, 0.5, 0.5)
        """
        return _ratio(sum(self.right), sum(self.right) + sum(self.wrong))

    @property
    def recall(self) -> float:
        """Share of the gold that was found; 1 where there is none."""
        return _ratio(sum(self.right), sum(self.right) + sum(self.missed))

    @property
    def f1(self) -> float:
        """``2·right / (2·right + wrong + missed)``."""
        return float(_f1(sum(self.right), sum(self.wrong), sum(self.missed)))

    @property
    def gold(self) -> int:
        """How many there are in the gold."""
        return sum(self.right) + sum(self.missed)

    def interval(self) -> tuple[float, float]:
        """The 95 % interval of F1, bootstrapped over dialogues (percentiles, seeded)."""
        stats, np = _scipy_stats()
        columns = np.array([self.right, self.wrong, self.missed])
        if columns.shape[1] < 2 or not columns.any():
            return self.f1, self.f1
        found = stats.bootstrap(
            tuple(columns), lambda r, w, m, axis: _f1(r.sum(axis), w.sum(axis), m.sum(axis)), paired=True,
            vectorized=True, n_resamples=_RESAMPLES, method="percentile", rng=np.random.default_rng(0),
        ).confidence_interval  # fmt: skip
        return float(found.low), float(found.high)


@dataclass(frozen=True, slots=True)
class Mistake:
    """One disagreement: what the gold and the machine say of a turn (``turn`` −1: of the dialogue)."""

    dialogue: str
    turn: int
    kind: str  # false, missed, label, redress, pattern, courtesy
    gold: str
    found: str
    text: str


@dataclass(slots=True)
class Evaluation:
    """Figures by name: ``turns``, ``missing``, ``category:curt``, ``subtype:stall``, ``pattern:runaround`` …"""

    dialogues: int
    counts: dict[str, Counts]
    courtesy: dict[Act, tuple[int, int]]  # act → labels that agree, labels in all
    redress: dict[tuple[str, str], int]  # (gold, found) over turns that either calls open or redressed
    #: Where the gold has score sheets: kappa of grades, share within ten points, and for each item the kappa of its
    #: points (``item:greeting``; whether it applied counts too).
    scores: dict[str, float]
    mistakes: list[Mistake]


def evaluate(gold: Sequence[GoldDialogue], audits: Iterable[Audit]) -> Evaluation:
    """Compare audits with the gold of the same dialogues, in the same order."""
    counts: defaultdict[str, Counts] = defaultdict(Counts)
    courtesy = dict.fromkeys(ACTS, (0, 0))
    redress: defaultdict[tuple[str, str], int] = defaultdict(int)
    mistakes: list[Mistake] = []
    pairs: list[tuple[float, float, str]] = []
    items: defaultdict[str, tuple[list[str], list[str]]] = defaultdict(lambda: ([], []))
    for row, audit in zip(gold, audits, strict=True):
        labels = row.gold
        wanted = {(v.turn, v.category, v.subtype) for v in labels.violations}
        found = {(f.turn, f.category, f.subtype) for f in audit.violations}
        for name in ("turns", f"channel:{row.channel or 'none'}"):
            counts[name].add({t for t, *_ in wanted}, {t for t, *_ in found})
        for category in CATEGORIES:
            counts[f"category:{category}"].add(
                {t for t, c, _ in wanted if c == category}, {t for t, c, _ in found if c == category}
            )
        for subtype in SUBTYPES:
            counts[f"subtype:{subtype}"].add(
                {t for t, _, s in wanted if s == subtype}, {t for t, _, s in found if s == subtype}
            )
        counts["subtypes"].add({(t, s) for t, _, s in wanted if s}, {(t, s) for t, _, s in found if s})
        patterns = {f.pattern: f.turn for f in audit.patterns}
        named = {p.pattern: p.turn for p in labels.patterns}
        counts["patterns"].add(set(named), set(patterns))
        for pattern in PATTERNS:
            counts[f"pattern:{pattern}"].add({pattern} & named.keys(), {pattern} & patterns.keys())
        status = {o.act: _VERDICT[o.status] for o in audit.obligations}
        judged = {act: verdict for act, verdict in labels.courtesy.items() if act in status}
        for act, verdict in judged.items():
            right, total = courtesy[act]
            courtesy[act] = right + (status[act] == verdict), total + 1
        counts["missing"].add(
            {a for a, v in judged.items() if v == "missing"}, {a for a in judged if status[a] == "missing"}
        )
        for turn, verdicts in _redress(labels, audit).items():
            redress[verdicts] += 1
            if verdicts in {("open", "redressed"), ("redressed", "open")}:
                mistakes.append(Mistake(row.id, turn, "redress", *verdicts, row.turns[turn].text))
        mistakes.extend(_mistakes(row, audit, patterns, named, status))
        if labels.score is not None:
            pairs.append((labels.score, audit.score.final, audit.score.card))
        for line in audit.score.items if labels.items else ():
            human, machine = items[line.item]
            human.append(f"{labels.items[line.item]:g}" if line.item in labels.items else "na")
            machine.append(f"{line.points:g}" if line.applicable else "na")
    scores = _scores(pairs) | {f"item:{name}": _kappa(*columns) for name, columns in sorted(items.items())}
    return Evaluation(len(gold), dict(counts), courtesy, dict(redress), scores, mistakes)


def agreement(one: Sequence[GoldDialogue], other: Sequence[GoldDialogue]) -> dict[str, float]:
    """Cohen's kappa between two raters of the same dialogues: over agent turns by category, over patterns and acts.

    Raises :class:`ServiceSpeechError` where the files don't hold the same dialogues.
    """
    theirs = {row.id: row for row in other}
    if set(theirs) != {row.id for row in one}:
        raise ServiceSpeechError("the two gold files hold different dialogues; compare their ids")
    columns: defaultdict[str, tuple[list[str], list[str]]] = defaultdict(lambda: ([], []))
    for row in one:
        for side, labels in enumerate((row.gold, theirs[row.id].gold)):
            category = {v.turn: v.category for v in labels.violations}
            for turn, spoken in enumerate(row.turns):
                if spoken.speaker == "agent":
                    columns["category"][side].append(category.get(turn, "clean"))
            named = {p.pattern for p in labels.patterns}
            for pattern in PATTERNS:
                columns["pattern"][side].append(str(pattern in named))
        both = row.gold.courtesy.keys() & theirs[row.id].gold.courtesy.keys()
        for act in sorted(both):
            columns["courtesy"][0].append(row.gold.courtesy[act])
            columns["courtesy"][1].append(theirs[row.id].gold.courtesy[act])
    return {name: _kappa(*pair) for name, pair in columns.items() if pair[0]}


def _redress(labels: Gold, audit: Audit) -> dict[int, tuple[str, str]]:
    gold = {v.turn: "open" for v in labels.violations if v.category == "deflection"}
    gold |= {r.turn: "redressed" for r in labels.redressed if r.turn not in gold}
    found: dict[int, str] = {}
    for finding in audit.findings:
        if finding.category == "deflection" and finding.pattern is None and finding.status != "suppressed":
            found[finding.turn] = "open" if "open" in (found.get(finding.turn), finding.status) else "redressed"
    return {turn: (gold.get(turn, "none"), found.get(turn, "none")) for turn in sorted(gold.keys() | found.keys())}


def _mistakes(
    row: GoldDialogue, audit: Audit, patterns: dict[Pattern | None, int], named: dict[Pattern, int],
    status: dict[Act, Verdict],
) -> Iterable[Mistake]:  # fmt: skip
    wanted = {v.turn: v for v in row.gold.violations}
    found = {f.turn: f for f in reversed(audit.violations)}
    for turn in sorted(wanted.keys() | found.keys()):
        gold = wanted.get(turn)
        told = (gold.subtype or gold.category) if gold else None
        mine = {f.subtype or f.category for f in audit.violations if f.turn == turn}
        text = row.turns[turn].text
        if told is None:
            yield Mistake(row.id, turn, "false", "", f"{found[turn].rule} “{found[turn].quote}”", text)
        elif not mine:
            yield Mistake(row.id, turn, "missed", told, "", text)
        elif told not in mine:
            yield Mistake(row.id, turn, "label", told, ", ".join(sorted(mine)), text)
    for pattern in PATTERNS:
        if (pattern in named) != (pattern in patterns):
            turn = named.get(pattern, patterns.get(pattern, 0))
            here = pattern in named
            yield Mistake(
                row.id, turn, "pattern", pattern if here else "", "" if here else pattern, row.turns[turn].text
            )
    for act, verdict in row.gold.courtesy.items():
        if status.get(act, verdict) != verdict:
            yield Mistake(row.id, -1, "courtesy", f"{act} {verdict}", f"{act} {status[act]}", "")


def _scores(pairs: Sequence[tuple[float, float, str]]) -> dict[str, float]:
    if not pairs:
        return {}
    graded = [(find_card(card).grade(human), find_card(card).grade(machine)) for human, machine, card in pairs]
    near = sum(abs(human - machine) <= _WITHIN for human, machine, _ in pairs) / len(pairs)
    return {
        "kappa of grades": _kappa([human for human, _ in graded], [machine for _, machine in graded]),
        f"within ±{_WITHIN} points": near,
    }


def _kappa(one: list[str], other: list[str]) -> float:
    if len({*one, *other}) == 1:
        return 1.0  # all alike; kappa is not defined
    try:
        from sklearn.metrics import cohen_kappa_score
    except ImportError as error:
        raise _needs_extra() from error
    return float(cohen_kappa_score(one, other))


def _scipy_stats() -> tuple[Any, Any]:
    try:
        import numpy
        from scipy import stats
    except ImportError as error:
        raise _needs_extra() from error
    return stats, numpy


def _needs_extra() -> ServiceSpeechError:
    return ServiceSpeechError("evaluation needs scipy and scikit-learn: pip install 'servicespeech[evaluate]'")


def _ratio(part: int, whole: int) -> float:
    return part / whole if whole else 1.0


def _f1(right: Any, wrong: Any, missed: Any) -> Any:
    """F1 of numbers or of arrays of them; 1 where there is nothing."""
    total = 2 * right + wrong + missed
    return 2 * right / (total + (total == 0)) + (total == 0)
