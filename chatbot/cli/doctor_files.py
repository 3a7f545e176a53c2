"""What the doctor finds of a checkpoint and of a log; neither is changed."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from time import perf_counter

from chatbot.cli.doctor_report import Finding, Level, Said
from chatbot.cli.loading import WARM_UP, load_responder
from chatbot.cli.options import default_log_path, find_checkpoint
from chatbot.config import SearchConfig
from chatbot.dialogue import Speaker, Turn
from chatbot.errors import ChatbotError, LogError
from chatbot.reply import ReplyFinished
from chatbot.storage.examination import LogExamination, examine

MEGABYTE = 1_000_000

TOLERANCE = 1e-3
"""How far from 1 the weights of a word may sum to."""


def model(name: str | None) -> Iterator[Finding]:
    """Load a checkpoint, checksums and all, and let it answer once."""
    try:
        folder = find_checkpoint(name)
        size = sum(file.stat().st_size for file in folder.glob("*") if file.is_file())
        yield Finding("model", "checkpoint", Level.OK, f"{folder} · {size / MEGABYTE:.1f} MB")
        began = perf_counter()
        responder = load_responder(folder, SearchConfig())
        parameters = sum(each.numel() for each in responder.model.parameters())
        seconds = perf_counter() - began
        loaded = Said(
            f"whole, checksums right · {parameters:,} parameters · loaded in {seconds:.1f} s",
            f"完整，校验和正确 · {parameters:,} 个参数 · 加载 {seconds:.1f} 秒",
        )
        yield Finding("model", "weights", Level.OK, loaded)
        began = perf_counter()
        *_, finished = responder.reply([Turn(Speaker.USER, WARM_UP)])
    except (ChatbotError, OSError, ImportError) as error:
        yield Finding("model", "checkpoint", Level.PROBLEM, str(error), _OTHER_MODEL)
        return
    assert isinstance(finished, ReplyFinished), "a reply ends with its end"
    reply = finished.reply
    yield Finding("model", "reply", Level.OK, f"{WARM_UP} → {reply.text} · {perf_counter() - began:.2f} s")
    sums = [sum(row) for row in reply.attention.weights]
    is_right = all(abs(total - 1) <= TOLERANCE for total in sums)
    found = (
        Said("every word's weights sum to 1", "每个词的权重之和为 1")
        if is_right
        else f"{min(sums):.4f}–{max(sums):.4f}"
    )
    if sums:
        yield Finding(
            "model",
            "attention",
            Level.OK if is_right else Level.PROBLEM,
            found,
            None if is_right else _OTHER_MODEL,
        )


def log(path: Path | None) -> Iterator[Finding]:
    """Look at a log read-only."""
    chosen = path or default_log_path()
    if not chosen.exists():
        found = Said(f"{chosen} · none yet, the first chat makes it", f"{chosen} · 还没有，第一次聊天时创建")
        yield Finding("log", "file", Level.NOTE if path else Level.OK, found)
        return
    try:
        examined = examine(chosen)
    except LogError as error:
        yield Finding("log", "file", Level.PROBLEM, str(error), _BACKUP)
        return
    opened = Said("opened read-only", "只读打开")
    size = f"{chosen} · {examined.size_bytes / MEGABYTE:.1f} MB"
    yield Finding("log", "file", Level.OK, Said(f"{size} · {opened.english}", f"{size} · {opened.chinese}"))
    yield from _examined(chosen, examined)


_OTHER_MODEL = Said(
    "restore it, choose another with `chatbot checkpoints use NAME`, or train again",
    "请恢复它，或用 chatbot checkpoints use 名称 换一个，或重新训练",
)
_BACKUP = Said(
    "put a backup in its place, or rescue it: sqlite3 FILE .recover",
    "请换上备份，或抢救：sqlite3 文件 .recover",
)


def _examined(path: Path, examined: LogExamination) -> Iterator[Finding]:
    if examined.faults:
        yield Finding("log", "integrity", Level.PROBLEM, " / ".join(examined.faults), _BACKUP)
    else:
        yield Finding("log", "integrity", Level.OK, Said("every page is sound", "每一页都完好"))
    yield _schema(examined)
    counted = Said(
        f"{examined.conversations:,} conversations · {examined.turns:,} turns",
        f"{examined.conversations:,} 段对话 · {examined.turns:,} 句话",
    )
    yield Finding("log", "content", Level.OK, counted)
    if examined.mode & 0o077:
        advice = Said(f"others can read what was said: chmod 600 {path}", f"别人能读到对话：chmod 600 {path}")
        yield Finding("log", "permissions", Level.PROBLEM, f"{examined.mode:o}", advice)
    else:
        yield Finding("log", "permissions", Level.OK, f"{examined.mode:o}")
    if not examined.is_wal:
        advice = Said("chatbot turns it on when it opens the log next", "下次打开日志时会自动启用")
        yield Finding("log", "WAL", Level.NOTE, Said("off", "未启用"), advice)
    else:
        yield Finding("log", "WAL", Level.OK, Said("on", "已启用"))


def _schema(examined: LogExamination) -> Finding:
    if examined.unknown:
        advice = Said(
            "upgrade chatbot, or name another file with --log", "请升级 chatbot，或用 --log 换一个文件"
        )
        return Finding("log", "schema", Level.PROBLEM, ", ".join(examined.unknown), advice)
    if examined.missing:
        advice = Said("chatbot adds it when it opens the log next", "下次打开日志时会自动添加")
        return Finding("log", "schema", Level.NOTE, ", ".join(examined.missing), advice)
    return Finding("log", "schema", Level.OK, Said("of this version", "与本版本一致"))
