"""A host in Python: shares a psycopg 3 connection as @bench, and sleeps until it is ended."""

import signal
import sys

import pillion
import psycopg

with psycopg.connect("", autocommit=True) as connection, pillion.lend(connection).share("bench"):
    print("shared as @bench", file=sys.stderr, flush=True)
    signal.pause()
