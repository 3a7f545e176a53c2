"""How a log holds up as it grows: `python -m tests.benchmarks.log_at_scale [--turns 10000 1000000]`.

Makes a log of each size, measures what a user waits for, and prints one table with the growth between sizes.
"""

from __future__ import annotations

import argparse
import random
from collections.abc import Callable, Iterator
from itertools import islice
from pathlib import Path
from statistics import median, quantiles
from tempfile import TemporaryDirectory
from time import perf_counter

from chatbot.cli.log_file import load_words, open_log
from chatbot.config import SearchConfig
from chatbot.storage.conversation_log import ConversationLog
from chatbot.storage.export import EXPORTS
from chatbot.storage.review_records import QueueOrder, ReviewFilter
from tests.benchmarks.made_log import make_log, reply_of, text_of

APPENDED = 300
"""Exchanges appended to each log."""

REPEATS = 40
"""How often anything else is done."""

PAGE = 50

EXPORTED = 1_000
"""Conversations of an export."""

QUERIES = {
    "Chinese, common": ("好", "天气", "怎么样"),
    "English, common": ("the", "weather", "what"),
    "Chinese, rare": ("犀牛", "一头犀牛"),
    "English, rare": ("rhinoceros", "zyzzyva"),
    "Chinese, phrase": ("今天天气怎么样", "我不知道"),
    "English, phrase": ("what do you think about", "see you tomorrow"),
    # Never said, but `the` and `when` are: candidates are read that hold it nowhere.
    "English, absent, of common parts": ("then",),
    "words apart": ("school park music", "北京 电影"),
}

Measures = dict[str, float]
"""What was measured, with its unit in its name."""


def main() -> None:
    """Measure every size and print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--turns", type=int, nargs="+", default=[10_000, 100_000, 1_000_000])
    parser.add_argument("--folder", type=Path, help="where the logs are made [default: a temporary folder]")
    options = parser.parse_args()
    load_words()
    found = {}
    with TemporaryDirectory(dir=options.folder) as folder:
        for turns in options.turns:
            path = Path(folder) / f"{turns}.db"
            begun = perf_counter()
            make_log(path, turns)
            print(f"{turns:,} turns made in {perf_counter() - begun:.0f} s", flush=True)
            found[turns] = measured(path)
            path.unlink()
    print_table(found)


def measured(path: Path) -> Measures:
    """Measure one log; the deletion comes last, for it changes the file."""
    measures = {"file, MB": path.stat().st_size / 1e6, "open, median ms": ms(opening(path), median)}
    with open_log(path) as log:
        measures |= appends(log)
        for name, queries in QUERIES.items():
            times = [time for query in queries for time in repeated(searching(log, query))]
            measures[f"search {name}, p95 ms"] = ms(times, p95)
        for order in QueueOrder:
            measures[f"review screen, {order}, p95 ms"] = ms(repeated(reviewing(log, order)), p95)
        measures |= lists(log)
        measures |= exports(log)
        measures["delete a conversation, s"] = timed(lambda: log.delete_conversation(2))
    return measures


def opening(path: Path) -> list[float]:
    return repeated(lambda: open_log(path).close())


def appends(log: ConversationLog) -> Measures:
    """Append as a chat does, a conversation of many turns; each time is of one turn of either side."""
    chance = random.Random(APPENDED)
    conversation_id = log.start("你好 hello", checkpoint="starter").conversation_id
    times = []
    for _ in range(APPENDED):
        times.append(timed(asking(log, conversation_id, text_of(chance))))
        times.append(timed(answering(log, conversation_id, chance)))
    return {
        "append a turn, p50 ms": ms(times, median),
        "append a turn, p95 ms": ms(times, p95),
        "append a turn, longest ms": ms(times, max),
    }


def asking(log: ConversationLog, conversation_id: int, text: str) -> Callable[[], object]:
    return lambda: log.append_user_turn(conversation_id, text)


def answering(log: ConversationLog, conversation_id: int, chance: random.Random) -> Callable[[], object]:
    reply = reply_of(chance, text_of(chance))
    return lambda: log.append_reply(
        conversation_id, reply, checkpoint="starter", search=SearchConfig(), seconds=0.2
    )


def searching(log: ConversationLog, query: str) -> Callable[[], object]:
    return lambda: log.search(query, limit=PAGE)


def reviewing(log: ConversationLog, order: QueueOrder) -> Callable[[], object]:
    """Read what the screen shows when it opens: a page, the counts, the models, and the first reply."""

    def opened() -> None:
        rows = log.reviews.queue(ReviewFilter(), order, limit=PAGE)
        log.reviews.counts()
        log.reviews.checkpoints()
        log.reviews.reply(rows[0].turn_id)

    return opened


def lists(log: ConversationLog) -> Measures:
    newest = ms(repeated(lambda: log.conversations(limit=PAGE)), p95)
    return {
        f"list --limit {PAGE}, p95 ms": newest,
        "list everything, ms": timed(log.conversations) * 1000,
        "stats, ms": timed(log.statistics) * 1000,
    }


def exports(log: ConversationLog) -> Measures:
    """Export the first conversations in each format; the search for them is of the whole log."""
    found = {}
    for name, export in EXPORTS.items():
        begun = perf_counter()
        conversations = islice(log.conversations_since(), EXPORTED)
        size = sum(len(part.encode()) for part in export(conversations))
        seconds = perf_counter() - begun
        found[f"export {name}, conversations/s"] = EXPORTED / seconds
        found[f"export {name}, MB/s"] = size / 1e6 / seconds
    return found


def repeated(act: Callable[[], object]) -> list[float]:
    return [timed(act) for _ in range(REPEATS)]


def timed(act: Callable[[], object]) -> float:
    begun = perf_counter()
    act()
    return perf_counter() - begun


def p95(times: list[float]) -> float:
    return quantiles(times, n=20)[-1]


def ms(times: list[float], choose: Callable[[list[float]], float]) -> float:
    return choose(times) * 1000


def print_table(found: dict[int, Measures]) -> None:
    """Print Markdown: a column a size, and how much the last is of the first."""
    every = list(found.values())
    for line in rows_of(found, every[0], every[-1]):
        print(f"| {' | '.join(line)} |")


def rows_of(found: dict[int, Measures], first: Measures, last: Measures) -> Iterator[list[str]]:
    yield ["", *(f"{turns:,} turns" for turns in found), "growth"]
    yield ["---", *("---:" for _ in found), "---:"]
    for name in first:
        cells = [f"{measures[name]:,.2f}" for measures in found.values()]
        yield [name, *cells, f"×{last[name] / first[name]:.2f}"]


if __name__ == "__main__":
    main()
