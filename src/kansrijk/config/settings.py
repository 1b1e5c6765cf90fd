"""Settings, from the environment. docs/en/settings.md describes each variable; `kansrijk doctor` checks them.

Modes: `demo` and `test` may serve plain http on loopback; `production` (the default) may not.
"""

import os
from pathlib import Path
from urllib.parse import parse_qs, unquote, urlsplit

import kansrijk

PACKAGE = Path(kansrijk.__file__).parent
MODE = os.environ.get("KANSRIJK_MODE", "production")
DEMO = MODE == "demo"
PLAIN_HTTP = MODE in {"demo", "test"}
SECRET_KEY = os.environ.get("KANSRIJK_SECRET_KEY", "only-for-demo-and-tests-" * 3 if PLAIN_HTTP else "")
# Encrypts the coalitions' own keys; the first key writes, all may read. Base64, 32 bytes each, comma separated.
MASTER_KEYS = [key for key in os.environ.get("KANSRIJK_MASTER_KEYS", "").split(",") if key]
MASTER_KEYS = MASTER_KEYS or (["b25seS1mb3ItZGVtby1hbmQtdGVzdHMtMzJieXRlcyE="] if PLAIN_HTTP else [])
DEBUG = False
ALLOWED_HOSTS = os.environ.get("KANSRIJK_HOSTS", "localhost,127.0.0.1,testserver" if PLAIN_HTTP else "").split(",")
DATA_DIR = Path(os.environ.get("KANSRIJK_DATA", "var")).absolute()
AUDIT_HEADS = os.environ.get("KANSRIJK_AUDIT_HEADS", "")  # folder of what the sealer signs; "": in DATA_DIR


def _database(url: str) -> dict[str, object]:
    parts = urlsplit(url)
    query = parse_qs(parts.query)
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.lstrip("/")) or "kansrijk",
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": query.get("host", [parts.hostname or ""])[0],
        "PORT": str(parts.port or ""),
        "CONN_MAX_AGE": 600,
        "CONN_HEALTH_CHECKS": True,
        "ATOMIC_REQUESTS": True,
        "OPTIONS": {"options": "-c lock_timeout=3000 -c timezone=UTC"},
    }


# The server's role owns nothing; migrations run under the owner's address, chosen by KANSRIJK_DATABASE_ROLE=owner.
_AS_OWNER = os.environ.get("KANSRIJK_DATABASE_ROLE") == "owner"
DATABASES = {"default": _database(os.environ.get("DATABASE_OWNER_URL" if _AS_OWNER else "DATABASE_URL", ""))}
# Compartment B (families, referrals) is installed where its own role has an address, and nowhere else (red line 2).
FAMILIES = bool(os.environ.get("DATABASE_FAMILIES_URL"))
if FAMILIES:
    DATABASES["families"] = _database(os.environ["DATABASE_FAMILIES_URL"]) | {"ATOMIC_REQUESTS": False}
    DATABASE_ROUTERS = ["kansrijk.trust.compartment.Router"]
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "pgtrigger",
    "procrastinate.contrib.django",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "kansrijk.web",
    "kansrijk.trust",
    "kansrijk.areas",
    "kansrijk.figures",
    "kansrijk.atlas",
    "kansrijk.offer",
    "kansrijk.coalition",
    "kansrijk.paths",
    *(["kansrijk.families", "kansrijk.referrals", "kansrijk.results"] if FAMILIES else []),
    "kansrijk.api",
    *(["kansrijk.demo"] if PLAIN_HTTP else []),
]
MIDDLEWARE = [
    "csp.middleware.CSPMiddleware",  # the two that write headers stand outside all that can answer or fail
    "kansrijk.web.middleware.headers",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "kansrijk.api.middleware.interface",
    "kansrijk.web.middleware.embedded",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "kansrijk.web.middleware.language",
    "kansrijk.web.middleware.not_allowed",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "kansrijk.api.tokens.Tokens",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "kansrijk.trust.sessions.limited",
    "kansrijk.trust.gate.Gate",
]
ROOT_URLCONF = "kansrijk.config.urls"
WSGI_APPLICATION = "kansrijk.config.wsgi.application"
APPEND_SLASH = False
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [PACKAGE / "web" / "templates"],  # ours before those of allauth
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "kansrijk.web.context.page",
            ],
        },
    }
]

AUTH_USER_MODEL = "trust.Account"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
]
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "none"  # accounts begin with an invitation that proved the address
ACCOUNT_ADAPTER = "kansrijk.trust.sign_in.Adapter"
MFA_ADAPTER = "kansrijk.trust.sign_in.Locks"
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_PREVENT_ENUMERATION = True  # who asks for a link does not learn who has an account (WEB-42)
ACCOUNT_RATE_LIMITS = False  # the gate counts, in PostgreSQL, for all workers together
MFA_TOTP_TOLERANCE = 1  # a code typed as it changes still counts: one step either side, as RFC 6238 5.2 advises
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = PLAIN_HTTP
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/vandaag"
ACCOUNT_LOGOUT_REDIRECT_URL = "/"
RATE_FACTOR = 10 if PLAIN_HTTP else 1

