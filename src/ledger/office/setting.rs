//! The office's own rules: settings, each a record like the others, kept and exported with them.

use uuid::Uuid;

use super::same_everywhere;
use crate::error::{Error, Result};
use crate::ledger::field::Type;
use crate::ledger::{Choice, Field, Ledger, Record, one_line};
use crate::lookup::{Candidate, Pick, pick};
use crate::text::{Message, Text, text};
use crate::vocabulary::{Limit, Set, Term, Vocabulary};

pub static LEDGER: Ledger = Ledger {
    key: "setting",
    label: text("设置", "setting"),
    about: text("一项设置", "one setting"),
    fields: &[
        Field::new("key", text("设置项", "key"), Type::Text).required(),
        // What it is set to, as [`read_days`] writes it.
        Field::new("value", text("值", "value"), Type::Text).required(),
    ],
    positional: &["key", "value"],
    rule: |record| fits(record.text("key").unwrap_or_default(), record.text("value").unwrap_or_default()),
    ..Ledger::BLANK
};

/// What stands between the ledger and the stage in the key of a limit; none is set until the office does.
const LIMIT: &str = ".limit.";

/// A rule of the office's that takes one of a few words, or any.
pub struct Choosing {
    /// Its key.
    pub key: &'static str,
    /// What it decides.
    pub about: Text,
    /// What it can be, any words where none are named; the first is what holds unless the office says otherwise.
    pub choices: &'static [Choice],
}

const FILED: Choice = Choice { key: "filed", label: text("立案", "filed") };
const ASSIGNED: Choice = Choice { key: "assigned", label: text("交办", "handed over") };
const FEEDBACK: Choice = Choice { key: "feedback", label: text("有反馈", "with feedback") };

/// What offices do otherwise: what shares of motions are of, what persons are in tables, how their pages are set.
pub static CHOOSING: [Choosing; 9] = [
    Choosing {
        key: "motion.share.of",
        about: text("各类别、各形式占比的分母", "what the shares of topics and forms are of"),
        choices: &[ASSIGNED, FILED],
    },
    Choosing {
        key: "motion.satisfied.of",
        about: text("满意率的分母", "what the satisfaction rates are of"),
        choices: &[FEEDBACK, ASSIGNED],
    },
    Choosing {
        key: "import.persons",
        about: text(
            "导入几场共多少人，或人数、人次两栏都有的表",
            "persons of several events, or beside turns, in tables",
        ),
        choices: &[
            Choice { key: "ask", label: text("问", "asked") },
            Choice { key: "turns", label: text("人数就是人次", "persons are turns") },
            Choice { key: "skip", label: text("不计人数", "not counted") },
        ],
    },
    words("print.title", "标题的字体，写几种用逗号分开", "type of titles; several are divided by commas"),
    words("print.heading", "一、的字体", "type of headings of the first rank"),
    words("print.subheading", "（一）的字体", "type of headings of the second rank"),
    words("print.body", "正文的字体", "type of the text"),
    words("print.addressee", "主送机关，--to 后面不写时用", "to whom a report goes, for a bare --to"),
    words("print.signature", "落款，--sign 后面不写时用", "who signs a report, for a bare --sign"),
];

const fn words(key: &'static str, zh: &'static str, en: &'static str) -> Choosing {
    Choosing { key, about: text(zh, en), choices: &[] }
}

/// What the office has settled persons of several events to be in tables, of these records of settings; none where it is asked.
pub fn persons_rule(settings: &[Record]) -> Option<&'static str> {
    CHOOSING
        .iter()
        .find(|rule| rule.key == "import.persons")
        .map(|rule| rule.chosen(settings))
        .filter(|way| *way != "ask")
}

impl Choosing {
    /// What it is set to, of these records of settings.
    pub fn chosen(&self, settings: &[Record]) -> &'static str {
        let said = setting_of(settings, self.key);
        let choice = self.choices.iter().find(|choice| Some(choice.key) == said);
        choice.or(self.choices.first()).map_or("", |choice| choice.key)
    }
}

/// What a key is set to, of these records of settings.
pub fn setting_of<'s>(settings: &'s [Record], key: &str) -> Option<&'s str> {
    settings.iter().find(|record| record.void.is_none() && record.text("key") == Some(key))?.text("value")
}

/// The id of the record of a setting.
pub fn setting_id(key: &str) -> Uuid {
    same_everywhere(b"qijiangppcc-sett", key.as_bytes())
}

/// The longest limit, in days.
const LONGEST: i64 = 3_650;

