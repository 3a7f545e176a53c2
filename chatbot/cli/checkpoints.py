"""`chatbot checkpoints`: which models there are, what they have learnt, and which one answers."""

from __future__ import annotations

from dataclasses import asdict

import click
from rich.cells import cell_len, set_cell_size

from chatbot.cli.options import checkpoints_directory, find_checkpoint, json_option
from chatbot.cli.shelf import Shelved, shelved, use_checkpoint
from chatbot.cli.terminal import answer, answer_json, notice
from chatbot.errors import CheckpointError
from chatbot.model.card import CheckpointCard
from chatbot.model.lineage import lineage_of, parent_of

SHOWN_LESSONS = 20
"""Lessons that `show` names in text; --json names all."""


@click.group(epilog="\b\nchatbot checkpoints list\nchatbot checkpoints rollback")
def checkpoints() -> None:
    """List the models, show one, choose the one to talk with, go back."""


@checkpoints.command("list", epilog="\b\nchatbot checkpoints list\nchatbot checkpoints list --json")
@json_option
def list_checkpoints(as_json: bool) -> None:
    """List the checkpoints in ./checkpoints and those that ship; * marks the one in use.

    Those kept along a training run (NAME@UPDATES) are only counted here; `show` names them.
    """
    in_use = find_checkpoint(None).resolve()
    found = sorted(shelved(), key=lambda each: (each.folder.resolve() != in_use, each.name))
    if as_json:
        answer_json([_document(each, is_in_use=each.folder.resolve() == in_use) for each in found])
        return
    width = max((cell_len(each.name) for each in found), default=0)
    answer(f"  {set_cell_size('name', width)}  nats/char  lessons  parent")
    for each in found:
        mark = "*" if each.folder.resolve() == in_use else " "
        nll = each.card.scores.get("nll_per_character")
        measured = f"{nll:>9.4f}" if nll is not None else f"{'-':>9}"
        name = set_cell_size(each.name, width)
        kept = f"  + {len(each.snapshots)} snapshots" if each.snapshots else ""
        answer(f"{mark} {name}  {measured}  {len(each.lessons):>7}  {each.card.parent or '-'}{kept}")


@checkpoints.command("show", epilog="\b\nchatbot checkpoints show starter\nchatbot checkpoints show --json")
@click.argument("name", required=False)
@json_option
def show_checkpoint(name: str | None, as_json: bool) -> None:
    """Show one checkpoint, the one in use without NAME: its lineage, measurements and lessons."""
    chosen = _shelved(name)
    lineage = lineage_of(chosen.folder, find_checkpoint)
    if as_json:
        document = _document(chosen, is_in_use=chosen.folder.resolve() == find_checkpoint(None).resolve())
        card = asdict(chosen.card)
        answer_json({**document, "lineage": lineage, "lessons": chosen.lessons, "card": card})
        return
    answer(f"{chosen.name} · {chosen.folder}")
    answer(f"lineage: {' ← '.join(lineage)}")
    for score, value in chosen.card.scores.items():
        answer(f"{score}: {value:g}")
    model = chosen.card.model
    answer(f"attention: {model.attention} · states {model.hidden_size} · {model.vocabulary_size:,} pieces")
    if chosen.snapshots:
        answer(f"snapshots: {' '.join(chosen.snapshots)}")
    files, lessons = len(chosen.card.corpora), len(chosen.lessons)
    answer(f"learnt from {files} file{'s'[: files != 1]} and {lessons} lesson{'s'[: lessons != 1]}")
    for lesson in chosen.lessons[:SHOWN_LESSONS]:
        answer(f"  {lesson}")
    if len(chosen.lessons) > SHOWN_LESSONS:
        answer(f"  … and {len(chosen.lessons) - SHOWN_LESSONS} more; --json names all")


@checkpoints.command("use", epilog="\b\nchatbot checkpoints use starter")
@click.argument("name")
def use(name: str) -> None:
    """Talk with the checkpoint NAME from now on, wherever ./checkpoints is this folder's."""
    chosen = next((each for each in shelved() if each.name == name), None)
    if chosen is None:
        raise CheckpointError(
            f"{name}: expected a name that `chatbot checkpoints list` shows, found none in "
            f"{checkpoints_directory()} or among those that ship"
        )
    use_checkpoint(chosen.name)
    notice(f"chatbot now talks with {chosen.name}")


@checkpoints.command("rollback", epilog="\b\nchatbot checkpoints rollback")
def rollback() -> None:
    """Go back to the parent of the checkpoint in use; nothing is deleted."""
    current = _shelved(None)
    if current.card.parent is None:
        others = " ".join(each.name for each in shelved() if each.name != current.name) or "there is none"
        raise CheckpointError(
            f"{current.name}: expected a checkpoint with a parent, found the first of its line; there is "
            f"nothing to go back to. `chatbot checkpoints use NAME` chooses another: {others}"
        )
    parent = _shelved(str(parent_of(current.folder, find_checkpoint)))
    use_checkpoint(parent.name)
    notice(f"chatbot now talks with {parent.name}; back again: chatbot checkpoints use {current.name}")


def _shelved(name: str | None) -> Shelved:
    folder = find_checkpoint(name)
    return Shelved(folder, CheckpointCard.read(folder))


def _document(checkpoint: Shelved, *, is_in_use: bool) -> dict[str, object]:
    return {
        "name": checkpoint.name,
        "path": str(checkpoint.folder),
        "in_use": is_in_use,
        "parent": checkpoint.card.parent,
        "nll_per_character": checkpoint.card.scores.get("nll_per_character"),
        "lessons": len(checkpoint.lessons),
        "snapshots": checkpoint.snapshots,
    }
