"""Real clients read a table with every type; every value is held against what psycopg reads."""

from __future__ import annotations

import datetime
import os
import struct
import subprocess

import every_type
import pandas
import pillion
import psycopg
import pytest
import sqlalchemy
from arrow_odbc import read_arrow_batches_from_odbc
from sqlalchemy.connectors.pyodbc import PyODBCConnector
from sqlalchemy.dialects.postgresql.base import PGDialect

PERL = r"""
use strict; use warnings; use DBI; binmode STDOUT, ':raw';
my $guest = DBI->connect("dbi:ODBC:$ARGV[0]", '', '', {RaiseError => 1, PrintError => 0});
$guest->{LongReadLen} = 65536;
my $query = $guest->prepare($ARGV[1]); $query->execute;
my @types = @{$query->{TYPE}};
my $binary = -3;
while (my $row = $query->fetchrow_arrayref) {
  my @shown = map {
    my $value = $row->[$_];
    if (!defined $value) { $value = 'NULL' }
    elsif ($types[$_] == $binary) { $value = uc unpack('H*', $value) }
    elsif (utf8::is_utf8($value)) { utf8::encode($value) }
    $value } 0 .. $#types;
  print join("\x1f", @shown), "\x1e";
}
"""
PHP = r"""
$guest = odbc_connect($argv[1], '', '');
$rows = odbc_exec($guest, $argv[2]);
odbc_longreadlen($rows, 65536); odbc_binmode($rows, ODBC_BINMODE_CONVERT);
while ($row = odbc_fetch_array($rows))
  echo implode("\x1f", array_map(fn($v) => $v === null ? "NULL" : $v, array_values($row))), "\x1e";
"""
OTHERS = {"perl": ["perl", "-e", PERL], "php": ["php", "-r", PHP]}


@pytest.fixture(scope="module")
def table(shop_server):
    with psycopg.connect("", autocommit=True) as connection:
        connection.execute(every_type.CREATE)


@pytest.fixture
def riding(table, host):
    """A lease, and what the host itself reads."""
    host.execute("SET timezone = 'Asia/Kolkata'")
    host.commit()
    with pillion.lend(host) as lease:
        yield lease


def host_reads(host, sql):
    rows = [tuple(row) for row in host.execute(sql).fetchall()]
    host.commit()
    return rows


def of_guest(cell, name):
    if name == "seen" and cell is not None:
        return cell.isoformat(sep=" ")
    if name == "key" and cell is not None:
        return cell.lower()
    return cell


def expected_by_pyodbc(host):
    rows = host_reads(host, every_type.SELECT_NATIVE)
    seen = every_type.NAMES.index("seen")
    single = every_type.NAMES.index("single_float")
    shown = []
    for row in rows:
        cells = list(row)
        if cells[single] is not None:  # pyodbc widens the four bytes, psycopg their shortest digits
            cells[single] = struct.unpack("f", struct.pack("f", cells[single]))[0]
        if cells[seen] is not None:
            cells[seen] = cells[seen].rpartition("+")[0]  # its zone's clock, without the offset
            moment = datetime.datetime.fromisoformat(cells[seen])
            cells[seen] = moment.isoformat(sep=" ")
        shown.append(tuple(cells))
    return shown


def test_pyodbc(riding, host):
    expected = expected_by_pyodbc(host)
    guest = riding.connect()
    cursor = guest.execute(every_type.SELECT)
    names = [column[0] for column in cursor.description]
    rows = [tuple(map(of_guest, row, names)) for row in cursor.fetchall()]
    guest.close()
    assert names == every_type.NAMES
    assert rows == expected


class RidingDialect(PyODBCConnector, PGDialect):
    """SQLAlchemy has no PostgreSQL dialect over pyodbc of its own; this is all it takes."""

    supports_statement_cache = True


sqlalchemy.dialects.registry.register("pillion", __name__, "RidingDialect")


