//! Every command, found in the help of the program: one that only reads changes no byte, nor does the dry run of one that writes,
//! and two processes answer the same, byte for byte.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;
use std::process::{Command, Output};
use std::thread;

use tempfile::TempDir;

use crate::world::process::{qjcppcc, run};

/// The year that everything is shown with.
pub const EXAMPLE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/examples/qijiang-2022.jsonl");

const OWN_WORDING: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/examples/own-wording.j2");

/// What commands must be given, by their whole name or by their verb. A command that is not here is called with nothing behind
/// it; whoever adds one that cannot be called so is told to name it here.
const NEEDED: &[(&str, &str)] = &[
    ("show", "1"),
    ("office apply", "district --yes"),
    ("office show", ""),
    ("vocab edit", "kind study reading --unit 期"),
    ("office wording show", "full"),
    ("office wording set", "note more.j2"),
    ("office wording reset", "line --lang en"),
    ("search", "新的"),
    ("edit", "1 -m 说明"),
    ("void", "1 --reason 重复"),
    ("unvoid", "2 --reason 没有重复"),
    ("activity add", "讲座 新的 -n 40 -d 2022-05-01 --yes"),
    ("advice add", "协商意见 新的 -d 2022-05-01 --yes"),
    ("advice endorse", "1 --who 区委主要领导 --level district -d 2022-12-01 --yes"),
    ("aid add", "协助贷款 新的 -d 2022-05-01 --yes -m 说明"),
    ("backup", "copy.db"),
    ("motion add", "社会建设 新的 -d 2022-05-01 --yes"),
    ("motion review", "6 --as 立案 -d 2022-05-01 --yes"),
    ("motion assign", "5 --lead 区水利局 -d 2022-05-01 --yes"),
    ("motion reply", "4 --result A -d 2022-05-01 --yes"),
    ("motion feedback", "3 --as 满意 -d 2022-05-01 --yes"),
    ("motion reopen", "3 --reason 委员不满意 -d 2022-05-01 --yes"),
    ("motion key", "3 --leader 区委主要领导 -d 2022-05-01 --yes"),
    ("motion award", "3 -d 2022-05-01 --yes"),
    ("case add", "新的 -t 永新 -d 2022-05-01 --yes"),
    ("case advance", "{open} -d 2022-12-30 --yes"),
    ("case benefit", "{open} 3万 -d 2022-12-30 --yes"),
    ("case end", "{open} --as rejected --reason 不属于 -d 2022-12-30 --yes"),
    ("case fund", "{open} 3万 --source 区水利局 -d 2022-12-30 --yes"),
    ("case meet", "{open} --stage onsite -n 5 -d 2022-12-30 --yes"),
    ("case reopen", "{open} --reason 再议 -d 2022-12-30 --yes"),
    ("case solve", "{open} -d 2022-12-30 --yes"),
    ("claim add", "study.turns 19 --period 2022 --source 区报"),
    ("close", "2020"),
    ("duplicate settle", "1 same"),
    ("consult add", "视察 新的 -d 2022-05-01 --yes"),
    ("import", "more.jsonl"),
    ("info add", "信息 新的 -d 2022-05-01 --yes"),
    ("info adopt", "1 市级 -d 2022-12-01 --yes"),
    ("info endorse", "1 --who 区委主要领导 --level district -d 2022-12-01 --yes"),
    ("info forward", "1 市级 -d 2022-12-01 --yes"),
    ("init", ""),
    ("liaison add", "座谈会 新的 -d 2022-05-01 --yes"),
    ("media add", "市级 新的 --outlets 重庆日报 -d 2022-05-01 --yes"),
    ("member add", "委员 张三 -d 2022-05-01 --yes"),
    ("proofread", "draft.txt 2022 --keep"),
    ("publish", "2022"),
    ("reopen", "2019 --reason 补记"),
    ("restore", "x.db --to copy.db"),
    ("site name", "永兴 --role office"),
    ("setting set", "case.limit.filing 9d"),
    ("setting unset", "case.limit.filing"),
    ("completions", "bash"),
    ("man", "-o man"),
    ("station add", "工作室 新的 -t 永新 -d 2022-05-01 --yes"),
    ("study add", "主席会议 -n 18 -d 2022-05-01 --yes"),
    ("submission add", "请示 新的 -d 2022-05-01 --yes"),
    ("template", "study -o study.xlsx"),
    ("undo", "--yes"),
    ("vocab add", "kind volunteer river 巡河护河 --scope community"),
    ("vocab rename", "town 通惠 通惠新街道"),
    ("vocab retire", "department 办公室"),
    ("vocab alias", "place 巴南区 巴南"),
    ("vocab preset", "abcd"),
    ("volunteer add", "抗疫 -n 40 -d 2022-05-01 --yes"),
];

