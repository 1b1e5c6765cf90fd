"""What a coalition decides about its directory as a whole, and the factors that it adds."""

import re
from collections.abc import Sequence
from uuid import UUID

from django.db import IntegrityError, transaction

from kansrijk.areas.queries.named import newest_named
from kansrijk.core.faults import BadInput
from kansrijk.offer import vocabulary
from kansrijk.offer.commands.places import expanded
from kansrijk.offer.models import OWN_FACTOR, Directory, OwnFactor
from kansrijk.offer.rules import REVIEW_MONTHS
from kansrijk.trust import audit
from kansrijk.trust.actors import Actor
from kansrijk.trust.rules import require_may

LONGEST_NAME = 120


@transaction.atomic
def open_directory(
    *, by: Actor, coalition: UUID, areas: Sequence[str], is_public: bool, review_months: int = REVIEW_MONTHS
) -> None:
    """Begins or changes the directory of a coalition: codes of its places, and who may read it.

    Of a working area, which the coalition alone may see, the parts are stored.

    Asking again with the same changes nothing. Raises BadInput: no area, an unknown one, a period outside 1-36 months.
    """
    require_may(by, "update", "directory", coalition=coalition)
    named = newest_named(by, areas)
    parts = expanded(by, [code for code, ref in named.items() if ref.level == "working_area"])
    codes = list(dict.fromkeys(part for code in areas for part in parts.get(code, (code,))))
    unknown = sorted(code for code, ref in named.items() if ref.level == "working_area" and code not in parts)
    unknown += sorted(set(areas) - set(named))
    if not codes or unknown:
        raise BadInput(f"there is no area {unknown[0]!r}" if unknown else "give at least one area", field="areas")
    if not 1 <= review_months <= 36:
        raise BadInput("entries are confirmed again after 1 to 36 months", field="review_months")
    wanted = {"areas": codes, "is_public": is_public, "review_months": review_months}
    known = Directory.objects.filter(pk=coalition).values(*wanted).first()
    if known == wanted:
        return
    Directory.objects.update_or_create(pk=coalition, defaults=wanted)
    audit.record(
        by=by,
        event="directory changed" if known else "directory opened",
        action="U" if known else "C",
        kind="directory",
        reference=coalition,
        coalition=coalition,
        detail={"areas": " ".join(codes), "is_public": is_public},
    )


@transaction.atomic
def add_own_factor(
    *, by: Actor, coalition: UUID, code: str, nl: str, side: str, domain: str, phases: Sequence[str], en: str = ""
) -> None:
    """Adds a factor of the coalition's own, `E01` and on. A code that is there never gets another meaning."""
    require_may(by, "update", "directory", coalition=coalition)
    if not re.fullmatch(OWN_FACTOR, code):
        raise BadInput("a factor of your own has a code from E01 to E99", field="code")
    if any(len(text.strip()) > LONGEST_NAME or "<" in text or ">" in text for text in (nl, en)):
        raise BadInput(f"a name has at most {LONGEST_NAME} characters and no markup", field="nl")
    if not nl.strip() or side not in {"risk", "protective"} or domain not in vocabulary.domains():
        raise BadInput("give the factor a name, a side and a domain", field="nl")
    if not phases or not set(phases) <= set(vocabulary.phases()):
        raise BadInput("give at least one phase", field="phases")
    fields = {"nl": nl.strip(), "en": en.strip(), "side": side, "domain": domain, "phases": list(phases)}
    try:
        with transaction.atomic():
            OwnFactor.objects.create(coalition_id=coalition, code=code, **fields)
    except IntegrityError as error:
        raise BadInput(f"there is a factor {code} here already", field="code") from error
    audit.record(by=by, event="factor added", action="C", kind="directory", reference=code, coalition=coalition)
