//! The office's own templates: what its texts are made from in place of the built-in ones, kept and exported with its records.

use uuid::Uuid;

use super::same_everywhere;
use crate::ledger::field::{Choice, Type};
use crate::ledger::{Field, Ledger, Record};
use crate::text::text;
use crate::vocabulary::Template;

/// The texts that an office can word by itself.
static WORDED: &[Choice] = &[
    Choice { key: "note", label: text("手记", "note") },
    Choice { key: "full", label: text("综述", "full text") },
    Choice { key: "circular", label: text("办理通报", "circular") },
    Choice { key: "ranking", label: text("排名通报", "circular with ranks") },
    Choice { key: "line", label: text("平台数据", "platform line") },
];

/// The languages in which texts are made.
static LANGUAGES: &[Choice] =
    &[Choice { key: "zh", label: text("中文", "Chinese") }, Choice { key: "en", label: text("英文", "English") }];

pub static LEDGER: Ledger = Ledger {
    key: "text",
    label: text("文稿模板", "template of a text"),
    about: text("本单位自己的一份文稿模板", "a template of the office's own"),
    fields: &[
        Field::new("name", text("文稿", "text"), Type::Choice(WORDED)).required(),
        Field::new("lang", text("语言", "language"), Type::Choice(LANGUAGES)).required(),
        Field::new("template", text("模板", "template"), Type::Note).required(),
    ],
    positional: &["name"],
    ..Ledger::BLANK
};

/// The id of the record of a template.
pub fn wording_id(name: &str, lang: &str) -> Uuid {
    same_everywhere(b"qijiangppcc-txts", format!("{name}\n{lang}").as_bytes())
}

/// The template that a live record keeps.
pub fn template_of(record: &Record) -> Option<Template> {
    let said = |key| record.text(key).filter(|_| record.void.is_none()).map(str::to_owned);
    Some(Template { name: said("name")?, lang: said("lang")?, template: said("template")? })
}
