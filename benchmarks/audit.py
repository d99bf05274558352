"""Speed and memory of the audit, as ratios of things measured in one run.

``make bench`` prints a table. The text is 1,000,000 turns made of the public dialogues in ``../shared/data`` where
they are there, else of the project's own corpora. Baselines that would take hours run on a part and are scaled.
"""

from __future__ import annotations

import argparse
import gzip
import json
import re
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from functools import partial
from itertools import cycle
from pathlib import Path
from random import Random

import numpy as np
from rapidfuzz import fuzz

from servicespeech import Auditor, Dialogue
from servicespeech.lexicon.files import directories
from servicespeech.lexicon.load import load
from servicespeech.lexicon.schema import Rule
from servicespeech.lexicon.template import Alt, Lit, Parser, Seq, count

ROOT = Path(__file__).resolve().parents[1]
SHARED = ROOT.parent / "shared" / "data"


def dialogues() -> list[Dialogue]:
    """Real dialogues, or the project's own."""
    lines: list[str] = []
    if SHARED.is_dir():
        for name in ("crosswoz.jsonl", "risawoz.jsonl"):
            lines += (SHARED / name).read_text("utf-8").splitlines()
        lines += gzip.decompress((SHARED / "smilechat.jsonl.gz").read_bytes()).decode().splitlines()
    else:
        for path in sorted((ROOT / "corpora" / "dialogues").glob("*.jsonl")):
            lines += path.read_text("utf-8").splitlines()
    return [Dialogue.model_validate_json(line) for line in lines]


def repeated(pool: list[Dialogue], turns: int) -> Iterator[Dialogue]:
    """Dialogues in turn, again and again, up to a number of turns."""
    count = 0
    for dialogue in cycle(pool):
        if count >= turns:
            return
        count += len(dialogue.turns)
        yield dialogue


def seconds(work: Callable[[], object]) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def consume(items: Iterator[object]) -> None:
    for _ in items:
        pass


def parts(pool: list[Dialogue], turns: int) -> Iterator[list[Dialogue]]:
    """The dialogues in parts of about 8,192 turns."""
    part: list[Dialogue] = []
    count = 0
    for dialogue in repeated(pool, turns):
        part.append(dialogue)
        count += len(dialogue.turns)
        if count >= 8192:
            yield part
            part, count = [], 0
    if part:
        yield part


def speed(auditor: Auditor, pool: list[Dialogue], turns: int) -> None:
    """Part by part the scan and the audit in turn, so that both see the same moods of the machine."""
    pack, matcher = auditor.matcher.pack, auditor.matcher
    times: list[tuple[float, float, float]] = []
    heard = 0
    for part in parts(pool, turns):
        texts = [turn.text for dialogue in part for turn in dialogue.turns]
        agent = np.array([turn.speaker == "agent" for dialogue in part for turn in dialogue.turns])
        text, normal = "\n".join(texts), matcher.buffer(texts, agent).text
        raw = seconds(partial(matcher.automaton.find_overlapping, text))
        scan = seconds(partial(matcher.automaton.find_overlapping, normal))
        full = seconds(partial(consume, auditor.audit_many(part)))
        times.append((raw, scan, full))
        heard += len(texts)
    raw, scan, full = (sum(column) for column in zip(*times, strict=True))
    over_raw = statistics.median(audited / raw_ for raw_, _, audited in times)
    over_scan = statistics.median(audited / scan_ for _, scan_, audited in times)
    print(f"turns                                    {heard:>12,}")
    print(f"raw Aho-Corasick scan of the text        {heard / raw:>12,.0f} turns/s")
    print(f"the same of the normalised text          {heard / scan:>12,.0f} turns/s")
    print(f"full audit (all tiers, judged, scored)   {heard / full:>12,.0f} turns/s")
    print(f"full audit / raw scan, median of parts   {over_raw:>12.1f}   of the normalised text {over_scan:.1f}")

    phrases = sorted({phrase for _, phrase in pack.phrases})
    some = [turn.text for dialogue in repeated(pool, 4000) for turn in dialogue.turns]
    loop = seconds(lambda: [[p for p in phrases if p in text] for text in some]) / len(some)
    alternation = re.compile("|".join(map(re.escape, sorted(phrases, key=len, reverse=True))))
    regex = seconds(lambda: [alternation.findall(text) for text in some]) / len(some)
    few = some[:400]
    likeness = seconds(lambda: [[fuzz.partial_ratio(p, text) for p in phrases] for text in few]) / len(few)
    stands_for, drawn = written_out(10_000)
    many = seconds(lambda: [[fuzz.partial_ratio(p, text) for p in drawn] for text in few[:40]]) / 40
    each = full / heard
    print(f"baselines with the {len(phrases)} phrases of the rules' examples, unjudged (time per turn, audit = 1):")
    print(f"  for p in phrases: if p in text   {loop / each:>10.1f}")
    print(f"  one re alternation               {regex / each:>10.1f}")
    print(f"  rapidfuzz                        {likeness / each:>10.1f}")
    print(f"with {len(drawn):,} of the {stands_for:.1e} phrases that the rules' templates stand for, gaps left empty:")
    print(f"  rapidfuzz                        {many / each:>10.1f}")

    lone = [turn.text for dialogue in pool[:400] for turn in dialogue.turns if turn.speaker == "agent"][:2000]
    for text in lone[:50]:
        auditor.audit(text)
    latency = sorted(seconds(partial(auditor.audit, text)) * 1000 for text in lone)
    print(f"one warm turn                      median {statistics.median(latency):.2f} ms, p99 {latency[-20]:.2f} ms")