/// What can be set: its key, and the stage that it is about, or the rule.
pub struct KnownSetting<'v> {
    /// Its key.
    pub key: String,
    /// The stage that a limit is about.
    pub stage: Option<&'v Term>,
    /// The rule that takes one of a few words.
    pub rule: Option<&'static Choosing>,
}

/// All that can be set.
pub fn known_settings(words: &Vocabulary) -> impl Iterator<Item = KnownSetting<'_>> {
    let of_ledger = move |ledger: &'static Ledger| {
        let (key, done) = (ledger.key, ledger.procedure.done.key);
        // Nothing is due any more of a matter that went through.
        let last = words.of(Set::Stage, key).position(|stage| stage.key == done).unwrap_or(usize::MAX - 1);
        words.of(Set::Stage, key).take(last + 1).skip(1).map(move |stage| (key, stage))
    };
    let limit = |(ledger, stage): (&str, &Term)| format!("{ledger}{LIMIT}{}", stage.key);
    let limits = Ledger::all().filter(|ledger| ledger.has_course()).flat_map(of_ledger);
    let limits = limits.map(move |it| KnownSetting { key: limit(it), stage: Some(it.1), rule: None });
    let rules = CHOOSING.iter().map(|rule| KnownSetting { key: rule.key.to_owned(), stage: None, rule: Some(rule) });
    limits.chain(rules)
}

/// Calendar days within which a matter that reached a stage must reach the next one: none where another setting is meant.
pub fn limit_of(record: &Record) -> Option<Limit> {
    let key = record.text("key")?;
    let (ledger, stage) = key.split_once(LIMIT)?;
    Some(Limit { ledger: ledger.to_owned(), stage: stage.to_owned(), days: days(record.text("value")?)? })
}

/// Reads a value as people write it, and gives the way it is kept: a span of days, the key of a choice of any rule, or words.
pub fn read_setting(text: &str) -> Result<String> {
    let choices = CHOOSING.iter().flat_map(|rule| rule.choices);
    let chosen = |choice: &&Choice| [choice.key, choice.label.zh, choice.label.en].contains(&text.trim());
    let chosen = choices.into_iter().find(chosen).map(|choice| choice.key.to_owned());
    chosen.or_else(|| read_days(text).ok()).map_or_else(|| one_line(text), Ok)
}

/// Refuses a value that is none of what a setting takes.
fn fits(key: &str, value: &str) -> Result<()> {
    let Some(rule) = CHOOSING.iter().find(|rule| rule.key == key) else { return read_days(value).map(|_| ()) };
    if rule.choices.is_empty() || rule.choices.iter().any(|choice| choice.key == value) {
        return Ok(());
    }
    let Message { zh, en } = Message::list(rule.choices.iter().map(|choice| {
        let (key, Text { zh, en }) = (choice.key, choice.label);
        message!("{key}（{zh}）", "{key} ({en})")
    }));
    Err(usage!("not_a_choice" in "value": "“{value}”不是 {key} 的值", "“{value}” is no value of {key}";
        "可以写：{zh}", "write one of: {en}"))
}

/// Reads a span of days as people write it (15d, 15天, 15), from 1 to 3,650 days, and gives the way it is kept: 15d.
fn read_days(text: &str) -> Result<String> {
    match days(text) {
        Some(days) => Ok(format!("{days}d")),
        None => Err(usage!("bad_days" in "value": "“{text}”不是天数", "“{text}” is no number of days";
            "写成 15d 或 15天，最多{LONGEST}天", "write 15d; at most {LONGEST} days")),
    }
}

fn days(text: &str) -> Option<i64> {
    let digits = text.trim().trim_end_matches(['d', 'D', '天', '日']).trim_end();
    digits.parse().ok().filter(|days| (1..=LONGEST).contains(days))
}

/// Refuses a key that nothing is known by, with the nearest one.
pub fn known_setting(key: &str, words: &Vocabulary) -> Result<()> {
    let known: Vec<String> = known_settings(words).map(|known| known.key).collect();
    if known.iter().any(|known| known == key) {
        return Ok(());
    }
    let candidates: Vec<Candidate> = known.iter().map(|known| Candidate::new(known, &[])).collect();
    let error =
        Error::usage("no_such_setting", message!("没有设置项“{key}”", "there is no setting “{key}”")).field("key");
    Err(match pick(key, &candidates) {
        Pick::One(near) | Pick::None(Some(near)) => error.hint(message!("是不是 {near}？", "did you mean {near}?")),
        _ => error.hint(message!("看全部：qjcppcc setting list", "see them all: qjcppcc setting list")),
    })
}
