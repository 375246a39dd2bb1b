//! `duplicate`: pairs of records that may be one thing, listed and settled.

use crate::cli::args::{Given, TOLD, argument, numbers, switch};
use crate::cli::desk::{Desk, or_none};
use crate::cli::records::several::{joined, sure_of_many};
use crate::cli::task::{Task, Work};
use crate::error::Result;
use crate::ledger::{DUPLICATES, Record, SETTLED, Value, is_open};
use crate::lookup::offer;
use crate::sheet::{Cell, Column, Face, Reader, Sheet, Table};
use crate::store::{Query, Store};
use crate::text::{Lang, Message};

/// `duplicate list|settle`.
pub const TASK: Task = Task::new("duplicate", Work::Verbs(&[LIST, SETTLE]));

const LIST: Task = Task::reads("list", list).with(|command, _| command.arg(switch("all", TOLD)));

const SETTLE: Task = Task::changes("settle", settle).with(|command, lang| {
    command.arg(numbers(DUPLICATES, lang).num_args(1)).arg(argument("settled", "HOW", TOLD).required(true))
});

/// A pair and its two records, the earlier one first.
struct Told {
    pair: Record,
    records: Vec<Record>,
}

impl Told {
    fn of(store: &Store, pair: Record) -> Result<Told> {
        let records = store.parents(pair.id)?.into_iter().map(Record::masked).collect();
        Ok(Told { pair, records })
    }

    /// Its state in JSON: open while both count and nobody has said that they are two.
    fn state(&self) -> &str {
        let both = self.records.iter().all(|record| record.void.is_none());
        if both && is_open(&self.pair) { "open" } else { self.pair.text("settled").unwrap_or("void") }
    }
}

fn list(desk: &mut Desk, given: &Given) -> Result<Sheet> {
    let store = desk.reader()?;
    let pairs = store.list(&Query::by_number(DUPLICATES))?;
    let mut told = pairs.into_iter().map(|pair| Told::of(&store, pair)).collect::<Result<Vec<_>>>()?;
    told.retain(|told| given.switch("all") || told.state() == "open");
    let sheet = Sheet::list(table(desk.lang, &told));
    Ok(or_none(sheet, desk.lang.pick("没有待认定的", "nothing is to be settled")))
}

fn table(lang: Lang, told: &[Told]) -> Table {
    let label = |zh, en| lang.pick(zh, en);
    let name = |it: &Told, at: usize| Cell::words(it.records.get(at).map(Record::name));
    let title = |it: &Told, at: usize| Cell::words(it.records.get(at).and_then(|one| one.text("title")));
    let state = |it: &Told| match it.state() {
        "open" => label("待认定", "open"),
        "void" => label("一条已作废", "one is void"),
        key => SETTLED.iter().find(|choice| choice.key == key).map_or("", |choice| choice.label.lang(lang)),
    };
    let columns: [Reader<&Told>; 8] = [
        (Column::new("no", label("编号", "no")).right(), &|it| Cell::Whole(it.pair.no)),
        (Column::new("date", label("日期", "date")), &|it| Cell::Date(it.pair.date())),
        (Column::new("first", label("先记的", "first")), &|it| name(it, 0)),
        (Column::new("first_title", label("标题", "title")), &|it| title(it, 0)),
        (Column::new("second", label("后记的", "second")), &|it| name(it, 1)),
        (Column::new("second_title", label("标题", "title")), &|it| title(it, 1)),
        (Column::data("state"), &|it| Cell::text(it.state())),
        (Column::new("said", label("认定", "settled")).face(Face::Page), &|it| Cell::text(state(it))),
    ];
    Table::of(told, columns)
}

fn settle(desk: &mut Desk, given: &Given) -> Result<Sheet> {
    let how = given.text("settled").unwrap_or_default();
    let Some(choice) = SETTLED.iter().find(|choice| choice.key == how || choice.label.zh == how) else {
        return Err(usage!("unknown_way": "不能认定为“{how}”", "a pair cannot be settled as “{how}”")
            .hint(offer(how, &["same", "different"]))
            .field("settled"));
    };
    let (mut store, mut pairs) = (desk.writer()?, Vec::new());
    for mut pair in store.find_all(given.texts("no"), &[DUPLICATES])? {
        if let (Some(reason), name) = (&pair.void, pair.name()) {
            return Err(refused!("void_record": "{name} 已作废：{reason}", "{name} is void: {reason}";
                "要恢复用 qjcppcc undo", "qjcppcc undo puts it back"));
        }
        pair.set("settled", Some(Value::Text(choice.key.to_owned())));
        let parents = store.parents(pair.id)?;
        pairs.push((pair, parents));
    }
    sure_of_many(desk, &pairs.iter().map(|(pair, _)| pair.clone()).collect::<Vec<_>>(), &message!("认定", "settle"))?;
    desk.change(&mut store, |change| {
        for (pair, parents) in &pairs {
            change.edit(pair, None)?;
            let second = parents.last().filter(|_| choice.key == "same").map(|second| change.record(second.id));
            if let Some(second) = second.transpose()?.flatten().filter(|second| second.void.is_none()) {
                let first = parents[0].name();
                change.void(&second, &format!("与 {first} 重复"))?;
            }
        }
        Ok(())
    })?;
    let sheets = pairs.into_iter().map(|(pair, parents)| settled(desk, &store, choice.key, pair, &parents));
    sheets.collect::<Result<_>>().map(joined)
}

/// The answer about one pair; `parents` are its records as they were before.
fn settled(desk: &Desk, store: &Store, how: &str, pair: Record, parents: &[Record]) -> Result<Sheet> {
    let name = |record: Option<&Record>| record.map(Record::name).unwrap_or_default();
    let (first, other) = (name(parents.first()), name(parents.last()));
    let done = match (how, parents.last()) {
        ("same", Some(second)) if second.void.is_none() => {
            message!("同一件；已作废 {other}", "the same; voided {other}")
        }
        ("same", _) => message!("同一件", "the same"),
        _ => message!("两件，都算", "different; both count"),
    };
    let (Message { zh, en }, name) = (done, pair.name());
    let words = message!("已认定 {name}（{first}、{other}）：{zh}", "settled {name} ({first}, {other}): {en}");
    Ok(desk.tell(table(desk.lang, &[Told::of(store, pair)?]).into_object(), &words))
}
