"""The five documents: what they forbid is flagged under the right category; what they recommend is clean."""

from typing import Any

import pytest

from servicespeech import Auditor

from .conftest import ROOT, json_lines

ITEMS = json_lines(ROOT / "tests" / "data" / "standards.jsonl")
#: The documents name these words in running text; alone they are no sentence, and most sentences with them are fine.
BARE = {"制度规定", "讨厌"}


def name(item: dict[str, Any]) -> str:
    return f"{item['section']}: {item['text']}"


TABOO = [item for item in ITEMS if item["kind"] == "taboo"]


@pytest.mark.parametrize("item", TABOO, ids=name)
def test_taboo(auditor: Auditor, item: dict[str, Any]) -> None:
    found = [(f.category, f.subtype) for f in auditor.audit(item["text"]).violations]
    assert (item["category"], item["subtype"]) in found


RECOMMENDED = [item for item in ITEMS if item["kind"] == "recommended"]


@pytest.mark.parametrize("item", RECOMMENDED, ids=name)
def test_recommended(auditor: Auditor, item: dict[str, Any]) -> None:
    assert [(f.rule, f.quote) for f in auditor.audit(item["text"]).violations] == []


@pytest.mark.parametrize("item", [item for item in RECOMMENDED if item["acts"]], ids=name)
def test_recommended_lines_perform_their_acts(auditor: Auditor, item: dict[str, Any]) -> None:
    audit = auditor.audit(item["text"])
    case = next(auditor.cases([audit.dialogue]))
    done = {label for kind, label in case.events if kind == "act"}
    assert set(item["acts"]) - {"four_tells"} <= done
