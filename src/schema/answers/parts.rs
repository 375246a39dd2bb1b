//! What many answers are made of: the members that several of them have.

use crate::ledger::Ledger;
use crate::schema::ledgers::bound;
use crate::schema::shape::{Schema, Shape, day, many, number, object, one_of, words};
use crate::text::Message;

/// An answer: its name, and what it is.
pub(super) fn answer(name: &str, zh: &str, en: &str, shape: Shape) -> Schema {
    Schema::new(name, Message { zh: zh.to_owned(), en: en.to_owned() }, move || shape.clone())
}

/// Members, each with its shape and what it says.
macro_rules! parts {
    ($($(#[$about:meta])* $name:ident: $shape:expr, $zh:literal, $en:literal;)*) => {
        $(
            $(#[$about])*
            pub(super) fn $name() -> Shape {
                $shape.about($zh, $en)
            }
        )*
    };
}

parts! {
    file: words(), "文件", "the file";
    entries: many(), "流水条数", "how many entries there are";
    head: words().or_null(), "台账文件状态，如 15-745ffb7d4c74；空的台账文件没有",
        "the state of the ledger file; null while it is empty";
    period: words(), "时段，如 2022、2022Q1", "the period, such as 2022 or 2022Q1";
    note: words().or_null(), "说明", "a note";
    record: words(), "记录，如 case-12", "the record, such as case-12";
    /// The key of any ledger.
    ledger: one_of(Ledger::all().map(|ledger| ledger.key)), "台账", "the ledger";
    /// The key of a figure.
    key: words().such_as(["case.solved"]), "指标的键（见 qjcppcc figures）", "the key of the figure (see qjcppcc figures)";
    /// The last day that was counted.
    through: day().or_null(), "数到哪一天", "the last day that was counted, where it is not the period's own";
    /// The number of something.
    no: many(), "编号", "its number";
    as_printed: words(), "印发数", "as it is printed";
    value: number().or_null(), "实数：元、小时或件数；没有记录则为空",
        "the number: yuan, hours or things; null where nothing was recorded";
}

/// A number of a figure with its bound; null where nothing was recorded.
pub(super) fn value_and_bound() -> Shape {
    object([("value", value()), ("bound", bound().or_null())])
}
