"""One reply's attention, to take away: pictures for people, tables for programs."""
