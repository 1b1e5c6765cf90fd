"""Markup in every text of the workspace: what holds text, what of it is a code, how a page is read and walked."""

import io
import json
import re
import zipfile
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from html import unescape
from html.parser import HTMLParser
from typing import Any
from urllib.parse import urlsplit

import pgtrigger
import yaml
from django.apps import apps
from django.contrib.postgres.fields import ArrayField
from django.db import DataError, IntegrityError, connection, models, transaction
from django.test import Client
from django.urls import Resolver404, resolve

ROOMS = ("offer", "coalition", "paths")
# A field that holds a word of a vocabulary, a key or a digest: nobody types into it. A text field that is not named
# here is tried, so a new one is tried by itself.
CODES = {
    "offer": """directory.areas provider.name_key service.slug service.name_key service.kind service.phases
        service.factors service.levels service.areas service.languages service.search_key service.email
        service.owner_email ownfactor.code ownfactor.side ownfactor.domain ownfactor.phases
        reviewrequest.owner_email agreedtime.kind""",
    "coalition": """agreement.level agreement.covers agreement.seen agreementtext.state stageitem.stage evidence.item
        evidence.kind choice.intervention choice.state choice.verdict choice.phase choice.domain choice.level
        choice.seen intake.sha256 intake.rows intake.faults intake.counted intake.state publicpage.blocks
        publicpage.indicators report.kind subscriber.digest
        letter.state joincode.digest template.kind templateversion.place action.phase
        action.indicator action.covers action.state action.seen feed.digest attachment.kind attachment.digest party.kind
        party.gemeenten offeredtext.about attendee.profession embeddingline.line embeddingline.stands grant.funding
        budgetline.funding
        profile.stage coalitionarea.code coalitionarea.level person.email letter.site
        goal.phase goal.national goal.area goal.indicator goal.seen""",
    "paths": "path.slug path.template path.left_template pathversion.state pathversion.template_text pathtick.party",
}
TAG = re.compile(r"^zq\d*$")


@dataclass(frozen=True)
class Field:
    """A column that people fill; `most`: how many characters it holds."""

    model: type[models.Model]
    name: str
    most: int

    @property
    def column(self) -> str:
        return self.model._meta.get_field(self.name).column

    def __str__(self) -> str:
        return f"{self.model._meta.app_label}.{self.model._meta.model_name}.{self.name}"


def marked(number: int, most: int = 10_000) -> str:
    """Markup that would show when it is not escaped; `number` says which field it is of."""
    long = f"\"'><zq{number} onerror=1></textarea></title><script>zq{number}</script>&amp;"
    return long if len(long) <= most else f"<zq{number}>"


def text_fields() -> list[Field]:
    """Every text of every model of the three rooms, history and codes apart."""
    found = []
    for room in ROOMS:
        codes = set(CODES[room].split())
        for model in apps.get_app_config(room).get_models():
            if model._meta.model_name.endswith(
                "event"
            ):  # rows of history, written by triggers from the rows themselves
                continue
            for one in model._meta.concrete_fields:
                if isinstance(one, (models.CharField, models.TextField, models.JSONField, ArrayField)):
                    name = f"{model._meta.model_name}.{one.name}"
                    if name in codes:
                        continue
                    found.append(Field(model, one.name, getattr(one, "max_length", None) or 10_000))
    return found


def known_codes() -> set[str]:
    """Those of CODES that exist, as `room.model.field`."""
    return {
        f"{model._meta.label_lower}.{one.name}"
        for room in ROOMS
        for model in apps.get_app_config(room).get_models()
        for one in model._meta.concrete_fields
    }


def put(fields: Iterable[Field]) -> tuple[dict[int, Field], list[str]]:
    """Writes its markup into every row of each field, past every form and command: (number → field, those that the
    database itself refuses). Rows keep their uniqueness by a few characters of their key."""
    written, refused = {}, []
    for number, one in enumerate(fields, start=100):
        for rows in ("", f"""where "{one.column}" <> ''"""):  # some may be filled in beside another field only
            if _change(one, marked(number, one.most - 6), rows):
                written[number] = one
                break
        else:
            refused.append(str(one))
    return written, refused


