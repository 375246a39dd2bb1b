//! `report`: counts what a period came to and hands it to the report.

use std::sync::Arc;

use clap::{Arg, Command};

use crate::amount::Amount;
use crate::cli::args::{self, Given, TOLD, argument, option, switch};
use crate::cli::desk::Desk;
use crate::cli::records::query::within;
use crate::cli::reports::doubts::{cut, doubts, is_doubtful};
use crate::cli::reports::wanted::{Wanted, again};
use crate::cli::reports::{as_of, broken, circular, drawn, facts, offices, texts};
use crate::cli::task::Task;
use crate::error::{Kind, Result};
use crate::figure::{By, Figure, find};
use crate::format::Format;
use crate::ledger::{SETTINGS, mask};
use crate::lookup::offer;
use crate::period::Period;
use crate::report::{self, Basis, Circular, Line, Report, Show, Subject, Traced, Wording};
use crate::sheet::Sheet;
use crate::store::{Query, Store};
use crate::text::{Lang, Message, quoted};
use crate::vocabulary::Template;

/// `report [PERIOD]`.
pub const TASK: Task = Task::reads("report", report).with(options);

fn options(command: Command, lang: Lang) -> Command {
    let may_be_bare = |option: Arg, usual: &'static str| option.num_args(0..=1).default_missing_value(usual);
    let parts = By::PARTS.map(By::key).join(", ");
    let by = phrase!(
        lang,
        "分解：{parts}（CSV 也一行一个部分：--matrix）；office：汇总文件夹里各单位的台账文件",
        "break down by: {parts} (CSV with a line a part, too: --matrix); office: add up the ledger files of a folder"
    );
    // What a trace can be narrowed to: the parts of a breakdown, each by its name there.
    let narrowing = By::PARTS.map(|by| {
        let heading = lang.pick("只追溯一部分（和 --trace 一起用）", "a part of the figure (with --trace)");
        let arg = option(by.key(), "", TOLD).value_name(by.key().to_uppercase()).help_heading(heading);
        if by == By::Town { arg.short('t') } else { arg }
    });
    command
        .args([argument("period", "PERIOD", TOLD), argument("folder", "FOLDER", TOLD)])
        .arg(option("style", "STYLE", TOLD))
        .args([switch("exact", TOLD), switch("all", TOLD), option("template", "FILE", TOLD)])
        .arg(option("by", "PART", &by))
        .args([option("sort", "KEY", TOLD), option("top", "N", TOLD).hide(true)])
        .args([switch("to-date", TOLD).hide(true), switch("matrix", TOLD).hide(true)])
        .arg(may_be_bare(option("compare", "PERIOD", TOLD), ""))
        .arg(option("trace", "KEY", TOLD))
        .arg(may_be_bare(option("with-records", "N", TOLD), drawn::RECORDS))
        .args(narrowing)
        .args([option("session", "SESSION", TOLD), option("as-of", "DAY|HEAD", TOLD), switch("fail", TOLD)])
        .args(args::letter(lang))
        .args([switch("unmask", TOLD), option("from", "FILE", TOLD)])
}

/// Counts a period in all the forms of a report. With `-q` nothing is said beside it but errors: what is doubtful stands in its data.
fn report(desk: &mut Desk, given: &Given) -> Result<Sheet> {
    let report = counted(desk, given);
    if desk.switched("quiet") {
        desk.remarks.clear();
    }
    report
}

/// Ends with 6 where something behind a period is doubtful, or nothing is recorded in it.
fn fail(desk: &mut Desk, store: &Store, dictionary: &[Figure], period: &Period) -> Result<()> {
    let counted = store.count_all(dictionary, period)?;
    let mut lines = dictionary.iter().zip(&counted).filter(|(_, counted)| counted.amount.is_some()).peekable();
    if lines.peek().is_none() || lines.any(|(figure, counted)| is_doubtful(figure, counted)) {
        desk.code = Kind::Differs.exit_code();
    }
    Ok(())
}

