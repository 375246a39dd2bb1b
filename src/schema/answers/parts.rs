//! What many answers are made of: the members that several of them have.

use crate::ledger::Ledger;
use crate::schema::description::Schema;
use crate::schema::ledgers::{Members, bound};
use crate::schema::shape::{Shape, many, number, one_of, words};
use crate::text::Text;

/// An answer: its name, what it is, and the commands that print any number of them, or one.
pub(in crate::schema) fn answer(name: &str, about: Text, shape: Shape, lists: &[&str], objects: &[&str]) -> Schema {
    Schema::new(name, about.into(), shape).lists(lists.iter().copied()).objects(objects.iter().copied())
}

pub(in crate::schema) fn file() -> Shape {
    words().about("文件", "the file")
}

pub(in crate::schema) fn entries() -> Shape {
    many().about("流水条数", "how many entries there are")
}

pub(in crate::schema) fn head() -> Shape {
    words().or_null().about(
        "台账文件状态，如 15-745ffb7d4c74；空的台账文件没有",
        "the state of the ledger file; null while it is empty",
    )
}

pub(in crate::schema) fn period() -> Shape {
    words().about("时段，如 2022、2022Q1", "the period, such as 2022 or 2022Q1")
}

pub(in crate::schema) fn note() -> Shape {
    words().or_null().about("说明", "a note")
}

pub(in crate::schema) fn record() -> Shape {
    words().about("记录，如 case-12", "the record, such as case-12")
}

/// The key of any ledger.
pub(in crate::schema) fn ledger() -> Shape {
    one_of(Ledger::all().map(|ledger| ledger.key)).about("台账", "the ledger")
}

/// The key of a figure.
pub(in crate::schema) fn key() -> Shape {
    words()
        .about("指标的键（见 qjcppcc figures）", "the key of the figure (see qjcppcc figures)")
        .such_as(["case.solved"])
}

/// A number of a figure with its bound; null where nothing was recorded.
pub(in crate::schema) fn value_and_bound() -> [(&'static str, Shape); 2] {
    let value = number().about(
        "实数：元、小时或件数；没有记录则为空",
        "the number: yuan, hours or things; null where nothing was recorded",
    );
    [("value", value.or_null()), ("bound", bound().or_null())]
}

pub(in crate::schema) fn as_printed() -> Shape {
    words().about("印发数", "as it is printed")
}

pub(in crate::schema) fn owned(members: impl IntoIterator<Item = (&'static str, Shape)>) -> Members {
    members.into_iter().map(|(key, shape)| (key.to_owned(), shape)).collect()
}
