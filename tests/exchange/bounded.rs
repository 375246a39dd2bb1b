//! Small files that would fill the memory or keep a reader busy for ever: each ends soon, with a sentence about the file.

use std::fs;
use std::io::{Cursor, ErrorKind, Write};
use std::os::unix::fs::symlink;
use std::path::Path;
use std::process::{Command, Output, Stdio};

use qjcppcc::import::{Source, Wishes, open};
use wait4::{ResourceUsage, Wait4};

use super::files::{cell, cell_with, line, ods, raw, row, sheet};
use crate::world::process::{PROGRAM, alone, qjcppcc};

/// An old workbook of five sessions and a total, as Excel 97 wrote them.
const OLD: &[u8] = include_bytes!("old.xls");

/// What a command says, and what it and the processes that it started took.
fn run(home: &Path, words: &[&str]) -> (Output, ResourceUsage) {
    let said = fs::File::create(home.join("said")).expect("a file");
    let mut child = qjcppcc(home).args(words).stdout(Stdio::null()).stderr(said).spawn().expect("the program starts");
    let used = child.wait4().expect("it ends");
    let stderr = fs::read(home.join("said")).expect("what it said");
    (Output { status: used.status, stdout: Vec::new(), stderr }, used.rusage)
}

fn number(bytes: &[u8], at: usize) -> usize {
    u32::from_le_bytes(bytes[at..at + 4].try_into().expect("four bytes")) as usize
}

/// The old workbook with the sector lost that says which sector follows which: it follows itself for ever.
fn without_chain() -> Vec<u8> {
    let mut bytes = OLD.to_vec();
    let sector = 512 * (number(OLD, 76) + 1);
    bytes[sector..sector + 512].fill(0);
    bytes
}

/// The old workbook with its last text in the last corner of the sheet.
fn with_far_cell() -> Vec<u8> {
    let mut bytes = OLD.to_vec();
    let text = bytes.windows(4).rposition(|part| part == [0xfd, 0, 10, 0]).expect("a cell of text");
    bytes[text + 4..text + 8].copy_from_slice(&[0xff, 0xff, 0xff, 0]);
    bytes
}

const HEAD: [&str; 4] = ["日期", "类别", "人次", "标题"];
const RECORD: [&str; 4] = ["2022-05-01", "主席会议", "3", "甲"];

/// Rows of a workbook of `LibreOffice`, the heading before them.
fn odf(rows: &str) -> Vec<u8> {
    ods(&(line(&HEAD) + &line(&RECORD) + rows))
}

