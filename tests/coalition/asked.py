"""How the commands of the coalition are asked in tests/access/test_commands.py."""

from datetime import date
from typing import Any
from uuid import UUID

from tests.access.asked import Asked, World

DAY = date(2026, 1, 5)


def party(world: World) -> UUID:
    """A party of the coalition, made past the commands."""
    from kansrijk.coalition.models import Party
    from kansrijk.trust.models import Organisation

    organisation = Organisation.objects.create(name="Kraamzorg Proef")
    return Party.objects.create(
        coalition_id=world.own, organisation=organisation, kind="kraamzorg", joined_on=date(2025, 1, 1)
    ).pk


def person(world: World, **more: Any) -> Any:
    """Somebody of that party."""
    from kansrijk.coalition.models import Person

    return Person.objects.create(
        coalition_id=world.own, party_id=party(world), name="Anne Proef", email="anne@voorbeeld.invalid", **more
    )


def goal(world: World) -> UUID:
    """A goal of the coalition."""
    from kansrijk.coalition.models import Goal

    return Goal.objects.create(coalition_id=world.own, text="Eerder in beeld", phase="during").pk


def token(world: World) -> str:
    """A link that works."""
    from django.utils import timezone

    from kansrijk.coalition.commands.inviting import token_of

    return token_of(person(world, asked_at=timezone.now()))


def agreement(world: World) -> UUID:
    """An agreement with one text."""
    from kansrijk.coalition.models import Agreement, AgreementText

    row = Agreement.objects.create(coalition_id=world.own, level="execution", title="Warme overdracht")
    AgreementText.objects.create(agreement=row, number=1, text="Wij bellen.", state="current", based_on=0)
    return row.pk


def beside(world: World) -> dict[str, Any]:
    """The same with a second text beside it, as merging asks for it."""
    from kansrijk.coalition.models import AgreementText

    key = agreement(world)
    AgreementText.objects.create(agreement_id=key, number=2, text="Wij mailen.", state="beside", based_on=0)
    return {"agreement": key, "number": 2, "text": "Wij bellen of mailen.", "based_on": 1}


def action(world: World) -> UUID:
    """An open action."""
    from kansrijk.coalition.models import Action

    return Action.objects.create(coalition_id=world.own, title="Folder maken").pk


def meeting(world: World) -> UUID:
    """A meeting."""
    from kansrijk.coalition.models import Meeting

    return Meeting.objects.create(coalition_id=world.own, title="Kerngroep", held_on=DAY).pk


def _terms(**more: Any) -> Any:
    from kansrijk.coalition.commands import Terms

    return Terms(title="Samen overdragen", **more)


def _task(**more: Any) -> Any:
    from kansrijk.coalition.commands import Task

    return Task(title="Kaart maken", **more)


def workbook() -> bytes:
    """The template with one party in it."""
    import io

    import openpyxl

    from kansrijk.coalition.workbook.template import template

    opened = openpyxl.load_workbook(io.BytesIO(template()))
    opened["Partijen"].append(["Kraamzorg Proef", "kraamzorg"])
    out = io.BytesIO()
    opened.save(out)
    return out.getvalue()


def intake(world: World) -> UUID:
    """A workbook that was looked at: one party."""
    from kansrijk.coalition.models import Intake

    row = {"row": 3, "name": "Kraamzorg Proef", "kind": "kraamzorg", "joined_on": "2025-01-01", "gemeenten": ""}
    return Intake.objects.create(coalition_id=world.own, file_name="x", state="checked", rows={"parties": [row]}).pk


def reasons() -> Any:
    """Why something is chosen."""
    from kansrijk.coalition.commands import Reasons

    return Reasons("chosen", "Dit missen wij.", DAY)


