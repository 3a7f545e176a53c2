"""The only SQL in the house: the conversation log."""
