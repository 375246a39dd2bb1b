//! Which ledger a word, a file or a sheet names.

use std::collections::HashMap;
use std::sync::LazyLock;

use crate::error::Error;
use crate::ledger::{LEDGERS, Ledger};
use crate::lookup::folded;
use crate::vocabulary::{Set, Term, Vocabulary};

/// What lists of a ledger are called besides, at the beginning of a name or anywhere in it.
const ALSO: &[(&str, &[&str])] = &[
    ("info", &["社情民意", "信息"]),
    ("case", &["一镇一事", "民生实事", "商量办", "好商量"]),
    ("volunteer", &["志愿", "捐赠", "捐款捐物"]),
    ("aid", &["助企", "惠企", "纾困", "帮扶企业", "走访企业"]),
    ("media", &["宣传", "媒体", "刊发", "刊登", "刊载", "稿件"]),
    ("liaison", &["联谊", "联络", "来访"]),
    ("member", &["花名册", "名册", "委员名单", "人员名单"]),
    ("station", &["阵地", "工作室", "工作站", "驿站"]),
    ("motion", &["提案清单", "提案目录", "提案一览表", "提案情况"]),
    ("review", &["提案审查", "审查结果", "审查情况", "提案立案", "立案"]),
    ("assignment", &["提案交办", "交办清单", "交办情况", "分办"]),
    ("reply", &["提案办复", "提案答复", "答复", "办复情况", "办理情况"]),
    ("feedback", &["提案反馈", "反馈情况", "满意度", "委员反馈"]),
    ("rehandling", &["提案重办"]),
    ("chasing", &["重点提案"]),
    ("commendation", &["优秀提案名单"]),
];

/// The error where a row names no ledger, or one that is not there; `column` is where it is named, `all` what can stand there.
pub fn no_ledger(name: Option<&str>, column: &str, all: &str) -> Error {
    let error = match name {
        Some(name) => refused!("no_such_ledger": "没有台账“{name}”", "there is no ledger “{name}”"),
        None => refused!("no_ledger": "没有写{column}", "there is no ledger"),
    };
    error.hint(message!("台账：{all}", "ledgers: {all}")).field("ledger")
}

/// The ledger that a word names: what the office calls it, its key, or its label; with or without 台账 behind it.
pub fn ledger_named(text: &str, vocabulary: &Vocabulary) -> Option<&'static Ledger> {
    static NAMES: LazyLock<HashMap<String, &'static Ledger>> = LazyLock::new(|| {
        let mut names = HashMap::new();
        for ledger in Ledger::all() {
            for name in [ledger.key, ledger.label.zh, ledger.label.en] {
                names.entry(folded(name)).or_insert(ledger);
            }
        }
        names
    });
    let plain = folded(text);
    let stem = plain.strip_suffix("台账").or_else(|| plain.strip_suffix("台帐")).unwrap_or(&plain);
    let names = || [&*plain, stem].into_iter();
    let is_own = |term: &&Term| names().any(|name| folded(&term.label) == name || folded(&term.english) == name);
    let own = || vocabulary.of(Set::Ledger, "").find(is_own).and_then(|term| Ledger::find(&term.key));
    let known = || names().filter_map(|name| NAMES.get(name)).min_by_key(|ledger| ledger.rank()).copied();
    Ledger::find(text).or_else(own).or_else(known)
}

/// The ledger that words speak of somewhere, by what the office calls it and its kinds, or that has them in its name: 国家级, 助企,
/// 某镇志愿服务情况统计表. The longest such word decides; none where several ledgers have one as long.
pub fn ledger_spoken_of(words: &str, vocabulary: &Vocabulary) -> Option<&'static Ledger> {
    let words = folded(words);
    let is_of_people = ["名册", "名单", "通讯录"].iter().any(|word| words.contains(word));
    let bare = words.trim_matches(|c: char| c.is_ascii_digit() || "年月度表-_.".contains(c));
    let length = |ledger: &&'static Ledger| {
        let labels = [ledger.called_by(vocabulary).zh, ledger.label.zh].map(folded);
        let is_part = bare.chars().count() >= 2 && labels.iter().any(|label| label.contains(bare));
        let kinds = vocabulary.of(Set::Kind, ledger.key).filter(|kind| kind.key != "other").map(|kind| &*kind.label);
        let named = also(ledger).chain(kinds).map(folded).chain(labels);
        let named = named.filter(|name| words.contains(name.as_str())).map(|name| name.chars().count()).max();
        named.max(is_part.then(|| bare.chars().count())).unwrap_or(0)
    };
    let ledgers = LEDGERS.iter().copied().filter(|ledger| ledger.is_roster() || !is_of_people);
    let lengths: Vec<(usize, &'static Ledger)> = ledgers.map(|ledger| (length(&ledger), ledger)).collect();
    let longest = lengths.iter().map(|(length, _)| *length).max().filter(|longest| *longest >= 2)?;
    let mut best = lengths.into_iter().filter(|(length, _)| *length == longest);
    best.next().filter(|_| best.next().is_none()).map(|(_, ledger)| ledger)
}

/// What lists of a ledger are called besides.
fn also<'a>(ledger: &'a Ledger) -> impl Iterator<Item = &'a str> {
    ALSO.iter().filter(|(key, _)| *key == ledger.key).flat_map(|(_, names)| *names).copied()
}

/// The ledger that the name of a sheet or file begins with: 志愿服务2026, 2026年志愿服务（某镇）, case-2022.
pub fn ledger_of_name(name: &str, vocabulary: &Vocabulary) -> Option<&'static Ledger> {
    let digits = |c: char| c.is_ascii_digit() || matches!(c, '-' | '_' | ' ' | '.');
    let start = name.trim().trim_start_matches(digits).trim_start_matches(['年', '度', ' ']);
    let begins = |label: &str| {
        let behind = start.strip_prefix(label).map(|rest| rest.trim_start_matches("台账").trim_start_matches("台帐"));
        behind.is_some_and(|rest| rest.is_empty() || rest == "表" || !rest.starts_with(char::is_alphabetic))
    };
    let names = |ledger: &Ledger| {
        let names = [ledger.key, ledger.label.zh, ledger.called_by(vocabulary).zh].into_iter().chain(also(ledger));
        names.filter(|label| begins(label)).map(str::len).max()
    };
    ledger_named(name, vocabulary).or_else(|| {
        let fitting = Ledger::all().filter_map(|ledger| names(ledger).map(|length| (length, ledger)));
        fitting.max_by_key(|(length, _)| *length).map(|(_, ledger)| ledger)
    })
}
