//! All records of one row: its own, and what hangs on that as far as its columns say it.

use std::borrow::Cow;

use chrono::NaiveDate;
use serde_json::Value as Json;

use super::columns::{Table, is_counted};
use super::heading::{Mapping, is_heading_of, is_meant};
use super::means::named_in_parts;
use super::means::{Means, Part, bare};
use super::repeated::count_of;
use super::repeated::put_together;
use super::status::{level_of, said_of};
use crate::amount::Amount;
use crate::error::Result;
use crate::import::file::{Cell, GridRow, Row, is_dated};
use crate::import::hints::Granted;
use crate::ledger::{Ledger, MOTIONS, flag};
use crate::period::{Period, read_day};
use crate::text::Text;
use crate::vocabulary::{Set, Term, Vocabulary};

/// One of the records that hang on that of a row.
pub(super) struct Piece {
    row: Row<'static>,
    stage: Option<String>,
    happened: bool,
    implied: Option<(&'static str, &'static str)>,
    /// Where the members stand.
    columns: Vec<(Cow<'static, str>, usize)>,
}

/// What comes before what, of a motion.
const STEPS: [&str; 4] = ["review", "assignment", "reply", "feedback"];
/// What says of a matter that it is solved, and that it is not, beside yes and no.
const SOLVED: &[&str] = &["已解决", "解决", "已办结", "办结", "已完成", "完成", "已推进解决", "推进解决", "已落实"];
const OPEN: &[&str] =
    &["推进中", "正在推进", "在办", "办理中", "正在办理", "未解决", "未办结", "进行中", "解决中", "正在解决"];

impl Piece {
    fn new(ledger: &'static Ledger, stage: Option<String>) -> Piece {
        Piece { row: Row::of(ledger, Vec::new()), stage, happened: false, implied: None, columns: Vec::new() }
    }

    fn is(&self, ledger: &str) -> bool {
        self.row.ledger.key == ledger
    }

    fn said(&self, key: &str) -> Option<&str> {
        self.row.members.iter().find(|(known, _)| known == key)?.1.as_str()
    }

    fn has(&self, key: &str) -> bool {
        self.row.members.iter().any(|(known, _)| known == key)
    }

    fn put(&mut self, key: &'static str, value: impl Into<Json>) {
        if !self.has(key) {
            self.row.members.push((key.into(), value.into()));
        }
    }

    fn day(&self, today: NaiveDate) -> Option<NaiveDate> {
        read_day(self.said("date")?, today).ok()
    }

    fn says_only_a_day(&self) -> bool {
        self.row.members.iter().all(|(key, _)| key == "date") && self.has("date")
    }

    /// Takes over what another says and this one does not.
    fn take(&mut self, other: Piece) {
        for member in other.row.members {
            if !self.has(&member.0) {
                self.row.members.push(member);
            }
        }
        self.columns.extend(other.columns);
        self.happened |= other.happened;
    }
}

impl Table {
    /// Reads a cell that says something of what hangs on the row's record.
    pub(super) fn piece(
        &self,
        (cell, at): (&Cell, usize),
        part: &Part,
        session: Option<&str>,
        pieces: &mut Vec<Piece>,
    ) -> Result<()> {
        let (words, mut ledger, mut means) = (cell.words(), part.ledger, part.means.clone());
        let mut happened = false;
        if matches!(means, Means::Happened) && ledger.key == "stage" {
            // 议前协商 alone heads days, or numbers of meetings.
            let is_day = matches!(cell.read(), Cell::Day(_)) || is_dated(&words);
            let meeting = Ledger::find("meeting").filter(|_| !is_day && words.starts_with(|c: char| c.is_numeric()));
            ledger = meeting.unwrap_or(ledger);
            let field = ledger.field(if meeting.is_some() { "count" } else { "date" });
            means = field.map_or(means, |field| Means::Field(field, None));
        } else if matches!(means, Means::Happened) {
            happened = has_happened(&words, ledger)?;
        }
        let is_nought = !words.is_empty() && words.chars().all(|c| matches!(c, '0' | '０' | '.'));
        if (is_nought && means.holds(is_counted)) || (!happened && matches!(means, Means::Happened)) {
            return Ok(());
        }
        let found = pieces.iter().position(|piece| piece.row.ledger == ledger && piece.stage == part.stage);
        let found = found.unwrap_or_else(|| {
            pieces.push(Piece::new(ledger, part.stage.clone()));
            pieces.len() - 1
        });
        let piece = &mut pieces[found];
        piece.happened |= happened;
        piece.implied = piece.implied.or(part.implied);
        let first = piece.row.members.len();
        self.cell(cell, &means, session, &mut piece.row)?;
        let keys = piece.row.members[first..].iter().map(|(key, _)| (key.clone(), at));
        piece.columns.extend(keys);
        Ok(())
    }

