//! 协商议政: what is done of the year's consultation plan.

use super::field::{ADVICE_GIVEN, ATTENDANCE, Choice, FINDINGS, MEASURES, OPINIONS, TURNS, Type};
use super::part::{ROLES, post_roles};
use super::{Book, Field, Kin, Ledger, Record, joined};
use crate::text::text;

/// Who can hold a consultation.
pub static HOSTS: &[Choice] = &[
    Choice { key: "standing", label: text("常委会会议", "standing committee") },
    Choice { key: "chair", label: text("主席会议", "chair's meeting") },
    Choice { key: "plenary", label: text("全体会议", "plenary session") },
    Choice { key: "committee", label: text("专委会", "special committee") },
    Choice { key: "sector", label: text("界别", "sector") },
];

const OWN: &[Field] = &[
    Field::new("host", text("主持", "host"), Type::Choice(HOSTS))
        .also("主持单位、主办、主体、协商主体、主持会议、召集、会议")
        .about(text("常委会会议、主席会议、全体会议、专委会、界别", "standing, chair, plenary, committee, sector")),
    Field::new("turns", text("人次", "turns"), Type::Amount(&TURNS)).short('n').also(ATTENDANCE),
    Field::new("opinions", text("意见建议", "opinions"), Type::Amount(&OPINIONS)).also(ADVICE_GIVEN),
    Field::new("findings", text("发现问题", "findings"), Type::Amount(&FINDINGS))
        .also("问题、问题数、发现问题数、查找问题、指出问题、反映问题"),
    Field::new("measures", text("成果转化", "measures adopted"), Type::Amount(&MEASURES))
        .also("转化成果、成果转化数、转化数、出台政策、落实措施、落实项目")
        .about(text("会后出台的政策、落实的项目、建立的机制", "policies, projects or mechanisms adopted afterwards")),
];

pub static LEDGER: Ledger = Ledger {
    key: "consult",
    label: text("协商议政", "consultation"),
    about: text("年度计划里的一次协商、通报、视察或一项调研", "one thing done of the year's plan"),
    kinds: true,
    fields: &joined::<_, { OWN.len() + ROLES.len() }>(OWN, &ROLES),
    required: &["kind", "title"],
    counted: true,
    post,
    asked: |_, _| &["doc", "evidence"],
    ..Ledger::BLANK
};

/// The host goes along as the subject, so that the note can say who held what.
fn post(record: &Record, _: &Kin, book: &mut Book) {
    let kind = record.text("kind").unwrap_or_default();
    book.post(format!("consult.{kind}"), record.date(), record.count(), record.text("host").unwrap_or_default());
    book.sum("consult.turns", record.amount("turns"));
    post_roles(record, book, "warn.roles");
    book.sum("consult.opinions", record.amount("opinions"));
    book.sum("consult.findings", record.amount("findings"));
    book.sum("consult.measures", record.amount("measures"));
    if book.scope().as_deref() == Some("plan") {
        book.count("consult.total");
    }
}
