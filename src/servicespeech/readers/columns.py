"""Which column of a table holds what: named by the user, or guessed from the words of the header."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from ..errors import InputError

#: What a column can be for us.
NAMES = ("id", "speaker", "text", "channel", "scene", "agent", "team", "branch", "date", "start")
#: Our name → words of headers, in ranks: a later rank counts only where none of an earlier one is there.
_WORDS: dict[str, tuple[str, ...]] = {
    "id": (
        """会话id 会话编号 会话号 对话id 对话编号 通话id 通话编号 通话流水号 录音id 录音编号 录音流水号 呼叫id 来电编号
        工单号 工单编号
        sessionid conversationid dialogid dialogueid callid recordid chatid contactid session conversation""",
        "流水号 编号 录音文件 录音文件名 文件名 id uuid filename",
    ),
    "speaker": (
        "角色 说话人角色 发言角色 说话角色 发送者角色 role speakerrole senderrole",
        "说话人 发言人 讲话人 发言者 发送人 发送者 发送方 消息来源 身份 speaker sender from spk speakerid",
    ),
    "text": (
        """内容 文本 话术 对话内容 会话内容 通话内容 聊天内容 消息内容 发言内容 说话内容 发言 消息 原文
        转写文本 转写内容 转写结果 识别文本 识别结果 录音文本 对话文本 会话记录 聊天记录 通话记录 对话 话语
        content text utterance message transcript transcription dialogue dialog messages turns sentence""",
    ),
    "channel": ("渠道 接入渠道 服务渠道 channel",),
    "scene": ("场景 服务场景 业务场景 行业 岗位 scene scenario",),
    "agent": (
        "坐席工号 座席工号 客服工号 员工工号 工号 坐席id 客服id agentid staffid employeeid",
        "坐席 座席 坐席姓名 座席姓名 客服 客服姓名 员工 员工姓名 柜员 agent agentname staff",
    ),
    "team": ("班组 小组 团队 组别 所属班组 技能组 team group skillgroup",),
    "branch": ("网点 支行 分行 机构 营业厅 门店 所属机构 所属网点 branch outlet site",),
    "date": (
        "日期 通话日期 会话日期 服务日期 date calldate",
        "时间 通话时间 会话时间 来电时间 date time datetime calltime",
    ),
    "start": (
        "开始时间 起始时间 开始 发言时间 发送时间 消息时间 start starttime begintime begin startms timestamp",
    ),
}  # fmt: skip
#: Columns that only number the rows: none of them can be the dialogue's.
_NUMBERS = frozenset(("序号", "行号", "轮次", "no", "index", "seq", "turn", "turnid"))
_REQUIRED = ("id", "speaker", "text")


def _bare(word: str) -> str:
    """A header's words without case, spaces, signs and what stands in brackets.

    >>> _bare(" Session_ID（必填）")
    'sessionid'
    """
    return re.sub(r"[（(\[【].*?[)）\]】]|[\s_\-:：*#.]", "", word).lower()


def _found(header: Sequence[str]) -> dict[str, list[str]]:
    """Our name → the columns of the best rank that could be it."""
    bare = [(_bare(word), word) for word in header]
    found: dict[str, list[str]] = {}
    for name, ranks in _WORDS.items():
        for rank in ranks:
            words = set(rank.split())
            if hits := [word for key, word in bare if key in words]:
                found[name] = hits
                break
    return found


def guess_columns(header: Sequence[str]) -> dict[str, str]:
    """Our names → columns, guessed from the words of a header in Chinese or English.

    Where two columns could equally be it, neither is taken if a dialogue hangs on it (id, speaker, text), else the
    first is.

    >>> guess_columns(["通话编号", "角色", "话术", "工号", "网点"])
    {'id': '通话编号', 'speaker': '角色', 'text': '话术', 'agent': '工号', 'branch': '网点'}
    >>> guess_columns(["session_id", "内容", "文本"])
    {'id': 'session_id'}
    """
    return {
        name: words[0] for name, words in _found(header).items() if len(words) == 1 or name not in _REQUIRED
    }  # fmt: skip


def is_header(header: Sequence[str], columns: Mapping[str, str]) -> bool:
    """Whether a first line can only be a table's: it has the columns that are given, or a text and what it belongs to.

    >>> is_header(["会话ID", "角色", "内容"], {}), is_header(["坐席：您好", "请问"], {})
    (True, False)
    """
    given = [word for word in columns.values() if word]
    if given and all(word in header for word in given):
        return True
    found = _found(header)
    return len(header) > 1 and "text" in found and ("speaker" in found or "id" in found)


def positions(header: Sequence[str], columns: Mapping[str, str], path: str, line: int) -> dict[str, int]:
    """Our name → the column's position, from 0.

    ``columns`` go before the guess; one that is given as "" is not read. Raises :class:`InputError` that shows the
    header and the ``--map`` that settles it: for a column that isn't there or is there twice, where no text is found,
    and where without an id other columns might be it.
    """
    chosen = {**guess_columns(header), **columns}
    chosen = {name: word for name, word in chosen.items() if word}
    shown = f"表头是：{'、'.join(header)}"
    for name, word in chosen.items():
        if word not in header:
            raise InputError(f"表里没有“{word}”这一列；{shown}；用 --map {name}=列名 改正", path=path, line=line)
        if header.count(word) > 1:
            raise InputError(f"“{word}”这一列出现了不止一次；{shown}；请给列取不同的名字", path=path, line=line)
    found = _found(header)
    for name in _REQUIRED:
        if name not in chosen and name not in columns and (words := found.get(name)):
            message = f"“{'”“'.join(words)}”都像是 {name} 列；{shown}；用 --map {name}={words[0]} 选定一列"
            raise InputError(message, path=path, line=line)
    if "text" not in chosen:
        lacking = [name for name in _REQUIRED if name not in chosen]
        example = ",".join(f"{name}=列名" for name in lacking)
        raise InputError(f"看不出哪一列是发言内容；{shown}；用 --map {example} 说明", path=path, line=line)
    known = {*chosen.values(), *(word for words in found.values() for word in words)}
    other = [word for word in header if word and word not in known and _bare(word) not in _NUMBERS]
    if "speaker" in chosen and "id" not in chosen and "id" not in columns and other:
        message = f"看不出哪一列是会话编号；{shown}；用 --map id=列名 说明，整张表是一段对话就写 --map id="
        raise InputError(message, path=path, line=line)
    return {name: header.index(word) for name, word in chosen.items() if name in NAMES}
