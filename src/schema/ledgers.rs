//! The shapes of records, made from the field tables of their ledgers.

use super::shape::{
    Schema, Shape, day, defined, empty, flag, id, list, many, nothing, number, object, one_of, pattern, upto, whole,
    words,
};
use crate::amount::{Bound, Measure};
use crate::ledger::{Choice, Field, Ledger, MOTIONS, NOTE_LIMIT, TEXT_LIMIT, Type, Unit};
use crate::text::{Lang, Message, Text};
use crate::vocabulary::{Set, seed_vocabulary};

/// How many words of an open list are shown as examples.
const EXAMPLES: usize = 3;

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

fn keys(choices: &'static [Choice]) -> impl Iterator<Item = &'static str> + use<> {
    choices.iter().map(|choice| choice.key)
}

/// Words that a new ledger file starts with.
fn examples(set: Set, ledger: &Ledger) -> Vec<String> {
    let most = if set.is_within() { usize::MAX } else { EXAMPLES };
    seed_vocabulary().of(set, ledger.owner_of(set)).take(most).map(|term| term.key.clone()).collect()
}

/// The bound of an amount.
pub(super) fn bound() -> Shape {
    one_of(Bound::ALL.map(Bound::key))
}

/// A stage of a ledger's matters; none where the office has no stages.
fn stage(ledger: &Ledger) -> Shape {
    words().such_as(seed_vocabulary().of(Set::Stage, ledger.key).map(|stage| stage.key.clone())).or_null()
}

/// What became of a matter: it is open or went through, or it ended as its outcome says, which may be a word of the office's.
fn outcome(ledger: &Ledger) -> Shape {
    let known = ["open", ledger.procedure.done.key].into_iter().chain(keys(ledger.procedure.outcomes));
    if ledger.procedure.outcomes.is_empty() { words().such_as(known.map(str::to_owned)) } else { one_of(known) }
}

/// What follows from other records: where a matter stands, under the names its ledger gives.
fn standing(ledger: &'static Ledger) -> Shape {
    let shapes = [
        stage(ledger).about("所在环节", "the stage it is at"),
        day().about("到这个环节的日子", "since when"),
        outcome(ledger).about("结局", "what became of it"),
        day().or_null().about("办结的日子", "the day on which it was solved or ended"),
        day().or_null().about("下一环节的期限", "by when it must come to the next stage"),
        many().or_null().about("迟了几天；没有期限则为空", "days late; null without a limit"),
        list(step(ledger)).about("经历的环节和结局", "the steps of its course"),
    ];
    let word = |set: Set| words().such_as(examples(set, ledger)).or_null();
    let handled = [
        list(words()).about("主办单位", "the units that lead"),
        list(words()).about("协办单位", "the units that assist"),
        day().or_null().about("该答复的都答复了的日子", "the day on which all had answered who had to"),
        word(Set::Result).about("办理结果的键；分办的按最差的", "the key of the result; the weakest of separate units"),
        word(Set::Grade).about("对办理工作的反馈", "the feedback on the handling"),
        word(Set::Grade).about("对办理结果的反馈", "the feedback on the result"),
        flag().about("列为重点提案", "whether it is a key motion"),
        flag().about("评为优秀提案", "whether it was awarded"),
        id().or_null().about("并入的提案的 id", "the id of the motion that it was merged into"),
    ];
    object(ledger.derived.iter().map(|(key, _)| *key).zip(shapes.into_iter().chain(handled)))
}

fn step(ledger: &Ledger) -> Shape {
    let own = ledger.step_fields().map(|field| {
        let said = if let Type::Names = field.holds { list(words()) } else { words().or_null() };
        (field.key, said.about(field.label.zh, field.label.en))
    });
    object([
        ("name", words().about("记录，如 stage-3", "the record, such as stage-3")),
        ("ledger", one_of(ledger.procedure.events.iter().copied())),
        ("date", day()),
        ("days", many().about("距上一步几天", "days since the step before")),
        ("stage", stage(ledger).about("此后所在环节", "the stage after it")),
        ("outcome", outcome(ledger).about("此后的结局", "what became of the matter with it")),
    ])
    .and(object(own))
}

/// What is due of the matters of a ledger.
pub(super) fn due(home: &'static Ledger) -> Schema {
    let (key, matter) = (home.key, home.procedure.matter.zh);
    let is_handled = home.derives("assist");
    let shape = move || {
        let named = || list(words()).or_null();
        let awaited = named().about("分办的还有哪家没答复", "of separate units those that have not answered");
        let units = [("assist", named().about("协办单位", "who assists")), ("awaited", awaited)];
        object([
            ("id", id()),
            ("no", many().about("编号", "its number")),
            ("title", words()),
            ("town", words().null_if(is_handled).about("{part}的键", "the key of its {part}")),
            ("stage", stage(home).about("现在的环节", "the stage it is at")),
            ("since", day().about("到这个环节的日子", "since when")),
            ("next", stage(home).about("下一环节", "the stage it must come to")),
            ("due", day().about("期限", "the last day in time")),
            ("late", whole().about("迟了几天；还没有到期为负数", "days late; below nought while it is in time")),
            ("status", one_of(["late", "today", "soon", "later"])),
            ("lead", words().or_null().about("承办单位", "who leads")),
            ("proposer", list(words()).about("提出的人", "who proposed it")),
        ])
        .and(object(units.into_iter().filter(|_| is_handled)))
    };
    let about = message!("到期的{matter}", "a matter that is due");
    Schema::new(&format!("{key}-due"), about, shape).lists([format!("{key} due")])
}
