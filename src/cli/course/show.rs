//! `show`: the whole life of a matter.

use std::rc::Rc;

use crate::amount::{Amount, Measure, Style};
use crate::cli::args::Given;
use crate::cli::course::matter::{Matter, View, days, is_handled, standing};
use crate::cli::desk::Desk;
use crate::cli::records::columns::{dated, object};
use crate::cli::records::query::masking;
use crate::cli::records::several::joined;
use crate::cli::records::show;
use crate::cli::records::words::Shown;
use crate::cli::task::{Verb, Work};
use crate::error::Result;
use crate::ledger::{Course, Handling, Ledger, Record, State, Type, in_order};
use crate::sheet::{Block, Cell, Column, Data, Reader, Sheet, Table};
use crate::text::Lang;
use crate::vocabulary::Set;

/// `LEDGER show NO`.
pub const VERB: Verb = Verb::new("show", Ledger::has_course, Work::Reads(show)).with(show::options);

fn show(desk: &mut Desk, given: &Given) -> Result<Sheet> {
    let ledger = given.ledger();
    let store = Rc::new(desk.reader()?);
    let view = View::new(desk, &store, ledger, desk.outside.today())?;
    let records = store.find_all(given.texts("no"), &ledger.with_children())?;
    let page = |record: Record| {
        if record.ledger == ledger { page(desk, &view, given, record) } else { show::one(desk, &store, given, record) }
    };
    records.into_iter().map(page).collect::<Result<_>>().map(joined)
}

fn page(desk: &Desk, view: &View, given: &Given, record: Record) -> Result<Sheet> {
    let (store, shown) = (&view.store, desk.shown(&view.store));
    let matter = Matter { children: store.children(record.id, &[])?, record }.shown(masking(given));
    let course = view.course(&matter);
    let Sheet { data, mut page } = show::page(desk, store, &matter.record, &[]);
    let Data::Object(mut members) = data else { return Ok(Sheet { data, page }) };
    // What follows from its course stands before what hangs on it.
    members.truncate(members.len() - 1);
    members.extend(standing(view, &course));
    let children = matter.children.iter().map(|child| Cell::Object(object(child))).collect();
    members.push(("children".to_owned(), Cell::List(children)));
    // A number of matters has no course of its own.
    if !matter.record.is_lump() {
        page.push(Block::Line(summary(view, &course)));
        let is_handled = is_handled(matter.record.ledger);
        let said = if is_handled { handled(view, &matter, &course.handling) } else { sums(&matter, desk.lang) };
        page.extend(Some(said).filter(|said| !said.is_empty()).map(Block::Line));
        page.push(Block::Table(life(view, &shown, &matter, &course)?));
    }
    Ok(Sheet { data: Data::Object(members), page })
}

fn summary(view: &View, course: &Course) -> String {
    let (stage, since) = (view.stage(course, course.stage), course.since);
    let (_, standing) = view.standing(course);
    let mut words = phrase!(view.lang, "环节：{stage}（自{since}）· {standing}", "{stage} since {since} · {standing}");
    if course.state != State::Open {
        let (day, all) = (course.settled(), (course.settled() - course.matter.date()).num_days());
        words += &view.lang.pick(format!("（{day}，历时{all}天）"), format!(" on {day}, after {}", days(all)));
    }
    if let Some((due, _)) = view.due(course) {
        let (day, next) = (due.day, view.stage(course, due.stage));
        words += &phrase!(view.lang, " · {next}期限{day}", " · {next} due {day}");
    }
    words
}

/// What was counted for the matter, on one line.
fn sums(matter: &Matter, lang: Lang) -> String {
    let live =
        |key: &'static str| matter.children.iter().filter(move |child| child.ledger.key == key && child.void.is_none());
    let mut parts = Vec::new();
    if let Ok(Some(meetings)) = Amount::sum(live("meeting").map(Record::count)) {
        let number = meetings.printed(Style::Full, Measure::Count, lang.pick("场", ""), lang);
        let meetings = number.trim_end();
        parts.push(phrase!(lang, "协商会 {meetings}", "meetings: {meetings}"));
    }
    let summed = ["meeting", "fund", "benefit"].into_iter().filter_map(Ledger::find);
    for (ledger, field) in summed.flat_map(|ledger| ledger.fields.iter().map(move |field| (ledger.key, field))) {
        let amounts = live(ledger).filter_map(|child| child.amount(field.key));
        if let (Ok(Some(sum)), Type::Amount(unit)) = (Amount::sum(amounts), field.holds) {
            let number = sum.printed(Style::Full, unit.measure, unit.word.lang(lang), lang);
            let label = if ledger == "fund" { lang.pick("协调资金", "money") } else { field.label.lang(lang) };
            parts.push(format!("{label} {number}"));
        }
    }
    parts.join(" · ")
}

