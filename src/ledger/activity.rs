//! 履职活动: whatever the office counts that has no ledger of its own.

use super::field::{ATTENDANCE, COUNT, TURNS, Type, YUAN};
use super::part::{ROLES, post_roles};
use super::{Book, Field, Kin, Ledger, Record, joined};
use crate::amount::{Amount, Measure};
use crate::text::text;
use crate::vocabulary::Set;

const OWN: &[Field] = &[
    Field::new("turns", text("人次", "turns"), Type::Amount(&TURNS)).short('n').also(ATTENDANCE),
    // How many of what its kind is counted in.
    Field::new("things", text("数目", "things"), Type::Amount(&COUNT))
        .also("册数、本数、幅数、辑数、笔数、征集数、出版数、赠阅数、展出数")
        .about(text(
            "按该类的量词，如 1000多册；不写则按次数",
            "in the measure word of its kind, such as 1000多册; unless said, how often",
        )),
    // In yuan; never added over kinds, nor to money given, coordinated or lent.
    Field::new("money", text("金额", "money"), Type::Amount(&YUAN))
        .also("资金、投资额、投资金额、签约金额、签约额、到位资金、到位金额、募集资金、募集金额、捐赠金额"),
    Field::new("place", text("地点", "place"), Type::Text).also("活动地点、举办地点、会议地点、召开地点、场所"),
    Field::new("level", text("级别", "level"), Type::Term(Set::Level))
        .about(text("表彰等的级别", "of an award and the like")),
];

pub static LEDGER: Ledger = Ledger {
    key: "activity",
    label: text("履职活动", "activities"),
    about: text(
        "没有单独台账的一次会议、活动或一项工作",
        "a meeting, event or piece of work that has no ledger of its own",
    ),
    kinds: true,
    fields: &joined::<_, { OWN.len() + ROLES.len() }>(OWN, &ROLES),
    required: &["kind"],
    counted: true,
    post,
    asked: |_, _| &["evidence"],
    ..Ledger::BLANK
};

fn post(record: &Record, _: &Kin, book: &mut Book) {
    let kind = record.text("kind").unwrap_or_default();
    book.count("activity.count");
    let term = book.vocabulary.term(Set::Kind, "activity", kind);
    if term.is_some_and(|term| term.unit.as_deref() == Some("元")) {
        // What is counted in yuan is money and nothing else, in whatever field it was put.
        let things =
            record.amount("things").map(|things| Amount { value: things.value * Measure::Money.parts(), ..things });
        book.sum(format!("activity.{kind}"), record.amount("money").or(things));
    } else {
        book.sum(format!("activity.{kind}"), Some(record.amount("things").unwrap_or(record.count())));
        book.sum(format!("activity.{kind}.money"), record.amount("money"));
    }
    book.sum("activity.turns", record.amount("turns"));
    post_roles(record, book, "warn.roles");
}
