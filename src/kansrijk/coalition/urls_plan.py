"""Addresses of the plan of a coalition: gaps, choices, stages, budget and region."""

from django.urls import path

from kansrijk.coalition.views import budget, choices, gaps, plan, region, stages

own = "coalitie/<slug:slug>"

urlpatterns = [
    path(f"{own}/plan", plan.plan, name="coalition_plan"),
    path(f"{own}/witte-vlekken", gaps.table, name="coalition_gaps"),
    path(f"{own}/witte-vlekken.csv", gaps.download, name="coalition_gaps_csv"),
    path(f"{own}/witte-vlekken/<str:phase>/<str:domain>/<str:level>", gaps.piece, name="coalition_gap"),
    path(f"{own}/fasen", stages.overview, name="coalition_stages"),
    path(f"{own}/fasen.csv", stages.download, name="coalition_stages_csv"),
    path(f"{own}/fasen/punt/<uuid:number>/sluiten", stages.end_item, name="coalition_end_stage_item"),
    path(f"{own}/fasen/bewijs/<uuid:number>/intrekken", stages.take_back, name="coalition_take_back_evidence"),
    path(f"{own}/fasen/<str:item>", stages.item, name="coalition_stage_item"),
    path(f"{own}/begroting", budget.overview, name="coalition_budget"),
    path(f"{own}/begroting.<str:form>", budget.download, name="coalition_budget_file"),
    path(f"{own}/begroting/nieuw", budget.new, name="coalition_new_budget_line"),
    path(f"{own}/begroting/toekenning", budget.begin_grant, name="coalition_begin_grant"),
    path(f"{own}/begroting/toekenning/<str:year>/<str:funding>", budget.set_grant, name="coalition_grant"),
    path(f"{own}/begroting/verantwoording", budget.account, name="coalition_account"),
    path(f"{own}/begroting/<uuid:number>", budget.change, name="coalition_budget_line"),
    path(f"{own}/begroting/<uuid:number>/weghalen", budget.remove, name="coalition_remove_budget_line"),
    path(f"{own}/regio", region.overview, name="coalition_region"),
    path(f"{own}/regio/code", region.make_code, name="coalition_join_code"),
    path(f"{own}/regio/sjabloon", region.new, name="coalition_new_template"),
    path(f"{own}/regio/sjabloon/<uuid:number>", region.change, name="coalition_template"),
    path(f"{own}/regio/sjabloon/<uuid:number>/intrekken", region.withdraw, name="coalition_withdraw_template"),
    path(f"{own}/regio/aanbod/<uuid:number>", region.decide, name="coalition_offer"),
    path(f"{own}/regio/<uuid:number>/stoppen", region.leave, name="coalition_leave_region"),
    path(f"{own}/keuzes", choices.overview, name="coalition_choices"),
    path(f"{own}/keuzes.<str:form>", choices.download, name="coalition_choices_file"),
    path(f"{own}/keuzes/<slug:intervention>", choices.one, name="coalition_choice"),
    path(f"{own}/keuzes/<slug:intervention>/samenvoegen/<str:version>", choices.merge, name="coalition_choice_merge"),
]
