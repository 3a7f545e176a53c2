"""Networks made ready to answer, each when it is first asked."""

from __future__ import annotations

from chatbot.inference.frontier import StepwiseModel
from chatbot.model.attention import AdditiveAttention
from chatbot.model.engine import Engine
from chatbot.model.matrices import can_round
from chatbot.model.seq2seq import Seq2Seq


class Engines:
    """Makes each network ready once for every way to read its weights."""

    def __init__(self) -> None:
        self._made: dict[tuple[Seq2Seq, bool], Engine] = {}

    def of(self, network: Seq2Seq, weights: str) -> StepwiseModel:
        """Return what says a network's replies, with its weights "rounded" or "full".

        That is the network itself where its attention is not additive, or where it is not on the CPU.
        """
        is_additive = isinstance(network.decoder.attention, AdditiveAttention)
        if not is_additive or network.output_bias.device.type != "cpu":
            return network
        key = network, weights == "rounded" and can_round()
        if key not in self._made:
            self._made[key] = Engine(network, is_rounded=key[1])
        return self._made[key]