fn counted(desk: &mut Desk, given: &Given) -> Result<Sheet> {
    let show = show(given)?;
    let by = given.text("by").map(by).transpose()?;
    let trace = given.text("trace");
    let sort = circular::ranked_by(given, by)?;
    one_at_a_time(given, sort.is_some())?;
    let turned = turned(given, desk.format)?;
    shown_as_text(given, desk.format)?;
    if let Some(folder) = given.text("folder").filter(|_| by != Some(By::Office)) {
        return Err(usage!("folder_alone": "“{folder}”是多写的", "“{folder}” is one word too many";
            "汇总一个文件夹里各单位的：--by office 文件夹", "to add up the offices of a folder: --by office FOLDER"));
    }
    if given.text("with-records").is_some() && !is_own_page(desk, given, show) {
        return Err(usage!("html_only": "--with-records 只用于整份报告的网页",
            "--with-records is for the page of a whole report in a browser";
            "例如 qjcppcc report 2022 --with-records -o 2022.html；一个指标背后的记录用 --trace",
            "for example qjcppcc report 2022 --with-records -o 2022.html; for the records behind one figure: --trace"));
    }
    if by == Some(By::Office) {
        let as_page = desk.shows_page() && !desk.chooses();
        return offices::report(desk, given, turned, as_page);
    }
    let today = desk.outside.today();
    let named = |text: &str| (!text.is_empty()).then(|| Period::read(text, today)).transpose();
    let compared = given.read("compare", named)?;
    let wording = texts::given(desk, given)?;
    let mut wanted = Wanted::read(desk, given)?;
    let Wanted { store, dictionary, report: Report { period, .. } } = &wanted;
    let compared = compared.map(|named| named.unwrap_or_else(|| period.before()));
    if given.switch("fail") {
        fail(desk, store, dictionary, period)?;
    }
    if trace.is_some() || by.is_some() {
        cut(store, period)?.iter().for_each(|cut| desk.warn(cut));
    }
    // Columns of data that are asked for are what people see, too.
    let as_page = desk.shows_page() && !desk.chooses();
    if let Some(key) = trace {
        let traced = traced(desk, given, &wanted, find(dictionary, key)?)?;
        return Ok(report::traced(&wanted.report, &traced, as_page));
    }
    match by {
        Some(by) if sort.is_some() || (by == By::Unit && (!turned || as_page)) => {
            circular(desk, given, &mut wanted, (by, sort), wording)
        }
        Some(by) => Ok(report::breakdown(&wanted.report, by, &broken::all(&wanted, by)?, None, turned)),
        None => whole(desk, given, &mut wanted, (compared, show, wording), as_page),
    }
}

/// A circular: its text, then a line for each part.
fn circular(
    desk: &mut Desk,
    given: &Given,
    wanted: &mut Wanted,
    (by, sort): (By, Option<&str>),
    wording: Option<(&str, String)>,
) -> Result<Sheet> {
    let mut all = broken::all(wanted, by)?;
    let mut told = match sort {
        Some(sort) => circular::ranked(given, wanted, (by, sort), &all)?,
        None => Circular::of(by, (all.clone(), None, Vec::new()), &wanted.report.words, wanted.report.lang),
    };
    if by == By::Author && !given.switch("unmask") {
        for line in &mut told.lines {
            (line.part, line.name) = (line.part.as_deref().map(mask), mask(&line.name));
        }
        let parts = all.iter_mut().flat_map(|one| &mut one.parts);
        parts.for_each(|(part, _)| part.part = part.part.as_deref().map(mask));
    }
    let is_told = sort.is_some() || !told.lines.is_empty();
    let mut report = made(desk, given, wanted, None, Some(true))?;
    report.facts.circular = told;
    let (report, kept) = (Arc::new(report), texts::kept(&wanted.store)?);
    wanted.store.let_go();
    let name = sort.map_or(Wording::Circular, |_| Wording::Ranking);
    let text = texts::only(desk, &kept, wording, name, Subject::Report(&report, ""))?;
    Ok(report::breakdown(&report, by, &all, is_told.then_some(text), false))
}

