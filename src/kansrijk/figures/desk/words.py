"""Words of the desk for states, steps, kinds and levels."""

from django.utils.translation import gettext_lazy

STATES = {
    "offered": gettext_lazy("being checked"),
    "checked": gettext_lazy("checked, not stored yet"),
    "refused": gettext_lazy("refused"),
    "stored": gettext_lazy("stored"),
    "discarded": gettext_lazy("thrown away"),
    "expired": gettext_lazy("expired"),
    "imported": gettext_lazy("imported, waits to be proposed"),
    "proposed": gettext_lazy("waits for a second person"),
    "published": gettext_lazy("published"),
    "replaced": gettext_lazy("replaced by a newer delivery"),
    "withdrawn": gettext_lazy("withdrawn"),
}
KINDS = {
    "preliminary": gettext_lazy("preliminary"),
    "revised": gettext_lazy("revised"),
    "final": gettext_lazy("final"),
}
STEPS = {
    "reading": gettext_lazy("the file is being read"),
    "interpreting": gettext_lazy("rows and columns are being recognised"),
    "checking": gettext_lazy("every cell is being checked"),
    "storing": gettext_lazy("the figures are being written"),
    "auditing": gettext_lazy("what must be hidden is being hidden, and the attacker tries to recompute it"),
}
WORKS = {
    "check": gettext_lazy("We are checking the file. Nothing is stored."),
    "store": gettext_lazy("We are storing the figures: all of them, or none."),
    "propose": gettext_lazy("We are preparing the proposal."),
    "publish": gettext_lazy("We are checking once more, and publish then."),
    "check_areas": gettext_lazy("We are checking the file. Nothing is stored."),
    "judge": gettext_lazy("We are checking own figures of this area before you see them."),
    "store_areas": gettext_lazy("We are storing the areas: all of them, or none."),
}
# What the attacker worked out: a number of cases, the group they are in, or what is between two of them.
COUNTS = {
    "n": gettext_lazy("the number itself"),
    "d": gettext_lazy("the group it is a part of"),
    "rest": gettext_lazy("the others of the group"),
    "late": gettext_lazy("the difference with an earlier release"),
}
LEVELS = {
    "country": gettext_lazy("country"),
    "province": gettext_lazy("province"),
    "ggd_region": gettext_lazy("GGD region"),
    "region": gettext_lazy("other region"),
    "gemeente": gettext_lazy("gemeente"),
    "stadsdeel": gettext_lazy("stadsdeel"),
    "gebied": gettext_lazy("gebied"),
    "wijk": gettext_lazy("wijk"),
    "buurt": gettext_lazy("buurt"),
    "pc4": gettext_lazy("postcode area"),
    "pc3": gettext_lazy("postcode area of three digits"),
}
