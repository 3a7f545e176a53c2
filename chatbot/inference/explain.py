"""Why a network replied as it did, and what it might have said: the network's `Explainer`."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from threading import Lock

from chatbot.dialogue import DialoguePair, Turn
from chatbot.explaining import Change, Evidence, Occlusion, StepChoices
from chatbot.inference.alternatives import choices_of
from chatbot.inference.evidence import PairIndex, TrainingPairs, states_of
from chatbot.inference.occlusion import occlusion_of
from chatbot.inference.responder import Network, NeuralResponder, device_of
from chatbot.inference.retrace import Retracer
from chatbot.inference.touring import tour_of
from chatbot.inference.what_if import Experiment
from chatbot.reply import Reply, ReplyFinished, never
from chatbot.touring import Tour


class NeuralExplainer:
    """Questions the networks of one responder: see `chatbot.explaining.Explainer`.

    Replies are said again by the network that gave them, so replies from a log can be asked about as well,
    and so can those that were cut short. What forbids repeating is the responder's own search, be it that
    the reply was searched for in another way.

    Several threads may ask: one question is answered at a time, so that two do not read all training pairs
    twice, nor share the processor.
    """

    def __init__(self, responder: NeuralResponder, training_pairs: Callable[[], TrainingPairs]) -> None:
        """Take who is questioned.

        Args:
            responder: what answers.
            training_pairs: called once, when evidence is first asked for; may raise ChatbotError.
        """
        self._responder = responder
        self._training_pairs = training_pairs
        self._retracer = Retracer(responder)
        self._indexes: dict[bool, PairIndex] = {}
        """Of the network of the lessons (True) and of the checkpoint's own, once they are made."""

        self._turn = Lock()

    def choices(self, history: Sequence[Turn], reply: Reply) -> tuple[tuple[StepChoices, ...], ...]:
        """Return, for each word of the reply, the steps that made it; the end token's at last."""
        with self._turn:
            retraced = self._retracer.retrace(history, reply)
            blocking = self._responder.blocking_for(retraced.network, retraced.source)
            return choices_of(retraced, self._responder.tokenizer, blocking)

    def candidates(
        self, history: Sequence[Turn], *, count: int, is_cancelled: Callable[[], bool] = never
    ) -> tuple[Reply, ...]:
        """Return the best replies that a beam finds, best first; the beam is at least `count` wide.

        Of several that read alike, being made of other pieces, the best stands for all.
        """
        search = self._responder.search
        beam = replace(search, strategy="beam", beam_size=max(count, search.beam_size), candidates=count)
        with self._turn:
            *_, finished = self._responder.with_search(beam).reply(history, is_cancelled=is_cancelled)
        assert isinstance(finished, ReplyFinished)
        found: dict[str, Reply] = {}
        for reply in finished.candidates:
            found.setdefault(reply.text, reply)
        return tuple(found.values())

    def evidence(
        self, history: Sequence[Turn], reply: Reply, *, is_cancelled: Callable[[], bool] = never
    ) -> Evidence:
        """Return the training pairs nearest to the prompt, as the network that replied reads them.

        The first time it reads them all, which takes about a second for 5,000 pairs.
        """
        with self._turn:
            retraced = self._retracer.retrace(history, reply)
            index = self._index(retraced.network, is_cancelled)
            model = retraced.network.model
            return index.evidence(states_of(model, [retraced.source], device_of(model))[0], reply.text)

    def what_if(
        self,
        history: Sequence[Turn],
        reply: Reply,
        change: Change,
        *,
        is_cancelled: Callable[[], bool] = never,
    ) -> Reply:
        """Answer again with something changed, searching as the responder does.

        A masked word is taken from attention alone: the encoder still reads it (see `Directed`).
        """
        with self._turn:
            before = self._retracer.retrace(history, reply)
            return Experiment.of(change, self._responder, history, before).answer(
                self._responder, is_cancelled
            )

    def occlusion(
        self, history: Sequence[Turn], reply: Reply, *, is_cancelled: Callable[[], bool] = never
    ) -> Occlusion:
        """Leave out each source word in turn, and measure what the reply loses."""
        with self._turn:
            return occlusion_of(self._retracer.retrace(history, reply), reply, is_cancelled)

    def tour(self, question: str, long_question: str, *, is_cancelled: Callable[[], bool] = never) -> Tour:
        """Answer two prompts, and tell in numbers what attention does, and what is lost without it."""
        with self._turn:
            return tour_of(self._responder, self._retracer.retrace, question, long_question, is_cancelled)

    def _index(self, network: Network, is_cancelled: Callable[[], bool]) -> PairIndex:
        is_of_lessons = network.lesson is not None
        if is_of_lessons not in self._indexes:
            pairs = self._training_pairs()
            # Lessons first: they were learnt last, and the first among equals is named first.
            learnt = (*pairs.lessons, *pairs.own) if is_of_lessons else pairs.own
            self._indexes[is_of_lessons] = PairIndex.of(
                learnt,
                network.model,
                self._encode,
                device=device_of(network.model),
                is_cancelled=is_cancelled,
            )
        return self._indexes[is_of_lessons]

    def _encode(self, pair: DialoguePair) -> tuple[int, ...]:
        plan = self._responder.training
        heard = (*pair.context, pair.prompt)[-plan.context - 1 :]
        return self._responder.tokenizer.encode_turns(heard, limit=plan.max_pieces)
