//! The model of motions: what became of each by a day, and what the figures of all of them come to.

use std::collections::BTreeSet;

use chrono::NaiveDate;
use qjcppcc::amount::Bound;
use qjcppcc::period::Period;
use uuid::Uuid;

use super::figure::{View, counted, day_among, distinct, exactly, is_by_hand, plus, total};
use super::row::{Row, Sum};

#[derive(Clone, Copy, PartialEq)]
enum State<'a> {
    Open,
    Replied,
    Ended(&'a str),
}

/// What was recorded of one motion so far.
struct Life<'a> {
    state: State<'a>,
    filed: Option<NaiveDate>,
    /// When, and into which.
    merged: Option<(NaiveDate, Uuid)>,
    assigned: Option<NaiveDate>,
    /// The units of the last hand-over.
    leads: &'a [String],
    assists: &'a [String],
    separate: bool,
    due: Option<NaiveDate>,
    replies: Vec<&'a Row>,
    /// The day on which each of them counts.
    days: Vec<NaiveDate>,
    /// How many replies there were when it was last handled again.
    again: usize,
    replied: Option<NaiveDate>,
    result: Option<&'a str>,
    /// On the handling and on the result.
    grades: [Option<&'a str>; 2],
    key: Option<NaiveDate>,
    awarded: Option<NaiveDate>,
}

impl<'a> Life<'a> {
    fn of(motion: &Row, rows: &'a [Row], is_over: impl Fn(NaiveDate, &Row, &[&Row]) -> bool) -> Life<'a> {
        let mut own: Vec<&Row> = rows.iter().filter(|row| !row.void && row.of.first() == Some(&motion.id)).collect();
        let all = own.clone();
        own.sort_by_key(|row| order(row, &all));
        let mut life = Life {
            state: State::Open,
            filed: None,
            merged: None,
            assigned: None,
            leads: &[],
            assists: &[],
            separate: false,
            due: None,
            replies: Vec::new(),
            days: Vec::new(),
            again: 0,
            replied: None,
            result: None,
            grades: [None, None],
            key: None,
            awarded: None,
        };
        // What is known by its month goes on with the day up to which the motion has come.
        let mut day = NaiveDate::MIN;
        for row in own {
            day = day.max(row.date());
            if is_over(day, row, &all) {
                life.take(row, day);
            }
        }
        life
    }

    fn take(&mut self, row: &'a Row, on: NaiveDate) {
        let day = row.date();
        match row.ledger {
            "review" => {
                let outcome = row.word("outcome").expect("a review says what came of it");
                if matches!(outcome, "filed" | "merged") {
                    self.filed.get_or_insert(day);
                }
                if outcome == "merged" {
                    self.merged = Some((day, row.of[1]));
                }
                self.state = if outcome == "filed" { State::Open } else { State::Ended(outcome) };
            }
            "assignment" => {
                self.assigned.get_or_insert(day);
                (self.leads, self.assists) = (row.names("lead"), row.names("assist"));
                self.separate = row.fields.contains_key("separate");
                self.due = self.due.or(row.day("due"));
            }
            "reply" => {
                self.replies.push(row);
                self.days.push(on);
                if self.awaited().is_empty() {
                    self.replied.get_or_insert(on);
                    if self.state == State::Open {
                        self.state = State::Replied;
                    }
                }
                if self.replied.is_some() {
                    self.result = self.weakest().or(self.result);
                }
            }
            "feedback" => self.grades[usize::from(row.word("on") == Some("result"))] = row.word("grade"),
            "rehandling" => {
                self.again = self.replies.len();
                if self.state == State::Replied {
                    self.state = State::Open;
                }
            }
            "chasing" => drop(self.key.get_or_insert(day)),
            "commendation" => drop(self.awarded.get_or_insert(day)),
            other => panic!("the model does not know what {other} does to a motion"),
        }
    }

    fn awaited(&self) -> Vec<&'a str> {
        let new = &self.replies[self.again..];
        if self.separate {
            let silent = |unit: &&str| new.iter().all(|reply| reply.word("unit") != Some(unit));
            return self.leads.iter().map(String::as_str).filter(silent).collect();
        }
        if new.is_empty() { vec!["somebody"] } else { Vec::new() }
    }

