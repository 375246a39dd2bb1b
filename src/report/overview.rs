//! The report of a period as a whole: what it says, and the sheet that says it.

use chrono::NaiveDate;

use super::breakdown::Broken;
use super::circular::Circular;
use super::number::{Growth, Line, bound, digits, printed, said, value, worded};
use super::office::Office;
use super::publication::Kept;
use super::rate::{Basis, rates, towns};
use super::structure::blocks;
use crate::amount::Amount;
use crate::figure::{By, Counted, Figure, Source};
use crate::ledger::session_name;
use crate::period::{Period, day_label};
use crate::sheet::{Block, Cell, Column, Data, Face, Reader, Row, Sheet, Table};
use crate::text::{Lang, Message, Text, text};
use crate::vocabulary::{Set, Vocabulary};

/// Everything that a report of a period says.
#[derive(Clone, Debug)]
pub struct Report {
    /// The period.
    pub period: Period,
    /// The session whose motions alone it is about: `15-2`.
    pub session: Option<String>,
    /// The period it is compared with, where the figures are set side by side.
    pub compared: Option<Period>,
    /// The day on which it is made.
    pub today: NaiveDate,
    /// The language of labels, numbers and texts.
    pub lang: Lang,
    /// Whether every number is printed in full.
    pub exact: bool,
    /// The office's words.
    pub words: Vocabulary,
    /// The offices that are added up; none where it is of one office.
    pub offices: Vec<Office>,
    /// The figures, in the order of their sections.
    pub lines: Vec<Line>,
    /// The towns in use on its last day.
    pub towns: Line,
    /// What rates are of.
    pub basis: Basis,
    /// What the texts say beyond them.
    pub facts: Facts,
    /// What is drawn, and what stands beside the figures, where the format draws.
    pub drawn: Drawn,
    /// The state of the ledger file; none for records read from a file.
    pub head: Option<String>,
    /// What a reader should know.
    pub warnings: Vec<Message>,
    /// What looks wrong about the records behind the figures.
    pub doubts: Vec<Message>,
    /// The same for people, with commands that name the file again: data says the same whatever the file is called.
    pub said: Vec<Message>,
    /// What stands on the page in place of figures without records, where it does not list them.
    pub rest: Option<Message>,
    /// As of when, which years are closed, what has changed since it was published.
    pub kept: Kept,
}

/// What the texts say beyond the figures.
#[derive(Clone, Debug, Default)]
pub struct Facts {
    /// For each figure of the plan, who held what it counts; `None` where nobody is named.
    pub hosts: Vec<(String, Vec<Option<String>>)>,
    /// The kinds of service in the period, in the office's order, of each scope, and of all service under no scope.
    pub service: Vec<(String, Vec<String>)>,
    /// The national outlets of the period, in the office's order.
    pub outlets: Vec<String>,
    /// Titles of national manuscripts marked as highlights.
    pub titles: Vec<String>,
    /// Titles of other records marked as highlights, by the key of the section they belong to.
    pub highlights: Vec<(String, Vec<String>)>,
    /// Kind of advice, post, and how many pieces of the kind the post endorsed.
    pub endorsers: Vec<(String, String, i64)>,
    /// What the parts of some figures came to, where a circular is made.
    pub circular: Circular,
    /// What figures came to in the period before, where a text says how they have grown.
    pub before: Vec<(String, Counted)>,
}

/// What is drawn beyond the figures of the period, and what stands beside them.
#[derive(Clone, Debug, Default)]
pub struct Drawn {
    /// Whether the format draws at all.
    pub draws: bool,
    /// The same span of the years before of which something is recorded, the last one first, with what each figure came to.
    pub years: Vec<(Period, Vec<Counted>)>,
    /// The figures of [`super::PARTED`], each with its parts.
    pub parts: Vec<(By, Broken)>,
    /// Each stage at which matters stand on the last day, in order: its name, how many are open, how many done.
    pub stages: Vec<(String, [Counted; 2])>,
    /// The records behind each figure, where they are wanted, and how many more there are.
    pub behind: Vec<(String, Vec<Source>, usize)>,
    /// What a command has to repeat to be about the same records.
    pub again: String,
}

