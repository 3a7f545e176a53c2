"""`chatbot train`: as a real process where signals are what it is about, else in this one."""

import json
import os
import re
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from chatbot.cli.main import run
from chatbot.cli.options import find_checkpoint, shipped_directory
from chatbot.cli.shelf import use_checkpoint
from chatbot.cli.train_conclusion import checkpoint_in_use, take_over
from chatbot.model.checkpoint import load_checkpoint
from chatbot.model.snapshots import snapshots_of

TALK = [
    ["你好", "你好呀！"],
    ["hello", "Hello there!"],
    ["早", "早上好。"],
    ["你会 Python 吗", "会一点 Python。"],
]


@dataclass(frozen=True, slots=True)
class Ended:
    """What a command printed and returned."""

    code: int
    stdout: str
    stderr: str


class Train:
    """`chatbot train`, asked in this process: nobody waits for another import of torch."""

    def __init__(self, capsys: pytest.CaptureFixture[str]) -> None:
        self._capsys = capsys

    def __call__(self, *arguments: str) -> Ended:
        code = run(["train", *arguments])
        return Ended(code, *self._capsys.readouterr())


@pytest.fixture(scope="module")
def cache(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One for all: a segmenter's dictionary is cached when it is first read."""
    return tmp_path_factory.mktemp("cache")


@pytest.fixture
def train(
    tmp_path: Path, cache: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Train:
    """Work in an empty folder."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("XDG_CACHE_HOME", str(cache))
    return Train(capsys)


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    path = tmp_path / "corpus.jsonl"
    rows = [{"turns": [f"{prompt} {number}", reply]} for number in range(60) for prompt, reply in TALK]
    path.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), encoding="utf-8")
    return path


@contextmanager
def training(folder: Path, cache: Path, *arguments: str) -> "Iterator[subprocess.Popen[str]]":
    surroundings = {
        **os.environ,
        "OMP_NUM_THREADS": "1",
        "PYTHONPATH": str(Path(__file__).parents[2]),
        "XDG_CACHE_HOME": str(cache),
    }
    process = subprocess.Popen(
        [sys.executable, "-m", "chatbot", "train", *arguments],
        cwd=folder,
        env=surroundings,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        yield process
    finally:
        process.kill()
        process.communicate()


def wait_for(path: Path, seconds: float = 60) -> None:
    until = time.monotonic() + seconds
    while not path.exists():
        assert time.monotonic() < until, f"{path} did not appear"
        time.sleep(0.02)


def test_a_first_run_ends_with_something_to_talk_to(tmp_path: Path, corpus: Path, train: Train) -> None:
    result = train(str(corpus), "--epochs", "2", "--snapshots", "3", "--backward", "--json")

    assert result.code == 0, result.stderr
    document = json.loads(result.stdout)
    assert document["checkpoint"] == "checkpoints/corpus"
    assert document["stopped"] == "done"
    assert document["pairs"] + document["valid_pairs"] == 240
    folder = tmp_path / "checkpoints" / "corpus"
    checkpoint = load_checkpoint(folder)
    assert checkpoint.card.scores["nll_per_character"] == document["nll_per_character"]
    assert checkpoint.backward is not None
    assert checkpoint.card.scores["backward_updates"] >= 0
    assert (tmp_path / "checkpoints" / "in-use").read_text(encoding="utf-8") == "corpus\n"
    kept = snapshots_of(folder)
    assert len(kept) == 3
    assert kept[-1].name == f"corpus@{document['updates']}"
    page = (folder / "report.html").read_text(encoding="utf-8")
    assert "<svg" in page
    assert "://" not in page


@pytest.mark.parametrize("request_to_stop", [signal.SIGINT, signal.SIGTERM])
def test_a_request_to_stop_saves_and_the_run_can_go_on(
    tmp_path: Path, cache: Path, corpus: Path, train: Train, request_to_stop: signal.Signals
) -> None:
    with training(tmp_path, cache, str(corpus), "--out", "made", "--minutes", "5") as process:
        wait_for(tmp_path / "made" / "metrics.jsonl")
        time.sleep(0.2)
        process.send_signal(request_to_stop)
        _, errors = process.communicate(timeout=60)

    assert process.returncode == 130, errors
    assert "--resume made" in errors
    assert "Traceback" not in errors
    resumed = train("--resume", "made", "--epochs", "1", "--json")
    assert resumed.code == 0, resumed.stderr
    assert json.loads(resumed.stdout)["updates"] > 0


def test_kill_leaves_a_checkpoint_that_loads_and_a_run_that_goes_on(
    tmp_path: Path, cache: Path, corpus: Path, train: Train
) -> None:
    with training(tmp_path, cache, str(corpus), "--out", "made", "--minutes", "5") as process:
        wait_for(tmp_path / "made" / "training" / "state.safetensors")
        time.sleep(0.4)
        process.send_signal(signal.SIGKILL)
        process.communicate(timeout=60)

    assert load_checkpoint(tmp_path / "made").name == "made"
    resumed = train("--resume", "made", "--epochs", "1")
    assert resumed.code == 0, resumed.stderr


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["nowhere", "--out", "made"], "nowhere"),
        (["empty", "--out", "made"], "empty"),
        (["one.tsv", "--out", "made"], "at least 2 different pairs"),
        (["one.tsv", "--out", "made", "--device", "toaster"], "device"),
        (["one.tsv", "--out", "made", "--epochs", "0"], "epochs"),
        (["one.tsv", "--out", "made", "--minutes", "nan"], "minutes"),
        (["--resume", "empty"], "expected a run to go on with"),
    ],
)
def test_a_mistake_is_told_in_one_line_and_leaves_nothing(
    tmp_path: Path, train: Train, arguments: list[str], message: str
) -> None:
    (tmp_path / "empty").mkdir()
    (tmp_path / "one.tsv").write_text("你好\thello\n", encoding="utf-8")
    before = sorted(tmp_path.iterdir())

    result = train(*arguments)

    assert result.code == 1
    assert_told(result.stdout, result.stderr, message)
    assert sorted(tmp_path.iterdir()) == before


def test_a_mistake_is_told_so_by_a_real_process_too(tmp_path: Path, cache: Path) -> None:
    (tmp_path / "one.tsv").write_text("你好\thello\n", encoding="utf-8")

    with training(tmp_path, cache, "one.tsv") as process:
        stdout, stderr = process.communicate(timeout=60)

    assert process.returncode == 1
    assert_told(stdout, stderr, "at least 2 different pairs")
    assert [path.name for path in tmp_path.iterdir()] == ["one.tsv"]


def assert_told(stdout: str, stderr: str, message: str) -> None:
    """Find nothing but the one line of an error, which may follow what was told on the way."""
    assert stdout == ""
    last = stderr.strip().splitlines()[-1]
    assert last.startswith("error: ")
    assert message in last
    assert "Traceback" not in stderr


def test_a_checkpoint_is_not_written_over(tmp_path: Path, corpus: Path, train: Train) -> None:
    (tmp_path / "made").mkdir()
    (tmp_path / "made" / "checkpoint.json").write_text("{}", encoding="utf-8")

    result = train(str(corpus), "--out", "made", "--epochs", "1")

    assert result.code == 1
    assert "holds a checkpoint" in result.stderr
    assert (tmp_path / "made" / "checkpoint.json").read_text(encoding="utf-8") == "{}"


def test_a_run_too_short_to_learn_says_so_and_what_would_be_enough(
    corpus: Path, train: Train, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["checkpoints", "use", "starter"]) == 0
    capsys.readouterr()

    result = train(str(corpus), "--minutes", "0.005")

    told = re.search(
        r"only (\d+) updates; .* about 600: chatbot train --resume (\S+) --minutes (\d+)", result.stderr
    )
    assert told is not None, result.stderr
    assert int(told[1]) < 600
    assert int(told[3]) >= 1
    assert told[2] == "checkpoints/corpus"
    assert "from 1 file\n" in result.stderr
    assert "chatbot checkpoints use starter" in result.stderr
    assert run(["checkpoints", "rollback"]) == 1
    assert "use NAME` chooses another: starter" in capsys.readouterr().err


def test_a_model_chosen_while_another_is_taught_stays_in_use(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    shipped = shipped_directory() / "starter" / "checkpoint.json"
    for name in ("old", "chosen", "new"):
        (tmp_path / "checkpoints" / name).mkdir(parents=True)
        shutil.copy(shipped, tmp_path / "checkpoints" / name)
    use_checkpoint("old")
    before = checkpoint_in_use()

    use_checkpoint("chosen")
    take_over(Path("checkpoints/new"), before=before)
    assert find_checkpoint(None).name == "chosen"
    assert "chosen was chosen meanwhile" in capsys.readouterr().err

    take_over(Path("checkpoints/new"), before=checkpoint_in_use())
    assert find_checkpoint(None).name == "new"
    assert "chatbot checkpoints use chosen" in capsys.readouterr().err


def test_no_path_at_all_is_wrong_usage(train: Train) -> None:
    result = train()

    assert result.code == 2
    assert "PATH" in result.stderr