def choice(world: World, **more: Any) -> dict[str, Any]:
    """A line of the menu that was decided about, with a second version beside it, as merging asks for it."""
    from kansrijk.coalition.models import Choice

    for number, state in ((1, "current"), (2, "beside")):
        Choice.objects.create(
            coalition_id=world.own,
            intervention="voorzorg",
            number=number,
            state=state,
            based_on=0,
            verdict="considering",
            because=f"Versie {number}",
            decided_on=DAY,
        )
    return {"coalition": world.own, "intervention": "voorzorg", "reasons": reasons(), "based_on": 1, **more}


def evidence(world: World) -> UUID:
    """Words under a point."""
    from kansrijk.coalition.models import Evidence

    return Evidence.objects.create(
        coalition_id=world.own, item="S0-talks", kind="text", text="Gesprek gehad.", added_on=DAY
    ).pk


def stage_item(world: World) -> UUID:
    """A point of its own."""
    from kansrijk.coalition.models import StageItem

    return StageItem.objects.create(coalition_id=world.own, stage="1", text="Er is een logo.").pk


def _proof() -> Any:
    from kansrijk.coalition.commands import Proof

    return Proof("text", text="Op 5 januari besproken.")


def budget_line(world: World) -> UUID:
    """An activity of the budget."""
    from kansrijk.coalition.models import BudgetLine

    return BudgetLine.objects.create(coalition_id=world.own, funding="nnz", year=2026, activity="Scholing").pk


def _spending() -> Any:
    from kansrijk.coalition.commands import Spending

    return Spending("nnz", 2026, "Voorlichting", planned_cents=100_00)


def tie(world: World) -> UUID:
    """The other coalition serves this one."""
    from kansrijk.coalition.models import RegionTie

    return RegionTie.objects.create(host_id=world.other, member_id=world.own, joined_on=DAY).pk


def template(world: World, host: UUID) -> UUID:
    """A goal on offer."""
    from kansrijk.coalition.models import Template, TemplateVersion

    row = Template.objects.create(host_id=host, kind="goal")
    TemplateVersion.objects.create(template=row, number=1, title="Eerder in beeld", place="during")
    return row.pk


def offered(world: World) -> dict[str, Any]:
    """The same of a host, as taking over asks for it."""
    tie(world)
    return {"coalition": world.own, "template": template(world, world.other), "number": 1}


def join_code(world: World) -> dict[str, Any]:
    """A code of the other coalition."""
    from kansrijk.coalition.commands.region import _digest
    from kansrijk.coalition.models import JoinCode

    JoinCode.objects.create(host_id=world.other, digest=_digest("code"))
    return {"coalition": world.own, "code": "code"}


def _offer() -> Any:
    from kansrijk.coalition.commands import Offer

    return Offer("Samen eerder in beeld", place="during")


def _to_read() -> Any:
    from kansrijk.coalition.commands import ToRead

    return ToRead("Brief aan ouders", "Beste ouder.")


def offered_text(world: World) -> UUID:
    """A text that lies before readers."""
    from kansrijk.coalition.models import OfferedText

    return OfferedText.objects.create(coalition_id=world.own, title="Folder", text="Beste ouder.").pk


def comment(world: World) -> UUID:
    """What somebody said of it."""
    from kansrijk.coalition.models import Comment

    row = Comment(offered_id=offered_text(world), text="Te lang.", written_by_id=world.author.account)
    row.save()
    return row.pk


def _update(make) -> Asked:  # type: ignore[no-untyped-def]
    return Asked("coalition", "update", make)


def shown_page(world: World) -> str:
    """A published page with the sign-up; the slug of its coalition."""
    from django.utils import timezone

    from kansrijk.coalition.models import PublicPage
    from kansrijk.trust.models import Coalition

    PublicPage.objects.create(coalition_id=world.own, blocks=["newsletter"], published_at=timezone.now())
    return Coalition.objects.get(pk=world.own).slug


