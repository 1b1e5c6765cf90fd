"""The audit can be added to and read, and nothing else."""

import pytest
from django.db import DatabaseError, transaction

from kansrijk.trust import audit
from kansrijk.trust.actors import Actor
from kansrijk.trust.models import AuditRecord

pytestmark = pytest.mark.django_db


def _write(**fields):
    audit.record(by=Actor(name="Test"), event="test", action="R", kind="page", **fields)


@pytest.mark.req("AUD-03", "audit grants and trigger")
@pytest.mark.parametrize("statement", ["update trust_auditrecord set event = 'x'", "delete from trust_auditrecord"])
def test_the_application_cannot_change_the_audit(statement):
    from django.db import connection

    _write()
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)
    assert AuditRecord.objects.count() == 1


@pytest.mark.req("AUD-10", "audit.plain")
@pytest.mark.parametrize("evil", ["a\r\nb", "\x1b[31m", "\u202egnp", "a\x00b", "a\u2028b"])
def test_a_name_cannot_break_a_log_line(evil):
    _write(reference=evil)
    written = AuditRecord.objects.get().object_reference
    assert evil not in written
    assert written.isprintable()
