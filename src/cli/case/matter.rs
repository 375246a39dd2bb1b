//! The case platform: the life of a matter, what is due, and the line that is published.

use crate::amount::{Amount, Style};
use crate::cli::args::given::Given;
use crate::cli::case::list::OUTCOMES;
use crate::cli::desk::Desk;
use crate::cli::desk::or_none;
use crate::cli::records::list as reading;
use crate::cli::records::words::{Shown, object, shows_children};
use crate::counted::By;
use crate::error::Result;
use crate::figure::{figures, find};
use crate::ledger::{
    Course, Due, Ledger, Record, SETTINGS, STAGES, State, Step, Type, Value, in_order, limit_of, outcome_label,
};
use crate::message;
use crate::period::Period;
use crate::report::{APART, Line, PlatformLine, RATED, SAID, Told};
use crate::sheet::{Block, Cell, Column, Data, Face, Sheet, Table, Tone};
use crate::store::{Query, Store};
use crate::text::Lang;
use crate::vocabulary::Set;
use chrono::{Datelike, NaiveDate};

/// How many days ahead a limit is called soon.
const SOON: i64 = 7;

/// A matter with what hangs on it.
pub struct Matter {
    /// The matter itself.
    pub record: Record,
    children: Vec<Record>,
}

impl Matter {
    /// Reads what hangs on it.
    pub fn of(store: &Store, record: Record) -> Result<Matter> {
        let children = store.children(record.id)?;
        Ok(Matter { record, children })
    }

    /// Where it stands after everything dated up to a day.
    pub fn course(&self, until: NaiveDate) -> Course<'_> {
        Course::of(&self.record, self.children.iter().filter(|child| child.date() <= until))
    }

    /// The same, with the numbers of persons masked, or not.
    pub fn shown(self, masked: fn(Record) -> Record) -> Matter {
        Matter { record: masked(self.record), children: self.children.into_iter().map(masked).collect() }
    }
}

/// What the commands of the platform know of the office: its words, its limits, the day.
pub struct View<'a> {
    /// The ledger.
    pub store: &'a Store,
    lang: Lang,
    limits: Vec<(String, i64)>,
    /// The last day that is looked at.
    pub until: NaiveDate,
    fields: Option<Vec<String>>,
}

impl<'a> View<'a> {
    /// Everything as of a day.
    pub fn new(desk: &Desk, store: &'a Store, until: NaiveDate) -> Result<View<'a>> {
        let settings = store.list(&Query::of(SETTINGS))?;
        let limits = settings.iter().filter_map(limit_of).collect();
        let fields = desk.fields_of(Ledger::find("case").as_slice(), true)?;
        Ok(View { store, lang: desk.lang, limits, until, fields })
    }

    /// Its next limit, and how many days it is late.
    pub fn due(&self, course: &Course) -> Option<(Due, i64)> {
        let due = course.due(&self.limits)?;
        Some((due, (self.until - due.day).num_days()))
    }

    /// How a matter stands, in a word or two.
    pub fn standing(&self, course: &Course) -> (Option<Tone>, String) {
        let lang = self.lang;
        let waited = (self.until - course.since).num_days();
        match (course.state, self.due(course)) {
            (State::Solved, _) => (Some(Tone::Good), lang.pick("已解决", "solved").to_owned()),
            (State::Ended(outcome), _) => (None, outcome_label(outcome).lang(lang).to_owned()),
            (State::Open, Some((_, late))) if late > -SOON - 1 => (Some(tone(late)), lateness(late, lang)),
            (State::Open, _) => (None, lang.pick(format!("已等{waited}天"), format!("waits {}", days(waited)))),
        }
    }

    /// What a stage is called.
    pub fn stage(&self, stage: usize) -> &'static str {
        STAGES[stage].label.lang(self.lang)
    }

    /// What the town of a record is called.
    pub fn town(&self, record: &Record) -> String {
        record
            .text("town")
            .map_or(String::new(), |key| self.store.vocabulary().name(Set::Town, "", key, self.lang).to_owned())
    }
}

fn tone(late: i64) -> Tone {
    if late > 0 { Tone::Late } else { Tone::Soon }
}

fn lateness(late: i64, lang: Lang) -> String {
    match late {
        1.. => lang.pick(format!("迟{late}天"), format!("{} late", days(late))),
        0 => lang.pick("今天到期", "due today").to_owned(),
        _ => lang.pick(format!("{}天后到期", -late), format!("due in {}", days(-late))),
    }
}

fn days(days: i64) -> String {
    if days == 1 { "1 day".to_owned() } else { format!("{days} days") }
}

/// Words with the tone in which they are meant.
pub fn marked((tone, words): (Option<Tone>, String)) -> Cell {
    match tone {
        Some(tone) => Cell::Marked(tone, words),
        None => Cell::Text(words),
    }
}

