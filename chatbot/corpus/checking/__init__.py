"""What a program can tell of a written bot: mistakes, and advice on what would make it better."""
