"""Record batches in, record batches out: the same audit for anything that speaks Arrow."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any

import pyarrow as pa

from ..dialogue import Dialogue
from .tables import SCHEMAS, rows

if TYPE_CHECKING:
    from ..auditor import Auditor

_TURN = pa.struct([("speaker", pa.string()), ("text", pa.string())])
#: What goes in: one row a dialogue.
INPUT = pa.schema([("id", pa.string()), ("channel", pa.string()), ("scene", pa.string()), ("turns", pa.list_(_TURN))])


def _structs(schema: pa.Schema) -> pa.DataType:
    return pa.list_(pa.struct([field for field in schema if field.name not in {"id", "source"}]))


#: What comes out: one row a dialogue, with its findings and obligations as lists of structs.
OUTPUT = pa.schema(
    [
        *(field for field in SCHEMAS["dialogues"] if field.name != "source"),
        ("findings", _structs(SCHEMAS["findings"])),
        ("obligations", _structs(SCHEMAS["obligations"])),
    ]
)


def audit_batches(batches: Iterable[pa.RecordBatch], auditor: Auditor | None = None) -> Iterator[pa.RecordBatch]:
    """One batch of results for each batch of dialogues, row for row; schemas are ``INPUT`` and ``OUTPUT``.

    Columns beyond ``INPUT``'s go into the dialogues' ``meta``. Raises :class:`ValueError` (pydantic's
    ``ValidationError``) for a dialogue that isn't one: whoever makes the batches checks them first.

    >>> import pyarrow as pa
    >>> turns = [{"speaker": "agent", "text": "这个不归我管"}]
    >>> (out,) = audit_batches([pa.RecordBatch.from_pylist([{"id": "1", "channel": "counter", "scene": "",
    ...     "turns": turns}], schema=INPUT)])
    >>> out.column("findings")[0].as_py()[0]["quote"]
    '不归我管'
    """
    if auditor is None:
        from ..auditor import Auditor

        auditor = Auditor()
    for batch in batches:
        results: list[dict[str, Any]] = []
        for audit in auditor.audit_many(map(_dialogue, batch.to_pylist())):
            parts = rows(audit)
            (dialogue,) = parts.pop("dialogues")
            results.append({**dialogue, "id": audit.id, **parts})
        yield pa.RecordBatch.from_pylist(results, schema=OUTPUT)


def _dialogue(row: dict[str, Any]) -> Dialogue:
    known = {name: row.pop(name) for name in INPUT.names if name in row}
    known["scene"] = known.get("scene") or ""
    meta = {name: value for name, value in row.items() if value is not None}
    return Dialogue.model_validate({**known, "meta": meta})
