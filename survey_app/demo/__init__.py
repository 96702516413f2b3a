"""A simulated province with a known truth: its structure, its people's answers, and a database made of them."""
