"""ASK: questionnaires as data (TOML), and the WTForms built from them. Imports no database and no other package."""

from __future__ import annotations

from forms.answer_text import NOT_ANSWERED, decode_answers, encode_answers, item_position
from forms.build import AnswerForm, Answers, Question, build_form
from forms.exceptions import AnswerError, FormsError, QuestionnaireError
from forms.fields import UNKNOWN_SECTOR, ask_shorter, ask_whole_number, choose_level
from forms.item import LANGUAGES, Factor, Item, NumberRange, Option, Scale, Text
from forms.questionnaire import Questionnaire, get_questionnaire, load_questionnaire, shipped_questionnaires

__all__ = [
    "LANGUAGES",
    "NOT_ANSWERED",
    "UNKNOWN_SECTOR",
    "AnswerError",
    "AnswerForm",
    "Answers",
    "Factor",
    "FormsError",
    "Item",
    "NumberRange",
    "Option",
    "Question",
    "Questionnaire",
    "QuestionnaireError",
    "Scale",
    "Text",
    "ask_shorter",
    "ask_whole_number",
    "build_form",
    "choose_level",
    "decode_answers",
    "encode_answers",
    "get_questionnaire",
    "item_position",
    "load_questionnaire",
    "shipped_questionnaires",
]
