//! The case platform: where its matters stand, what is due, and the line that is published.

use chrono::{Datelike, NaiveDate};
use clap::ArgMatches;

use super::records::{Shown, object, shows_children};
use super::{Desk, or_none, reading, text_of};
use crate::amount::{Amount, Bound, Style};
use crate::counted::By;
use crate::error::{Error, Result};
use crate::figure::{figures, find};
use crate::ledger::{
    Course, Due, Ledger, Record, SETTINGS, STAGES, State, Step, Type, Value, in_order, limit_of, outcome_label,
};
use crate::message;
use crate::period::Period;
use crate::report::{APART, Line, PlatformLine, RATED, SAID, Told};
use crate::sheet::{Block, Board, Card, Cell, Column, Data, Face, Lane, Row, Sheet, Table, Tone};
use crate::store::{Query, Sort, Store};
use crate::text::{Lang, Text};
use crate::vocabulary::Set;

/// How many days ahead a limit is called soon.
const SOON: i64 = 7;

/// A matter with what hangs on it.
struct Matter {
    record: Record,
    children: Vec<Record>,
}

impl Matter {
    fn of(store: &Store, record: Record) -> Result<Matter> {
        let children = store.children(record.id)?;
        Ok(Matter { record, children })
    }

    /// Where it stands after everything dated up to a day.
    fn course(&self, until: NaiveDate) -> Course<'_> {
        Course::of(&self.record, self.children.iter().filter(|child| child.date() <= until))
    }

    fn shown(self, masked: fn(Record) -> Record) -> Matter {
        Matter { record: masked(self.record), children: self.children.into_iter().map(masked).collect() }
    }
}

/// What the commands of the platform know of the office: its words, its limits, the day.
struct View<'a> {
    store: &'a Store,
    lang: Lang,
    limits: Vec<(String, i64)>,
    until: NaiveDate,
    fields: Option<Vec<String>>,
    typed: bool,
}

impl<'a> View<'a> {
    fn new(desk: &Desk, store: &'a Store, until: NaiveDate) -> Result<View<'a>> {
        let settings = store.list(&Query::of(SETTINGS))?;
        let limits = settings.iter().filter_map(limit_of).collect();
        Ok(View {
            store,
            lang: desk.lang,
            limits,
            until,
            fields: desk.fields_of(Ledger::find("case").as_slice(), true)?,
            typed: desk.workbook,
        })
    }

    fn due(&self, course: &Course) -> Option<(Due, i64)> {
        let due = course.due(&self.limits)?;
        Some((due, (self.until - due.day).num_days()))
    }

    /// How a matter stands, in a word or two.
    fn standing(&self, course: &Course) -> (Option<Tone>, String) {
        let lang = self.lang;
        let waited = (self.until - course.since).num_days();
        match (course.state, self.due(course)) {
            (State::Solved, _) => (Some(Tone::Good), lang.pick("已解决", "solved").to_owned()),
            (State::Ended(outcome), _) => (None, outcome_label(outcome).lang(lang).to_owned()),
            (State::Open, Some((_, late))) if late > -SOON - 1 => (Some(tone(late)), lateness(late, lang)),
            (State::Open, _) => (None, lang.pick(format!("已等{waited}天"), format!("waits {}", days(waited)))),
        }
    }

    fn stage(&self, stage: usize) -> &'static str {
        STAGES[stage].label.lang(self.lang)
    }

