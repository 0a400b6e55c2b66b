"""Django's settings; every one that a site may want otherwise comes from the environment."""

from email.utils import parseaddr
from pathlib import Path
from typing import Any

from csp.constants import NONCE, NONE, SELF
from django.utils.translation import gettext_lazy as _

from jalon.workspace.config.databases import database
from jalon.workspace.config.environment import ENVIRONMENT
from jalon.workspace.config.openid import openid_origins, openid_providers

WORKSPACE = Path(__file__).resolve().parents[1]
PRODUCTION = ENVIRONMENT.production
HOME = ENVIRONMENT.home
DEBUG = False
SECRET_KEY = ENVIRONMENT.secret_key()
SITE_URL = ENVIRONMENT.text("JALON_URL", "http://localhost:8000").rstrip("/")
ALLOWED_HOSTS = ENVIRONMENT.listed("JALON_HOSTS", "localhost,127.0.0.1,[::1]")
CSRF_TRUSTED_ORIGINS = ENVIRONMENT.listed("JALON_ORIGINS")

INSTALLED_APPS = [
    "jalon.workspace.home",
    "jalon.workspace.recruitment",
    "jalon.workspace.results",
    "jalon.workspace.documents",
    "jalon.workspace.programmes",
    "jalon.workspace.standards",
    "jalon.workspace.places",
    "jalon.workspace.accounts",
    "jalon.workspace.audit",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "django.forms",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "allauth.usersessions",
    "csp",
    "django_htmx",
    "django_tasks",
    "django_tasks_db",
    "template_partials",
]

MIDDLEWARE = [
    "jalon.workspace.config.logs.request_log",
    "jalon.workspace.config.guards.refuse_nul",
    "jalon.workspace.config.health.answer_watchers",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.gzip.GZipMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "jalon.workspace.config.guards.refuse_nul_in_forms",
    "jalon.workspace.config.guards.straighten_forms",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "jalon.workspace.accounts.middleware.preferences",
    "jalon.workspace.audit.middleware.origin",
    "allauth.account.middleware.AccountMiddleware",
    "allauth.usersessions.middleware.UserSessionsMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "csp.middleware.CSPMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "jalon.workspace.accounts.walls.KeepCandidatesApart",
    "jalon.workspace.config.guards.SayRefusals",
    "jalon.workspace.programmes.middleware.any_case",
    "jalon.workspace.accounts.middleware.keep_drafts",
]

ROOT_URLCONF = "jalon.workspace.config.urls"
WSGI_APPLICATION = "jalon.workspace.config.wsgi.application"

TEMPLATES: list[dict[str, Any]] = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [WORKSPACE / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "csp.context_processors.nonce",
                "jalon.workspace.config.context.site",
            ],
            "builtins": ["jalon.workspace.tags"],
        },
    },
]

