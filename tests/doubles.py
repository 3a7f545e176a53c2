"""Small real implementations that stand where the large ones would."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass, field, replace
from math import log
from threading import Semaphore

from chatbot.config import SearchConfig
from chatbot.dialogue import DialoguePair, Turn
from chatbot.errors import ChatbotError
from chatbot.explaining import Alternative, Change, Evidence, Neighbour, Occlusion, StepChoices
from chatbot.learning import LearnEvent, LearnFinished, LearnOutcome, LearnProgressed, Lesson
from chatbot.reply import (
    END_TOKEN,
    AttentionMap,
    Reply,
    ReplyEvent,
    ReplyFinished,
    ReplyStarted,
    TokenGenerated,
    never,
)
from chatbot.touring import AdditiveParts, Bottleneck, KernelAverage, StepFacts, Tour

CHINESE_PROMPT = "你好，明天有空吗？"
ENGLISH_PROMPT = "are you free tomorrow"
MIXED_PROMPT = "明天 we meet 😀"

SCRIPT: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    CHINESE_PROMPT: (
        ("你好", "，", "明天", "有空", "吗", "？"),
        ("有空", "呀", "，", "你", "说", "吧", "😀"),
    ),
    ENGLISH_PROMPT: (("are", "you", "free", "tomorrow"), ("Yes", " I", " am", ",", " any", " time")),
    MIXED_PROMPT: (("明天", "we", "meet", "😀"), ("好", "呀", " see", " you", " 😀")),
}
"""Words of a prompt, and the pieces of the reply to it."""


def peaked(row: int, width: int) -> tuple[float, ...]:
    """Return weights that look mostly at one word, another one for every row."""
    rest = 0.4 / width
    return tuple(rest + (0.6 if column == row % width else 0.0) for column in range(width))


@dataclass
class ScriptedResponder:
    """Answers by its script; what is not in it is repeated, word by word."""

    name: str = "scripted"
    search: SearchConfig = SearchConfig(strategy="greedy")  # noqa: RUF009  # frozen
    gate: Semaphore | None = None
    """Released once for each token that may be said; None lets all of them pass."""

    has_attention: bool = True
    failure: Exception | None = None
    """Raised in place of the third token."""

    is_stubborn: bool = False
    """Whether it says the same again when it is asked again."""

    lesson: str | None = None
    """What every reply was learnt from."""

    certainty: float | None = None
    """The probability of every token; None lets it fall from one to the next."""

    def with_search(self, search: SearchConfig) -> ScriptedResponder:
        """Return a responder with the same script; the search is only named."""
        return replace(self, search=search)

    def unread_words(self, prompt: str) -> int:
        """Read everything."""
        return 0

    def reply(
        self,
        history: Sequence[Turn],
        *,
        unlike: Collection[str] = (),
        is_cancelled: Callable[[], bool] = never,
    ) -> Iterator[ReplyEvent]:
        """Tell the script's words for the last turn; asked again, with a number behind them."""
        prompt = history[-1].text
        if prompt == "unanswerable":
            raise ChatbotError("expected a prompt with a visible character")
        source, pieces = SCRIPT.get(prompt) or _echo(prompt)
        if unlike and not self.is_stubborn:
            pieces = (*pieces, f" #{len(unlike) + 1}")
        yield ReplyStarted(source)
        said: list[TokenGenerated] = []
        for index, piece in enumerate(pieces):
            if self._is_stopped(is_cancelled):
                break
            if self.failure is not None and index == 2:
                raise self.failure
            weights = peaked(index, len(source)) if self.has_attention else ()
            said.append(TokenGenerated(piece.strip(), piece, True, weights, self._log_prob(index)))
            yield said[-1]
        reply = self._reply(source, said, is_whole=len(said) == len(pieces))
        yield ReplyFinished(reply, (reply,))

    def _log_prob(self, index: int) -> float:
        return -0.1 * (index + 1) if self.certainty is None else log(self.certainty)

    def _is_stopped(self, is_cancelled: Callable[[], bool]) -> bool:
        while self.gate is not None and not self.gate.acquire(timeout=0.01):
            if is_cancelled():
                return True
        return is_cancelled()

    def _reply(self, source: tuple[str, ...], said: list[TokenGenerated], *, is_whole: bool) -> Reply:
        tokens = [token.token for token in said] + [END_TOKEN] * is_whole
        rows = [peaked(row, len(source)) for row in range(len(tokens))] if self.has_attention else []
        attention = AttentionMap(source, tuple(tokens), tuple(rows))
        return Reply(
            text="".join(token.text for token in said),
            attention=attention,
            pieces=attention,
            token_log_probs=(*(token.log_prob for token in said), *[-0.5] * is_whole),
            stop="eos" if is_whole else "cancelled",
            lesson=self.lesson,
        )


