"""The pipeline, on one page: normalise → match → judge → score."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from itertools import groupby
from pathlib import Path

import numpy as np

from . import roles
from .dialogue import Dialogue
from .judge.case import Case
from .judge.findings import judge, to_finding
from .judge.flow import flow
from .judge.obligations import obligations
from .judge.patterns import patterns
from .labels import Lang
from .lexicon.files import directories
from .lexicon.store import compiled
from .match.engine import SPEAKERS, Matcher
from .records import Audit, LexiconVersion
from .scenes import Chosen, Scenes
from .score import CARD_OF_CHANNEL, Scorecard, find_card, score

#: Turns that are matched together; more would not be faster, only larger in memory.
BATCH_TURNS = 2048


class Auditor:
    """Audits dialogues with one lexicon.

    ``lexicons`` are directories of your own, read after the built-in one. ``scorecard`` is a card's name or
    file; without it the card follows the dialogue's scene and channel. Raises :class:`LexiconError` for a lexicon or
    card that can't be used.

    >>> from servicespeech import Auditor
    >>> a = Auditor().audit("您好，这个我也没办法。")
    >>> [(f.category, f.subtype, f.quote) for f in a.violations]
    [('deflection', 'wall', '我也没办法')]
    """

    def __init__(
        self, *, lexicons: Sequence[str | Path] = (), scorecard: str | Path | None = None, lang: Lang = "zh"
    ) -> None:
        pack = compiled(directories(lexicons))
        if scorecard:
            find_card(scorecard)  # says at once what is wrong with it
        self.matcher = Matcher(pack)
        self.lang = lang
        self.lexicon = LexiconVersion(version=pack.version, digest=pack.digest)
        self._scenes = Scenes(pack.scenes, lang)
        self._card = scorecard

    def audit(self, dialogue: Dialogue | str) -> Audit:
        """The audit of one dialogue, or of a text taken as one agent turn."""
        return next(self.audit_many([dialogue]))

    def audit_many(self, dialogues: Iterable[Dialogue | str]) -> Iterator[Audit]:
        """Audits in the order of the dialogues; reads ahead only as far as one batch."""
        batch: list[Dialogue] = []
        turns = 0
        for item in dialogues:
            dialogue = Dialogue.reply(item) if isinstance(item, str) else item
            batch.append(dialogue)
            turns += len(dialogue.turns)
            if turns >= BATCH_TURNS:
                yield from self._batch(batch)
                batch, turns = [], 0
        if batch:
            yield from self._batch(batch)

    def _batch(self, batch: Sequence[Dialogue]) -> Iterator[Audit]:
        for case in self.cases(batch):
            judged = judge(case)
            findings = (*(to_finding(case, j, self.lang) for j in judged), *patterns(case, judged, self.lang))
            dialogue = case.dialogue
            chosen = self._scenes.choose(dialogue)
            acts = obligations(case, judged, chosen.post)
            steps = flow(case, chosen.post, self.lang)
            doubtful = roles.doubtful(dialogue)
            card = self.card(dialogue, chosen)
            yield Audit(
                id=dialogue.id,
                channel=dialogue.channel,
                scene=dialogue.scene,
                lexicon=self.lexicon,
                scene_choice=chosen.choice,
                flow=steps,
                meta=dialogue.meta,
                roles_doubtful=doubtful,
                roles_assigned=dialogue.roles_assigned,
                findings=findings,
                obligations=acts,
                score=score(findings, acts, card, self.lang, flow=steps, vetoes=not doubtful),
                dialogue=dialogue,
            )

    def cases(self, batch: Sequence[Dialogue]) -> Iterator[Case]:
        """The dialogues with their hits, matched in one pass."""
        turns = [turn for dialogue in batch for turn in dialogue.turns]
        speakers = np.array([SPEAKERS[turn.speaker] for turn in turns], np.int64)
        buffer = self.matcher.buffer([turn.text for turn in turns], speakers == SPEAKERS["agent"])
        hits = self.matcher.hits(buffer, speakers)
        by_turn = {turn: list(group) for turn, group in groupby(hits, key=lambda hit: hit.turn)}
        first = 0
        for dialogue in batch:
            last = first + len(dialogue.turns)
            own = [hit for turn in range(first, last) for hit in by_turn.get(turn, ())]
            yield Case(dialogue, first, own, self.matcher, buffer)
            first = last

    def nearest(self, text: str) -> tuple[str, str, str, float]:
        """The rule whose known phrase is most like ``text``: (phrase, rule id, title, likeness 0…100)."""
        from rapidfuzz import fuzz, process

        pack = self.matcher.pack
        phrases = [phrase for _, phrase in pack.phrases]
        phrase, alike, index = process.extractOne(text, phrases, scorer=fuzz.partial_ratio)
        entry = pack.entries[pack.phrases[index][0]]
        return phrase, entry.id, entry.title[self.lang], alike

    def card(self, dialogue: Dialogue, chosen: Chosen) -> Scorecard:
        """The auditor's own card, else the scene's, else the common one of the dialogue's channel."""
        name = self._card or (chosen.scene.card if chosen.scene else "") or CARD_OF_CHANNEL[dialogue.channel]
        return find_card(name, dialogue.channel)


_default = cache(Auditor)


def audit(dialogue: Dialogue | str) -> Audit:
    """Audit a dialogue, or a text taken as one agent turn, with the built-in lexicon.

    >>> audit("您好，请稍等，我帮您查一下。").violations
    ()
    """
    return _default().audit(dialogue)
