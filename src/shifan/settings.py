"""Settings, from a dozen environment variables; docs/how/settings.md lists them all."""

import os
import secrets
from pathlib import Path
from urllib.parse import unquote, urlsplit

import dj_database_url
from csp.constants import SELF

HERE = Path(__file__).resolve().parent
DATA = Path(os.environ.get("SHIFAN_DATA", "var")).resolve()
DEMO = os.environ.get("SHIFAN_DEMO") == "1"
HTTPS = os.environ.get("SHIFAN_HTTPS") == "1"
DEBUG = False


def _secret_key() -> str:
    """Read the key from the environment, else from a file that only its owner can read, made once."""
    if given := os.environ.get("SHIFAN_SECRET_KEY"):
        return given
    DATA.mkdir(parents=True, exist_ok=True)
    path = DATA / "secret-key"
    if not path.exists():
        path.touch(mode=0o600)
        path.write_text(secrets.token_urlsafe(50))
    return path.read_text().strip()


SECRET_KEY = _secret_key()
ALLOWED_HOSTS = os.environ.get("SHIFAN_HOSTS", "127.0.0.1,localhost,testserver").split(",")
SITE_ON_PAPER = os.environ.get("SHIFAN_SITE", "").rstrip("/")  # no paper leads to somebody's own machine
SITE = SITE_ON_PAPER or "http://127.0.0.1:8000"  # in mail
CSRF_TRUSTED_ORIGINS = [origin for origin in os.environ.get("SHIFAN_ORIGINS", "").split(",") if origin]

INSTALLED_APPS = [
    "shifan",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
    "django_htmx",
    "csp",
    "django_tasks",
    "django_tasks_db",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "shifan.web.session.PersonMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "shifan.web.errors.RefusalMiddleware",
]
ROOT_URLCONF = "shifan.urls"
WSGI_APPLICATION = "shifan.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [HERE / "web" / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "shifan.web.frame.frame",
            ],
            "builtins": [
                "shifan.web.templatetags.shifan",
                "shifan.web.templatetags.origin",
                "shifan.web.templatetags.reading",
            ],
        },
    }
]

# WAL and IMMEDIATE: writers queue instead of failing (measured: 489 errors in 5 s without them).
_SQLITE = {
    "timeout": 20,
    "transaction_mode": "IMMEDIATE",
    "init_command": "PRAGMA journal_mode=WAL;PRAGMA synchronous=NORMAL;PRAGMA temp_store=MEMORY;"
    "PRAGMA mmap_size=134217728;PRAGMA cache_size=-20000",
}
DATABASES = {"default": dj_database_url.config(default=f"sqlite:///{DATA / 'shifan.sqlite3'}", conn_max_age=600)}
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    DATA.mkdir(parents=True, exist_ok=True)
    DATABASES["default"]["OPTIONS"] = _SQLITE
else:  # PostgreSQL plans what is asked again and again once a connection: a third less time for each save (measured)
    DATABASES["default"].setdefault("OPTIONS", {}).update(server_side_binding=True, prepare_threshold=3)
# In the database, so that how often somebody tried to sign in or join counts for all processes and machines together.
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "shifan_cache",
        "OPTIONS": {"MAX_ENTRIES": 20_000},
    },
    "process": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"},  # what only protects a process itself
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
TASKS = {"default": {"BACKEND": os.environ.get("SHIFAN_TASKS", "django_tasks_db.DatabaseBackend")}}

AUTH_USER_MODEL = "shifan.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
]
ACCOUNT_ADAPTER = "shifan.web.account.Adapter"
ACCOUNT_LOGIN_METHODS = {"username", "email"}
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_RATE_LIMITS = {
    "login_failed": "10/m/ip,5/5m/key",
    "register": "30/h/ip",
    "ask_to_join": "5/h/ip",
    "join": "60/h/ip",
    "invite": "30/h/user",
}
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "desk"
ACCOUNT_LOGOUT_REDIRECT_URL = "home"

LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", "中文"), ("en", "English")]
LOCALE_PATHS = [HERE / "locale"]
TIME_ZONE = "Asia/Shanghai"
USE_TZ = True

STATIC_URL = "/static/"
STATIC_ROOT = DATA / "static"
STATIC_ROOT.mkdir(parents=True, exist_ok=True)  # empty unless an operator collects; WhiteNoise wants it there
STATICFILES_DIRS = [HERE / "web" / "static"]
WHITENOISE_USE_FINDERS = True
MEDIA_ROOT = DATA / "files"
CLAMD = os.environ.get("SHIFAN_CLAMD", "")  # host:port or the path of a socket; without it nothing is scanned
FONT_DIRS = [folder for folder in os.environ.get("SHIFAN_FONT_DIRS", "").split(os.pathsep) if folder]
DATA_UPLOAD_MAX_MEMORY_SIZE = 3 * 1024 * 1024  # one answer is 2 MB at most (core/answers.py)
DATA_UPLOAD_MAX_NUMBER_FIELDS = 2000

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "img-src": [SELF, "data:", "blob:"],
        "frame-ancestors": [SELF],
        "form-action": [SELF],
        "base-uri": [SELF],
        "object-src": ["'none'"],
    }
}
X_FRAME_OPTIONS = "SAMEORIGIN"  # the PDF preview is framed by our own page
SECURE_REFERRER_POLICY = "same-origin"
CSRF_FAILURE_VIEW = "shifan.web.errors.forged"
SESSION_ENGINE = "shifan.web.session"
SESSION_COOKIE_AGE = 8 * 3600  # a working day
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE_SSL_REDIRECT = HTTPS
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if HTTPS else None
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"

EMAIL_TIMEOUT = 20  # seconds
EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
if smtp := os.environ.get("SHIFAN_SMTP"):  # host:port, or smtp://user:password@host:587, or smtps://…:465
    _server = urlsplit(smtp if "://" in smtp else f"//{smtp}")
    EMAIL_HOST, EMAIL_USE_SSL = _server.hostname or "", _server.scheme == "smtps"
    EMAIL_PORT = _server.port or (465 if EMAIL_USE_SSL else 25)
    EMAIL_HOST_USER, EMAIL_HOST_PASSWORD = unquote(_server.username or ""), unquote(_server.password or "")
    EMAIL_USE_TLS = bool(EMAIL_HOST_USER) and not EMAIL_USE_SSL  # a password never travels in the clear
elif DEMO:
    EMAIL_BACKEND = "django.core.mail.backends.console.EmailBackend"
else:
    EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
    EMAIL_FILE_PATH = DATA / "outbox"
DEFAULT_FROM_EMAIL = os.environ.get("SHIFAN_MAIL_FROM", "shifan@localhost")

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "handlers": {"console": {"class": "logging.StreamHandler"}},
    "root": {"handlers": ["console"], "level": os.environ.get("SHIFAN_LOG", "WARNING")},
}
