import subprocess
import sys
from pathlib import Path

import pytest

from chatbot import __version__
from chatbot.cli.main import COMMANDS, LazyGroup, chatbot, run
from chatbot.cli.options import find_checkpoint
from chatbot.errors import CheckpointError


@pytest.mark.parametrize("name", sorted(COMMANDS))
def test_every_command_has_help_with_an_example(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    code = run([name, "--help"])

    assert code == 0
    printed = capsys.readouterr().out
    assert (
        f"chatbot {name}" in printed.split("Options:")[1] or f"chatbot {name} " in printed.split("\n", 1)[1]
    )


def test_the_group_names_every_command_without_importing_it() -> None:
    script = "import sys; from chatbot.cli.main import run; run(['--help']); print('torch' in sys.modules)"

    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)

    assert all(name in done.stdout for name in COMMANDS)
    assert done.stdout.endswith("False\n")
    assert isinstance(chatbot, LazyGroup)


@pytest.mark.parametrize("arguments", [["nonsense"], ["ask"], ["ask", "hi", "--no-such-option"]])
def test_wrong_usage_exits_with_2(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert run(arguments) == 2
    assert "Error" in capsys.readouterr().err


def test_a_command_misspelt_is_answered_with_the_nearest(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["log"]) == 2
    assert "Did you mean 'logs'?" in capsys.readouterr().err


def test_the_version_is_told(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["--version"]) == 0
    assert __version__ in capsys.readouterr().out


def test_debug_shows_what_a_line_hides(tmp_path: Path) -> None:
    missing = str(tmp_path / "nowhere")

    assert run(["corpora", missing]) == 1
    with pytest.raises(Exception, match="nowhere"):
        run(["corpora", missing], debug=True)


def test_python_m_chatbot_is_chatbot() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "chatbot", "--version"], capture_output=True, text=True, check=True
    )

    assert __version__ in done.stdout


def made_checkpoint(folder: Path) -> Path:
    folder.mkdir(parents=True)
    (folder / "checkpoint.json").write_text("{}", encoding="utf-8")
    return folder


def test_a_checkpoint_is_found_by_path_by_name_and_by_default(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    made = made_checkpoint(Path("checkpoints") / "mine")

    assert find_checkpoint("mine") == made
    assert find_checkpoint(str(made)) == made
    assert find_checkpoint(None).name == "starter"
    (tmp_path / "checkpoints" / "in-use").write_text("mine\n", encoding="utf-8")
    assert find_checkpoint(None) == made


def test_a_checkpoint_in_use_that_is_gone_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("checkpoints").mkdir()
    (tmp_path / "checkpoints" / "in-use").write_text("gone\n", encoding="utf-8")

    with pytest.raises(CheckpointError, match="gone"):
        find_checkpoint(None)


def test_the_starter_is_found_from_any_directory(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("CHATBOT_CHECKPOINT", raising=False)

    assert run(["ask", "你好", "--json"]) == 0

    assert '"checkpoint": "starter"' in capsys.readouterr().out
