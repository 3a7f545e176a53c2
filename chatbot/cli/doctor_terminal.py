"""What the doctor finds of the terminal, and a ruler for what only eyes can see."""

from __future__ import annotations

import locale
import os
import shutil
import sys
from collections.abc import Iterator

from rich.cells import cell_len

from chatbot.cli.doctor_report import Finding, Level, Said
from chatbot.cli.terminal_questions import TerminalAnswers

WIDTH_SAMPLES = {
    "chinese": "你好，天气",
    "emoji": "😀😀😀😀😀",
    "combining": "e\u0301e\u0301e\u0301e\u0301e\u0301",
    "variation": "❤\ufe0f❤\ufe0f",
    "joined emoji": "👨\u200d👩\u200d👧",
    "shades": "▁▂▃▄▅▆▇█",
    "ambiguous": "·…—“”●○",
}
"""Texts that terminals draw in different widths."""

RULER_CELLS = 12

RULER_WORDS = Said(
    "each | below must stand under the one above; else columns will not line up here",
    "下面每个 | 都应对齐，否则这里的各列会错位",
)

SMALLEST = (60, 20)
"""Columns and rows that the screen needs to be comfortable."""


def terminal(answers: TerminalAnswers | None) -> Iterator[Finding]:
    """Say what the terminal tells of itself, in variables and in answers."""
    yield Finding("terminal", "TERM", *_term())
    yield Finding("terminal", "size", *_size())
    yield Finding("terminal", "colours", *_colours())
    yield Finding("terminal", "encoding", *_encoding())
    if os.environ.get("TMUX"):
        yield Finding("terminal", "tmux", Level.NOTE, Said("inside tmux", "在 tmux 里"), _TMUX)
    if os.environ.get("TERM_PROGRAM") == "iTerm.app":
        is_off = os.environ.get("TEXTUAL_DISABLE_KITTY_KEY", "1") == "1"
        found = (
            Said("what is typed with input methods would be lost", "输入法的文字会丢失")
            if not is_off
            else _MENDED
        )
        yield Finding(
            "terminal", "iTerm2", Level.OK if is_off else Level.PROBLEM, found, None if is_off else _ITERM
        )
    if answers is None:
        yield Finding("terminal", "widths", Level.NOTE, Said("not measured: no terminal", "没有终端，未测量"))
        return
    yield Finding("terminal", "kitty keys", Level.OK, "✓" if answers.has_kitty_keys else "✗")
    yield Finding("terminal", "widths", *_widths(answers.widths))


def ruler(language: str) -> Iterator[str]:
    """Draw texts of the same width, one below the other, each with a mark behind it."""
    yield f"{RULER_WORDS.in_language(language)}"
    yield f"{'1234567890' * 2}"[:RULER_CELLS] + "|"
    for name, text in WIDTH_SAMPLES.items():
        yield f"{text}{' ' * (RULER_CELLS - cell_len(text))}|  {name}"


_TMUX = Said(
    "for all colours put into ~/.tmux.conf: set -as terminal-features ',*:RGB'; start it as tmux -u",
    "要显示全部颜色，请在 ~/.tmux.conf 里写：set -as terminal-features ',*:RGB'；并用 tmux -u 启动",
)
_MENDED = Said("Kitty keys are left off, so that input methods work", "已关闭 Kitty 键盘协议，输入法可用")
_ITERM = Said("unset TEXTUAL_DISABLE_KITTY_KEY", "请取消环境变量 TEXTUAL_DISABLE_KITTY_KEY")


def _term() -> tuple[Level, str, Said | None]:
    names = [os.environ.get(name, "") for name in ("TERM", "TERM_PROGRAM", "TERM_PROGRAM_VERSION")]
    found = " · ".join(filter(None, names)) or "-"
    if names[0] == "dumb" and sys.stdout.isatty():
        return Level.PROBLEM, found, Said("use a terminal that can draw", "请换用支持绘制的终端")
    return Level.OK, found, None


def _size() -> tuple[Level, str, Said | None]:
    columns, rows = shutil.get_terminal_size()
    if columns < SMALLEST[0] or rows < SMALLEST[1]:
        advice = Said(
            f"make the window at least {SMALLEST[0]}×{SMALLEST[1]}",
            f"窗口最好不小于 {SMALLEST[0]}×{SMALLEST[1]}",
        )
        return Level.NOTE, f"{columns}×{rows}", advice
    return Level.OK, f"{columns}×{rows}", None


def _colours() -> tuple[Level, str | Said, Said | None]:
    if os.environ.get("NO_COLOR"):
        advice = Said("unset NO_COLOR to see the heat map's shades", "取消 NO_COLOR 才能看到热图的深浅")
        return Level.NOTE, Said("none (NO_COLOR)", "无（NO_COLOR）"), advice
    if os.environ.get("COLORTERM") in ("truecolor", "24bit"):
        return Level.OK, Said("16 million", "1600 万色"), None
    if "256color" in os.environ.get("TERM", ""):
        advice = Said(
            "if the terminal can do more: export COLORTERM=truecolor",
            "若终端支持真彩色：export COLORTERM=truecolor",
        )
        return Level.NOTE, "256", advice
    advice = Said("the heat map needs 256 colours or more", "热图需要 256 色以上")
    return Level.NOTE, Said("16, as far as one can tell", "看来只有 16 色"), advice


def _encoding() -> tuple[Level, str, Said | None]:
    encoding = locale.getpreferredencoding(False)
    names = (os.environ.get(name) for name in ("LC_ALL", "LC_CTYPE", "LANG"))
    found = f"{encoding} · {next(filter(None, names), '-')}"
    if encoding.lower().replace("-", "") in ("utf8", "cp65001"):
        return Level.OK, found, None
    advice = Said(
        "set a UTF-8 locale: export LANG=C.UTF-8 (Windows: chcp 65001)",
        "请使用 UTF-8：export LANG=zh_CN.UTF-8（Windows：chcp 65001）",
    )
    return Level.PROBLEM, found, advice


def _widths(measured: tuple[int | None, ...]) -> tuple[Level, str | Said, Said | None]:
    if None in measured:
        return Level.NOTE, Said("the terminal does not answer", "终端没有应答"), None
    odd = [
        f"{name} {width}≠{cell_len(text)}"
        for (name, text), width in zip(WIDTH_SAMPLES.items(), measured, strict=True)
        if width != cell_len(text)
    ]
    if not odd:
        return Level.OK, Said("as expected", "符合预期"), None
    advice = Said(
        "lines with these characters will not line up; another terminal or its Unicode settings may help",
        "含这些字符的行会错位；可换终端或调整它的 Unicode 设置",
    )
    return Level.NOTE, ", ".join(odd), advice
