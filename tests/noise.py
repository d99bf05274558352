"""A seeded generator of the noise that transcripts and chats have (codebook §4)."""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Callable
from functools import cache

from opencc import OpenCC
from pypinyin import Style, lazy_pinyin, pinyin

FILLERS = ("嗯", "呃", "那个", "啊")
SYMBOLS = "*._-~😀"


@cache
def _same_sound() -> dict[str, list[str]]:
    """Common characters by their exact syllable, with tone left out."""
    import jieba

    jieba.setLogLevel(60)
    jieba.initialize()
    common = sorted((c for c in jieba.dt.FREQ if len(c) == 1 and "一" <= c <= "龥"), key=lambda c: -jieba.dt.FREQ[c])
    by_sound: dict[str, list[str]] = defaultdict(list)
    for c in common[:2500]:
        by_sound[lazy_pinyin(c)[0]].append(c)
    return by_sound


@cache
def _to_traditional() -> OpenCC:
    return OpenCC("s2t")


def _some_han(text: str, random_: random.Random) -> int:
    return random_.choice([i for i, c in enumerate(text) if "一" <= c <= "龥"] or [0])


def homophones(text: str, random_: random.Random) -> str:
    """One wrong character of the same sound for every six or so."""
    places = [i for i, c in enumerate(text) if "一" <= c <= "龥"]
    chars = list(text)
    for place in random_.sample(places, max(1, len(places) // 6)) if places else []:
        others = [c for c in _same_sound().get(lazy_pinyin(chars[place])[0], []) if c != chars[place]]
        if others:
            chars[place] = random_.choice(others[:4])
    return "".join(chars)


def fillers(text: str, random_: random.Random) -> str:
    at = random_.randrange(len(text) + 1)
    return text[:at] + random_.choice(FILLERS) + text[at:]


def stutter(text: str, random_: random.Random) -> str:
    at = _some_han(text, random_)
    return text[:at] + text[at] * random_.choice((1, 2)) + text[at:]


def spaces(text: str, random_: random.Random) -> str:
    return " ".join(text)


def symbols(text: str, random_: random.Random) -> str:
    return random_.choice(SYMBOLS).join(text)


def traditional(text: str, random_: random.Random) -> str:
    converted: str = _to_traditional().convert(text)
    return converted


def full_width(text: str, random_: random.Random) -> str:
    return "".join(chr(ord(c) + 0xFEE0) if "!" <= c <= "~" else c for c in text)


def letters(text: str, random_: random.Random) -> str:
    """One character typed in pinyin."""
    at = _some_han(text, random_)
    return text[:at] + pinyin(text, style=Style.NORMAL, errors=list)[at][0] + text[at + 1 :]  # type: ignore[arg-type]


KINDS: dict[str, Callable[[str, random.Random], str]] = {
    kind.__name__: kind
    for kind in (homophones, fillers, stutter, spaces, symbols, traditional, full_width, letters)
}  # fmt: skip