def _change(one: Field, text: str, rows: str) -> bool:
    table, key = one.model._meta.db_table, one.model._meta.pk.column
    change = f"""update "{table}" set "{one.column}" = %s || right(replace("{key}"::text, '-', ''), 6) {rows}"""
    try:
        with pgtrigger.ignore(), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(change, [text])
            assert cursor.rowcount or rows, f"there is no row of {one}: make one"
            return bool(cursor.rowcount)
    except (IntegrityError, DataError):
        return False


def put_into_paths(first: int) -> list[int]:
    """Every text of every path that is not a code of its own; the numbers, one per kind of text."""
    from kansrijk.paths.models import PathVersion

    numbers: dict[str, int] = {}

    def told(kind: str) -> str:
        return marked(numbers.setdefault(kind, first + len(numbers)))

    def over(value: Any, kind: str) -> Any:
        if isinstance(value, dict):
            return {key: over(one, f"{kind}.{key}") if key not in PATH_CODES else one for key, one in value.items()}
        if isinstance(value, list):
            return [over(one, kind) for one in value] if kind.rpartition(".")[2] not in PATH_CODES else value
        return told(re.sub(r"(parties|by_phase)\..*", r"\1", kind)) if isinstance(value, str) else value

    for row in PathVersion.objects.all():
        document = over(yaml.safe_load(row.text), "")
        with pgtrigger.ignore():
            PathVersion.objects.filter(pk=row.pk).update(
                text=yaml.safe_dump(document, allow_unicode=True, sort_keys=False)
            )
    return list(numbers.values())


PATH_CODES = {
    *("id", "version", "date", "checked_on", "trigger", "start", "party", "within_working_days", "service", "next"),
    *("to", "for", "end", "meldcode"),
}


class Reading(HTMLParser):
    """What a browser would make of a page: tags of ours, handlers, scripts, and every text there is."""

    def __init__(self, page: str) -> None:
        super().__init__(convert_charrefs=True)
        self.faults: list[str] = []
        self.texts: list[str] = []
        self.forms: list[Form] = []
        self._script = False
        self._select: Control | None = None
        self.feed(page)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        told = dict(attrs)
        if TAG.match(tag) or any(name.startswith("on") or TAG.match(name) for name in told):
            self.faults.append(f"<{tag} {told}>")
        self._script = tag == "script" and told.get("type") != "application/json"
        for name, value in told.items():
            self.texts.append(value or "")
            if name in {"href", "src", "action"} and re.match(r"\s*(javascript|data):", value or "", re.I):
                self.faults.append(f"{tag} {name}={value}")
        self._controls(tag, told)

    def handle_endtag(self, tag: str) -> None:
        self._script = self._script and tag != "script"
        if tag == "select":
            self._select = None

    def handle_data(self, data: str) -> None:
        if self._script and data.strip():
            self.faults.append(f"script: {data[:60]}")
        self.texts.append(data)
        if self.forms and self.forms[-1].area is not None:
            self.forms[-1].area.value += data

    def _controls(self, tag: str, told: dict[str, str | None]) -> None:
        name = told.get("name") or ""
        if tag == "form":
            self.forms.append(Form(told.get("action") or "", (told.get("method") or "get").lower()))
        if not self.forms:
            return
        form = self.forms[-1]
        form.area = None
        if tag == "textarea" and name:
            form.area = Control(name, "textarea", "", most=_most(told))
            form.controls.append(form.area)
        elif tag in {"input", "button"} and name:
            kind = told.get("type") or ("text" if tag == "input" else "submit")
            form.controls.append(Control(name, kind, told.get("value") or "", "checked" in told, _most(told)))
        elif tag == "select" and name:
            self._select = Control(name, "select", None)
            form.controls.append(self._select)
        elif tag == "option" and self._select is not None:
            value = told.get("value") or ""
            if "selected" in told or (not self._select.value and value):
                self._select.value = value