@dataclass
class ScriptedLearner:
    """Recalls one new lesson a step; what then answers is the same responder by another name."""

    lineage: tuple[str, ...] = ("scripted",)
    gate: Semaphore | None = None
    """Released once for each step that may be made; None lets all of them pass."""

    why_refused: str | None = None
    """Why the new checkpoint is not accepted; None where it is."""

    failure: Exception | None = None
    """Raised in place of the first step."""

    taught: list[Lesson] = field(default_factory=list)
    """Every new lesson that was begun with."""

    def learn(
        self, lessons: Sequence[Lesson], *, is_cancelled: Callable[[], bool] = never
    ) -> Iterator[LearnEvent]:
        """Go through the new lessons one by one."""
        new = [lesson for lesson in lessons if lesson.is_new]
        self.taught.extend(new)
        for done in range(1, len(new) + 1):
            if self.failure is not None:
                raise self.failure
            if self._is_stopped(is_cancelled):
                yield LearnFinished(self._outcome(new, why="cancelled"), None)
                return
            yield LearnProgressed(done / len(new), recalled=done, lessons=len(new))
        if self.why_refused is None:
            self.lineage = (f"{self.lineage[0]}+", *self.lineage)
            yield LearnFinished(self._outcome(new, why=None), ScriptedResponder(name=self.lineage[0]))
        else:
            yield LearnFinished(self._outcome(new, why=self.why_refused), None)

    def undo(self) -> ScriptedResponder:
        """Go back by one name."""
        self.lineage = self.lineage[1:]
        return ScriptedResponder(name=self.lineage[0])

    def _is_stopped(self, is_cancelled: Callable[[], bool]) -> bool:
        while self.gate is not None and not self.gate.acquire(timeout=0.01):
            if is_cancelled():
                return True
        return is_cancelled()

    def _outcome(self, new: Sequence[Lesson], *, why: str | None) -> LearnOutcome:
        is_accepted = why is None
        return LearnOutcome(
            corrections=len(new),
            recalled_before=0,
            recalled_after=len(new) if is_accepted else 0,
            heldout_nll_before=2.31,
            heldout_nll_after=2.312,
            accepted=is_accepted,
            why=why or "accepted",
            checkpoint=self.lineage[0],
            seconds=0.1,
            folder=f"checkpoints/{self.lineage[0]}" if is_accepted else "",
            learnt=tuple(lesson.review_id for lesson in new) if is_accepted else (),
        )


