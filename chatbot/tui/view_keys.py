"""The keys of a reply's views: the same wherever one is seen, so that they are learnt once."""

from __future__ import annotations

from textual.binding import Binding, BindingType

MAP_KEYS: tuple[BindingType, ...] = (
    Binding("number_sign", "view('toggle_numbers')", show=False, id="view.numbers"),
    Binding("p", "view('toggle_pieces')", show=False, id="view.pieces"),
    Binding("c", "app.next_colours", show=False, id="view.colours"),
)
"""What every heat map hears; a screen that has one does `view` with it."""

PANEL_KEYS: tuple[BindingType, ...] = (
    *MAP_KEYS,
    # Not every terminal sends Shift with an arrow.
    Binding("left_square_bracket,shift+left", "view('choose_column', -1)", id="view.previous_column"),
    Binding("right_square_bracket,shift+right", "view('choose_column', 1)", id="view.next_column"),
    Binding("a", "adopt", show=False, id="view.adopt"),
    *(
        Binding(str(number), f"view('choose', {number})", show=False, id=f"view.candidate_{number}")
        for number in range(1, 10)
    ),
)
"""What the sidebar's views hear, in the chat and in the review; to `adopt` is its host's alone."""
