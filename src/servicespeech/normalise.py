"""Many turns → one buffer of normalised text that knows where every character came from.

Every turn gets a *plain* segment (width, case, variants; nothing is joined), a *denoised* one where
it has fillers, stutter, or spaces and symbols inside words, or runs on without punctuation as recognised
speech does (there it is cut into clauses), and, for agents, one of *sounds*.
Segments stand between line feeds in one string, so the matcher needs a single pass.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache

import numpy as np
import numpy.typing as npt

from .pauses import pauses

Codes = npt.NDArray[np.uint32]
Positions = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]

PLAIN, DENOISED, SOUND, DENOISED_SOUND = range(4)
_OTHER, _HAN, _SPACE, _SYMBOL, _STOP, _QUOTE, _NEWLINE = range(7)
_TABLE = 0x30000
_BASIC = 0x10000
_STOPS = dict(zip("。．｡…⋯，、､—～~！？；：×\n\t\u3000", ".....,,,,,,!?;:x.  ", strict=True))
_QUOTES = "“”„‟″「」『』《》〈〉‘’'\"＂"
_FILLERS = "呃嗯额啊哦诶欸唔噢唉哎"
_LONG_FILLERS = ("那个", "这个", "就是说")
#: Doubled characters that are words, not stutter.
_DOUBLED = "谢看等慢天常刚试妈爸亲好多拜哈人时查问说想听奶爷姐哥弟妹叔星宝渐仅偏往整个样点聊走写算用商舅婆公太嘻呵嘿呀"
#: A turn without punctuation, or so many characters of one, is cut into clauses.
_RUN = 24
#: Words typed with 8 for 不.
_AFTER_EIGHT = "知归管懂清行办晓"


@dataclass(frozen=True, slots=True)
class Tables:
    """Look-up tables by code point: ``fold`` to the normal form (0: dropped), ``kind`` of character, ``sound``."""

    fold: Codes
    kind: npt.NDArray[np.uint8]
    sound: Codes
    letters: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Buffer:
    """Normalised segments of many turns in one string.

    ``text`` is what is scanned, ``codes`` its code points; ``surface`` is equally long and holds characters where
    ``text`` holds sounds.
    Segment ``i`` is ``text[start[i]:end[i]]``, and ``text[end[i]]`` is a line feed. ``origin`` maps each position
    to a code point of the original turn.
    """

    text: str
    surface: str
    codes: Codes
    origin: npt.NDArray[np.int32]
    start: Positions
    end: Positions
    turn: Positions
    view: npt.NDArray[np.uint8]

    def segments(self) -> npt.NDArray[np.int32]:
        """For every position the number of its segment; its line feed belongs to it, the first one to the first."""
        lengths = self.end - self.start + 1
        lengths[:1] += 1
        return np.repeat(np.arange(len(lengths), dtype=np.int32), lengths)

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Buffer positions as a half-open span of code points in the original turn."""
        return int(self.origin[start]), int(self.origin[end - 1]) + 1


def make_tables(sound: Codes, letters: Mapping[str, str]) -> Tables:
    """The tables for :func:`normalise`; variants are those of OpenCC, character by character."""
    from opencc import OpenCC

    fold = np.arange(_TABLE, dtype=np.uint32)
    kind = np.zeros(_TABLE, np.uint8)
    simplified = _simplify(OpenCC("t2s"))
    for code in range(_BASIC):
        c = chr(code)
        category = unicodedata.category(c)
        if category in {"Cf", "Mn", "Cc"} and c not in "\n\t":
            fold[code] = 0
            continue
        if category in {"Cs", "Co", "Cn"}:
            kind[code] = _SYMBOL
            fold[code] = 0xFFFD
            continue
        folded = _STOPS.get(c) or ('"' if c in _QUOTES else unicodedata.normalize("NFKC", c).lower())
        folded = folded if len(folded) == 1 else c
        folded = " " if folded.isspace() else simplified.get(folded, folded)
        fold[code] = ord(folded)
    kind[_BASIC:] = _SYMBOL  # emoji
    kind[0x20000:] = _HAN  # rare characters
    for code in range(_BASIC):
        c = chr(code)
        category = unicodedata.category(c)
        if 0x3400 <= code < 0xA000:
            kind[code] = _HAN
        elif c == "\n":
            kind[code] = _NEWLINE
        elif c == " ":
            kind[code] = _SPACE
        elif c in ",.!?;:":
            kind[code] = _STOP
        elif c in '"()[]{}<>【】':
            kind[code] = _QUOTE
        elif category[0] not in "LN" and c != "%":
            kind[code] = _SYMBOL
    return Tables(fold, kind, sound, dict(letters))


