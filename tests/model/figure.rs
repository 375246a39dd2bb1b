//! The model: what the rows come to, every figure counted slowly, by its definition.

use std::collections::BTreeSet;

use chrono::NaiveDate;
use qjcppcc::amount::Bound;
use qjcppcc::period::Period;

use super::motion;
use super::office::{ROLES, STAGES};
use super::row::{Row, Sum};

#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Fate {
    Open,
    Solved,
    Ended,
}

pub struct Standing {
    pub stage: usize,
    pub fate: Fate,
    pub last: NaiveDate,
}

/// All rows, seen as a whole or from one town (`Some(None)`: the district itself).
pub struct View<'a> {
    pub rows: &'a [Row],
    #[expect(clippy::option_option, reason = "any town, the district itself, or one town")]
    pub town: Option<Option<&'a str>>,
}

impl<'a> View<'a> {
    fn parents(&self, row: &'a Row) -> impl Iterator<Item = &'a Row> {
        let rows = self.rows;
        row.of.iter().map(move |id| rows.iter().find(|parent| parent.id == *id).expect("a parent is recorded"))
    }

    fn is_live(&self, row: &'a Row) -> bool {
        !row.void && (row.of.is_empty() || self.parents(row).any(|parent| !parent.void))
    }

    fn live(&self, ledger: &str) -> impl Iterator<Item = &'a Row> {
        self.rows.iter().filter(move |row| row.ledger == ledger && self.is_live(row))
    }

