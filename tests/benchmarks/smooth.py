"""How smooth the chat is, in a real pseudo-terminal: `python -m tests.benchmarks.smooth [--parts paint ...]`.

First paint beside that of an empty Textual app, keys while the model loads and just after a question,
scrolling in a long conversation, and memory over many turns: the program as users start it, with the starter.
"""

from __future__ import annotations

import argparse
import random
import sys
from collections.abc import Iterator
from itertools import count, cycle
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from time import sleep

from chatbot.cli.log_file import open_log
from chatbot.config import SearchConfig
from chatbot.tui.wording import ENGLISH
from tests.benchmarks.empty_app import READY
from tests.benchmarks.figures import Row, print_table, print_where, spread_ms
from tests.benchmarks.made_log import reply_of, text_of
from tests.benchmarks.pseudo_terminal import PseudoTerminal

EMPTY = (sys.executable, "-m", "tests.benchmarks.empty_app")
PROMPTS = Path(__file__).parent / "lessons" / "other_prompts.txt"
INVITATION = ENGLISH.placeholder[1:]
"""What stands in the empty prompt, behind the cursor."""

LOADED = "· beam 5"
"""What the status line says when the model waits for a turn."""

UP, PAGE_UP, CLEAR = "\x1b[A", "\x1b[5~", "\x15"
MEMORY_AT = (0, 100, 250, 500)
SCROLL_TURNS = 1_000

KEYS_A_REPLY, REST_SECONDS = 3, 0.3
"""Keys typed at once when a question is sent, while it is drawn and answered; then it is waited for."""


def main() -> None:
    """Measure the parts that are asked for and print a table of each."""
    options = _options()
    print_where(("textual", "torch"))
    with TemporaryDirectory() as folder:
        bench = Bench(options, Path(folder))
        for part in options.parts:
            getattr(bench, part)()


class Bench:
    """Every part by its name."""

    def __init__(self, options: argparse.Namespace, folder: Path) -> None:
        self._options = options
        self._log = folder / "log.db"
        self._compiled = folder / "compiled"

    def chat(self, *more: str) -> PseudoTerminal:
        """Start the program as users do, with a log and settings of its own."""
        log = ("--log", str(self._log), "--strategy", "beam", "--beam-size", "5")
        command = (sys.executable, "-m", "chatbot", "chat", *log, *more)
        return PseudoTerminal(command, compiled=self._compiled)

    def paint(self) -> None:
        """Interleave the two, so that whatever else the machine does meets both."""
        empty: list[tuple[float, float]] = []
        chat: list[tuple[float, float]] = []
        for _ in range(self._options.runs + 1):
            with PseudoTerminal(EMPTY, compiled=self._compiled) as terminal:
                empty.append(painted(terminal, READY))
            with self.chat() as terminal:
                chat.append(painted(terminal, INVITATION))
        rows, medians = [], []
        for name, found in {"empty Textual app": empty, "chatbot chat": chat}.items():
            # The first compiles the modules, and fills the caches of the disk.
            for kind, seconds in zip(("time", "processor time"), zip(*found[1:], strict=True), strict=True):
                rows.append((f"{name}, {kind}", *spread_ms(seconds)))
                medians.append(median(seconds))
        print_table(("first paint, ms", "runs", "p50", "p95", "longest"), rows)
        time, processor_time = medians[2] / medians[0], medians[3] / medians[1]
        print(f"ratio of the medians: {time:.2f}, of the processor times: {processor_time:.2f}\n")

    def keys(self) -> None:
        """Type character by character: each is there once it is seen."""
        letters = map(chr, count(0x4E00))
        loading: list[float] = []
        with self.chat() as terminal:
            terminal.wait_for(INVITATION)
            while not terminal.has(LOADED) and len(loading) < self._options.keys:
                loading.append(echo(terminal, next(letters)))
            replying = list(self._while_replying(terminal, letters))
        head = ("key to echo, ms", "keys", "p50", "p95", "longest")
        rows = [
            ("while the model loads", *spread_ms(loading)),
            ("just after a question is sent", *spread_ms(replying)),
        ]
        print_table(head, rows)

    def _while_replying(self, terminal: PseudoTerminal, letters: Iterator[str]) -> Iterator[float]:
        terminal.wait_for(LOADED)
        prompts = cycle(PROMPTS.read_text(encoding="utf-8").splitlines())
        measured = 0
        while measured < self._options.keys:
            for keys in (CLEAR, next(prompts)):
                terminal.type(keys)
                terminal.wait_for_frame()
            terminal.forget()
            terminal.type("\r")
            terminal.wait_for_frame()
            for _ in range(KEYS_A_REPLY):
                yield echo(terminal, next(letters))
                measured += 1
            sleep(REST_SECONDS)

    def scroll(self) -> None:
        """Go up through a long conversation, reply by reply and page by page."""
        fill(self._log, SCROLL_TURNS)
        times: dict[str, list[float]] = {"a reply up": [], "a page up": []}
        with self.chat("--continue") as terminal:
            terminal.wait_for(LOADED)
            terminal.type(UP)
            terminal.wait_for_frame()
            for name, key in (("a reply up", UP), ("a page up", PAGE_UP)):
                for _ in range(min(self._options.keys, 60)):
                    begun = terminal.type(key)
                    times[name].append(terminal.wait_for_frame() - begun)
        head = (f"{SCROLL_TURNS:,} turns, key to frame, ms", "keys", "p50", "p95", "longest")
        print_table(head, [(name, *spread_ms(found)) for name, found in times.items()])

    def memory(self) -> None:
        """Talk on and on, and look at what the process holds."""
        prompts = cycle(PROMPTS.read_text(encoding="utf-8").splitlines())
        rows: list[Row] = []
        with self.chat() as terminal:
            terminal.wait_for(LOADED)
            for turn in range(self._options.turns + 1):
                if turn in (*MEMORY_AT, self._options.turns):
                    rows.append((f"{turn}", *memory_of(terminal.process_id)))
                terminal.forget()
                terminal.type(f"{next(prompts)}\r")
                terminal.wait_for_frame()
                sleep(REST_SECONDS)
        print_table(("turns", "RSS, MB", "USS, MB"), rows)


