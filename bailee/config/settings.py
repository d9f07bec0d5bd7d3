"""All settings, from the environment. `bailee doctor` lists them."""

import os
import sys

from bailee.foundation import keys, logins, words
from bailee.foundation.address import address
from bailee.foundation.home import home

HOME = home()
DOMAIN = os.environ.get("BAILEE_DOMAIN", "bailee.localhost")
PORT = int(os.environ.get("BAILEE_PORT", "8443"))
# Only the web process gives up the owner's login; commands and the worker keep it.
IS_WEB = os.environ.get("BAILEE_PROCESS") == "web"

SECRET_KEY = keys.secret("django").hex()
DEBUG = False
ALLOWED_HOSTS = [f".{DOMAIN}"]
ROOT_URLCONF = "bailee.web.site.urls"
PUBLIC_SCHEMA_URLCONF = "bailee.web.site.urls"
WSGI_APPLICATION = "bailee.config.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

OFFICE_APPS = ["bailee.office.clients", "bailee.custody", "procrastinate.contrib.django"]
VAULT_APPS = [
    "bailee.vault.company",
    "bailee.vault.sign_on",
    "bailee.vault.files",
    "bailee.vault.records",
    "bailee.vault.integrations",
    "bailee.vault.links",
    "bailee.vault.usage",
]
BOTH_APPS = [
    "bailee.office.visits",
    "bailee.people",
    "bailee.people.protection",
    "bailee.vault.mail",
    "bailee.vault.activity",
    "django.contrib.sessions",
    "allauth.account",
    "allauth.mfa",
]
# Installed for their code; their tables exist in `public` only and stay empty.
CODE_APPS = [
    "django_tenants",
    "django.contrib.contenttypes",
    "django.contrib.auth",
    "django.contrib.messages",
    "django.contrib.humanize",
    "django.contrib.staticfiles",
    "bailee.web.ui",  # before allauth: our templates take the place of its own
    "allauth",
    "django_htmx",
    "lucide",
    "bailee.web.site",
    "bailee.web.office",
    "bailee.web.portal",
    "bailee.web.api",
]
SHARED_APPS = [*CODE_APPS, *OFFICE_APPS, *BOTH_APPS]
TENANT_APPS = [*BOTH_APPS, *VAULT_APPS]
INSTALLED_APPS = [*SHARED_APPS, *VAULT_APPS]
TENANT_MODEL = "clients.Client"
TENANT_DOMAIN_MODEL = "clients.Host"

_SERVER = {
    "NAME": address().database,
    "HOST": address().host,
    "PORT": address().port,
    "PASSWORD": address().password,
    "OPTIONS": address().options,
    "CONN_MAX_AGE": None,
}
DATABASES = {
    "default": {
        **_SERVER,
        "ENGINE": "bailee.foundation.tenancy.backend",
        "USER": logins.web() if IS_WEB else address().owner,
    },
    # What a request or job inside a vault may ask of the office goes through this one.
    "registry": {
        **_SERVER,
        "ENGINE": "bailee.foundation.tenancy.backend",
        "USER": logins.web() if IS_WEB else address().owner,
    },
}
DATABASE_ROUTERS = [
    "bailee.foundation.tenancy.router.OfficeRouter",
    "django_tenants.routers.TenantSyncRouter",
]
PROCRASTINATE_DATABASE_ALIAS = "registry"
PROCRASTINATE_IMPORT_PATHS = ["bailee.policy.tasks"]  # no app: it has no tables
SILENCED_SYSTEM_CHECKS = [
    "security.W003",  # our own middleware checks the origin of every unsafe request
    "security.W008",  # plain HTTP is refused by the server: nothing to redirect
]

MIDDLEWARE = [
    "bailee.web.ui.middleware.headers.HeadersMiddleware",
    "bailee.web.ui.middleware.language.LanguageMiddleware",
    "bailee.web.ui.middleware.cookies.CookieGuardMiddleware",
    "bailee.web.ui.middleware.admission.AdmissionMiddleware",
    "bailee.web.ui.middleware.face.FaceMiddleware",
    "bailee.web.ui.middleware.visits.VisitsMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "bailee.web.ui.middleware.origin.OriginMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "bailee.web.ui.middleware.sessions.SessionsMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "bailee.web.ui.middleware.permission.PermissionMiddleware",
    "bailee.web.ui.middleware.consent.ConsentMiddleware",
    "bailee.web.ui.middleware.step_up.StepUpMiddleware",
    "bailee.web.ui.middleware.activity.ActivityMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
]

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "bailee.web.ui.context.face",
                "bailee.web.ui.context.person",
                "bailee.web.ui.context.office",
            ],
            "builtins": [
                "django.templatetags.i18n",
                "bailee.web.ui.templatetags.ui",
                "bailee.web.ui.templatetags.values",
                "bailee.web.ui.templatetags.held",
            ],
        },
    },
]
FORM_RENDERER = "bailee.web.ui.forms.Renderer"

# Sessions: one cookie, only while signed in (clauses 1.2, 9.1 to 9.4).
SESSION_COOKIE_NAME = "__Host-sessionid"
SESSION_COOKIE_SECURE = True
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
# A session ends so long after its last use, at the latest so long after its sign-in, and gets a new
# key in between.
SESSION_IDLE_MINUTES = int(os.environ.get("BAILEE_SESSION_IDLE_MINUTES", "60"))
SESSION_HOURS = int(os.environ.get("BAILEE_SESSION_HOURS", "12"))
SESSION_KEY_HOURS = int(os.environ.get("BAILEE_SESSION_KEY_HOURS", "2"))
SESSION_COOKIE_AGE = SESSION_HOURS * 60 * 60  # seconds
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"
CSRF_FAILURE_VIEW = "bailee.web.ui.errors.forbidden"