    pub fn dated(&self, ledger: &str, period: &Period) -> impl Iterator<Item = &'a Row> {
        self.live(ledger).filter(move |row| self.sees(row, period))
    }

    /// Whether a live row counts in the period, in the town that is looked at.
    fn sees(&self, row: &'a Row, period: &Period) -> bool {
        (period.from..=period.to).contains(&row.date()) && self.town.is_none_or(|town| town == self.town_of(row))
    }

    /// Its own town, else that of the first live record it hangs on.
    fn town_of(&self, row: &'a Row) -> Option<&'a str> {
        row.word("town").or_else(|| self.parents(row).find(|parent| !parent.void)?.word("town"))
    }

    pub fn figure(&self, key: &str, period: &Period) -> Option<Sum> {
        let (ledger, rest) = key.split_once('.').expect("a key has two parts");
        match (ledger, rest) {
            ("study" | "consult" | "liaison", "turns") => self.summed(ledger, "turns", period),
            (
                "consult",
                "opinions" | "findings" | "measures" | "members" | "leaders" | "officials" | "public" | "experts",
            ) => self.summed("consult", rest, period),
            ("consult", "total") => {
                let plan = ["consultation", "briefing", "inspection", "survey"];
                counted(
                    self.dated("consult", period)
                        .filter(|row| row.word("kind").is_some_and(|kind| plan.contains(&kind))),
                )
            }
            ("submission" | "advice" | "media" | "volunteer" | "aid", "count") => counted(self.dated(ledger, period)),
            ("info", "count") => self.of_kind("info", "piece", period),
            ("advice" | "info", "endorsed") => plus(
                self.pieces(ledger, "endorsement", period, |_| true),
                self.totals("endorsement", period, |row| row.word("piece") == Some(ledger)),
            ),
            ("advice", "endorsements") => {
                let of_advice = |row: &&Row| self.parents(row).any(|parent| parent.ledger == "advice" && !parent.void);
                plus(
                    exactly(self.dated("endorsement", period).filter(of_advice).count()),
                    self.totals("endorsement", period, |row| row.word("piece") == Some("advice")),
                )
            }
            ("info", "district" | "city" | "nation") => {
                let at = |row: &Row| row.word("level") == Some(rest);
                plus(self.pieces("info", "adoption", period, at), self.totals("adoption", period, at))
            }
            ("info", "forwarded") => {
                plus(self.pieces("info", "forwarding", period, |_| true), self.totals("forwarding", period, |_| true))
            }
            ("volunteer", _) => self.service(rest, period),
            ("aid", "firms") => {
                let named = self.dated("aid", period).filter_map(|row| row.word("firm"));
                plus(distinct(named), self.summed("aid", "firms", period))
            }
            ("aid", "loans") => self.summed("aid", "loan", period),
            ("case", _) => self.of_cases(rest, period),
            ("motion", _) => motion::figure(self, rest, period),
            ("warn", _) => match rest.strip_prefix("motion.") {
                Some(rest) => motion::doubts(self, rest, period),
                None => self.doubts(rest, period),
            },
            ("liaison", "places" | "partners") => {
                let of_outings = rest == "places";
                let dated = self.dated("liaison", period);
                let met: Vec<&Row> = dated.filter(|row| (row.word("kind") == Some("outing")) == of_outings).collect();
                let named = distinct(met.iter().flat_map(|row| row.names("partner")));
                plus(named, total(met.iter().filter_map(|row| row.number("places"))))
            }
            ("media", "outlets") => distinct(self.dated("media", period).flat_map(|row| row.names("outlets"))),
            ("member", kind) => self.roster("member", |row| row.word("kind") == Some(kind), period),
            ("station", "count") => self.roster("station", |_| true, period),
            ("station", "towns") => self.towns_with_a_station(period),
            ("station", kind) => self.roster("station", |row| row.word("kind") == Some(kind), period),
            ("activity", "count") => counted(self.dated("activity", period)),
            ("activity", "turns") => self.summed("activity", "turns", period),
            ("activity", kind) => {
                let (kind, is_money) = kind.strip_suffix(".money").map_or((kind, false), |kind| (kind, true));
                let of_kind = self.dated("activity", period).filter(|row| row.word("kind") == Some(kind));
                let said = |row: &Row| row.number("things").unwrap_or_else(|| row.count());
                total(of_kind.filter_map(|row| if is_money { row.number("money") } else { Some(said(row)) }))
            }
            ("platform", "count") => {
                let worked = self.live_at_work(period).filter_map(|row| self.platform_of(row));
                distinct(worked)
            }
            ("platform", rest) => {
                let (platform, what) = rest.rsplit_once('.').expect("a platform and what it did");
                self.on_platform(platform, what, period)
            }
            ("study" | "consult" | "advice" | "info" | "liaison" | "media", kind) => self.of_kind(ledger, kind, period),
            _ => panic!("the model does not know the figure {key}"),
        }
    }

    fn of_kind(&self, ledger: &str, kind: &str, period: &Period) -> Option<Sum> {
        counted(self.dated(ledger, period).filter(|row| row.word("kind") == Some(kind)))
    }

    fn summed(&self, ledger: &str, field: &str, period: &Period) -> Option<Sum> {
        total(self.dated(ledger, period).filter_map(|row| row.number(field)))
    }

    /// How many live records of a ledger have a live child dated in the period.
    fn pieces(&self, ledger: &str, child: &str, period: &Period, which: impl Fn(&Row) -> bool) -> Option<Sum> {
        let children = self.dated(child, period).filter(|row| which(row));
        let touched = children.flat_map(|row| self.parents(row));
        distinct(touched.filter(|piece| piece.ledger == ledger && !piece.void).map(|piece| piece.id))
    }

    /// What is known only as a number, and hangs on nothing.
    fn totals(&self, ledger: &str, period: &Period, which: impl Fn(&Row) -> bool) -> Option<Sum> {
        counted(self.dated(ledger, period).filter(|row| row.of.is_empty() && which(row)))
    }

    fn service(&self, rest: &str, period: &Period) -> Option<Sum> {
        let (kinds, measure): (&[&str], &str) = match rest.split_once('.') {
            None => (&["epidemic", "village", "forest", "drought", "couplets", "charity", "other"], rest),
            Some(("epidemic", measure)) => (&["epidemic"], measure),
            Some(("community", measure)) => (&["village", "forest", "drought", "couplets", "charity"], measure),
            Some((scope, _)) => panic!("the model does not know the scope {scope}"),
        };
        let within =
            self.dated("volunteer", period).filter(|row| row.word("kind").is_some_and(|kind| kinds.contains(&kind)));
        // The persons of an event that names no turns are its turns.
        let instead = if measure == "turns" { "persons" } else { measure };
        total(within.filter_map(|row| row.number(measure).or_else(|| row.number(instead))))
    }

    fn of_cases(&self, rest: &str, period: &Period) -> Option<Sum> {
        match rest {
            "count" => counted(self.dated("case", period)),
            "open" => {
                let begun: Vec<&Row> = self.live("case").filter(|case| case.date() <= period.to).collect();
                let open = begun.iter().filter(|case| self.stands(case, period.to).fate == Fate::Open).count();
                (!begun.is_empty()).then_some((whole(open), Bound::Exact))
            }
            "solved" => plus(exactly(self.solved(period).count()), self.totals("solution", period, |_| true)),
            "carried" => exactly(self.solved(period).filter(|case| case.date() < period.from).count()),
            "filed" => exactly(self.filed(period).count()),
            "filed.solved" => exactly(
                self.filed(period)
                    .filter(|case| self.solution(case).is_some_and(|solution| solution.date() <= period.to))
                    .count(),
            ),
            "rejected" | "merged" | "returned" => {
                exactly(self.dated("outcome", period).filter(|row| row.word("outcome") == Some(rest)).count())
            }
            "met" => self.pieces("case", "meeting", period, |_| true),
            "households" => self.summed("benefit", "households", period),
            "funds" => self.summed("fund", "amount", period),
            "benefited" => self.summed("benefit", "amount", period),
            "meetings" => counted(self.dated("meeting", period)),
            "turns" | "members" | "opinions" | "adopted" | "leaders" | "officials" | "public" | "experts" => {
                self.summed("meeting", rest, period)
            }
            stage => counted(self.dated("meeting", period).filter(|row| row.word("stage") == Some(stage))),
        }
    }

    /// What looks wrong; the rows of this model have neither evidence nor sources.
    fn doubts(&self, rest: &str, period: &Period) -> Option<Sum> {
        let beyond = |ledger: &str, parts: &[&str], whole: &str| {
            exactly(self.dated(ledger, period).filter(|row| surpasses(row, parts, whole)).count())
        };
        match rest {
            "members" => beyond("meeting", &ROLES, "turns"),
            "roles" => beyond("consult", &ROLES, "turns"),
            "adopted" => beyond("meeting", &["adopted"], "opinions"),
            "early" => {
                let early = |row: &&Row| self.parents(row).any(|case| !case.void && row.last_day() < case.date());
                exactly(self.dated("meeting", period).filter(early).count())
            }
            "evidence" => exactly(self.solved(period).count()),
            "meeting" => {
                let met = |case: &Row| self.live("meeting").any(|meeting| meeting.of.contains(&case.id));
                exactly(self.solved(period).filter(|case| !met(case)).count())
            }
            "course" => {
                let of_course = ["stage", "meeting", "fund", "benefit", "solution", "outcome"];
                let dated = of_course.into_iter().flat_map(|ledger| self.dated(ledger, period));
                exactly(dated.filter(|row| self.is_against_the_course(row)).count())
            }
            "level" => exactly(self.dated("media", period).filter(|row| is_of_another_level(row)).count()),
            "source" => exactly(self.dated("fund", period).chain(self.dated("benefit", period)).count()),
            "duplicate" => {
                let open =
                    |pair: &&Row| !pair.void && pair.ledger == "duplicate" && pair.word("settled") != Some("different");
                let pairs = self.rows.iter().filter(open).filter(|pair| self.parents(pair).all(|one| !one.void));
                let day = |pair: &Row| self.parents(pair).last().map(Row::date);
                let counted =
                    pairs.filter(|pair| day(pair).is_some_and(|day| (period.from..=period.to).contains(&day)));
                distinct(counted.map(|pair| pair.of.clone()))
            }
            _ => panic!("the model does not know the doubt {rest}"),
        }
    }

    fn filed(&self, period: &Period) -> impl Iterator<Item = &'a Row> {
        let filed_on = |case: &Row| {
            let days = self.events(case).into_iter().map(|(day, _)| day).collect::<BTreeSet<_>>();
            days.into_iter().find(|day| self.stands(case, *day).stage > 0).map(|day| day.max(case.date()))
        };
        let here = |case: &&Row| self.town.is_none_or(|town| town == self.town_of(case));
        self.live("case")
            .filter(here)
            .filter(move |case| filed_on(case).is_some_and(|day| (period.from..=period.to).contains(&day)))
    }

    /// What moves a case, in order, each with the day up to which the case has come with it.
    fn events(&self, case: &Row) -> Vec<(NaiveDate, &'a Row)> {
        let of_course = ["stage", "solution", "outcome", "reopening"];
        let mut events: Vec<&Row> = of_course
            .into_iter()
            .flat_map(|ledger| self.live(ledger))
            .filter(|row| row.of.contains(&case.id))
            .collect();
        let all = events.clone();
        events.sort_by_key(|row| order(row, &all));
        let reached = |last: &mut NaiveDate, row: &'a Row| {
            *last = row.date().max(*last);
            Some((*last, row))
        };
        events.into_iter().scan(NaiveDate::MIN, reached).collect()
    }

    /// Whether a live row breaks a rule of one of its cases, as it stood before the row.
    pub fn is_against_the_course(&self, row: &'a Row) -> bool {
        self.parents(row).filter(|case| case.ledger == "case" && !case.void).any(|case| {
            let is_money = matches!(row.ledger, "fund" | "benefit");
            // A table knows no order within a day: a meeting is before what ends the case, money is after it.
            let all: Vec<&Row> = self.events(case).into_iter().map(|(_, event)| event).collect();
            let before = self.stands_after(case, |_, event| match row.ledger {
                "fund" | "benefit" => order(event, &all).0 <= (row.date(), 0),
                "meeting" => (order(event, &all).0, is_by_hand(event)) < ((row.date(), 0), is_by_hand(row)),
                _ => order(event, &all) < order(row, &all),
            });
            let last_outcome = all.iter().rfind(|event| event.ledger == "outcome");
            let rejected = self.stands(case, NaiveDate::MAX).fate == Fate::Ended
                && last_outcome.is_some_and(|row| row.word("outcome") == Some("rejected"));
            let passed = place(row).is_some_and(|stage| stage < before.stage);
            let again = matches!(row.ledger, "solution" | "outcome") && before.fate == Fate::Solved;
            (row.ledger != "reopening" && before.fate == Fate::Ended)
                || (is_money && rejected)
                || (row.ledger == "stage" && passed)
                || (row.ledger == "solution" && row.last_day() < case.date())
                || again
        })
    }

    /// Whether a row is there and counts.
    pub fn counts(&self, row: &'a Row) -> bool {
        self.is_live(row)
    }

    /// Where a case stands on a day.
    pub fn stands(&self, case: &Row, day: NaiveDate) -> Standing {
        self.stands_after(case, |on, _| on <= day)
    }

    fn stands_after(&self, case: &Row, is_over: impl Fn(NaiveDate, &Row) -> bool) -> Standing {
        let mut standing = Standing { stage: 0, fate: Fate::Open, last: case.date() };
        for (_, event) in self.events(case).into_iter().filter(|(day, event)| is_over(*day, event)) {
            let named = event.word("stage").and_then(|key| STAGES.iter().position(|stage| *stage == key));
            match event.ledger {
                "stage" => standing.stage = standing.stage.max(named.unwrap_or(0)),
                "solution" if standing.fate == Fate::Open => standing.fate = Fate::Solved,
                "outcome" => standing.fate = Fate::Ended,
                "reopening" => {
                    standing.stage = named.unwrap_or(standing.stage);
                    standing.fate = Fate::Open;
                }
                _ => {}
            }
            standing.last = standing.last.max(event.date());
        }
        standing
    }

    /// The first live solution of a case, by date, then by number.
    fn solution(&self, case: &Row) -> Option<&'a Row> {
        self.live("solution").filter(|row| row.of.contains(&case.id)).min_by_key(|row| (row.date(), row.no))
    }

    fn solved(&self, period: &Period) -> impl Iterator<Item = &'a Row> {
        self.live("case").filter(move |case| self.solution(case).is_some_and(|solution| self.sees(solution, period)))
    }

    fn roster(&self, ledger: &str, which: impl Fn(&Row) -> bool, period: &Period) -> Option<Sum> {
        let ever: Vec<&Row> = self.live(ledger).filter(|row| which(row) && row.date() <= period.to).collect();
        let staying = ever.iter().filter(|row| row.day("until").is_none_or(|until| until >= period.to));
        let none_left = (!ever.is_empty()).then_some((0, Bound::Exact));
        total(staying.map(|row| row.count())).or(none_left)
    }

    fn towns_with_a_station(&self, period: &Period) -> Option<Sum> {
        let ever: Vec<&Row> =
            self.live("station").filter(|row| row.word("town").is_some() && row.date() <= period.to).collect();
        let standing = ever.iter().filter(|row| row.day("until").is_none_or(|until| until >= period.to));
        let none_left = (!ever.is_empty()).then_some((0, Bound::Exact));
        distinct(standing.filter_map(|row| row.word("town"))).or(none_left)
    }

    /// Its own platform, else that of the first live record it hangs on.
    fn platform_of(&self, row: &'a Row) -> Option<&'a str> {
        row.word("platform").or_else(|| self.parents(row).find(|parent| !parent.void)?.word("platform"))
    }

    fn held(&self, period: &Period) -> impl Iterator<Item = &'a Row> {
        let ledgers = ["study", "consult", "liaison", "volunteer", "aid", "activity", "meeting"];
        ledgers.into_iter().flat_map(|ledger| self.dated(ledger, period)).collect::<Vec<_>>().into_iter()
    }

    fn results(&self, period: &Period) -> impl Iterator<Item = &'a Row> {
        let pieces = self.dated("info", period).filter(|row| row.word("kind") == Some("piece"));
        let solutions = self.solved(period).filter_map(|case| self.solution(case));
        let totals = self.dated("solution", period).filter(|row| row.of.is_empty());
        self.dated("advice", period).chain(pieces).chain(solutions).chain(totals).collect::<Vec<_>>().into_iter()
    }

    /// What makes a platform one that is in use: what it held, took up and brought about.
    fn live_at_work(&self, period: &Period) -> impl Iterator<Item = &'a Row> {
        self.held(period).chain(self.dated("case", period).collect::<Vec<_>>()).chain(self.results(period))
    }

    fn on_platform(&self, platform: &str, what: &str, period: &Period) -> Option<Sum> {
        let here = |row: &&'a Row| self.platform_of(row) == Some(platform);
        match what {
            "events" => counted(self.held(period).filter(here)),
            "matters" => counted(self.dated("case", period).filter(here)),
            "results" => counted(self.results(period).filter(here)),
            "turns" => total(self.held(period).filter(here).filter_map(|row| {
                let persons = row.number("persons").filter(|_| row.ledger == "volunteer");
                row.number("turns").or(persons)
            })),
            _ => panic!("the model does not know what {platform} {what} are"),
        }
    }
}

