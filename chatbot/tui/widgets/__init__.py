"""Parts of screens; a widget knows neither its parent nor the log."""
