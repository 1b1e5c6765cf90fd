"""What the templates that ship with the product say since a coalition took them."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal
from uuid import UUID

from kansrijk.paths import rules, shipped
from kansrijk.paths.models import PathVersion
from kansrijk.paths.queries.beside import Beside, beside
from kansrijk.paths.queries.paths import PathCard, PathPage, card_of, parsed, path
from kansrijk.trust.actors import Actor
from kansrijk.trust.rules import Denied, coalitions_where, require_may

State = Literal["same", "changed", "left"]


@dataclass(frozen=True)
class Renewal:
    """A path beside its template as it is now. `mark` names that template: who leaves it says what was seen."""

    page: PathPage
    state: State
    mark: str
    beside: Beside | None


def renewal(
    actor: Actor, coalition: UUID, coalition_slug: str, slug: str, chosen: Mapping[str, str], language: str
) -> Renewal:
    """Raises `Denied` for a path that follows no template."""
    require_may(actor, "write", "path_draft", coalition=coalition)
    page = path(actor, coalition_slug, slug)
    fresh = shipped.texts().get(page.template)
    if fresh is None:
        raise Denied("read", "path_draft")
    row = PathVersion.objects.select_related("path").filter(path__coalition=coalition, path__slug=slug).latest("number")
    mark = rules.mark(fresh)
    if row.template_text == fresh:
        return Renewal(page, "same", mark, None)
    sides = parsed(row.template_text), page.definition, parsed(fresh)
    state: State = "left" if row.path.left_template == mark else "changed"
    return Renewal(page, state, mark, beside(actor, coalition, sides, chosen, language))


def changed_templates(actor: Actor) -> list[PathCard]:
    """The paths that the actor writes of which the template changed, and nothing was decided yet. One query."""
    own = coalitions_where(actor, "write", "path_draft")
    if not own:
        return []
    rows = PathVersion.objects.filter(path__coalition__in=own).exclude(path__template="")
    newest = rows.order_by("path", "-number").distinct("path").select_related("path__coalition")
    found = [card_of(row, is_published=row.state == "published") for row in newest if has_news(row)]
    return sorted(found, key=lambda card: (card.name.casefold(), card.coalition_name))


def has_news(row: PathVersion) -> bool:
    """Whether the template says something else than what was taken, and nobody chose to leave that."""
    return rules.is_renewed(row.template_text, shipped.texts().get(row.path.template, ""), row.path.left_template)