pub fn is_by_hand(row: &Row) -> bool {
    row.id.get_version_num() == 7
}

fn place(row: &Row) -> Option<usize> {
    row.word("stage").and_then(|key| STAGES.iter().position(|stage| *stage == key))
}

/// What puts the events of a case in order.
fn order(row: &Row, all: &[&Row]) -> ((NaiveDate, i8), bool, Option<usize>, Option<usize>, i64) {
    let turn = |row: &Row| {
        let rank = ["stage", "solution", "outcome", "reopening"].iter().position(|ledger| *ledger == row.ledger);
        (rank, place(row))
    };
    let (rank, stage) = turn(row);
    let day = if rank.is_some() { day_among(row, all, turn) } else { (row.date(), 0) };
    (day, is_by_hand(row), rank, stage, row.no)
}

/// Where an event of a course stands that is known only by its month: just before the first one of a day in that month that follows it in
/// a course, or else behind all of the month.
pub fn day_among<T: Ord>(row: &Row, all: &[&Row], turn: impl Fn(&Row) -> T) -> (NaiveDate, i8) {
    if !row.is_of_month() {
        return (row.date(), 0);
    }
    let in_month =
        all.iter().filter(|other| !other.is_of_month() && (row.date()..=row.last_day()).contains(&other.date()));
    let next = in_month.filter(|other| turn(other) > turn(row)).map(|other| other.date()).min();
    next.map_or((row.last_day(), 1), |day| (day, -1))
}

