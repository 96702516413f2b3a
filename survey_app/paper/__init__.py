"""Paper questionnaires: printed in batches, entered twice by two people, kept once both readings agree."""
