"""What speech engines return, as JSON with speakers and times → turns in order of time.

Speakers that are only numbers become 说话人0, 声道1 …, whose roles are told apart later. What has text but no speaker
in a document that has some is the system's: it is kept, and judged as nobody's.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from typing import Any

#: When it starts (in the engine's own unit), the speaker's label, the text.
Sentence = tuple[float | None, str | None, str]

#: Tags of SenseVoice: <|zh|><|NEUTRAL|>.
_TAGS = re.compile(r"<\|[^|<>]*\|>")
#: Above this share of sentences without a speaker there was no diarisation to speak of.
_NAMELESS_SHARE = 0.2


def turned(document: Any) -> dict[str, Any] | None:
    """The dialogue of an engine's result, as ``{"turns": […]}``; None for what is no such result.

    Raises ValueError, in words for staff, for a result without text or without speakers.

    >>> turned({"sentence_info": [{"spk": 0, "text": "您好", "start": 0}]})
    {'turns': [{'speaker': '说话人0', 'text': '您好'}]}
    """
    for engine in _ENGINES:
        found = engine(document)
        if found is not None:
            return {"turns": _turns([sentence for sentence in found if sentence[2]])}
    return None


def _turns(sentences: list[Sentence]) -> list[dict[str, str]]:
    if not sentences:
        raise ValueError("识别结果里没有文字")
    without = sum(label is None for _, label, _ in sentences)
    if without > _NAMELESS_SHARE * len(sentences):
        raise ValueError("识别结果没有分出说话人；转写时请打开说话人分离（或按声道分开）")
    times = [start for start, _, _ in sentences if start is not None]
    if len(times) == len(sentences):
        # Engines that go channel by channel give one side after the other.
        sentences = [sentences[i] for i in sorted(range(len(sentences)), key=times.__getitem__)]
    return [{"speaker": label or "system", "text": text} for _, label, text in sentences]


def funasr(document: Any) -> Iterator[Sentence] | None:
    """FunASR's ``AutoModel.generate`` with ``spk_model``: an item of its list.

    ``{"key", "text", "sentence_info": [{"text" (or "sentence"), "start", "end" (ms), "spk": 0}]}``, after the FunASR
    readme and tutorial.
    """
    found = _list(document, "sentence_info")
    if found is None:
        return None
    return (
        (_number(one.get("start")), _label("说话人", one.get("spk")), _text(one.get("text", one.get("sentence"))))
        for one in found
    )


def whisperx(document: Any) -> Iterator[Sentence] | None:
    """WhisperX's JSON after ``assign_word_speakers``.

    ``{"segments": [{"start", "end" (s), "text", "speaker": "SPEAKER_00", "words": [{"word", "speaker"}]}]}``, after its
    readme; segments and words that met no speaker lack the key, and most of its words speak for a segment.
    """
    found = _list(document, "segments")
    if found is None or not any("text" in one for one in found):
        return None
    return ((_number(one.get("start")), _whose(one), _text(one.get("text"))) for one in found)


def _whose(segment: dict[str, Any]) -> str | None:
    if speaker := segment.get("speaker"):
        return str(speaker)
    words = Counter(word["speaker"] for word in _list(segment, "words") or () if word.get("speaker"))
    return str(words.most_common(1)[0][0]) if words else None


def aliyun(document: Any) -> Iterator[Sentence] | None:
    """Aliyun's recorded file recognition (录音文件识别).

    ``{"TaskId", "StatusText", "Result": {"Sentences": [{"ChannelId": 0, "BeginTime", "EndTime" (ms), "Text"}]}}``, and
    the older callback's ``{"result": [{"channel_id", "begin_time", "text"}]}``, after help.aliyun.com 90727. With
    ``auto_split`` ChannelId is the speaker; ``SpeakerId``, where a result has it, goes before.
    """
    result = document.get("Result") if isinstance(document, dict) else None
    if found := _list(result, "Sentences"):
        return (
            (
                _number(one.get("BeginTime")),
                _label("说话人", one.get("SpeakerId")) or _label("声道", one.get("ChannelId")),
                _text(one.get("Text")),
            )
            for one in found
        )
    old = _list(document, "result")
    if not old or not all("channel_id" in one for one in old):
        return None
    return ((_number(one.get("begin_time")), _label("声道", one["channel_id"]), _text(one.get("text"))) for one in old)


def tencent(document: Any) -> Iterator[Sentence] | None:
    """Tencent Cloud's recording recognition, ``DescribeTaskStatus``.

    ``{"Response": {"Data": {"Result", "ResultDetail": [{"FinalSentence", "StartMs", "SpeakerId": 0}]}}}`` or any inner
    part of it, after its data types (1118/66926, SentenceDetail); every field may be null.
    """
    for key in ("Response", "Data"):
        if isinstance(document, dict) and isinstance(document.get(key), dict):
            document = document[key]
    if not isinstance(document, dict) or "ResultDetail" not in document:
        return None
    found = _list(document, "ResultDetail")
    if not found:
        raise ValueError("ResultDetail 是空的；请求识别时把 ResTextFormat 设为 1 以上，并打开 SpeakerDiarization")
    return (
        (_number(one.get("StartMs")), _label("说话人", one.get("SpeakerId")), _text(one.get("FinalSentence")))
        for one in found
    )


def iflytek(document: Any) -> Iterator[Sentence] | None:
    """iFlytek's file transcription (lfasr), ``getResult``.

    ``{"content": {"orderResult": "<JSON>"}}`` with ``{"lattice": [{"json_1best": "<JSON>"}]}`` inside, each
    ``{"st": {"bg": "ms", "rl": "1", "rt": [{"ws": [{"cw": [{"w", "wp"}]}]}]}}``; JSON in strings or not, ``lattice2``
    where ``lattice`` is missing. ``wp`` ``g`` is a break and no word. Field names after the official client's code.
    """
    if isinstance(document, dict) and "orderResult" in _object(document, "content"):
        document = _unpacked(document["content"].get("orderResult"))
    found = _list(document, "lattice") or _list(document, "lattice2")
    if not found or not all("json_1best" in one for one in found):
        return None
    return map(_best, found)


def _best(one: dict[str, Any]) -> Sentence:
    best = _unpacked(one["json_1best"])
    said = best.get("st") if isinstance(best, dict) else None
    if not isinstance(said, dict):
        raise ValueError("讯飞结果的 json_1best 里没有 st")
    words = []
    for part in _list(said, "rt") or ():
        for slot in _list(part, "ws") or ():
            first = next(iter(_list(slot, "cw") or ()), {})
            words.append("" if first.get("wp") == "g" else str(first.get("w", "")))
    return _number(said.get("bg")), _label("说话人", said.get("rl")), "".join(words).strip()


def iflytek_old(document: Any) -> Iterator[Sentence] | None:
    """iFlytek's older transcription: ``[{"bg": "ms", "ed", "onebest", "speaker": "1"}]``, or such a list as JSON in
    ``{"data": "…"}``; field names after the official Java client's ``Data``.
    """
    if isinstance(document, dict) and "onebest" in str(document.get("data")):
        document = _unpacked(document["data"])
    if not isinstance(document, list) or not document:
        return None
    if not all(isinstance(one, dict) and "onebest" in one for one in document):
        return None
    return (
        (_number(one.get("bg")), _label("说话人", one.get("speaker")), _text(one["onebest"])) for one in document
    )  # fmt: skip


_ENGINES: Iterable[Callable[[Any], Iterator[Sentence] | None]] = (
    funasr, whisperx, aliyun, tencent, iflytek, iflytek_old,
)  # fmt: skip


def _unpacked(value: Any) -> Any:
    """JSON that came as a string."""
    if not isinstance(value, str):
        return value
    try:
        return json.loads(value)
    except (json.JSONDecodeError, RecursionError) as error:
        raise ValueError(f"结果里套着的 JSON 不完整：{error}") from error


def _object(document: dict[str, Any], key: str) -> dict[str, Any]:
    found = document.get(key)
    return found if isinstance(found, dict) else {}


def _list(document: Any, key: str) -> list[dict[str, Any]] | None:
    """A list of objects under a key, or None."""
    found = document.get(key) if isinstance(document, dict) else None
    return found if isinstance(found, list) and all(isinstance(one, dict) for one in found) else None


def _label(kind: str, number: Any) -> str | None:
    """A speaker's label: 说话人0 for a number, the word itself for a word."""
    if number is None or number == "":
        return None
    word = str(number)
    return f"{kind}{word}" if word.lstrip("-").isdigit() else word


def _number(value: Any) -> float | None:
    try:
        return float(value)
    except (TypeError, ValueError):
        return None


def _text(value: Any) -> str:
    return _TAGS.sub("", str(value)).strip() if value is not None else ""
