"""`chatbot doctor`: what the terminal sends and can show, and whether model and log are sound."""

from __future__ import annotations

from pathlib import Path

import click

from chatbot.cli.doctor_files import log, model
from chatbot.cli.doctor_programs import machine, places, programs
from chatbot.cli.doctor_report import problems_in, report_document, report_lines
from chatbot.cli.doctor_terminal import WIDTH_SAMPLES, ruler, terminal
from chatbot.cli.options import (
    checkpoint_option,
    interface_language,
    json_option,
    log_option,
    prepare_terminal,
)
from chatbot.cli.terminal import answer, answer_json, is_interactive
from chatbot.cli.terminal_questions import ask_terminal


@click.command(epilog="\b\nchatbot doctor\nchatbot doctor --keys\nchatbot doctor --json --checkpoint mine")
@click.option("--keys", is_flag=True, help="Show what each key sends, until Ctrl+Q; needs a terminal.")
@json_option
@checkpoint_option
@log_option
@click.pass_context
def doctor(
    ctx: click.Context, *, keys: bool, as_json: bool, checkpoint: str | None, log_path: Path | None
) -> None:
    """Check programs, terminal, machine, places, model and log; say what to do about each problem.

    Nothing is changed: the log is opened read-only, the model answers once and is forgotten. Which fonts a
    terminal has cannot be known: the ruler at the end is for your eyes. Exit code 1 where there is a problem.
    """
    if keys:
        _show_keys()
        return
    language = interface_language()
    # Before torch is loaded: a terminal that answers late would write into the report.
    answers = None if as_json else ask_terminal(tuple(WIDTH_SAMPLES.values()))
    findings = (
        *programs(),
        *terminal(answers),
        *machine(),
        *places(),
        *model(checkpoint),
        *log(log_path),
    )
    if as_json:
        answer_json(report_document(findings, language))
    else:
        for line in (*report_lines(findings, language), "", *ruler(language)):
            answer(line)
    if problems_in(findings):
        ctx.exit(1)


def _show_keys() -> None:
    if not is_interactive():
        raise click.UsageError("expected a terminal whose keys can be shown; found none")
    prepare_terminal()

    from chatbot.tui.key_app import KeyApp
    from chatbot.tui.key_wording import KEY_WORDINGS

    KeyApp(KEY_WORDINGS[interface_language()]).run()
