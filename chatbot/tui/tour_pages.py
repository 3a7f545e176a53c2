"""The pages of the tour of attention: the numbers of a `Tour`, laid out in lines of terminal cells."""

from __future__ import annotations

from collections.abc import Callable
from math import tanh

from rich.cells import cell_len
from textual.content import Content

from chatbot.text.label import fit, shortened, visible_label
from chatbot.text.normalize import printable
from chatbot.touring import AGES, FOURTH, PEOPLE, WIDTH, AdditiveParts, PlainReply, StepFacts, Tour
from chatbot.tui.tour_tables import WIDEST_NAME, name_width, table, vector_rows
from chatbot.tui.tour_wording import TourWording
from chatbot.tui.widgets.views.layout import beside
from chatbot.tui.widgets.views.meter import bar

BAR_WIDTH = 20
SHADES = ((0.6, "█"), (0.3, "▓"), (0.15, "▒"), (0.05, "░"), (0.0, "·"))
"""Weights from which on a cell is as dark as this."""

Lines = list[Content]
Page = Callable[[Tour, TourWording, int], Lines]
"""Lays a page out in a number of cells."""


def pages_of(tour: Tour) -> tuple[Page, ...]:
    """Return the pages there are: a model without attention has no step to look into."""
    first: tuple[Page, ...] = (_likeness, _bottleneck)
    if tour.facts is None:
        return first
    inside = (_vectors, _scores, _softmax, _weighted_sum)
    return (*first, *(_of_step(layout, tour.facts) for layout in inside))


def page_lines(tour: Tour, number: int, words: TourWording, width: int) -> Lines:
    """Lay out a page, from 0, in `width` cells."""
    return pages_of(tour)[number](tour, words, width)


def place_of(tour: Tour, number: int, words: TourWording) -> str:
    """Return a page's number, how many there are, and its title."""
    return words.place.format(number=number + 1, pages=len(pages_of(tour)), title=words.titles[number])


def _of_step(layout: Callable[[Tour, StepFacts, TourWording, int], Lines], facts: StepFacts) -> Page:
    return lambda tour, words, width: layout(tour, facts, words, width)


def _likeness(tour: Tour, words: TourWording, width: int) -> Lines:
    average = tour.average
    rows = [
        (
            *(name, *(f"{number:.0f}" for number in (*person, age))),
            *(f"{distance:.2f}", f"{score:.2f}", f"{weight:.3f}", f"{weight * age:.2f}"),
        )
        for name, person, age, distance, score, weight in zip(
            words.names, PEOPLE, AGES, average.distances, average.scores, average.weights, strict=True
        )
    ]
    total = (words.total, "", "", "", "", "", f"{sum(average.weights):.3f}", f"{average.guess:.2f}")
    fourth = (words.fourth, f"{FOURTH[0]:.0f}", f"{FOURTH[1]:.0f}", "?", "", "", "", "")
    return [
        *_text(words.people.format(kilograms=FOURTH[0], centimetres=FOURTH[1]), width),
        Content(""),
        *table(words.people_columns, [*rows, fourth, total]),
        Content(""),
        *_formula(words.people_formula.format(width=WIDTH), width),
        Content(""),
        *_text(words.guess.format(age=average.guess), width),
    ]


def _bottleneck(tour: Tour, words: TourWording, width: int) -> Lines:
    found = tour.bottleneck
    lines = [
        *_text(words.bottleneck, width),
        Content(""),
        *_dialogue(found.prompt, found.reply.text, words, width),
        Content(""),
    ]
    if found.even_log_prob is None:
        return [*lines, *_formula(words.plain, width)]
    gain = found.even_log_prob - found.log_prob
    verdict = words.more_likely if gain > 0 else words.less_likely
    likelihoods = (words.looks, found.log_prob), (words.even, found.even_log_prob)
    widest = max(cell_len(label) for label, _ in likelihoods)
    return [
        *lines,
        *(
            Content.assemble(f"{fit(label, widest)}  ", (words.log_prob.format(log_prob=number), "bold"))
            for label, number in likelihoods
        ),
        *beside(Content(f"{words.said_then}  "), Content(_line(found.even_text)), width=width),
        *_formula(verdict.format(nats=abs(gain)), width),
        *_plain(found.plain, words, width),
        Content(""),
        *_map(tour, words, width),
    ]


def _plain(plain: PlainReply | None, words: TourWording, width: int) -> Lines:
    if plain is None:
        return []
    head = Content(f"{words.without.format(name=_line(plain.name))}  ")
    return beside(head, Content(_line(plain.text)), width=width)