def _echo(prompt: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    words = tuple(prompt.split())
    return words, (words[0], *(f" {word}" for word in words[1:]))


class ScriptedExplainer:
    """Says made-up but consistent things about any reply; counts what it is asked."""

    def __init__(self, failure: Exception | None = None) -> None:
        self.failure = failure
        self.asked: list[str] = []

    def choices(self, history: Sequence[Turn], reply: Reply) -> tuple[tuple[StepChoices, ...], ...]:
        """Say that each word was the likeliest of three."""
        self._ask("choices")
        words = reply.attention.target_tokens
        return tuple((_step(word, words[0]),) for word in words)

    def candidates(
        self, history: Sequence[Turn], *, count: int, is_cancelled: Callable[[], bool] = never
    ) -> tuple[Reply, ...]:
        """Answer with the prompt's words, then with fewer and fewer of them."""
        self._ask("candidates")
        words = history[-1].text.split()
        return tuple(_reply_of(words[: len(words) - gone]) for gone in range(min(count, len(words))))

    def evidence(
        self, history: Sequence[Turn], reply: Reply, *, is_cancelled: Callable[[], bool] = never
    ) -> Evidence:
        """Say that the prompt was in the corpus, word for word."""
        self._ask("evidence")
        pair = DialoguePair((), history[-1].text, reply.text, "corpora/made_up.jsonl:7")
        other = DialoguePair((), "另一句", "另一个回答", "corpora/made_up.jsonl:9")
        return Evidence((Neighbour(pair, 1.0), Neighbour(other, 0.5)), copied=pair, searched=2)

    def what_if(
        self,
        history: Sequence[Turn],
        reply: Reply,
        change: Change,
        *,
        is_cancelled: Callable[[], bool] = never,
    ) -> Reply:
        """Answer with the forced beginning and the words of the prompt that are not masked."""
        self._ask("what_if")
        prompt = (change.prompt or history[-1].text).split()
        kept = [word for place, word in enumerate(prompt) if place not in change.masked]
        return _reply_of([*change.beginning.split(), *kept])

    def occlusion(
        self, history: Sequence[Turn], reply: Reply, *, is_cancelled: Callable[[], bool] = never
    ) -> Occlusion:
        """Say that later words matter more, and were looked at less."""
        self._ask("occlusion")
        words = len(reply.attention.source_tokens)
        total = words * (words + 1) / 2
        weights = tuple((words - place) / total for place in range(words)) if reply.attention.weights else ()
        return Occlusion(tuple(map(float, range(words))), weights, -1.0 if len(weights) > 1 else None)

    def tour(self, question: str, long_question: str, *, is_cancelled: Callable[[], bool] = never) -> Tour:
        """Answer both prompts with their own words; the numbers are easy to find again."""
        self._ask("tour")
        words = question.split()
        return Tour(
            "additive",
            KernelAverage((15.5, 5.5, 21.5), (-1.25, -0.25, -2.25), (0.25, 0.5, 0.25), 37.125),
            Bottleneck(long_question, _reply_of(("Nice", "to", "meet", "you")), -1.75, -9.5, "I see"),
            question,
            _reply_of(words),
            _facts((*words, END_TOKEN, "<pad>")),
        )

    def _ask(self, what: str) -> None:
        self.asked.append(what)
        if self.failure is not None:
            raise self.failure


def _step(word: str, other: str) -> StepChoices:
    alternatives = (Alternative(word, word, 0.8), Alternative(other, other, 0.15, blocked="repeats"))
    return StepChoices(word, probability=0.8, rank=1, entropy=0.61, alternatives=alternatives)


def _facts(source: tuple[str, ...]) -> StepFacts:
    """Say that the first step looks at the first word, as far as 0.8."""
    places = range(len(source))
    values = tuple((0.5 + place, -1.5, 2.25, 0.0, 4.0, -0.125) for place in places)
    rest = 0.2 / (len(source) - 2)
    weights = (0.8, *[rest] * (len(source) - 2), 0.0)
    context = tuple(
        sum(w * n for w, n in zip(weights, column, strict=True)) for column in zip(*values, strict=True)
    )
    return StepFacts(
        step=0,
        source=source,
        query=(0.75, -0.25, 1.5, 0.0, 3.0, 0.5),
        values=values,
        scores=tuple(3.5 - place for place in places),
        weights=weights,
        context=context,
        probability=0.625,
        copied=0.25,
        additive=AdditiveParts((1.25, 0.5), tuple((0.25 * place, -1.0) for place in places), (2.5, -0.75)),
    )


def _reply_of(words: Sequence[str]) -> Reply:
    tokens = (*words, END_TOKEN)
    weights = tuple(peaked(row, len(tokens)) for row in range(len(tokens)))
    attention = AttentionMap(tokens, tokens, weights)
    return Reply(" ".join(words), attention, attention, (-0.1,) * len(tokens), "eos")
