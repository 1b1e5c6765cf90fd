"""The signed link of a mail "is this still right?", and the request that it opens."""

from uuid import UUID

from django.core import signing
from django.utils import timezone

from kansrijk.core.faults import BadInput
from kansrijk.offer.models import ReviewRequest

SALT = "kansrijk.offer.review"


def key_of(request: UUID) -> str:
    """The signed part of a link."""
    return signing.dumps(str(request), salt=SALT)


def open_request(key: str) -> ReviewRequest:
    """The request of a link that still works. Raises BadInput with field `unknown`, `withdrawn` or `expired`."""
    try:
        number = UUID(signing.loads(key, salt=SALT))
    except (signing.BadSignature, ValueError, TypeError) as error:
        raise BadInput("this link is not one of ours", field="unknown") from error
    found = ReviewRequest.objects.filter(pk=number).first()
    if found is None:
        raise BadInput("this link is not one of ours", field="unknown")
    if found.withdrawn_at is not None:
        raise BadInput("this link was withdrawn", field="withdrawn")
    if found.expires_at <= timezone.now():
        raise BadInput("this link is over", field="expired")
    return found
