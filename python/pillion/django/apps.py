from __future__ import annotations

from django.apps import AppConfig
from django.db import connections
from django.db.backends.signals import connection_created


class PillionConfig(AppConfig):
    name = "pillion.django"
    label = "pillion"
    verbose_name = "Pillion"

    def ready(self) -> None:
        from . import checks, riding  # noqa: F401  the checks register themselves

        for alias in connections:
            riding.prepare(connections[alias])
        connection_created.connect(riding.lend_new_connection, dispatch_uid="pillion.django")
