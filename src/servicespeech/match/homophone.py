"""Hits by sound: how far the characters differ from the phrase that they sound like.

Speech recognition and typing write a wrong character where the right one was meant; people also say other words
that merely sound alike. A differing character that forms a common word with its neighbours was meant as it stands.
"""

from __future__ import annotations

from collections.abc import Container, Sequence

#: The least confidence of a hit by sound.
LOWEST = 0.6
_WORD_SIZES = (2, 3, 4)
_PER_DIFFERENCE = 4
#: Characters that a phrase needs: within a clause, as a whole clause, as all that was said.
_LEAST = {"inside": 4, "clause": 3, "turn": 2}
#: Where one of these stands in place of another character, it was meant: 我帮您搬 is not 我绑您办.
_MEANT = frozenset("帮请您谢好能可给的是了我你他她有要会就说也都这那们没努")


def confidence(length: int, different: int, where: str = "inside") -> float:
    """How sure a hit by sound is, of so many characters that are not a gap's; 0 where nothing or too much differs.

    One character may differ, or one of every four. ``where`` it stands: ``inside`` a clause, or as the whole
    ``clause`` or ``turn``, which needs fewer characters.

    >>> confidence(4, 1), confidence(4, 2), confidence(3, 1), confidence(3, 1, "clause")
    (0.8, 0.0, 0.0, 0.77)
    """
    if length < _LEAST[where] or not 0 < different <= max(1, length // _PER_DIFFERENCE):
        return 0.0
    return max(LOWEST, round(0.9 - 0.4 * different / length, 2))


def judge(text: str, length: int, places: Sequence[int], known: Container[str], where: str = "inside") -> float:
    """Confidence that what stands in ``text`` means a phrase of ``length`` from which it differs at ``places``.

    >>> judge("这不规我管", 4, (2,), {"不管"}), judge("这是一生", 3, (2,), {"一生"})
    (0.8, 0.0)
    """
    certain = confidence(length, len(places), where)
    if certain:
        for place in places:
            if text[place] in _MEANT:
                return 0.0
            for size in _WORD_SIZES:
                if any(text[at : at + size] in known for at in range(max(0, place - size + 1), place + 1)):
                    return 0.0
    return certain
