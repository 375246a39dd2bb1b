#!/bin/sh
# The papers of a year, as an office hands them in: the full text as a Word letter, a page to look at, a workbook with its
# towns, and the circular of one month's information.
#
#     year-papers.sh YEAR FOLDER [OPTION …]
#
# Further options go to `qjcppcc report` as they are. To try it without a ledger:
#
#     QJCPPCC=target/release/qjcppcc sh examples/year-papers.sh 2022 /tmp --from examples/qijiang-2022.jsonl
#
# TO names whom the full text goes to (区委办公室). Where PICTURES names a folder, LibreOffice, Chromium and pdftoppm make a
# small PNG of a page of each; those of the example year stand in `examples/pictures/`.
set -eu

qjcppcc=${QJCPPCC:-qjcppcc}
# The papers are Chinese, whatever the locale of a machine is.
QJCPPCC_LANG=${QJCPPCC_LANG:-zh}
export QJCPPCC_LANG

fail() {
    echo "year-papers.sh: $1" >&2
    exit 1
}

[ $# -ge 2 ] || fail "usage: year-papers.sh YEAR FOLDER [OPTION …]"
year=$1
folder=$2
shift 2

command -v "$qjcppcc" >/dev/null || fail "there is no program $qjcppcc; set QJCPPCC to its full path"
[ -d "$folder" ] || fail "there is no folder $folder"

write() {
    file=$1
    shift
    "$qjcppcc" report "$@" -q -o "$folder/$file" || fail "$folder/$file was not written (exit $?)"
}

write "$year.docx" "$year" "$@" --style full --to "${TO:-区委办公室}" --sign --dated "$year-12-31" --attach "$year 年各镇街情况统计表"
write "$year-towns.docx" "$year" "$@" --by town
write "$year.html" "$year" "$@"
write "$year.xlsx" "$year" "$@"
write "$year-12-info.docx" "$year-12" "$@" --by author --sort info.count --to-date

[ -n "${PICTURES:-}" ] || exit 0
[ -d "$PICTURES" ] || fail "there is no folder $PICTURES"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# A page of a file of LibreOffice's, or of a PDF, as a picture of so many dots an inch.
picture() {
    pdf=$work/$(basename "$1" | sed 's/\.[a-z]*$//').pdf
    case $1 in
    *.pdf) ;;
    *) soffice --headless --convert-to pdf --outdir "$work" "$1" >/dev/null 2>&1 || fail "LibreOffice cannot read $1" ;;
    esac
    pdftoppm -gray -r "$4" -f "$2" -l "$2" -singlefile -png "$pdf" "$PICTURES/$3"
}

picture "$folder/$year.docx" 1 word 40
picture "$folder/$year-towns.docx" 5 towns 40
picture "$folder/$year.xlsx" 1 workbook 40
picture "$folder/$year-12-info.docx" 1 circular 40
chromium --headless --no-sandbox --disable-gpu --user-data-dir="$work/chromium" --window-size=900,1270 \
    --force-device-scale-factor=0.5 --screenshot="$PICTURES/page.png" "file://$(cd "$folder" && pwd)/$year.html" \
    >/dev/null 2>&1 || fail "Chromium cannot show $folder/$year.html"
