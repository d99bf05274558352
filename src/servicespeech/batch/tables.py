"""Audits as rows of three tables: dialogues, findings, obligations."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import pyarrow as pa

from ..records import Audit
from ..rulings import key

_TEXT, _NUMBER, _SHARE = pa.string(), pa.int32(), pa.float64()

#: One row a dialogue. ``meta`` columns are those that roll-ups use; ``source`` is the file that it came from.
DIALOGUES = pa.schema(
    [
        ("id", _TEXT), ("source", _TEXT), ("channel", _TEXT), ("scene", _TEXT), ("scene_how", _TEXT), ("post", _TEXT),
        ("agent", _TEXT), ("team", _TEXT), ("branch", _TEXT), ("date", _TEXT),
        ("turns", _NUMBER), ("agent_turns", _NUMBER), ("card", _TEXT), ("raw", _SHARE), ("final", _SHARE),
        ("grade", _TEXT), ("roles_doubtful", pa.bool_()), ("lexicon", _TEXT),
    ]
)  # fmt: skip
#: One row a finding, the suppressed ones too. Spans are half-open code points of the turn; rulings name the ``key``.
FINDINGS = pa.schema(
    [
        ("id", _TEXT), ("source", _TEXT), ("key", _TEXT), ("rule", _TEXT), ("category", _TEXT), ("subtype", _TEXT),
        ("pattern", _TEXT), ("severity", _TEXT), ("status", _TEXT), ("turn", _NUMBER), ("start", _NUMBER),
        ("end", _NUMBER), ("quote", _TEXT), ("tier", _TEXT), ("confidence", _SHARE), ("message", _TEXT),
        ("suggestion", _TEXT), ("reason", _TEXT),
    ]
)  # fmt: skip
#: One row an act that was due or done.
OBLIGATIONS = pa.schema(
    [
        ("id", _TEXT), ("source", _TEXT), ("act", _TEXT), ("status", _TEXT), ("due_turn", _NUMBER), ("turn", _NUMBER),
        ("note", _TEXT),
    ]
)  # fmt: skip
SCHEMAS = {"dialogues": DIALOGUES, "findings": FINDINGS, "obligations": OBLIGATIONS}
_META = ("agent", "team", "branch", "date")


def tables(audits: Iterable[Audit], source: str) -> dict[str, pa.Table]:
    """The three tables of some audits, by name."""
    found: dict[str, list[dict[str, Any]]] = {name: [] for name in SCHEMAS}
    for audit in audits:
        for name, part in rows(audit).items():
            found[name].extend({**row, "id": audit.id, "source": source} for row in part)
    return {name: pa.Table.from_pylist(found[name], schema=schema) for name, schema in SCHEMAS.items()}


def rows(audit: Audit) -> dict[str, list[dict[str, Any]]]:
    """The rows of one audit by table, without ``id`` and ``source``; acts neither due nor done have none."""
    return {
        "dialogues": [_dialogue(audit)],
        "findings": [f.model_dump(exclude={"evidence"}) | {"key": key(audit.id, f)} for f in audit.findings],
        "obligations": [duty.model_dump(exclude={"weak"}) for duty in audit.obligations if duty.status != "na"],
    }


def _dialogue(audit: Audit) -> dict[str, Any]:
    turns = audit.dialogue.turns
    return {
        "channel": audit.channel,
        "scene": audit.scene_choice.name or audit.scene,
        "scene_how": audit.scene_choice.how,
        "post": audit.scene_choice.post,
        **{name: str(audit.meta[name]) if name in audit.meta else None for name in _META},
        "turns": len(turns),
        "agent_turns": sum(turn.speaker == "agent" for turn in turns),
        "card": audit.score.card,
        "raw": audit.score.raw,
        "final": audit.score.final,
        "grade": audit.score.grade,
        "roles_doubtful": audit.roles_doubtful,
        "lexicon": audit.lexicon.digest,
    }