def test_sqlalchemy(riding, host):
    expected = expected_by_pyodbc(host)
    engine = sqlalchemy.create_engine("pillion://", creator=riding.connect, poolclass=sqlalchemy.NullPool)
    with engine.connect() as connection:
        result = connection.execute(sqlalchemy.text(every_type.SELECT))
        rows = [tuple(map(of_guest, row, every_type.NAMES)) for row in result]
        query = sqlalchemy.text("SELECT words FROM every_type WHERE whole = :whole AND code = :code")
        found = connection.execute(query, {"whole": 2147483647, "code": "abc"}).scalar_one()
    assert rows == expected
    assert found == "Grüße 😀"


def test_pandas(riding, host):
    guest = riding.connect()
    rows = expected_by_pyodbc(host)[:2]  # pandas makes floats of integers beside a NULL
    with pytest.warns(UserWarning, match="SQLAlchemy"):
        frame = pandas.read_sql(
            every_type.SELECT.replace("ORDER", "WHERE id < 3 ORDER"), guest, coerce_float=False
        )
    for number, name in enumerate(every_type.NAMES):
        cells = [of_guest(cell, name) for cell in frame[name]]
        assert cells == [row[number] for row in rows], name
    guest.close()


def test_arrow_odbc(riding, host):
    # interval, uuid and the like come as text; a binary column as bytes.
    reader = read_arrow_batches_from_odbc(every_type.SELECT, riding.connection_string, batch_size=100)
    columns = {name: [] for name in every_type.NAMES}
    for batch in reader:
        for name, cells in batch.to_pydict().items():
            columns[name] += cells
    rows = expected_by_pyodbc(host)
    for number, name in enumerate(every_type.NAMES):
        if name == "exact":  # a column of one scale: the first value is padded to it
            assert [cell and cell.normalize() for cell in columns[name]] == [
                row[number] and row[number].normalize() for row in rows
            ]
            continue
        assert [of_guest(cell, name) for cell in columns[name]] == [row[number] for row in rows], name


def delimited(host):
    rows = host_reads(host, every_type.SELECT_TEXT)
    return [["NULL" if cell is None else cell for cell in row] for row in rows]


@pytest.fixture
def shared(riding, tmp_path_factory, monkeypatch):
    directory = tmp_path_factory.mktemp("run")
    directory.chmod(0o700)
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(directory))
    with riding.share("everything"):
        yield "@everything"


@pytest.mark.parametrize("program", ["isql", "iusql"])
def test_isql(program, riding, shared, host, tmp_path):
    # iusql writes the low byte of each UTF-16 unit, so only ASCII can be held against it.
    beyond_ascii = {"words", "code", "docb"} if program == "iusql" else set()
    names = [name for name in every_type.NAMES if name not in beyond_ascii]
    expected = [
        [cell for name, cell in zip(every_type.NAMES, row, strict=True) if name in names]
        for row in delimited(host)
    ]
    ini = tmp_path / "odbc.ini"
    ini.write_text(f"[everything]\nDriver = {os.environ['PILLION_LIBRARY']}\nSession = {shared}\n")
    shown = subprocess.run(
        [program, "everything", "-b", "-d\x1f"],
        env={**os.environ, "ODBCINI": str(ini)},
        input=f"SELECT {', '.join(names)} FROM every_type ORDER BY id\n",
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert shown.returncode == 0, shown.stdout + shown.stderr
    rows = [line.split("\x1f") for line in shown.stdout.splitlines() if "\x1f" in line]
    assert rows == [["" if cell == "NULL" else cell for cell in row] for row in expected]


@pytest.mark.parametrize("language", OTHERS)
def test_another_language(language, riding, shared, host):
    expected = delimited(host)
    shown = subprocess.run(
        [*OTHERS[language], pillion.connection_string(shared), every_type.SELECT],
        capture_output=True,
        timeout=60,
        env=os.environ,
    )
    assert shown.returncode == 0, shown.stderr.decode()
    rows = [row.split("\x1f") for row in shown.stdout.decode().split("\x1e") if row]
    assert rows == expected
