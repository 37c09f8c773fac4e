"""Each value is read once, from the environment or `.env`; a bad one stops the start."""

from datetime import timedelta
from pathlib import Path
from typing import Any

from csp.constants import NONE, SELF
from environs import Env, validate

from config.headers import add_worker_policy
from config.secret import checked_private, kept_secret, memory_folder
from config.valkey import broker_url

ROOT = Path(__file__).resolve().parent.parent
env = Env()
env.read_env(str(ROOT / ".env"), recurse=False)

# -- where things are ----------------------------------------------------------------------------------

VAR_DIR = (ROOT / env.path("VAR_DIR", Path("var"))).resolve()
WORK_DIR = VAR_DIR / "work"  # build contexts, while they are built
SECRETS_DIR = checked_private(env.path("SECRETS_DIR", memory_folder(VAR_DIR)))  # values of builds' secrets
CACHE_DIR = (ROOT / env.path("CACHE_DIR", Path("/var/cache/layerlab"))).resolve()
HOST = env.str("HOST", "127.0.0.1")
PORT = env.int("PORT", 8000, validate=validate.Range(1, 65535))
DATABASE_URL = env.str("DATABASE_URL", "") or f"sqlite:///{VAR_DIR}/db/db.sqlite3"
REDIS_URL = env.str("REDIS_URL", f"unix://{VAR_DIR}/run/valkey.sock?db=0")
ENGINE_SOCKET = env.str("ENGINE_SOCKET", f"{VAR_DIR}/run/engine.sock")
ENGINE_REASON = env.str("ENGINE_REASON", "")  # why no engine can run here; empty where one can
WARM_ENGINES = env.bool("WARM_ENGINES", False)  # start a guest's engine when a page to build on is opened
BUILDX = env.path("BUILDX", Path("docker-buildx"))

# -- limits --------------------------------------------------------------------------------------------


def limit(name: str, default: int, least: int = 1) -> int:
    """A whole number."""
    value: int = env.int(name, default, validate=validate.Range(least))
    return value


