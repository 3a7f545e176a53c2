"""Speaks as a Textual app in a browser does, and shows what it was started with; standard library only."""

from __future__ import annotations

import json
import os
import signal
import sys
import time


def send(kind: bytes, payload: bytes) -> None:
    sys.stdout.buffer.write(kind + len(payload).to_bytes(4, "big") + payload)
    sys.stdout.buffer.flush()


def main() -> None:
    if "broken" in sys.argv:
        sys.exit("error: nothing here")
    if "stubborn" in sys.argv:
        signal.signal(signal.SIGTERM, signal.SIG_IGN)
    sys.stdout.buffer.write(b"__GANGLION__\n")
    names = ("LC_ALL", "COLUMNS", "ROWS")
    send(b"D", json.dumps({"pid": os.getpid(), **{name: os.environ[name] for name in names}}).encode())
    while "stubborn" in sys.argv:
        time.sleep(0.05)
    while header := sys.stdin.buffer.read(5):
        payload = sys.stdin.buffer.read(int.from_bytes(header[1:], "big"))
        if header[:1] == b"D":
            send(b"D", payload)
        elif json.loads(payload)["type"] == "quit":
            send(b"M", json.dumps({"type": "exit"}).encode())
            return


if __name__ == "__main__":
    main()
