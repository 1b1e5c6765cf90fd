"""Who takes part: organisations with the dates on which they join and leave, and the people in them."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Func, Q

from kansrijk.trust.models import Account, Coalition, Keyed, Organisation


class Party(Keyed):
    """An organisation in a coalition, from a day and until a day (that day included).

    `gemeenten` holds codes of the areas that it works in; empty: all of the coalition's.
    """

    coalition = models.ForeignKey(Coalition, on_delete=models.CASCADE, related_name="+")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=30)
    gemeenten = ArrayField(models.CharField(max_length=20), default=list, blank=True)
    joined_on = models.DateField()
    left_on = models.DateField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(left_on__isnull=True) | Q(left_on__gte=F("joined_on")), name="party_days"
            ),
            models.UniqueConstraint(
                fields=["coalition", "organisation"], condition=Q(left_on__isnull=True), name="party_once"
            ),
        ]

    def __str__(self) -> str:
        return self.kind


class Person(Keyed):
    """Somebody behind a party: role, expertise, how to reach. No account is needed to be listed or to confirm.

    `asked_at` is when the signed link went out, `confirmed_at` when its reader said that this is right,
    `public_at` when this person said yes to being named on the public page. `nudged_on` is the day for which the last
    reminder went; `no_reminders_at` when this person said that none should come.
    """

    coalition = models.ForeignKey(Coalition, on_delete=models.CASCADE, related_name="+")
    party = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="people")
    name = models.CharField(max_length=120)
    role = models.CharField(max_length=120, blank=True, default="")
    expertise = models.CharField(max_length=300, blank=True, default="")
    email = models.EmailField(blank=True, default="")
    phone = models.CharField(max_length=20, blank=True, default="")
    is_driver = models.BooleanField(default=False)
    account = models.ForeignKey(Account, on_delete=models.SET_NULL, null=True, related_name="+")
    asked_at = models.DateTimeField(null=True)
    confirmed_at = models.DateTimeField(null=True)
    public_at = models.DateTimeField(null=True)
    wants_account = models.BooleanField(default=False)
    nudged_on = models.DateField(null=True)
    no_reminders_at = models.DateTimeField(null=True)
    added_at = models.DateTimeField(db_default=Func(function="clock_timestamp"))
    left_on = models.DateField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["coalition", "email"],
                condition=Q(left_on__isnull=True) & ~Q(email=""),
                name="person_once_by_mail",
            ),
            models.UniqueConstraint(
                fields=["party", "name"], condition=Q(left_on__isnull=True, email=""), name="person_once_by_name"
            ),
        ]

    def __str__(self) -> str:
        return self.name
