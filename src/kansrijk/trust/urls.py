"""Addresses of sign-in, one's own account, the coalition's people and the audit."""

from allauth.account import views as account
from allauth.mfa.urls import urlpatterns as mfa
from django.urls import include, path, re_path
from django.views.decorators.http import require_POST

from kansrijk.trust import views, views_mandate

urlpatterns = [
    path("aanmelden", account.login, name="account_login"),
    path("afmelden", account.logout, name="account_logout"),
    path("account/registreren", account.signup, name="account_signup"),
    path("account/bevestig", account.reauthenticate, name="account_reauthenticate"),
    path("account/wachtwoord", account.password_change, name="account_change_password"),
    path("account/wachtwoord/nieuw", account.password_set, name="account_set_password"),
    path("account/inactief", account.account_inactive, name="account_inactive"),
    path("account/wachtwoord/vergeten", account.password_reset, name="account_reset_password"),
    path(
        "account/wachtwoord/vergeten/verstuurd",
        account.password_reset_done,
        name="account_reset_password_done",
    ),
    re_path(  # a key holds hyphens itself, the account does not
        r"^account/wachtwoord/herstel/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>[^/]+)$",
        account.password_reset_from_key,
        name="account_reset_password_from_key",
    ),
    path(
        "account/wachtwoord/herstel/klaar",
        account.password_reset_from_key_done,
        name="account_reset_password_from_key_done",
    ),
    path("account/beveiliging/", include(mfa)),
    path("account/code", views.show_factor, name="show_factor"),
    path("account", views.own_account, name="own_account"),
    path("account/sessies/beeindigen", require_POST(views.end_sessions), name="end_sessions"),
    path("account/sessies/verlengen", require_POST(views.stay_signed_in), name="stay_signed_in"),
    path("gereed", views.ready, name="ready"),
    path("coalitie/<slug:slug>/mensen", views.people, name="people"),
    path("coalitie/<slug:slug>/mensen/uitnodigen", views.invite, name="invite"),
    path("coalitie/<slug:slug>/mensen/<uuid:membership>/beeindigen", views.end_membership, name="end_membership"),
    path("coalitie/<slug:slug>/namens", views_mandate.deputies, name="deputies"),
    path(
        "coalitie/<slug:slug>/namens/<uuid:mandate>/beeindigen",
        require_POST(views_mandate.end_mandate),
        name="end_mandate",
    ),
    path("coalitie/<slug:slug>/namens/<uuid:mandate>/werken", require_POST(views_mandate.act_for), name="act_for"),
    path("account/namens/stoppen", require_POST(views_mandate.act_for_nobody), name="act_for_nobody"),
    path("coalitie/<slug:slug>/logboek", views.audit_log, name="audit_log"),
]
