"""Files to dialogue: one format a file, one table of them all in formats.py."""