    /// A, B, C are in order.
    fn weakest(&self) -> Option<&'a str> {
        if self.separate {
            self.leads.iter().filter_map(|unit| last_result(self.of_unit(unit, true))).max()
        } else {
            last_result(self.replies.iter().copied())
        }
    }

    /// Its replies; one that names no unit is that of everybody unless each answers by itself.
    fn of_unit(&self, unit: &str, separate: bool) -> impl DoubleEndedIterator<Item = &'a Row> {
        let is_own = move |reply: &&Row| reply.word("unit").map_or(!separate, |name| name == unit);
        self.replies.iter().copied().filter(is_own)
    }

    fn has_met(&self) -> bool {
        self.replies.iter().any(|reply| matches!(reply.word("contact"), Some("visit" | "meeting")))
    }
}

fn last_result<'a>(replies: impl DoubleEndedIterator<Item = &'a Row>) -> Option<&'a str> {
    replies.rev().find_map(|reply| reply.word("result"))
}

/// What puts the records of one motion in order.
fn order(row: &Row, all: &[&Row]) -> ((NaiveDate, i8), bool, usize, i64) {
    let of_course = ["review", "assignment", "reply", "feedback", "rehandling"];
    let rank = |row: &Row| of_course.iter().position(|ledger| *ledger == row.ledger);
    let movers: Vec<&Row> = all.iter().copied().filter(|row| rank(row).is_some()).collect();
    let day = if rank(row).is_some() { day_among(row, &movers, rank) } else { (row.date(), 0) };
    (day, is_by_hand(row), rank(row).unwrap_or(of_course.len()), row.no)
}

/// All motions that a view sees, in a period.
struct Motions<'v, 'a> {
    view: &'v View<'a>,
    period: &'v Period,
}

pub fn figure(view: &View, rest: &str, period: &Period) -> Option<Sum> {
    let motions = Motions { view, period };
    let received = |which: &dyn Fn(&Row) -> bool| counted(view.dated("motion", period).filter(|row| which(row)));
    let (first, sort) = rest.split_once('.').map_or((rest, None), |(first, sort)| (first, Some(sort)));
    match (first, sort) {
        ("received", None) => received(&|_| true),
        ("received", Some("filed")) => {
            let filed = motions.single().filter(|motion| {
                motions.is_in(motion.date()) && motions.whole(motion).filed.is_some_and(|day| day <= period.to)
            });
            plus(exactly(filed.count()), motions.done("review", |row| row.word("outcome") == Some("filed")))
        }
        ("individual" | "joint" | "collective", None) => received(&|row| row.word("form") == Some(rest)),
        ("between", None) => received(&|row| row.fields.contains_key("between")),
        ("session", None) => received(&|row| !row.fields.contains_key("between") && row.fields.contains_key("session")),
        ("proposers", None) => {
            let named = motions.named().map(|row| (row.names("proposer").len().try_into().expect("few"), Bound::Exact));
            let by_persons = view.dated("motion", period).filter(|row| row.word("form") != Some("collective"));
            plus(total(named), total(by_persons.filter_map(|row| row.number("proposers"))))
        }
        ("people", None) => distinct(motions.named().flat_map(|row| row.names("proposer"))),
        ("members", None) => motions.members(),
        ("filed", _) => {
            let filed = motions.on_day(sort, |life| life.filed);
            plus(filed, motions.totals("review", |row| row.word("outcome") == Some("filed") && is_of(row, sort)))
        }
        ("assigned", _) => {
            plus(motions.on_day(sort, |life| life.assigned), motions.totals("assignment", |row| is_of(row, sort)))
        }
        ("merged" | "groups" | "away", None) => motions.merged(rest),
        ("rejected" | "opinion" | "info" | "withdrawn", None) => {
            let so = |row: &Row| row.ledger == "review" && row.word("outcome") == Some(rest);
            let single = motions.single().filter(|motion| {
                let of_it = view.rows.iter().filter(|row| !row.void && row.of.first() == Some(&motion.id) && so(row));
                of_it.map(Row::date).max().is_some_and(|day| motions.is_in(day))
            });
            plus(exactly(single.count()), motions.totals("review", so))
        }
        ("key", None) => plus(motions.on_day(None, |life| life.key), motions.totals("chasing", |_| true)),
        ("awarded", None) => plus(motions.on_day(None, |life| life.awarded), motions.totals("commendation", |_| true)),
        ("units", None) => {
            let single = motions.assigned().flat_map(|(whole, _)| whole.leads);
            let totals = view.dated("assignment", period).filter(|row| row.of.is_empty());
            distinct(single.chain(totals.flat_map(|row| row.names("lead"))))
        }
        ("replies", None) => counted(view.dated("reply", period)),
        ("unit", Some(what)) => motions.by_unit(what, None),
        _ => motions.cohort(first, sort),
    }
}

