//! 上级汇总: several offices, each with a ledger file of its own, above which a report adds up.

use crate::sheet::{Cell, Column, Face, Reader, Table};
use crate::text::Lang;
use crate::vocabulary::Vocabulary;

/// One of several offices.
#[derive(Clone, Debug)]
pub struct Office {
    /// Its key: the name of its file.
    pub key: String,
    /// What it calls itself.
    pub name: String,
    /// Those of its words that its records are shown with.
    pub words: Vocabulary,
    /// Its ledger file, and the state of that.
    pub file: String,
    /// None while it is empty.
    pub head: Option<String>,
    /// Whether anything of the period is recorded.
    pub recorded: bool,
    /// Whether all years of the period are closed.
    pub closed: bool,
}

impl Office {
    /// The key of a figure of this office's own, which is added to no other's.
    pub fn own(&self, key: &str) -> String {
        format!("{key}{OWN}{}", self.key)
    }
}

/// Stands between a figure that an office alone has and the key of the office.
pub const OWN: char = '@';

/// What was added up: each office with its file.
pub(super) fn offices(offices: &[Office], lang: Lang) -> Table {
    let new = |key: &str, zh: &str, en: &str| Column::new(key, lang.pick(zh, en));
    let yes_or_no = |is: bool| Cell::worded(if is { lang.pick("是", "yes") } else { "—" }, Cell::Flag(is));
    let columns: [Reader<&Office>; 6] = [
        (Column::data("office"), &|it| Cell::text(&it.key)),
        (new("name", "单位", "office"), &|it| Cell::text(&it.name)),
        (new("file", "台账文件", "ledger file"), &|it| Cell::text(&it.file)),
        (new("head", "台账文件状态", "state"), &|it| Cell::words(it.head.clone())),
        (new("recorded", "有记录", "recorded").face(Face::Data), &|it| Cell::Flag(it.recorded)),
        (new("closed", "已关账", "closed"), &|it| yes_or_no(it.closed)),
    ];
    Table::of(offices, columns)
}
