"""The tree of what `forms` refuses.

FormsError
├── QuestionnaireError   a definition that cannot be used (names the file, the place, the remedy)
└── AnswerError          answers that do not fit their questionnaire
"""

from __future__ import annotations


class FormsError(ValueError):
    """Anything `forms` refuses."""


class QuestionnaireError(FormsError):
    """A questionnaire's definition cannot be used."""


class AnswerError(FormsError):
    """Answers, or a stored answer text, do not fit the questionnaire."""
