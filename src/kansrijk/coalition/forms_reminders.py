"""The form of the weekly reminder."""

from django import forms
from django.utils.translation import gettext_lazy as _

from kansrijk.coalition.forms import Plain

WEEKDAYS = {
    1: _("Monday"),
    2: _("Tuesday"),
    3: _("Wednesday"),
    4: _("Thursday"),
    5: _("Friday"),
}


class ReminderDayForm(Plain):
    """A day of the week, or none."""

    weekday = forms.TypedChoiceField(
        label=_("Send reminders on"),
        coerce=int,
        required=False,
        empty_value=None,
        choices=[*WEEKDAYS.items(), ("", _("no day: only when I press the button"))],
    )
