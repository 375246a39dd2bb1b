//! Files with anything in them: small good ones of every format, changed at random, taken in or proof-read by the program as a process.

use std::fs::{self, File};
use std::io::{Cursor, Read, Write};
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Duration;

use fastrand::Rng;
use rust_xlsxwriter::{ExcelDateTime, Format, Formula};
use wait4::Wait4;

use super::ground::{drawn, rounds};
use crate::exchange::files::{STUDY, cell_with, line, ods, packed, row, sheet};
use crate::world::process::PROGRAM;

/// What reading a small file may take: megabytes, and seconds of a processor in a debug build.
const MEMORY: u64 = 900;
const TIME: Duration = Duration::from_secs(25);

/// What is written into files: the numbers and signs at which readers stumble.
const ODD: [&str; 24] = [
    "0",
    "-1",
    "1",
    "65535",
    "65536",
    "1048576",
    "1048577",
    "2147483648",
    "4294967295",
    "99999999999999999999",
    "1e308",
    "NaN",
    "\"",
    "<",
    ">",
    "&",
    "/",
    "\0",
    "\u{ffff}",
    "\u{202e}",
    ",",
    "{",
    "]",
    "\n",
];

fn old() -> Vec<u8> {
    include_bytes!("../exchange/old.xls").to_vec()
}

fn xlsx() -> Vec<u8> {
    sheet("学习", |sheet| {
        let day = Format::new().set_num_format("yyyy-mm-dd");
        let money = Format::new().set_num_format("#,##0\"人次\";\"万\"");
        sheet.merge_range(0, 0, 0, 3, "2022年学习台账", &Format::new())?;
        row(sheet, 1, &["日期", "类别", "人次", "标题"])?;
        for at in 2..12 {
            row(sheet, at, &["", "主席会议", "", &format!("学习{at}")])?;
            sheet.write_datetime_with_format(at, 0, &ExcelDateTime::from_ymd(2022, 5, 7)?, &day)?;
            sheet.write_number_with_format(at, 2, at, &money)?;
        }
        row(sheet, 12, &["合计"])?;
        sheet.write_formula(12, 2, Formula::new("=SUM(C3:C12)").set_result("65")).map(|_| ())
    })
}