    /// Settles what headings alone do not tell: of two columns of one meaning one may name a part, as 采用日期 beside 日期 does; and
    /// where no column names what the rows hang on, their title does.
    pub(super) fn settle_parts(&self, columns: &mut [Option<Means>], ledger: &'static Ledger, mapping: &Mapping) {
        let is_said = |at: usize| mapping.said.iter().any(|(from, _)| is_meant(from, &self.headings[at]));
        let keys: Vec<Option<String>> = columns.iter().map(|means| means.as_ref().and_then(Means::key)).collect();
        for at in 0..columns.len() {
            let is_doubled = keys[at].is_some() && keys.iter().filter(|key| **key == keys[at]).count() > 1;
            if is_doubled
                && !is_said(at)
                && let Some(part) = named_in_parts(&bare(&self.headings[at]), ledger, mapping.words)
            {
                columns[at] = Some(part);
            }
        }
        let named =
            |means: &Option<Means>| matches!(means, Some(Means::Of(_) | Means::Code(_) | Means::Own("id" | "no")));
        if !ledger.is_child() || columns.iter().any(named) {
            return;
        }
        let parents = || ledger.parents.iter().filter_map(|parent| Ledger::find(parent));
        let is_title =
            |heading: &str| parents().any(|of| is_heading_of(heading, of, mapping, |means| means.is("title")));
        // What is known as a number may hang on nothing, and has a title itself.
        let is_number = columns.iter().flatten().any(|means| means.is("count"));
        let is_own = |heading: &str| is_number && ["标题", "title"].contains(&bare(heading).as_str());
        let mut all = (0..columns.len()).filter(|at| columns[*at].is_some() && !is_own(&self.headings[*at]));
        if let Some(at) = all.find(|at| is_title(&self.headings[*at])) {
            columns[at] = Some(Means::Own("titled"));
        }
    }

    /// The records of the pieces of a row: those that say something, each with its day.
    pub(super) fn whole(
        &self,
        mut pieces: Vec<Piece>,
        (row, own): (&GridRow, &mut Row),
        vocabulary: &Vocabulary,
        today: NaiveDate,
    ) -> Vec<Row<'static>> {
        share_days(&mut pieces);
        self.join_meetings(&mut pieces, own, vocabulary);
        pieces.retain(|piece| self.is_said(piece));
        for at in 0..pieces.len() {
            let others = put_together(&mut pieces[at].row, self.apart);
            own.troubles.append(&mut pieces[at].row.troubles);
            let stage = pieces[at].stage.clone();
            pieces.extend(others.into_iter().map(|row| Piece { row, ..Piece::new(own.ledger, stage.clone()) }));
        }
        if own.ledger == MOTIONS {
            fill_steps(&mut pieces, own);
        }
        for piece in &mut pieces {
            if let Some((key, value)) = piece.implied {
                piece.put(key, value);
            }
            if let Some(stage) = piece.stage.clone() {
                piece.put("stage", stage);
            }
            let level = piece.said("who").and_then(|who| level_of(who, vocabulary));
            if let Some(level) = level.filter(|_| piece.is("endorsement")) {
                piece.put("level", level);
            }
        }
        self.date(&mut pieces, (row, own), today);
        pieces.into_iter().map(|piece| Row { columns: Some(piece.columns), ..piece.row }).collect()
    }