/// The members that say where a matter stands, as its ledger names them.
pub fn standing(view: &View, course: &Course) -> Vec<(String, Cell)> {
    let due = view.due(course);
    let settled = (course.state != State::Open).then(|| course.settled());
    let mark = view.lang.pick("；", "; ");
    let cells = [
        Cell::Worded(view.stage(course.stage).to_owned(), Box::new(Cell::Text(STAGES[course.stage].key.to_owned()))),
        Cell::Date(course.since),
        Cell::Worded(outcome_words(course, view.lang), Box::new(Cell::Text(course.state.key().to_owned()))),
        settled.map_or(Cell::Empty, Cell::Date),
        due.map_or(Cell::Empty, |(due, _)| Cell::Date(due.day)),
        due.map_or(Cell::Empty, |(_, late)| Cell::Whole(late.max(0))),
        Cell::Worded(
            course.steps.iter().skip(1).map(|step| step_words(step, view.lang)).collect::<Vec<_>>().join(mark),
            Box::new(Cell::List(
                course.steps.windows(2).map(|pair| Cell::Object(history(&pair[0], &pair[1]))).collect(),
            )),
        ),
    ];
    course.matter.ledger.derived.iter().map(|(key, _)| (*key).to_owned()).zip(cells).collect()
}

/// What became of a matter, in a word.
fn outcome_words(course: &Course, lang: Lang) -> String {
    let key = course.state.key();
    OUTCOMES.iter().find(|(known, _)| *known == key).map_or(key, |(_, label)| label.lang(lang)).to_owned()
}

/// One step of a course in a line: the stage or what else it was, and its day.
fn step_words(step: &Step, lang: Lang) -> String {
    let ledger = step.record.ledger;
    let what = if ledger.key == "stage" { STAGES[step.stage].label } else { ledger.label };
    format!("{} {}", what.lang(lang), step.record.date())
}

/// One step of a course for scripts.
fn history(before: &Step, step: &Step) -> Vec<(String, Cell)> {
    let own = |key: &str| Cell::words(step.record.text(key));
    vec![
        ("name".to_owned(), Cell::Text(step.record.name())),
        ("ledger".to_owned(), Cell::Text(step.record.ledger.key.to_owned())),
        ("date".to_owned(), Cell::Date(step.record.date())),
        ("days".to_owned(), Cell::Whole((step.day - before.day).num_days())),
        ("stage".to_owned(), Cell::Text(STAGES[step.stage].key.to_owned())),
        ("outcome".to_owned(), Cell::Text(step.state.key().to_owned())),
        ("doc".to_owned(), own("doc")),
        ("lead".to_owned(), own("lead")),
        ("skip".to_owned(), own("skip")),
        ("grounds".to_owned(), own("grounds")),
    ]
}

/// `case show NO`: the whole life of a matter.
pub fn show(desk: &mut Desk, ledger: &'static Ledger, given: &Given) -> Result<Sheet> {
    let store = desk.reader()?;
    let record = store.find(given.text("no").unwrap_or_default(), &ledger.with_children())?;
    if record.ledger != ledger {
        return reading::show(desk, ledger, given);
    }
    let children = store.children(record.id)?;
    let view = View::new(desk, &store, desk.outside.today())?;
    let shown = desk.shown(&store);
    let matter = Matter { record, children }.shown(reading::masking(given));
    let course = matter.course(view.until);
    let mut data = object(&matter.record);
    data.extend(standing(&view, &course));
    data.push((
        "children".to_owned(),
        Cell::List(matter.children.iter().map(|child| Cell::Object(object(child))).collect()),
    ));
    let mut page = shown.page(&matter.record, &[], view.fields.as_deref()).page;
    let standing_asked = |keys: &Vec<String>| keys.iter().any(|key| ledger.derives(key));
    if shows_children(view.fields.as_deref()) || view.fields.as_ref().is_some_and(standing_asked) {
        page.push(Block::Line(summary(&view, &course)));
    }
    if shows_children(view.fields.as_deref()) {
        page.extend(Some(sums(&matter, desk.lang)).filter(|sums| !sums.is_empty()).map(Block::Line));
        page.push(Block::Table(life(&view, &shown, &matter, &course)?));
    }
    Ok(Sheet { data: Data::Object(data), page })
}

fn summary(view: &View, course: &Course) -> String {
    let (stage, since) = (view.stage(course.stage), course.since);
    let (_, standing) = view.standing(course);
    let mut words = view
        .lang
        .pick(format!("环节：{stage}（自{since}）· {standing}"), format!("{stage} since {since} · {standing}"));
    if course.state != State::Open {
        let (day, all) = (course.settled(), (course.settled() - course.matter.date()).num_days());
        words += &view.lang.pick(format!("（{day}，历时{all}天）"), format!(" on {day}, after {}", days(all)));
    }
    if let Some((due, _)) = view.due(course) {
        let (day, next) = (due.day, view.stage(due.stage));
        words += &view.lang.pick(format!(" · {next}期限{day}"), format!(" · {next} due {day}"));
    }
    words
}

