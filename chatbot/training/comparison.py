"""Two checkpoints on the same pairs: how far apart they are, and how sure that is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sacrebleu.metrics.base import Metric
from sacrebleu.significance import PairedTest, Result

from chatbot.training.evaluate import Evaluation, Measured
from chatbot.training.intervals import ratios
from chatbot.training.metrics import RESAMPLES, Interval, bleu, bootstrap, chrf


@dataclass(frozen=True, slots=True)
class Difference:
    """The second checkpoint's figure less the first's."""

    difference: float

    interval: Interval | None
    """95 % by the paired bootstrap; None where the figure is no mean or sum over pairs."""

    p_value: float | None = None
    """sacrebleu's paired bootstrap, for BLEU and chrF: how likely so great a difference is by chance."""


def differences(first: Evaluation, second: Evaluation) -> dict[str, Difference]:
    """Compare two evaluations of the same pairs, figure by figure."""
    scores = first.scores
    other = second.scores
    found = {name: Difference(other[name] - scores[name], None) for name in scores}
    one, two = first.measured, second.measured
    after = ratios(second)
    for name, before in ratios(first).items():
        steps = [
            later - earlier for earlier, later in zip(before.numerators, after[name].numerators, strict=True)
        ]
        found[name] = Difference(found[name].difference, bootstrap(steps, before.denominators))
    for name, metric in (("bleu", bleu()), ("chrf", chrf())):
        found[name] = Difference(found[name].difference, None, _p_value(metric, one, two))
    return found


def _p_value(metric: Metric, one: Sequence[Measured], two: Sequence[Measured]) -> float:
    said, other = [each.reply for each in one], [each.reply for each in two]
    if said == other:
        return 1.0  # sacrebleu counts the samples at least as far apart, of which here are none farther.
    systems: list[tuple[str, Sequence[str]]] = [("first", said), ("second", other)]
    references = [[each.reference for each in one]]
    test = PairedTest(systems, {"metric": metric}, references, test_type="bs", n_samples=RESAMPLES)
    _, results = test()
    second = next(found for name, found in results.items() if name != "System")[1]
    assert isinstance(second, Result), "sacrebleu gives a result for every system"
    assert second.p_value is not None, "it has compared the second system with the first"
    return float(second.p_value)
