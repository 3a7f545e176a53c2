"""`chatbot serve` from a shell: its address, its errors, its end."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
from pathlib import Path
from urllib.error import HTTPError
from urllib.request import urlopen

import pytest

from chatbot.cli.main import run
from tests.tiny import save_tiny_checkpoint

PATIENCE_SECONDS = 60


@pytest.fixture(scope="module")
def checkpoint(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return save_tiny_checkpoint(tmp_path_factory.mktemp("checkpoints") / "tiny")


def started(*arguments: str) -> subprocess.Popen[str]:
    command = [sys.executable, "-W", "error", "-m", "chatbot", *arguments]
    environment = {**os.environ, "TEXTUAL_DRIVER": "textual.drivers.web_driver:WebDriver"}
    environment.pop("CHATBOT_TOKEN", None)
    return subprocess.Popen(
        command,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env=environment,
    )


def test_every_network_is_served_with_a_token_of_chance_until_ctrl_c(checkpoint: Path) -> None:
    server = started("serve", "--host", "0.0.0.0", "--port", "0", "--no-log", "--checkpoint", str(checkpoint))
    assert server.stdout is not None
    address, token = server.stdout.readline().strip().split("/?token=")
    port = address.rpartition(":")[2]
    with pytest.raises(HTTPError, match="401"):
        urlopen(f"http://127.0.0.1:{port}/")
    server.send_signal(signal.SIGINT)
    _, errors = server.communicate(timeout=PATIENCE_SECONDS)

    assert len(token) >= 32
    assert "0.0.0.0" not in address
    assert server.returncode == 130
    assert errors.strip() == "visitors at a time: 8; Ctrl-C ends it"


def test_a_visitors_program_ends_when_nobody_is_left_to_show_it_to(checkpoint: Path) -> None:
    program = started("chat", "--visitor", "--no-log", "--checkpoint", str(checkpoint))
    assert program.stdout is not None
    assert program.stdin is not None
    assert program.stdout.readline() == "__GANGLION__\n"
    program.stdin.close()
    program.stdin = None  # Closed by us, as by a server that was killed.
    _, errors = program.communicate(timeout=PATIENCE_SECONDS)

    assert (program.returncode, errors) == (0, "")


def test_a_port_that_is_taken_is_told_in_one_line(
    checkpoint: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = str(other.getsockname()[1])

        code = run(["serve", "--port", port, "--no-log", "--checkpoint", str(checkpoint)])

    error = capsys.readouterr().err
    assert code == 1
    assert error.startswith(f"error: 127.0.0.1 port {port}: expected a free port")
    assert error.count("\n") == 1


@pytest.mark.parametrize(
    ("arguments", "word"),
    [
        (["--token", "short"], "--token"),
        (["--token", "with a space"], "--token"),
        (["--public-url", "chat.example.org"], "--public-url"),
        (["--public-url", "ftp://chat.example.org"], "--public-url"),
        (["--public-url", "https://[::1"], "--public-url"),
        (["--host", "no.such.host.invalid"], "no.such.host.invalid"),
        (["--checkpoint", "nowhere"], "nowhere"),
    ],
)
def test_what_cannot_be_served_is_told_in_one_line(
    arguments: list[str], word: str, capsys: pytest.CaptureFixture[str]
) -> None:
    code = run(["serve", "--no-log", "--port", "0", *arguments])

    error = capsys.readouterr().err
    assert code == 1
    assert error.startswith(f"error: {word}")
    assert error.count("\n") == 1