/// What was counted for the matter, on one line.
fn sums(matter: &Matter, lang: Lang) -> String {
    const SUMMED: [(&str, &str); 7] = [
        ("meeting", "turns"),
        ("meeting", "members"),
        ("meeting", "opinions"),
        ("meeting", "adopted"),
        ("fund", "amount"),
        ("benefit", "amount"),
        ("benefit", "households"),
    ];
    let live =
        |key: &'static str| matter.children.iter().filter(move |child| child.ledger.key == key && child.void.is_none());
    let mut parts = Vec::new();
    let meetings = live("meeting").count();
    if meetings > 0 {
        parts.push(lang.pick(format!("协商会 {meetings}场"), format!("meetings: {meetings}")));
    }
    for (ledger, key) in SUMMED {
        let Some(field) = Ledger::find(ledger).and_then(|ledger| ledger.field(key)) else { continue };
        let amounts = live(ledger)
            .filter_map(|child| if let Some(Value::Amount(amount)) = child.get(key) { Some(*amount) } else { None });
        if let (Ok(Some(sum)), Type::Amount(unit)) = (Amount::sum(amounts), field.holds) {
            let number = sum.printed(Style::Full, unit.measure, unit.word.lang(lang), lang);
            let label = if ledger == "fund" { lang.pick("协调资金", "money") } else { field.label.lang(lang) };
            parts.push(format!("{label} {number}"));
        }
    }
    parts.join(" · ")
}

/// Everything that happened to a matter, in order, with who recorded it.
fn life(view: &View, shown: &Shown, matter: &Matter, course: &Course) -> Result<Table> {
    let label = |zh, en| view.lang.pick(zh, en);
    let mut table = Table::new(vec![
        Column::new("date", label("日期", "date")),
        Column::new("days", label("间隔", "after")).right(),
        Column::new("what", label("事项", "what")),
        Column::new("content", label("内容", "content")),
        Column::new("name", label("编号", "no")),
        Column::new("actor", label("录入人", "recorded by")),
    ]);
    let after = |record: &Record| {
        let at = course.steps.iter().position(|step| step.record.id == record.id)?;
        Some((course.steps[at].day - course.steps[at.checked_sub(1)?].day).num_days())
    };
    let mut records: Vec<&Record> = matter.children.iter().collect();
    in_order(&mut records, course.procedure);
    for record in std::iter::once(&matter.record).chain(records) {
        let own = record.id == matter.record.id;
        let (what, content) = if own {
            (view.stage(0).to_owned(), String::new())
        } else {
            (record.ledger.label.lang(view.lang).to_owned(), shown.content(record))
        };
        let passed = after(record).map(|days| view.lang.pick(format!("{days}天"), format!("{days} d")));
        table.push(vec![
            Cell::Date(record.date()),
            passed.map_or(Cell::Text(String::new()), Cell::Text),
            Cell::Text(what),
            Cell::Text(content),
            Cell::Text(record.name()),
            Cell::words(view.store.recorded_by(record.id)?),
        ]);
    }
    Ok(table)
}

/// `case due`: what must have come to its next stage, and by when.
pub fn due(desk: &mut Desk, ledger: &'static Ledger, given: &Given) -> Result<Sheet> {
    let store = desk.reader()?;
    let lang = desk.lang;
    let today = desk.outside.today();
    let on = given.text("on").map(|day| crate::period::read_day(day, today)).transpose();
    let view = View::new(desk, &store, on.map_err(|error| error.field("on"))?.unwrap_or(today))?;
    if view.limits.is_empty() {
        desk.remark(&message!(
            "还没有设环节时限；例如：qjcppcc setting set case.limit.assignment 15d",
            "no limits are set; for example: qjcppcc setting set case.limit.assignment 15d"
        ));
    }
    let query = Query {
        period: Some(Period { from: NaiveDate::MIN, to: view.until, name: String::new() }),
        ..Query::of(ledger)
    };
    let mut rows = Vec::new();
    store.each(&query, |record| {
        let matter = Matter::of(&store, record)?.shown(Record::masked);
        let course = matter.course(view.until);
        if let Some((due, late)) = view.due(&course) {
            rows.push(((due.day, matter.record.no), late, due_cells(&view, &course, due, late)));
        }
        Ok(())
    })?;
    rows.sort_by_key(|(place, ..)| *place);
    let any_late = rows.iter().any(|(_, late, _)| *late > 0);
    let mut table = Table::new(due_columns(lang));
    for (.., cells) in rows {
        table.push(cells);
    }
    if given.switch("fail") && any_late {
        desk.code = crate::error::Kind::Differs.exit_code();
    }
    Ok(or_none(Sheet::list(table), lang.pick("没有到期的事项", "nothing is due")))
}

