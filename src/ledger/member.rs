//! 人员: persons on a roster, from a date until a date.

use chrono::NaiveDate;

use super::field::{NAMED, Type};
use super::{Book, Field, Kin, Ledger, Record};
use crate::amount::Amount;
use crate::error::Result;
use crate::text::text;

pub static LEDGER: Ledger = Ledger {
    key: "member",
    label: text("人员", "members"),
    about: text("名册上的一人，从某日到某日", "a person on a roster, from a date until a date"),
    kinds: true,
    fields: &[
        Field::new("sector", text("界别", "sector"), Type::Text).also("所属界别、界别名称"),
        Field::new("committee", text("专委会", "committee"), Type::Text).also("所属专委会、专门委员会"),
        Field::new("until", text("截至", "until"), Type::DayAhead)
            .also("截止日期、截止时间、结束日期、到期日期、离任日期、届满日期、任期至")
            .about(text("在册的最后一天", "the last day on the roster")),
        Field::new("party", text("党派", "party"), Type::Text).also("所属党派、所在党派、党派名称、政治面貌"),
        Field::new("group", text("委员小组", "group"), Type::Text)
            .also("小组、组别、所属小组、所在小组、委员组、活动小组、所属委员小组"),
        Field::new("duty", text("职务", "duty"), Type::Text)
            .also("现任职务、单位职务、单位及职务、单位和职务、工作单位及职务、工作单位和职务、政协职务"),
    ],
    defaults: &[("kind", "member")],
    required: &["kind", "title"],
    counted: true,
    rule,
    post,
    ..Ledger::BLANK
};

fn rule(record: &Record) -> Result<()> {
    // What is in a stock must be told from what has left it.
    if record.count().value == 0 {
        return Err(refused!("nobody" in "count": "数量为0，名册上没有人", "a count of 0 puts nobody on the roster";
            "离册的写截至日：--until 日期", "for those who have left, give the last day: --until DAY"));
    }
    let name = record.text("title").unwrap_or_default();
    if Amount::read(name, NAMED.measure, NAMED.accepts).is_ok() {
        return Err(refused!("number_for_name" in "title": "“{name}”是个数，这里要的是名字",
            "“{name}” is a number; a name is wanted here"; "写姓名；只知道人数的，把人数写在数量",
            "write the name; a number of persons goes into count"));
    }
    if name.contains('、') && record.count() == Amount::exact(1) {
        return Err(refused!("several_names" in "title": "“{name}”有几个名字", "“{name}” is several names";
            "一人一行，或把人数写在数量", "write a line for each, or their number into count"));
    }
    not_before_its_start(record, record.day("until"))
}

/// Refuses what ends before it starts.
pub(super) fn not_before_its_start(record: &Record, until: Option<NaiveDate>) -> Result<()> {
    let from = record.date();
    match until.filter(|until| *until < from) {
        Some(until) => Err(refused!("ends_before_start" in "until": "截至日{until}早于起始日{from}",
            "it ends on {until}, before it starts ({from})"; "请核对 date 和 until", "check date and until")),
        None => Ok(()),
    }
}

/// A stock: in on the first day, out on the day after the last.
fn post(record: &Record, _: &Kin, book: &mut Book) {
    let kind = record.text("kind").unwrap_or_default();
    book.lasting(format!("member.{kind}"), record.day("until"), "");
}
