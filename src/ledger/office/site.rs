//! Sites: what each desk or office that shares one year's records calls itself, and how far their chains of entries had come.

use uuid::Uuid;

use crate::error::Result;
use crate::ledger::field::{Choice, Type};
use crate::ledger::{Field, Ledger, Record};
use crate::text::text;

/// What a site may be. A desk leaves the office's words, settings and closed years to the office.
pub static ROLES: &[Choice] =
    &[Choice { key: "office", label: text("机关", "office") }, Choice { key: "desk", label: text("站点", "desk") }];

pub static LEDGER: Ledger = Ledger {
    key: "site",
    label: text("站点", "site"),
    about: text("共记一年工作的一个站点", "one of those who keep a year together"),
    fields: &[Field::new("role", text("身份", "role"), Type::Choice(ROLES))],
    positional: &["title"],
    required: &["title"],
    rule,
    ..Ledger::BLANK
};

/// A name stands behind the number of a record, `case-12@永兴`, and is typed there.
fn rule(record: &Record) -> Result<()> {
    let name = record.text("title").unwrap_or_default();
    let fits = |c: char| c.is_alphanumeric();
    if name.chars().all(fits) && (1..=12).contains(&name.chars().count()) && !name.chars().all(|c| c.is_ascii_digit()) {
        return Ok(());
    }
    Err(usage!("bad_site": "“{name}”不能作站点名", "“{name}” cannot be the name of a site";
        "用一至十二个字母、数字或汉字，如 永兴，不用空格和符号",
        "one to twelve letters, digits or characters, such as 永兴, without blanks and signs")
    .field("title"))
}

/// How far the chains of some sites had come, in one line.
pub fn ends_text(ends: &[(Uuid, i64)]) -> String {
    ends.iter().map(|(site, entries)| format!("{site}:{entries}")).collect::<Vec<_>>().join(" ")
}

/// Reads such a line, and lines of single entries; what is none is passed over.
pub fn ends_of(line: &str) -> Vec<(Uuid, i64)> {
    let end = |word: &str| {
        let (site, entries) = word.split_once(':')?;
        Some((site.parse().ok()?, entries.parse().ok()?))
    };
    line.split_whitespace().filter_map(end).collect()
}
