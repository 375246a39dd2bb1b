//! 新闻宣传: manuscripts in the press, each once, however many outlets took it.

use super::field::{Type, own_fields};
use super::{Book, Field, Kin, KindSeed, Ledger, PIECES, Record, kind, other};
use crate::text::text;
use crate::vocabulary::Set;

own_fields! {
    /// One manuscript.
    Media {
        outlets: Vec<String> = Field::new("", text("媒体", "outlets"), Type::Terms(Set::Outlet))
            .also("媒体名称、刊登媒体、刊发媒体、发布媒体、采用媒体、发表媒体、刊物、报刊")
            .required()
            .about(text("可写多家，用顿号分开", "several, divided by commas")),
        link: Option<String> = Field::new("", text("链接", "link"), Type::Text).also("网址、链接地址、网页链接、url"),
    }
}

const KINDS: &[KindSeed] = &[
    kind("nation", PIECES, "国家级", "national")
        .about("最高刊登级别为国家级媒体", "a national outlet was the highest that took it"),
    kind("city", PIECES, "市级", "city").about("最高刊登级别为市级媒体", "a city outlet was the highest"),
    kind("district", PIECES, "区级", "district").about("最高刊登级别为区级媒体", "a district outlet was the highest"),
    other(PIECES),
];

pub static LEDGER: Ledger = Ledger {
    key: "media",
    label: text("新闻宣传", "media"),
    about: text("一篇稿件，不论几家媒体采用", "one manuscript, however many outlets took it"),
    kinds: KINDS,
    fields: Media::FIELDS,
    required: &["kind", "title"],
    counted: true,
    post,
    examples: &["qjcppcc media add 国家级 \"巡河护河\" --outlets 人民网、新华社 --highlight"],
    asked: |_| &["evidence"],
    ..Ledger::BLANK
};

fn post(record: &Record, _: &Kin, book: &mut Book) {
    book.count("media.count");
    book.count_kind();
    for outlet in Media::of(record).outlets {
        book.once("media.outlets", &outlet);
    }
}
