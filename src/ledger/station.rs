//! 履职阵地: standing places where members work, from a date until a date.

use super::field::Type;
use super::member::not_before_its_start;
use super::{Book, Field, Kin, Ledger, Record};
use crate::error::Result;
use crate::text::text;
use crate::vocabulary::Set;

pub static LEDGER: Ledger = Ledger {
    key: "station",
    label: text("履职阵地", "stations"),
    about: text("一处工作室、工作站、驿站……，从某日到某日", "a standing place of work, from a date until a date"),
    kinds: true,
    fields: &[Field::new("until", text("截至", "until"), Type::DayAhead)
        .also("截止日期、撤销日期、撤销时间、停用日期、停用时间、关闭日期、摘牌日期、摘牌时间")
        .about(text("还在的最后一天；撤销、迁走的才写", "the last day on which it stands, where it was given up"))],
    required: &["kind", "title"],
    counted: true,
    rule,
    post,
    asked: |_, _| &["town", "evidence"],
    ..Ledger::BLANK
};

fn rule(record: &Record) -> Result<()> {
    if record.count().value == 0 {
        return Err(refused!("nothing_stands" in "count": "数量为0，没有阵地", "a count of 0 is no station";
            "撤销的写截至日：--until 日期", "for what was given up, give the last day: --until DAY"));
    }
    not_before_its_start(record, record.day("until"))
}

/// A town counts by any number of stations once, as long as one of them stands and the town is in use.
fn post(record: &Record, _: &Kin, book: &mut Book) {
    let last = record.day("until");
    let kind = record.text("kind").unwrap_or_default();
    book.lasting(format!("station.{kind}"), last, "");
    book.lasting("station.count", last, "");
    if let Some(town) = record.text("town") {
        let retired = book.vocabulary.term(Set::Town, "", town).and_then(|term| term.retired?.pred_opt());
        let last = [last, retired].into_iter().flatten().min();
        if last.is_none_or(|last| last >= record.date()) {
            book.lasting("station.towns", last, town);
        }
    }
}
