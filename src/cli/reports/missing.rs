//! `missing`: records that lack what will be asked for at year end, by department, and names that may be one thing.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

use uuid::Uuid;

use crate::cli::args::{Given, TOLD, argument, option};
use crate::cli::desk::{Desk, Opened};
use crate::cli::records::columns::dated;
use crate::cli::records::query::period;
use crate::cli::task::Task;
use crate::error::Result;
use crate::figure::{By, Figure, Reading, figures};
use crate::ledger::{Ledger, Record, mask, name_of};
use crate::lookup::folded;
use crate::period::Period;
use crate::sheet::{Block, Cell, Column, Data, Face, Row, Sheet, Table};
use crate::store::{Query, Sort, Store};
use crate::text::{Lang, Message, quoted};
use crate::vocabulary::{Called, Set, Vocabulary};

/// `missing [PERIOD]`.
pub const TASK: Task = Task::reads("missing", missing)
    .with(|command, _| command.args([argument("period", "PERIOD", TOLD), option("department", "DEPARTMENT", TOLD)]));

/// A record that lacks something, without what else it says: there may be very many.
struct Gap {
    ledger: &'static Ledger,
    id: Uuid,
    no: i64,
    site: Option<Box<str>>,
    date: Cell,
    title: Option<String>,
    town: Option<String>,
    department: Option<String>,
    lacks: Vec<&'static str>,
}

fn missing(desk: &mut Desk, given: &Given) -> Result<Sheet> {
    let store = desk.reader()?;
    let period = period(given, desk.outside.today())?;
    let gaps = gaps(&store, &period, given)?;
    let nothing = message!("{}没有缺项的记录", "{}: nothing is missing", period.label(desk.lang));
    let said = gaps.is_empty().then(|| Block::Line(nothing.lang(desk.lang).to_owned()));
    let suspects = suspects(&store, &period)?;
    let table = table(store, gaps, desk.lang);
    let mut page = match said {
        Some(said) => vec![Block::Table(Table::new(table.columns.clone())), said],
        None => vec![Block::Table(table.clone())],
    };
    for suspect in suspects {
        match desk.repeating(suspect) {
            suspect if desk.shows_page() => page.push(Block::Line(suspect.lang(desk.lang).to_owned())),
            suspect => desk.remark(&suspect),
        }
    }
    Ok(Sheet { data: Data::List(table), page })
}

/// Names that count apart and may be one thing, each group with the command that makes it one.
fn suspects(store: &Store, period: &Period) -> Result<Vec<Message>> {
    let figures = figures(store.vocabulary());
    let mut said = Vec::new();
    for set in Set::ALL.into_iter().filter(|set| set.has_spellings()) {
        let mut groups: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
        let own = |figure: &&Figure| figure.ledger() == set.counted_in() && figure.reading == Reading::Once;
        for figure in figures.iter().filter(own) {
            for name in store.occurring(figure, period, By::Subject)?.into_iter().flatten() {
                groups.entry(bare(&name)).or_default().insert(name);
            }
        }
        for names in groups.into_values().filter(|names| names.len() > 1) {
            let mut names: Vec<String> = names.iter().map(|name| mask(name)).collect();
            // The whole name of a place or firm comes first: 巴南区, 示例有限公司.
            names.sort_by_key(|name| (!name.ends_with(['区', '县', '市', '司']), Reverse(name.chars().count())));
            let (set, all) = (set.key(), Message::list(names.iter().map(|name| message!("{name}", "{name}"))));
            let words = names.iter().map(|name| quoted(name)).collect::<Vec<_>>().join(" ");
            let (zh, en) = (all.zh, all.en);
            said.push(message!(
                "{zh} 像是同一个；是就写：qjcppcc vocab alias {set} {words}",
                "{en} may be one; if so: qjcppcc vocab alias {set} {words}"
            ));
        }
    }
    Ok(said)
}

/// A name without what is written one time and left out another.
fn bare(name: &str) -> String {
    let name = folded(name);
    let mut bare = name.as_str();
    let ends = ["政协", "有限责任公司", "有限公司", "公司", "区", "县", "市"];
    while let Some(rest) = ends.iter().find_map(|end| bare.strip_suffix(end)).filter(|rest| !rest.is_empty()) {
        bare = rest;
    }
    bare.to_owned()
}

/// What lacks something, by department in the office's order.
fn gaps(store: &Store, period: &Period, given: &Given) -> Result<Vec<Gap>> {
    let department = given.read("department", |word| store.vocabulary().read(Set::Department, "", word))?;
    let mut gaps = Vec::new();
    for ledger in Ledger::all() {
        let sort = Sort { by: "date", backwards: false };
        store.each(&Query { period: Some(period.clone()), sort, ..Query::of(ledger) }, |record| {
            let gap = gap(store, record)?;
            gaps.extend(gap.filter(|gap| department.is_none() || gap.department == department));
            Ok(())
        })?;
    }
    gaps.sort_by_key(|gap| store.vocabulary().rank(Set::Department, "", gap.department.as_deref()));
    Ok(gaps)
}

