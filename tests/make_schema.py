"""Writes ``schemas/audit.schema.json`` from the records: ``python -m tests.make_schema``."""

from __future__ import annotations

import json
from typing import Any

from servicespeech.records import Audit

from .conftest import ROOT


def schema() -> dict[str, Any]:
    """The schema of one line of ``servicespeech audit --format jsonl``."""
    result = Audit.model_json_schema(mode="serialization")
    properties = result["properties"]
    del properties["dialogue"]
    properties = {"schema": properties.pop("schema_"), **properties}
    kept = {name: value for name, value in result["$defs"].items() if name not in {"Dialogue", "Turn"}}
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "servicespeech audit of one dialogue",
        "type": "object",
        "additionalProperties": False,
        "required": list(properties),
        "properties": properties,
        "$defs": kept,
    }


if __name__ == "__main__":
    path = ROOT / "schemas" / "audit.schema.json"
    path.parent.mkdir(exist_ok=True)
    path.write_text(json.dumps(schema(), ensure_ascii=False, indent=2) + "\n", "utf-8")
