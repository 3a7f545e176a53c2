"""`chatbot logs`: what was said, listed, shown, searched, exported, copied, renamed and deleted."""

from __future__ import annotations

from pathlib import Path

import click

from chatbot.cli.log_file import open_existing_log
from chatbot.cli.logs_export import export_conversations
from chatbot.cli.logs_search import search_turns
from chatbot.cli.logs_show import list_conversations, show_conversation
from chatbot.cli.logs_stats import show_statistics
from chatbot.cli.options import conversation_id_argument, default_log_path, json_option, log_option
from chatbot.cli.terminal import answer, answer_json, is_interactive, notice
from chatbot.errors import LogError
from chatbot.text.normalize import printable


@click.group(
    epilog="\b\nchatbot logs list\nchatbot logs search 天气\nchatbot logs export --format jsonl > talks.jsonl"
)
def logs() -> None:
    """List, show, search, export, copy, rename and delete the logged conversations."""


for _command in (
    list_conversations,
    show_conversation,
    search_turns,
    export_conversations,
    show_statistics,
):
    logs.add_command(_command)


@logs.command("path", epilog='\b\nchatbot logs path\ndatasette "$(chatbot logs path)"')
@log_option
@json_option
def print_path(log_path: Path | None, as_json: bool) -> None:
    """Print where conversations are kept, whether or not there are any yet."""
    path = str(log_path or default_log_path())
    if as_json:
        answer_json({"path": path})
    else:
        answer(path)


@logs.command(
    "backup",
    epilog="\b\nchatbot logs backup monday.db\nchatbot logs backup monday.db --force --json",
)
@click.argument("target", metavar="FILE", type=click.Path(path_type=Path))
@click.option("--force", is_flag=True, help="Overwrite FILE if it is there.")
@log_option
@json_option
def back_up_log(target: Path, log_path: Path | None, *, force: bool, as_json: bool) -> None:
    """Copy the log to FILE, a log itself; safe while a chat goes on."""
    with open_existing_log(log_path) as log:
        log.backup(target, overwrite=force)
    size = target.stat().st_size
    if as_json:
        answer_json({"path": str(target), "bytes": size})
    else:
        answer(f"{target}: {size / 1e6:.1f} MB")


@logs.command("rename", epilog="\b\nchatbot logs rename 3 '去云南 trip'\nchatbot logs rename 3 ''")
@conversation_id_argument
@click.argument("title")
@log_option
@json_option
def rename_conversation(conversation_id: int, title: str, log_path: Path | None, as_json: bool) -> None:
    """Call a conversation TITLE from now on; an empty one gives it its own title back."""
    with open_existing_log(log_path) as log:
        called = log.rename(conversation_id, title)
    if as_json:
        answer_json({"id": conversation_id, "title": called})
    else:
        answer(f"conversation {conversation_id} is called “{called}”")


@logs.command("delete", epilog="\b\nchatbot logs delete 3\nchatbot logs delete 3 --yes --json")
@conversation_id_argument
@click.option("--yes", is_flag=True, help="Do not ask; needed where there is no terminal to ask on.")
@log_option
@json_option
def delete_conversation(conversation_id: int, log_path: Path | None, *, yes: bool, as_json: bool) -> None:
    """Delete one conversation for good, with its replies and reviews."""
    with open_existing_log(log_path) as log:
        conversation = log.conversation(conversation_id)
        question = (
            f"delete conversation {conversation_id}, “{conversation.title}”, "
            f"{len(conversation.turns)} turns, for good?"
        )
        if not (yes or _is_agreed_to(printable(question))):
            notice("nothing was deleted")
            return
        log.delete_conversation(conversation_id)
    if as_json:
        answer_json({"deleted": conversation_id})
    else:
        answer(f"conversation {conversation_id} is deleted")


def _is_agreed_to(question: str) -> bool:
    if not is_interactive():
        raise LogError(f"{question} There is no terminal to ask on; agree with --yes")
    return click.confirm(question, err=True)
