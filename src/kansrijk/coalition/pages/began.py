"""What a reader is told of a figure whose release changed since it was seen."""

from django.utils.translation import gettext_lazy

STANDINGS = {
    "stands": "",
    "replaced": gettext_lazy("This figure was replaced by a newer release. Look again."),
    "withdrawn": gettext_lazy("This figure was withdrawn. Look again."),
    "unknown": gettext_lazy("This figure cannot be looked up any more."),
}


def warning_of(standing: str, because: str) -> str:
    """What to do about it, with the reason where one was given; '' where the release stands."""
    told = str(STANDINGS[standing])
    return f"{told} {because}" if standing == "withdrawn" and because else told