impl Facts {
    /// The words of people's own among them, which may hold numbers of persons.
    pub fn words(&mut self) -> impl Iterator<Item = &mut String> {
        let titles = self.titles.iter_mut().chain(self.highlights.iter_mut().flat_map(|(_, titles)| titles));
        titles.chain(self.endorsers.iter_mut().map(|(_, who, _)| who))
    }
}

/// What the page of a report shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Show {
    /// Figures, then the note.
    All,
    /// The same in a workbook, which has its figures even where nothing was recorded.
    Book,
    /// The same as a page to look at, with charts and the years before.
    Drawn,
    /// The figures.
    Table,
    /// The note.
    Note,
    /// The full text.
    Full,
}

impl Report {
    /// A report of what these lines say, and of nothing else so far.
    pub fn new(period: Period, today: NaiveDate, lang: Lang, words: &Vocabulary, lines: Vec<Line>) -> Report {
        Report {
            towns: towns(words, &period),
            basis: Basis::of(&[]),
            period,
            session: None,
            compared: None,
            today,
            lang,
            exact: false,
            words: words.clone(),
            offices: Vec::new(),
            lines,
            facts: Facts::default(),
            drawn: Drawn::default(),
            head: None,
            warnings: Vec::new(),
            doubts: Vec::new(),
            said: Vec::new(),
            rest: None,
            kept: Kept::default(),
        }
    }

    /// Whether anything was recorded at all.
    pub fn is_empty(&self) -> bool {
        self.lines.iter().all(|line| line.counted.amount.is_none())
    }

    /// What it is about, as people say it: 2022年, 十五届二次会议.
    pub fn label(&self) -> String {
        let (lang, period) = (self.lang, self.period.label(self.lang));
        let Some(session) = &self.session else { return period };
        let name = session_name(session);
        phrase!(lang, "{name}会议（{period}）", "session {session} ({period})")
    }

    /// What rates are made of.
    pub(super) fn rated(&self) -> Vec<&Line> {
        self.lines.iter().chain([&self.towns]).collect()
    }

    /// The line of a figure, the towns in use among them.
    pub fn line(&self, key: &str) -> Option<&Line> {
        self.lines.iter().chain([&self.towns]).find(|line| line.figure.key == key)
    }

    /// The rates.
    pub(super) fn rates(&self) -> Table {
        rates(&self.rated(), self.basis, self.exact, self.lang)
    }

    /// A number with its unit, as printed; `—` when nothing was recorded.
    pub fn printed(&self, figure: &Figure, counted: &Counted) -> String {
        printed(figure, counted, self.exact, self.lang)
    }
}

/// The report of a period. `note` and `full` are its texts; the page shows what `show` names, or nothing where no page
/// is wanted. Where all that is wanted is the page, the tables of data are left empty.
pub fn overview(report: &Report, note: &str, full: &str, show: Option<Show>, as_page: bool) -> Sheet {
    let table = |make: &dyn Fn() -> Table| Cell::Table(if as_page { Table::default() } else { make() });
    let warnings = report.warnings.iter().chain(&report.doubts);
    let warnings = warnings.map(|warning| Cell::Text(warning.lang(report.lang).to_owned())).collect();
    let mut members = vec![
        ("period".to_owned(), Cell::Text(report.period.name.clone())),
        ("from".to_owned(), Cell::Date(report.period.from)),
        ("to".to_owned(), Cell::Date(report.period.to)),
        ("session".to_owned(), Cell::words(report.session.clone())),
        ("head".to_owned(), Cell::words(report.head.clone())),
        ("figures".to_owned(), table(&|| figures(report, Face::Data))),
        ("note".to_owned(), Cell::Text(note.to_owned())),
        ("full".to_owned(), Cell::Text(full.to_owned())),
        ("rates".to_owned(), table(&|| report.rates())),
        ("warnings".to_owned(), Cell::List(warnings)),
    ];
    members.extend(report.kept.members(report.exact, report.lang));
    let page = show.map_or_else(Vec::new, |show| page(report, note, full, show));
    Sheet { data: Data::Object(members), page }
}