def wanted(world: World) -> str:
    """A link that confirms the newsletter."""
    from kansrijk.coalition import links
    from kansrijk.trust.keys import new_wrapped_key
    from kansrijk.trust.models import Coalition

    Coalition.objects.filter(pk=world.own).update(wrapped_key=new_wrapped_key())
    return links.newsletter(world.own, "lezer@voorbeeld.invalid")


def letter(world: World) -> UUID:
    """A draft."""
    from kansrijk.coalition.models import Letter

    return Letter.objects.create(coalition_id=world.own, subject="Nieuws", text="Tekst").pk


def leaving(world: World) -> str:
    """A link that ends a subscription."""
    from kansrijk.coalition import links
    from kansrijk.coalition.models import Subscriber

    row = Subscriber.objects.create(coalition_id=world.own, digest="x", sealed=b"y", confirmed_on=DAY)
    return links.newsletter_leave(row.pk)


def reminded(world: World) -> str:
    """A link that ends the reminders of somebody."""
    from kansrijk.coalition import links

    return links.no_reminders(person(world).pk)


def _show(arguments: Any) -> Asked:
    return Asked("public_page", "update", arguments)


def training(world: World) -> UUID:
    """Something to learn."""
    from kansrijk.coalition.models import Training

    return Training.objects.create(coalition_id=world.own, title="Stress").pk


def training_day(world: World) -> UUID:
    """A day on which it was given."""
    from kansrijk.coalition.models import TrainingDay

    return TrainingDay.objects.create(training_id=training(world), held_on=DAY).pk


def _learn(arguments: Any) -> Asked:
    return Asked("training", "write", arguments)