def _simplify(converter: object) -> dict[str, str]:
    han = [chr(code) for code in range(0x3400, 0xA000)]
    converted: str = converter.convert("\n".join(han))  # type: ignore[attr-defined]
    return {old: new for old, new in zip(han, converted.split("\n"), strict=True) if len(new) == 1 and old != new}


def normalise(turns: Sequence[str], tables: Tables, spoken: Sequence[bool] | Flags | None = None) -> Buffer:
    """The buffer of some turns; ``spoken`` tells which get a segment of sounds (default: all)."""
    n = len(turns)
    raw = np.frombuffer("".join(turns).encode("utf-32-le", "surrogatepass"), np.uint32)
    lengths = np.fromiter(map(len, turns), np.int64, n)
    turn_of = np.repeat(np.arange(n), lengths)
    offset = np.arange(len(raw)) - np.repeat(np.cumsum(lengths) - lengths, lengths)
    folded = tables.fold[np.minimum(raw, _TABLE - 1)]
    kept = np.flatnonzero(folded)
    turn_of, offset = turn_of[kept], offset[kept]

    # "\n" first, and after each turn.
    places = np.arange(len(kept)) + turn_of + 1
    codes = np.full(len(kept) + n + 1, 10, np.uint32)
    codes[places] = folded[kept]
    owner = np.empty(len(codes), np.int64)
    owner[places] = turn_of
    origin = np.zeros(len(codes), np.int32)
    origin[places] = offset
    ends = np.cumsum(np.bincount(turn_of, minlength=n)) + np.arange(n) + 1
    owner[0] = n  # nobody
    owner[ends] = np.arange(n)

    clean, clean_codes, changed = _denoise(codes, owner, tables, n)
    clean, clean_codes = _pause(clean, clean_codes, owner, tables, changed)
    denoised = changed[owner[clean]]
    d_at, d_codes = clean[denoised], clean_codes[denoised]

    heard = np.append(np.ones(n, bool) if spoken is None else np.asarray(spoken, bool), False)
    h_at = np.flatnonzero(heard[owner])
    h_at, h_codes, h_chars = _sounds(h_at, codes[h_at], tables)
    both = heard & changed
    chosen = both[owner[clean]]
    b_at, b_codes, b_chars = _sounds(clean[chosen], clean_codes[chosen], tables)

    text = np.concatenate((codes, d_codes, h_codes, b_codes))
    surface = np.concatenate((codes, d_codes, h_chars, b_chars))
    at = np.concatenate((np.arange(len(codes)), d_at, h_at, b_at))
    end = np.flatnonzero(text == 10)[1:]
    start = np.concatenate((np.array([1]), end[:-1] + 1))[: len(end)]
    segments = (n, int(changed.sum()), int(heard.sum()), int(both.sum()))
    view = np.repeat(np.array([PLAIN, DENOISED, SOUND, DENOISED_SOUND], np.uint8), segments)
    return Buffer(_decode(text), _decode(surface), text, origin[at], start, end, owner[at[end]], view)


def _decode(codes: Codes) -> str:
    return codes.astype("<u4", copy=False).tobytes().decode("utf-32-le", "surrogatepass")