fn page(report: &Report, note: &str, full: &str, show: Show) -> Vec<Block> {
    let lang = report.lang;
    let line = |message: &Message| Block::Line(message.lang(lang).to_owned());
    let is_page = !matches!(show, Show::Note | Show::Full);
    let mut page = match show {
        Show::Note => blocks(note, lang),
        Show::Full => blocks(full, lang),
        Show::Drawn if !report.is_empty() => return drawn(report, note),
        _ => Vec::new(),
    };
    if is_page && (show == Show::Book || !report.is_empty()) {
        page.extend([Block::title(heading(report)), Block::Table(figures(report, Face::Page))]);
        page.extend(report.rest.as_ref().map(line));
        page.extend(Some(report.rates()).filter(|rates| !rates.rows.is_empty()).map(Block::Table));
        page.extend((show != Show::Table && !note.is_empty()).then(|| Block::Line(note.to_owned())));
        let doubts = report.said.iter().map(|doubt| doubt.lang(lang)).collect::<Vec<_>>().join("\n");
        page.extend((!doubts.is_empty()).then_some(Block::Line(doubts)));
        page.extend(report.charts().into_iter().map(|(_, chart)| Block::Chart(chart)));
    }
    page.extend(report.warnings.iter().map(line));
    if report.is_empty() {
        page.extend(report.said.iter().filter(|_| is_page).chain(&report.rest).map(line));
    }
    if is_page {
        page.extend(report.kept.page(report.exact, lang));
        page.extend(state(report.head.as_deref(), lang));
    }
    page
}

/// The page to look at: what stands published, the note, the sections, rates, what looks wrong.
fn drawn(report: &Report, note: &str) -> Vec<Block> {
    let (lang, rates) = (report.lang, report.rates());
    let mut page = vec![Block::title(heading(report))];
    page.extend(report.kept.page(report.exact, lang));
    page.extend(blocks(note, lang));
    page.extend(report.sections());
    if !rates.rows.is_empty() {
        page.extend([Block::heading(lang.pick("比率", "Rates")), Block::Table(rates)]);
    }
    let mut doubts = report.warnings.iter().chain(&report.doubts).peekable();
    page.extend(doubts.peek().map(|_| Block::heading(lang.pick("需要留意", "To be looked at"))));
    page.extend(doubts.map(|doubt| Block::Line(doubt.lang(lang).to_owned())));
    page.extend(state(report.head.as_deref(), lang));
    page
}

/// The title of a report.
pub(super) fn heading(report: &Report) -> String {
    let lang = report.lang;
    let (office, period) = (report.words.office("name").lang(lang), report.label());
    let mut heading = phrase!(lang, "{office}　{period}", "{office}: {period}");
    if let Some(before) = &report.compared {
        let before = before.label(lang);
        heading += &phrase!(lang, "（与{before}比较）", " compared with {before}");
    }
    heading + &running(&report.period, report.today, lang)
}

/// Up to when a period that is not over was counted.
pub(super) fn running(period: &Period, today: NaiveDate, lang: Lang) -> String {
    if !period.is_running(today) {
        return String::new();
    }
    let today = day_label(today, lang);
    phrase!(lang, "（截至{today}）", " (as of {today})")
}

/// The state of the ledger file, as the last line of a page.
pub(super) fn state(head: Option<&str>, lang: Lang) -> Option<Block> {
    head.map(|head| Block::Line(phrase!(lang, "台账文件状态 {head}", "state of the ledger file {head}")))
}

