//! 新闻宣传: manuscripts in the press, each once, however many outlets took it.

use super::field::Type;
use super::{Book, Field, Kin, Ledger, Record, Value};
use crate::error::Result;
use crate::text::text;
use crate::vocabulary::{Called, Set, Term, Vocabulary};

pub static LEDGER: Ledger = Ledger {
    key: "media",
    label: text("新闻宣传", "media"),
    about: text("一篇稿件，不论几家媒体采用", "one manuscript, however many outlets took it"),
    kinds: true,
    fields: &[
        Field::new("outlets", text("媒体", "outlets"), Type::Terms(Set::Outlet))
            .also("媒体名称、刊登媒体、刊发媒体、发布媒体、采用媒体、发表媒体、刊物、报刊、刊登情况、刊发情况、刊载情况、刊发平台、发布平台")
            .required()
            .about(text("可写多家，用顿号分开", "several, divided by commas")),
        Field::new("link", text("链接", "link"), Type::Text).also("网址、链接地址、网页链接、url"),
    ],
    required: &["kind", "title"],
    counted: true,
    post,
    filled: &["kind"],
    fill,
    asked: |_, _| &["evidence"],
    ..Ledger::BLANK
};

/// The levels of its outlets as places in the ladder; none where nobody knows the level of one.
fn ranks(record: &Record, vocabulary: &Vocabulary) -> Vec<Option<usize>> {
    let level = |outlet: &String| rank(vocabulary.term(Set::Outlet, "", outlet)?.level.as_deref()?, vocabulary);
    record.names("outlets").iter().map(level).collect()
}

fn rank(level: &str, vocabulary: &Vocabulary) -> Option<usize> {
    vocabulary.of(Set::Level, "").position(|known| known.key == level)
}

/// A piece has the level of the highest outlet that took it, where all of theirs are known.
fn fill(record: &mut Record, vocabulary: &Vocabulary) {
    if record.get("kind").is_some() {
        return;
    }
    let ranks: Option<Vec<usize>> = ranks(record, vocabulary).into_iter().collect();
    let highest = ranks.and_then(|ranks| ranks.into_iter().max());
    let level = highest.and_then(|highest| vocabulary.of(Set::Level, "").nth(highest));
    record.set("kind", level.map(|level| Value::Text(level.key.clone())));
}

/// Refuses a level that is certainly not that of the highest outlet.
fn is_of_its_outlets(record: &Record, vocabulary: &Vocabulary) -> Result<()> {
    let own = record.text("kind").and_then(|kind| rank(kind, vocabulary));
    let ranks = ranks(record, vocabulary);
    let (Some(own), Some(highest)) = (own, ranks.iter().flatten().max()) else { return Ok(()) };
    if own == *highest || (own > *highest && ranks.contains(&None)) {
        return Ok(());
    }
    let [one, other] = [own, *highest].map(|at| vocabulary.of(Set::Level, "").nth(at).map(Term::called));
    let (Some(Called { zh, en }), Some(Called { zh: zh_highest, en: en_highest })) = (one, other) else {
        return Ok(());
    };
    Err(refused!("not_its_level" in "kind": "所登媒体中最高的是{zh_highest}，不是{zh}",
        "the highest of its outlets is of the level {en_highest}, not {en}";
        "类别可以不写，由媒体得出；各家的级别见 qjcppcc vocab list outlet",
        "leave the kind out, the outlets say it; their levels: qjcppcc vocab list outlet"))
}

fn post(record: &Record, _: &Kin, book: &mut Book) {
    book.count("media.count");
    book.count_kind();
    book.hold(is_of_its_outlets(record, book.vocabulary), "warn.level");
    for outlet in record.names("outlets") {
        book.thing("media.outlets", Set::Outlet, outlet);
    }
}
