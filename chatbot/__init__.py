"""The glass-box chatbot: a seq2seq with Bahdanau attention in which nothing of a reply is hidden.

Two wings over one ground. The network wing (text, model, inference, training) and the screen wing
(storage, tui) never import each other; both speak the words of the ground floor (dialogue, reply,
config, errors), and only the front door (cli) joins them.

Shape letters, everywhere: B batch, S source length, T target length, V vocabulary,
E embedding width, H decoder state width, M memory width (twice the encoder's state), A attention width.
"""

__version__ = "0.1.0"
