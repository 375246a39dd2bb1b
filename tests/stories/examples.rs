//! The examples do what they say, and the example year gives back what was printed of 2022.
//!
//! Scripts are run with `sh`. Their filters are run in here too, so that they are tried where there is no `jq`.

use std::ffi::OsStr;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::sync::LazyLock;

use serde_json::Value;
use tempfile::TempDir;

/// What was printed of 2022: the figure, the least it can have been (or what it was, without 余), how it stood there.
const PRINTED: &[(&str, i64, &str)] = &[
    ("study.center", 8, "8次"),
    ("study.group", 16, "16次"),
    ("study.standing", 4, "4次"),
    ("study.chair", 16, "16次"),
    ("study.reading", 10, "10场"),
    ("submission.count", 30, "30余次"),
    ("advice.endorsed", 2, "2篇"),
    ("volunteer.epidemic.turns", 3_000, "3000余人次"),
    ("volunteer.epidemic.donated", 300_000, "30余万元"),
    ("volunteer.epidemic.suggestions", 10, "10条"),
    ("volunteer.epidemic.commended", 50, "50余名"),
    ("case.pre", 79, "79场次"),
    ("case.onsite", 31, "31场次"),
    ("case.turns", 3_000, "3000余人次"),
    ("case.funds", 12_000_000, "1200余万元"),
    ("case.solved", 38, "38件"),
    ("case.benefited", 30_000, "3万余名"),
    ("liaison.sector", 8, "8场"),
    ("member.correspondent", 100, "100名"),
    ("member.special", 30, "30名"),
    ("info.count", 34, "34篇"),
    ("liaison.places", 10, "10余个"),
    ("consult.consultation", 9, "9次"),
    ("consult.briefing", 22, "22次"),
    ("consult.inspection", 5, "5次"),
    ("consult.survey", 4, "4项"),
    ("advice.count", 36, "36篇"),
    ("volunteer.community.turns", 300, "300余人次"),
    ("aid.firms", 146, "146家"),
    ("aid.loans", 1_170_000_000, "11.7亿元"),
    ("media.nation", 34, "34篇"),
];

/// The one growth that was printed: adoptions by the city, doubled.
const GROWN: (&str, i64) = ("info.city", 100);

const PARTS: [&str; 5] = ["town", "month", "kind", "platform", "department"];

/// The example year in a ledger file, made once for all tests of this file.
static LEDGER: LazyLock<(TempDir, PathBuf)> = LazyLock::new(|| {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let file = folder.path().join("ledger.db");
    run(qjcppcc().arg("init").arg(&file));
    run(qjcppcc().arg("import").arg(records()).arg("--db").arg(&file));
    (folder, file)
});

#[test]
fn the_example_year_prints_what_was_printed_of_2022() {
    let report = json(&["report", "2022", "--from", text(&records())]);
    for (key, least, printed) in PRINTED {
        let figure = figure(&report, key);
        assert_eq!(figure["text"], *printed, "{key}");
        let value = hundredths(&figure["value"]);
        if printed.contains('余') {
            assert!(value >= least * 100, "{key}: {value} is less than was printed");
        } else {
            assert_eq!((value, &figure["bound"]), (least * 100, &Value::from("exact")), "{key}");
        }
    }
}

#[test]
fn the_example_year_has_the_printed_growth() {
    let (key, growth) = GROWN;
    let compared = json(&["report", "2022", "--compare", "--from", text(&records())]);
    let figure = figure(&compared, key);
    assert_eq!(hundredths(&figure["growth"]), growth * 100);
    assert_eq!(hundredths(&figure["value"]), 2 * hundredths(&figure["before"]["value"]));
    let full = compared["full"].as_str().expect("the full text");
    assert!(full.contains("市级采用12篇（较上年增长100%）"), "{full}");
}