DOCKERFILE_BYTES = limit("DOCKERFILE_BYTES", 64 * 2**10)
CONTEXT_FILES = limit("CONTEXT_FILES", 500)  # and folders and links
CONTEXT_BYTES = limit("CONTEXT_BYTES", 2 * 2**20)
BUILD_ARGS = limit("BUILD_ARGS", 50)
BUILD_ARG_BYTES = limit("BUILD_ARG_BYTES", 4096)  # of each
BUILD_SECRETS = limit("BUILD_SECRETS", 10)
BUILD_SECRET_BYTES = limit("BUILD_SECRET_BYTES", 8 * 2**10)  # of each
BUILD_STEPS = limit("BUILD_STEPS", 100)  # instructions of one Dockerfile
BUILD_STAGES = limit("BUILD_STAGES", 20)
BUILD_LAYERS = limit("BUILD_LAYERS", 60)  # of one stage, above its base image
BUILD_SECONDS = limit("BUILD_SECONDS", 120)  # of wall clock
BUILD_LOG_BYTES = limit("BUILD_LOG_BYTES", 4 * 2**20)  # kept of one build's output
BUILDS_AT_ONCE = limit("BUILDS_AT_ONCE", 4)  # by all learners; of one learner's, one runs at a time
BUILDS_PER_MINUTE = limit("BUILDS_PER_MINUTE", 30)  # by one learner
BUILDS_WAITING = limit("BUILDS_WAITING", 5)  # queued or running, by one learner
OPERATION_SECONDS = limit("OPERATION_SECONDS", 60)  # of wall clock
OPERATION_LOG_BYTES = limit("OPERATION_LOG_BYTES", 2**20)
COMMAND_BYTES = limit("COMMAND_BYTES", 4096)
ARCHIVE_BYTES = limit("ARCHIVE_BYTES", 256 * 2**20)  # of an image that is saved to be loaded
KEPT_CONTAINERS = limit("KEPT_CONTAINERS", 5)  # on one learner's engine
IMAGE_TAGS = limit("IMAGE_TAGS", 20)  # on one learner's engine
IMAGES_KEPT = limit("IMAGES_KEPT", 20)  # imported, by one learner
IMAGE_BYTES = limit("IMAGE_BYTES", 64_000_000, 1024)  # of one archive
IMAGE_UNPACKED_BYTES = limit("IMAGE_UNPACKED_BYTES", 2**30, 1024)  # its layers
IMAGE_FILES = limit("IMAGE_FILES", 100_000)  # in all its layers
GUESTS_PER_HOUR = limit("GUESTS_PER_HOUR", 300)  # new ones from one address; a class sits behind one
LOGINS_PER_HOUR = limit("LOGINS_PER_HOUR", 300)  # tried from one address
LOGIN_FAILURES = limit("LOGIN_FAILURES", 10)  # of one name from one address, until it is locked there
LOGIN_LOCK_MINUTES = limit("LOGIN_LOCK_MINUTES", 15)
SIGNUPS_PER_HOUR = limit("SIGNUPS_PER_HOUR", 100)  # from one address
RESETS_PER_HOUR = limit("RESETS_PER_HOUR", 20)  # mails with a link to a new password, from one address
PASSWORD_TRIES_PER_HOUR = limit(
    "PASSWORD_TRIES_PER_HOUR", 20
)  # of who is logged in, to change what is theirs
EXERCISES_KEPT = limit("EXERCISES_KEPT", 50)  # written by one instructor
EXERCISE_FILES = limit("EXERCISE_FILES", 200)  # of one that is written here or sent as a zip file
EXERCISE_BYTES = limit("EXERCISE_BYTES", 2**20)  # of its files
PROOFS_PER_HOUR = limit("PROOFS_PER_HOUR", 30)  # of exercises, by one instructor
PROOFS_AT_ONCE = limit("PROOFS_AT_ONCE", 1)  # by all instructors; each takes a worker
PROOF_SECONDS = limit("PROOF_SECONDS", 300)  # that all builds of a proof may take
CLASSES_KEPT = limit("CLASSES_KEPT", 50)  # by one instructor
CLASS_PLACES = limit("CLASS_PLACES", 200)  # the most that an instructor may give a class
TOKENS_KEPT = limit("TOKENS_KEPT", 10)  # by one learner
DOWNLOADS_PER_MINUTE = limit("DOWNLOADS_PER_MINUTE", 60)  # of blobs and recordings, by one learner
SHARED_DOWNLOADS_PER_MINUTE = limit("SHARED_DOWNLOADS_PER_MINUTE", 300)  # from one address
SOCKETS_PER_LEARNER = limit("SOCKETS_PER_LEARNER", 20)  # WebSockets at once; in one process
SOCKETS_PER_ADDRESS = limit("SOCKETS_PER_ADDRESS", 256)
SOCKET_FRAMES_PER_MINUTE = limit("SOCKET_FRAMES_PER_MINUTE", 60)  # that a client sends on one
GUEST_DAYS = env.int("GUEST_DAYS", 400, validate=validate.Range(1))  # longer than a session lasts
RECORDINGS_KEPT = limit("RECORDINGS_KEPT", 10)  # imported, by one learner
METRICS_TOKEN = env.str("METRICS_TOKEN", "")  # of whoever asks for /metrics; without: this machine
DATA_UPLOAD_MAX_MEMORY_SIZE = limit("BODY_LIMIT", 8 * 2**20, 1024)
BODY_BYTES_PER_ADDRESS = limit("BODY_BYTES_PER_ADDRESS", 4 * IMAGE_BYTES, IMAGE_BYTES + 2**16)  # at once
BODY_BYTES_AT_ONCE = limit("BODY_BYTES_AT_ONCE", 16 * IMAGE_BYTES, IMAGE_BYTES + 2**16)  # to one process
BODY_SECONDS = limit("BODY_SECONDS", 120)  # for a body to come

# -- Django --------------------------------------------------------------------------------------------

DEBUG = env.bool("DEBUG", False)
SECRET_KEY = env.str("SECRET_KEY", "") or kept_secret(VAR_DIR / "secret_key")
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", ["localhost", "127.0.0.1", "[::1]"])
ROOT_URLCONF = "config.urls"
ASGI_APPLICATION = "config.asgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
USE_TZ = True
TIME_ZONE = "UTC"
LANGUAGE_CODE = "en"
LANGUAGES = [("en", "English"), ("de", "Deutsch")]  # each in its own words
LOCALE_PATHS = [ROOT / "locale"]

INSTALLED_APPS = [
    "accounts.operators.OperatorsConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "axes",
    "csp",
    "builds",
    "visualizer",
    "labs",
    "accounts",
    "api",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "api.problems.ProblemMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "visualizer.refusals.TooManyPage",
    "visualizer.untranslated.UntranslatedPage",
    "axes.middleware.AxesMiddleware",  # the last, as it asks
]

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [ROOT / "templates"],
        "APP_DIRS": True,  # of the operators' admin
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ]
        },
    }
]

STATIC_URL = "static/"
STATICFILES_DIRS = [ROOT / "static"]
WHITENOISE_USE_FINDERS = True  # so a clone serves its bundle without `collectstatic`
WHITENOISE_AUTOREFRESH = DEBUG
WHITENOISE_ADD_HEADERS_FUNCTION = add_worker_policy

# -- the database --------------------------------------------------------------------------------------

