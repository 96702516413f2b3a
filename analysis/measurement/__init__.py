"""How well the questionnaire measures: reliability, quality of answers, minutes that were rounded."""
