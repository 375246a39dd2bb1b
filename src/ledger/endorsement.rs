//! 签批、批示: a leader's endorsement of a piece of advice or information.

use super::field::{Choice, Type};
use super::{Book, Field, Kin, Ledger, Record};
use crate::error::Result;
use crate::text::text;
use crate::vocabulary::Set;

static PIECES: &[Choice] = &[
    Choice { key: "advice", label: text("建言成果", "advice") },
    Choice { key: "info", label: text("社情民意信息", "information") },
];

pub static LEDGER: Ledger = Ledger {
    key: "endorsement",
    label: text("签批", "endorsement"),
    about: text("一件次签批或批示", "one endorsement by a leader"),
    verb: "endorse",
    fields: &[
        // The post, never a person's name.
        Field::new("who", text("签批人", "endorsed by"), Type::Text)
            .also("批示人、批示领导、签批领导、领导、领导职务、签批人职务、批示人职务")
            .required()
            .about(text("写职务，如 {zh:party}主要领导", "a post, such as {zh:party}主要领导")),
        Field::new("level", text("级别", "level"), Type::Term(Set::Level))
            .required()
            .also("签批级别、批示级别、领导级别、层级"),
        Field::new("piece", text("签批对象", "sort of pieces"), Type::Choice(PIECES))
            .also("批示对象")
            .about(text("写了编号的不用写", "not needed beside the number of a piece")),
    ],
    positional: &[],
    parents: &["advice", "info"],
    counted: true,
    rule,
    post,
    asked: |_, _| &["evidence"],
    ..Ledger::BLANK
};

fn rule(record: &Record) -> Result<()> {
    let is_known = !record.of.is_empty() || record.get("piece").is_some();
    let error = usage!("no_piece" in "piece": "没有编号，也没有写签批对象（piece）",
        "neither a number nor what was endorsed (piece)"; "写 advice（建言成果）或 info（社情民意信息）", "write advice or info");
    if is_known { Ok(()) } else { Err(error) }
}

/// One piece can be endorsed several times; of a number that names none each is taken for a piece of its own.
fn post(record: &Record, kin: &Kin, book: &mut Book) {
    let parent = kin.parents.first().map(|family| family.parent.ledger.key);
    let piece = parent.or(record.text("piece")).unwrap_or_default();
    book.once_each(&format!("{piece}.endorsed"), kin);
    if piece == "advice" {
        book.post("advice.endorsements", record.date(), record.count(), record.text("who").unwrap_or_default());
    }
}
