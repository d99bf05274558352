"""What speech engines and subtitle tools write, whole and broken."""

import json

import pytest

from servicespeech import Dialogue, InputError, audit
from servicespeech.readers import read

GREETING, QUESTION = "您好，请问有什么可以帮您？", "我的卡丢了，怎么办"
EXPECTED = [("agent", GREETING), ("customer", QUESTION)]


def items(data: object, name: str = "x.json", **options: object) -> list[Dialogue | InputError]:
    text = data if isinstance(data, str) else json.dumps(data, ensure_ascii=False)
    return list(read(name, text.encode(), **options))  # type: ignore[arg-type]


def one(data: object, name: str = "x.json", **options: object) -> Dialogue:
    (item,) = items(data, name, **options)
    if isinstance(item, InputError):
        raise item
    return item


def said(dialogue: Dialogue) -> list[tuple[str, str]]:
    return [(turn.speaker, turn.text) for turn in dialogue.turns]


def best(role: str, begin: int, text: str, packed: bool = True) -> dict[str, object]:
    words = [{"cw": [{"w": word, "wp": "n"}, {"w": "别的"}]} for word in text] + [{"cw": [{"w": "。", "wp": "g"}]}]
    st = {"st": {"bg": str(begin), "ed": str(begin + 9), "rl": role, "rt": [{"ws": words}]}}
    return {"json_1best": json.dumps(st) if packed else st}


FUNASR = [
    {
        "key": "call7",
        "text": "…",
        "sentence_info": [
            {"text": GREETING, "start": 10, "end": 900, "timestamp": [[10, 200]], "spk": 0},
            {"sentence": f"<|zh|><|NEUTRAL|>{QUESTION}", "start": 950, "end": 1900, "spk": 1},
        ],
    }
]
WHISPERX = {
    "segments": [
        {"start": 0.1, "end": 2.0, "text": f" {GREETING}", "speaker": "SPEAKER_01"},
        {
            "start": 2.1,
            "end": 4.0,
            "text": QUESTION,
            "words": [{"word": "我", "speaker": "SPEAKER_00"}, {"word": "的"}],
        },
    ],
    "word_segments": [],
}
# One channel after the other: times put them in order.
ALIYUN = {
    "TaskId": "d429",
    "StatusText": "SUCCESS",
    "Result": {
        "Sentences": [
            {"EndTime": 9000, "BeginTime": 5000, "Text": QUESTION, "ChannelId": 1, "SpeechRate": 177},
            {"EndTime": 2365, "BeginTime": 340, "Text": GREETING, "ChannelId": 0, "EmotionValue": 5.0},
        ]
    },
}
ALIYUN_OLD = {
    "result": [
        {"begin_time": 340, "channel_id": 0, "end_time": 2365, "text": GREETING},
        {"begin_time": 3400, "channel_id": 1, "end_time": 5365, "text": QUESTION},
    ]
}
TENCENT = {
    "Response": {
        "RequestId": "r",
        "Data": {
            "TaskId": 1,
            "Result": "[0:0.000,0:2.000,0]  …",
            "ResultDetail": [
                {"FinalSentence": GREETING, "SliceSentence": "…", "StartMs": 0, "SpeakerId": 0, "Words": None},
                {"FinalSentence": QUESTION, "StartMs": 2100, "SpeakerId": 1},
            ],
        },
    }
}
LATTICE = {"lattice": [best("1", 100, GREETING), best("2", 2000, QUESTION)]}
IFLYTEK = {"code": "000000", "content": {"orderResult": json.dumps(LATTICE), "orderInfo": {"status": 4}}}
IFLYTEK_2 = {"lattice2": [best("1", 100, GREETING, False), best("2", 2000, QUESTION, False)]}
IFLYTEK_OLD = [
    {"bg": "180", "ed": "3620", "onebest": GREETING, "speaker": "1"},
    {"bg": "4080", "ed": "11950", "onebest": QUESTION, "speaker": "2"},
]
RESULTS = {
    "funasr": FUNASR,
    "whisperx": WHISPERX,
    "aliyun": ALIYUN,
    "aliyun_old": ALIYUN_OLD,
    "tencent": TENCENT,
    "tencent_data": TENCENT["Response"]["Data"],
    "iflytek": IFLYTEK,
    "iflytek_order": LATTICE,
    "iflytek_2": IFLYTEK_2,
    "iflytek_old": IFLYTEK_OLD,
    "iflytek_old_answer": {"ok": 0, "data": json.dumps(IFLYTEK_OLD)},
}


@pytest.mark.parametrize("name", RESULTS)
def test_results_of_engines(name: str) -> None:
    dialogue = one(RESULTS[name])
    assert said(dialogue) == EXPECTED
    assert dialogue.roles_assigned is not None
    assert 0.5 <= dialogue.roles_assigned <= 1
    assert dialogue.id == ("call7" if name == "funasr" else "x#1")


def test_results_as_lines_with_fields_of_ours() -> None:
    lines = [{**WHISPERX, "id": "7", "channel": "call", "meta": {"agent": "007"}}, TENCENT, {"segments": []}, ALIYUN]
    found = items("\n".join(json.dumps(line, ensure_ascii=False) for line in lines))
    assert [item.id if isinstance(item, Dialogue) else item.line for item in found] == ["7", "x#2", 3, "x#4"]
    assert isinstance(found[0], Dialogue)
    assert (found[0].channel, found[0].meta) == ("call", {"agent": "007"})


