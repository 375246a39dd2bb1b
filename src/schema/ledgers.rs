//! The shapes of records, made from the field tables of their ledgers.

use super::answers::{bound, examples, keys, standing};
use super::shape::{
    Schema, Shape, day, defined, empty, flag, id, list, many, nothing, number, object, one_of, pattern, upto, words,
};
use crate::amount::Measure;
use crate::ledger::{Field, Ledger, MOTIONS, NOTE_LIMIT, TEXT_LIMIT, Type, Unit};
use crate::text::{Lang, Message, Text};
use crate::vocabulary::Set;

/// Every ledger's record, and what `show` says of one; where a list says more than the record, that too.
pub(super) fn schemas() -> Vec<Schema> {
    let mut all = Vec::new();
    let (office, others): (Vec<_>, Vec<_>) = Ledger::all().partition(|ledger| ledger.is_of_office());
    for ledger in others.into_iter().chain(office) {
        all.push(record(ledger));
        all.extend(Some(ledger).filter(|ledger| !ledger.derived.is_empty()).map(with_standing));
        all.extend(Some(ledger).filter(|ledger| !ledger.is_of_office()).map(shown));
    }
    all
}

/// What a record is called, whose ledger comes first.
fn title(ledger: &Ledger) -> Message {
    Message { zh: ledger.slots(Lang::Zh), en: ledger.slots(Lang::En) }
}

