"""The codebook's labels, as types: the one place that spells them."""

from __future__ import annotations

from typing import Literal, get_args

Category = Literal["deflection", "impatience", "confrontation", "ridicule", "threat", "curt", "abuse"]
Subtype = Literal["disclaim", "bounce", "stall", "feign", "wall", "closed", "dare", "blame"]
Pattern = Literal["runaround", "piecemeal", "unanswered", "abrupt_end"]
Severity = Literal["fatal", "major", "minor", "info"]
Act = Literal[
    "greeting", "self_intro", "offer", "please", "thanks", "thanks_reply", "apology", "hold", "hold_return",
    "readback", "four_tells", "further_help", "invite_rating", "farewell",
]  # fmt: skip
Redress = Literal["active_help", "referral", "explanation", "commitment"]
Tier = Literal["exact", "denoised", "homophone", "fuzzy"]
Status = Literal["open", "redressed", "suppressed"]
ObligationStatus = Literal["done", "missing", "na", "cannot_judge"]
Lang = Literal["zh", "en"]

CATEGORIES: tuple[Category, ...] = get_args(Category)
SUBTYPES: tuple[Subtype, ...] = get_args(Subtype)
PATTERNS: tuple[Pattern, ...] = get_args(Pattern)
ACTS: tuple[Act, ...] = get_args(Act)
REDRESSES: tuple[Redress, ...] = get_args(Redress)
SEVERITIES: tuple[Severity, ...] = get_args(Severity)

#: Subtypes that an apology or help afterwards cannot undo (codebook §1, Redress).
NEVER_REDRESSED: frozenset[str] = frozenset({"dare", "blame"})

_ZH = {
    "deflection": "推诿", "impatience": "不耐烦", "confrontation": "顶撞", "ridicule": "讥讽", "threat": "威胁",
    "curt": "生硬", "abuse": "辱骂",
    "disclaim": "否认职责", "bounce": "踢皮球", "stall": "拖延", "feign": "一问三不知", "wall": "规定搪塞",
    "closed": "以时拒办", "dare": "激将", "blame": "推责于客",
    "runaround": "多头推转", "piecemeal": "未一次性告知", "unanswered": "答非所问/不应答", "abrupt_end": "强行结束",
    "fatal": "一票否决", "major": "严重", "minor": "轻微", "info": "提示",
    "greeting": "首问语", "self_intro": "报岗/工号", "offer": "主动询问", "please": "请", "thanks": "谢谢",
    "thanks_reply": "应谢", "apology": "对不起", "hold": "请稍候", "hold_return": "久等致意",
    "readback": "唱收唱付", "four_tells": "四告知", "further_help": "追问需求", "invite_rating": "邀评价",
    "farewell": "结束语",
    "active_help": "代办", "referral": "引导", "explanation": "解释并给出办法", "commitment": "限时承诺",
    "exact": "原文", "denoised": "去噪", "homophone": "同音", "fuzzy": "近似",
    "open": "违规", "redressed": "已化解", "suppressed": "不计",
    "done": "做到", "late": "晚了", "missing": "缺失", "na": "不适用", "cannot_judge": "无法判断",
    "counter": "窗口", "call": "电话", "chat": "在线",
    "agent": "坐席", "customer": "客户", "system": "系统",
}  # fmt: skip


def label(name: str, lang: Lang = "zh") -> str:
    """The label as staff read it.

    >>> label("stall"), label("stall", "en"), label("cannot_judge", "en")
    ('拖延', 'stall', 'cannot judge')
    """
    return _ZH.get(name, name) if lang == "zh" else name.replace("_", " ")