/// What was made of a motion, on one line: by whom, with which result, and what it was chosen for or merged with.
fn handled(view: &View, matter: &Matter, handling: &Handling) -> String {
    let (lang, motion) = (view.lang, &matter.record);
    let and = lang.pick("、", ", ");
    let mut parts = Vec::new();
    let mut say = |zh: &str, en: &str, words: String| {
        if !words.is_empty() {
            parts.push(format!("{} {words}", lang.pick(zh, en)));
        }
    };
    if handling.separate {
        let answer = |unit: &&str| {
            let result = handling.replies_of(unit).filter_map(|(_, reply)| reply.text("result")).last();
            let is_awaited = handling.waits_for().contains(unit);
            let awaited = is_awaited.then(|| lang.pick("还没答复", "no answer yet"));
            let words = awaited.or(result.map(|key| view.word(motion, Set::Result, key)));
            let answered = words.unwrap_or(lang.pick("已答复", "answered"));
            phrase!(lang, "{unit}（{answered}）", "{unit} ({answered})")
        };
        say("分办", "separately", handling.leads.iter().map(answer).collect::<Vec<_>>().join(and));
    } else {
        say("主办", "lead", handling.leads.join(and));
    }
    say("协办", "assisting", handling.assists.join(and));
    say("结果", "result", handling.result().map_or("", |key| view.word(motion, Set::Result, key)).to_owned());
    for (at, (zh, en)) in [("办理工作", "on the handling"), ("办理结果", "on the result")].into_iter().enumerate()
    {
        say(zh, en, handling.grade(at).map_or("", |key| view.word(motion, Set::Grade, key)).to_owned());
    }
    let leaders = |chased: &Record| match chased.names("leader") {
        [] => lang.pick("已列入", "yes").to_owned(),
        names => names.join(and),
    };
    say("重点督办", "key motion, chased by", handling.chased.map_or(String::new(), leaders));
    say("优秀提案", "awarded", handling.awarded.map_or(String::new(), |award| award.date().to_string()));
    say("并入", "merged into", handling.merged.map_or(String::new(), |(_, into)| view.other(into)));
    let away = |child: &&Record| child.void.is_none() && child.of.get(1) == Some(&motion.id);
    let away = matter.children.iter().filter(away).filter_map(|review| review.of.first());
    say("并入本件", "merged into it", away.map(|id| view.other(*id)).collect::<Vec<_>>().join(and));
    parts.join(" · ")
}

/// Everything that happened to a matter, in order, with who recorded it.
fn life(view: &View, shown: &Shown, matter: &Matter, course: &Course) -> Result<Table> {
    let label = |zh, en| view.lang.pick(zh, en);
    let after = |record: &Record| {
        let at = course.steps.iter().position(|step| step.record.id == record.id)?;
        let days = (course.steps[at].day - course.steps[at.checked_sub(1)?].day).num_days();
        Some(phrase!(view.lang, "{days}天", "{days} d"))
    };
    let is_own = |record: &Record| record.id == matter.record.id;
    let first = || Cell::text(view.stage(course, course.steps[0].stage));
    let what = |record: &Record| if is_own(record) { first() } else { shown.ledger(record.ledger) };
    let content = |record: &Record| {
        let content = if is_own(record) { String::new() } else { shown.content(record) };
        match record.of.first().filter(|id| record.ledger.linked.is_some() && **id != matter.record.id) {
            Some(other) => format!("{} · {content}", shown.name_of(&other.to_string())),
            None => content,
        }
    };
    let mut children: Vec<&Record> = matter.children.iter().collect();
    in_order(&mut children, course.stages);
    let records = std::iter::once(&matter.record).chain(children);
    let recorded = records.map(|record| view.store.recorded_by(record.id).map(|actor| (record, actor)));
    let columns: [Reader<(&Record, Option<String>)>; 6] = [
        (Column::new("date", label("日期", "date")), &|(record, _)| dated(record)),
        (Column::new("days", label("间隔", "after")).right(), &|(record, _)| {
            Cell::Text(after(record).unwrap_or_default())
        }),
        (Column::new("what", label("事项", "what")), &|(record, _)| what(record)),
        (Column::new("content", label("内容", "content")), &|(record, _)| Cell::Text(content(record))),
        (Column::new("name", label("编号", "no")), &|(record, _)| Cell::Text(record.name())),
        (Column::new("actor", label("录入人", "recorded by")), &|(_, actor)| Cell::words(actor.clone())),
    ];
    Ok(Table::of(recorded.collect::<Result<Vec<_>>>()?, columns))
}
