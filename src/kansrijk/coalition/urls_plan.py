"""Addresses of the plan of a coalition: gaps and choices."""

from django.urls import path

from kansrijk.coalition.views import choices, gaps, plan

own = "coalitie/<slug:slug>"

urlpatterns = [
    path(f"{own}/plan", plan.plan, name="coalition_plan"),
    path(f"{own}/witte-vlekken", gaps.table, name="coalition_gaps"),
    path(f"{own}/witte-vlekken.csv", gaps.download, name="coalition_gaps_csv"),
    path(f"{own}/witte-vlekken/<str:phase>/<str:domain>/<str:level>", gaps.piece, name="coalition_gap"),
    path(f"{own}/keuzes", choices.overview, name="coalition_choices"),
    path(f"{own}/keuzes.<str:form>", choices.download, name="coalition_choices_file"),
    path(f"{own}/keuzes/<slug:intervention>", choices.one, name="coalition_choice"),
    path(f"{own}/keuzes/<slug:intervention>/samenvoegen/<str:version>", choices.merge, name="coalition_choice_merge"),
]
