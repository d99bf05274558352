"""servicespeech audits Chinese service speech: forbidden phrases, deflection (推诿), and courtesy that was due.

>>> from servicespeech import audit
>>> audit("这事不归我管，你去找别人。").findings[0].quote
'不归我管'
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .auditor import Auditor, audit
    from .dialogue import Dialogue, Turn
    from .errors import EvidenceError, InputError, LexiconError, ServiceSpeechError
    from .records import Audit, Evidence, Finding, ItemScore, Obligation, Score

__version__ = "0.1.0"

# Names are imported when first used: `servicespeech --version` and shell completion stay instant.
_HOMES = {
    "records": ("Audit", "Evidence", "Finding", "ItemScore", "Obligation", "Score"),
    "auditor": ("Auditor", "audit"),
    "dialogue": ("Dialogue", "Turn"),
    "errors": ("EvidenceError", "InputError", "LexiconError", "ServiceSpeechError"),
}
_HOME = {name: module for module, names in _HOMES.items() for name in names}

__all__ = [
    "Audit", "Auditor", "Dialogue", "Evidence", "EvidenceError", "Finding", "InputError", "ItemScore",
    "LexiconError", "Obligation", "Score", "ServiceSpeechError", "Turn", "audit",
]  # fmt: skip


def __getattr__(name: str) -> Any:
    if name not in _HOME:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value = getattr(import_module(f".{_HOME[name]}", __name__), name)
    globals()[name] = value
    return value