/// The forms of a report.
pub const REPORTS: &[&str] = &[
    "report 2022 --style note",
    "report 2022 --style full",
    "report 2022 --style table",
    "report 2022 --exact",
    "report 2022 --by town",
    "report 2022 --by month",
    "report 2022 --by kind",
    "report 2022 --by platform",
    "report 2022 --by department",
    "report 2022 --by author",
    "report 2022 --by town --sort case.solved --to-date",
    "report 2022 --compare 2021",
    "report 2022 --trace study.turns",
    "report 2022H1 --trace case.funds -t 永新",
    "report 2021",
    "report 2022 --as-of {head}",
    "report 2022 --template more.j2",
    "report 2022 --from more.jsonl",
    "case list fund",
    "vocab list kind study",
    "log study-1",
    "export volunteer",
];

/// A command as the help knows it.
pub struct Known {
    pub path: String,
    /// Whether it has a dry run.
    pub writes: bool,
}

impl Known {
    /// All of them, found from the help of the whole program down.
    pub fn all(home: &Path) -> Vec<Known> {
        let mut found = Vec::new();
        let mut left = vec![String::new()];
        while let Some(path) = left.pop() {
            let help = said(home, &format!("{path} --help --lang en"));
            let before = help.split("options").next().unwrap_or_default();
            let below: Vec<String> = match before.split_once("commands:\n") {
                Some((_, list)) => list.lines().take_while(|line| !line.is_empty()).filter_map(named).collect(),
                None if path.is_empty() => before.lines().filter_map(named).collect(),
                None => Vec::new(),
            };
            if below.is_empty() {
                found.push(Known { writes: help.contains("--dry-run"), path });
            } else {
                left.extend(below.iter().map(|word| format!("{path} {word}").trim().to_owned()));
            }
        }
        found
    }

    /// The command line of an ordinary use of it.
    pub fn line(&self, ledger: &Ledger) -> String {
        let verb = self.path.rsplit(' ').next();
        let of = |name: &str| NEEDED.iter().find(|(known, _)| *known == name).map(|(_, needed)| *needed);
        let needed = of(&self.path).or_else(|| of(verb.unwrap_or_default())).unwrap_or_default();
        ledger.filled(&format!("{} {needed}", self.path))
    }
}

/// The word with which a line of a list of commands begins.
fn named(line: &str) -> Option<String> {
    line.strip_prefix("  ")
        .filter(|line| !line.starts_with(' '))
        .and_then(|line| Some(line.split(' ').next()?.to_owned()))
}