def painted(terminal: PseudoTerminal, text: str) -> tuple[float, float]:
    """Wait for the first frame; return the seconds from the start, and those that were computed."""
    return terminal.wait_for(text) - terminal.begun, terminal.processor_seconds


def echo(terminal: PseudoTerminal, letter: str) -> float:
    """Type one letter that stands nowhere else; return the seconds until it is seen."""
    begun = terminal.type(letter)
    return terminal.wait_for(letter) - begun


def fill(path: Path, turns: int) -> None:
    """Make one conversation of so many turns, the newest of the log."""
    chance = random.Random(turns)
    with open_log(path) as log:
        conversation_id = log.start("begin", checkpoint="starter").conversation_id
        for _ in range(turns // 2):
            text = text_of(chance)
            log.append_reply(
                conversation_id,
                reply_of(chance, text),
                checkpoint="starter",
                search=SearchConfig(),
                seconds=0.2,
            )
            log.append_user_turn(conversation_id, text)


def memory_of(process_id: int) -> Row:
    """Return a process's resident memory, and the part that is its own alone, in megabytes."""
    kilobytes = {}
    for line in Path(f"/proc/{process_id}/smaps_rollup").read_text(encoding="utf-8").splitlines()[1:]:
        name, _, value = line.partition(":")
        kilobytes[name] = int(value.split()[0])
    own = kilobytes["Private_Clean"] + kilobytes["Private_Dirty"]
    return f"{kilobytes['Rss'] / 1024:,.0f}", f"{own / 1024:,.0f}"


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parts = ("paint", "keys", "scroll", "memory")
    parser.add_argument("--parts", nargs="+", choices=parts, default=parts)
    parser.add_argument("--runs", type=int, default=9, help="first paints of each [default: 9]")
    parser.add_argument("--keys", type=int, default=200, help="keys of each kind [default: 200]")
    parser.add_argument("--turns", type=int, default=500, help="turns of the memory [default: 500]")
    return parser.parse_args()


if __name__ == "__main__":
    main()
