"""What the README lists is what the program knows."""

import re
from pathlib import Path

import pytest

from chatbot.cli.main import COMMANDS
from chatbot.config import ATTENTION_NAMES, STRATEGY_NAMES
from chatbot.corpus.formats import FORMATS
from chatbot.inference.search import STRATEGIES

README = (Path(__file__).parents[1] / "README.md").read_text(encoding="utf-8")


def test_the_readme_lists_every_format() -> None:
    listed = README.split("<!-- formats -->")[1].split("<!-- /formats -->")[0]

    assert re.findall(r"`([^`]+)`", listed) == list(FORMATS)


@pytest.mark.parametrize("name", [*ATTENTION_NAMES, *(f"chatbot {command}" for command in COMMANDS)])
def test_the_readme_names_every_score_function_and_command(name: str) -> None:
    assert name in README


def test_every_strategy_that_can_be_chosen_exists() -> None:
    assert set(STRATEGIES) == set(STRATEGY_NAMES)


def test_there_are_two_commands_to_set_up() -> None:
    set_up = README.split("## Set up")[1].split("\n## ")[0]

    blocks = re.findall(r"```sh\n(.*?)```", set_up, flags=re.DOTALL)
    assert blocks == ["pip install . && chatbot\n", "pip install -e '.[dev]' && pytest\n"]
