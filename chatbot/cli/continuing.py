"""`--continue`: which conversation of the log is gone on with."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from chatbot.cli.options import LARGEST_ID

if TYPE_CHECKING:
    from chatbot.storage.conversation_log import ConversationLog

LAST = "last"
"""Stands for the conversation in which something was said last."""


def _conversation(ctx: click.Context, param: click.Parameter, value: str | None) -> int | str | None:
    if value is None or value == LAST:
        return value
    is_number = value.isascii() and value.isdecimal() and len(value) <= len(str(LARGEST_ID))
    if not (is_number and 1 <= int(value) <= LARGEST_ID):
        raise click.BadParameter(f"expected the id of a conversation, a number from 1 on, found {value!r}")
    return int(value)


continue_option = click.option(
    "--continue",
    "continued",
    callback=_conversation,
    is_flag=False,
    flag_value=LAST,
    metavar="[ID]",
    help="Go on with a logged conversation: the one with this id, or without an id the last one.",
)


def found_conversation(log: ConversationLog, continued: int | str | None) -> int | None:
    """Return the id of the conversation to go on with; None where none is wished for.

    Raises:
        LogError: the log has none of this id, or none at all.
    """
    if continued is None:
        return None
    if isinstance(continued, int):
        return log.conversation(continued, newest=0).id
    return log.last_conversation()
