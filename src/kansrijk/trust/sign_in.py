"""How allauth signs people in here: no open registration, and only to addresses of our own afterwards."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest
from django.utils.http import url_has_allowed_host_and_scheme


class Adapter(DefaultAccountAdapter):
    """Accounts are made by invitation; see `commands.create_account`."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def is_safe_url(self, url: str | None) -> bool:
        """Only a path of this site: no host, no scheme-relative address, no backslashes."""
        return bool(url) and "\\" not in str(url) and url_has_allowed_host_and_scheme(url, allowed_hosts=None)

    def populate_username(self, request: HttpRequest, user: Any) -> None:
        """Accounts have no user name."""
