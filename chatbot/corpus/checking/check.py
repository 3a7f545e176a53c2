"""All checks of a written bot, and a row of figures for each of its topics."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace

from chatbot.corpus.blocks import Block
from chatbot.corpus.checking.finding import Finding
from chatbot.corpus.checking.sizes import check_sizes
from chatbot.corpus.checking.wordings import check_wordings
from chatbot.corpus.checking.words import LEAST_DISTINCT_2, Segment, check_words, distinct_2
from chatbot.corpus.frame_folder import FrameFolder
from chatbot.corpus.grammar import wordings


@dataclass(frozen=True, slots=True)
class TopicFigures:
    """What there is of one topic in one language."""

    language: str
    topic: str
    paths: frozenset[str]
    """The files it stands in."""

    intents: int
    dialogues: int
    frames: int
    """Of intents."""

    wordings: int
    replies: int
    distinct_2: float
    findings: int


@dataclass(frozen=True, slots=True)
class Check:
    """Everything found, in the order of files and lines."""

    findings: tuple[Finding, ...]
    topics: tuple[TopicFigures, ...]

    distinct_2: dict[str, float]
    """Of all the replies of each language."""

    @property
    def errors(self) -> int:
        """How many of the findings must be mended."""
        return sum(finding.severity == "error" for finding in self.findings)

    def of_files(self, paths: Collection[str]) -> Check:
        """Return what was found in some of the files; they were compared with all of them."""
        return replace(
            self,
            findings=tuple(finding for finding in self.findings if finding.path in paths),
            topics=tuple(topic for topic in self.topics if topic.paths & set(paths)),
        )


def check(files: Sequence[FrameFolder], segment: Segment) -> Check:
    """Look through files of frames."""
    blocks = [block for file in files for block in file.blocks]
    findings = [
        Finding(problem.path, problem.line, problem.column, "error", "mistake", problem.why)
        for file in files
        for problem in file.problems
    ]
    for checked in (check_sizes, check_wordings, check_words):
        findings.extend(checked(blocks))
    languages = dict.fromkeys(block.language for block in blocks)
    diversity = {
        language: distinct_2((block for block in blocks if block.language == language), segment)
        for language in languages
    }
    findings.extend(_monotony(blocks, diversity))
    findings.sort(key=lambda finding: (finding.path, finding.line, finding.kind))
    topics = dict.fromkeys((block.language, block.topic) for block in blocks)
    rows = (
        _figures([block for block in blocks if (block.language, block.topic) == key], findings, segment)
        for key in topics
    )
    return Check(tuple(findings), tuple(rows), diversity)


def _monotony(blocks: Sequence[Block], diversity: dict[str, float]) -> list[Finding]:
    return [
        Finding(
            next(block.path for block in blocks if block.language == language),
            1,
            None,
            "advice",
            "monotony",
            f"distinct-2 of all replies of {language} is {share:.2f}, better at least {LEAST_DISTINCT_2}",
        )
        for language, share in diversity.items()
        if share < LEAST_DISTINCT_2
    ]


def _figures(blocks: Sequence[Block], findings: Sequence[Finding], segment: Segment) -> TopicFigures:
    intents = [block for block in blocks if block.kind == "intent"]
    frames = [frame for block in intents for frame in block.exchanges[0].frames]
    files = {block.path for block in blocks}
    return TopicFigures(
        language=blocks[0].language,
        topic=blocks[0].topic,
        paths=frozenset(files),
        intents=len(intents),
        dialogues=len(blocks) - len(intents),
        frames=len(frames),
        wordings=sum(wordings(frame.phrase) for frame in frames),
        replies=sum(len(exchange.replies) for block in blocks for exchange in block.exchanges),
        distinct_2=distinct_2(blocks, segment),
        findings=sum(finding.path in files for finding in findings),
    )