#[test]
fn the_texts_of_the_example_year_say_what_was_printed() {
    let report = json(&["report", "2022", "--from", text(&records())]);
    let note = report["note"].as_str().expect("the note");
    for said in [
        "重点协商9次、重点通报22次、视察5次，开展调研4项",
        "建言成果36篇",
        "志愿服务300余人次",
        "146家企业",
        "11.7亿元",
        "34篇",
    ] {
        assert!(note.contains(said), "{said} is missing: {note}");
    }
    let full = report["full"].as_str().expect("the full text");
    for said in [
        "请示报告30余次",
        "2篇委员微建议获区委主要领导签批",
        "捐款捐物30余万元",
        "50余名志愿者",
        "推进解决38件",
        "3万余名",
        "10余个区县",
    ] {
        assert!(full.contains(said), "{said} is missing: {full}");
    }
    assert!(full.ends_with(note), "the full text ends with the note");
}

#[test]
fn the_line_of_the_platform_is_the_sum_of_its_towns() {
    let line = json(&["case", "line", "2022", "--from", text(&records())]);
    let sentence = line["text"].as_str().expect("the line");
    for said in ["推进解决38件（其中上年结转3件）", "协调资金1200余万元", "受益群众3万余名"]
    {
        assert!(sentence.contains(said), "{said} is missing: {sentence}");
    }
    let sum = |towns: &Value, key: &str| {
        list(towns).iter().filter(|town| !town[key].is_null()).map(|town| hundredths(&town[key])).sum::<i64>()
    };
    let report = json(&["report", "2022", "--from", text(&records())]);
    for key in
        ["count", "meetings", "turns", "members", "opinions", "adopted", "solved", "carried", "funds", "benefited"]
    {
        let whole = hundredths(&figure(&report, &format!("case.{key}"))["value"]);
        assert_eq!(sum(&line["towns"], key), whole, "{key}");
    }
    let by_town = json(&["report", "2022", "--by", "town", "--from", text(&records())]);
    for (key, printed) in [("case.pre", 79), ("case.onsite", 31)] {
        let parts = list(&by_town["figures"]).iter().find(|figure| figure["key"] == key).expect("the figure");
        assert_eq!(sum(&parts["parts"], "value"), printed * 100, "{key}");
    }
}

#[test]
fn the_records_behind_each_figure_add_up_to_it() {
    let report = json(&with_ledger(&["report", "2022"]));
    let figures = list(&report["figures"]);
    assert!(figures.len() > PRINTED.len());
    for figure in figures {
        let key = figure["key"].as_str().expect("a key");
        let trace = json(&with_ledger(&["report", "2022", "--trace", key]));
        assert_eq!((&trace["value"], &trace["bound"]), (&figure["value"], &figure["bound"]), "{key}");
        let records = list(&trace["records"]);
        if figure["value"].is_null() {
            assert!(records.is_empty(), "{key} has records and no number");
            continue;
        }
        let sum: i64 = records.iter().map(|record| hundredths(&record["amount"])).sum();
        assert_eq!(sum, hundredths(&figure["value"]), "{key}");
        assert_eq!(bound_of(records), figure["bound"], "{key}");
    }
}

#[test]
fn the_parts_of_each_figure_add_up_to_it() {
    let report = json(&with_ledger(&["report", "2022"]));
    let recorded: Vec<&Value> = list(&report["figures"]).iter().filter(|figure| !figure["value"].is_null()).collect();
    for by in PARTS {
        let broken = json(&with_ledger(&["report", "2022", "--by", by]));
        let broken = list(&broken["figures"]);
        assert_eq!(broken.len(), recorded.len(), "every figure with a number is broken down by {by}");
        for (whole, broken) in recorded.iter().zip(broken) {
            let key = &whole["key"];
            assert_eq!(
                (&broken["key"], &broken["value"], &broken["bound"]),
                (key, &whole["value"], &whole["bound"]),
                "by {by}"
            );
            let parts = list(&broken["parts"]);
            let sum: i64 = parts.iter().map(|part| hundredths(&part["value"])).sum();
            assert_eq!(sum, hundredths(&whole["value"]), "{key} by {by}");
            assert_eq!(bound_of(parts), whole["bound"], "{key} by {by}");
        }
    }
}

#[test]
fn every_record_of_the_example_says_that_it_is_made_up() {
    let text = fs::read_to_string(records()).expect("the example year");
    for (number, line) in (1..).zip(text.lines()) {
        let record: Value = serde_json::from_str(line).expect("a line is JSON");
        assert!(record["note"].as_str().is_some_and(|note| note.starts_with("虚构示例")), "line {number}");
    }
}

