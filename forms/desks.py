"""A desk chosen in a form, and how many of something are printed for it."""

from __future__ import annotations

from collections.abc import Mapping

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import IntegerField, StringField
from wtforms.fields import SelectChoice
from wtforms.validators import InputRequired

from forms.lists import SelectField


class CountField(IntegerField):  # type: ignore[misc]  # WTForms publishes no types
    """A whole number, refused in the reader's language."""

    def process_formdata(self, valuelist: list[str]) -> None:
        """Read the number; say what came where it is none."""
        try:
            super().process_formdata(valuelist)
        except ValueError:
            typed = " ".join(valuelist)[:20]
            raise ValueError(_("“%(came)s” không phải số nguyên; cần một số viết liền như 200.", came=typed)) from None


class DeskForm(FlaskForm):  # type: ignore[misc]  # WTForms publishes no types
    """A desk, typed by its code unless there are few enough to choose from."""

    desk = StringField(_l("Quầy"), validators=[InputRequired(_l("Xin chọn quầy."))])

    def offer_desks(self, desks: Mapping[str, str]) -> None:
        """Offer these desks to choose from, where there are any."""
        if desks and not isinstance(self.desk, SelectField):
            given = self.desk
            choices = [SelectChoice(code, name) for code, name in desks.items()]
            # the page refuses a desk out of reach in words of its own, chosen or typed
            field = SelectField(
                given.label.text, choices=choices, validators=list(given.validators), validate_choice=False
            )
            self._fields["desk"] = self.desk = field.bind(form=self, name="desk")
            self.desk.process(None, data=given.data)
            self.desk.raw_data = given.raw_data
