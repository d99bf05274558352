"""The published JSON Schema, and real output held to it."""

import json

import jsonschema

from servicespeech import Auditor

from .conftest import ROOT
from .make_schema import schema

PATH = ROOT / "schemas" / "audit.schema.json"


def test_the_published_schema_is_that_of_the_records() -> None:
    assert json.loads(PATH.read_text("utf-8")) == schema(), "run: python -m tests.make_schema"


def test_output_is_valid(auditor: Auditor) -> None:
    validator = jsonschema.Draft202012Validator(json.loads(PATH.read_text("utf-8")))
    for text in ("这事不归我管，你去找别人", "不归我管，我帮您转接", "您好", "他说“急什么”"):
        validator.validate(json.loads(auditor.audit(text).to_json()))
