#!/bin/sh
# The yearly report, as cron runs it: YEAR.md, YEAR.csv and YEAR.json in a folder.
#
#     yearly-report.sh YEAR FOLDER [OPTION …]
#
# Further options go to `qjcppcc report` as they are. To try it without a ledger:
#
#     QJCPPCC=target/release/qjcppcc sh examples/yearly-report.sh 2022 /tmp --from examples/qijiang-2022.jsonl
#
# A crontab line: every Monday at six, this year's figures so far. In a crontab % is written \%, the search path is
# short, and cron mails whatever a job prints, so this one prints nothing unless something is wrong.
#
#     0 6 * * 1  QJCPPCC=/usr/local/bin/qjcppcc QJCPPCC_DB=/srv/cppcc/ledger.db sh /srv/cppcc/yearly-report.sh "$(date +\%Y)" /srv/cppcc/reports
#
# It ends with 0 only if all three files were written and the year has records.
set -eu

qjcppcc=${QJCPPCC:-qjcppcc}
# Cron's locale is not a person's: the language of the report is said here.
QJCPPCC_LANG=${QJCPPCC_LANG:-zh}
export QJCPPCC_LANG

fail() {
    echo "yearly-report.sh: $1" >&2
    exit 1
}

[ $# -ge 2 ] || fail "usage: yearly-report.sh YEAR FOLDER [OPTION …]"
year=$1
folder=$2
shift 2

command -v "$qjcppcc" >/dev/null || fail "there is no program $qjcppcc; set QJCPPCC to its full path"
[ -d "$folder" ] || fail "there is no folder $folder"

write() {
    "$qjcppcc" report "$year" "$@" -o "$folder/$year.$ending" || fail "$folder/$year.$ending was not written (exit $?)"
}

ending=json
write "$@"
grep -q '"records": [1-9]' "$folder/$year.json" || fail "nothing is recorded for $year; is this the right ledger?"
for ending in md csv; do
    write "$@"
done
