"""Ending the links to a parent's own page inside an opening of B: by hand, or with what happened in a family."""

from django.utils import timezone

from kansrijk.families.models import ParentLink, Person
from kansrijk.families.recording import write_down
from kansrijk.trust.compartment import Within


def end_links(inside: Within, person: Person) -> None:
    """With all papers, and what is open by them, at once. Twice is once."""
    for link in ParentLink.objects.filter(person=person.pk, withdrawn_at=None).values_list("pk", flat=True):
        ParentLink.objects.filter(pk=link).update(withdrawn_at=timezone.now(), withdrawn_by=inside.account)
        write_down(inside, "own page link withdrawn", "U", kind="parent_link", reference=link, hits=[person.pk])
