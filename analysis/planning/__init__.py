"""How many answers, from where, and what they will be able to show."""
