"""Shared fixtures."""

import json
from pathlib import Path
from typing import Any

import pytest

from servicespeech import Auditor

ROOT = Path(__file__).resolve().parents[1]
SHARED = ROOT.parent / "shared" / "data"


@pytest.fixture(scope="session")
def auditor() -> Auditor:
    return Auditor()


def json_lines(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text("utf-8").splitlines() if line.strip()]
