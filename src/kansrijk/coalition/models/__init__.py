"""The tables of a coalition's own work, by subject."""

from kansrijk.coalition.models.actions import Action, Decision, Feed, Meeting
from kansrijk.coalition.models.agreements import Agreement, AgreementText, Signature
from kansrijk.coalition.models.attachments import Attachment
from kansrijk.coalition.models.budget import BudgetLine, Grant
from kansrijk.coalition.models.choices import Choice
from kansrijk.coalition.models.intake import Intake
from kansrijk.coalition.models.learning import Attendee, EmbeddingLine, Training, TrainingDay
from kansrijk.coalition.models.parties import Party, Person
from kansrijk.coalition.models.profile import CoalitionArea, Goal, Pillar, Profile, Reminding
from kansrijk.coalition.models.public import Letter, NewsItem, PublicPage, Report, Subscriber
from kansrijk.coalition.models.region import JoinCode, RegionTie, Taken, Template, TemplateVersion
from kansrijk.coalition.models.stages import Evidence, StageItem
from kansrijk.coalition.models.voices import Comment, OfferedText

__all__ = [
    "Action",
    "Agreement",
    "AgreementText",
    "Attachment",
    "Attendee",
    "BudgetLine",
    "Choice",
    "CoalitionArea",
    "Comment",
    "Decision",
    "EmbeddingLine",
    "Evidence",
    "Feed",
    "Goal",
    "Grant",
    "Intake",
    "JoinCode",
    "Letter",
    "Meeting",
    "NewsItem",
    "OfferedText",
    "Party",
    "Person",
    "Pillar",
    "Profile",
    "PublicPage",
    "RegionTie",
    "Reminding",
    "Report",
    "Signature",
    "StageItem",
    "Subscriber",
    "Taken",
    "Template",
    "TemplateVersion",
    "Training",
    "TrainingDay",
]