def _denoise(codes: Codes, owner: Positions, tables: Tables, n: int) -> tuple[Positions, Codes, Flags]:
    """Positions and codes that remain without noise, and which turns had any."""
    kind = tables.kind[codes]
    drop = kind == _SYMBOL
    stops = np.flatnonzero(kind >= _SPACE)
    # Length of the token before and after each stop.
    gap = np.diff(stops, prepend=0, append=len(codes)) - 1
    before, after = gap[:-1], gap[1:]
    inside = (before > 0) & (after > 0)
    shorter, longer = np.minimum(before, after), np.maximum(before, after)
    stop_kind, stop_code = kind[stops], codes[stops]
    drop[stops[inside & (stop_kind == _SPACE) & (shorter <= 3)]] = True
    light = (stop_code == 44) | (stop_code == 46)  # , and .
    single = inside & light & (shorter == 1) & (longer <= 4)
    han = tables.kind == _HAN
    single &= han[codes[np.maximum(stops - 1, 0)]] & han[codes[np.minimum(stops + 1, len(codes) - 1)]]
    drop[stops[single]] = True

    filler = _among(codes, _FILLERS)
    for words in _LONG_FILLERS:
        found = _find(codes, words)
        for k in range(len(words)):
            filler[found + k] = True
    drop |= filler
    # The comma of a filler that stood alone: 嗯,
    alone = filler[:-1] & ((codes[1:] == 44) | (codes[1:] == 46)) & (np.concatenate(([4], kind[:-2])) >= _SPACE)
    drop[1:][alone] = True

    keep = np.flatnonzero(~drop)
    left = codes[keep].copy()
    is_han = han[left]
    repeat = np.zeros(len(left), bool)
    if len(left) > 1:
        same = (left[1:] == left[:-1]) & is_han[1:]
        triple = np.zeros(len(left), bool)
        triple[2:] = same[1:] & same[:-1]
        repeat[1:] = same & (~_among(left[1:], _DOUBLED) | triple[1:])
    if len(left) > 3:
        pair = (left[2:] == left[:-2]) & is_han[2:] & (left[1:-1] != left[2:])
        twice = pair[:-1] & pair[1:] & is_han[3:]
        at = np.flatnonzero(twice)
        repeat[at] = repeat[at + 1] = True
    eight = np.flatnonzero((left[:-1] == 56) & _among(left[1:], _AFTER_EIGHT))
    left[eight] = ord("不")
    changed = np.zeros(n + 1, bool)
    for places in (np.flatnonzero(drop), keep[repeat], keep[eight]):
        changed[owner[places]] = True
    return keep[~repeat], left[~repeat], changed


def _pause(at: Positions, codes: Codes, owner: Positions, tables: Tables, changed: Flags) -> tuple[Positions, Codes]:
    """Commas between the clauses of long runs without punctuation; the turns that get any are marked as changed."""
    kind = tables.kind[codes]
    stops = np.flatnonzero((kind >= _SPACE) & (kind != _SYMBOL))
    whole = kind[stops] == _NEWLINE
    long = np.flatnonzero((np.diff(stops) > _RUN) | (whole[:-1] & whole[1:]))
    cuts = [
        first + 1 + place
        for first, last in zip(stops[long].tolist(), stops[long + 1].tolist(), strict=True)
        for place in pauses(_decode(codes[first + 1 : last]))
    ]
    if not cuts:
        return at, codes
    changed[owner[at[cuts]]] = True
    # A comma stands for the character before it.
    return np.insert(at, cuts, at[np.array(cuts) - 1]), np.insert(codes, cuts, ord(",")).astype(np.uint32)


@cache
def _members(characters: str) -> Flags:
    members = np.zeros(_BASIC, bool)
    members[[ord(c) for c in characters]] = True
    return members


def _among(codes: Codes, characters: str) -> Flags:
    return _members(characters)[np.minimum(codes, _BASIC - 1)]


def _find(codes: Codes, word: str) -> Positions:
    if len(codes) < len(word):
        return np.zeros(0, np.int64)
    found = codes[: len(codes) - len(word) + 1] == ord(word[0])
    for k, c in enumerate(word[1:], 1):
        found &= codes[k : len(codes) - len(word) + 1 + k] == ord(c)
    return np.flatnonzero(found)


def _sounds(at: Positions, chars: Codes, tables: Tables) -> tuple[Positions, Codes, Codes]:
    """Positions, sounds and characters, with sounds for characters and for typed pinyin."""
    sound = tables.sound[np.minimum(chars, len(tables.sound) - 1)]
    codes = np.where(sound > 0, sound, chars)
    letter = (chars >= 97) & (chars <= 122)
    if letter.any():
        keep = np.ones(len(chars), bool)
        known = frozenset(tables.letters)
        for run in re.finditer("[a-z]+", _decode(np.where(letter, chars, 32).astype(np.uint32))):
            syllables = split_syllables(run[0], known)
            if syllables:
                first = run.start()
                for k, syllable in enumerate(syllables):
                    codes[first + k] = ord(tables.letters[syllable])
                keep[first + len(syllables) : run.end()] = False
        at, codes, chars = at[keep], codes[keep], chars[keep]
    return at, codes, chars


@lru_cache(4096)
def split_syllables(letters: str, known: frozenset[str]) -> tuple[str, ...]:
    """Typed pinyin as syllables, longest first with a step back; empty where it is no pinyin.

    >>> split_syllables("buzhidao", frozenset({"bu", "zhi", "dao", "zhida"}))
    ('bu', 'zhi', 'dao')
    """
    if not letters:
        return ()
    for size in range(min(6, len(letters)), 1, -1):
        if letters[:size] in known:
            if size == len(letters):
                return (letters,)
            rest = split_syllables(letters[size:], known)
            if rest:
                return (letters[:size], *rest)
    return ()