def test_speakers_that_are_named_or_mapped() -> None:
    sentences = [{"spk": "坐席", "text": "嗯"}, {"spk": "客户", "text": "嗯"}]
    assert said(one({"sentence_info": sentences})) == [("agent", "嗯"), ("customer", "嗯")]
    numbers = {"sentence_info": [{"spk": 0, "text": "嗯"}, {"spk": 1, "text": "嗯"}]}
    mapped = one(numbers, speakers={"说话人0": "customer", "说话人1": "agent"})
    assert said(mapped) == [("customer", "嗯"), ("agent", "嗯")]


def test_a_sentence_without_a_speaker_is_nobodys() -> None:
    segments = [*WHISPERX["segments"], *WHISPERX["segments"], {"start": 9.0, "text": "字幕由志愿者提供"}]
    assert said(one({"segments": segments}))[-1] == ("system", "字幕由志愿者提供")


@pytest.mark.parametrize(
    ("data", "word"),
    [
        ({"sentence_info": []}, "没有文字"),
        ({"segments": [{"start": 0, "text": "您好"}]}, "没有分出说话人"),
        ({"sentence_info": [{"spk": 0, "text": "嗯"}, {"spk": 1, "text": "嗯"}]}, "看不出说话人0、说话人1里谁是坐席"),
        ({"Result": {"Sentences": [{"ChannelId": 0, "Text": "您好"}]}}, "看不出声道0里谁是坐席"),
        ({"Data": {"Result": "您好", "ResultDetail": None}}, "ResTextFormat"),
        ({"content": {"orderResult": '{"lattice": ['}}, "JSON 不完整"),
        ({"lattice": [{"json_1best": '{"st"'}]}, "JSON 不完整"),
        ({"lattice": [{"json_1best": "[]"}]}, "没有 st"),
        ({"sentence_info": [{"spk": "导演", "text": "嗯"}]}, "不认识的说话人“导演”"),
        ({"StatusText": "RUNNING", "StatusCode": 21050001}, "turns"),
        ({"segments": "无", "lattice": [1], "Result": [], "data": {}}, "turns"),
    ],
)
def test_broken_results(data: object, word: str) -> None:
    with pytest.raises(InputError, match=word) as caught:
        one(data)
    assert caught.value.path == "x.json"


SRT = """1
00:00:01,000 --> 00:00:02,500
客服：您好，请问有什么
可以帮您？

2
00:00:03,000 --> 00:00:04,000
- [客户] <i>我的卡丢了</i>

3
00:00:04,000 --> 00:00:05,000
怎么办
"""
VTT = """WEBVTT - 通话 7
Kind: captions

NOTE
客服：这是备注，
不是话

intro
00:01.000 --> 00:02.500 align:start position:0%
<v.loud 客服>您好，请问有什么</v>
可以帮您？

00:03.000 --> 00:04.000
<v 客户>我的卡丢了</v>

STYLE
::cue { color: red }

00:04.000 --> 00:05.000
怎么<c.red>办</c>
"""
CUES = [("agent", "您好，请问有什么可以帮您？"), ("customer", "我的卡丢了怎么办")]


@pytest.mark.parametrize("name", ["通话.srt", "通话.vtt", "通话.txt"])
@pytest.mark.parametrize("text", [SRT, VTT])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
@pytest.mark.parametrize("encoding", ["utf-8-sig", "gb18030"])
def test_subtitles(text: str, name: str, end: str, encoding: str) -> None:
    (item,) = read(name, text.replace("\n", end).encode(encoding))
    assert isinstance(item, Dialogue)
    assert (item.id, said(item)) == ("通话", CUES)


def test_two_voices_in_a_cue_and_sounds_before() -> None:
    text = "WEBVTT\n\n00:00.000 --> 00:01.000\n[音乐]\n\n00:01.000 --> 00:02.000\n"
    text += "<v SPEAKER 0>您好，请问有什么可以帮您&lt;<v SPEAKER 1>我想办卡\n"
    dialogue = one(text, "x.vtt")
    assert said(dialogue) == [
        ("system", "[音乐]"),
        ("agent", "您好，请问有什么可以帮您<"),
        ("customer", "我想办卡"),
    ]
    assert dialogue.roles_assigned


def test_a_blank_line_within_a_cue_loses_nothing() -> None:
    text = "1\n00:00:01,000 --> 00:00:02,000\n客服：您好\n\n请坐\n\n2\n00:00:03,000 --> 00:00:04,000"
    text += "\n\n3\n00:00:05,000 --> 00:00:06,000\n客户：15\n"
    assert said(one(text, "x.srt")) == [("agent", "您好请坐"), ("customer", "15")]


def test_a_phrase_over_two_lines_of_a_cue_is_seen() -> None:
    text = "1\n00:00:01,000 --> 00:00:02,000\n客服：这事不归\n我管\n\n2\n00:00:03,000 --> 00:00:04,000\n客户：啊\n"
    assert [finding.subtype for finding in audit(one(text, "x.srt")).violations] == ["disclaim"]


@pytest.mark.parametrize(
    ("cue", "word", "line"),
    [
        ("<v 导演>您好", "不认识的说话人“导演”", 3),
        ("导演：您好", "不认识的说话人“导演”", 3),
        ("您好", "没有说话人", 3),
        ("", "没有任何文字", None),
        ("<v 说话人1>嗯\n<v 说话人2>嗯", "谁是坐席", 3),
    ],
)
def test_broken_subtitles(cue: str, word: str, line: int | None) -> None:
    with pytest.raises(InputError, match=word) as caught:
        one(f"1\n00:00:01,000 --> 00:00:02,000\n{cue}\n", "x.srt")
    assert (caught.value.path, caught.value.line) == ("x.srt", line)


def test_an_empty_subtitle_file() -> None:
    for text in ("", "WEBVTT\n", "WEBVTT"):
        (error,) = items(text, "x.vtt")
        assert isinstance(error, InputError)
