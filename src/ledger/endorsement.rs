//! 签批、批示: a leader's endorsement of a piece of advice or information.

use super::field::{Type, own_fields};
use super::{Book, Field, Kin, Ledger, Record};
use crate::amount::Amount;
use crate::text::text;
use crate::vocabulary::Set;

own_fields! {
    /// One endorsement.
    Endorsement {
        /// The post, never a person's name.
        who: Option<String> = Field::new("", text("签批人", "endorsed by"), Type::Text)
            .also("批示人、批示领导、签批领导、领导、领导职务、签批人职务、批示人职务")
            .required()
            .about(text("写职务，如 {zh:party}主要领导", "a post, such as {zh:party}主要领导")),
        /// The level of the post.
        level: Option<String> = Field::new("", text("级别", "level"), Type::Term(Set::Level)).required()
            .also("签批级别、批示级别、领导级别、层级"),
    }
}

pub static LEDGER: Ledger = Ledger {
    key: "endorsement",
    label: text("签批", "endorsement"),
    about: text("一件次签批或批示", "one endorsement by a leader"),
    verb: "endorse",
    fields: Endorsement::FIELDS,
    positional: &[],
    parents: &["advice", "info"],
    post,
    asked: |_| &["evidence"],
    ..Ledger::BLANK
};

fn post(record: &Record, kin: &Kin, book: &mut Book) {
    let who = Endorsement::of(record).who.unwrap_or_default();
    for family in &kin.parents {
        let piece = family.parent;
        book.once(format!("{}.endorsed", piece.ledger.key), &piece.name());
    }
    if kin.parents.iter().any(|family| family.parent.ledger.key == "advice") {
        book.post("advice.endorsements", record.date(), Amount::exact(1), who);
    }
}