/// Whether the page is the report's own, with charts and the years before: for a browser, unless something else is asked for.
fn is_own_page(desk: &Desk, given: &Given, show: Show) -> bool {
    let other = ["trace", "by", "compare", "template"].iter().any(|name| given.text(name).is_some());
    desk.format == Some(Format::Html) && show == Show::All && !other
}

/// The figures of a period, and the texts about them.
fn whole(
    desk: &mut Desk,
    given: &Given,
    wanted: &mut Wanted,
    (compared, show, wording): (Option<Period>, Show, Option<(&str, String)>),
    as_page: bool,
) -> Result<Sheet> {
    let as_data = desk.format == Some(Format::Json) || desk.chooses();
    let kept = texts::kept(&wanted.store)?;
    let is_own = wording.is_some() || !kept.is_empty();
    let beyond = (is_own || as_data || show == Show::Full).then_some(is_own);
    let mut report = made(desk, given, wanted, compared, beyond)?;
    let store = &wanted.store;
    as_of::complete(&mut report, store)?;
    let show = match given.text("template") {
        Some(_) => Show::Note,
        None if show == Show::All && desk.is_workbook() => Show::Book,
        None if is_own_page(desk, given, show) => Show::Drawn,
        None => show,
    };
    if matches!(show, Show::Book | Show::Drawn) {
        report.drawn = drawn::of(store, &report, given)?;
    }
    report.drawn.draws = desk.format.is_some_and(Format::draws);
    let (mut report, page) = (Arc::new(report), desk.shows_page().then_some(show));
    if is_own {
        // All has been read: others may write, however long a template takes.
        store.let_go();
    }
    let (mut note, full) = texts(desk, &mut report, &kept, page, as_data)?;
    if let Some((path, wording)) = wording {
        note = report::fill(Subject::Report(&report, &note), &wording, path)?;
    } else if matches!(show, Show::Note | Show::Full) {
        // These texts are copied as they are; what looks wrong is said beside them.
        report.said.iter().for_each(|doubt| desk.warn(doubt));
        if show == Show::Note && note.is_empty() && !report.is_empty() {
            let (period, again) = (&report.period.name, again(given));
            desk.remark(&message!(
                "手记写到的各项都没有记录；已有的数字：qjcppcc report {period}{again}",
                "nothing that the note tells of was recorded; for the figures: qjcppcc report {period}{again}"
            ));
        }
    }
    Ok(report::overview(&report, &note, &full, page, as_page))
}

/// The note and the full text, as far as the page or the data has them. Why one is not in the office's own wording is a doubt.
fn texts(
    desk: &Desk,
    report: &mut Arc<Report>,
    kept: &[Template],
    page: Option<Show>,
    as_data: bool,
) -> Result<(String, String)> {
    let has_full = as_data || page == Some(Show::Full);
    let has_note = has_full || matches!(page, Some(Show::All | Show::Book | Show::Drawn | Show::Note));
    let mut faults = Vec::new();
    let mut made = |wording, note: &str| texts::worded(kept, wording, Subject::Report(report, note), &mut faults);
    let note = if has_note { made(Wording::Note, "")? } else { String::new() };
    let full = if has_full { made(Wording::Full, &note)? } else { String::new() };
    if !faults.is_empty() {
        let report = Arc::make_mut(report);
        report.said.extend(faults.iter().map(|fault| desk.repeating(fault.clone())));
        report.doubts.extend(faults);
    }
    Ok((note, full))
}

/// The records behind a figure, or behind the part of it that the options name.
fn traced(desk: &Desk, given: &Given, wanted: &Wanted, figure: &Figure) -> Result<Traced> {
    let Wanted { store, report: Report { period, .. }, .. } = wanted;
    let within = within(desk, store, figure.ledger(), By::PARTS.into_iter(), given)?;
    let mut own = within.iter().map(|(by, _)| *by).filter(|by| matches!(by, By::Unit | By::Author));
    own.try_for_each(|by| broken::has_parts(figure, by))?;
    let mut sources = store.trace(figure, period, &within)?;
    let amount = if within.is_empty() {
        store.count(figure, period)?.amount
    } else {
        Amount::sum(sources.iter().map(|source| source.amount))?
    };
    drawn::masked(&mut sources, given);
    Ok(Traced { figure: figure.clone(), amount, within, sources })
}