/// The ledgers whose commands name a record: its own, or those it hangs on.
fn homes(ledger: &'static Ledger) -> Vec<&'static str> {
    if ledger.is_child() { ledger.parents.to_vec() } else { vec![ledger.key] }
}

fn record(ledger: &'static Ledger) -> Schema {
    let key = ledger.key;
    let schema = Schema::new(key, title(ledger), move || members(ledger));
    if ledger.is_of_office() {
        return schema.lists([format!("export {key}")]);
    }
    let list = |home: &str| if ledger.is_child() { format!("{home} list {key}") } else { format!("{home} list") };
    let lists = homes(ledger).into_iter().filter(|_| ledger.derived.is_empty()).map(list);
    let verbs = [ledger.verb, "edit", "void", "unvoid"];
    let written = homes(ledger).into_iter().flat_map(|home| verbs.map(|verb| format!("{home} {verb}")));
    schema.lists(lists.chain([format!("export {key}")])).objects(written)
}

/// A record of a list that says where each stands.
fn with_standing(ledger: &'static Ledger) -> Schema {
    let key = ledger.key;
    let Message { zh, en } = title(ledger);
    let about = message!("{zh}，连同进展", "{en}, with where it stands");
    let shape = move || members(ledger).and(standing(ledger));
    Schema::new(&format!("{key}-list"), about, shape).lists([format!("{key} list"), format!("{key} board")])
}

/// What `show` says of a record: where it stands, and what hangs on it.
fn shown(ledger: &'static Ledger) -> Schema {
    let shape = move || {
        let children = ledger.children.iter().map(|child| child.key).collect::<Vec<_>>();
        let hanging = if children.is_empty() { empty() } else { list(defined(&children)) };
        let hanging = object([("children", hanging.about("子记录", "what belongs to it"))]);
        let shape = members(ledger).and(standing(ledger)).and(hanging);
        shape.defines(ledger.children.iter().map(|child| (child.key, members(child))))
    };
    let Message { zh, en } = title(ledger);
    let about = message!("{zh}，连同子记录", "{en}, with what belongs to it");
    let schema = Schema::new(&format!("{}-show", ledger.key), about, shape);
    schema.objects(homes(ledger).into_iter().map(|home| format!("{home} show")))
}

/// The keys of a record: identity, fields, each amount with its bound, and whether it is void.
fn members(ledger: &'static Ledger) -> Shape {
    let mut members = vec![
        ("ledger".to_owned(), one_of([ledger.key]).about("台账", "the ledger")),
        ("id".to_owned(), id().about("在每个单位的文件里都相同", "the same in every office's file")),
        ("no".to_owned(), many().about("编号", "the number people use")),
        (
            "site".to_owned(),
            words().or_null().about("编号的站点，本站点的为空", "whose number it is; null where it is this site's"),
        ),
    ];
    if ledger.is_child() {
        let of = list(id());
        let of = if ledger.parents == [MOTIONS.key] {
            of.about(
                "所属记录的 id；导入时也可写编号（12）或提案号（code:118，几届都有的 code:118@15-2）",
                "the ids of what it belongs to; an import takes a number (12) or a code, too (code:118, or code:118@15-2 where several sessions have it)",
            )
        } else {
            of.about("所属记录的 id", "the ids of what it belongs to")
        };
        members.push(("of".to_owned(), of));
    }
    for field in ledger.all_fields() {
        // Every record has a day; a title may be left out where a record can stand for many.
        let named_by_count = field.key == "title" && ledger.counted;
        let unset = field.key != "date" && (!ledger.requires(field) || named_by_count);
        members.push((field.key.to_owned(), value(ledger, field).null_if(unset).said(&meaning(ledger, field))));
        if let Type::Amount(_) = field.holds {
            let Text { zh, en } = field.label;
            let about = message!(
                "{zh}：准数、余（以上）、约还是近（以下）",
                "{en}: whether it is exact, at least, about or below"
            );
            members.push((format!("{}_bound", field.key), bound().null_if(unset).said(&about)));
        }
    }
    members.push(("void".to_owned(), flag().about("已作废", "whether it no longer counts")));
    members.push(("reason".to_owned(), words().or_null().about("作废的原因", "why it is void")));
    object(members)
}

fn value(ledger: &Ledger, field: &Field) -> Shape {
    match field.holds {
        Type::Text => upto(TEXT_LIMIT),
        Type::Note => upto(NOTE_LIMIT),
        Type::Day | Type::DayAhead => day(),
        Type::Amount(unit) if unit.measure == Measure::Count => many(),
        Type::Amount(_) => number(),
        Type::Choice(choices) => one_of(keys(choices)),
        Type::Term(Set::Kind) if !ledger.kinds => nothing(),
        Type::Term(set) => words().such_as(examples(set, ledger)),
        Type::Terms(set) => list(words().such_as(examples(set, ledger))),
        Type::Names => list(upto(TEXT_LIMIT)),
        Type::Flag => flag(),
        Type::File => object([
            ("name", words().about("文件名", "its name")),
            ("size", many().about("字节", "bytes")),
            ("sha256", pattern("^[0-9a-f]{64}$")),
        ]),
        Type::Record(_) => id(),
    }
}

/// What a field is called, in which unit it counts, and where its words come from.
fn meaning(ledger: &Ledger, field: &Field) -> Message {
    let (label, about) = (field.slot(), ledger.about_field(field));
    let behind = |mark: &str, words: &str| if words.is_empty() { String::new() } else { format!("{mark}{words}") };
    let (zh, en) = (label.zh.to_owned() + &behind("：", about.zh), label.en.to_owned() + &behind(": ", about.en));
    match field.holds {
        Type::Amount(Unit { word, .. }) => {
            // “人次（人次）” would say it twice.
            let unit = |name: &str, unit: &str, said: String| if name == unit { String::new() } else { said };
            let zh_unit = unit(label.zh, word.zh, format!("（{}）", word.zh));
            let en_unit = unit(label.en, word.en, format!(" ({})", word.en));
            message!("{zh}{zh_unit}", "{en}{en_unit}")
        }
        Type::Term(set) | Type::Terms(set) if set != Set::Kind || ledger.kinds => {
            let within = ledger.owner_of(set);
            let kinds = if within.is_empty() { String::new() } else { format!(" {within}") };
            let set = set.key();
            message!(
                "{zh}（词表里的键，可新增：qjcppcc vocab list {set}{kinds}）",
                "{en} (a key of the office's vocabulary, which can grow: qjcppcc vocab list {set}{kinds})"
            )
        }
        Type::Term(_) => message!("{zh}（这个台账不分类别）", "{en} (this ledger has none)"),
        Type::Record(other) => message!("{zh}（{other} 的 id）", "{en} (the id of a {other})"),
        _ => Message { zh, en },
    }
}