/// A row of these cells, so many times one below the other.
fn rows(times: usize, cells: &str) -> String {
    format!(r#"<table:table-row table:number-rows-repeated="{times}">{cells}</table:table-row>"#)
}

fn across(times: usize) -> String {
    format!(r#"table:number-columns-repeated="{times}""#)
}

/// A workbook with these parts behind its rows.
fn xlsx(rows: &str, behind: &str) -> Vec<u8> {
    let text = |(column, words): (char, &str)| format!(r#"<c r="{column}1" t="inlineStr"><is><t>{words}</t></is></c>"#);
    let head: String = ('A'..).zip(HEAD).map(text).collect();
    let bytes = raw(&format!(r#"<row r="1">{head}</row>{rows}"#));
    super::files::replaced(&bytes, "xl/worksheets/sheet1.xml", |part| {
        let part = String::from_utf8(part).expect("XML");
        part.replace("</sheetData>", &format!("</sheetData>{behind}")).into_bytes()
    })
}

/// A row, or whatever it is, for each number up to this.
fn each(last: usize, row: impl Fn(usize) -> String) -> String {
    (2..=last).map(row).collect()
}

type Trap = (&'static str, &'static str, Vec<u8>, &'static str);

fn traps() -> Vec<Trap> {
    let empty = |times: usize| format!("<table:table-cell {}/>", across(times));
    let dated = |at: usize| format!(r#"<row r="{at}"><c r="A{at}" t="str"><v>2022-05-01</v></c></row>"#);
    let long = "长".repeat(30_000);
    vec![
        ("a chain without end", "x.xls", without_chain(), "读这个工作簿要的内存或时间太多"),
        ("an old workbook with a far cell", "x.xls", with_far_cell(), "读这个工作簿要的内存或时间太多"),
        (
            "rows repeated",
            "x.ods",
            odf(&rows(1000, &cell_with(&across(512), "x")).repeat(290)),
            "解开后超过200MB或500万格",
        ),
        (
            "rows repeated behind a gap",
            "x.ods",
            odf(&rows(1000, &(empty(511) + &cell("x"))).repeat(290)),
            "读这个工作簿要的内存或时间太多",
        ),
        ("long texts repeated", "x.ods", odf(&rows(900, &cell_with(&across(500), &long))), "解开后超过200MB"),
        (
            "a cell merged over more than there is",
            "x.ods",
            odf(&line(&[
                &cell_with(r#"table:number-columns-spanned="18446744073709551615""#, "2022-05-02"),
                "主席会议",
            ])),
            "合并在几栏上",
        ),
        (
            "a long text in every row",
            "x.xlsx",
            sheet("学习", |sheet| (1..3000).try_for_each(|at| sheet.write_string(at, 0, &long).map(|_| ()))),
            "“学习”：解开后超过200MB",
        ),
        (
            "rows that are long and empty",
            "x.xlsx",
            xlsx(&each(12_000, |at| format!(r#"<row r="{at}"><c r="SR{at}"><v>1</v></c></row>"#)), ""),
            "“学习”：解开后超过200MB或500万格",
        ),
        (
            "merged cells one over the other",
            "x.xlsx",
            xlsx(
                &each(3000, dated),
                &format!("<mergeCells>{}</mergeCells>", r#"<mergeCell ref="A2:A300000"/>"#.repeat(5000)),
            ),
            "第2行：合并的单元格补出来太多（到A2:A300000为止）",
        ),
        (
            "many merged cells",
            "x.xlsx",
            {
                let merged = r#"<mergeCell ref="B2:B3"/>"#.repeat(220_000);
                xlsx(&each(2, dated), &format!("<mergeCells>{merged}</mergeCells>"))
            },
            "“学习”：解开后超过200MB",
        ),
        (
            "a row too wide",
            "study.csv",
            format!("{}\n{}\n", HEAD.join(","), "1,".repeat(600)).into(),
            "第2行：超过512格",
        ),
        ("only separators", "study.csv", ",".repeat(1 << 20).into(), "表里什么也没有"),
        (
            "an object too long",
            "x.jsonl",
            format!(r#"{{"ledger":"study","turns":[{}0]}}"#, "0,".repeat(3 << 20)).into(),
            "这一条超过4MB",
        ),
        (
            "an object of many keys",
            "x.jsonl",
            {
                let keys = each(2001, |at| format!(r#","k{at}":1"#));
                format!(r#"{{"ledger":"study"{keys}}}"#).into()
            },
            "这一条超过4MB或1000个键",
        ),
        ("nothing but troubles", "x.json", format!("[{}]", ",".repeat(100_100)).into(), "不对之处超过100000处"),
        (
            "a unit said again and again",
            "study.csv",
            { format!("{}\n{}\n备注：{}\n", HEAD.join(","), RECORD.join(","), "单位：".repeat(20_000)).into() },
            "第3行是表下的说明，略过",
        ),
        (
            "a heading of commas",
            "study.csv",
            {
                format!("日期,类别,人次\n2022-05-01,主席会议,3\n,\"人次，{}\"\n", "，".repeat(60_000)).into()
            },
            "第3行",
        ),
    ]
}

#[test]
fn a_trap_is_a_sentence_about_the_file() {
    if !alone("exchange::bounded::a_trap_is_a_sentence_about_the_file") {
        return;
    }
    let folder = tempfile::tempdir().expect("a temporary folder");
    let home = folder.path();
    let mut wrong = Vec::new();
    for (name, file, bytes, says) in traps() {
        fs::write(home.join(file), bytes).expect("a file");
        let (output, used) = run(home, &["import", file, "--dry-run"]);
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        let ends = matches!(output.status.code(), Some(0 | 4));
        let (megabytes, seconds) = (used.maxrss >> 20, used.utime.as_secs());
        let raw = ["panicked", ".rs:", "backtrace", "memory allocation"].iter().any(|word| said.contains(word));
        if !ends || !said.contains(says) || raw || megabytes > 800 || seconds > 20 {
            let said: String = said.chars().take(400).collect();
            wrong.push(format!("{name}: {:?}, {megabytes} MB, {seconds} s: {said}", output.status));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn an_old_workbook_is_read() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let home = folder.path();
    fs::write(home.join("x.xls"), OLD).expect("a file");
    let (output, _) = run(home, &["import", "x.xls"]);
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let listed = qjcppcc(home).args(["study", "list", "-O", "csv"]).output().expect("the program starts").stdout;
    let listed = String::from_utf8(listed).expect("UTF-8");
    assert!(listed.contains("2022-05-05") && listed.contains("学习5"), "{listed}");
}

/// A workbook with one record in it.
fn good() -> Vec<u8> {
    sheet("学习", |sheet| {
        row(sheet, 0, &HEAD)?;
        row(sheet, 1, &RECORD)
    })
}

/// The reading process is the same program, by whatever name it was started and whatever became of its file.
#[test]
fn the_program_finds_itself() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let home = folder.path();
    fs::write(home.join("x.xlsx"), good()).expect("a file");
    fs::copy(PROGRAM, home.join("program")).expect("a copy");
    symlink("program", home.join("link")).expect("a link");
    for name in ["./program", "./link"] {
        let mut shell = Command::new("sh");
        let shell = shell.args(["-c", &format!("{name} import x.xlsx --dry-run")]).current_dir(home);
        let done = shell.env_clear().env("HOME", home).output().expect("it starts");
        assert!(done.status.success(), "{name}: {}", String::from_utf8_lossy(&done.stderr));
    }
    if cfg!(target_os = "linux") {
        let mut waiting = Command::new(home.join("program"));
        let waiting =
            waiting.args(["import", "-", "--format", "xlsx", "--dry-run", "-q"]).env_clear().env("HOME", home);
        let mut child = waiting.stdin(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("it starts");
        fs::remove_file(home.join("program")).expect("it goes");
        child.stdin.take().expect("stdin").write_all(&good()).expect("it is read");
        let done = child.wait_with_output().expect("it ends");
        assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
    }
}

#[test]
fn a_reader_that_does_not_start_or_is_cut_off_is_told_of() {
    let bytes = good();
    let source = [Source { name: "x.xlsx", bytes: &bytes }];
    let refused = |cut: Option<usize>| {
        let opened = open(&source, &Wishes::default(), &|bytes, sheet| {
            let mut found = Vec::new();
            qjcppcc::import::find(bytes, sheet, &mut found)?;
            found.truncate(cut.ok_or(ErrorKind::PermissionDenied)?.min(found.len() - 1));
            Ok(Box::new(Cursor::new(found)))
        });
        opened.expect("files are opened").open_page(&[], 0)
    };
    let error = refused(None);
    assert_eq!((error.code, error.kind.exit_code()), ("no_reader", 1));
    for cut in [0, 1, 20, 100, usize::MAX] {
        let error = refused(Some(cut));
        assert_eq!((error.code, error.kind.exit_code()), ("endless_workbook", 4), "{cut}");
        assert_eq!(error.place.file.as_deref(), Some("x.xlsx"));
    }
}

#[test]
fn a_file_without_end_is_refused() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let (output, _) = run(folder.path(), &["import", "/dev/zero", "--ledger", "study"]);
    assert_eq!(output.status.code(), Some(1));
    assert!(String::from_utf8_lossy(&output.stderr).contains("/dev/zero：文件读不了：这不是普通文件"));
    let long = fs::File::create(folder.path().join("long.csv")).expect("a file");
    long.set_len(qjcppcc::import::LARGEST + 1).expect("a hole");
    let (output, _) = run(folder.path(), &["import", "long.csv", "--ledger", "study"]);
    assert_eq!(output.status.code(), Some(4));
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(said.contains("long.csv：超过1024MB，一次读不了这么多"), "{said}");
}

/// A workbook that is written waits in a temporary file; where that cannot grow, nothing is written.
#[test]
fn a_workbook_is_not_written_where_its_temporary_file_is_not() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let home = folder.path();
    let lines = each(2000, |at| {
        format!("{{\"ledger\":\"study\",\"date\":\"2021-03-04\",\"kind\":\"chair\",\"title\":\"第{at}次\"}}\n")
    });
    fs::write(home.join("many.jsonl"), lines).expect("a file");
    let gone = home.join("gone");
    for command in ["export --from many.jsonl -o a.xlsx", "export --from many.jsonl -O xlsx"] {
        let full = format!("ulimit -f 16; exec {PROGRAM} {command} >/dev/null");
        let missing = format!("TMPDIR={} exec {PROGRAM} {command} >/dev/null", gone.display());
        for (script, says) in [(full, "File too large"), (missing, "没有这个文件或文件夹")] {
            let mut shell = Command::new("sh");
            let shell =
                shell.args(["-c", &script]).current_dir(home).env_clear().env("HOME", home).env("LANG", "zh_CN");
            let done = shell.output().expect("a shell");
            let said = String::from_utf8_lossy(&done.stderr);
            assert_eq!(done.status.code(), Some(1), "{script}: {said}");
            assert!(said.contains("没有写成") && said.contains(says) && !said.contains("panicked"), "{script}: {said}");
            assert!(!home.join("a.xlsx").exists());
        }
    }
}

/// Rows without end that say the same are not told of without end.
#[test]
fn of_many_equal_rows_the_first_are_named() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let rows = "2022-05-01,主席会议,18\n".repeat(60);
    fs::write(folder.path().join("学习.csv"), format!("日期,类别,人次\n{rows}")).expect("a file");
    let (output, _) = run(folder.path(), &["import", "学习.csv", "--dry-run"]);
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert_eq!((said.matches("行相同，两条都算").count(), output.status.code()), (50, Some(0)), "{said}");
    assert!(said.contains("注意：学习.csv第52行与第2行相同，两条都算\n注意：另有9行与前面的行相同，都算\n"), "{said}");
}
