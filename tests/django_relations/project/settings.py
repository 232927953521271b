import os

SECRET_KEY = "tests have no secrets"
INSTALLED_APPS = [
    "django.contrib.contenttypes",
    "django.contrib.auth",
    "library",
    "places",
    "ledger",
    "social",
    "pillion.django",
]
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
USE_TZ = True
# Tables are made from the models at once: those of these two, too, which the others refer to.
MIGRATION_MODULES = {"auth": None, "contenttypes": None}
DATABASES = {
    "default": {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": "pillion_relations",
        "HOST": os.environ["PGHOST"],
        "PORT": os.environ["PGPORT"],
        "USER": os.environ["PGUSER"],
    }
}
PILLION = {"MEASURES": {"auth.Group": {"members": 'count("user")'}}}
