//! 建言成果: written advice.

use super::field::{AUTHORS, Type, own_fields};
use super::{Book, Field, Kin, KindSeed, Ledger, PIECES, Record, endorsement, kind, other};
use crate::text::text;

own_fields! {
    /// A written result.
    Advice {
        author: Option<String> = Field::new("", text("作者", "author"), Type::Text).also(AUTHORS),
    }
}

const KINDS: &[KindSeed] = &[
    kind("opinion", PIECES, "协商意见", "consultation opinions")
        .about("协商会后报送的意见", "what a consultation handed in"),
    kind("report", PIECES, "调研报告", "survey reports")
        .about("调研、视察形成的报告", "what a survey or inspection wrote"),
    kind("micro", PIECES, "委员微建议", "members' micro-proposals")
        .about("委员个人或几人的短建议", "a short proposal of one or a few members"),
    kind("speech", PIECES, "大会发言", "plenary speeches")
        .about("全体会议上的口头或书面发言", "spoken or written, at the plenary session"),
    kind("formal", PIECES, "建议案", "formal proposals")
        .about("常委会会议通过的建议案", "passed by the standing committee"),
    other(PIECES),
];

pub static LEDGER: Ledger = Ledger {
    key: "advice",
    label: text("建言成果", "advice"),
    about: text("一篇协商意见、调研报告、微建议……", "one written result"),
    kinds: KINDS,
    fields: Advice::FIELDS,
    required: &["kind", "title"],
    counted: true,
    children: &[&endorsement::LEDGER],
    post,
    examples: &[
        "qjcppcc advice add 微建议 \"厚植科技生态\" --author 科技界委员小组",
        "qjcppcc advice endorse 3 --who 区委主要领导 --level 区 -d 2022-06-01",
        "qjcppcc advice endorse --count 16 --who 市领导 --level 市",
    ],
    asked: |_| &["doc", "evidence"],
    ..Ledger::BLANK
};

fn post(_: &Record, _: &Kin, book: &mut Book) {
    book.count("advice.count");
    book.count_kind();
}