/// The figures in their sections: in data every one of the dictionary; on a page those that something was recorded for
/// and, unless something else is said of them, the others that are expected.
fn figures(report: &Report, face: Face) -> Table {
    let lang = report.lang;
    let new = |key, zh, en| Column::new(key, lang.pick(zh, en));
    let word = |line: &Line| Cell::text(line.figure.word(lang));
    let before = |line: &Line| line.before.unwrap_or_default();
    let before_text = |line: &Line| report.printed(&line.figure, &before(line));
    let change = |line: &Line| line.change().map(Amount::exact);
    let own: [Reader<(&str, &Line)>; 10] = [
        (new("section", "章节", "section").face(Face::Book), &|(section, _)| Cell::text(section)),
        (new("key", "键", "key").face(Face::Data), &|(_, it)| Cell::text(&it.figure.key)),
        (new("label", "指标", "figure"), &|(_, it)| Cell::text(it.figure.name(lang))),
        (new("value", "实数", "number").right().face(Face::Data), &|(_, it)| value(&it.figure, it.counted.amount)),
        (new("bound", "界", "bound").face(Face::Data), &|(_, it)| bound(it.counted.amount)),
        (new("unit", "单位", "unit").face(Face::Data), &|(_, it)| word(it)),
        (new("text", "印发数", "printed").right(), &|(_, it)| Cell::Text(report.printed(&it.figure, &it.counted))),
        (new("digits", "实数", "number").right().face(Face::Page), &|(_, it)| digits(&it.figure, it.counted.amount)),
        (new("records", "记录数", "records").right(), &|(_, it)| Cell::Whole(it.counted.records)),
        (new("basis", "依据", "basis").face(Face::Page), &|(_, it)| {
            Cell::words(basis(&it.counted).map(|basis| basis.lang(lang)))
        }),
    ];
    let said_before = new("before", "前期", "before").face(Face::Data).holding(vec![
        new("value", "前期实数", "before, number").right(),
        new("bound", "前期界", "before, bound"),
        new("text", "前期印发数", "before, printed").right(),
    ]);
    let compared: [Reader<(&str, &Line)>; 6] = [
        (said_before, &|(_, it)| said(&it.figure, before(it).amount, Some(before_text(it)))),
        (new("change", "增减", "change").right().face(Face::Data), &|(_, it)| value(&it.figure, change(it))),
        (new("growth", "增长%", "growth %").right().face(Face::Data), &|(_, it)| {
            it.growth().map(Growth::decimal).map_or(Cell::Empty, Cell::Decimal)
        }),
        (new("before_text", "前期", "before").right().face(Face::Page), &|(_, it)| {
            worded(&it.figure, before(it).amount, |_| before_text(it))
        }),
        (new("change_text", "增减", "change").right().face(Face::Page), &|(_, it)| digits(&it.figure, change(it))),
        (new("growth_text", "增长", "growth").right().face(Face::Page), &|(_, it)| {
            Cell::words(it.growth().map(|growth| growth.digits(lang)))
        }),
    ];
    let measure: [Reader<(&str, &Line)>; 1] =
        [(new("measure", "单位", "unit").face(Face::Book), &|(_, it)| word(it))];
    let compared = compared.into_iter().filter(|_| report.compared.is_some());
    // What is for scripts alone is not made for a page, nor the other way round.
    let unseen = if face == Face::Data { Face::Page } else { Face::Data };
    let columns = own.into_iter().chain(compared).chain(measure).filter(|(column, _)| column.face != unseen);
    let (mut table, row) = Table::by(columns);
    let all = report.rest.is_none();
    let pages = report.words.of(Set::Section, "").map(|section| (&*section.key, section.name(lang)));
    // Data has the figures that no page has, too.
    let apart = (face == Face::Data).then_some(("", lang.pick("核对", "Doubts")));
    for (section, heading) in pages.chain(apart) {
        let said = |line: &&Line| face == Face::Data || line.is_recorded() || (all && line.is_expected());
        let mut lines = report.lines.iter().filter(|line| line.figure.section == section).filter(said).peekable();
        if lines.peek().is_some() {
            table.rows.push(Row::Section(heading.to_owned()));
        }
        table.rows.extend(lines.map(|line| row(&(heading, line))));
    }
    table
}

/// 依据: whether single records or lump sums are behind a figure.
fn basis(counted: &Counted) -> Option<Text> {
    let [single, lumps] = [text("逐条记录", "single records"), text("汇总填报", "lump sums")];
    counted.amount.map(|_| if counted.lumps == 0 { single } else { lumps })
}