def _map(tour: Tour, words: TourWording, width: int) -> Lines:
    """Draw a row for each word of the reply, a cell for each word of the prompt; at last an even row."""
    seen = tour.bottleneck.reply.attention
    labels = [visible_label(token) for token in (*seen.target_tokens, words.evenly)]
    label_width = name_width(labels)
    even = (1 / len(seen.source_tokens),) * len(seen.source_tokens)
    lines = [*Content.styled(words.where, "$text-muted").wrap(width)]
    for label, row in zip(labels, (*seen.weights, even), strict=True):
        shades = "".join(next(shade for least, shade in SHADES if weight >= least) for weight in row)
        most = max(range(len(row)), key=row.__getitem__)
        top = f"{visible_label(seen.source_tokens[most])} {row[most]:.2f}" if row is not even else ""
        room = max(1, width - label_width - len(shades) - 4)
        lines.append(
            Content.assemble(
                f"{fit(label, label_width)}  ", (shades, "$text-accent"), f"  {shortened(top, room)}"
            )
        )
    return lines


def _vectors(tour: Tour, facts: StepFacts, words: TourWording, width: int) -> Lines:
    sizes = {"size": len(facts.query)}, {"size": len(facts.values[0])}
    return [
        *_dialogue(tour.prompt, tour.reply.text, words, width),
        *_text(
            words.step.format(
                step=facts.step + 1, piece=_said(tour, facts), pieces=len(tour.reply.pieces.weights)
            ),
            width,
        ),
        Content(""),
        *_text(words.query.format(**sizes[0]), width),
        *vector_rows([("q", facts.query)], width),
        *_text(words.keys.format(**sizes[1]), width),
        *vector_rows([*zip(facts.source, facts.values, strict=True)], width),
        Content(""),
        *_text(words.roles, width),
    ]


def _scores(tour: Tour, facts: StepFacts, words: TourWording, width: int) -> Lines:
    told = words.score if facts.additive is not None else words.scores[tour.attention]
    lines = _formula(told, width)
    if facts.additive is not None:
        lines += _additive(facts, facts.additive, words, width)
    highest, lowest = max(facts.scores[:-1]), min(facts.scores[:-1])
    rows = [
        (piece, f"{score:+.3f}", bar((score - lowest) / ((highest - lowest) or 1), BAR_WIDTH))
        for piece, score in zip(facts.source[:-1], facts.scores[:-1], strict=True)
    ]
    return [*lines, Content(""), *table((words.piece, words.score_column, ""), rows)]


def _additive(facts: StepFacts, parts: AdditiveParts, words: TourWording, width: int) -> Lines:
    """Show how the score of the piece looked at most is made."""
    key = parts.keys[facts.chosen]
    squashed = tuple(tanh(q + k) for q, k in zip(parts.query, key, strict=True))
    rows = [("W_q q", parts.query), ("W_k k", key), ("tanh(sum)", squashed), ("w_v", parts.weights)]
    product = words.product.format(size=len(squashed))
    return [
        *_text(words.of_piece.format(piece=visible_label(facts.source[facts.chosen])), width),
        *vector_rows(rows, width),
        Content.assemble("w_v · tanh = ", (f"{facts.scores[facts.chosen]:+.3f}", "bold"), f"  ({product})"),
    ]


def _softmax(tour: Tour, facts: StepFacts, words: TourWording, width: int) -> Lines:
    padding = len(facts.source) - 1
    rows = [
        (
            *(piece, f"{score:+.3f}", f"{score:+.3f}" if place < padding else "-∞", f"{weight:.6f}"),
            bar(weight, BAR_WIDTH) if place < padding else words.padding,
        )
        for place, (piece, score, weight) in enumerate(
            zip(facts.source, facts.scores, facts.weights, strict=True)
        )
    ]
    head = (words.piece, words.score_column, words.masked_column, words.weight_column, "")
    total = (words.total, "", "", f"{sum(facts.weights):.6f}", "")
    return [*_text(words.softmax, width), Content(""), *table(head, [*rows, total])]


def _weighted_sum(tour: Tour, facts: StepFacts, words: TourWording, width: int) -> Lines:
    rows = [
        (f"{weight:.3f} · {fit(visible_label(piece), name_width(facts.source))}", value)
        for piece, weight, value in zip(facts.source, facts.weights, facts.values, strict=True)
    ]
    spoken = words.spoken.format(piece=_said(tour, facts), probability=facts.probability)
    copied = [] if facts.copied is None else _text(words.copied.format(share=facts.copied), width)
    return [
        *_text(words.average, width),
        Content(""),
        *vector_rows([*rows, (words.context, facts.context)], width, widest=WIDEST_NAME + 8),
        Content(""),
        *_formula(spoken, width),
        *copied,
        Content(""),
        *_text(words.last, width),
    ]


def _said(tour: Tour, facts: StepFacts) -> str:
    return visible_label(tour.reply.pieces.target_tokens[facts.step])


def _dialogue(prompt: str, reply: str, words: TourWording, width: int) -> Lines:
    return [
        line
        for label, text in ((words.prompt, prompt), (words.reply, reply))
        for line in beside(Content.styled(f"{label}  ", "$text-muted"), Content(_line(text)), width=width)
    ]


def _text(text: str, width: int) -> Lines:
    return [*Content(text).wrap(width)]


def _formula(text: str, width: int) -> Lines:
    return [*Content.styled(text, "bold").wrap(width)]


def _line(text: str) -> str:
    return " ".join(printable(text).split())
