"""The command group: finds the command, and turns every error into one line and an exit code.

Exit codes: 0 done; 1 something the user can mend; 2 wrong usage; 130 interrupted by Ctrl-C.
"""

from __future__ import annotations

import sys
from difflib import get_close_matches
from importlib import import_module
from io import TextIOWrapper

import click

from chatbot import __version__
from chatbot.cli.terminal import complain
from chatbot.errors import ChatbotError

COMMANDS = {
    "ask": "answer one prompt, for scripts and for a quick look",
    "attention": "where one reply looked, as a picture or as data",
    "chat": "talk, and watch where each reply looks (the default)",
    "checkpoints": "list the models, choose the one to talk with, go back",
    "compare": "measure two models on the same pairs",
    "config": "show and change your settings and keys",
    "corpora": "show what is in files of dialogue",
    "doctor": "tell what the terminal can show, and check the model and the log",
    "evaluate": "measure a model on dialogue pairs",
    "logs": "find, show, export and delete the logged conversations",
    "retrain": "learn from reviewed conversations",
    "review": "judge and correct replies, one key each",
    "serve": "talk in a browser",
    "tour": "be led through attention, with the real numbers of a real reply",
    "train": "teach a new model from files of dialogue",
}
"""Every command and what it does; `chatbot/cli/NAME.py` holds a function NAME for each.

The modules are imported when they are needed, so that `chatbot --help` answers at once.
"""

GROUP_OPTIONS = ("--help", "-h", "--version")
"""What may stand where a command is expected."""


class LazyGroup(click.Group):
    """A group that imports the module of a command only when the command is asked for."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Name every command, in the order of the alphabet."""
        return sorted(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import and return one command; None if there is no such command."""
        if cmd_name not in COMMANDS:
            return None
        command: click.Command = getattr(import_module(f"chatbot.cli.{cmd_name}"), cmd_name)
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Find the command of a line; suggest the nearest where there is none of its name.

        Click itself suggests only commands that have been imported.
        """
        try:
            return super().resolve_command(ctx, args)
        except click.UsageError as error:
            near = get_close_matches(args[0], COMMANDS, n=1)
            if not near:
                raise
            found = f"No such command {args[0]!r}. Did you mean {near[0]!r}?"
            raise click.UsageError(found, ctx) from error

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """List the commands without importing them."""
        with formatter.section("Commands"):
            formatter.write_dl(sorted(COMMANDS.items()))


EXAMPLES = """\b
Examples:
  chatbot                    talk with the starter model
  chatbot train corpora/     teach a model your own dialogues
  chatbot ask "你好"          one answer, for scripts

Everything stays on this machine. An error is one line; --debug, anywhere, shows its traceback.
"""


@click.group(cls=LazyGroup, context_settings={"help_option_names": ["-h", "--help"]}, epilog=EXAMPLES)
@click.version_option(__version__, prog_name="chatbot")
def chatbot() -> None:
    """Talk with a chatbot in Chinese or English and watch where it looks."""


def main() -> None:
    """Run the command line and exit with the codes of the contract; print UTF-8 whatever the locale."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="replace")
    arguments = [argument for argument in sys.argv[1:] if argument != "--debug"]
    debug = len(arguments) < len(sys.argv) - 1
    if not arguments or (arguments[0].startswith("-") and arguments[0] not in GROUP_OPTIONS):
        arguments.insert(0, "chat")
    sys.exit(run(arguments, debug=debug))


def run(arguments: list[str], *, debug: bool = False) -> int:
    """Run one command line and return its exit code; with `debug` errors a user could mend are raised."""
    try:
        code = chatbot.main(args=arguments, prog_name="chatbot", standalone_mode=False)
    except click.ClickException as error:
        error.show()
        return error.exit_code
    except (KeyboardInterrupt, click.Abort):
        return 130
    except SystemExit:
        # So click answers when the reader of our output (`| head`) has gone: that is no error.
        return 0
    except (ChatbotError, OSError) as error:
        if debug:
            raise
        complain(_one_line(error))
        return 1
    # A command returns nothing; a number is what it has handed to `ctx.exit`.
    return code if isinstance(code, int) else 0


def _one_line(error: Exception) -> str:
    if isinstance(error, OSError) and error.strerror:
        place = f"{error.filename}: " if error.filename else ""
        return f"{place}{error.strerror}"
    return str(error)
