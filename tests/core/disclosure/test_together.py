"""Attacked in parts or whole: the same report."""

import dataclasses

from kansrijk.core.disclosure.attacker import audit, audit_together, published, together
from kansrijk.core.disclosure.attacker.together import split

VALUES = {}
SUMS = []
for _table in range(12):
    VALUES |= {f"t{_table}:a": None, f"t{_table}:b": None if _table % 3 else 30 + _table, f"t{_table}:c": 40}
    VALUES[f"t{_table}:all"] = 73 + _table
    SUMS.append((f"t{_table}:all", [f"t{_table}:{part}" for part in "abc"]))
INSIDERS = {"t1:a": 1, "t4:b": 2}


def test_parts_share_no_sum_and_leave_nothing_out():
    whole = published(VALUES, SUMS)
    parts = split(whole, 5)
    assert sorted(name for part in parts for name in part.names) == sorted(whole.names)
    assert sum(part.sums.count for part in parts) == len(SUMS)
    found = [
        one for part in parts for one in audit(part, {k: v for k, v in INSIDERS.items() if k in part.names}).recoverable
    ]
    assert {dataclasses.astuple(one) for one in found} == {
        dataclasses.astuple(one) for one in audit(whole, INSIDERS).recoverable
    }
    assert len(found) >= 4


def test_two_processes_report_what_one_does(monkeypatch):
    whole = published(VALUES, SUMS)
    monkeypatch.setattr(together, "WORTHWHILE", 1)
    assert audit_together(whole, INSIDERS, workers=2) == audit(whole, INSIDERS)
    assert audit_together(whole, INSIDERS, set(), workers=2) == audit(whole, INSIDERS, set())
