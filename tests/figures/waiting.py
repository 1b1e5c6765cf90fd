"""What waits for a worker."""

from uuid import UUID

from kansrijk.figures.models import Work


def waiting_works() -> list[UUID]:
    """What is ordered and not begun, oldest first."""
    return list(Work.objects.filter(state="waiting").order_by("created_at").values_list("pk", flat=True))
