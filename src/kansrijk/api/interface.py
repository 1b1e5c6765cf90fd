"""The interface as a whole: title, version, contact, routers, errors, and the description of all of that."""

from typing import Any

from django.conf import settings
from ninja import NinjaAPI

from kansrijk.api import problems
from kansrijk.api.areas import router as areas
from kansrijk.api.budget import router as budget
from kansrijk.api.coalitions import router as coalitions
from kansrijk.api.figures import router as figures
from kansrijk.api.learning import router as learning
from kansrijk.api.offer import router as offer
from kansrijk.api.paths import router as paths
from kansrijk.api.plan import router as plan
from kansrijk.api.public import router as public
from kansrijk.api.readings import router as readings
from kansrijk.api.region import router as region

# What can go wrong at every address: status → words. The answers are problem details.
PROBLEMS = {
    "400": "A parameter is unknown, given twice or cannot be used; `detail` says which and why.",
    "401": "This address asks who you are; sign in first.",
    "403": "A request that writes carries no valid CSRF token, or this session showed no code or passkey.",
    "404": "There is nothing here that you may see.",
    "429": "You asked too often; `Retry-After` holds the seconds to wait.",
    "503": "This cannot be served at the moment.",
}
VERSION_HEADER = {
    "API-Version": {"description": "The version of the interface.", "required": True, "schema": {"type": "string"}}
}
PROBLEM_SCHEMA = {
    "title": "Problem",
    "type": "object",
    "description": "RFC 9457.",
    "required": ["status", "title", "detail"],
    "properties": {
        "status": {"type": "integer"},
        "title": {"type": "string"},
        "detail": {"type": "string"},
        "errors": {
            "type": "array",
            "items": {
                "type": "object",
                "properties": {name: {"type": "string"} for name in ("in", "name", "message")},
            },
        },
    },
}


class Described(NinjaAPI):
    """An interface whose description names the version header and every problem too."""

    def get_openapi_schema(self, **where: Any) -> Any:
        schema = super().get_openapi_schema(**where)
        schema["servers"] = [{"url": "/", "description": "this installation"}]
        schema.setdefault("components", {}).setdefault("schemas", {})["Problem"] = PROBLEM_SCHEMA
        content = {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}}
        for operations in schema["paths"].values():
            for method, operation in operations.items():
                found = {str(status): answer for status, answer in operation["responses"].items()}
                for status, words in PROBLEMS.items():
                    found[status] = {"description": words, "content": content}
                if method == "get":
                    found["304"] = {"description": "Nothing changed since the answer with this `ETag`."}
                else:
                    found["409"] = {"description": "Somebody else was first, or this key was used.", "content": content}
                    found["413"] = {"description": "The body is larger than is accepted.", "content": content}
                for answer in found.values():
                    answer["headers"] = VERSION_HEADER
                operation["responses"] = found
        return schema


api = Described(
    title="Kansrijk",
    version=problems.VERSION,
    urls_namespace="api",
    docs_url=None,
    openapi_url="/openapi.json",
    description="Released figures of Dutch areas for Kansrijke Start, each with source, definition and interval.",
    openapi_extra={
        "info": {
            "contact": {
                "name": "Kansrijk",
                "url": "https://kansrijk.invalid/over",
                "email": "kansrijk@kansrijk.invalid",
            },
            "license": {"name": "EUPL-1.2", "identifier": "EUPL-1.2"},
        }
    },
)
problems.add_to(api)
api.add_router("", areas)
api.add_router("", figures)
api.add_router("", paths)
api.add_router("", readings)
api.add_router("", offer)
api.add_router("", coalitions)
api.add_router("", plan)
api.add_router("", budget)
api.add_router("", region)
api.add_router("", public)
api.add_router("", learning)
if settings.FAMILIES:
    from kansrijk.api.consents import router as consents
    from kansrijk.api.desks import router as desks
    from kansrijk.api.emergencies import router as emergencies
    from kansrijk.api.events import router as events
    from kansrijk.api.referrals import router as referrals
    from kansrijk.api.responses import router as responses
    from kansrijk.api.signals import router as signals
    from kansrijk.api.weighings import router as weighings

    for of_families in (signals, weighings, responses, consents, events, emergencies, referrals, desks):
        api.add_router("", of_families)
