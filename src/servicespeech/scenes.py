"""Which scene's pack a dialogue is held to: given by the dialogue, or detected from what is talked of."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import daachorse

from .dialogue import Dialogue
from .labels import Lang
from .lexicon.compiled import CompiledPost, CompiledScene
from .records import SceneChoice

_LEAST = 3  # different words of a trade that make a scene
_MARGIN = 1.5  # times as many as those of the next scene
_TOLD = 6  # words that are told as the reason


class Chosen(NamedTuple):
    """A choice with what it stands for; ``scene`` and ``post`` are None where the common pack applies."""

    choice: SceneChoice
    scene: CompiledScene | None = None
    post: CompiledPost | None = None


class Scenes:
    """The scenes of a lexicon, ready to choose from."""

    def __init__(self, scenes: Sequence[CompiledScene], lang: Lang) -> None:
        self._lang = lang
        self._by_name = {name: scene for scene in scenes for name in (scene.name, *scene.names)}
        self._scenes = [scene for scene in scenes if scene.detected]
        owners: dict[str, list[CompiledScene]] = {}
        for scene in self._scenes:
            for word in scene.words:
                owners.setdefault(word, []).append(scene)
        self._owners = owners
        self._words = list(owners)
        self._automaton = daachorse.CharwiseDoubleArrayAhoCorasick(self._words) if owners else None

    def choose(self, dialogue: Dialogue) -> Chosen:
        """The scene that the dialogue names (``bank`` or ``bank/teller``), else the one whose words it speaks."""
        name, _, post = (part.strip() for part in dialogue.scene.replace("／", "/").partition("/"))
        text = "\n".join((dialogue.scene, *(turn.text for turn in dialogue.turns)))
        scene = self._by_name.get(name)
        if scene is not None:
            at = _post(scene, text, post)
            return Chosen(
                SceneChoice(name=scene.name, post=at.name if at else "", how="given", confidence=1), scene, at
            )
        return self._detected(text)

    def _detected(self, text: str) -> Chosen:
        if self._automaton is None:
            return Chosen(SceneChoice())
        text = text.encode("utf-8", "replace").decode()  # half a surrogate pair is no character
        words = {self._words[literal] for _, _, literal in self._automaton.find_overlapping(text)}
        said: dict[str, list[str]] = {}
        for word in sorted(words, key=text.find):
            for scene in self._owners[word]:
                said.setdefault(scene.name, []).append(word)
        weights = {name: sum(1 / len(self._owners[word]) for word in found) for name, found in said.items()}
        ranked = sorted(weights, key=lambda name: -weights[name])
        if not ranked or len(said[ranked[0]]) < _LEAST:
            return Chosen(SceneChoice())
        best, second = weights[ranked[0]], weights[ranked[1]] if len(ranked) > 1 else 0.0
        if best < _MARGIN * second:
            return Chosen(SceneChoice())
        scene = self._by_name[ranked[0]]
        post = _post(scene, text)
        choice = SceneChoice(
            name=scene.name,
            post=post.name if post else "",
            how="detected",
            confidence=round(best / (best + second + 1), 2),
            because=tuple(said[scene.name][:_TOLD]),
        )
        return self._titled(choice, scene, post)

    def _titled(self, choice: SceneChoice, scene: CompiledScene, post: CompiledPost | None) -> Chosen:
        title = "·".join(part.title[self._lang] for part in (scene, post) if part)
        return Chosen(choice.model_copy(update={"title": title}), scene, post)


def _post(scene: CompiledScene, text: str, name: str = "") -> CompiledPost | None:
    """The post that is named, by slug or title; the only one; or the one of whose words the text holds most."""
    named = next((post for post in scene.posts if name and name in {post.name, *post.title.values()}), None)
    if named or len(scene.posts) == 1:
        return named or scene.posts[0]
    counts = {post.name: sum(word in text for word in post.words) for post in scene.posts}
    ranked = sorted(scene.posts, key=lambda post: -counts[post.name])
    clear = counts[ranked[0].name] > counts[ranked[1].name]
    return ranked[0] if clear else None