def _most(told: dict[str, str | None]) -> int:
    """How many characters a browser lets people type."""
    return int(told.get("maxlength") or 10_000)


@dataclass
class Control:
    """A field of a form on a page."""

    name: str
    kind: str
    value: Any
    is_chosen: bool = False
    most: int = 10_000


@dataclass
class Form:
    """A form as a page shows it."""

    action: str
    method: str
    controls: list[Control] = field(default_factory=list)
    area: Control | None = None

    def typed(self) -> list[Control]:
        """The fields in which markup can be typed."""
        kinds = {"text", "textarea", "search", "url"}
        return [one for one in self.controls if one.kind in kinds and one.most > len(marked(9999, 0))]

    def filled(self, texts: dict[str, str]) -> dict[str, Any]:
        """What a browser would send, with these texts; of buttons the first."""
        sent: dict[str, Any] = {}
        for one in self.controls:
            if one.kind in {"checkbox", "radio"} and not one.is_chosen and (one.kind == "checkbox" or one.name in sent):
                continue
            if one.kind == "submit" and one.name in sent:
                continue
            if one.kind != "file":
                sent.setdefault(one.name, one.value or "")
        return sent | texts


def said(response: Any) -> tuple[list[str], list[str]]:
    """(faults, texts) of an answer of any kind."""
    body = b"".join(response.streaming_content) if response.streaming else response.content
    kind = response.get("Content-Type", "").partition(";")[0]
    if kind == "text/html":
        page = Reading(body.decode())
        return page.faults, page.texts
    faults = [] if response.get("X-Content-Type-Options") == "nosniff" or not body else [f"{kind} may be guessed"]
    if kind == "image/svg+xml":
        page = Reading(body.decode())
        return faults + page.faults, page.texts
    if kind.endswith("json"):
        return faults, list(_strings(json.loads(body)))
    if body[:4] == b"PK\x03\x04":
        with zipfile.ZipFile(io.BytesIO(body)) as packed:
            return faults, [unescape(packed.read(name).decode("utf-8", "replace")) for name in packed.namelist()]
    if body[:5] == b"%PDF-":
        return faults, []
    return faults, [body.decode("utf-8", "replace").replace("\r\n ", "").replace('""', '"')]


def _strings(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        for key, one in value.items():
            yield str(key)
            yield from _strings(one)
    elif isinstance(value, list):
        for one in value:
            yield from _strings(one)
    elif isinstance(value, str):
        yield value


LINK = re.compile(rb'(?:href|src|action)="(/[^"#]*)')
NOT_WALKED = re.compile(
    r"^/(static|demo/|account|aanmelden|afmelden|accounts|mfa|taal|kaart|indicatoren|gebied|vergelijk)"
)
EACH = 4
"""How many pages of one address are opened: one agreement is like the next."""


def walk(client: Client, begin: Iterable[str], each: int = EACH) -> Iterator[tuple[str, Any]]:
    """(path, answer) of what can be reached by links, a few of each address, downloads too."""
    waiting, met, counted = list(begin), set(), Counter[str]()
    while waiting:
        path = waiting.pop(0)
        if path in met or NOT_WALKED.match(path):
            continue
        met.add(path)
        try:
            name = resolve(urlsplit(path).path).view_name
        except Resolver404:
            continue
        if counted[name] >= each:
            continue
        counted[name] += 1
        response = client.get(path)
        if "text/html" in response.get("Content-Type", ""):
            waiting += [unescape(link.decode("utf-8", "replace")) for link in LINK.findall(response.content)]
        if response.get("Location", "").startswith("/"):
            waiting.append(response["Location"])
        yield path, response
        for close in response._resource_closers:  # a file; not the whole answer, which would take the connection along
            close()
