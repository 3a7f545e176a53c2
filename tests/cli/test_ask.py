from __future__ import annotations

import io
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import torch
from rich.cells import cell_len

from chatbot.cli.main import run
from chatbot.config import ModelConfig, TrainConfig
from chatbot.model.batch import EOS
from chatbot.model.card import CheckpointCard
from chatbot.model.checkpoint import Checkpoint, save_checkpoint
from chatbot.model.seq2seq import Seq2Seq
from chatbot.text.segment import SEGMENTERS
from chatbot.text.tokenizer import Tokenizer

PROMPTS = ("你好，明天有空吗？", "Are you free tomorrow?", "我想 learn Python，可以吗？")
KEYS = [
    *("reply", "language", "checkpoint", "log_prob", "confidence", "stop"),
    *("source_tokens", "reply_tokens", "attention"),
]


def saved(folder: Path, attention: str) -> Path:
    """Save a network of random weights that ends its replies soon."""
    texts = [*PROMPTS, "好的！", "Sure, 没问题。"]
    tokenizer = Tokenizer.train(texts, vocabulary_size=400, segmenter=SEGMENTERS["character"](None, ""))
    torch.manual_seed(3)
    config = ModelConfig(tokenizer.vocabulary_size, 8, 8, 16, 16, attention)
    network = Seq2Seq(config)
    with torch.no_grad():
        network.output_bias[EOS] = 4.0
    card = CheckpointCard(config, TrainConfig(max_pieces=30), {}, ())
    save_checkpoint(folder, Checkpoint(folder.name, card, tokenizer, network))
    return folder


@pytest.fixture(scope="module")
def checkpoint(tmp_path_factory: pytest.TempPathFactory) -> str:
    return str(saved(tmp_path_factory.mktemp("checkpoints") / "random", "additive"))


@pytest.fixture(scope="module")
def plain_checkpoint(tmp_path_factory: pytest.TempPathFactory) -> str:
    return str(saved(tmp_path_factory.mktemp("checkpoints") / "plain", "none"))


def asked(capsys: pytest.CaptureFixture[str], *arguments: str) -> str:
    assert run(["ask", *arguments]) == 0
    return capsys.readouterr().out


def asked_json(capsys: pytest.CaptureFixture[str], *arguments: str) -> dict[str, Any]:
    document: dict[str, Any] = json.loads(asked(capsys, *arguments, "--json"))
    return document


def hand_in(monkeypatch: pytest.MonkeyPatch, data: bytes) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(data)))


@pytest.mark.parametrize("prompt", PROMPTS)
@pytest.mark.parametrize("strategy", ["greedy", "beam", "sample"])
def test_the_json_keeps_the_contract(
    capsys: pytest.CaptureFixture[str], checkpoint: str, prompt: str, strategy: str
) -> None:
    document = asked_json(capsys, prompt, "--checkpoint", checkpoint, "--strategy", strategy, "--seed", "1")

    assert list(document) == [*KEYS, "candidates", "seconds", "lesson"]
    assert document["checkpoint"] == "random"
    assert document["language"] in ("zh", "en", "mixed")
    assert document["stop"] in ("eos", "length")
    assert document["seconds"] > 0 > document["log_prob"]
    assert 0 < document["confidence"] < 1
    assert "".join(document["source_tokens"]) == prompt.replace(" ", "")


def test_attention_has_a_row_a_reply_token_and_a_column_a_source_token(
    capsys: pytest.CaptureFixture[str], checkpoint: str
) -> None:
    document = asked_json(capsys, "你好 free?", "--checkpoint", checkpoint)

    assert document["stop"] == "eos"
    assert document["reply_tokens"][-1] == "</s>"
    assert len(document["attention"]) == len(document["reply_tokens"])
    for row in document["attention"]:
        assert len(row) == len(document["source_tokens"])
        assert sum(row) == pytest.approx(1.0, abs=1e-3)


def test_candidates_are_the_best_few_and_the_first_is_the_reply(
    capsys: pytest.CaptureFixture[str], checkpoint: str
) -> None:
    document = asked_json(capsys, "你好", "--checkpoint", checkpoint, "--candidates", "3")

    first, *others = document["candidates"]
    assert len(others) == 2
    assert first == {key: document[key] for key in ("reply", "log_prob", "reply_tokens", "attention")}
    assert all(len(other["attention"]) == len(other["reply_tokens"]) for other in others)


def test_a_model_without_attention_has_tokens_and_no_rows(
    capsys: pytest.CaptureFixture[str], plain_checkpoint: str
) -> None:
    document = asked_json(capsys, "你好 world", "--checkpoint", plain_checkpoint)

    assert document["attention"] == document["candidates"][0]["attention"] == []
    assert document["reply_tokens"]


def test_pieces_show_what_words_are_made_of(capsys: pytest.CaptureFixture[str], checkpoint: str) -> None:
    words = asked_json(capsys, "unseen words 龘", "--checkpoint", checkpoint)
    pieces = asked_json(capsys, "unseen words 龘", "--checkpoint", checkpoint, "--pieces")

    assert len(pieces["source_tokens"]) == len(pieces["attention"][0]) > len(words["source_tokens"])
    assert pieces["source_tokens"][-3:] == ["<0xE9>", "<0xBE>", "<0x98>"]
    assert pieces["reply"] == words["reply"]