/// The report with all that its texts need, which takes the dictionary; `beyond` as [`facts::of`] takes it.
fn made(
    desk: &Desk,
    given: &Given,
    wanted: &mut Wanted,
    compared: Option<Period>,
    beyond: Option<bool>,
) -> Result<Report> {
    let dictionary = std::mem::take(&mut wanted.dictionary);
    let Wanted { store, report: Report { period, exact, lang, .. }, .. } = wanted;
    let lang = *lang;
    let before = compared.as_ref().map(|before| store.count_all(&dictionary, before)).transpose()?;
    let counted = store.count_all(&dictionary, period)?;
    let counted = dictionary.into_iter().zip(counted).enumerate();
    let line = |(at, (figure, counted))| Line { figure, counted, before: before.as_ref().map(|before| before[at]) };
    let lines: Vec<Line> = counted.map(line).collect();
    let mut facts = facts::of(store, &lines, period, beyond, lang)?;
    if !given.switch("unmask") {
        facts.words().for_each(|words| *words = mask(words));
    }
    let again = again(given);
    let (doubts, cut) = (doubts(store, &lines, period, *exact, lang)?, cut(store, period)?);
    // Each of them ends with a command, which is to ask the same records.
    let asked = |Message { zh, en }: &Message| desk.repeating(message!("{zh}{again}", "{en}{again}"));
    let said = doubts.iter().map(asked).chain(cut.iter().cloned()).collect();
    let doubts = doubts.into_iter().chain(cut).collect();
    let basis = Basis::of(&store.list(&Query::of(SETTINGS))?);
    let mut report = Report { compared, lines, basis, facts, doubts, said, ..wanted.report.clone() };
    if report.is_empty() {
        let label = report.period.label(lang);
        let years = store.years()?;
        let years = years.iter().map(|(year, records)| phrase!(lang, "{year}（{records}条）", "{year} ({records})"));
        let years = years.collect::<Vec<_>>().join(lang.pick("、", ", "));
        let begin = message!(
            "记一条：qjcppcc study add --help；导入一张表：qjcppcc import --help",
            "record one: qjcppcc study add --help; import a table: qjcppcc import --help"
        );
        let may_begin = years.is_empty() && desk.is_on_screen() && given.text("from").is_none();
        report.rest = may_begin.then(|| desk.repeating(begin));
        report.warnings.push(if years.is_empty() {
            message!(
                "{label}没有记录，台账文件还是空的。",
                "There are no records of {label}; the ledger file is empty."
            )
        } else {
            message!(
                "{label}没有记录。有记录的年份：{years}。",
                "There are no records of {label}. Years with records: {years}."
            )
        });
    } else {
        report.rest = rest(desk, given, &report);
    }
    Ok(report)
}

/// What a terminal shows in place of the figures without records, with the command that lists them, too.
fn rest(desk: &Desk, given: &Given, report: &Report) -> Option<Message> {
    let rest = report.lines.iter().filter(|line| line.is_expected() && !line.is_recorded()).count();
    if given.switch("all") || !desk.is_on_screen() || rest == 0 {
        return None;
    }
    let mut again = format!("qjcppcc report {} --all", report.period.name);
    again += if given.switch("exact") { " --exact" } else { "" };
    for name in ["style", "as-of", "from", "compare"] {
        let Some(text) = given.text(name) else { continue };
        again += &if text.is_empty() { format!(" --{name}") } else { format!(" --{name} {}", quoted(text)) };
    }
    Some(desk.repeating(message!(
        "另有{rest}项没有记录，全部列出：{again}",
        "figures without records: {rest}; to list them: {again}"
    )))
}

