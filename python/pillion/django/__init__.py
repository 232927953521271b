"""The Django app: every PostgreSQL connection that Django opens is lent, and views ride on it.

    INSTALLED_APPS += ["pillion.django"]

    from pillion.django import live
    with live() as cnxn:                       # a pyodbc connection on connections["default"]
        rows = cnxn.execute("SELECT title, author__name, count(review) FROM shop_book").fetchall()

docs/django.md says what happens in each of Django's situations.
"""

from .fetching import fetch, to_dataframe
from .riding import live, share

__all__ = ["fetch", "live", "share", "to_dataframe"]
