//! `office wording`: the templates that the office's texts are made from, those built in and the office's own.

use std::sync::Arc;

use chrono::NaiveDate;
use clap::Arg;

use crate::cli::args::{Given, TOLD, argument, switch};
use crate::cli::course::line;
use crate::cli::desk::Desk;
use crate::cli::reports::facts;
use crate::cli::reports::texts;
use crate::cli::task::{Task, Work};
use crate::error::Result;
use crate::format::Format;
use crate::ledger::NOTE_LIMIT;
use crate::lookup::offer;
use crate::period::Period;
use crate::report::{LISTED, Subject, Wording};
use crate::sheet::{Block, Cell, Column, Reader, Sheet, Table};
use crate::store::Store;
use crate::text::Lang;
use crate::vocabulary::Template;

/// `office wording`.
pub const WORDING: Task = Task::new("wording", Work::Verbs(&[LIST, SHOW, SET, RESET]));

const LIST: Task = Task::reads("list", list);

const SHOW: Task = Task::reads("show", show).with(|command, _| command.arg(name()).arg(switch("built-in", TOLD)));

const SET: Task =
    Task::changes("set", set).with(|command, _| command.arg(name()).arg(argument("file", "FILE", TOLD).required(true)));

const RESET: Task = Task::changes("reset", reset).with(|command, _| command.arg(name()));

fn name() -> Arg {
    argument("name", "NAME", TOLD).required(true)
}

/// The template as it is, and in a comment the names it can use: above a built-in one, below one's own, whose lines errors count.
fn show(desk: &mut Desk, given: &Given) -> Result<Sheet> {
    let (wording, lang) = (named(given)?, desk.report_language());
    if !matches!(desk.format, None | Some(Format::Table | Format::Json)) {
        return Err(usage!("wording_is_text": "模板只写成文字或 JSON", "a template is written as text or as JSON";
            "去掉 -O，用 > 写入文件", "leave -O out, and write it to a file with >"));
    }
    let kept = if given.switch("built-in") { Vec::new() } else { texts::kept(&*desk.reader()?)? };
    let own = texts::own(&kept, wording, lang);
    let (template, comment) = (own.unwrap_or(wording.template(lang)), wording.comment(lang));
    let page = match own {
        None => comment + template,
        Some(own) if own.contains(LISTED.lang(lang)) => own.to_owned(),
        Some(own) => format!("{own}\n{comment}"),
    };
    let mut known = Table::new(["name", "about"].map(|key| Column::new(key, key)).to_vec());
    for (name, about) in wording.names(lang) {
        known.push(vec![Cell::Text(name), Cell::text(about)]);
    }
    let mut data = about(wording, lang, own.is_some());
    data.insert(1, ("about", Cell::text(wording.about().lang(lang))));
    data.push(("template", Cell::text(template)));
    data.push(("names", Cell::Table(known)));
    Ok(Sheet::object(data, vec![Block::Verbatim(page)]))
}

fn about(wording: Wording, lang: Lang, is_own: bool) -> Vec<(&'static str, Cell)> {
    vec![("name", Cell::text(wording.key())), ("lang", Cell::text(lang.key())), ("own", Cell::Flag(is_own))]
}

fn named(given: &Given) -> Result<Wording> {
    let name = given.text("name").unwrap_or_default();
    Wording::from_key(name).ok_or_else(|| {
        usage!("no_such_wording": "没有文稿“{name}”", "there is no text “{name}”")
            .hint(offer(name, &Wording::ALL.map(Wording::key)))
    })
}

/// The texts, the languages in which each is built in, and those in which the office has a template of its own.
fn list(desk: &mut Desk, _: &Given) -> Result<Sheet> {
    let kept = texts::kept(&*desk.reader()?)?;
    let label = |zh, en| desk.lang.pick(zh, en);
    let languages = |is_there: &dyn Fn(Lang) -> bool| {
        let there = [Lang::Zh, Lang::En].into_iter().filter(|lang| is_there(*lang));
        Cell::List(there.map(|lang| Cell::text(lang.key())).collect())
    };
    let own = |wording, lang| texts::own(&kept, wording, lang).is_some();
    let columns: [Reader<Wording>; 4] = [
        (Column::new("name", label("名字", "name")), &|wording| Cell::text(wording.key())),
        (Column::new("about", label("是什么", "what it is")), &|it| Cell::text(it.about().lang(desk.lang))),
        (Column::new("languages", label("语言", "languages")), &|_| languages(&|_| true)),
        (Column::new("own", label("自己的", "own")), &|it| languages(&|lang| own(*it, lang))),
    ];
    Ok(Sheet::list(Table::of(Wording::ALL, columns)))
}

fn set(desk: &mut Desk, given: &Given) -> Result<Sheet> {
    let (wording, lang) = (named(given)?, desk.report_language());
    let path = given.text("file").unwrap_or_default();
    let own = Template {
        name: wording.key().to_owned(),
        lang: lang.key().to_owned(),
        template: texts::template(desk, path)?,
    };
    tried(&*desk.reader()?, &own, path, desk.outside.today())?;
    let mut store = desk.writer()?;
    let mut records = texts::wordings_as(&store, &[own], desk.outside.today()).map_err(|error| {
        let key = wording.key();
        error.file(path).hint(message!(
            "一份模板至多{NOTE_LIMIT}个字；要用回内置的：qjcppcc office wording reset {key}",
            "a template has up to {NOTE_LIMIT} characters; for the built-in one: qjcppcc office wording reset {key}"
        ))
    })?;
    for record in &mut records {
        desk.change(&mut store, |change| change.put(record, "office wording set"))?;
    }
    Ok(answer(desk, wording, lang, true))
}

/// Fills a template where nothing is recorded, and from the newest year.
pub fn tried(store: &Store, own: &Template, path: &str, today: NaiveDate) -> Result<()> {
    let (Some(wording), Some(lang)) = (Wording::from_key(&own.name), Lang::read(&own.lang)) else { return Ok(()) };
    let newest = store.years()?.into_iter().map(|(year, _)| year).next_back();
    for year in std::iter::once(BEFORE_ALL.to_owned()).chain(newest) {
        let period = Period::read(&year, today)?;
        let (line, report);
        let subject = if wording == Wording::Line {
            line = line::count(store, period, None, today, lang)?;
            Subject::Line(&line)
        } else {
            report = Arc::new(facts::report(store, period, today, lang)?);
            Subject::Report(&report, "")
        };
        // Others may write, however long it takes.
        store.let_go();
        wording.check(subject, &own.template, path)?;
    }
    Ok(())
}

/// A year of which nothing can be recorded.
const BEFORE_ALL: &str = "1900";

fn reset(desk: &mut Desk, given: &Given) -> Result<Sheet> {
    let (wording, lang) = (named(given)?, desk.report_language());
    let mut store = desk.writer()?;
    if let Some(old) = texts::keeping(&store, wording.key(), lang.key())?.filter(|old| old.void.is_none()) {
        desk.change(&mut store, |change| change.void(&old, "office wording reset"))?;
    }
    Ok(answer(desk, wording, lang, false))
}

fn answer(desk: &Desk, wording: Wording, lang: Lang, is_own: bool) -> Sheet {
    let (key, of) = (wording.key(), lang.key());
    let words = if is_own {
        message!("{key}（{of}）用自己的模板", "{key} ({of}) is in the office's own wording")
    } else {
        message!("{key}（{of}）用内置的", "{key} ({of}) is in the built-in wording")
    };
    desk.tell(about(wording, lang, is_own), &words)
}
