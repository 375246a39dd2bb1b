//! 联系联谊: symposia, visits received and outings.

use super::field::{ATTENDANCE, PLACES, TURNS, Type};
use super::{Book, Field, Kin, Ledger, Record};
use crate::error::Result;
use crate::text::text;
use crate::vocabulary::Set;

pub static LEDGER: Ledger = Ledger {
    key: "liaison",
    label: text("联系联谊", "liaison"),
    about: text("一次座谈、来访或外出", "one meeting or visit"),
    kinds: true,
    fields: &[
        Field::new("partner", text("对方", "partner"), Type::Names)
            .also("对方单位、来访单位、考察单位、接待对象、考察地、考察地点、目的地")
            .naming(&PLACES)
            .about(text("区县或单位名，可写多个", "districts or offices by name, several")),
        Field::new("places", text("地方数", "places"), Type::Amount(&PLACES))
            .also("地方数量、区县数、区县数量、考察地数"),
        Field::new("turns", text("人次", "turns"), Type::Amount(&TURNS)).short('n').also(ATTENDANCE),
    ],
    required: &["kind"],
    counted: true,
    rule,
    post,
    asked: |_, _| &["evidence"],
    ..Ledger::BLANK
};

fn rule(record: &Record) -> Result<()> {
    if !record.names("partner").is_empty() && record.amount("places").is_some() {
        return Err(refused!("name_and_number" in "places": "地名（partner）和个数（places）只能填一个",
            "give names (partner) or a number (places), not both"; "写得出名字的写名字；其余另记一条，只写个数",
            "name what can be named; record the rest as a number of its own"));
    }
    Ok(())
}

fn post(record: &Record, _: &Kin, book: &mut Book) {
    book.count_kind();
    let met = if record.text("kind") == Some("outing") { "liaison.places" } else { "liaison.partners" };
    for partner in record.names("partner") {
        book.thing(met, Set::Place, partner);
    }
    book.sum(met, record.amount("places"));
    book.sum("liaison.turns", record.amount("turns"));
}
