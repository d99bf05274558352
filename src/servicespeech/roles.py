"""Who speaks: are the labels believable, and which of two nameless speakers is the agent.

Speaker labels come swapped, collapsed into one, or as 说话人1 and 说话人2. Swapped ones are only reported, never mended
in silence; nameless ones are told apart by what agents and customers say.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from .dialogue import Dialogue

#: What only the one behind the counter says.
_AGENT = re.compile(
    "工号|很高兴为[您你]服务|为您服务|有什么(?:可以|能)帮|感谢(?:您|你)的?(?:来电|致电|咨询)|欢迎(?:致电|光临|拨打)|"
    "请问(?:您|你)?.{0,4}(?:需要|办理|办什么|咨询)|请您?稍[等候]|(?:让|叫)您久等|满意度|对我的服务|请慢走|下一位"
)
#: Of these one stands in each of them.
_IN_AGENT = ("工号", "服务", "有什么", "感谢", "欢迎", "请问", "稍等", "稍候", "久等", "满意度", "慢走", "下一位")
_POLITE = re.compile("麻烦您|请您|帮您|给您|为您|您看|跟您|抱歉|给您添麻烦")
_CUSTOMER = re.compile(
    "我想|我要|我这个?[月卡单号]|我的.{0,4}[卡单号件钱]|你们|投诉|怎么办|咋办|多少钱|为什么|凭什么|我问|帮我|给我|"
    "什么时候能|我家|谢谢[啊你]"
)
_LEAST = 4  # turns that a dialogue of one label needs to look collapsed


def doubtful(dialogue: Dialogue) -> bool:
    """Whether the labels look swapped (agents' set phrases on the customer's side) or collapsed into one.

    >>> doubtful(Dialogue.model_validate({"turns": [{"speaker": "agent", "text": "我卡丢了，怎么办"},
    ...     {"speaker": "customer", "text": "您好，工号1024很高兴为您服务"}]}))
    True
    """
    said: dict[str, list[str]] = {}
    for turn in dialogue.turns:
        said.setdefault(turn.speaker, []).append(turn.text)
    customers = said.get("customer", ())
    # Looking for a word is many times faster than a search, and most customers say none of them.
    heard = "\n".join(customers)
    customer = _count(_AGENT, customers) if any(word in heard for word in _IN_AGENT) else 0
    if customer and "agent" in said and customer > _count(_AGENT, said["agent"]):
        return True
    spoken = said.keys() & {"agent", "customer"}
    if len(spoken) == 1 and sum(len(said[s]) for s in spoken) >= _LEAST:
        texts = said[next(iter(spoken))]
        return bool(_count(_AGENT, texts) and _count(_CUSTOMER, texts) > 1)
    return False


def assign(said: Mapping[str, Sequence[str]]) -> tuple[dict[str, str], float] | None:
    """Roles for nameless speakers, and a confidence from 0.5 to 1; None where nothing tells them apart.

    >>> assign({"说话人1": ["您好，请问有什么可以帮您？"], "说话人2": ["我想查一下我的单子"]})
    ({'说话人1': 'agent', '说话人2': 'customer'}, 0.86)
    """
    points = {
        name: 2 * _count(_AGENT, texts) + _count(_POLITE, texts) - _count(_CUSTOMER, texts)
        for name, texts in said.items()
    }
    ranked = sorted(points, key=lambda name: -points[name])
    if len(ranked) < 2 or points[ranked[0]] == points[ranked[1]]:
        return None
    margin = points[ranked[0]] - points[ranked[1]]
    roles = {name: "agent" if name == ranked[0] else "customer" for name in said}
    return roles, round(0.5 + margin / (2 * (margin + 1.5)), 2)


def _count(words: re.Pattern[str], texts: Sequence[str]) -> int:
    return sum(bool(words.search(text)) for text in texts)