def test_without_options_the_reply_alone_is_printed(
    capsys: pytest.CaptureFixture[str], checkpoint: str
) -> None:
    document = asked_json(capsys, "你好", "--checkpoint", checkpoint)

    assert asked(capsys, "你好", "--checkpoint", checkpoint) == document["reply"] + "\n"


def test_the_picture_comes_below_the_reply_and_fits_80_columns(
    capsys: pytest.CaptureFixture[str], checkpoint: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("COLUMNS", raising=False)
    prompt = "你好，明天 are you free? 我想 learn"

    reply, _, header, *_ = picture = asked(
        capsys, prompt, "--checkpoint", checkpoint, "--attention"
    ).splitlines()

    assert reply == asked(capsys, prompt, "--checkpoint", checkpoint).strip("\n")
    assert header.split()[:2] == ["你", "好"]
    assert max(map(cell_len, picture)) <= 80
    assert "\x1b" not in "".join(picture)


def test_a_picture_of_nothing_is_said_on_standard_error(
    capsys: pytest.CaptureFixture[str], plain_checkpoint: str
) -> None:
    assert run(["ask", "你好", "--checkpoint", plain_checkpoint, "--attention"]) == 0

    printed = capsys.readouterr()
    assert printed.err == "this model has no attention to show\n"
    assert len(printed.out.splitlines()) == 1


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "gb18030"])
def test_standard_input_is_read_in_whatever_it_is_written(
    capsys: pytest.CaptureFixture[str], checkpoint: str, monkeypatch: pytest.MonkeyPatch, encoding: str
) -> None:
    hand_in(monkeypatch, "你好，明天有空吗？我们 chat!\n".encode(encoding))

    document = asked_json(capsys, "-", "--checkpoint", checkpoint)

    assert "".join(document["source_tokens"]) == "你好，明天有空吗？我们chat!"


@pytest.mark.parametrize("data", [b"", b" \n\n", b"\x7fELF\x02\x01\x01\0\0\0\0\0\0\0\0\0\x03\0>\0\x01\0\0\0"])
def test_standard_input_without_text_is_one_line_of_error(
    capsys: pytest.CaptureFixture[str], checkpoint: str, monkeypatch: pytest.MonkeyPatch, data: bytes
) -> None:
    hand_in(monkeypatch, data)

    assert run(["ask", "-", "--checkpoint", checkpoint]) == 1

    printed = capsys.readouterr()
    assert printed.out == ""
    assert printed.err.startswith("error: ")
    assert printed.err.count("\n") == 1


@pytest.mark.parametrize("prompt", ["", "  ", "\u200b\u202e"])
def test_a_text_that_shows_nothing_is_one_line_of_error(
    capsys: pytest.CaptureFixture[str], checkpoint: str, prompt: str
) -> None:
    assert run(["ask", prompt, "--checkpoint", checkpoint]) == 1

    assert (
        capsys.readouterr().err == "error: prompt: expected some text to answer, found no visible character\n"
    )


def test_a_very_long_text_is_shortened_and_that_is_said(
    capsys: pytest.CaptureFixture[str], checkpoint: str
) -> None:
    assert run(["ask", "你好" * 500, "--checkpoint", checkpoint, "--pieces", "--json"]) == 0

    printed = capsys.readouterr()
    assert len(json.loads(printed.out)["source_tokens"]) == 30
    assert "too long" in printed.err


@pytest.mark.parametrize(
    ("option", "value"), [("--beam-size", "0"), ("--temperature", "nan"), ("--top-p", "2"), ("--seed", "-1")]
)
def test_a_setting_outside_its_range_is_one_line_of_error(
    capsys: pytest.CaptureFixture[str], checkpoint: str, option: str, value: str
) -> None:
    assert run(["ask", "你好", "--checkpoint", checkpoint, option, value]) == 1

    name = option.removeprefix("--").replace("-", "_")
    assert capsys.readouterr().err.startswith(f"error: {name}: expected ")


def test_an_unknown_strategy_is_wrong_usage(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["ask", "你好", "--strategy", "magic"]) == 2


def test_a_seed_makes_a_sample_come_again(capsys: pytest.CaptureFixture[str], checkpoint: str) -> None:
    arguments = ("你好", "--checkpoint", checkpoint, "--strategy", "sample", "--temperature", "3", "--seed")

    replies = [asked(capsys, *arguments, seed) for seed in "123451"]

    assert replies[0] == replies[-1]
    assert len(set(replies)) > 1


def test_several_candidates_of_a_single_path_are_refused_in_words(
    capsys: pytest.CaptureFixture[str], checkpoint: str
) -> None:
    run(["ask", "你好", "--checkpoint", checkpoint, "--strategy", "greedy", "--candidates", "3"])

    printed = capsys.readouterr()
    assert "one candidate alone" in printed.err
    assert len(printed.out.splitlines()) == 1


def test_torch_is_not_loaded_before_there_is_something_to_answer() -> None:
    command = "import chatbot.cli.ask, sys; assert not {'torch', 'jieba'} & sys.modules.keys()"

    subprocess.run([sys.executable, "-c", command], check=True)
