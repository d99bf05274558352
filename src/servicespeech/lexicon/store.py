"""Compiled lexicons, cached on disk by the digest of their files."""

from __future__ import annotations

import hashlib
import os
import pickle
import sys
import tempfile
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path

from .. import __version__
from .compiled import Compiled
from .files import lexicon_files

_KEPT = 8  # compiled lexicons that stay in the cache


def digest(paths: Sequence[Path]) -> str:
    """SHA-256 over the names and contents of all lexicon files, as 16 hexadecimal digits."""
    total = hashlib.sha256()
    for directory in paths:
        for path in lexicon_files(directory) if directory.is_dir() else []:
            total.update(path.relative_to(directory).as_posix().encode() + b"\0" + path.read_bytes() + b"\0")
    return total.hexdigest()[:16]


@lru_cache(4)
def compiled(paths: tuple[Path, ...]) -> Compiled:
    """The compiled lexicon, from the cache if its files and this program are unchanged.

    Raises :class:`~servicespeech.errors.LexiconError`. Where the cache can't be written, compiling is
    done anew each time.
    """
    if not all(path.is_dir() and lexicon_files(path) for path in paths):
        from .load import load

        load(paths)  # says what is missing
    own = digest(paths)
    file = cache_directory() / f"{own}-{_program()}.pickle"
    try:
        # Written by this program in the user's own cache directory; never read from elsewhere.
        with file.open("rb") as stream:
            stored: Compiled = pickle.load(stream)
            return stored
    except FileNotFoundError:
        pass
    except (OSError, pickle.UnpicklingError, EOFError, AttributeError, ImportError, IndexError, TypeError):
        file.unlink(missing_ok=True)
    # These take time to import, and are seldom needed.
    from .compile import compile_lexicon
    from .load import load

    pack = compile_lexicon(load(paths), own)
    _write(file, pack)
    return pack


def cache_directory() -> Path:
    """``$SERVICESPEECH_CACHE``, else the platform's cache directory for the user."""
    if own := os.environ.get("SERVICESPEECH_CACHE"):
        return Path(own)
    if sys.platform == "win32":
        base = os.environ.get("LOCALAPPDATA") or Path.home() / "AppData" / "Local"
    elif sys.platform == "darwin":
        base = Path.home() / "Library" / "Caches"
    else:
        base = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    return Path(base) / "servicespeech"


def _program() -> str:
    """What else the compiled form depends on: this version, its code in a checkout, and Python's."""
    here = Path(__file__).parent
    total = hashlib.sha256(f"{__version__} {sys.version_info[:2]}".encode())
    for path in (*sorted(here.glob("*.py")), here / "../normalise.py", here / "../pinyin.py"):
        total.update(path.read_bytes())
    return total.hexdigest()[:8]


def _write(file: Path, pack: Compiled) -> None:
    try:
        file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        with tempfile.NamedTemporaryFile(dir=file.parent, delete=False) as stream:
            pickle.dump(pack, stream, pickle.HIGHEST_PROTOCOL)
        Path(stream.name).replace(file)
        others = sorted(file.parent.glob("*.pickle"), key=lambda path: path.stat().st_mtime)
        for old in others[:-_KEPT]:
            old.unlink(missing_ok=True)
    except OSError:
        return
