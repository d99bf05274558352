"""Subtitles with speakers, SRT and WebVTT: ``<v 客服>…``, ``客服：…`` or ``[坐席] …``. Times are left aside."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator

from ..dialogue import Dialogue
from ..errors import InputError
from . import plain
from .source import inner
from .speakers import Roles, named

_TIME = r"(?:\d+:)?\d{1,2}:\d{2}[.,]\d{1,3}"
_TIMING = re.compile(rf"^\s*{_TIME}\s*-->\s*{_TIME}(?:\s+\S+:\S+)*\s*$")
_FIRST = re.compile(
    rf"\s*(?:WEBVTT(?:[ \t].*)?(?:\r\n?|\n|$)|(?:\d+\s*(?:\r\n?|\n)\s*)?{_TIME}\s*-->\s*{_TIME}[ \t]*(?:\r|\n))"
)
_ASIDE = re.compile(r"^(?:NOTE|STYLE|REGION)\b")
_VOICE = re.compile(r"<v(?:\.[^\s>]*)?\s+([^>]+)>")
_TAG = re.compile(r"</?(?:c|i|b|u|v|ruby|rt|lang|font)(?:[.\s][^>]*)?>|<[\d:.]+>|\{\\[^}]*\}", re.IGNORECASE)
_BRACKETS = re.compile(r"^[-–—\s]*[\[【(（]\s*([^\]】)）]{1,20})\s*[\]】)）]\s*[:：]?\s*(.*)$")
_WRAP = re.compile(r"(?<=.)\s*\n\s*(?=.)")
_DASH = re.compile(r"^[-–—]\s*")


def looks_like(start: str) -> bool:
    """Whether a text opens as subtitles do.

    >>> looks_like("1\\n00:00:01,000 --> 00:00:02,500\\n客服：您好"), looks_like("客服：您好")
    (True, False)
    """
    return bool(_FIRST.match(start))


def read(text: str, name: str, roles: Roles) -> Iterator[Dialogue | InputError]:
    """The one dialogue of a file; a cue without a speaker goes on with the turn before.

    Sounds in brackets before anyone speaks ([音乐]) are the system's.
    """
    try:
        lines = list(_spoken(text, name, roles))
        if not lines:
            raise InputError("字幕里没有任何文字", path=name)
        turns = [(speaker, _WRAP.sub(_unwrapped, said)) for speaker, said in plain.turns_of(lines, name, roles)]
        made, sure = named(turns, name, lines[0][0])
        yield Dialogue(id=inner(name).stem, turns=made, roles_assigned=sure)
    except InputError as error:
        yield error


def _spoken(text: str, name: str, roles: Roles) -> Iterator[tuple[int, str]]:
    """The lines of cues by number, with ``speaker：`` before those that name one."""
    begun = False
    for number, line in _cue_lines(text):
        voices = list(_VOICE.finditer(line))
        ends = [*(voice.start() for voice in voices[1:]), len(line)]
        if voices and (before := _bare(line[: voices[0].start()])):
            yield number, before
        for voice, end in zip(voices, ends, strict=False):
            word = html.unescape(voice[1]).strip()
            label = _label(word, roles)
            if label is None:
                message = f"不认识的说话人“{word}”；用 --speaker {word}=agent 或 =customer 说明他是谁"
                raise InputError(message, path=name, line=number)
            begun = True
            yield number, f"{label}：{_bare(line[voice.end() : end])}"
        if voices:
            continue
        said = _bare(line)
        bracket = _BRACKETS.match(said)
        if bracket and (label := _label(bracket[1], roles)):
            said = f"{label}：{bracket[2]}"
        elif bracket and not bracket[2] and not begun:
            said = f"system：{said}"
        begun = True
        if said:
            yield number, said


def _cue_lines(text: str) -> Iterator[tuple[int, str]]:
    """The lines that are said; a blank line within a cue doesn't end it, only the next cue's time does."""
    lines = list(enumerate(text.splitlines(), 1))
    timings = [index for index, (_, line) in enumerate(lines) if _TIMING.match(line)]
    for index, end in zip(timings, [*timings[1:], len(lines)], strict=False):
        cue = lines[index + 1 : end]
        # Before the next time stands its number or name, after a blank line.
        if end < len(lines) and len(cue) > 1 and cue[-1][1].strip() and not cue[-2][1].strip():
            cue = cue[:-1]
        elif end < len(lines) and len(cue) == 1 and cue[0][1].strip().isdigit():
            cue = []
        aside = False
        for number, line in cue:
            aside = bool(line.strip()) and (aside or bool(_ASIDE.match(line)))
            if line.strip() and not aside:
                yield number, line.strip()


def _unwrapped(wrap: re.Match[str]) -> str:
    """What a line's end within a turn stands for: nobody pauses where a subtitle is full."""
    before, after = wrap.string[wrap.start() - 1], wrap.string[wrap.end()]
    return " " if before.isascii() and after.isascii() else ""


def _bare(line: str) -> str:
    return _DASH.sub("", html.unescape(_TAG.sub("", line)).strip())


def _label(word: str, roles: Roles) -> str | None:
    """The role, or a nameless label in one word."""
    label = roles.role_or_label(word)
    return re.sub(r"\s+", "_", label) if label else None
