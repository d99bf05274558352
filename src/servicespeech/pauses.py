"""Where speech without punctuation would pause: recognised speech runs on, and rules ask where a clause ends."""

from __future__ import annotations

import re

_OPENERS = (
    "但是|但真的|但我|但您|不过|可是|所以|因为|如果|要是|而且|另外|然后|或者|要不|不然|反正|就是|只是|还有|具体|请问|请您|请你|还请|"
    "麻烦您|麻烦你|不好意思|抱歉|对不起|谢谢|感谢|再见|祝您|下一个|现在|今天|明天|公司规定|按规定|您别|你别|您先|你先|您去|你去|"
    "您找|你找|我帮您|我给您|我也|我们也|俺也|我这|我们这|那你|那就|那我|那您|这个|这事|就一|打电话"
)
#: Particles that end a clause, if one of these characters comes after them; 的 more often binds.
_PARTICLE, _NEXT = "了啊呢吧吗嘛呀哦哈呗啦嘞噻咯啵喔哒", "您你我他她这那还再先就有没不等找去快减祝真只今现要"
_BINDING, _NEXT_AFTER_BINDING = "的", "您我那请等"
_LEAST = 3  # characters of a clause
_PAUSE = re.compile(
    f"(?=(?:{_OPENERS}).)|(?<=..[{_PARTICLE}])(?=[{_NEXT}].)|(?<=..{_BINDING})(?=[{_NEXT_AFTER_BINDING}].)"
)


def pauses(text: str) -> list[int]:
    """The places in a run without punctuation (code points) before which a clause may start.

    >>> text = "加号我这加不了你找大夫去"
    >>> [text[a:b] for a, b in zip([0, *pauses(text)], [*pauses(text), None])]
    ['加号我这加不了', '你找大夫去']
    """
    found: list[int] = []
    for pause in _PAUSE.finditer(text):
        if pause.start() - (found[-1] if found else 0) >= _LEAST:
            found.append(pause.start())
    return found
