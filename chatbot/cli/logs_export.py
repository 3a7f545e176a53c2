"""`chatbot logs export`: conversations as text for other programs and for people."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import click

from chatbot.cli.log_file import open_existing_log
from chatbot.cli.options import log_option
from chatbot.storage.export import EXPORTS, REVIEWED_EXPORTS
from chatbot.text.normalize import printable


@click.command(
    "export",
    epilog="\b\n"
    "chatbot logs export --format jsonl > talks.jsonl\n"
    "chatbot logs export --format md --since 2026-11-01 | less\n"
    "chatbot logs export --format jsonl --reviewed > lessons.jsonl",
)
@click.option(
    "--format",
    "format_name",
    type=click.Choice(tuple(EXPORTS)),
    required=True,
    help="jsonl: messages to train on; md: to read; csv: for spreadsheets, texts unchanged.",
)
@click.option(
    "--since",
    type=click.DateTime(formats=["%Y-%m-%d"]),
    metavar="DATE",
    help="Only conversations that began on this day or later, such as 2026-11-01, in local time; "
    "with --reviewed, only what was reviewed then.",
)
@click.option(
    "--reviewed",
    is_flag=True,
    help="Only replies with a verdict; as jsonl the good and the corrected, each after what led to it.",
)
@log_option
def export_conversations(
    format_name: str, since: datetime | None, log_path: Path | None, *, reviewed: bool
) -> None:
    """Print whole conversations, or what was reviewed in them, oldest first."""
    moment = None if since is None else _start_of_day(since)
    with open_existing_log(log_path) as log:
        if reviewed:
            parts = REVIEWED_EXPORTS[format_name](log.conversations_reviewed_since(moment))
        else:
            parts = EXPORTS[format_name](log.conversations_since(moment))
        for part in parts:
            click.echo(printable(part) if format_name == "md" else part, nl=False)


def _start_of_day(day: datetime) -> datetime:
    try:
        return day.astimezone()
    except (OverflowError, ValueError) as error:
        raise click.BadParameter(f"expected a day like 2026-11-01, found {day:%Y-%m-%d}") from error