#[test]
fn the_filters_answer_their_questions() {
    let report = stdout(&with_ledger(&["report", "2022", "--json"]));
    let figures = filtered("figures.jq", &report);
    assert!(figures.contains(&"case.solved\t推进解决\t38件\t38\texact".to_owned()), "{figures:#?}");
    assert!(figures.contains(&"aid.loans\t协助企业获得贷款\t11.7亿元\t1170000000\texact".to_owned()), "{figures:#?}");
    assert!(figures.contains(&"submission.count\t向区委请示报告\t30余次\t32\tat_least".to_owned()), "{figures:#?}");

    let by_town = stdout(&with_ledger(&["report", "2022", "--by", "town", "--json"]));
    let funds = filtered("funds-by-town.jq", &by_town);
    assert_eq!(last_column(&funds, 0), 12_340_000, "{funds:#?}");
    assert_eq!(filtered("differing.jq", &by_town), Vec::<String>::new());

    let trace = stdout(&with_ledger(&["report", "2022", "--trace", "case.funds", "--json"]));
    let behind = filtered("records-behind.jq", &trace);
    assert_eq!((behind.len(), last_column(&behind, 1)), (29, 12_340_000), "{behind:#?}");
    assert_eq!(filtered("differing.jq", &trace), Vec::<String>::new());

    let export = stdout(&["export", "--from", text(&records())]);
    let without = filtered("without-document-number.jq", &export);
    assert!(without.iter().all(|line| line.starts_with("2022-")), "{without:#?}");
    let wanted = |line: &&str| {
        let record: Value = serde_json::from_str(line).expect("a line is JSON");
        let asked = ["advice", "submission"].iter().any(|ledger| record["ledger"] == *ledger);
        asked && record["doc"].is_null() && record["date"].as_str().is_some_and(|date| date.starts_with("2022"))
    };
    assert_eq!(without.len(), export.lines().filter(wanted).count());
    assert!(!without.is_empty());
}

#[test]
fn the_filter_for_sums_finds_what_does_not_add_up() {
    let trace = r#"{"key":"case.funds","value":10.3,"records":[{"amount":10.1},{"amount":0.1}]}"#;
    assert_eq!(filtered("differing.jq", trace), ["case.funds\t10.3\t10.2"]);
    let broken = r#"{"figures":[{"key":"a","value":0.3,"parts":[{"value":0.1},{"value":0.2}]},{"key":"b","value":2,"parts":[{"value":1.5}]}]}"#;
    assert_eq!(filtered("differing.jq", broken), ["b\t2\t1.5"]);
    let none = r#"{"key":"case.open","value":0,"records":[]}"#;
    assert_eq!(filtered("differing.jq", none), Vec::<String>::new());
}

#[test]
fn the_template_of_an_office_s_own_is_filled() {
    let template = Path::new("examples/own-wording.j2");
    let own = stdout(&["report", "2022", "--from", text(&records()), "--template", text(&root().join(template))]);
    assert!(own.contains("办成民生实事38件，协调资金1200余万元。"), "{own}");
    assert!(own.contains("市级采用信息12篇（上年6篇，增幅100%）。"), "{own}");
}

#[cfg(unix)]
mod scripts {
    use super::*;

