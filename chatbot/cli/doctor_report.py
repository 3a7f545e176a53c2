"""What the doctor says: findings, each with what to do, in English and in Chinese."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from rich.cells import cell_len, set_cell_size


class Level(StrEnum):
    """How good or bad a finding is."""

    OK = "ok"
    NOTE = "note"
    """Works, but could be better, or is worth knowing."""

    PROBLEM = "problem"


@dataclass(frozen=True, slots=True)
class Said:
    """The same in two languages."""

    english: str
    chinese: str

    def in_language(self, language: str) -> str:
        """Return it in "zh" or "en"."""
        return self.chinese if language == "zh" else self.english


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was looked at."""

    part: str
    """A key of `PARTS`."""

    name: str
    level: Level
    found: str | Said
    """A text that is the same in every language, or one in both."""

    advice: Said | None = None
    """What to do about it."""


PARTS = {
    "programs": Said("programs", "程序"),
    "terminal": Said("terminal", "终端"),
    "machine": Said("machine", "机器"),
    "places": Said("places", "位置"),
    "model": Said("model", "模型"),
    "log": Said("log", "日志"),
}

LEVELS = {
    Level.OK: Said("ok", "正常"),
    Level.NOTE: Said("note", "注意"),
    Level.PROBLEM: Said("problem", "问题"),
}

SUMMARY = Said("problems: {problems} · notes: {notes}", "问题：{problems} · 注意：{notes}")


def problems_in(findings: Sequence[Finding]) -> int:
    """Count what has to be mended."""
    return sum(finding.level is Level.PROBLEM for finding in findings)


def report_lines(findings: Sequence[Finding], language: str) -> Iterator[str]:
    """Lay the findings out for people, part by part."""
    width = max(cell_len(finding.name) for finding in findings)
    level_width = max(cell_len(said.in_language(language)) for said in LEVELS.values())
    for part, title in PARTS.items():
        inside = [finding for finding in findings if finding.part == part]
        if inside:
            yield title.in_language(language)
        for finding in inside:
            level = set_cell_size(LEVELS[finding.level].in_language(language), level_width)
            yield f"  {level}  {set_cell_size(finding.name, width)}  {told(finding.found, language)}"
            if finding.advice is not None:
                yield f"  {' ' * (level_width + width + 2)}  → {finding.advice.in_language(language)}"
    notes = sum(finding.level is Level.NOTE for finding in findings)
    yield SUMMARY.in_language(language).format(problems=problems_in(findings), notes=notes)


def report_document(findings: Sequence[Finding], language: str) -> dict[str, object]:
    """Spell the findings for scripts; part, name and level are the same in every language."""
    return {
        "problems": problems_in(findings),
        "findings": [
            {
                "part": finding.part,
                "name": finding.name,
                "level": finding.level.value,
                "found": told(finding.found, language),
                "advice": finding.advice.in_language(language) if finding.advice else None,
            }
            for finding in findings
        ],
    }


def told(text: str | Said, language: str) -> str:
    """Return a text in a language, where it has one."""
    return text.in_language(language) if isinstance(text, Said) else text