fn odf() -> Vec<u8> {
    let day = r#"<table:table-cell office:value-type="date" office:date-value="2022-05-01"><text:p>x</text:p></table:table-cell>"#;
    let number = r#"<table:table-cell table:formula="of:=1+2" office:value-type="float" office:value="3"/>"#;
    let both = cell_with(r#"table:number-rows-spanned="2""#, "主席会议");
    let empty = r#"<table:table-row table:number-rows-repeated="20"><table:table-cell table:number-columns-repeated="9"/></table:table-row>"#;
    ods(&[
        &line(&["日期", "类别", "人次", "标题"]),
        &line(&[day, &both, number, "甲"]),
        &line(&[day, "<table:covered-table-cell/>", number, "乙"]),
        empty,
        &line(&["2022-5-3", "党组会议", "3", "丙"]),
    ]
    .concat())
}

fn lines() -> Vec<u8> {
    let line = |at: usize| {
        format!(r#"{{"ledger":"study","date":"2022-05-01","kind":"chair","turns":{at},"note":"甲\u4e00\n"}}"#)
    };
    (1..9).map(|at| line(at) + "\n").collect::<String>().into_bytes()
}

fn array() -> Vec<u8> {
    let text = String::from_utf8(lines()).expect("UTF-8");
    format!("[\n{}\n]\n", text.trim().replace('\n', ",\n")).into_bytes()
}

/// A draft whose numbers do not agree, as text, as a page and as a Word document.
const DRAFT: &str = "# 综述\n\n2022年，收到提案254件，立案236件，立案率93.3%；其中个人提案1200余件。\n\n| 指标 | 印发数 |\n|---|---|\n| 推进解决 | 38件 |\n";

fn page() -> String {
    let rows =
        DRAFT.lines().map(|line| format!("<tr><td>{}</td><td>3&amp;4件</td></tr>", line.replace('|', "</td><td>")));
    format!(
        "<!DOCTYPE html><html><head><style>p {{}}</style></head><body><table>{}</table></body></html>",
        rows.collect::<String>()
    )
}

/// A Word document with runs, cells, comments and what was changed in it.
fn document() -> Vec<u8> {
    let run = |text: &str| format!("<w:r><w:rPr><w:b/></w:rPr><w:t xml:space=\"preserve\">{text}</w:t></w:r>");
    let line = |text: &str| {
        text.chars().collect::<Vec<_>>().chunks(7).map(|part| run(&part.iter().collect::<String>())).collect::<String>()
    };
    let text = DRAFT.lines().map(|text| format!("<w:p>{}</w:p>", line(text))).collect::<Vec<_>>().concat();
    let cells = format!(
        "<w:tbl><w:tr><w:tc><w:p>{}</w:p></w:tc><w:tc><w:p>{}</w:p></w:tc></w:tr></w:tbl>",
        run("立案"),
        run("3&amp;4件")
    );
    let body = format!("<w:document xmlns:w=\"w\"><w:body>{text}{cells}<w:p/></w:body></w:document>");
    let comments = "<w:comments xmlns:w=\"w\"><w:comment w:id=\"7\"><w:p/></w:comment></w:comments>";
    packed(&[
        ("[Content_Types].xml", b"<Types></Types>"),
        ("word/document.xml", body.as_bytes()),
        ("word/comments.xml", comments.as_bytes()),
    ])
}

/// Changes some bytes, or leaves some out, or says some twice.
fn changed(mut bytes: Vec<u8>, rng: &mut Rng) -> Vec<u8> {
    for _ in 0..1 << rng.u32(0..4) {
        if bytes.len() < 2 {
            break;
        }
        let from = rng.usize(0..bytes.len());
        let to = (from + (1 << rng.u32(0..10))).min(bytes.len());
        let part = bytes[from..to].to_vec();
        match rng.u32(0..9) {
            0 => bytes[from] ^= 1 << rng.u32(0..8),
            1 => bytes[from] = rng.u8(..),
            2 => bytes[from..to.min(from + 4)].fill(0xff),
            3 => bytes[from..to].fill(0),
            4 => drop(bytes.drain(from..to)),
            5 => drop(bytes.splice(from..from, part)),
            6 => drop(bytes.splice(from..from, ODD[rng.usize(0..ODD.len())].bytes())),
            7 => {
                let other = rng.usize(0..bytes.len());
                let end = (other + part.len()).min(bytes.len());
                bytes[other..end].copy_from_slice(&part[..end - other]);
            }
            _ if rng.u32(0..8) == 0 => bytes.truncate(from),
            _ => {
                // A number becomes another.
                let digit = |at: &usize| bytes[*at].is_ascii_digit();
                let Some(begin) = (from..bytes.len()).find(digit) else { continue };
                let end = (begin..bytes.len()).find(|at| !digit(at)).unwrap_or(bytes.len());
                bytes.splice(begin..end, ODD[rng.usize(0..12)].bytes());
            }
        }
    }
    bytes
}

/// A packed file with one of its parts changed, left out, or put in the place of another.
fn repacked(bytes: &[u8], rng: &mut Rng) -> Vec<u8> {
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).expect("a packed file");
    let mut parts: Vec<(String, Vec<u8>)> = Vec::new();
    for at in 0..archive.len() {
        let mut part = archive.by_index(at).expect("a part");
        let mut content = Vec::new();
        part.read_to_end(&mut content).expect("it can be read");
        parts.push((part.name().expect("a name").into_owned(), content));
    }
    let at = rng.usize(0..parts.len());
    match rng.u32(0..12) {
        0 => drop(parts.remove(at)),
        1 => parts[at] = (parts[at].0.clone(), parts[rng.usize(0..parts.len())].1.clone()),
        _ => {
            // Most of what a reader reads is in the largest parts.
            let heaviest = (0..parts.len()).max_by_key(|at| parts[*at].1.len()).unwrap_or(at);
            let at = if rng.bool() { heaviest } else { at };
            parts[at].1 = changed(std::mem::take(&mut parts[at].1), rng);
        }
    }
    let parts: Vec<(&str, &[u8])> = parts.iter().map(|(name, content)| (&**name, &**content)).collect();
    packed(&parts)
}

/// What the files of a format came to.
#[derive(Default)]
struct Tally {
    files: usize,
    good: usize,
    wrong: Vec<String>,
    memory: u64,
    time: Duration,
}

/// Reads one file; whatever it holds, the program ends soon, and with a sentence.
fn read(home: &Path, line: &str, name: &str, bytes: &[u8], tally: &mut Tally) {
    fs::write(home.join(name), bytes).expect("a file");
    let said = File::create(home.join("said")).expect("a file");
    let mut command = Command::new("timeout");
    // A release is tried as well: the path of one stands in the environment.
    let program = std::env::var("QJCPPCC_DRILL_PROGRAM").unwrap_or_else(|_| PROGRAM.to_owned());
    command.args(["90", &program]).args(line.split(' ')).arg(name).current_dir(home);
    command.env_clear().env("HOME", home).env("PATH", "/usr/bin:/bin").stdin(Stdio::null()).stdout(Stdio::null());
    let mut child = command.stderr(said).spawn().expect("it starts");
    let used = child.wait4().expect("it ends");
    let (memory, time) = (used.rusage.maxrss >> 20, used.rusage.utime + used.rusage.stime);
    let said = String::from_utf8_lossy(&fs::read(home.join("said")).expect("what it said")).into_owned();
    let raw =
        ["panicked", "backtrace", "memory allocation", ".cargo", "thread '"].iter().any(|word| said.contains(word));
    tally.files += 1;
    tally.good += usize::from(matches!(used.status.code(), Some(0 | 6)));
    (tally.memory, tally.time) = (tally.memory.max(memory), tally.time.max(time));
    if !matches!(used.status.code(), Some(0 | 2 | 4 | 6)) || raw || memory > MEMORY || time > TIME {
        let kept = std::env::temp_dir().join(format!("fuzz-{}-{name}", tally.wrong.len()));
        fs::write(&kept, bytes).expect("a copy");
        let said: String = said.chars().take(300).collect();
        tally.wrong.push(format!("{}: {}, {memory} MB, {time:?}: {said}", kept.display(), used.status));
    }
}

fn fuzz(name: &str, good: &[u8]) {
    drill("import --dry-run -q --ledger study", name, good);
}

/// Drafts: whatever stands in them, they are proof-read, or refused in words.
fn proof(line: &str, name: &str, good: &[u8]) {
    drill(&format!("proofread --alone -q {line}"), name, good);
}

fn drill(line: &str, name: &str, good: &[u8]) {
    let line = line.trim();
    let mut rng = drawn(name);
    let folder = tempfile::tempdir().expect("a temporary folder");
    let mut tally = Tally::default();
    read(folder.path(), line, name, good, &mut tally);
    assert_eq!((tally.good, &*tally.wrong), (1, &[][..]), "the file itself is good");
    for _ in 0..rounds(1000) {
        let is_packed = good.starts_with(b"PK");
        let bytes =
            if is_packed && rng.u32(0..4) > 0 { repacked(good, &mut rng) } else { changed(good.to_vec(), &mut rng) };
        read(folder.path(), line, name, &bytes, &mut tally);
    }
    let Tally { files, good, wrong, memory, time } = tally;
    let _ = writeln!(
        std::io::stderr(),
        "{name}: {files} files, {good} of them read, {} wrong; at most {memory} MB and {time:?}",
        wrong.len()
    );
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
#[ignore = "takes minutes: a thousand files"]
fn changed_workbooks_end_with_a_sentence() {
    fuzz("学习.xlsx", &xlsx());
}

#[test]
#[ignore = "takes minutes: a thousand files"]
fn changed_old_workbooks_end_with_a_sentence() {
    fuzz("学习.xls", &old());
}

#[test]
#[ignore = "takes minutes: a thousand files"]
fn changed_open_workbooks_end_with_a_sentence() {
    fuzz("学习.ods", &odf());
}

#[test]
#[ignore = "takes minutes: a thousand files"]
fn changed_tables_end_with_a_sentence() {
    fuzz("学习.csv", STUDY.as_bytes());
}

#[test]
#[ignore = "takes minutes: a thousand files"]
fn changed_lines_end_with_a_sentence() {
    fuzz("学习.jsonl", &lines());
}

#[test]
#[ignore = "takes minutes: a thousand files"]
fn changed_arrays_end_with_a_sentence() {
    fuzz("学习.json", &array());
}

#[test]
#[ignore = "takes minutes: a thousand drafts"]
fn changed_drafts_in_word_end_with_a_sentence() {
    proof("--annotate -o read.docx", "稿.docx", &document());
}

#[test]
#[ignore = "takes minutes: a thousand drafts"]
fn changed_drafts_for_browsers_end_with_a_sentence() {
    proof("", "稿.html", page().as_bytes());
}

#[test]
#[ignore = "takes minutes: a thousand drafts"]
fn changed_drafts_of_text_end_with_a_sentence() {
    proof("", "稿.md", DRAFT.as_bytes());
    proof("", "稿.txt", DRAFT.as_bytes());
    proof("", "稿.csv", DRAFT.replace('|', ",").as_bytes());
}
