"""The words for what is wrong with an entry."""

from django.utils.translation import gettext as _

from kansrijk.offer.drafts import Fault


def words(fault: Fault) -> str:
    """One sentence, in the language of the request, that says how to mend it."""
    known = {
        "missing": _("This must be filled in."),
        "no_word": _("There is no word in this."),
        "too_long": _("This is too long: at most %(value)s characters."),
        "markup": _("There is HTML in this. Write plain text."),
        "control": _("There is a line end or a hidden character in this."),
        "unknown": _("We do not know “%(value)s” here. Choose from the list."),
        "no_area": _(
            "“%(value)s” is not an area. Give the name or code of a gemeente, wijk, region or province, or a postcode."
        ),
        "out_of_range": _("This must be a whole number: %(value)s."),
        "ends_before": _("This is lower than where it begins: %(value)s."),
        "no_phone": _("“%(value)s” cannot be a telephone number."),
        "no_email": _("“%(value)s” cannot be an e-mail address."),
        "no_website": _("“%(value)s” cannot be a web address. It begins with https://."),
        "in_future": _("This day is still to come: %(value)s."),
        "too_old": _("This day is too long ago: %(value)s."),
        "no_date": _("“%(value)s” is not a day. Write it as 31-12-2026."),
        "no_number": _("“%(value)s” is not a whole number."),
        "no_amount": _("“%(value)s” is not an amount in euros."),
        "no_yes": _("“%(value)s” is not yes or no."),
        "formula": _("There is a formula in this cell. Put its result there."),
        "merged": _("This cell is merged with others. Split it, and fill in each cell."),
        "no_text": _("There must be one text or number here, not a list or a group."),
        "no_entry": _("There must be a service here, with a name and an organisation."),
        "twice": _("This entry stands in the list twice; the first time in row %(value)s."),
        "another_website": _("In row %(value)s the list gives another website of this organisation."),
        "changed": _("Somebody else changed this in the meantime. It now says: %(value)s"),
        "not_here": _("There is no entry with the mark “%(value)s” in this directory."),
        "taken": _("There is another entry with this name of the same organisation."),
    }
    return known[fault.code] % {"value": fault.value}