/// What a figure by unit comes to for one of them.
pub fn of_unit(view: &View, what: &str, unit: &str, period: &Period) -> Option<Sum> {
    Motions { view, period }.by_unit(what, Some(unit))
}

/// Whether a motion, or a number of them, is of a form or topic.
fn is_of(row: &Row, sort: Option<&str>) -> bool {
    sort.is_none() || row.word("form") == sort || row.word("kind") == sort
}

/// What a grade of the result or the handling counts as, by the last part of a figure's key.
fn is_grade(grade: Option<&str>, asked: Option<&str>) -> bool {
    match asked {
        None => grade.is_some(),
        Some("content") => matches!(grade, Some("satisfied" | "basically")),
        Some(asked) => grade == Some(asked.trim_start_matches("grade.")),
    }
}

impl<'a> Motions<'_, 'a> {
    fn is_in(&self, day: NaiveDate) -> bool {
        (self.period.from..=self.period.to).contains(&day)
    }

    /// Those that stand for themselves, whenever they were received.
    fn single(&self) -> impl Iterator<Item = &'a Row> {
        let view = self.view;
        view.rows
            .iter()
            .filter(|row| row.ledger == "motion" && !row.void && row.count() == (1, Bound::Exact))
            .filter(move |row| view.town.is_none_or(|town| town == row.word("town")))
    }

    fn whole(&self, motion: &Row) -> Life<'a> {
        Life::of(motion, self.view.rows, |_, _, _| true)
    }

    fn by_now(&self, motion: &Row) -> Life<'a> {
        Life::of(motion, self.view.rows, |day, _, _| day <= self.period.to)
    }

    /// Those handed over in the period: all that is known of each, and what was by its end.
    fn assigned(&self) -> impl Iterator<Item = (Life<'a>, Life<'a>)> {
        let lives = self.single().map(|motion| (self.whole(motion), self.by_now(motion)));
        lives.filter(|(whole, _)| whole.assigned.is_some_and(|day| self.is_in(day)))
    }

    fn on_day(&self, sort: Option<&str>, day: impl Fn(&Life) -> Option<NaiveDate>) -> Option<Sum> {
        let of_sort = self.single().filter(|motion| is_of(motion, sort));
        exactly(of_sort.filter(|motion| day(&self.whole(motion)).is_some_and(|day| self.is_in(day))).count())
    }

    /// What is known only as a number.
    fn totals(&self, ledger: &str, which: impl Fn(&Row) -> bool) -> Option<Sum> {
        counted(self.view.dated(ledger, self.period).filter(|row| row.of.is_empty() && which(row)))
    }

    /// The same of what was done to those handed over, where nought is nothing done.
    fn done(&self, ledger: &str, which: impl Fn(&Row) -> bool) -> Option<Sum> {
        self.totals(ledger, |row| row.count().0 != 0 && which(row))
    }

    fn named(&self) -> impl Iterator<Item = &'a Row> {
        let dated = self.view.dated("motion", self.period);
        dated.filter(|row| row.word("form") != Some("collective") && !row.names("proposer").is_empty())
    }

    /// Those on the roster at the end whom exactly one name means: 张三, or 张三（农业界） where several are called so.
    fn members(&self) -> Option<Sum> {
        let members = self.view.rows.iter().filter(|row| row.ledger == "member" && !row.void);
        let of_kind = members.filter(|row| row.word("kind") == Some("member"));
        let come: Vec<&Row> = of_kind.filter(|row| row.date() <= self.period.to).collect();
        let names: BTreeSet<&String> = self.named().flat_map(|row| row.names("proposer")).collect();
        let meant = |name: &&String| {
            let (bare, sector) = name
                .trim_end_matches('）')
                .split_once('（')
                .map_or((name.as_str(), None), |(bare, sector)| (bare, Some(sector)));
            let stay = come.iter().filter(|row| row.day("until").is_none_or(|until| until >= self.period.to));
            let called = stay.filter(|row| row.word("title") == Some(bare));
            let found: Vec<Uuid> =
                called.filter(|row| sector.is_none() || row.word("sector") == sector).map(|row| row.id).collect();
            if let [one] = found[..] { Some(one) } else { None }
        };
        let found: BTreeSet<Uuid> = names.iter().filter_map(meant).collect();
        let is_known = !come.is_empty() && !names.is_empty();
        is_known.then_some((found.len().try_into().expect("few"), Bound::Exact))
    }

    fn merged(&self, what: &str) -> Option<Sum> {
        let merges: Vec<(Uuid, Uuid)> = self
            .single()
            .filter_map(|motion| {
                let (day, into) = self.whole(motion).merged?;
                self.is_in(day).then_some((motion.id, into))
            })
            .collect();
        let totals = self.view.dated("review", self.period).filter(|row| row.of.is_empty());
        let totals: Vec<(Sum, Sum)> = totals.filter_map(|row| Some((row.count(), row.number("groups")?))).collect();
        let totals = totals.into_iter();
        match what {
            "merged" => plus(
                distinct(merges.iter().flat_map(|(away, into)| [away, into])),
                total(totals.map(|(count, _)| count)),
            ),
            "groups" => plus(distinct(merges.iter().map(|(_, into)| into)), total(totals.map(|(_, groups)| groups))),
            _ => {
                let away = totals.map(|((count, bound), (groups, _))| (count - groups, bound));
                plus(exactly(merges.len()), total(away))
            }
        }
    }

    /// Of those handed over in the period, what became of them by its end.
    fn cohort(&self, first: &str, sort: Option<&str>) -> Option<Sum> {
        let question = usize::from(first == "outcome");
        let asked = if matches!(first, "satisfied" | "content") { Some(first) } else { sort };
        let is_so = |whole: &Life, now: &Life| match first {
            "replied" => now.replied.is_some(),
            "ontime" => now.replied.is_some_and(|day| whole.due.is_some_and(|due| day <= due)),
            "visited" => now.replied.is_some() && now.has_met(),
            "result" => now.result == sort,
            "feedback" | "satisfied" | "content" | "grade" | "outcome" => is_grade(now.grades[question], asked),
            _ => panic!("the model does not know the figure motion.{first}"),
        };
        let single = exactly(self.assigned().filter(|(whole, now)| is_so(whole, now)).count());
        let in_totals = match first {
            "replied" => self.done("reply", |_| true),
            "ontime" => {
                let dated = self.view.dated("reply", self.period).filter(|row| row.of.is_empty());
                total(dated.filter_map(|row| row.number("ontime")).filter(|(value, _)| *value != 0))
            }
            "visited" => self.done("reply", |row| matches!(row.word("contact"), Some("visit" | "meeting"))),
            "result" => self.done("reply", |row| row.word("result") == sort),
            _ => self.done("feedback", |row| {
                usize::from(row.word("on") == Some("result")) == question && is_grade(row.word("grade"), asked)
            }),
        };
        plus(single, in_totals)
    }

    /// A motion counts for each of its units, or for the one that is asked for.
    fn by_unit(&self, what: &str, asked: Option<&str>) -> Option<Sum> {
        let is_meant = |unit: &&String| asked.is_none_or(|asked| asked == unit.as_str());
        let of_one = |whole: &Life, now: &Life| {
            let is_so = |unit: &&String| {
                let mut replies = now.of_unit(unit, whole.separate);
                match what.strip_prefix("result.") {
                    Some(result) => last_result(replies) == Some(result),
                    None if what == "replied" => replies.next().is_some(),
                    None if what == "ontime" => {
                        let first =
                            replies.next().and_then(|first| now.replies.iter().position(|one| one.id == first.id));
                        first.is_some_and(|at| whole.due.is_some_and(|due| now.days[at] <= due))
                    }
                    None if what == "satisfied" => now.grades[0] == Some("satisfied"),
                    None => true,
                }
            };
            let units = if what == "assist" { whole.assists } else { whole.leads };
            units.iter().filter(is_meant).filter(is_so).count()
        };
        let single = exactly(self.assigned().map(|(whole, now)| of_one(&whole, &now)).sum());
        if !matches!(what, "lead" | "assist") {
            return single;
        }
        let totals = self.view.dated("assignment", self.period).filter(|row| row.of.is_empty() && row.count().0 != 0);
        let each = totals.flat_map(|row| row.names(what).iter().filter(is_meant).map(|_| row.count()));
        plus(single, total(each))
    }
}

