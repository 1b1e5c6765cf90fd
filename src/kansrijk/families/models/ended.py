"""What ended proposals became, counted: no key of anybody."""

from django.db import models

from kansrijk.families.models.schema import table


class ProposalCell(models.Model):
    """How many proposals ended in a month with this phase, kind of detector and outcome. Read by one job only.

    The database adds (`families.count_proposal`); nothing is written from here.
    """

    pk = models.CompositePrimaryKey("coalition", "month", "phase", "detector", "outcome")
    coalition = models.UUIDField()
    month = models.DateField()
    phase = models.TextField()
    detector = models.TextField()
    outcome = models.TextField()
    proposals = models.IntegerField()
    weighed = models.IntegerField()

    class Meta:
        app_label = "families"
        managed = False
        db_table = table("proposal_cell")

    def __str__(self) -> str:
        return f"{self.month:%Y-%m} {self.phase} {self.detector} {self.outcome}"