LANGUAGE_CODE = "nl"
LANGUAGES = [("nl", "Nederlands"), ("en", "English")]
LOCALE_PATHS = [PACKAGE / "web" / "locale"]
TIME_ZONE = "Europe/Amsterdam"
USE_TZ = True
USE_THOUSAND_SEPARATOR = True

PROCRASTINATE_AUTODISCOVER_MODULE_NAME = "jobs"  # of each room: one-line wrappers around commands

STATIC_URL = "/static/"
STATICFILES_DIRS = [PACKAGE / "web" / "dist"] if (PACKAGE / "web" / "dist").exists() else []
WHITENOISE_USE_FINDERS = True
WHITENOISE_ALLOW_ALL_ORIGINS = False

_prefix = "" if PLAIN_HTTP else "__Host-"
SESSION_COOKIE_NAME = f"{_prefix}kansrijk-session"
CSRF_COOKIE_NAME = f"{_prefix}kansrijk-csrf"
LANGUAGE_COOKIE_NAME = f"{_prefix}kansrijk-taal"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = not PLAIN_HTTP
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = LANGUAGE_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = LANGUAGE_COOKIE_SAMESITE = "Lax"
SESSION_ENGINE = "kansrijk.trust.session_store"
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"  # no cookie of its own (WEB-06)
SESSION_COOKIE_AGE = 10 * 60 * 60  # at most, however busy (WEB-03)
SESSION_IDLE_SECONDS = 60 * 60  # without a request; compartment B brings its own, shorter one
SECURE_SSL_REDIRECT = not PLAIN_HTTP
SECURE_HSTS_SECONDS = 0 if PLAIN_HTTP else 365 * 24 * 60 * 60
SECURE_HSTS_INCLUDE_SUBDOMAINS = not PLAIN_HTTP
# How many proxies of ours stand in front: only they are believed about https and about who asks.
_proxies = os.environ.get("KANSRIJK_BEHIND_PROXY", "")
PROXIES = int(_proxies) if _proxies.isdecimal() else 0
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if PROXIES else None
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
# web.middleware.headers writes X-Frame-Options itself; a list of preloaded names is the operator's own choice.
SILENCED_SYSTEM_CHECKS = ["security.W002", "security.W021"]
_self = ["'self'"]
CONTENT_POLICY_REPORTS = "/inhoudsbeleid/meldingen"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'none'"],
        **{f"{kind}-src": _self for kind in ("script", "style", "font", "connect", "worker", "manifest")},
        "img-src": ["'self'", "data:"],
        "frame-ancestors": ["'none'"],
        "base-uri": ["'none'"],
        "form-action": _self,
        # Browsers of today read `report-to` and the header Reporting-Endpoints, the others `report-uri`.
        "report-to": ["inhoudsbeleid"],
        "report-uri": [CONTENT_POLICY_REPORTS],
    }
}
DATA_UPLOAD_MAX_MEMORY_SIZE = 10 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 1000
LARGEST_BODY = DATA_UPLOAD_MAX_MEMORY_SIZE  # bytes of a request; addresses with the limit `import` take more
LARGEST_IMPORT = 64 * 1024 * 1024  # a file of 60 MB and what a form wraps around it
CLAMD = os.environ.get("KANSRIJK_CLAMD", "")  # socket of the scanner that every file goes past; "": none
FILE_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
EMAIL_BACKEND = (
    "django.core.mail.backends.console.EmailBackend"
    if PLAIN_HTTP
    else os.environ.get("KANSRIJK_EMAIL_BACKEND", "django.core.mail.backends.smtp.EmailBackend")
)
EMAIL_HOST = os.environ.get("KANSRIJK_EMAIL_HOST", "localhost")
EMAIL_TIMEOUT = 10  # seconds
DEFAULT_FROM_EMAIL = os.environ.get("KANSRIJK_EMAIL_FROM", "kansrijk@localhost")
CSRF_FAILURE_VIEW = "kansrijk.web.views.csrf_failure"
# Errors go to the standard error stream with their traceback; addresses hold no personal data (LAW-06),
# and the word of a link that opens something by itself is left out of them.
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "filters": {"links": {"()": "kansrijk.web.masking.Masked"}},
    "handlers": {"stream": {"class": "logging.StreamHandler", "filters": ["links"]}},
    "loggers": {
        "django": {"handlers": ["stream"], "level": "ERROR", "propagate": True},
        "kansrijk.content_policy": {"handlers": ["stream"], "level": "WARNING", "propagate": True},
    },
}