    #[test]
    fn the_yearly_report_writes_three_files_and_says_nothing() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let done = script("yearly-report.sh").arg("2022").arg(folder.path()).arg("--from").arg(records()).output();
        let done = done.expect("sh runs");
        assert_eq!((said(&done), done.status.code()), (String::new(), Some(0)));
        let read = |name: &str| fs::read_to_string(folder.path().join(name)).expect("the file was written");
        let report: Value = serde_json::from_str(&read("2022.json")).expect("it is JSON");
        assert_eq!(figure(&report, "case.solved")["value"], 38);
        assert!(read("2022.md").contains("| 协助企业获得贷款 | 11.7亿元 | 1,170,000,000 |"));
        assert!(read("2022.csv").contains("case.funds,协调资金,12340000,exact,元,1200余万元,29"));
    }

    #[test]
    fn the_yearly_report_fails_loudly() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let run = |arguments: &[&str]| {
            let done =
                script("yearly-report.sh").args(arguments).arg("--from").arg(records()).output().expect("sh runs");
            (said(&done), done.status.code())
        };
        let (empty, code) = run(&["2019", text(folder.path())]);
        assert_eq!((empty.contains("nothing is recorded for 2019"), code), (true, Some(1)), "{empty}");
        let missing = folder.path().join("missing");
        let (no_folder, code) = run(&["2022", text(&missing)]);
        assert_eq!((no_folder.contains("there is no folder"), code), (true, Some(1)), "{no_folder}");
        let (no_period, code) = run(&["20222", text(folder.path())]);
        assert_eq!((no_period.contains("was not written (exit 2)"), code), (true, Some(1)), "{no_period}");
        let mut elsewhere = script("yearly-report.sh");
        let done =
            elsewhere.env("QJCPPCC", "no-such-program").arg("2022").arg(folder.path()).output().expect("sh runs");
        assert_eq!((said(&done).contains("set QJCPPCC to its full path"), done.status.code()), (true, Some(1)));
    }

    #[test]
    fn the_papers_of_a_year_are_written_at_once() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let done = script("year-papers.sh").arg("2022").arg(folder.path()).arg("--from").arg(records()).output();
        let done = done.expect("sh runs");
        assert_eq!((said(&done), done.status.code()), (String::new(), Some(0)));
        let read = |name: &str| fs::read(folder.path().join(name)).expect("the file was written");
        let page = String::from_utf8(read("2022.html")).expect("it is UTF-8");
        assert!(page.contains("11.7亿元") && page.contains("<svg"), "{page}");
        for name in ["2022.docx", "2022-towns.docx", "2022.xlsx", "2022-12-info.docx"] {
            let bytes = read(name);
            assert!(bytes.starts_with(b"PK") && bytes.len() < 60_000, "{name}: {} bytes", bytes.len());
        }
        let nowhere = folder.path().join("missing");
        let done = script("year-papers.sh").arg("2022").arg(&nowhere).output().expect("sh runs");
        assert_eq!((said(&done).contains("there is no folder"), done.status.code()), (true, Some(1)));
    }

    /// The script as a whole, where there is a `jq`; its filters are tried everywhere, above.
    #[test]
    fn the_pipes_through_jq_answer_their_questions() {
        let mut pipes = script("jq-pipes.sh");
        let done = pipes.arg("2022").env("QJCPPCC_DB", &LEDGER.1).output().expect("sh runs");
        if Command::new("jq").arg("--version").output().is_err() {
            assert_eq!((said(&done).contains("install it"), done.status.code()), (true, Some(1)));
            return;
        }
        let printed = String::from_utf8(done.stdout.clone()).expect("it prints UTF-8");
        assert_eq!((String::from_utf8_lossy(&done.stderr).as_ref(), done.status.code()), ("", Some(0)), "{printed}");
        assert!(printed.contains("case.solved\t推进解决\t38件\t38\texact\n"), "{printed}");
        assert!(printed.contains("aid.loans\t协助企业获得贷款\t11.7亿元\t1170000000\texact\n"), "{printed}");
        assert!(printed.ends_with("== Figures that differ from the sum of their parts\nnone\n"), "{printed}");
    }

    fn script(name: &str) -> Command {
        let mut command = Command::new("sh");
        command.arg(root().join("examples").join(name)).env("QJCPPCC", env!("CARGO_BIN_EXE_qjcppcc"));
        alone(&mut command);
        command
    }

    fn said(done: &Output) -> String {
        String::from_utf8_lossy(&[done.stdout.as_slice(), &done.stderr].concat()).into_owned()
    }
}

/// `@tsv` as jq has it, which jaq keeps in its command line and out of its libraries.
const TSV: &str = r#"
    def escaped: split("\\") | join("\\\\") | split("\t") | join("\\t") | split("\n") | join("\\n") | split("\r") | join("\\r");
    def @tsv: map(if . == null then "" elif type == "string" then escaped else tojson end) | join("\t");
"#;

