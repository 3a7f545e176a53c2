"""The screen in a browser: a web server that gives each visitor a program of their own."""
