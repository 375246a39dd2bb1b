#!/bin/sh
# Five questions answered by JSON piped through jq. Each filter is a file of its own in jq/, ready to be copied.
#
#     jq-pipes.sh YEAR [OPTION …]
#
# Further options go to `qjcppcc` as they are. To try it without a ledger:
#
#     QJCPPCC=target/release/qjcppcc sh examples/jq-pipes.sh 2022 --from examples/qijiang-2022.jsonl
#
# It ends with 1 if a figure and its records do not add up.
set -eu

qjcppcc=${QJCPPCC:-qjcppcc}
filters=$(dirname "$0")/jq

fail() {
    echo "jq-pipes.sh: $1" >&2
    exit 1
}

[ $# -ge 1 ] || fail "usage: jq-pipes.sh YEAR [OPTION …]"
year=$1
shift

command -v jq >/dev/null || fail "there is no program jq; install it (https://jqlang.org)"
command -v "$qjcppcc" >/dev/null || fail "there is no program $qjcppcc; set QJCPPCC to its full path"

answers=$(mktemp -d)
trap 'rm -rf "$answers"' EXIT

# Every answer of the program is kept in a file before jq reads it: a plain pipe would hide that the program failed.
"$qjcppcc" report "$year" "$@" --json > "$answers/report.json"
"$qjcppcc" report "$year" "$@" --by town --json > "$answers/by-town.json"
"$qjcppcc" report "$year" "$@" --trace case.funds --json > "$answers/trace.json"
"$qjcppcc" export "$@" > "$answers/export.jsonl"

echo "== Every figure with a number: key, name, as printed, number, bound"
jq -r -f "$filters/figures.jq" "$answers/report.json"

echo "== The money coordinated, town by town"
jq -r -f "$filters/funds-by-town.jq" "$answers/by-town.json"

echo "== The records behind it"
jq -r -f "$filters/records-behind.jq" "$answers/trace.json"

echo "== Advice and submissions without a document number"
jq -r --arg year "$year" -f "$filters/without-document-number.jq" "$answers/export.jsonl"

echo "== Figures that differ from the sum of their parts"
: > "$answers/differing"
jq -r -f "$filters/differing.jq" "$answers/by-town.json" >> "$answers/differing"
keys=$(jq -r '.figures[].key' "$answers/by-town.json")
for key in $keys; do
    "$qjcppcc" report "$year" "$@" --trace "$key" --json > "$answers/trace.json"
    jq -r -f "$filters/differing.jq" "$answers/trace.json" >> "$answers/differing"
done
cat "$answers/differing"
[ -s "$answers/differing" ] && fail "these figures do not add up"
echo "none"
