"""Addresses of what concerns a family. None holds a name, a factor or a day of birth; a file is a key.

The link of a parent (`mijn/<key>`) is a random word and says nothing; after the code no address holds it any more.
"""

from django.urls import path

from kansrijk.families import (
    views,
    views_balance,
    views_colleagues,
    views_consent,
    views_copy,
    views_event,
    views_link,
    views_looking,
    views_own,
    views_signal,
    views_weighing,
)

urlpatterns = [
    path("gezinnen", views.families, name="families"),
    path("gezinnen/<slug:slug>", views.files, name="family_files"),
    path("gezinnen/<slug:slug>/<uuid:file>", views.file, name="family_file"),
    path("gezinnen/<slug:slug>/<uuid:file>/bewaren", views.keep, name="keep_family_file"),
    path("gezinnen/<slug:slug>/<uuid:file>/weghalen", views.forget, name="forget_family_file"),
    path("gezinnen/<slug:slug>/<uuid:file>/gebeurd", views_event.happened, name="family_event"),
    path("gezinnen/<slug:slug>/gebeurd/<uuid:event>/terug", views_event.take_back, name="take_back_event"),
    path("gezinnen/<slug:slug>/<uuid:file>/balans", views_balance.family_balance, name="family_balance"),
    path("gezinnen/<slug:slug>/<uuid:file>/collega", views_colleagues.take_in, name="take_in_colleague"),
    path("gezinnen/<slug:slug>/collega/<uuid:involvement>/stoppen", views_colleagues.let_go, name="let_go_colleague"),
    path("gezinnen/<slug:slug>/<uuid:file>/gekeken", views_looking.who_looked, name="family_looked"),
    path("gezinnen/<slug:slug>/<uuid:file>/gekeken.csv", views_looking.who_looked_csv, name="family_looked_csv"),
    path("gezinnen/<slug:slug>/<uuid:file>/toestemming", views_consent.ask, name="ask_consent"),
    path("gezinnen/<slug:slug>/toestemming/<uuid:consent>/briefje", views_consent.receipt, name="consent_receipt"),
    path("gezinnen/<slug:slug>/toestemming/<uuid:consent>/stoppen", views_consent.stop, name="stop_consent"),
    path("gezinnen/<slug:slug>/<uuid:file>/eigen-pagina", views_link.make, name="family_own_page"),
    path("gezinnen/<slug:slug>/<uuid:file>/eigen-pagina/intrekken", views_link.withdraw, name="withdraw_own_page"),
    path("gezinnen/<slug:slug>/vraag/<uuid:asked>", views_link.answer, name="answer_parent"),
    path("mijn", views_own.own, name="own_page"),
    path("mijn/gekeken", views_own.looked, name="own_page_looked"),
    path("mijn/delen/<uuid:consent>/stoppen", views_own.stop, name="own_page_stop"),
    path("mijn/zeggen", views_own.ask, name="own_page_ask"),
    path("mijn/gezegd/<uuid:asked>", views_own.asked, name="own_page_request"),
    path("mijn/kopie", views_copy.choose, name="own_copy"),
    path("mijn/kopie/lezen", views_copy.read, name="own_copy_read"),
    path("mijn/kopie/bestand", views_copy.as_file, name="own_copy_file"),
    path("mijn/sluiten", views_own.leave, name="leave_own_page"),
    path("mijn/<slug:key>", views_own.door, name="own_page_door"),
    path("gezinnen/<slug:slug>/signaal/nieuw", views_signal.begin, name="begin_signal"),
    path("gezinnen/<slug:slug>/signaal/<uuid:signal>", views_signal.signal, name="family_signal"),
    path("gezinnen/<slug:slug>/signaal/<uuid:signal>/moment", views_signal.when, name="signal_when"),
    path("gezinnen/<slug:slug>/signaal/<uuid:signal>/factoren", views_signal.factors, name="signal_factors"),
    path("gezinnen/<slug:slug>/signaal/<uuid:signal>/wens", views_signal.wish, name="signal_wish"),
    path("gezinnen/<slug:slug>/signaal/<uuid:signal>/weghalen", views_signal.drop, name="drop_signal"),
    path("gezinnen/<slug:slug>/<uuid:file>/wegen", views_weighing.begin, name="begin_weighing"),
    path("gezinnen/<slug:slug>/weging/<uuid:weighing>", views_weighing.weighing, name="family_weighing"),
    path("gezinnen/<slug:slug>/weging/<uuid:weighing>/genoeg", views_weighing.enough, name="weighing_enough"),
    path("gezinnen/<slug:slug>/weging/<uuid:weighing>/keuze", views_weighing.level, name="weighing_level"),
    path("gezinnen/<slug:slug>/weging/<uuid:weighing>/samen", views_weighing.together, name="weighing_together"),
    path("gezinnen/<slug:slug>/weging/<uuid:weighing>/weghalen", views_weighing.drop, name="drop_weighing"),
]
