"""Everything a host could notice of its session, as one value to compare."""

from __future__ import annotations

import json

# What the server knows. In a dictionary, so that a difference is shown by its name.
_ON_THE_SERVER = """
SELECT json_build_object(
  'transaction id', pg_current_xact_id_if_assigned()::text,
  'users', json_build_array(current_user, session_user),
  'schemas', current_schemas(true)::text,
  'settings', (SELECT json_object_agg(name, concat_ws(' from ', setting,
                CASE WHEN name <> 'transaction_read_only' THEN source END)) FROM pg_settings),
  'prepared statements', (SELECT json_agg(concat_ws(': ', name, statement) ORDER BY name)
                          FROM pg_prepared_statements),
  'cursors', (SELECT json_agg(name ORDER BY name) FROM pg_cursors),
  'locks', (SELECT json_agg(lock ORDER BY lock) FROM (
      SELECT concat_ws(' ', locktype, relation::regclass, classid, objid, objsubid, transactionid,
                       virtualxid, mode, granted) AS lock
      FROM pg_locks WHERE pid = pg_backend_pid() AND {which_locks}) AS held),
  'temporary tables', (SELECT json_agg(relname ORDER BY relname) FROM pg_class WHERE relpersistence = 't'),
  'temporary schema', pg_my_temp_schema()::text,
  'channels', (SELECT json_agg(channel ORDER BY channel) FROM pg_listening_channels() AS channel),
  'rows', (SELECT json_agg(book ORDER BY id) FROM host_book AS book),
  'sequence', (SELECT json_build_array(last_value, is_called) FROM host_sequence),
  'own sequence value', currval('host_sequence'),
  'large objects', (SELECT count(*) FROM pg_largeobject_metadata),
  'tables', (SELECT json_agg(relname ORDER BY relname) FROM pg_class
             WHERE relnamespace = 'public'::regnamespace),
  'backend', pg_backend_pid()
)::text
"""

# SIReadLock marks what a SERIALIZABLE transaction has read, and a guest reads on the host's behalf:
# the one thing that cannot be hidden. Outside a transaction, each query has a virtual id of its own.
_IN_TRANSACTION = "mode <> 'SIReadLock'"
_IDLE = "mode <> 'SIReadLock' AND locktype <> 'virtualxid'"

_NUMBERS = ("PQtransactionStatus", "PQisnonblocking", "PQpipelineStatus", "PQbackendPID", "PQsocket")
_NUMBERS += ("PQclientEncoding", "PQstatus", "PQisBusy")

_REPORTED = ("client_encoding", "DateStyle", "IntervalStyle", "TimeZone", "application_name")
_REPORTED += ("standard_conforming_strings", "session_authorization", "is_superuser", "server_encoding")
_REPORTED += ("default_transaction_read_only", "integer_datetimes", "in_hot_standby")


def fingerprint(host, in_transaction: bool) -> dict:
    """What host and server would answer now. Leaves the session as it found it."""
    found = in_the_process(host)
    which_locks = _IN_TRANSACTION if in_transaction else _IDLE
    rows = host.query(_ON_THE_SERVER.replace("{which_locks}", which_locks))
    if not in_transaction:
        host.end_query()
    found.update(json.loads(rows[0][0]))
    return found


def in_the_process(host) -> dict:
    """What libpq answers without asking the server."""
    libpq, address = host.libpq, host.address
    found = {name: libpq.number(name, address) for name in _NUMBERS}
    for name in _REPORTED:
        found[f"reported {name}"] = libpq.text("PQparameterStatus", address, name.encode())
    # Given no function, these two change nothing and return what is set.
    found["notice receiver"] = libpq.pointer("PQsetNoticeReceiver", address, None, None)
    found["notice processor"] = libpq.pointer("PQsetNoticeProcessor", address, None, None)
    return found


def differences(before: dict, after: dict) -> dict:
    """{what: (before, after)} for all that is not the same; of the settings, each by its name."""
    found = {name: (before[name], after[name]) for name in before if before[name] != after[name]}
    settings = found.pop("settings", ({}, {}))
    for name, value in settings[0].items():
        if settings[1].get(name) != value:
            found[f"setting {name}"] = (value, settings[1].get(name))
    return found
