//! 学习: study sessions.

use super::field::{ATTENDANCE, TURNS, Type, own_fields};
use super::{Book, Field, Kin, KindSeed, Ledger, Record, SESSIONS, TIMES, kind, other};
use crate::amount::Amount;
use crate::text::text;

own_fields! {
    /// A study session.
    Study {
        turns: Option<Amount> = Field::new("", text("人次", "turns"), Type::Amount(&TURNS)).short('n').also(ATTENDANCE),
    }
}

const KINDS: &[KindSeed] = &[
    kind("center", TIMES, "党组理论学习中心组", "the Party group's theory study group")
        .about("党组理论学习中心组的专题学习", "topical study of the leading Party members' group"),
    kind("group", TIMES, "党组会议", "Party group meetings").about("党组会议上的学习", "study at Party group meetings"),
    kind("standing", TIMES, "常委会会议", "standing committee meetings").about(
        "常委会会议上的学习；同一会议的协商另记 consult",
        "study at standing committee meetings; what it consults on is recorded under consult",
    ),
    kind("chair", TIMES, "主席会议", "chair's meetings").about(
        "主席会议上的学习；同一会议的协商另记 consult",
        "study at chair's meetings; what it consults on is recorded under consult",
    ),
    kind("reading", SESSIONS, "委员读书活动", "members' reading sessions")
        .about("集中举办的读书活动", "reading held together"),
    kind("training", TIMES, "委员培训", "members' training").about("培训班、专题讲座", "courses and lectures"),
    other(TIMES),
];

pub static LEDGER: Ledger = Ledger {
    key: "study",
    label: text("学习", "study"),
    about: text("一次学习", "one study session"),
    kinds: KINDS,
    fields: Study::FIELDS,
    required: &["kind"],
    counted: true,
    post,
    examples: &["qjcppcc study add 主席会议 -d 5-1 -n 18", "qjcppcc study list --year 2022 --kind 读书"],
    asked: |_| &["evidence"],
    ..Ledger::BLANK
};

fn post(record: &Record, _: &Kin, book: &mut Book) {
    book.count_kind();
    book.sum("study.turns", Study::of(record).turns);
}
