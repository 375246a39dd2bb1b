#!/usr/bin/env bash
# How a server bears many offices: their entries in one table, then a desk that syncs and an empty file that takes a whole year.
#
#     QJCPPCC=target/release/qjcppcc bash examples/bench/server.sh [OFFICES]
#
# It starts a PostgreSQL of its own (Debian: postgresql) in a temporary folder on port 54329 of this machine, fills it and takes it away
# again: 300 offices (the default) take 5 GB and some minutes. QJCPPCC names a program with the feature `server`. Every office has the
# made-up year of `examples/qijiang-2022.jsonl` thirteen times, 11,675 entries: the first by `sync`, the others are copied on the server.
set -euo pipefail
export LC_ALL=C.UTF-8 QJCPPCC_LANG=en PGPASSWORD=secret
example=$(realpath "$(dirname "$0")/../qijiang-2022.jsonl")
qjcppcc=$(realpath "${QJCPPCC:-$(command -v qjcppcc)}")
offices=${1:-300}
port=54329
bin=$(dirname "$(ls /usr/lib/postgresql/*/bin/initdb | sort -V | tail -1)")
work=$(mktemp -d)
chmod 711 "$work"
mkdir "$work/cluster"
as=()
if [ "$(id -u)" = 0 ]; then
  chown postgres: "$work/cluster"
  as=(setpriv --reuid=postgres --regid=postgres --clear-groups)
fi
trap '"${as[@]}" "$bin/pg_ctl" -D "$work/cluster/data" -m immediate stop >/dev/null 2>&1 || true; rm -rf "$work"' EXIT
cd /
"${as[@]}" "$bin/initdb" -D "$work/cluster/data" -U postgres -A trust -E UTF8 --locale=C >/dev/null
"${as[@]}" "$bin/pg_ctl" -D "$work/cluster/data" -l "$work/cluster/log" -w -o \
  "-p $port -c listen_addresses=127.0.0.1 -c unix_socket_directories=$work/cluster -c max_wal_size=4GB" start >/dev/null
sql() { "$bin/psql" -X -qAt -v ON_ERROR_STOP=1 -h 127.0.0.1 -p $port -U postgres -c "$1"; }
server() { "$qjcppcc" --db "$work/$1.db" sync "postgres://$2@127.0.0.1:$port/postgres" "${@:3}"; }
# timed WHAT COMMAND …: a line of the table, with the seconds that it took.
timed() {
  local what=$1 begun took
  shift
  begun=$(date +%s%N)
  "$@" >"$work/said" || { cat "$work/said"; exit 1; }
  took=$((($(date +%s%N) - begun) / 10000000))
  printf '| %s | %d.%02d s |\n' "$what" $((took / 100)) $((took % 100))
}

for round in $(seq 13); do
  sed "s/虚构示例/虚构示例 $round/; s/\"title\": \"\([^\"]*\)\"/\"title\": \"\1（$round）\"/; s/\"\([A-Z]2[12]-[0-9]*\)\"/\"\1-$round\"/g" "$example"
done >"$work/year.jsonl"
"$qjcppcc" init "$work/office.db" --site office --role office >/dev/null
"$qjcppcc" --db "$work/office.db" import "$work/year.jsonl" --yes >/dev/null
"$qjcppcc" --db "$work/office.db" sync init >"$work/setup.sql"
"$bin/psql" -X -q -v ON_ERROR_STOP=1 -h 127.0.0.1 -p $port -U postgres -f "$work/setup.sql"
name=$(sql "SELECT rolname FROM pg_roles r JOIN pg_auth_members m ON m.member = r.oid WHERE m.roleid = 'qjcppcc'::regrole LIMIT 1")
entries=$("$qjcppcc" --db "$work/office.db" sync status -O csv --fields entries | tail -1)

echo "| what | time |"
echo "| --- | --- |"
timed "an office sends $entries entries into an empty table" server office office
load() { sql "INSERT INTO qjcppcc.entry SELECT 'office ' || n, site, number, ledger, batch, at, actor, os, op, record, reason, origin, body, hash
  FROM generate_series(2, $offices) n, qjcppcc.entry WHERE office = '$name' ORDER BY n, number"; }
timed "the server copies them for $((offices - 1)) other offices" load
for n in $(seq 2 "$offices"); do echo "CREATE ROLE \"office $n\" NOLOGIN IN ROLE qjcppcc;"; done >"$work/roles.sql"
"$bin/psql" -X -q -v ON_ERROR_STOP=1 -h 127.0.0.1 -p $port -U postgres -f "$work/roles.sql"
timed "VACUUM ANALYZE" sql "VACUUM ANALYZE qjcppcc.entry"
timed "a desk syncs, nothing new" server office office
"$qjcppcc" --db "$work/office.db" study add chair -d 2022-03-05 -n 18 --yes --again >/dev/null
timed "a desk sends one entry" server office office
"$qjcppcc" --db "$work/office.db" export -o "$work/office.qjb" >/dev/null
"$qjcppcc" init "$work/new.db" >/dev/null
timed "an empty file takes the year of its office" server new office --office "$name"
"$qjcppcc" init "$work/bundle.db" >/dev/null
timed "the same from a bundle file, without a server" "$qjcppcc" --db "$work/bundle.db" import "$work/office.qjb"
timed "the server alone reads the year of an office" sql "SELECT count(body) FROM qjcppcc.entry WHERE office = 'office $offices'"
crowd() {
  local pids=()
  for n in $(seq 20); do
    cp "$work/office.db" "$work/copy$n.db"
    server "copy$n" office >/dev/null &
    pids+=($!)
  done
  for pid in "${pids[@]}"; do wait "$pid"; done
}
timed "20 desks sync at the same moment, nothing new" crowd
echo
sql "SELECT count(*) || ' entries of $offices offices; the table takes ' || pg_size_pretty(pg_table_size('qjcppcc.entry')) || ', its key '
  || pg_size_pretty(pg_indexes_size('qjcppcc.entry')) || '; ' || split_part(version(), ' (', 1)
  FROM qjcppcc.entry"