/// Whether parts are together more than their whole, whatever their bounds leave open.
pub fn surpasses(row: &Row, parts: &[&str], whole: &str) -> bool {
    let at_least = |part: &&str| match row.number(part) {
        Some((part, Bound::Exact | Bound::AtLeast)) => part,
        _ => 0,
    };
    match row.number(whole) {
        Some((whole, Bound::Exact | Bound::Below)) => parts.iter().map(at_least).sum::<i64>() > whole,
        _ => false,
    }
}

/// Whether a piece is said to be of another level than the highest of its outlets.
pub fn is_of_another_level(row: &Row) -> bool {
    let level = |outlet: &String| match outlet.as_str() {
        "人民网" | "新华社" => "nation",
        "重庆日报" => "city",
        "綦江日报" => "district",
        other => panic!("the model does not know the outlet {other}"),
    };
    let levels: BTreeSet<&str> = row.names("outlets").iter().map(level).collect();
    let highest = ["nation", "city", "district"].into_iter().find(|level| levels.contains(level));
    row.ledger == "media" && row.word("kind").is_some_and(|kind| kind != "other" && Some(kind) != highest)
}

pub fn counted<'a>(rows: impl Iterator<Item = &'a Row>) -> Option<Sum> {
    total(rows.map(Row::count))
}

pub fn distinct<T: Ord>(things: impl Iterator<Item = T>) -> Option<Sum> {
    exactly(things.collect::<BTreeSet<T>>().len())
}

pub fn exactly(number: usize) -> Option<Sum> {
    (number > 0).then_some((whole(number), Bound::Exact))
}

fn whole(number: usize) -> i64 {
    i64::try_from(number).expect("a small number")
}

pub fn plus(one: Option<Sum>, two: Option<Sum>) -> Option<Sum> {
    total(one.into_iter().chain(two))
}

pub fn total(sums: impl Iterator<Item = Sum>) -> Option<Sum> {
    let all: Vec<Sum> = sums.collect();
    let has = |bound| all.iter().any(|sum| sum.1 == bound);
    let bound = match (has(Bound::AtLeast), has(Bound::Below), has(Bound::About)) {
        (false, false, false) => Bound::Exact,
        (true, false, false) => Bound::AtLeast,
        (false, true, false) => Bound::Below,
        _ => Bound::About,
    };
    (!all.is_empty()).then(|| (all.iter().map(|sum| sum.0).sum(), bound))
}