fn due_columns(lang: Lang) -> Vec<Column> {
    let label = |zh, en| lang.pick(zh, en);
    vec![
        Column::new("id", "id").face(Face::Data),
        Column::new("no", label("编号", "no")).right(),
        Column::new("title", label("标题", "title")),
        Column::new("town", "town").face(Face::Data),
        Column::new("town_name", label("镇街", "town")).face(Face::Page),
        Column::new("stage", "stage").face(Face::Data),
        Column::new("stage_name", label("现在", "now at")).face(Face::Page),
        Column::new("since", "since").face(Face::Data),
        Column::new("next", "next").face(Face::Data),
        Column::new("next_name", label("下一环节", "next")).face(Face::Page),
        Column::new("due", label("期限", "due")),
        Column::new("late", "late").face(Face::Data),
        Column::new("status", "status").face(Face::Data),
        Column::new("state", label("情况", "state")).face(Face::Page),
        Column::new("lead", label("承办单位", "lead")),
        Column::new("proposer", "proposer").face(Face::Data),
    ]
}

fn due_cells(view: &View, course: &Course, due: Due, late: i64) -> Vec<Cell> {
    let matter = course.matter;
    let status = match late {
        1.. => "late",
        0 => "today",
        _ if late >= -SOON => "soon",
        _ => "later",
    };
    let tone = (late >= -SOON).then(|| tone(late));
    let proposer = if let Some(Value::List(names)) = matter.get("proposer") { names.as_slice() } else { &[] };
    vec![
        Cell::Text(matter.id.to_string()),
        Cell::Whole(matter.no),
        Cell::words(matter.text("title")),
        Cell::words(matter.text("town")),
        Cell::Text(view.town(matter)),
        Cell::Text(STAGES[course.stage].key.to_owned()),
        Cell::Text(view.stage(course.stage).to_owned()),
        Cell::Date(course.since),
        Cell::Text(STAGES[due.stage].key.to_owned()),
        Cell::Text(view.stage(due.stage).to_owned()),
        Cell::Date(due.day),
        Cell::Whole(late),
        Cell::Text(status.to_owned()),
        marked((tone, lateness(late, view.lang))),
        Cell::words(course.lead()),
        Cell::List(proposer.iter().cloned().map(Cell::Text).collect()),
    ]
}

/// `case line [PERIOD]`: the line that every such platform prints.
pub fn line(desk: &mut Desk, given: &Given) -> Result<Sheet> {
    let lang = desk.report_language();
    let today = desk.outside.today();
    let period =
        given.text("period").map_or_else(|| Ok(Period::year(today.year())), |text| Period::read(text, today))?;
    let from = given.text("from");
    let store = match from {
        Some(file) => crate::cli::exchange::form::from_file(desk, file)?,
        None => desk.reader()?,
    };
    let head = if from.is_none() { store.head()? } else { None };
    let vocabulary = store.vocabulary();
    let town = given.text("town").map(|word| vocabulary.read(Set::Town, "", word)).transpose();
    let town = town.map_err(|error| error.field("town"))?;
    let dictionary = figures(vocabulary);
    let counted = |key: &str| -> Result<Told> {
        let figure = find(&dictionary, key)?.clone();
        let towns = store.parts(&figure, &period, By::Town)?;
        let whole = match &town {
            None => store.count(&figure, &period)?,
            Some(town) => {
                towns.iter().find(|part| part.part.as_ref() == Some(town)).map(|part| part.counted).unwrap_or_default()
            }
        };
        Ok(Told { figure, whole, towns })
    };
    let told = SAID.iter().chain(&APART).map(|key| counted(key)).collect::<Result<Vec<_>>>()?;
    let rated = RATED.iter().map(|key| {
        let Told { figure, whole, .. } = counted(key)?;
        Ok(Line { figure, counted: whole, before: None })
    });
    let name = |key: &str| vocabulary.name(Set::Town, "", key, lang).to_owned();
    let sheet = PlatformLine {
        told,
        rated: rated.collect::<Result<Vec<_>>>()?,
        towns: vocabulary.of(Set::Town, "").map(|term| (term.key.clone(), term.name(lang).to_owned())).collect(),
        town: town.as_deref().map(|key| (key.to_owned(), name(key))),
        today,
        lang,
        exact: given.switch("exact"),
        typed: desk.workbook,
        head,
        period,
    };
    Ok(sheet.sheet())
}
