"""What a coalition shows to everybody: its page, its news, its reports, and who asked for the newsletter."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Func, Q

from kansrijk.coalition.models.actions import Meeting
from kansrijk.coalition.models.parties import Person
from kansrijk.coalition.rules_public import BLOCKS, LETTER_STATES
from kansrijk.trust.models import Coalition, Keyed


class PublicPage(models.Model):
    """What is chosen for the page. Nobody outside sees any of it while `published_at` is empty."""

    coalition = models.OneToOneField(Coalition, on_delete=models.CASCADE, primary_key=True, related_name="+")
    about = models.TextField(max_length=3000, blank=True, default="")
    blocks = ArrayField(models.CharField(max_length=12, choices=[(one, one) for one in BLOCKS]), default=list)
    indicators = ArrayField(models.CharField(max_length=80), default=list, blank=True)
    meetings = models.ManyToManyField(Meeting, related_name="+")
    contact = models.ForeignKey(Person, on_delete=models.SET_NULL, null=True, related_name="+")
    published_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return "public" if self.published_at else "not public"


class NewsItem(Keyed):
    """A message of the coalition, plain text. A day makes it news; without one it is a draft."""

    coalition = models.ForeignKey(Coalition, on_delete=models.CASCADE, related_name="+")
    title = models.CharField(max_length=150)
    text = models.TextField(max_length=5000)
    posted_on = models.DateField(null=True)
    made_at = models.DateTimeField(db_default=Func(function="clock_timestamp"))

    class Meta:
        constraints = [models.UniqueConstraint(fields=["coalition", "title"], name="news_once")]

    def __str__(self) -> str:
        return self.title


class Report(Keyed):
    """A report or download: a link elsewhere, or one file that was checked. Never both."""

    coalition = models.ForeignKey(Coalition, on_delete=models.CASCADE, related_name="+")
    title = models.CharField(max_length=150)
    dated_on = models.DateField()
    link = models.URLField(max_length=500, blank=True, default="")
    kind = models.CharField(max_length=4, blank=True, default="")
    content = models.BinaryField(null=True)
    made_at = models.DateTimeField(db_default=Func(function="clock_timestamp"))

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(content__isnull=True, kind="") & ~Q(link="") | Q(content__isnull=False, link=""),
                name="report_link_or_file",
            ),
            models.UniqueConstraint(fields=["coalition", "title"], name="report_once"),
        ]

    def __str__(self) -> str:
        return self.title


class Subscriber(Keyed):
    """Who confirmed that the newsletter may come: the address under the coalition's key, and a hash to know it by.

    Nothing else is kept: no name, nothing of what was opened or read. Who unsubscribes is gone.
    """

    coalition = models.ForeignKey(Coalition, on_delete=models.CASCADE, related_name="+")
    digest = models.CharField(max_length=64)
    sealed = models.BinaryField()
    confirmed_on = models.DateField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["coalition", "digest"], name="subscriber_once")]

    def __str__(self) -> str:
        return f"{self.confirmed_on}"


class Letter(Keyed):
    """A newsletter in plain text. `reached` is the last subscriber that got it: a job that stopped goes on there."""

    coalition = models.ForeignKey(Coalition, on_delete=models.CASCADE, related_name="+")
    subject = models.CharField(max_length=120)
    text = models.TextField(max_length=10_000)
    state = models.CharField(max_length=8, default="draft")
    site = models.CharField(max_length=200, blank=True, default="")
    reached = models.UUIDField(null=True)
    sent = models.PositiveIntegerField(default=0)
    failed = models.PositiveIntegerField(default=0)
    ordered_at = models.DateTimeField(null=True)
    made_at = models.DateTimeField(db_default=Func(function="clock_timestamp"))

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(state__in=LETTER_STATES), name="letter_state")]

    def __str__(self) -> str:
        return self.subject
