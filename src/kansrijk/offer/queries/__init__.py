"""Every read of the directory; each starts from what the actor may see."""

from kansrijk.offer.queries.blank import choices, needed_columns, template_lines
from kansrijk.offer.queries.desks import (
    desk_of,
    desks,
    public_directories,
    receiving_organisations,
    staffed,
    with_a_desk,
)
from kansrijk.offer.queries.directory import (
    directories,
    directory,
    factors,
    freshness,
    organisations,
    own_factors,
    record,
    records,
    service,
    services,
    withdrawn,
)
from kansrijk.offer.queries.doors import capacity, doors, places_at
from kansrijk.offer.queries.offered import Offered, offered
from kansrijk.offer.queries.reviews import review
from kansrijk.offer.queries.times import agreed_times, times_for
from kansrijk.offer.queries.values import (
    Capacity,
    DeskLine,
    DirectoryCard,
    Door,
    Organisation,
    OwnFactorCard,
    Page,
    Record,
    ServiceCard,
    TimesLine,
    Withdrawn,
)

__all__ = [
    "Capacity",
    "DeskLine",
    "DirectoryCard",
    "Door",
    "Offered",
    "Organisation",
    "OwnFactorCard",
    "Page",
    "Record",
    "ServiceCard",
    "TimesLine",
    "Withdrawn",
    "agreed_times",
    "capacity",
    "choices",
    "desk_of",
    "desks",
    "directories",
    "directory",
    "doors",
    "factors",
    "freshness",
    "needed_columns",
    "offered",
    "organisations",
    "own_factors",
    "places_at",
    "public_directories",
    "receiving_organisations",
    "record",
    "records",
    "review",
    "service",
    "services",
    "staffed",
    "template_lines",
    "times_for",
    "with_a_desk",
    "withdrawn",
]