/// What a record lacks of what its ledger is asked for; a child has town, title and department from what it hangs on. Nothing
/// is asked of what hangs on void records only.
fn gap(store: &Store, record: Record) -> Result<Option<Gap>> {
    let asked = (record.ledger.asked)(&record, store.vocabulary());
    let mut lacks: Vec<&'static str> = asked.iter().copied().filter(|key| record.get(key).is_none()).collect();
    if lacks.is_empty() {
        return Ok(None);
    }
    let parents = if record.of.is_empty() { Vec::new() } else { store.parents(record.id)? };
    let counts = parents.into_iter().find(|parent| parent.void.is_none()).map(Record::masked);
    if counts.is_none() && !record.of.is_empty() {
        return Ok(None);
    }
    let record = record.masked();
    let own = |key: &str| {
        let inherited = || counts.as_ref().and_then(|parent| parent.text(key));
        record.text(key).or_else(inherited).map(str::to_owned)
    };
    let (title, town, department) = (own("title"), own("town"), own("department"));
    lacks.retain(|key| *key != "town" || town.is_none());
    let (ledger, id, no, date) = (record.ledger, record.id, record.no, dated(&record));
    let site = record.site;
    Ok((!lacks.is_empty()).then_some(Gap { ledger, id, no, site, date, title, town, department, lacks }))
}

/// How a column is read from a gap.
type Reader = fn(&Gap, &Vocabulary, Lang) -> Cell;

/// The records by department: what scripts get of each, and what people read.
fn table(store: Opened, gaps: Vec<Gap>, lang: Lang) -> Table {
    let (columns, readers): (Vec<Column>, Vec<Reader>) = columns(store.vocabulary(), lang).into_iter().unzip();
    Table::lazy(columns, move |places, take| {
        let words = store.vocabulary();
        for group in gaps.chunk_by(|one, next| one.department == next.department) {
            let (department, count) = (group[0].department(words, lang), group.len());
            take(Row::Section(phrase!(lang, "{department}　{count}条", "{department}: {count}")))?;
            for gap in group {
                take(Row::Cells(places.iter().map(|place| readers[*place](gap, words, lang)).collect()))?;
            }
        }
        Ok(())
    })
}

fn columns(vocabulary: &Vocabulary, lang: Lang) -> [(Column, Reader); 16] {
    let Called { zh, en } = vocabulary.set_label(Set::Town);
    let page = |key: &str, zh, en| Column::new(key, lang.pick(zh, en)).face(Face::Page);
    [
        (Column::data("ledger"), |it, _, _| Cell::text(it.ledger.key)),
        (Column::data("id"), |it, _, _| Cell::Text(it.id.to_string())),
        // The number alone stands in no table for people: there it has its ledger before it.
        (page("no", "编号", "no").face(Face::Data), |it, _, _| Cell::Whole(it.no)),
        (Column::data("site"), |it, _, _| Cell::words(it.site.as_deref())),
        (Column::data("date"), |it, _, _| it.date.clone()),
        (Column::data("title"), |it, _, _| Cell::words(it.title.clone())),
        (Column::data("town"), |it, _, _| Cell::words(it.town.clone())),
        (Column::data("department"), |it, _, _| Cell::words(it.department.clone())),
        (Column::data("missing"), |it, _, _| Cell::List(it.lacks.iter().map(|key| Cell::text(key)).collect())),
        (page("department", "部门", "department").face(Face::Book), |it, words, lang| {
            Cell::text(it.department(words, lang))
        }),
        (page("name", "编号", "no"), |it, _, _| Cell::Text(name_of(it.ledger, it.no, it.site.as_deref()))),
        (page("ledger", "台账", "ledger"), |it, words, lang| Cell::text(it.ledger.called_by(words).lang(lang))),
        (page("date", "日期", "date"), |it, _, _| it.date.clone()),
        (page("title", "标题", "title"), |it, _, _| Cell::words(it.title.clone())),
        (page("town", zh, en), |it, words, lang| {
            Cell::words(it.town.as_deref().map(|town| words.name(Set::Town, "", town, lang)))
        }),
        (page("missing", "缺", "lacks"), |it, words, lang| {
            let fields = it.lacks.iter().filter_map(|key| it.ledger.field(key));
            let labels: Vec<&str> = fields.map(|field| field.called_by(words).lang(lang)).collect();
            Cell::Text(labels.join(lang.pick("、", ", ")))
        }),
    ]
}

impl Gap {
    fn department<'g>(&'g self, words: &'g Vocabulary, lang: Lang) -> &'g str {
        let unnamed = || lang.pick("未注明部门", "no department");
        self.department.as_deref().map_or_else(unnamed, |key| words.name(Set::Department, "", key, lang))
    }
}