    /// Puts what is said of the meetings of a row, and not of which, with the first that has a number; where there is none, it is one
    /// at the first stage that has meetings.
    fn join_meetings(&self, pieces: &mut Vec<Piece>, own: &mut Row, vocabulary: &Vocabulary) {
        let Some(at) = pieces.iter().position(|piece| piece.is("meeting") && piece.stage.is_none()) else { return };
        let mut loose = pieces.remove(at);
        if let Some(day) = loose.said("date").map(str::to_owned) {
            pieces.iter_mut().filter(|piece| piece.is("meeting")).for_each(|piece| piece.put("date", day.clone()));
        }
        let number = |piece: &Piece| count_of(piece.row.ledger, piece.said("count")?);
        let counted: Vec<usize> =
            (0..pieces.len()).filter(|at| pieces[*at].is("meeting") && pieces[*at].has("count")).collect();
        let Some(first) = counted.first().copied() else {
            let stage = vocabulary.of(Set::Stage, own.ledger.key).find(|stage| stage.has_meetings());
            loose.stage = stage.map(|stage: &Term| stage.key.clone());
            if loose.stage.is_some() && !loose.says_only_a_day() && !loose.has("stage") {
                own.granted.push((Granted::AtFirst, loose.row.ledger.label));
            }
            pieces.insert(at, loose);
            return;
        };
        if let Some(all) = number(&loose) {
            let each = counted.iter().filter_map(|at| number(&pieces[*at]));
            if Amount::sum(each).ok().flatten().is_some_and(|sum| sum.value != all.value) {
                let columns = loose.columns.iter().find(|(key, _)| key == "count").map(|(_, at)| self.name(*at));
                own.troubles.push(refused!("meetings_differ" in "count": "会议总数与各环节的场次加起来不同",
                    "the number of meetings is not that of the stages together"; "核对这一行的场次", "check the numbers of the row")
                    .column(columns.as_deref().unwrap_or_default()));
            }
        }
        if counted.len() > 1 {
            let fields = loose.row.ledger.fields.iter().filter(|field| loose.has(field.key));
            own.granted.extend(fields.map(|field| (Granted::WithFirst, field.label)));
        }
        pieces[first].take(loose);
    }

    /// Whether a row has one of these at all. A day that was said of all rows tells nothing of one.
    fn is_said(&self, piece: &Piece) -> bool {
        let ledger = piece.row.ledger;
        let is_asked = |means: &Means| matches!(means, Means::Part(part) if part.ledger == ledger && matches!(part.means, Means::Happened));
        let own = piece.has("count") || ledger.fields.iter().any(|field| piece.has(field.key));
        if ledger.key != "stage" && self.column(is_asked).is_some() {
            return piece.happened || own;
        }
        let is_own = |(key, at): &(Cow<str>, usize)| key == "date" && *at < self.own;
        own || piece.columns.iter().any(is_own)
    }

    /// Dates what has no day of its own.
    fn date(&self, pieces: &mut [Piece], (row, own): (&GridRow, &mut Row), today: NaiveDate) {
        let own_day =
            own.members.iter().find(|(key, _)| key == "date").and_then(|(_, day)| read_day(day.as_str()?, today).ok());
        let Some(last) = pieces.iter().filter_map(|piece| piece.day(today)).chain(own_day).max() else { return };
        let until = row.words(self.column(|means| means.is("as of")));
        let until = read_day(&self.dated(until), today).ok().or_else(|| self.last_day()).map(|day| day.min(today));
        let open = until.filter(|day| *day >= last).map_or((last, Granted::InRow), |day| (day, Granted::OnLast(day)));
        let due = pieces.iter().any(|piece| piece.is("assignment") && piece.has("due"));
        if due && pieces.iter().any(|piece| piece.is("reply") && !piece.has("date")) {
            own.troubles.push(refused!("no_reply_day" in "date": "有办理期限，答复没有日子，看不出是不是按时",
                "it has a due date, and the reply no day: nobody can tell whether it was in time";
                "加一列“答复时间”；不看按时办复的，略去期限一列：--map 期限=-",
                "add a column 答复时间, or leave the due date out with --map 期限=-"));
        }
        let step = |piece: &Piece| STEPS.iter().position(|key| piece.is(key));
        let mut order: Vec<usize> = (0..pieces.len()).collect();
        order.sort_by_key(|at| step(&pieces[*at]));
        for at in order.into_iter().filter(|at| pieces[*at].day(today).is_none()).collect::<Vec<_>>() {
            if pieces[at].has("date") {
                continue;
            }
            let day_of = |is: &dyn Fn(&Piece) -> bool| {
                pieces.iter().filter(|piece| is(piece)).find_map(|piece| piece.day(today))
            };
            let piece = &pieces[at];
            let beside = match piece.row.ledger.key {
                "meeting" => day_of(&|other| other.is("stage") && other.stage == piece.stage),
                "assignment" => day_of(&|other| other.is("review")).or_else(|| day_of(&|other| step(other) > Some(1))),
                _ if step(piece).is_some() => day_of(&|other| step(other) > step(piece)),
                _ => None,
            };
            let with_record = own_day.filter(|_| own.ledger.procedure.events.is_empty());
            let (day, granted) = beside
                .map(|day| (day, Granted::AtStep))
                .or(with_record.map(|day| (day, Granted::WithRecord)))
                .unwrap_or(open);
            own.granted.push((granted, piece.row.ledger.label));
            pieces[at].row.is_undated = matches!(granted, Granted::OnLast(_));
            pieces[at].put("date", day.to_string());
        }
    }

