"""Processes that chat until they are done or killed: `python -m tests.storage.chatting`.

Each line `LOG NAME CONVERSATIONS` on standard input makes one, which writes its process id, then each turn as
`id<TAB>text` after the log has said that it is kept; `ended CODE` follows when it is gone. They are forked,
because a hundred kills need not wait for a hundred times the same imports; nothing is open before the fork.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

from tests.storage.samples import append_reply, log_at, reply_saying

EXCHANGES = 5
"""What the user goes on to say, after an answer, in one conversation."""


def show(line: str) -> None:
    # In one system call: a kill between the parts of a line would join the next one to its beginning.
    os.write(sys.stdout.fileno(), f"{line}\n".encode())


def chat(path: Path, name: str, conversations: int) -> None:
    """Open the log anew for each conversation, as each start of the program does."""
    for number in range(conversations):
        with log_at(path) as log:
            turn = log.start(f"{name} 第 {number} 次 hello", checkpoint="starter")
            show(f"{turn.id}\t{turn.text}")
            for exchange in range(EXCHANGES):
                answer = append_reply(
                    log, turn.conversation_id, reply_saying(f"答 {name} {number}.{exchange}")
                )
                show(f"{answer.id}\t{answer.text}")
                turn = log.append_user_turn(turn.conversation_id, f"问 {name} {number}.{exchange} why?")
                show(f"{turn.id}\t{turn.text}")


def serve() -> None:
    for line in sys.stdin:
        path, name, conversations = line.split()
        process = os.fork()
        if process == 0:
            show(str(os.getpid()))
            return chat(Path(path), name, int(conversations))
        _, status = os.waitpid(process, 0)
        show(f"ended {os.waitstatus_to_exitcode(status)}")
    return None


if __name__ == "__main__":
    serve()
