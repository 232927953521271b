#!/usr/bin/env bash
# command_test.sh PILLION: the command line of `pillion` on an SQLite file.
set -uo pipefail
pillion=$1
directory=$(mktemp -d)
trap 'rm -rf "$directory"' EXIT
failures=0

# expect CODE PATTERN COMMAND...: the exit code, and a pattern that the output (both) must match.
expect() {
  local code=$1 pattern=$2 output status
  shift 2
  output=$("$@" 2>&1)
  status=$?
  if [ "$status" != "$code" ] || ! grep -qE -- "$pattern" <<<"$output"; then
    echo "FAILED: $* -> $status (want $code), output (want /$pattern/):" >&2
    echo "$output" >&2
    failures=$((failures + 1))
  fi
}

database=$directory/shop.db
python3 - "$database" <<'PYTHON'
import sqlite3, sys
sqlite3.connect(sys.argv[1]).executescript("""
  CREATE TABLE shop_author (id integer PRIMARY KEY, name text NOT NULL);
  CREATE TABLE shop_book (id integer PRIMARY KEY, title text,
                          author_id integer REFERENCES shop_author);
""")
PYTHON

expect 0 '^pillion [0-9]+\.[0-9]+\.[0-9]+$' "$pillion" version
expect 0 'rewrite.*Print the SQL' "$pillion" --help
expect 0 '^shop_book \(table\)$' "$pillion" schema --session "sqlite:$database"
expect 0 'author_id +INTEGER +-> shop_author.id' "$pillion" schema -s "sqlite:$database" -t 'shop\_b%'
expect 0 '"table": "shop_author"' "$pillion" schema -s "sqlite:$database" -f json
expect 0 'shop_author \|o--o\{ shop_book' "$pillion" schema -s "sqlite:$database" -f mermaid
expect 0 '"shop_book" -> "shop_author"' "$pillion" schema -s "sqlite:$database" -f dot
expect 0 'author +to-one shop_author' "$pillion" paths shop_book -s "sqlite:$database"
expect 0 'book +to-many shop_book' "$pillion" paths SHOP_AUTHOR -s "sqlite:$database"
expect 0 '^select upper\(title\) from shop_book$' \
  "$pillion" rewrite 'select {fn ucase(title)} from shop_book' -s "sqlite:$database"
expect 0 '^SELECT \$1$' bash -c "echo 'SELECT ?' | '$pillion' rewrite -s 'sqlite:$database'"

expect 1 '25006' "$pillion" rewrite 'DELETE FROM shop_book' -s "sqlite:$database"
expect 1 'no table "shop_film"' "$pillion" paths shop_film -s "sqlite:$database"
expect 1 'No table is named like' "$pillion" schema -s "sqlite:$database" -t 'film%'
expect 1 '08001' "$pillion" schema -s "sqlite:$directory/missing.db"
expect 1 'pillion: ' "$pillion" schema -s 'postgres:host=/nonexistent'
expect 1 'pillion: ' "$pillion" schema -s 'nonsense'
expect 2 'required' "$pillion"
expect 2 'required' "$pillion" schema
expect 2 'subcommand' "$pillion" frobnicate
expect 2 'depth' "$pillion" paths shop_book -s "sqlite:$database" --depth 99
expect 2 'format' "$pillion" schema -s "sqlite:$database" -f xml

[ "$failures" = 0 ]
