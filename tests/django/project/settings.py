import os
import tempfile
from pathlib import Path

SECRET_KEY = "tests have no secrets"
ALLOWED_HOSTS = ["*"]
ROOT_URLCONF = "project.urls"
INSTALLED_APPS = ["shop", "pillion.django"]
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
USE_TZ = True
TIME_ZONE = "Europe/Helsinki"
PILLION = {"LOCK_TIMEOUT": 5}


def _server(name, **more):
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": name,
        "HOST": os.environ["PGHOST"],
        "PORT": os.environ["PGPORT"],
        "USER": os.environ["PGUSER"],
        "CONN_MAX_AGE": 60,
        **more,
    }


_lite = Path(tempfile.gettempdir()) / f"pillion-django-{os.getuid()}.sqlite3"

DATABASES = {
    "default": _server(os.environ.get("PILLION_DJANGO_NAME", "pillion_django"), ATOMIC_REQUESTS=True),
    "replica": _server("pillion_replica"),
    "lite": {"ENGINE": "django.db.backends.sqlite3", "NAME": _lite, "TEST": {"NAME": f"{_lite}.test"}},
}