AUTH_USER_MODEL = "people.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
PASSWORD_HASHERS = ["bailee.people.hashing.Argon2"]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "bailee.people.passwords.NotKnown"},
    {"NAME": "bailee.people.passwords.NotOwnNames"},
    {"NAME": "bailee.people.passwords.NotGuessed"},
]
# Stolen passwords, one a line; `make setup` brings one with 44,000 of a length that is taken here.
PASSWORD_LIST = os.environ.get(
    "BAILEE_PASSWORD_LIST", f"{sys.prefix}/share/bailee/stolen-passwords.txt"
)
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "start"
ACCOUNT_ADAPTER = "bailee.web.ui.accounts.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "none"  # an invitation that was accepted has proved the address
ACCOUNT_LOGOUT_REDIRECT_URL = "account_login"
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_EMAIL_NOTIFICATIONS = False
ACCOUNT_RATE_LIMITS = False  # allauth counts by process; ours is `people.throttle`
MFA_ADAPTER = "bailee.web.ui.accounts.MFAAdapter"
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
MFA_RECOVERY_CODES_SHOW_ONCE = True

# Throttle counters live in memory only: nothing of a client is left behind by them.
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.locmem.LocMemCache",
        "KEY_FUNCTION": "django_tenants.cache.make_key",
        # Made-up addresses and names must not push a counter out.
        "OPTIONS": {"MAX_ENTRIES": 100_000},
    },
}

STATIC_URL = "/static/"
STATIC_ROOT = HOME.static
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
WHITENOISE_ALLOW_ALL_ORIGINS = False
WHITENOISE_KEEP_ONLY_HASHED_FILES = True
# Pages that take files read them as they arrive (`incoming.files`); all others take none.
FILE_UPLOAD_HANDLERS = ["bailee.web.ui.incoming.RefusingHandler"]
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024  # bytes, form fields only
DATA_UPLOAD_MAX_NUMBER_FIELDS = 2_500  # the form about a file of 500 columns has four a column
MAX_UPLOAD_BYTES = int(os.environ.get("BAILEE_MAX_UPLOAD_MB", "2048")) * 1024 * 1024
# Endings and types, such as `exe` or `text/html`: such files are not kept.
REFUSED_FILES = {
    one.strip().lower().removeprefix(".")
    for one in os.environ.get("BAILEE_REFUSED_FILES", "").split(",")
    if one.strip()
}
UPLOAD_DAYS = int(os.environ.get("BAILEE_UPLOAD_DAYS", "7"))  # that an unfinished upload waits
TRASH_DAYS = int(os.environ.get("BAILEE_TRASH_DAYS", "30"))  # that what was deleted can come back
CLAMAV = os.environ.get("BAILEE_CLAMAV", "")  # host:port or a socket's path; empty: no scanner
CLAMAV_DOWN = os.environ.get("BAILEE_CLAMAV_DOWN", "refuse")  # or keep, marked as not scanned

# How fast one token may ask, counted by each web process for itself.
API_REQUESTS_PER_MINUTE = int(os.environ.get("BAILEE_API_REQUESTS_PER_MINUTE", "3000"))
# Origins of the house that webhooks may reach although they are not public, with commas between:
# https://intranet.example,http://127.0.0.1:9000
WEBHOOK_ORIGINS = frozenset(
    filter(None, os.environ.get("BAILEE_WEBHOOK_ORIGINS", "").lower().split(","))
)
# Origins of the house where identity providers may stand although they are not public.
SIGN_ON_ORIGINS = frozenset(
    filter(None, os.environ.get("BAILEE_SIGN_ON_ORIGINS", "").lower().split(","))
)
# Activity (2.1a), in days: sign-ins after their last use, pages used, addresses in full.
KEEP_SIGN_INS_DAYS = int(os.environ.get("BAILEE_KEEP_SIGN_INS_DAYS", "90"))
KEEP_USES_DAYS = int(os.environ.get("BAILEE_KEEP_USES_DAYS", "30"))
KEEP_ADDRESSES_DAYS = int(os.environ.get("BAILEE_KEEP_ADDRESSES_DAYS", "14"))
# Daily totals of visitors, in days: a year and a month, to compare a month with the last one's.
KEEP_VISITS_DAYS = int(os.environ.get("BAILEE_KEEP_VISITS_DAYS", "396"))

USE_TZ = True
TIME_ZONE = "UTC"
USE_I18N = True
LANGUAGE_CODE = words.SOURCE  # of logs, commands and programs
LANGUAGES = [(code, words.own_name(code)) for code in words.languages()]
LOCALE_PATHS = [words.compiled(HOME.words)]
# Of who has chosen none and whose browser asks for none that there is.
HOUSE_LANGUAGE = words.offered(os.environ.get("BAILEE_LANGUAGE", words.SOURCE))

COMPANY_NAME = os.environ.get("BAILEE_COMPANY", "Harbour & Vale")
MAIL_FROM = os.environ.get("BAILEE_MAIL_FROM", f"portal@{DOMAIN}")
# smtp+starttls://user:password@host:port or smtps://…; empty: a folder of .eml files in the home.
SMTP_URL = os.environ.get("BAILEE_SMTP_URL", "")

SECURE_CONTENT_TYPE_NOSNIFF = True
LOGGING_CONFIG = None  # bailee.foundation.logs sets up logging
