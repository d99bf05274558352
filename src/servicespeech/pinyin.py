"""Readings of characters as classes of sounds that are easily confused.

A class is a toneless syllable with near sounds merged: zh/z, ch/c, sh/s, n/l, ing/in, eng/en, ang/an.
Each class is written as one private-use character, so that the automaton that finds phrases also finds
their homophones.
"""

from __future__ import annotations

from functools import cache

import numpy as np
import numpy.typing as npt

#: First private-use code point of the sound classes.
BASE = 0xE000
FIRST_HAN, LAST_HAN = 0x4E00, 0x9FA5
_MERGED = (("zh", "z"), ("ch", "c"), ("sh", "s"), ("n", "l"))
_FINALS = (("ing", "in"), ("eng", "en"), ("ang", "an"))


def near(syllable: str) -> str:
    """The class of a toneless syllable.

    >>> near("zhang"), near("ning"), near("shi")
    ('zan', 'lin', 'si')
    """
    for spoken, merged in _MERGED:
        if syllable.startswith(spoken) and len(syllable) > len(spoken):
            syllable = merged + syllable[len(spoken) :]
            break
    for spoken, merged in _FINALS:
        if syllable.endswith(spoken):
            return syllable[: -len(spoken)] + merged
    return syllable


@cache
def _readings() -> tuple[str, ...]:
    from pypinyin import lazy_pinyin  # its dictionary takes half a second, and only compiling needs it

    han = [chr(code) for code in range(FIRST_HAN, LAST_HAN + 1)]
    # One character at a time: in a row they would be read as words.
    return tuple(lazy_pinyin(c, errors="default")[0] for c in han)


@cache
def classes() -> dict[str, str]:
    """Toneless syllables as typed (``zhi``) → the private-use character of their class."""
    syllables = sorted({r for r in _readings() if r.isascii() and r.isalpha()})
    order = {name: i for i, name in enumerate(dict.fromkeys(near(s) for s in syllables))}
    return {s: chr(BASE + order[near(s)]) for s in syllables}


@cache
def table() -> npt.NDArray[np.uint32]:
    """Code point → its class's code point for U+4E00…U+9FA5, else 0; shape ``(0xA000,)``."""
    result = np.zeros(0xA000, np.uint32)
    known = classes()
    for offset, reading in enumerate(_readings()):
        if reading in known:
            result[FIRST_HAN + offset] = ord(known[reading])
    return result


def encode(text: str) -> str:
    """The text with each character's class of sound in its place; other characters stay.

    >>> encode("不归我管") == encode("布规窝馆"), encode("ok")
    (True, 'ok')
    """
    return text.translate(_translation())


@cache
def _translation() -> dict[int, int]:
    usual = table()
    return {int(code): int(usual[code]) for code in np.flatnonzero(usual)}