DATABASES: dict[str, Any] = {"default": env.dj_db_url("DATABASE_URL", DATABASE_URL)}
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    Path(DATABASES["default"]["NAME"]).parent.mkdir(parents=True, exist_ok=True)
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;",
    }

# -- accounts -----------------------------------------------------------------------------------------

AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "django.contrib.auth.backends.ModelBackend",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in ("UserAttributeSimilarityValidator", "MinimumLengthValidator", "CommonPasswordValidator")
]
LOGIN_URL, LOGIN_REDIRECT_URL, LOGOUT_REDIRECT_URL = "log-in", "start", "start"
PASSWORD_RESET_TIMEOUT = 3600
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"

AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]  # nobody locks somebody elsewhere out
AXES_FAILURE_LIMIT = LOGIN_FAILURES
AXES_COOLOFF_TIME = timedelta(minutes=LOGIN_LOCK_MINUTES)
AXES_RESET_ON_SUCCESS = True
AXES_CLIENT_IP_CALLABLE = "accounts.lockout.address_of"
AXES_LOCKOUT_CALLABLE = "accounts.lockout.refuse"
AXES_DISABLE_ACCESS_LOG = True  # what went well is not kept
AXES_ENABLE_ADMIN = False  # accounts.admin shows less of them
AXES_VERBOSE = False

# -- mail -----------------------------------------------------------------------------------------------

EMAIL_URL = env.str("EMAIL_URL", "")  # submission://NAME:PASSWORD@HOST; without one the site sends none
SENDS_MAIL = bool(EMAIL_URL)
if SENDS_MAIL:
    vars().update({k: v for k, v in env.dj_email_url("EMAIL_URL").items() if k.isupper() and v is not None})
DEFAULT_FROM_EMAIL = SERVER_EMAIL = env.str("MAIL_FROM", "layerlab@localhost")

# -- sessions and what browsers are told -----------------------------------------------------------------

SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_AGE = 365 * 24 * 3600  # a guest has no other way back to their builds
HTTPS = env.bool("HTTPS", False)  # whether a proxy in front speaks TLS
LANGUAGE_COOKIE_NAME = "language"
LANGUAGE_COOKIE_AGE = SESSION_COOKIE_AGE
LANGUAGE_COOKIE_SAMESITE = "Lax"
LANGUAGE_COOKIE_HTTPONLY = True
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = HTTPS
SECURE_HSTS_SECONDS = 365 * 24 * 3600 if HTTPS else 0
SILENCED_SYSTEM_CHECKS = [
    "security.W005",  # other names below this one are not ours to promise for
    "security.W008",  # the proxy redirects; the self-test and whoever watches ask without TLS
    "security.W021",
]
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "worker-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF],
        "font-src": [SELF],
        "connect-src": [SELF],  # which covers WebSockets of this origin
        "manifest-src": [SELF],
        "base-uri": [NONE],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
    }
}

# -- counters of visits ----------------------------------------------------------------------------------

CACHES: dict[str, Any] = {
    "default": {
        "BACKEND": "django.core.cache.backends.redis.RedisCache",
        "LOCATION": REDIS_URL,
        "KEY_PREFIX": "layerlab",
        "OPTIONS": {"socket_timeout": 1, "socket_connect_timeout": 1},
    },
    "own": {  # of this process, for when the other one is away
        "BACKEND": "django.core.cache.backends.locmem.LocMemCache",
        "OPTIONS": {"MAX_ENTRIES": 10_000},
    },
}

# -- realtime and the work queue -------------------------------------------------------------------------

CHANNEL_LAYERS = {
    "default": {
        "BACKEND": "channels_redis.pubsub.RedisPubSubChannelLayer",
        "CONFIG": {"hosts": [REDIS_URL]},
    }
}

CELERY_BROKER_URL = env.str("CELERY_BROKER_URL", "") or broker_url(REDIS_URL)
CELERY_TASK_TIME_LIMIT = BUILD_SECONDS + 60  # kills a worker that hangs; its operation is then interrupted
CELERY_BROKER_TRANSPORT_OPTIONS = {
    "visibility_timeout": 2 * CELERY_TASK_TIME_LIMIT,
    "unacked_restore_interval": 5,
    "unacked_restore_throttle": 1,
}

# -- what the log says -----------------------------------------------------------------------------------

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "line": {
            "()": "config.log_lines.EscapedFormatter",
            "format": "%(levelname)s %(name)s: %(message)s",
        }
    },
    "filters": {"expected": {"()": "config.log_lines.Expected"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line", "filters": ["expected"]}},
    "root": {"handlers": ["stderr"], "level": env.str("LOG_LEVEL", "WARNING").upper()},
    "loggers": {"uvicorn": {"handlers": [], "propagate": True}},  # instead of its own, which escapes nothing
}