DATABASES = {
    "default": database(ENVIRONMENT.text("DATABASE_URL", f"sqlite:///{HOME / 'jalon.sqlite3'}"))
}
# Who is limited is counted in the first, by the one process that serves pages (`start.serve`);
# papers are kept apart, so that they push no count out.
CACHES: dict[str, dict[str, Any]] = {
    name: {
        "BACKEND": "django.core.cache.backends.locmem.LocMemCache",
        "LOCATION": name,
        "OPTIONS": {"MAX_ENTRIES": places},
    }
    for name, places in {"default": 50_000, "papers": 300}.items()
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# Times are stored in UTC; each person sees their own zone.
USE_TZ = True
TIME_ZONE = "UTC"
USE_I18N = True
USE_THOUSAND_SEPARATOR = True
FORMAT_MODULE_PATH = ["jalon.workspace.config.formats"]
LANGUAGE_CODE = "en"
LANGUAGES = [("en", _("English")), ("es", _("Spanish")), ("fr", _("French")), ("ar", _("Arabic"))]
LOCALE_PATHS = [WORKSPACE / "locale"]
LANGUAGE_COOKIE_AGE = 365 * 24 * 3600

STATIC_URL = "/static/"
STATIC_ROOT = HOME / "static"
STATICFILES_DIRS = [WORKSPACE / "static"]
FILES = HOME / "files"  # uploads: outside the web root, served by views that ask who is asking
STORAGES = {
    "default": {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": FILES, "file_permissions_mode": 0o600},
    },
    "staticfiles": {
        "BACKEND": (
            "whitenoise.storage.CompressedManifestStaticFilesStorage"
            if ENVIRONMENT.flag("JALON_COLLECTED")
            else "django.contrib.staticfiles.storage.StaticFilesStorage"
        )
    },
}
WHITENOISE_USE_FINDERS = not ENVIRONMENT.flag("JALON_COLLECTED")

TASKS = {
    "default": {
        "BACKEND": "django_tasks_db.DatabaseBackend",
        "QUEUES": ["default"],
    }
}

# Who someone is
AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = [
    "jalon.workspace.accounts.backends.SignInBackend",
    "jalon.workspace.programmes.backends.GrantBackend",
]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
LOGIN_URL = "account_login"
# Candidates have a face of their own: accounts keep them in it, and know it by these names alone.
CANDIDATE_PAGES = "vacancies"  # its namespace
CANDIDATE_LOGIN_URL = "vacancies:sign-in"
CANDIDATE_LOGOUT_URL = "vacancies:sign-out"
CANDIDATE_HOME_URL = "vacancies:home"
CANDIDATE_SECRETS = (  # forms of which no text is kept when a session ends
    "/vacancies/account/",
    "/vacancies/join/",
    "/vacancies/password/",
    "/vacancies/sign-in/",
)
LOGIN_REDIRECT_URL = "/"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_ADAPTER = "jalon.workspace.accounts.adapters.AccountAdapter"
ACCOUNT_CHANGE_EMAIL = True  # one address; the old one holds until the new one is confirmed
ACCOUNT_MAX_EMAIL_ADDRESSES = 2
ACCOUNT_REAUTHENTICATION_REQUIRED = True
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_SESSION_REMEMBER = True  # for SESSION_COOKIE_AGE, whatever the browser does
ACCOUNT_LOGOUT_ON_PASSWORD_CHANGE = False  # the other sessions end, this one stays
ACCOUNT_EMAIL_SUBJECT_PREFIX = "Jalon: "
ACCOUNT_RATE_LIMITS = {
    "login": "30/m/ip",
    "login_failed": "20/m/ip,5/5m/key",
    "reset_password": "20/m/ip,5/h/key",
    "reset_password_from_key": "20/m/ip",
    "change_password": "5/m/user",
    "manage_email": "10/h/user",
    "reauthenticate": "10/m/user",
    "confirm_email": "1/3m/key",
}
MFA_ADAPTER = "jalon.workspace.accounts.adapters.MFAAdapter"
ACCOUNT_FORMS = {"reset_password": "jalon.workspace.accounts.resets.ResetForm"}
MFA_FORMS = {
    "authenticate": "jalon.workspace.accounts.codes.SignInCode",
    "reauthenticate": "jalon.workspace.accounts.codes.SameOneCode",
    "activate_totp": "jalon.workspace.accounts.codes.FirstCode",
}
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_TOTP_ISSUER = "Jalon"
MFA_TOTP_TOLERANCE = 1  # a clock may be half a minute off
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not PRODUCTION  # localhost has no certificate
SOCIALACCOUNT_ADAPTER = "jalon.workspace.accounts.adapters.SocialAccountAdapter"
SOCIALACCOUNT_EMAIL_AUTHENTICATION = True  # by verified address, see the adapter
SOCIALACCOUNT_EMAIL_AUTHENTICATION_AUTO_CONNECT = True
SOCIALACCOUNT_EMAIL_VERIFICATION = "none"  # the provider has verified it
SOCIALACCOUNT_PROVIDERS = openid_providers(ENVIRONMENT)
ALLAUTH_TRUSTED_PROXY_COUNT = 1 if ENVIRONMENT.flag("JALON_BEHIND_PROXY") else 0

SESSION_COOKIE_AGE = 12 * 3600
SESSION_COOKIE_HTTPONLY = True
CSRF_FAILURE_VIEW = "jalon.workspace.home.views.refusals.csrf_failure"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = PRODUCTION
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = LANGUAGE_COOKIE_SAMESITE = "Lax"
LANGUAGE_COOKIE_HTTPONLY = True
SECURE_SSL_REDIRECT = PRODUCTION
SECURE_HSTS_SECONDS = 31_536_000 if PRODUCTION else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = ENVIRONMENT.flag("JALON_HSTS_SUBDOMAINS")
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
if ENVIRONMENT.flag("JALON_BEHIND_PROXY"):
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF, NONCE],
        "style-src": [SELF, NONCE],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF, *openid_origins(ENVIRONMENT)],
        "frame-ancestors": [NONE],
        "base-uri": [NONE],
        "manifest-src": [SELF],
    }
}

EMAIL_BACKEND = ENVIRONMENT.text(
    "JALON_EMAIL_BACKEND",
    "django.core.mail.backends.smtp.EmailBackend"
    if PRODUCTION
    else "django.core.mail.backends.filebased.EmailBackend",
)
EMAIL_FILE_PATH = HOME / "mail"
EMAIL_HOST = ENVIRONMENT.text("JALON_EMAIL_HOST", "localhost")
EMAIL_PORT = ENVIRONMENT.number("JALON_EMAIL_PORT", 25)
EMAIL_HOST_USER = ENVIRONMENT.text("JALON_EMAIL_USER")
EMAIL_HOST_PASSWORD = ENVIRONMENT.text("JALON_EMAIL_PASSWORD")
EMAIL_TIMEOUT = 10  # seconds
EMAIL_USE_TLS = ENVIRONMENT.flag("JALON_EMAIL_TLS")
DEFAULT_FROM_EMAIL = ENVIRONMENT.text("JALON_EMAIL_FROM", "jalon@localhost")
# Where candidates reach a person: an e-mail address, to which their answers to letters go.
_SENDER = parseaddr(DEFAULT_FROM_EMAIL)[1]
CANDIDATE_CONTACT = ENVIRONMENT.text(
    "JALON_CANDIDATE_CONTACT", "" if _SENDER.endswith("@localhost") else _SENDER
)

DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 5_000
FILE_UPLOAD_MAX_MEMORY_SIZE = 1024 * 1024
UPLOAD_LIMIT = ENVIRONMENT.number("JALON_UPLOAD_MEGABYTES", 50) * 1024 * 1024
VIRUS_SCAN_COMMAND = ENVIRONMENT.text("JALON_VIRUS_SCAN")

FORM_RENDERER = "jalon.workspace.config.forms.Renderer"

# A site that shows invented data says so on every page.
HOLDS_DEMO = ENVIRONMENT.flag("JALON_DEMO")

LOG_LEVEL = "INFO" if PRODUCTION else "WARNING"
LOGGING: dict[str, Any] = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"json": {"()": "jalon.workspace.config.logs.JsonFormatter"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "json"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
    "loggers": {"jalon": {"level": ENVIRONMENT.text("JALON_LOG_LEVEL", LOG_LEVEL)}},
}