/// What looks wrong.
pub fn doubts(view: &View, rest: &str, period: &Period) -> Option<Sum> {
    match rest {
        "results" => exactly(view.dated("reply", period).filter(|row| row.word("result").is_none()).count()),
        "overdue" => {
            let motions = Motions { view, period };
            let lives = motions.single().map(|motion| (motions.whole(motion), ended(motion, view)));
            let over = |(life, ended): &(Life, Option<NaiveDate>)| {
                let until = life.replied.into_iter().chain(*ended).min();
                life.due.filter(|due| *due < period.to && until.is_none_or(|until| until > *due)).map(|_| until)
            };
            let ever: Vec<Option<NaiveDate>> = lives.filter_map(|life| over(&life)).collect();
            let still = ever.iter().filter(|until| until.is_none_or(|until| until > period.to)).count();
            (!ever.is_empty()).then_some((still.try_into().expect("few"), Bound::Exact))
        }
        _ => {
            let ledgers = ["review", "assignment", "reply", "feedback", "rehandling", "chasing", "commendation"];
            let dated = ledgers.into_iter().flat_map(|ledger| view.dated(ledger, period));
            exactly(dated.filter(|row| doubt(view, row) == Some(rest)).count())
        }
    }
}

/// When a review ended it.
fn ended(motion: &Row, view: &View) -> Option<NaiveDate> {
    let own = view.rows.iter().filter(|row| row.ledger == "review" && !row.void && row.of.first() == Some(&motion.id));
    own.filter(|row| row.word("outcome") != Some("filed")).map(Row::date).min()
}