fn one_at_a_time(given: &Given, is_ranked: bool) -> Result<()> {
    let views = ["trace", "by", "compare", "template", "style"];
    let views: Vec<&str> = views.into_iter().filter(|name| given.text(name).is_some()).collect();
    let is_circular = views == ["by", "template"] && (is_ranked || given.text("by") == Some(By::Unit.key()));
    let is_of_offices = views == ["trace", "by"] && given.text("by") == Some(By::Office.key());
    let alone = !is_circular && !is_of_offices && views.iter().any(|name| matches!(*name, "trace" | "by"));
    let together = (alone && views.len() > 1) || views.ends_with(&["template", "style"]);
    if given.text("from").is_some() && given.text("as-of").is_some() {
        return Err(usage!("from_and_as_of": "--from 和 --as-of 不能一起用",
            "--from and --as-of cannot be used together"; "文件里的记录没有先后",
            "the records of a file have no history"));
    }
    if let ([one, two, ..], true) = (views.as_slice(), together) {
        return Err(usage!("one_view": "--{one} 和 --{two} 不能一起用", "--{one} and --{two} cannot be used together";
            "分两次运行", "run the report twice"));
    }
    match By::PARTS.into_iter().find(|by| given.text(by.key()).is_some()).map(By::key) {
        Some(part) if !views.contains(&"trace") => Err(usage!("nothing_to_narrow": "--{part} 只和 --trace 一起用",
            "--{part} goes with --trace only"; "要各部分的数字：--by {part}",
            "for the figures of the parts: --by {part}")),
        _ => Ok(()),
    }
}

/// Formats of data have no page that a style could choose, and lines have no texts.
fn shown_as_text(given: &Given, format: Option<Format>) -> Result<()> {
    let Some(format) = format.filter(|format| !format.shows_page()) else { return Ok(()) };
    let has_texts = format == Format::Json;
    let idle: &[&str] = if has_texts { &["style"] } else { &["style", "template"] };
    let Some(name) = idle.iter().find(|name| given.text(name).is_some()) else { return Ok(()) };
    let key = format.key();
    let hint = if has_texts {
        message!(
            "JSON 里都有：手记是 note，综述是 full，数字是 figures；只要文字用 -O table 或 -O md",
            "JSON has all of them: note, full and figures; for the text alone -O table or -O md"
        )
    } else {
        message!("{key} 只有数字；文字用 -O table、md 或 json", "{key} has figures only; texts: -O table, md or json")
    };
    Err(usage!("no_effect": "--{name} 对 {key} 不起作用", "--{name} has no effect on {key}").hint(hint))
}

/// Whether the lines of data are the parts.
fn turned(given: &Given, format: Option<Format>) -> Result<bool> {
    match (given.switch("matrix"), given.text("by"), format) {
        (true, None, _) => Err(usage!("nothing_to_turn": "--matrix 只和 --by 一起用", "--matrix goes with --by only";
            "例如 --by town --matrix -O csv", "such as --by town --matrix -O csv")),
        (true, _, Some(Format::Json | Format::Jsonl | Format::Id)) => {
            Err(usage!("no_effect": "--matrix 只对 CSV 和 TSV 起作用", "--matrix has an effect on CSV and TSV alone";
                "加 -O csv 或 tsv", "add -O csv or tsv"))
        }
        (turned, ..) => Ok(turned),
    }
}

fn by(text: &str) -> Result<By> {
    let ways: Vec<By> = By::PARTS.into_iter().chain([By::Office]).collect();
    ways.iter().find(|by| by.key() == text).copied().ok_or_else(|| {
        usage!("bad_breakdown": "不能按“{text}”分解", "figures cannot be broken down by “{text}”")
            .hint(offer(text, &ways.iter().map(|by| by.key()).collect::<Vec<_>>()))
    })
}

fn show(given: &Given) -> Result<Show> {
    match given.text("style") {
        None => Ok(Show::All),
        Some("note") => Ok(Show::Note),
        Some("full") => Ok(Show::Full),
        Some("table") => Ok(Show::Table),
        Some(other) => Err(usage!("bad_style": "没有样式“{other}”", "there is no style “{other}”")
            .hint(offer(other, &["note", "full", "table"]))),
    }
}