fn said(home: &Path, line: &str) -> String {
    let output = run(home, &line.split_whitespace().collect::<Vec<_>>());
    assert!(output.status.success(), "{line}: {}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).expect("UTF-8")
}

/// A ledger with something in every table, in a folder of its own.
pub struct Ledger {
    pub home: TempDir,
    head: String,
    open: String,
}

impl Ledger {
    pub fn new() -> Ledger {
        Ledger::with("")
    }

    /// The same, and these lines of JSON that somebody else has recorded since.
    pub fn with(lines: &str) -> Ledger {
        let home = tempfile::tempdir().expect("a temporary folder");
        let folder = home.path();
        fs::copy(OWN_WORDING, folder.join("more.j2")).expect("a template");
        let more = "{\"ledger\":\"study\",\"date\":\"2022-05-01\",\"kind\":\"chair\",\"turns\":18}\n";
        fs::write(folder.join("more.jsonl"), more).expect("a file");
        fs::write(folder.join("draft.txt"), "2022年，开展视察5次。\n").expect("a file");
        fs::write(folder.join("line.j2"), "{{ who }}\n").expect("a template");
        said(folder, "init x.db");
        for line in [
            &*format!("import {EXAMPLE}"),
            "publish 2021",
            "office wording set line line.j2 --lang en",
            "volunteer add 抗疫 -n 40 -d 2019-05-01 --yes",
            "claim add volunteer.turns 40 --period 2019 --source 区报",
            "setting set case.limit.filing 15d",
            "close 2019",
            "station add 工作室 甲工作室 -t 永新 -d 2022-04-01 --yes",
            "station add 工作室 乙工作室 -t 永新 -d 2022-04-02 --yes",
            "activity add 讲座 甲讲座 -n 40 -d 2022-04-01 --yes",
            "activity add 赠阅 --things 1000余 -d 2022-04-02 --yes",
            "study add 主席会议 学习二十大精神 -d 2022-11-01 --yes",
            "study add 主席会议 学习二十大报告 -d 2022-11-01 --yes",
            "case add 未完的 -t 永新 -d 2022-12-01 --yes",
            "motion add 甲提案 -d 2022-04-01 --yes",
            "motion add 乙提案 -d 2022-04-01 --yes",
            "motion add 丙提案 -d 2022-04-01 --yes",
            "motion add 丁提案 -d 2022-04-01 --yes",
            "motion add 戊提案 -d 2022-04-01 --yes",
            "motion add 己提案 -d 2022-04-01 --yes",
            "motion review 3-5 --as 立案 -d 2022-04-02 --yes",
            "motion assign 3-4 --lead 区水利局 -d 2022-04-03 --yes",
            "motion reply 3 --result C -d 2022-04-04 --yes",
        ] {
            said(folder, &format!("--db x.db {line}"));
        }
        for ledger in [
            "study",
            "consult",
            "advice",
            "info",
            "motion",
            "case",
            "volunteer",
            "aid",
            "media",
            "liaison",
            "submission",
            "member",
            "station",
            "activity",
        ] {
            said(folder, &format!("--db x.db {ledger} void 2 --reason 重复"));
        }
        let cases = said(folder, "--db x.db case list --json");
        let list: serde_json::Value = serde_json::from_str(&cases).expect("JSON");
        let open = list.as_array().expect("a list").iter().find(|case| case["title"] == "未完的").expect("it is there");
        said(folder, &format!("--db x.db case advance {} -d 2022-12-02 --yes", open["no"]));
        for line in ["setting set case.limit.filing 14d", "undo"] {
            said(folder, &format!("--db x.db {line}"));
        }
        if !lines.is_empty() {
            fs::write(folder.join("lines.jsonl"), lines).expect("a file");
            said(folder, "--db x.db import lines.jsonl --actor 王 --yes");
        }
        let (open, head) = (open["no"].to_string(), said(folder, "--db x.db head").trim().to_owned());
        Ledger { home, head, open }
    }

    pub fn filled(&self, line: &str) -> String {
        line.replace("{head}", &self.head).replace("{open}", &self.open)
    }

    pub fn command(&self, line: &str) -> Command {
        let mut command = qjcppcc(self.home.path());
        command.args(["--db", "x.db"]).args(line.split_whitespace());
        command
    }

    fn run(&self, line: &str) -> Output {
        self.command(line).output().expect("the program starts")
    }

    /// Every file in its folder, with all that is in it.
    pub fn files(&self) -> BTreeMap<String, Vec<u8>> {
        let entries = fs::read_dir(self.home.path()).expect("the folder").flatten();
        let entries = entries.filter(|entry| entry.path().is_file());
        let file = |entry: fs::DirEntry| {
            (entry.file_name().to_string_lossy().into_owned(), fs::read(entry.path()).expect("a file"))
        };
        entries.map(file).collect()
    }

    /// Puts its folder back as it was.
    pub fn reset(&self, before: &BTreeMap<String, Vec<u8>>) {
        for (name, bytes) in self.files() {
            let path = self.home.path().join(&name);
            match before.get(&name) {
                Some(old) if *old != bytes => fs::write(path, old).expect("a file"),
                Some(_) => {}
                None => fs::remove_file(path).expect("removed"),
            }
        }
    }
}

#[test]
fn reading_and_trying_change_no_byte() {
    let ledger = Ledger::new();
    let before = ledger.files();
    let commands = Known::all(ledger.home.path());
    let reads = commands.iter().filter(|command| !command.writes).count();
    assert!(reads > 30 && commands.len() > 90, "{reads} of {}", commands.len());
    let mut wrong = Vec::new();
    for command in &commands {
        let line = command.line(&ledger);
        let output = if command.writes { ledger.run(&format!("{line} --dry-run")) } else { ledger.run(&line) };
        let remarks = String::from_utf8_lossy(&output.stderr);
        // `init` looks for the ledger file, which is there.
        let is_done =
            output.status.success() || ["不能演练", "这里已有一个文件"].iter().any(|why| remarks.contains(why));
        if !is_done {
            wrong.push(format!("{line}: say in NEEDED how it is called: {remarks}"));
        }
        assert!(ledger.files() == before, "{line} left {:?}", ledger.files().keys());
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
    let known: BTreeSet<&str> = commands
        .iter()
        .flat_map(|command| [&*command.path, command.path.rsplit(' ').next().unwrap_or_default()])
        .collect();
    let gone: Vec<_> = NEEDED.iter().filter(|(name, _)| !known.contains(name)).collect();
    assert!(gone.is_empty(), "no such commands: {gone:?}");
}

#[test]
fn two_processes_answer_the_same_byte_for_byte() {
    let ledger = Ledger::new();
    let help = said(ledger.home.path(), "report --help --lang en");
    let formats = help.split_once("output format: ").and_then(|(_, rest)| rest.lines().next()).expect("the formats");
    let formats: Vec<&str> = formats.split(", ").collect();
    assert!(formats.len() > 5, "{formats:?}");
    let reads = Known::all(ledger.home.path()).into_iter().filter(|command| !command.writes);
    let mut lines: Vec<String> = reads.map(|command| command.line(&ledger)).collect();
    lines.extend(REPORTS.iter().map(|line| ledger.filled(line)));
    let compare = |line: &String| {
        // A report is looked at in every format, other answers as people and machines get them.
        let few = |format: &&&str| {
            line.starts_with("report 2022 -") || line.starts_with("case list") || matches!(**format, "table" | "json")
        };
        for format in formats.iter().filter(few) {
            let line = match *format {
                "xlsx" => format!("{line} -o - -O xlsx"),
                format => format!("{line} -O {format}"),
            };
            let (first, second) = (ledger.run(&line), ledger.run(&line));
            assert!(!first.stdout.is_empty() || first.status.code() == Some(2), "{line}: {first:?}");
            assert!(first == second, "{line}: {first:?} {second:?}");
        }
    };
    thread::scope(|scope| {
        for half in lines.chunks(lines.len().div_ceil(4)) {
            scope.spawn(move || half.iter().for_each(compare));
        }
    });
}
