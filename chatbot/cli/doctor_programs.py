"""What the doctor finds of programs, the machine, and places on the disk; nothing heavy is imported."""

from __future__ import annotations

import os
import platform
import shutil
import sys
from collections.abc import Iterator
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from chatbot import __version__
from chatbot.cli.doctor_report import Finding, Level, Said
from chatbot.cli.options import cache_directory, checkpoints_directory, config_path, default_log_path
from chatbot.storage.examination import sqlite_abilities

LIBRARIES = (
    "torch",
    "textual",
    "rich",
    "jieba",
    "tokenizers",
    "safetensors",
    "sqlite-utils",
    "textual-serve",
)

CPU_FEATURES = ("avx2", "avx512f", "avx512_bf16", "amx_bf16")
"""Those of x86 processors that make training and answering faster."""

LITTLE_SPACE = 200_000_000
"""In bytes: a checkpoint and its training state may not fit any more."""

MEGABYTE = 1_000_000


def programs() -> Iterator[Finding]:
    """Name the versions; a library that is missing is a problem."""
    yield Finding("programs", "chatbot", Level.OK, __version__)
    yield Finding("programs", "python", Level.OK, f"{platform.python_version()} · {sys.executable}")
    for name in LIBRARIES:
        yield _library(name)
    yield _fast_segmenter()
    sqlite = sqlite_abilities()
    yield Finding(
        "programs",
        "sqlite",
        Level.OK if sqlite.has_fts5 else Level.PROBLEM,
        f"{sqlite.version} · FTS5 {'✓' if sqlite.has_fts5 else '✗'}",
        None
        if sqlite.has_fts5
        else Said(
            "the log needs full-text search: use a Python whose SQLite has FTS5",
            "日志需要全文检索：请换用 SQLite 带 FTS5 的 Python",
        ),
    )


def machine() -> Iterator[Finding]:
    """Say what there is to compute with."""
    yield Finding("machine", "system", Level.OK, f"{platform.system()} {platform.release()}")
    threads = os.environ.get("OMP_NUM_THREADS", "-")
    yield Finding(
        "machine",
        "processors",
        Level.OK,
        f"{os.cpu_count()} · {platform.machine()} · OMP_NUM_THREADS {threads}",
    )
    features = _cpu_features()
    if features is not None:
        shown = " ".join(f"{name} {'✓' if name in features else '✗'}" for name in CPU_FEATURES)
        yield Finding("machine", "cpu", Level.OK, shown)


def places() -> Iterator[Finding]:
    """Say where things are kept, whether they may be, and how much room is left."""
    for name, folder in (
        ("config", config_path().parent),
        ("data", default_log_path().parent),
        ("cache", cache_directory()),
        ("checkpoints", checkpoints_directory().absolute()),
    ):
        yield _place(name, folder)
    yield _space(_nearest(default_log_path().parent))


def _library(name: str) -> Finding:
    try:
        return Finding("programs", name, Level.OK, version(name))
    except PackageNotFoundError:
        advice = Said("install chatbot again: pip install .", "请重新安装：pip install .")
        return Finding("programs", name, Level.PROBLEM, Said("missing", "没有安装"), advice)


def _fast_segmenter() -> Finding:
    try:
        return Finding("programs", "rjieba", Level.OK, version("rjieba"))
    except PackageNotFoundError:
        advice = Said(
            "with it Chinese text is read four times as fast: pip install rjieba",
            "装上后读中文快三倍：pip install rjieba",
        )
        return Finding("programs", "rjieba", Level.NOTE, Said("not installed", "没有安装"), advice)


def _place(name: str, folder: Path) -> Finding:
    there = folder.exists()
    if os.access(_nearest(folder), os.W_OK):
        state = "" if there else " ·"
        found = f"{folder}{state}"
        later = Said(f"{found} made when needed", f"{found} 用到时创建")
        return Finding("places", name, Level.OK, str(folder) if there else later)
    advice = Said("change its permissions, or work in another folder", "请修改权限，或换一个文件夹")
    found_said = Said(f"{folder} · may not be written", f"{folder} · 不可写")
    return Finding("places", name, Level.NOTE if name == "checkpoints" else Level.PROBLEM, found_said, advice)


def _space(folder: Path) -> Finding:
    free = shutil.disk_usage(folder).free
    found = Said(f"{free / MEGABYTE:,.0f} MB free", f"剩余 {free / MEGABYTE:,.0f} MB")
    if free >= LITTLE_SPACE:
        return Finding("places", "disk", Level.OK, found)
    return Finding("places", "disk", Level.PROBLEM, found, Said("free some space", "请腾出一些空间"))


def _nearest(folder: Path) -> Path:
    """Return the folder, or the nearest one above it that is there."""
    return next(place for place in (folder, *folder.parents) if place.exists())


def _cpu_features() -> frozenset[str] | None:
    """Return what Linux says an x86 processor can do; None elsewhere."""
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    except OSError:
        return None
    flags = next((line for line in lines if line.startswith("flags")), None)
    return None if flags is None else frozenset(flags.partition(":")[2].split())
