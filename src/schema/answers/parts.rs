//! What many answers are made of: the members that several of them have.

use crate::ledger::Ledger;
use crate::schema::ledgers::bound;
use crate::schema::shape::{Schema, Shape, day, many, number, object, one_of, words};
use crate::text::Message;

/// An answer: its name, and what it is.
pub(super) fn answer(name: &str, zh: &str, en: &str, shape: Shape) -> Schema {
    Schema::new(name, Message { zh: zh.to_owned(), en: en.to_owned() }, move || shape.clone())
}

pub(super) fn file() -> Shape {
    words().about("文件", "the file")
}

pub(super) fn entries() -> Shape {
    many().about("流水条数", "how many entries there are")
}

pub(super) fn head() -> Shape {
    words().or_null().about(
        "台账文件状态，如 15-745ffb7d4c74；空的台账文件没有",
        "the state of the ledger file; null while it is empty",
    )
}

pub(super) fn period() -> Shape {
    words().about("时段，如 2022、2022Q1", "the period, such as 2022 or 2022Q1")
}

pub(super) fn note() -> Shape {
    words().or_null().about("说明", "a note")
}

pub(super) fn record() -> Shape {
    words().about("记录，如 case-12", "the record, such as case-12")
}

/// The key of any ledger.
pub(super) fn ledger() -> Shape {
    one_of(Ledger::all().map(|ledger| ledger.key)).about("台账", "the ledger")
}

/// The key of a figure.
pub(super) fn key() -> Shape {
    words()
        .about("指标的键（见 qjcppcc figures）", "the key of the figure (see qjcppcc figures)")
        .such_as(["case.solved"])
}

/// A number of a figure with its bound; null where nothing was recorded.
pub(super) fn value_and_bound() -> Shape {
    let (zh, en) =
        ("实数：元、小时或件数；没有记录则为空", "the number: yuan, hours or things; null where nothing was recorded");
    object([("value", number().or_null().about(zh, en)), ("bound", bound().or_null())])
}

/// The last day that was counted.
pub(super) fn through() -> Shape {
    day().or_null().about("数到哪一天", "the last day that was counted, where it is not the period's own")
}

/// The number of something.
pub(super) fn no() -> Shape {
    many().about("编号", "its number")
}

pub(super) fn as_printed() -> Shape {
    words().about("印发数", "as it is printed")
}
