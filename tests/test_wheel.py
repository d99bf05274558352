"""The wheel, installed elsewhere, has all lexicons."""

import os
import subprocess
import sys
from pathlib import Path

from servicespeech.lexicon.files import builtin_directory
from servicespeech.lexicon.load import load

from .conftest import ROOT


def test_the_wheel_carries_every_rule_and_card(tmp_path: Path) -> None:
    subprocess.run(
        [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", str(tmp_path), str(ROOT)],
        check=True, capture_output=True,
    )  # fmt: skip
    (wheel,) = tmp_path.glob("*.whl")
    place = tmp_path / "elsewhere"
    subprocess.run(
        [sys.executable, "-m", "pip", "install", "--quiet", "--no-deps", "--target", str(place), str(wheel)],
        check=True, capture_output=True,
    )  # fmt: skip
    code = (
        "from servicespeech.lexicon.files import builtin_directory\n"
        "from servicespeech.lexicon.load import load\n"
        "print(builtin_directory())\n"
        "print(len(load([builtin_directory()]).entries), len(list((builtin_directory() / 'scorecards').iterdir())))"
    )
    env = {**os.environ, "PYTHONPATH": str(place)}
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=tmp_path, env=env, capture_output=True, text=True, check=True
    )
    directory, counts = done.stdout.splitlines()
    assert directory == str(place / "servicespeech" / "_lexicons")
    cards = len(list((builtin_directory() / "scorecards").iterdir()))
    assert counts == f"{len(load([builtin_directory()]).entries)} {cards}"