def written_out(number: int) -> tuple[float, list[str]]:
    """How many phrases the templates of the rules stand for, and some of them, drawn at random."""
    lexicon, random, total = load(directories(())), Random(0), 0.0
    drawn: set[str] = set()
    rules = [entry for entry in lexicon.entries.values() if isinstance(entry, Rule)]
    parsed = [Parser(lexicon.groups_of(rule.id)).parse(template) for rule in rules for template in rule.match]
    for template in parsed:
        total += count(template)
    while len(drawn) < number:
        drawn.add("".join(draw(random.choice(parsed), random)))
    return total, sorted(drawn)


def draw(template: Seq, random: Random) -> Iterator[str]:
    for node in template:
        if isinstance(node, Lit):
            yield node.text
        elif isinstance(node, Alt):
            yield from draw(random.choice(node.options), random)


def memory() -> None:
    """Peak memory of streaming audits, each in a process of its own."""
    for turns in (100_000, 1_000_000):
        command = [sys.executable, __file__, "--stream", str(turns)]
        peak = subprocess.run(command, check=True, capture_output=True, text=True).stdout.strip()
        print(f"peak memory, streaming {turns:>9,} turns {peak:>8} MB")


def stream(turns: int) -> None:
    consume(Auditor().audit_many(repeated(dialogues()[:500], turns)))
    print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024)


def cold() -> None:
    with tempfile.TemporaryDirectory() as folder:
        short = Path(folder) / "short.txt"
        short.write_text("坐席：您好，这个不归我管，你去找别人。\n客户：我刚从那边过来。\n", "utf-8")
        bare = statistics.median(seconds(lambda: run([sys.executable, "-c", "pass"])) for _ in range(7))
        version = statistics.median(
            seconds(lambda: run([sys.executable, "-m", "servicespeech", "--version"])) for _ in range(7)
        )
        audit = statistics.median(
            seconds(lambda: run([sys.executable, "-m", "servicespeech", "audit", str(short), "--fail-on", "never"]))
            for _ in range(7)
        )
    print(f"cold start: python {bare:.2f} s, --version {version:.2f} s, one short file audited {audit:.2f} s")


def run(command: list[str]) -> None:
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--turns", type=int, default=1_000_000)
    parser.add_argument("--stream", type=int, help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.stream:
        stream(arguments.stream)
        return
    auditor, pool = Auditor(), dialogues()
    print(json.dumps({"dialogues": len(pool), "lexicon": auditor.lexicon.digest}))
    speed(auditor, pool, arguments.turns)
    memory()
    cold()


if __name__ == "__main__":
    main()