/// Which rule a record of a motion breaks, as the motion stood before it.
pub fn doubt(view: &View, row: &Row) -> Option<&'static str> {
    let motion = view.rows.iter().find(|motion| Some(&motion.id) == row.of.first() && !motion.void)?;
    if motion.ledger != "motion" {
        return None;
    }
    let before = Life::of(motion, view.rows, |_, other, all| order(other, all) < order(row, all));
    let is_lump = motion.count() != (1, Bound::Exact);
    if is_lump || row.last_day() < motion.date() || matches!(before.state, State::Ended(_)) {
        return Some(if before.state == State::Ended("merged") { "merged" } else { "course" });
    }
    let outcome = row.word("outcome");
    let unit = row.word("unit");
    match row.ledger {
        "review" => {
            let is_again = before.filed.is_some() && !matches!(outcome, Some("merged" | "withdrawn"));
            let is_wrong = outcome == Some("merged") && (before.assigned.is_some() || breaks_a_group(view, row));
            (is_again || is_wrong).then_some("course")
        }
        "assignment" => (before.filed.is_none() || before.assigned.is_some()).then_some("course"),
        "reply" if before.assigned.is_none() => Some("handover"),
        "reply" => {
            let is_lead = |unit: &str| before.leads.is_empty() || before.leads.iter().any(|lead| lead == unit);
            let awaited = before.awaited();
            let may = match unit {
                Some(unit) if before.separate => awaited.contains(&unit),
                Some(unit) => is_lead(unit) && !awaited.is_empty(),
                None => !before.separate && !awaited.is_empty(),
            };
            (!may).then_some("course")
        }
        "feedback" => before.replies.is_empty().then_some("reply"),
        "rehandling" => (before.state != State::Replied).then_some("reply"),
        _ => None,
    }
}

/// The one that goes is none into which another was merged, and the one that stays was not ended by a review.
fn breaks_a_group(view: &View, row: &Row) -> bool {
    let reviews = || view.rows.iter().filter(|other| other.ledger == "review" && !other.void && other.id != row.id);
    let is_live = |id: Uuid| view.rows.iter().any(|motion| motion.id == id && !motion.void);
    let (away, stays) = (row.of[0], row.of[1]);
    reviews().any(|other| other.of.get(1) == Some(&away))
        || (is_live(stays)
            && reviews().any(|other| other.of.first() == Some(&stays) && other.word("outcome") != Some("filed")))
}
