"""The bookshop: SQLite unless PGDATABASE is set; then the server that PGHOST and friends name."""

import os
from pathlib import Path

BASE_DIR = Path(__file__).resolve().parent.parent

SECRET_KEY = "an example has no secrets"
DEBUG = True
ALLOWED_HOSTS = ["*"]
ROOT_URLCONF = "bookshop.urls"
INSTALLED_APPS = ["shop"]
MIDDLEWARE = ["django.middleware.common.CommonMiddleware"]
TEMPLATES = [{"BACKEND": "django.template.backends.django.DjangoTemplates", "APP_DIRS": True}]
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
USE_TZ = True
TIME_ZONE = "UTC"

if "PGDATABASE" in os.environ:
    _database = {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": os.environ["PGDATABASE"],
        "HOST": os.environ.get("PGHOST", ""),
        "PORT": os.environ.get("PGPORT", ""),
        "USER": os.environ.get("PGUSER", ""),
        "PASSWORD": os.environ.get("PGPASSWORD", ""),
    }
else:
    _file = Path(os.environ.get("BOOKSHOP_SQLITE", BASE_DIR / "bookshop.sqlite3"))
    _database = {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": _file,
        # A guest opens the file by itself, so the tests cannot have theirs in memory.
        "TEST": {"NAME": _file.with_name(f"test_{_file.name}")},
    }

DATABASES = {"default": {**_database, "ATOMIC_REQUESTS": True}}