    fn town(&self, record: &Record) -> String {
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

fn matters(store: &Store, query: &Query) -> Result<Vec<Matter>> {
    store.list(query)?.into_iter().map(|record| Matter::of(store, record)).collect()
}

/// `case list`: with where each matter stands.
pub fn list(desk: &mut Desk, ledger: &'static Ledger, matches: &ArgMatches) -> Result<Sheet> {
    let wanted = Wanted::read(matches)?;
    let store = desk.reader()?;
    let query = reading::query(desk, &store, ledger, matches)?;
    if wanted.everything() && matches.get_flag("tally") {
        return reading::list(desk, ledger, matches);
    }
    let view = View::new(desk, &store, desk.setting.today())?;
    let most = query.limit.unwrap_or(usize::MAX);
    let mut found = Vec::new();
    store.each_while(&Query { limit: None, ..query }, |record| {
        let matter = Matter::of(&store, record)?;
        if wanted.wants(&matter.record, &matter.course(view.until), &view) {
            found.push(matter);
        }
        Ok(found.len() < most)
    })?;
    found.truncate(most);
    if matches.get_flag("tally") {
        let records = found.len();
        let whole = Cell::Whole(i64::try_from(records).unwrap_or(i64::MAX));
        let bound = Cell::Text(Bound::Exact.key().to_owned());
        let members = [("records", whole.clone()), ("count", whole), ("count_bound", bound)];
        let members = members.map(|(key, cell)| (key.to_owned(), cell)).to_vec();
        return Ok(desk.said(members, &message!("{records}件事项", "matters: {records}")));
    }
    let masked = reading::masking(matches);
    let found: Vec<Matter> = found.into_iter().map(|matter| matter.shown(masked)).collect();
    Ok(or_none(listed(&view, ledger, &found), desk.lang.pick("没有记录", "no records")))
}

/// The list of records, each with its course.
fn listed(view: &View, ledger: &'static Ledger, found: &[Matter]) -> Sheet {
    let records: Vec<Record> = found.iter().map(|matter| matter.record.clone()).collect();
    let mut sheet =
        Shown { store: view.store, lang: view.lang, typed: view.typed }.list(ledger, &records, view.fields.as_deref());
    let courses: Vec<Course> = found.iter().map(|matter| matter.course(view.until)).collect();
    if let Data::List(table) = &mut sheet.data {
        table
            .columns
            .extend(ledger.derived.iter().map(|(key, label)| Column::new(key, label.lang(view.lang)).face(Face::Data)));
        for (row, course) in table.rows.iter_mut().zip(&courses) {
            if let Row::Cells(cells) = row {
                cells.extend(standing(view, course).into_iter().map(|(_, cell)| cell));
            }
        }
    }
    if let Some(Block::Table(table)) = sheet.page.first_mut() {
        let label = |zh, en| view.lang.pick(zh, en);
        table
            .columns
            .extend([Column::new("stage", label("环节", "stage")), Column::new("state", label("情况", "state"))]);
        for (row, course) in table.rows.iter_mut().zip(&courses) {
            if let Row::Cells(cells) = row {
                cells.extend([Cell::Text(view.stage(course.stage).to_owned()), marked(view.standing(course))]);
            }
        }
    }
    sheet
}

fn marked((tone, words): (Option<Tone>, String)) -> Cell {
    match tone {
        Some(tone) => Cell::Marked(tone, words),
        None => Cell::Text(words),
    }
}

/// The members that say where a matter stands, as its ledger names them.
fn standing(view: &View, course: &Course) -> Vec<(String, Cell)> {
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

/// What `case list` is asked for beyond the fields.
struct Wanted {
    stage: Option<usize>,
    outcome: Option<String>,
    proposer: Option<String>,
    solved: Option<bool>,
    late: bool,
}

impl Wanted {
    fn read(matches: &ArgMatches) -> Result<Wanted> {
        let stage = text_of(matches, "stage").map(stage).transpose()?;
        let outcome = text_of(matches, "outcome").map(outcome).transpose()?;
        let solved = match (matches.get_flag("solved"), matches.get_flag("unsolved")) {
            (true, true) => {
                return Err(Error::usage(
                    "given_twice",
                    message!("--solved 和 --unsolved 只能写一个", "give --solved or --unsolved, not both"),
                )
                .hint(message!("留下一个", "leave one of them")));
            }
            (false, false) => None,
            (solved, _) => Some(solved),
        };
        let proposer = text_of(matches, "proposer").map(str::to_owned);
        Ok(Wanted { stage, outcome, proposer, solved, late: matches.get_flag("late") })
    }

    fn everything(&self) -> bool {
        matches!(self, Wanted { stage: None, outcome: None, proposer: None, solved: None, late: false })
    }

    fn wants(&self, record: &Record, course: &Course, view: &View) -> bool {
        let proposed = |name: &String| match record.get("proposer") {
            Some(Value::List(names)) => names.iter().any(|known| known.contains(name)),
            _ => false,
        };
        self.stage.is_none_or(|stage| course.stage == stage)
            && self.outcome.as_deref().is_none_or(|outcome| course.state.key() == outcome)
            && self.proposer.as_ref().is_none_or(proposed)
            && self.solved.is_none_or(|solved| (course.state == State::Solved) == solved)
            && (!self.late || view.due(course).is_some_and(|(_, late)| late > 0))
    }
}

fn stage(word: &str) -> Result<usize> {
    let known = Ledger::find("stage").and_then(|ledger| ledger.field("stage"));
    let key = match known.map(|field| (field, field.holds)) {
        Some((field, Type::Choice(choices))) => field.choose(word, choices)?,
        _ => word.to_owned(),
    };
    Ok(STAGES.iter().position(|stage| stage.key == key).unwrap_or(0))
}

/// The outcomes that a list can be asked for.
const OUTCOMES: [(&str, Text); 5] = [
    ("open", crate::text::text("在办", "open")),
    ("solved", crate::text::text("已解决", "solved")),
    ("rejected", crate::text::text("不予立案", "rejected")),
    ("merged", crate::text::text("并案", "merged")),
    ("returned", crate::text::text("退回", "returned")),
];

fn outcome(word: &str) -> Result<String> {
    let known = OUTCOMES.iter().find(|(key, label)| *key == word || label.zh == word);
    known.map(|(key, _)| (*key).to_owned()).ok_or_else(|| {
        let zh = OUTCOMES.map(|(key, label)| format!("{}（{key}）", label.zh)).join("、");
        let en = OUTCOMES.map(|(key, _)| key).join(", ");
        Error::usage("not_a_choice", message!("没有结局“{word}”", "there is no outcome “{word}”"))
            .hint(message!("可以写：{zh}", "write one of: {en}"))
            .field("outcome")
    })
}

/// `case show NO`: the whole life of a matter.
pub fn show(desk: &mut Desk, ledger: &'static Ledger, matches: &ArgMatches) -> Result<Sheet> {
    let store = desk.reader()?;
    let record = store.find(text_of(matches, "no").unwrap_or_default(), &ledger.with_children())?;
    if record.ledger != ledger {
        return reading::show(desk, ledger, matches);
    }
    let children = store.children(record.id)?;
    let view = View::new(desk, &store, desk.setting.today())?;
    let shown = desk.shown(&store);
    let matter = Matter { record, children }.shown(reading::masking(matches));
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
    in_order(&mut records);
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

/// `case board`: seven lanes.
pub fn board(desk: &mut Desk, ledger: &'static Ledger, matches: &ArgMatches) -> Result<Sheet> {
    let store = desk.reader()?;
    let lang = desk.lang;
    let today = desk.setting.today();
    let year = match text_of(matches, "year") {
        Some(year) => reading::year(year)?,
        None => Period::year(today.year()),
    };
    let until = year.to.min(today);
    let town = text_of(matches, "town").map(|word| store.vocabulary().read(Set::Town, "", word)).transpose();
    let query = Query {
        period: Some(Period { from: NaiveDate::MIN, to: until, ..year.clone() }),
        town: town.map_err(|error| error.field("town"))?,
        sort: Sort { by: "date", backwards: false },
        ..Query::of(ledger)
    };
    let view = View::new(desk, &store, until)?;
    let mut found: Vec<Matter> =
        matters(&store, &query)?.into_iter().map(|matter| matter.shown(Record::masked)).collect();
    found.retain(|matter| {
        let course = matter.course(until);
        course.state == State::Open || course.settled() >= year.from
    });
    // What waits longest is on top, what is solved below.
    found.sort_by_key(|matter| {
        let course = matter.course(until);
        (course.state != State::Open, course.since, matter.record.no)
    });
    let (lanes, apart) = lanes(&view, &found);
    let on_board: usize = lanes.iter().map(|lane| lane.cards.len()).sum();
    let head = [("编号", "no"), ("标题", "title"), ("镇街", "town"), ("情况", "state"), ("环节", "stage")];
    let head = head.map(|(zh, en)| lang.pick(zh, en).to_owned());
    let name = year.label(lang);
    let mut page = vec![Block::Heading(lang.pick(
        format!("{name}　{}　{on_board}件（截至{until}）", ledger.label.zh),
        format!("{name} as of {until}, matters: {on_board}"),
    ))];
    if on_board > 0 {
        page.push(Block::Board(Board { head, lanes }));
    }
    if !apart.is_empty() {
        let words = apart
            .iter()
            .map(|(label, matters)| lang.pick(format!("{label}{matters}件"), format!("{label}: {matters}")));
        let words = words.collect::<Vec<_>>().join(lang.pick("、", ", "));
        page.push(Block::Line(lang.pick(format!("不在看板上：{words}"), format!("not on the board: {words}"))));
    }
    let list = listed(&view, ledger, &found);
    // The cards of a board have no columns to choose from.
    Ok(if view.fields.is_some() { list } else { Sheet { data: list.data, page } })
}

/// The matters by stage, and the number of those that ended otherwise, by outcome.
fn lanes(view: &View, found: &[Matter]) -> (Vec<Lane>, Vec<(&'static str, usize)>) {
    let lang = view.lang;
    let mut lanes: Vec<Lane> = STAGES.iter().map(|_| Lane { label: String::new(), cards: Vec::new() }).collect();
    let mut apart: Vec<(&'static str, usize)> = Vec::new();
    for matter in found {
        let course = matter.course(view.until);
        if let State::Ended(outcome) = course.state {
            let label = outcome_label(outcome).lang(lang);
            match apart.iter_mut().find(|(known, _)| *known == label) {
                Some((_, matters)) => *matters += 1,
                None => apart.push((label, 1)),
            }
            continue;
        }
        let (tone, mark) = view.standing(&course);
        let title = matter.record.text("title").unwrap_or_default().to_owned();
        lanes[course.stage].cards.push(Card {
            no: matter.record.no.to_string(),
            title,
            about: view.town(&matter.record),
            mark,
            tone,
        });
    }
    for (lane, stage) in lanes.iter_mut().zip(STAGES) {
        let (label, cards) = (stage.label.lang(lang), lane.cards.len());
        lane.label = lang.pick(format!("{label} {cards}件"), format!("{label} ({cards})"));
    }
    (lanes, apart)
}

/// `case due`: what must have come to its next stage, and by when.
pub fn due(desk: &mut Desk, ledger: &'static Ledger, matches: &ArgMatches) -> Result<Sheet> {
    let store = desk.reader()?;
    let lang = desk.lang;
    let today = desk.setting.today();
    let on = text_of(matches, "on").map(|day| crate::period::read_day(day, today)).transpose();
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
    let found: Vec<Matter> = matters(&store, &query)?.into_iter().map(|matter| matter.shown(Record::masked)).collect();
    let courses = found.iter().map(|matter| matter.course(view.until));
    let mut rows: Vec<(Course, Due, i64)> =
        courses.filter_map(|course| view.due(&course).map(|(due, late)| (course, due, late))).collect();
    rows.sort_by_key(|(course, due, _)| (due.day, course.matter.no));
    let mut table = Table::new(due_columns(lang));
    for (course, due, late) in &rows {
        table.push(due_cells(&view, course, *due, *late));
    }
    if matches.get_flag("fail") && rows.iter().any(|(_, _, late)| *late > 0) {
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
pub fn line(desk: &mut Desk, matches: &ArgMatches) -> Result<Sheet> {
    let lang = desk.report_language();
    let today = desk.setting.today();
    let period =
        text_of(matches, "period").map_or_else(|| Ok(Period::year(today.year())), |text| Period::read(text, today))?;
    let from = text_of(matches, "from");
    let store = match from {
        Some(file) => super::exchange::from_file(desk, file)?,
        None => desk.reader()?,
    };
    let head = if from.is_none() { store.head()? } else { None };
    let vocabulary = store.vocabulary();
    let town = text_of(matches, "town").map(|word| vocabulary.read(Set::Town, "", word)).transpose();
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
        exact: matches.get_flag("exact"),
        typed: desk.workbook,
        head,
        period,
    };
    Ok(sheet.sheet())
}
