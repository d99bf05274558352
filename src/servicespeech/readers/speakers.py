"""Words for speakers → roles."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from ..dialogue import Speaker, Turn
from ..errors import InputError
from ..roles import assign

_WORDS: dict[Speaker, str] = {
    "agent": """
        坐席 座席 客服 客服代表 服务员 服务人员 工作人员 窗口 柜员 柜台 营业员 接线员 话务员 店员 店小二 小二
        商家 卖家 医生 大夫 护士 导医 药师 收费员 挂号员 民警 警官 考试员 保安 前台 员工 经办人 经办 客户经理
        顾问 专员 师傅 售票员 检票员 agent staff assistant service clerk""",
    "customer": """
        客户 顾客 用户 来电人 来电者 来电 市民 群众 病人 患者 家属 买家 办事人 办事群众 乘客 学员 家长 学生
        旅客 游客 业主 客人 访客 对方 customer user client caller visitor guest""",
    "system": "系统 系统消息 系统提示 机器人 语音 自动语音 旁白 提示 备注 ivr system bot",
}
_SINGLE: dict[str, Speaker] = {"a": "agent", "b": "customer", "s": "agent", "c": "customer"}
_TAIL = re.compile(r"[\s\d一二三四五六七八九十#_.\-（）()\[\]【】:：a-z]*(?:号|小?[一-鿿]{0,2})?[\s\d（）()\[\]]*$")
#: Labels of speech recognition that name nobody: 说话人1, SPEAKER_00.
_NAMELESS = re.compile(
    r"(?:说话人|发言人|讲话人|讲述人|声道|通道|speaker|spk|channel)[ _\-]*[0-9a-z一二三四五六七八九十]{0,4}"
)
_ROLES = ("agent", "customer", "system")


def nameless(word: str) -> bool:
    """Whether a label names nobody.

    >>> nameless("说话人1"), nameless("SPEAKER_00"), nameless("客服")
    (True, True, False)
    """
    return bool(_NAMELESS.fullmatch(word.strip().lower()))


class Roles:
    """Maps speaker words, such as 坐席, 客服001, A or customer, to roles; ``extra`` comes first."""

    def __init__(self, extra: Mapping[str, str]) -> None:
        self._exact: dict[str, Speaker] = dict(_SINGLE)
        for role, words in _WORDS.items():
            self._exact.update(dict.fromkeys(words.split(), role))
        for word, name in extra.items():
            if name not in _ROLES:
                raise ValueError(f"{word}={name}: a role is one of {', '.join(_ROLES)}")
            self._exact[word.strip().lower()] = name  # type: ignore[assignment]
        self._prefixes = sorted((w for w in self._exact if len(w) > 1), key=len, reverse=True)

    def role(self, word: str) -> Speaker | None:
        """The role, or None for a word that is not known.

        >>> Roles({}).role("客服小李"), Roles({}).role("B"), Roles({}).role("导演")
        ('agent', 'customer', None)
        """
        word = word.strip().lower()
        if word in self._exact:
            return self._exact[word]
        for prefix in self._prefixes:
            if word.startswith(prefix) and _TAIL.fullmatch(word, len(prefix)):
                return self._exact[prefix]
        return None

    def role_or_label(self, word: str) -> str | None:
        """The role that a word stands for, or the word itself where it is a label that names nobody."""
        return self.role(word) or (word if nameless(word) else None)


def named(turns: Sequence[tuple[str, str]], path: str, line: int | None) -> tuple[tuple[Turn, ...], float | None]:
    """Turns with roles in place of labels that name nobody, and the confidence (None: nobody was nameless).

    Raises :class:`InputError` where nothing tells the speakers apart.
    """
    said: dict[str, list[str]] = {}
    for speaker, text in turns:
        if speaker not in _ROLES:
            said.setdefault(speaker, []).append(text)
    roles: dict[str, str] = {}
    sure = None
    if said:
        found = assign(said)
        if found is None:
            labels = "、".join(said)
            first = next(iter(said))
            message = f"看不出{labels}里谁是坐席；用 --speaker {first}=agent 或 =customer 说明"
            raise InputError(message, path=path, line=line)
        roles, sure = found
    made = tuple(Turn(speaker=roles.get(speaker, speaker), text=text) for speaker, text in turns)  # type: ignore[arg-type]
    return made, sure