SITE = "http://testserver"
ASKED: dict[str, Asked] = {
    "coalition.add_training": _learn(lambda w: {"coalition": w.own, "title": "Stress"}),
    "coalition.end_training": _learn(lambda w: {"coalition": w.own, "training": training(w)}),
    "coalition.add_training_day": _learn(lambda w: {"coalition": w.own, "training": training(w), "held_on": DAY}),
    "coalition.write_attendees": _learn(
        lambda w: {"coalition": w.own, "day": training_day(w), "profession": "jgz", "names": ["Bo"]}
    ),
    "coalition.write_embedding": Asked(
        "embedding", "write", lambda w: {"coalition": w.own, "year": 2025, "line": "rules", "stands": "begun"}
    ),
    "coalition.set_public_page": _show(lambda w: {"coalition": w.own, "about": "Wij", "blocks": ["about"]}),
    "coalition.publish_page": _show(lambda w: {"coalition": w.own} if shown_page(w) else {}),
    "coalition.withdraw_page": _show(lambda w: {"coalition": w.own} if shown_page(w) else {}),
    "coalition.write_news": _show(lambda w: {"coalition": w.own, "title": "Een", "text": "Twee", "posted_on": DAY}),
    "coalition.remove_news": _show(lambda w: {"coalition": w.own, "item": w.own}),
    "coalition.add_report": _show(
        lambda w: {"coalition": w.own, "title": "R", "dated_on": DAY, "link": "https://voorbeeld.invalid"}
    ),
    "coalition.remove_report": _show(lambda w: {"coalition": w.own, "report": w.own}),
    "coalition.show_myself": Asked(
        "person", "show", lambda w: {"coalition": w.own, "is_public": True}, is_within=False
    ),
    "coalition.stop_reminders": Asked("reminder", "stop", lambda w: {"token": reminded(w)}, is_within=False),
    "coalition.choose_reminders": Asked(
        "reminder", "choose", lambda w: {"coalition": w.own, "wanted": False}, is_within=False
    ),
    "coalition.set_reminders": Asked("reminder", "set", lambda w: {"coalition": w.own, "weekday": 2}),
    "coalition.subscribe": Asked(
        "newsletter",
        "subscribe",
        lambda w: {"slug": shown_page(w), "email": "lezer@voorbeeld.invalid", "site": SITE},
        is_within=False,
    ),
    "coalition.confirm_subscription": Asked("newsletter", "subscribe", lambda w: {"token": wanted(w)}, is_within=False),
    "coalition.unsubscribe": Asked("newsletter", "subscribe", lambda w: {"token": leaving(w)}, is_within=False),
    "coalition.write_letter": Asked("newsletter", "send", lambda w: {"coalition": w.own, "subject": "N", "text": "T"}),
    "coalition.send_letter": Asked(
        "newsletter", "send", lambda w: {"coalition": w.own, "letter": letter(w), "site": SITE}
    ),
    "coalition.set_profile": _update(
        lambda w: {"coalition": w.own, "ambition": "Samen", "end_age": 4, "began_on": DAY, "areas": ""}
    ),
    "coalition.set_areas": _update(lambda w: {"coalition": w.own, "wanted": []}),
    "coalition.move_stage": _update(lambda w: {"coalition": w.own, "event": "forward"}),
    "coalition.close_guide": _update(lambda w: {"coalition": w.own}),
    "coalition.add_pillar": _update(lambda w: {"coalition": w.own, "name": "Leefstijl"}),
    "coalition.add_goal": _update(lambda w: {"coalition": w.own, "text": "Eerder hulp", "phase": "during"}),
    "coalition.end_goal": _update(lambda w: {"goal": goal(w), "on": DAY}),
    "coalition.add_party": _update(
        lambda w: {"coalition": w.own, "name": "Kraamzorg", "kind": "kraamzorg", "joined_on": DAY}
    ),
    "coalition.offer_workbook": _update(lambda w: {"coalition": w.own, "name": "x.xlsx", "content": workbook()}),
    "coalition.import_workbook": _update(lambda w: {"coalition": w.own, "name": "x.xlsx", "content": workbook()}),
    "coalition.store_workbook": _update(lambda w: {"intake": intake(w)}),
    "coalition.end_party": _update(lambda w: {"party": party(w), "left_on": DAY}),
    "coalition.add_person": _update(lambda w: {"coalition": w.own, "party": party(w), "name": "Bo Proef"}),
    "coalition.change_person": _update(lambda w: {"person": person(w).pk, "name": "Anne"}),
    "coalition.end_person": _update(lambda w: {"person": person(w).pk, "left_on": DAY}),
    "coalition.ask_people": Asked("membership", "create", lambda w: {"coalition": w.own, "site": "http://testserver"}),
    "coalition.confirm_person": Asked(
        "person", "confirm", lambda w: {"token": token(w), "wants_account": True}, is_within=False
    ),
    "coalition.make_agreement": Asked(
        "agreement", "write", lambda w: {"coalition": w.own, "level": "board", "text": "Samen.", "about": _terms()}
    ),
    "coalition.change_agreement": Asked("agreement", "write", lambda w: {"agreement": agreement(w), "about": _terms()}),
    "coalition.write_text": Asked(
        "agreement", "write", lambda w: {"agreement": agreement(w), "text": "Wij bellen altijd.", "based_on": 1}
    ),
    "coalition.merge_texts": Asked("agreement", "write", beside),
    "coalition.end_agreement": Asked("agreement", "write", lambda w: {"agreement": agreement(w), "on": DAY}),
    "coalition.sign": Asked(
        "agreement", "sign", lambda w: {"agreement": agreement(w), "party": party(w), "signed_on": DAY}
    ),
    "coalition.make_action": Asked("action", "write", lambda w: {"coalition": w.own, "task": _task()}),
    "coalition.change_action": Asked("action", "write", lambda w: {"action": action(w), "task": _task()}),
    "coalition.move_action": Asked("action", "write", lambda w: {"action": action(w), "event": "start"}),
    "coalition.nudge_people": Asked("action", "nudge", lambda w: {"coalition": w.own, "site": "http://testserver"}),
    "coalition.plan_meeting": Asked(
        "meeting", "write", lambda w: {"coalition": w.own, "title": "Stuurgroep", "held_on": DAY}
    ),
    "coalition.write_minutes": Asked(
        "meeting", "write", lambda w: {"meeting": meeting(w), "minutes": "Besproken.", "present": [], "version": 0}
    ),
    "coalition.decide": Asked("meeting", "write", lambda w: {"meeting": meeting(w), "text": "Wij beginnen."}),
    "coalition.make_feed": Asked("action", "read", lambda w: {"coalition": w.own}),
    "coalition.withdraw_feed": Asked("action", "read", lambda w: {"coalition": w.own}),
    "coalition.write_choice": Asked(
        "choice",
        "write",
        lambda w: {"coalition": w.own, "intervention": "voorzorg", "reasons": reasons(), "based_on": 0},
    ),
    "coalition.merge_choices": Asked("choice", "write", lambda w: choice(w, number=2)),
    "coalition.add_evidence": Asked(
        "evidence", "write", lambda w: {"coalition": w.own, "item": "S0-talks", "proof": _proof()}
    ),
    "coalition.take_back_evidence": Asked("evidence", "write", lambda w: {"evidence": evidence(w)}),
    "coalition.add_stage_item": _update(lambda w: {"coalition": w.own, "stage": "1", "text": "Er is een logo."}),
    "coalition.end_stage_item": _update(lambda w: {"item": stage_item(w)}),
    "coalition.set_grant": Asked(
        "budget",
        "write",
        lambda w: {"coalition": w.own, "funding": "nnz", "year": 2026, "granted_cents": 100_00},
    ),
    "coalition.add_budget_line": Asked("budget", "write", lambda w: {"coalition": w.own, "spending": _spending()}),
    "coalition.change_budget_line": Asked(
        "budget", "write", lambda w: {"line": budget_line(w), "spending": _spending(), "version": 1}
    ),
    "coalition.remove_budget_line": Asked("budget", "write", lambda w: {"line": budget_line(w)}),
    "coalition.attach": Asked(
        "agreement",
        "write",
        lambda w: {"item": "agreement", "key": agreement(w), "link": "https://voorbeeld.invalid/x"},
    ),
    "coalition.detach": Asked("meeting", "write", lambda w: {"item": "meeting", "key": meeting(w)}),
    "coalition.offer_text": Asked("voice", "offer", lambda w: {"coalition": w.own, "to_read": _to_read()}),
    "coalition.close_text": Asked("voice", "offer", lambda w: {"text": offered_text(w)}),
    "coalition.comment_on": Asked("voice", "comment", lambda w: {"text": offered_text(w), "comment": "Duidelijk."}),
    "coalition.take_back_comment": Asked(
        "voice", "comment", lambda w: {"comment": comment(w)}, ends_in="van iemand anders"
    ),
    "coalition.answer_comment": Asked("voice", "answer", lambda w: {"comment": comment(w), "answer": "Dank u."}),
    "coalition.see_again": Asked(
        "agreement",
        "write",
        lambda w: {"item": "agreement", "key": agreement(w)},
        ends_in="cijfer is er hier niet",
    ),
    "coalition.hang_action": Asked("action", "write", lambda w: {"action": action(w), "budget_line": budget_line(w)}),
    "coalition.make_join_code": Asked("template", "write", lambda w: {"coalition": w.own}),
    "coalition.join_region": Asked("template", "take", join_code),
    "coalition.leave_region": Asked("template", "take", lambda w: {"coalition": w.own, "tie": tie(w)}),
    "coalition.publish_template": Asked(
        "template", "write", lambda w: {"coalition": w.own, "kind": "goal", "offer": _offer()}
    ),
    "coalition.change_template": Asked(
        "template", "write", lambda w: {"template": template(w, w.own), "offer": _offer(), "based_on": 1}
    ),
    "coalition.withdraw_template": Asked("template", "write", lambda w: {"template": template(w, w.own)}),
    "coalition.take_template": Asked("template", "take", offered),
    "coalition.leave_template": Asked("template", "take", offered),
}