    /// The last day that the table tells of: that of its titles, or of its only year.
    fn last_day(&self) -> Option<NaiveDate> {
        self.until.or_else(|| Some(Period::year(self.years.only()?).to))
    }

    /// The same, where rows are several records, and do not say it themselves.
    pub(super) fn last_day_of_parts(&self) -> Option<NaiveDate> {
        let is_part = |means: &Means| matches!(means, Means::Part(_) | Means::Status);
        let says_none = self.column(|means| means.is("as of")).is_none();
        self.column(is_part).filter(|_| says_none).and_then(|_| self.last_day())
    }
}

/// Reads a cell that says in words what became of a piece.
pub(super) fn fates(
    (words, at): (&str, usize),
    own: &Ledger,
    vocabulary: &Vocabulary,
    pieces: &mut Vec<Piece>,
) -> Result<()> {
    for (ledger, members) in said_of(words, own, vocabulary)? {
        let mut piece = Piece::new(ledger, None);
        piece.columns.extend(members.iter().map(|(key, _)| (Cow::Borrowed(*key), at)));
        piece.row.members = members.into_iter().map(|(key, said)| (key.into(), said.into())).collect();
        pieces.push(piece);
    }
    Ok(())
}

/// Whether words say that there is such a record. Of a matter nothing but 已解决 and the like says that it is solved.
fn has_happened(words: &str, ledger: &Ledger) -> Result<bool> {
    let bare = words.trim().trim_end_matches(['。', '.']);
    if let Ok(said) = flag(bare) {
        return Ok(said);
    }
    if ledger.key == "solution" {
        return match (SOLVED.contains(&bare), OPEN.contains(&bare)) {
            (true, _) => Ok(true),
            (_, true) => Ok(false),
            _ => Err(
                refused!("unclear_solution": "“{words}”看不出解决了没有", "“{words}” does not tell whether it is solved";
                "解决了的写 已解决 或 是，没有解决的写 推进中 或 否；别的话写在备注",
                "write 已解决 or yes where it is, 推进中 or no where it is not; anything else goes into the note"),
            ),
        };
    }
    let Text { zh, en } = ledger.label;
    let is_named = words.contains(zh) || matches!(bare, "重点" | "重点提案" | "优秀" | "优秀提案");
    if is_named {
        Ok(true)
    } else {
        flag(words).map_err(|error| {
            error.hint(message!("是{zh}的写 是，不是的写 否", "write yes where it is ({en}), no where it is not"))
        })
    }
}

/// A day that stands alone is that of all of its sort that have none.
fn share_days(pieces: &mut Vec<Piece>) {
    let mut at = 0;
    while at < pieces.len() {
        let loose = &pieces[at];
        let (ledger, day) = (loose.row.ledger, loose.said("date").map(str::to_owned));
        let is_for = |other: &Piece| other.row.ledger == ledger && !other.has("date");
        if ledger.key == "stage" || loose.happened || !loose.says_only_a_day() || !pieces.iter().any(is_for) {
            at += 1;
            continue;
        }
        let loose = pieces.remove(at);
        for other in pieces.iter_mut().filter(|other| other.row.ledger == ledger) {
            other.put("date", day.clone());
            other.columns.extend(loose.columns.iter().cloned());
        }
    }
}

/// What was judged was replied to, what was replied to was handed over, and that was filed: a list of what is handled seldom says so.
fn fill_steps(pieces: &mut Vec<Piece>, own: &mut Row) {
    let has = |pieces: &[Piece], key: &str| pieces.iter().any(|piece| piece.is(key));
    let Some(last) = STEPS.iter().rposition(|key| has(pieces, key)) else { return };
    for ledger in
        STEPS[..last].iter().filter(|key| !has(pieces, key)).filter_map(|key| Ledger::find(key)).collect::<Vec<_>>()
    {
        let implied = (ledger.key == "review").then_some(("outcome", "filed"));
        pieces.push(Piece { implied, ..Piece::new(ledger, None) });
        own.granted.push((Granted::Before, ledger.label));
    }
}
