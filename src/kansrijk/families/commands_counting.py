"""That something is sent from a file, counted where that ends a proposal: for the room above, in its opening."""

from uuid import UUID

from kansrijk.families.counting import add, add_asked
from kansrijk.families.models import Person
from kansrijk.trust.compartment import Within


def count_sent(inside: Within, file: UUID) -> None:
    """Something is sent from this file: when it is a proposal, that is how it ends. A second time counts nothing."""
    rows = Person.objects.filter(pk=file, state="proposal", was_sent=False)
    row = rows.first()
    if row is not None and rows.update(was_sent=True):
        add(inside, row, "sent")


def count_asked(inside: Within) -> None:
    """A parent asked for help herself: a signal of its own kind of detector, sent at once."""
    add_asked()
