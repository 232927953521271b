#!/usr/bin/env python
"""The Django project of these tests: the bookshop's models, with pillion.django installed.

PILLION_HIDE=psycopg    as if psycopg 3 were not there, so that Django takes psycopg2
"""

import os
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parents[1] / "examples" / "bookshop"))
for name in os.environ.get("PILLION_HIDE", "").split():
    sys.modules[name] = None
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "project.settings")

if __name__ == "__main__":
    from django.core.management import execute_from_command_line

    execute_from_command_line(sys.argv)