/// Runs one of the filters of `examples/jq` as `jq -r --arg year 2022 -f` would; answers its lines.
fn filtered(name: &str, input: &str) -> Vec<String> {
    use jaq_core::load::{Arena, File, Loader};
    use jaq_core::{Compiler, Ctx, Vars, data, unwrap_valr};
    use jaq_json::{Val, read};

    let filter = fs::read_to_string(root().join("examples/jq").join(name)).expect("the filter");
    let code = format!("{TSV}{filter}");
    let definitions = jaq_core::defs().chain(jaq_std::defs()).chain(jaq_json::defs());
    let functions = jaq_core::funs().chain(jaq_std::funs()).chain(jaq_json::funs());
    let arena = Arena::default();
    let modules =
        Loader::new(definitions).load(&arena, File { code: code.as_str(), path: () }).expect("the filter is jq");
    let compiler = Compiler::default().with_funs(functions).with_global_vars(["$year"]);
    let filter = compiler.compile(modules).expect("the filter uses what jq has");
    let mut lines = Vec::new();
    for value in read::parse_many(input.as_bytes()) {
        let context = Ctx::<data::JustLut<Val>>::new(&filter.lut, Vars::new([Val::from("2022".to_owned())]));
        for line in filter.id.run((context, value.expect("the input is JSON"))).map(unwrap_valr) {
            match line.expect("the filter finds what it looks for") {
                Val::TStr(line) => lines.push(String::from_utf8(line.to_vec()).expect("a line is UTF-8")),
                other => panic!("{name} gave {other} where a line of text was expected"),
            }
        }
    }
    lines
}

/// The sum of a column, counted from the last.
fn last_column(lines: &[String], from_last: usize) -> i64 {
    let number =
        |line: &String| line.rsplit('\t').nth(from_last).and_then(|word| word.parse::<i64>().ok()).expect("a number");
    lines.iter().map(number).sum()
}

/// What the bounds of parts make together.
fn bound_of(parts: &[Value]) -> &'static str {
    let has = |bound: &str| parts.iter().any(|part| part["bound"] == bound);
    match (has("at_least"), has("about"), has("below")) {
        (false, false, false) => "exact",
        (true, false, false) => "at_least",
        (false, false, true) => "below",
        _ => "about",
    }
}

/// A number of JSON in hundredths, exactly.
fn hundredths(number: &Value) -> i64 {
    let digits = number.as_number().expect("a number").to_string();
    let (whole, rest) = digits.split_once('.').unwrap_or((&digits, ""));
    assert!(rest.len() <= 2, "{digits} has more than two decimals");
    format!("{whole}{rest:0<2}").parse().expect("it fits")
}

fn figure<'a>(report: &'a Value, key: &str) -> &'a Value {
    list(&report["figures"])
        .iter()
        .find(|figure| figure["key"] == key)
        .unwrap_or_else(|| panic!("{key} is not reported"))
}

fn list(value: &Value) -> &[Value] {
    value.as_array().map(Vec::as_slice).expect("a list")
}

fn json(arguments: &[&str]) -> Value {
    let mut arguments = arguments.to_vec();
    arguments.push("--json");
    serde_json::from_str(&stdout(&arguments)).expect("the answer is JSON")
}

fn with_ledger<'a>(arguments: &[&'a str]) -> Vec<&'a str> {
    [arguments, &["--db", text(&LEDGER.1)]].concat()
}

fn stdout(arguments: &[&str]) -> String {
    String::from_utf8(run(qjcppcc().args(arguments)).stdout).expect("the program prints UTF-8")
}

fn run(command: &mut Command) -> Output {
    let done = command.output().expect("the program runs");
    assert!(done.status.success(), "{command:?}: {}", String::from_utf8_lossy(&done.stderr));
    done
}

fn qjcppcc() -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_qjcppcc"));
    alone(&mut command);
    command
}

/// Without the person's own settings and ledger.
fn alone(command: &mut Command) {
    for name in ["QJCPPCC_DB", "QJCPPCC_LANG", "QJCPPCC_ACTOR"] {
        command.env_remove(name);
    }
    command.env("HOME", root().join("target/no-home")).env_remove("XDG_DATA_HOME").env("LC_ALL", "C");
}

fn records() -> PathBuf {
    root().join("examples/qijiang-2022.jsonl")
}

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

fn text<S: AsRef<OsStr> + ?Sized>(path: &S) -> &str {
    path.as_ref().to_str().expect("a path of this test is UTF-8")
}
