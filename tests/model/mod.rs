//! The ledger against a simple model: records as plain maps, and every figure counted slowly, by its definition.
//!
//! Random changes go through the store and through the command line; the model hears only what was asked for. It knows
//! nothing of postings, roll-ups or readings, so that the two can agree only by both being right.

use std::cell::Cell;
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::ffi::OsString;
use std::fmt;
use std::path::{Path, PathBuf};

use chrono::{DateTime, Days, NaiveDate};
use proptest::collection::vec;
use proptest::option::weighted;
use proptest::prelude::*;
use proptest::sample::{Index, select, subsequence};
use proptest::test_runner::TestCaseResult;
use qjcppcc::amount::{Amount, Bound};
use qjcppcc::counted::{By, Counted};
use qjcppcc::figure::{Figure, Reading, figures};
use qjcppcc::ledger::{Ledger, Record, Value};
use qjcppcc::outside::Outside;
use qjcppcc::period::Period;
use qjcppcc::store::{Access, Change, Stamp, Store};
use uuid::Uuid;

// ---- the model: what was recorded ----

/// A number in the smallest part, and its bound.
type Sum = (i64, Bound);
type Fields = BTreeMap<&'static str, Said>;

#[derive(Clone, Debug, PartialEq)]
enum Said {
    Word(String),
    Day(NaiveDate),
    Number(Sum),
    Names(Vec<String>),
}

#[derive(Clone, Debug)]
struct Row {
    id: Uuid,
    ledger: &'static str,
    no: i64,
    of: Vec<Uuid>,
    void: bool,
    fields: Fields,
}

impl Row {
    fn word(&self, key: &str) -> Option<&str> {
        if let Some(Said::Word(word)) = self.fields.get(key) { Some(word) } else { None }
    }

    fn number(&self, key: &str) -> Option<Sum> {
        if let Some(Said::Number(sum)) = self.fields.get(key) { Some(*sum) } else { None }
    }

    fn names(&self, key: &str) -> &[String] {
        if let Some(Said::Names(names)) = self.fields.get(key) { names } else { &[] }
    }

    fn day(&self, key: &str) -> Option<NaiveDate> {
        if let Some(Said::Day(day)) = self.fields.get(key) { Some(*day) } else { None }
    }

    fn date(&self) -> NaiveDate {
        self.day("date").expect("every row is dated")
    }

    fn count(&self) -> Sum {
        self.number("count").unwrap_or((1, Bound::Exact))
    }

    fn record(&self) -> Record {
        let mut record = Record::blank(Ledger::find(self.ledger).expect("a known ledger"));
        (record.id, record.no) = (self.id, self.no);
        record.of.clone_from(&self.of);
        for (key, said) in &self.fields {
            let value = match said {
                Said::Word(word) => Value::Text(word.clone()),
                Said::Day(day) => Value::Day(*day),
                Said::Number((value, bound)) => Value::Amount(Amount::new(*value, *bound)),
                Said::Names(names) => Value::List(names.clone()),
            };
            record.set(key, Some(value));
        }
        record
    }
}

// ---- the model: what it comes to ----

#[derive(Clone, Copy, PartialEq, Eq)]
enum Fate {
    Open,
    Solved,
    Ended,
}

struct Standing {
    stage: usize,
    fate: Fate,
    last: NaiveDate,
}

/// All rows, seen as a whole or from one town (`Some(None)`: the district itself).
struct View<'a> {
    rows: &'a [Row],
    #[expect(clippy::option_option, reason = "any town, the district itself, or one town")]
    town: Option<Option<&'a str>>,
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

    fn dated(&self, ledger: &str, period: &Period) -> impl Iterator<Item = &'a Row> {
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

    fn figure(&self, key: &str, period: &Period) -> Option<Sum> {
        let (ledger, rest) = key.split_once('.').expect("a key has two parts");
        match (ledger, rest) {
            ("study", "turns") => self.summed("study", "turns", period),
            ("consult", "total") => {
                let plan = ["consultation", "briefing", "inspection", "survey"];
                counted(
                    self.dated("consult", period)
                        .filter(|row| row.word("kind").is_some_and(|kind| plan.contains(&kind))),
                )
            }
            ("submission" | "advice" | "media", "count") => counted(self.dated(ledger, period)),
            ("info", "count") => self.of_kind("info", "piece", period),
            ("advice" | "info", "endorsed") => self.pieces(ledger, "endorsement", period, |_| true),
            ("advice", "endorsements") => {
                let of_advice = |row: &&Row| self.parents(row).any(|parent| parent.ledger == "advice" && !parent.void);
                exactly(self.dated("endorsement", period).filter(of_advice).count())
            }
            ("info", "district" | "city" | "nation") => {
                self.pieces("info", "adoption", period, |row| row.word("level") == Some(rest))
            }
            ("info", "forwarded") => self.pieces("info", "forwarding", period, |_| true),
            ("volunteer", _) => self.service(rest, period),
            ("aid", "firms") => {
                let named = self.dated("aid", period).filter_map(|row| row.word("firm"));
                plus(distinct(named), self.summed("aid", "firms", period))
            }
            ("aid", "loans") => self.summed("aid", "loan", period),
            ("case", _) => self.of_cases(rest, period),
            ("warn", _) => self.doubts(rest, period),
            ("liaison", "places") => {
                let outings: Vec<&Row> =
                    self.dated("liaison", period).filter(|row| row.word("kind") == Some("outing")).collect();
                let named = distinct(outings.iter().flat_map(|row| row.names("partner")));
                plus(named, total(outings.iter().filter_map(|row| row.number("places"))))
            }
            ("media", "outlets") => distinct(self.dated("media", period).flat_map(|row| row.names("outlets"))),
            ("member", kind) => self.roster(kind, period),
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

    fn service(&self, rest: &str, period: &Period) -> Option<Sum> {
        let (kinds, measure): (&[&str], &str) = match rest.split_once('.') {
            None => (&["epidemic", "village", "forest", "drought", "couplets", "charity", "other"], rest),
            Some(("epidemic", measure)) => (&["epidemic"], measure),
            Some(("community", measure)) => (&["village", "forest", "drought", "couplets", "charity"], measure),
            Some((scope, _)) => panic!("the model does not know the scope {scope}"),
        };
        let within =
            self.dated("volunteer", period).filter(|row| row.word("kind").is_some_and(|kind| kinds.contains(&kind)));
        total(within.filter_map(|row| row.number(measure)))
    }

    fn of_cases(&self, rest: &str, period: &Period) -> Option<Sum> {
        match rest {
            "count" => counted(self.dated("case", period)),
            "open" => {
                let begun: Vec<&Row> = self.live("case").filter(|case| case.date() <= period.to).collect();
                let open = begun.iter().filter(|case| self.stands(case, period.to).fate == Fate::Open).count();
                (!begun.is_empty()).then_some((whole(open), Bound::Exact))
            }
            "solved" => exactly(self.solved(period).count()),
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
            "turns" | "members" | "opinions" | "adopted" => self.summed("meeting", rest, period),
            stage => counted(self.dated("meeting", period).filter(|row| row.word("stage") == Some(stage))),
        }
    }

    /// What looks wrong; the rows of this model have neither evidence nor sources.
    fn doubts(&self, rest: &str, period: &Period) -> Option<Sum> {
        let beyond = |part: &str, whole: &str| {
            let surpassed = |row: &&Row| match (row.number(part), row.number(whole)) {
                (Some((part, Bound::Exact | Bound::AtLeast)), Some((whole, Bound::Exact | Bound::Below))) => {
                    part > whole
                }
                _ => false,
            };
            exactly(self.dated("meeting", period).filter(surpassed).count())
        };
        match rest {
            "members" => beyond("members", "turns"),
            "adopted" => beyond("adopted", "opinions"),
            "early" => {
                let early = |row: &&Row| self.parents(row).any(|case| !case.void && row.date() < case.date());
                exactly(self.dated("meeting", period).filter(early).count())
            }
            "evidence" => exactly(self.solved(period).count()),
            "meeting" => {
                let met = |case: &Row| self.live("meeting").any(|meeting| meeting.of.contains(&case.id));
                exactly(self.solved(period).filter(|case| !met(case)).count())
            }
            "source" => exactly(self.dated("fund", period).chain(self.dated("benefit", period)).count()),
            _ => panic!("the model does not know the doubt {rest}"),
        }
    }

    fn filed(&self, period: &Period) -> impl Iterator<Item = &'a Row> {
        let filed_on = |case: &Row| {
            let days = self.events(case).into_iter().map(Row::date).collect::<BTreeSet<_>>();
            days.into_iter().find(|day| self.stands(case, *day).stage > 0).map(|day| day.max(case.date()))
        };
        let here = |case: &&Row| self.town.is_none_or(|town| town == self.town_of(case));
        self.live("case")
            .filter(here)
            .filter(move |case| filed_on(case).is_some_and(|day| (period.from..=period.to).contains(&day)))
    }

    /// What moves a case, in order.
    fn events(&self, case: &Row) -> Vec<&'a Row> {
        let of_course = ["stage", "solution", "outcome", "reopening"];
        let mut events: Vec<&Row> = of_course
            .into_iter()
            .flat_map(|ledger| self.live(ledger))
            .filter(|row| row.of.contains(&case.id))
            .collect();
        events.sort_by_key(|row| {
            let by_hand = row.id.get_version_num() == 7;
            let rank = of_course.iter().position(|ledger| *ledger == row.ledger);
            let stage = row.word("stage").and_then(|key| STAGES.iter().position(|stage| *stage == key));
            (row.date(), by_hand, rank, stage, row.no)
        });
        events
    }

    /// Where a case stands on a day.
    fn stands(&self, case: &Row, day: NaiveDate) -> Standing {
        let mut standing = Standing { stage: 0, fate: Fate::Open, last: case.date() };
        for event in self.events(case).into_iter().filter(|event| event.date() <= day) {
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

    fn roster(&self, kind: &str, period: &Period) -> Option<Sum> {
        let ever: Vec<&Row> =
            self.live("member").filter(|row| row.word("kind") == Some(kind) && row.date() <= period.to).collect();
        let staying = ever.iter().filter(|row| row.day("until").is_none_or(|until| until >= period.to));
        let none_left = (!ever.is_empty()).then_some((0, Bound::Exact));
        total(staying.map(|row| row.count())).or(none_left)
    }
}

fn counted<'a>(rows: impl Iterator<Item = &'a Row>) -> Option<Sum> {
    total(rows.map(Row::count))
}

fn distinct<T: Ord>(things: impl Iterator<Item = T>) -> Option<Sum> {
    exactly(things.collect::<BTreeSet<T>>().len())
}

fn exactly(number: usize) -> Option<Sum> {
    (number > 0).then_some((whole(number), Bound::Exact))
}

fn whole(number: usize) -> i64 {
    i64::try_from(number).expect("a small number")
}

fn plus(one: Option<Sum>, two: Option<Sum>) -> Option<Sum> {
    total(one.into_iter().chain(two))
}

fn total(sums: impl Iterator<Item = Sum>) -> Option<Sum> {
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

// ---- what can be recorded ----

const TOWNS: &[&str] = &["古南", "三江", "三角", "永新"];
const PLATFORMS: &[&str] = &["一镇一事", "委员茶读", "委员河长"];
const OUTLETS: &[&str] = &["人民网", "新华社", "重庆日报", "綦江日报"];
const FIRMS: &[&str] = &["甲厂", "乙厂", "丙厂"];
const PLACES: &[&str] = &["巴南区", "云阳县", "江津区"];
const POSTS: &[&str] = &["区委主要领导", "区政府主要领导"];
const HOSTS: &[&str] = &["standing", "chair", "plenary", "committee", "sector"];
const LEVELS: &[&str] = &["district", "city", "nation"];
const STAGES: &[&str] = &["proposal", "filing", "assignment", "pre", "onsite", "followup", "conclusion"];
const SERVICE: [&str; 6] = ["turns", "persons", "hours", "donated", "suggestions", "commended"];

/// Ledgers with what hangs on them, those with more to go wrong more often. One sequence keeps to a few of them, so that
/// its records meet in the same figures.
#[rustfmt::skip]
const FAMILIES: &[&[&str]] = &[
    &["study"], &["consult"], &["volunteer"], &["aid"], &["media"], &["liaison"], &["submission"], &["member"], &["member"],
    &["advice", "endorsement", "endorsement"],
    &["info", "adoption", "adoption", "forwarding", "endorsement"],
    &["case", "case", "solution", "solution"],
    &["case", "stage", "stage", "solution", "outcome", "reopening", "stage", "reopening"],
    &["case", "solution", "meeting", "meeting"],
    &["case", "case", "meeting", "meeting", "meeting", "fund", "benefit", "stage", "solution"],
];

fn kinds(ledger: &str) -> &'static [&'static str] {
    match ledger {
        "study" => &["center", "group", "standing", "chair", "reading", "training", "other"],
        "consult" => &["consultation", "briefing", "inspection", "survey", "oversight", "other"],
        "advice" => &["opinion", "report", "micro", "speech", "formal", "other"],
        "info" => &["piece", "piece", "received", "issue", "other"],
        "volunteer" => &["epidemic", "village", "forest", "drought", "couplets", "charity", "other"],
        "aid" => &["loan", "call", "policy", "other"],
        "media" => &["nation", "city", "district", "other"],
        "liaison" => &["outing", "outing", "symposium", "sector", "received", "reception", "other"],
        "submission" => &["request", "report", "mixed", "other"],
        "member" => &["member", "correspondent", "special", "other"],
        _ => &[],
    }
}

fn parents_of(ledger: &str) -> &'static [&'static str] {
    match ledger {
        "stage" | "meeting" | "fund" | "benefit" | "solution" | "outcome" | "reopening" => &["case"],
        "adoption" | "forwarding" => &["info"],
        "endorsement" => &["advice", "info"],
        _ => &[],
    }
}

fn is_counted(ledger: &str) -> bool {
    !matches!(ledger, "advice" | "case") && (parents_of(ledger).is_empty() || ledger == "meeting")
}

/// Whether an amount is kept in hundredths: money and hours.
fn in_hundredths(ledger: &str, key: &str) -> bool {
    matches!((ledger, key), (_, "hours" | "donated" | "loan") | ("fund", "amount"))
}

// ---- random changes ----

/// Everything that one record could need; each ledger takes its share.
#[derive(Clone)]
struct Draw {
    day: NaiveDate,
    until: Option<NaiveDate>,
    picks: [Index; 4],
    town: Option<&'static str>,
    platform: Option<&'static str>,
    office: bool,
    count: Option<Sum>,
    amounts: Vec<Option<Sum>>,
    subset: u8,
    coin: bool,
}

impl fmt::Debug for Draw {
    /// One line, so that a failing sequence can be read.
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        let Draw { day, until, picks, town, platform, office, count, amounts, subset, coin } = self;
        write!(f, "{day} {until:?} {town:?} {platform:?} {office} {count:?} {amounts:?} {subset:b} {coin} {picks:?}")
    }
}

#[derive(Clone, Debug)]
enum Command {
    Add { ledger: Index, draw: Draw, parents: Vec<Index>, no: Option<i64> },
    Edit { which: Index, draw: Draw, mask: u16 },
    Move { which: Index, parents: Vec<Index> },
    Void(Index),
    Unvoid(Index),
}

fn day() -> impl Strategy<Value = NaiveDate> {
    // The first and last days of years, halves and months, and days on which much happens at once.
    let edges = vec![364, 365, 365, 395, 396, 545, 546, 729, 730];
    let days = prop_oneof![2 => 0..1095u64, 4 => select(edges), 3 => 400..403u64];
    days.prop_map(|day| NaiveDate::from_ymd_opt(2021, 1, 1).expect("a day") + Days::new(day))
}

fn sum() -> impl Strategy<Value = Sum> {
    let value = prop_oneof![1 => Just(0), 6 => 1..60i64, 3 => 60..500_000i64];
    let bound = prop_oneof![
        5 => Just(Bound::Exact), 2 => Just(Bound::AtLeast), 1 => Just(Bound::About), 1 => Just(Bound::Below)
    ];
    (value, bound)
}

prop_compose! {
    fn draw()(
        day in day(),
        until in weighted(0.5, day()),
        picks in any::<[Index; 4]>(),
        town in weighted(0.6, select(TOWNS)),
        platform in weighted(0.4, select(PLATFORMS)),
        office in any::<bool>(),
        count in weighted(0.3, sum()),
        amounts in vec(weighted(0.6, sum()), 6),
        subset in any::<u8>(),
        coin in any::<bool>(),
    ) -> Draw {
        Draw { day, until, picks, town, platform, office, count, amounts, subset, coin }
    }
}

fn command() -> impl Strategy<Value = Command> {
    let parents = || vec(any::<Index>(), 0..4);
    prop_oneof![
        8 => (any::<Index>(), draw(), parents(), weighted(0.25, 1..40i64))
            .prop_map(|(ledger, draw, parents, no)| Command::Add { ledger, draw, parents, no }),
        5 => (any::<Index>(), draw(), any::<u16>()).prop_map(|(which, draw, mask)| Command::Edit { which, draw, mask }),
        2 => (any::<Index>(), parents()).prop_map(|(which, parents)| Command::Move { which, parents }),
        3 => any::<Index>().prop_map(Command::Void),
        2 => any::<Index>().prop_map(Command::Unvoid),
    ]
}

fn focus() -> impl Strategy<Value = Vec<&'static str>> {
    subsequence(FAMILIES, 1..=3).prop_map(|families| families.concat())
}

fn periods() -> impl Strategy<Value = Vec<Period>> {
    let today = NaiveDate::from_ymd_opt(2024, 6, 1).expect("a day");
    let read = move |text: String| Period::read(&text, today).expect("a period");
    let named = (select(vec![2021, 2022, 2022, 2022, 2023]), 1..3, 1..5, 1..13).prop_map(
        move |(year, half, quarter, month)| {
            [format!("{year}"), format!("{year}H{half}"), format!("{year}Q{quarter}"), format!("{year}-{month:02}")]
                .map(read)
                .to_vec()
        },
    );
    (named, day(), day()).prop_map(move |(mut periods, one, two)| {
        periods.push(read(format!("{}..{}", one.min(two), one.max(two))));
        periods
    })
}

impl Draw {
    fn pick(&self, at: usize, from: &[&'static str]) -> Said {
        Said::Word((*self.picks[at].get(from)).to_owned())
    }

    /// Some of the names; the first one if none was drawn.
    fn some_of(&self, names: &[&str]) -> Said {
        let drawn = |at: &usize| self.subset & (1 << at) != 0;
        let mut chosen: Vec<String> = (0..names.len()).filter(drawn).map(|at| names[at].to_owned()).collect();
        if self.coin {
            chosen.reverse();
        }
        Said::Names(if chosen.is_empty() { vec![names[0].to_owned()] } else { chosen })
    }

    fn fields(&self, ledger: &str) -> Fields {
        let mut fields = Fields::from([("date", Said::Day(self.day))]);
        let mut put = |key: &'static str, said: Option<Said>| said.map(|said| fields.insert(key, said));
        let word = |word: Option<&str>| word.map(|word| Said::Word(word.to_owned()));
        let own: &[&'static str] = match ledger {
            "study" => &["turns"],
            "consult" => &["turns", "opinions"],
            "volunteer" => &SERVICE,
            "aid" => &["firms", "loan"],
            "liaison" => &["places", "turns"],
            "meeting" => &["turns", "members", "opinions", "adopted"],
            "benefit" => &["amount", "households"],
            _ => &[],
        };
        for (key, amount) in own.iter().zip(&self.amounts) {
            put(key, amount.map(Said::Number));
        }
        put("title", Some(Said::Word(format!("事{}", self.subset % 4))));
        put("town", word(self.town.or((ledger == "case").then_some("永新"))));
        put("platform", word(self.platform));
        put("department", word(self.office.then_some("办公室")));
        put("count", self.count.filter(|_| is_counted(ledger)).map(Said::Number));
        if !kinds(ledger).is_empty() {
            let few = if self.subset < 160 { &kinds(ledger)[..2] } else { kinds(ledger) };
            put("kind", Some(self.pick(0, few)));
        }
        match ledger {
            "consult" if self.coin => put("host", Some(self.pick(1, HOSTS))),
            "aid" if self.coin => put("firm", Some(self.pick(1, FIRMS))),
            "media" => put("outlets", Some(self.some_of(OUTLETS))),
            "liaison" if self.coin => put("partner", Some(self.some_of(PLACES))),
            "member" => put("until", self.until.map(Said::Day)),
            "stage" | "reopening" => put("stage", Some(self.pick(1, STAGES))),
            "outcome" => put("outcome", Some(self.pick(1, &["rejected", "returned"]))),
            "meeting" => put("stage", Some(self.pick(1, &STAGES[3..]))),
            "fund" => put("amount", Some(Said::Number(self.amounts[0].unwrap_or((35, Bound::Exact))))),
            "endorsement" | "adoption" | "forwarding" => put("level", Some(self.pick(1, LEVELS))),
            _ => None,
        };
        match ledger {
            "endorsement" => put("who", Some(self.pick(2, POSTS))),
            "outcome" | "reopening" => put("grounds", Some(Said::Word("缘由".to_owned()))),
            "stage" if self.coin => put("skip", Some(Said::Word("急".to_owned()))),
            "adoption" if self.coin => put("mode", Some(self.pick(2, &["single", "combined"]))),
            _ => None,
        };
        mended(ledger, fields)
    }
}

/// Makes fields keep the rules of their ledger.
fn mended(ledger: &str, mut fields: Fields) -> Fields {
    let one = Said::Number((1, Bound::Exact));
    match ledger {
        "volunteer" if !SERVICE.iter().any(|key| fields.contains_key(key)) => {
            fields.insert("turns", one);
        }
        "benefit" if !fields.contains_key("households") => {
            fields.entry("amount").or_insert(one);
        }
        "aid" if fields.contains_key("firm") => {
            fields.remove("firms");
        }
        "liaison" if fields.contains_key("partner") => {
            fields.remove("places");
        }
        "member" => {
            if matches!(fields.get("count"), Some(Said::Number((0, _)))) {
                fields.remove("count");
            }
            let (Some(Said::Day(date)), until) = (fields.get("date"), fields.get("until")) else { return fields };
            if matches!(until, Some(Said::Day(until)) if until < date) {
                fields.remove("until");
            }
        }
        _ => {}
    }
    fields
}

/// A command, made out for the rows as they are.
#[derive(Clone, Debug)]
enum Step {
    Add(Row),
    Edit(usize, Row),
    Void(usize),
    Unvoid(usize),
}

/// `None` where there is nothing to which the command could be done.
fn made_out(command: &Command, rows: &[Row], focus: &[&'static str], serial: &mut u128) -> Option<Step> {
    let chosen = |which: &Index, fits: &dyn Fn(&Row) -> bool| {
        let fitting: Vec<usize> = (0..rows.len()).filter(|at| fits(&rows[*at])).collect();
        (!fitting.is_empty()).then(|| *which.get(&fitting))
    };
    match command {
        Command::Add { ledger, draw, parents, no } => {
            let ledger = ledger.get(focus);
            let able = |ledger: &str| rows.iter().any(|row| parents_of(ledger).contains(&row.ledger));
            let ledger = parents_of(ledger).first().filter(|_| !able(ledger)).unwrap_or(ledger);
            *serial += 1;
            let of = family(ledger, parents, rows);
            Some(Step::Add(standing(Row {
                id: Uuid::from_u128(*serial),
                ledger,
                no: no.unwrap_or(0),
                of,
                void: false,
                fields: draw.fields(ledger),
            })))
        }
        Command::Edit { which, draw, mask } => {
            let at = chosen(which, &|row| !row.void)?;
            let mut row = rows[at].clone();
            let fresh = draw.fields(row.ledger);
            let keys: BTreeSet<&'static str> = row.fields.keys().chain(fresh.keys()).copied().collect();
            for (_, key) in keys.into_iter().enumerate().filter(|(bit, _)| mask & (1 << bit) != 0) {
                match fresh.get(key) {
                    Some(said) => row.fields.insert(key, said.clone()),
                    None => row.fields.remove(key),
                };
            }
            row.fields = mended(row.ledger, row.fields);
            Some(Step::Edit(at, standing(row)))
        }
        Command::Move { which, parents } => {
            let at = chosen(which, &|row| !row.void && !row.of.is_empty())?;
            let of = family(rows[at].ledger, parents, rows);
            Some(Step::Edit(at, standing(Row { of, ..rows[at].clone() })))
        }
        Command::Void(which) => chosen(which, &|row| !row.void).map(Step::Void),
        Command::Unvoid(which) => chosen(which, &|row| row.void).map(Step::Unvoid),
    }
}

/// A meeting of no matter stands for many.
fn standing(mut row: Row) -> Row {
    if row.ledger == "meeting" && row.of.is_empty() {
        row.fields.entry("count").or_insert(Said::Number((2, Bound::Exact)));
    }
    row
}

/// What a child hangs on: one record; several or none for a meeting.
fn family(ledger: &str, parents: &[Index], rows: &[Row]) -> Vec<Uuid> {
    let able: Vec<Uuid> =
        rows.iter().filter(|row| parents_of(ledger).contains(&row.ledger)).map(|row| row.id).collect();
    if able.is_empty() {
        return Vec::new();
    }
    let mut chosen: Vec<Uuid> = Vec::new();
    for id in parents.iter().map(|parent| *parent.get(&able)) {
        if !chosen.contains(&id) {
            chosen.push(id);
        }
    }
    if ledger != "meeting" {
        chosen.truncate(1);
        chosen = if chosen.is_empty() { vec![able[0]] } else { chosen };
    }
    chosen
}

fn note_down(rows: &mut Vec<Row>, step: Step) {
    match step {
        Step::Add(row) => rows.push(row),
        Step::Edit(at, row) => rows[at] = row,
        Step::Void(at) => rows[at].void = true,
        Step::Unvoid(at) => rows[at].void = false,
    }
}

// ---- one hand: the library ----

fn stamp() -> Stamp {
    Stamp { at: "2024-06-01T01:00:00.000Z".to_owned(), actor: "test".to_owned(), os: "test@test".to_owned() }
}

fn keep(change: &mut Change, rows: &[Row], step: &mut Step) -> qjcppcc::error::Result<()> {
    match step {
        Step::Add(row) => {
            let mut record = row.record();
            record.check()?;
            change.add(&mut record)?;
            row.no = record.no;
            Ok(())
        }
        Step::Edit(_, row) => {
            let record = row.record();
            record.check()?;
            change.edit(&record, None)
        }
        Step::Void(at) => change.void(&rows[*at].record(), "错记"),
        Step::Unvoid(at) => change.unvoid(&rows[*at].record(), "没有错"),
    }
}

/// Several commands in one change; a rehearsal leaves store and model as they were.
fn keep_all(
    store: &mut Store,
    rows: &mut Vec<Row>,
    commands: &[Command],
    focus: &[&'static str],
    rehearsal: bool,
    serial: &mut u128,
) {
    let mut after = rows.clone();
    let done = store.change(&stamp(), rehearsal, |change| {
        for command in commands {
            if let Some(mut step) = made_out(command, &after, focus, serial) {
                keep(change, &after, &mut step)?;
                note_down(&mut after, step);
            }
        }
        Ok(())
    });
    done.expect("the store takes what keeps the rules");
    if !rehearsal {
        *rows = after;
    }
}

// ---- the other hand: the command line ----

struct Office {
    folder: tempfile::TempDir,
    random: Cell<u64>,
}

impl Office {
    fn new() -> Office {
        Office { folder: tempfile::tempdir().expect("a folder"), random: Cell::new(0) }
    }

    fn ledger(&self, name: &str) -> PathBuf {
        let path = self.folder.path().join(name);
        Store::create(&path).expect("a new ledger");
        path
    }

    fn run(&self, ledger: &Path, words: &[String], stdin: &[u8]) -> (Vec<u8>, u8) {
        let outside = Outside {
            environment: HashMap::new(),
            now: DateTime::parse_from_rfc3339("2024-06-01T09:00:00+08:00").expect("a moment"),
            user: &|| "zhang".to_owned(),
            host: &|| "office".to_owned(),
            data_folder: None,
            file: None,
            width: None,
            ask: None,
            stdin: &|| Ok(stdin.to_vec()),
            progress: &|_, _| true,
            say: &|_| {},
            ends: false,
            random: &|| {
                self.random.set(self.random.get() + 1);
                let mut bytes = [0; 10];
                bytes[..8].copy_from_slice(&self.random.get().to_be_bytes());
                bytes
            },
        };
        let start = [OsString::from("qjcppcc"), OsString::from("--db"), ledger.into()];
        let arguments: Vec<OsString> = start.into_iter().chain(words.iter().map(OsString::from)).collect();
        let outcome = qjcppcc::cli::run(&arguments, &outside);
        assert!(matches!(outcome.code, 0 | 4), "{words:?} ended with {}: {}", outcome.code, outcome.stderr);
        (outcome.stdout.into_bytes().expect("memory"), outcome.code)
    }

    fn export(&self, ledger: &Path) -> Vec<u8> {
        let (lines, code) = self.run(ledger, &["export".to_owned()], b"");
        assert_eq!(code, 0);
        lines
    }

    /// An export copies what is kept; with the columns named one by one it takes every record apart. Both say the same.
    fn check_lines(&self, path: &Path) -> TestCaseResult {
        for ledger in Ledger::all() {
            let command = |more: &[&str]| {
                let words = [&["export", ledger.key], more].concat();
                self.run(path, &words.into_iter().map(str::to_owned).collect::<Vec<_>>(), b"").0
            };
            let copied = String::from_utf8(command(&[])).expect("UTF-8");
            let Some(first) = copied.lines().next() else { continue };
            let line: serde_json::Value = serde_json::from_str(first).expect("JSON");
            let keys = line.as_object().expect("an object").keys().cloned().collect::<Vec<_>>().join(",");
            prop_assert_eq!(&copied, &String::from_utf8(command(&["--fields", &keys])).expect("UTF-8"));
        }
        Ok(())
    }

    /// Types one step; what must be refused must leave everything as it was.
    fn type_in(&self, ledger: &Path, rows: &mut Vec<Row>, mut step: Step) -> TestCaseResult {
        let Some(words) = typed(&step, rows).filter(|_| !moves_a_case(&step, rows)) else { return Ok(()) };
        let (answer, code) = self.run(ledger, &words, b"");
        let expected = if is_refused(&step, rows) { 4 } else { 0 };
        prop_assert_eq!(code, expected, "{:?}", words);
        if code == 4 {
            return Ok(());
        }
        if let Step::Add(row) = &mut step {
            let json: serde_json::Value = serde_json::from_slice(&answer).expect("an object");
            row.id = json["id"].as_str().and_then(|id| id.parse().ok()).expect("an id");
            row.no = json["no"].as_i64().expect("a number");
            // At a keyboard a meeting keeps the town that its matters have now, whatever becomes of theirs.
            if let (true, Some(town)) = (row.ledger == "meeting", json["town"].as_str()) {
                row.fields.insert("town", Said::Word(town.to_owned()));
            }
        }
        note_down(rows, step);
        Ok(())
    }
}

/// What people may not do, though an import may: hang something on a void record, solve a matter twice.
fn is_refused(step: &Step, rows: &[Row]) -> bool {
    let Step::Add(row) = step else { return false };
    let on_void = rows.iter().any(|parent| parent.void && row.of.contains(&parent.id));
    on_void || of_cases(row, rows).any(|(case, standing)| is_against_the_course(row, case.date(), &standing))
}

/// The cases that a row hangs on, each with where it stands after everything that was recorded.
fn of_cases<'a>(row: &'a Row, rows: &'a [Row]) -> impl Iterator<Item = (&'a Row, Standing)> {
    let cases = rows.iter().filter(|case| case.ledger == "case" && row.of.contains(&case.id));
    cases.map(|case| (case, View { rows, town: None }.stands(case, NaiveDate::MAX)))
}

fn is_against_the_course(row: &Row, opened: NaiveDate, standing: &Standing) -> bool {
    let Standing { stage, fate, last } = *standing;
    let target = row.word("stage").and_then(|key| STAGES.iter().position(|stage| *stage == key)).unwrap_or(0);
    let skips = row.word("skip").is_some();
    match row.ledger {
        "stage" => fate == Fate::Ended || target <= stage || (target > stage + 1) != skips || row.date() < last,
        "meeting" => fate == Fate::Ended,
        "solution" => fate != Fate::Open || row.date() < opened,
        "outcome" => fate != Fate::Open || row.date() < last,
        "reopening" => {
            let latest = if fate == Fate::Open { stage.checked_sub(1) } else { Some(stage) };
            latest.is_none_or(|latest| target > latest) || row.date() < last
        }
        _ => false,
    }
}

/// A meeting at a keyboard takes along the cases whose next stage it is; the model has no names for what follows.
fn moves_a_case(step: &Step, rows: &[Row]) -> bool {
    let Step::Add(row) = step else { return false };
    let stage = row.word("stage").and_then(|key| STAGES.iter().position(|stage| *stage == key)).unwrap_or(0);
    let next = |(_, standing): (&Row, Standing)| standing.stage + 1 == stage && row.date() >= standing.last;
    row.ledger == "meeting" && of_cases(row, rows).any(next)
}

/// The command line of a step; `None` where there is none, as for moving a child to another parent.
fn typed(step: &Step, rows: &[Row]) -> Option<Vec<String>> {
    let parent = |row: &Row| rows.iter().find(|parent| row.of.first() == Some(&parent.id));
    let home = |row: &Row| match parent(row) {
        Some(parent) => parent.ledger,
        None => *parents_of(row.ledger).first().unwrap_or(&row.ledger),
    };
    let named =
        |verb: &str, row: &Row| vec![home(row).to_owned(), verb.to_owned(), format!("{}-{}", row.ledger, row.no)];
    let switched = |verb, at: usize| [named(verb, &rows[at]), vec!["--reason".to_owned(), "核对".to_owned()]].concat();
    Some(match step {
        Step::Void(at) => switched("void", *at),
        Step::Unvoid(at) => switched("unvoid", *at),
        Step::Add(row) => {
            let mut words = vec![home(row).to_owned(), verb(row.ledger).to_owned()];
            let number = |id: &Uuid| rows.iter().find(|parent| parent.id == *id).map(|parent| parent.no.to_string());
            words.extend(row.of.iter().filter_map(number));
            words.extend(row.fields.iter().flat_map(|(key, said)| [format!("--{key}"), spelt(row.ledger, key, said)]));
            words.extend(["--again".to_owned(), "--json".to_owned()]);
            words
        }
        Step::Edit(at, row) => {
            let before = &rows[*at];
            if before.of != row.of {
                return None;
            }
            let mut words = named("edit", row);
            for key in before.fields.keys().chain(row.fields.keys()).copied().collect::<BTreeSet<_>>() {
                match row.fields.get(key) {
                    None => words.extend(["--unset".to_owned(), key.to_owned()]),
                    now if now == before.fields.get(key) => {}
                    Some(said) => words.extend([format!("--{key}"), spelt(row.ledger, key, said)]),
                }
            }
            words
        }
    })
}

fn verb(ledger: &str) -> &str {
    match ledger {
        "stage" => "advance",
        "meeting" => "meet",
        "solution" => "solve",
        "outcome" => "end",
        "reopening" => "reopen",
        "endorsement" => "endorse",
        "adoption" => "adopt",
        "forwarding" => "forward",
        "fund" | "benefit" => ledger,
        _ => "add",
    }
}

fn spelt(ledger: &str, key: &str, said: &Said) -> String {
    match said {
        Said::Word(word) => word.clone(),
        Said::Day(day) => day.to_string(),
        Said::Names(names) => names.join("、"),
        Said::Number((value, bound)) => {
            let number = if in_hundredths(ledger, key) {
                format!("{}.{:02}", value / 100, value % 100)
            } else {
                value.to_string()
            };
            match bound {
                Bound::Exact => number,
                Bound::AtLeast => format!("至少{number}"),
                Bound::About => format!("约{number}"),
                Bound::Below => format!("近{number}"),
            }
        }
    }
}

// ---- the comparison ----

fn bare(counted: Counted) -> Option<Sum> {
    counted.amount.map(|Amount { value, bound }| (value, bound))
}

fn check(store: &Store, rows: &[Row], periods: &[Period]) -> TestCaseResult {
    let figures = figures(store.vocabulary());
    let model = View { rows, town: None };
    for period in periods {
        for figure in &figures {
            let (key, span) = (&figure.key, &period.name);
            let whole = store.count(figure, period).expect("a number");
            prop_assert_eq!(bare(whole), model.figure(key, period), "{} in {}", key, span);
            prop_assert_eq!(
                store.from_postings(figure, period).expect("a number"),
                whole,
                "roll-up of {} in {}",
                key,
                span
            );
        }
        let one_by_one: Vec<_> = figures.iter().map(|figure| store.count(figure, period).expect("a number")).collect();
        prop_assert_eq!(store.count_all(&figures, period).expect("numbers"), one_by_one, "all of {}", period.name);
        for figure in &figures {
            check_trace(store, figure, period)?;
            check_occurring(store, figure, period)?;
        }
    }
    // Breakdowns are the slow part: the year and the odd span show what the others would.
    for period in periods.first().into_iter().chain(periods.last()) {
        for by in By::OFFERED {
            for figure in &figures {
                check_parts(store, rows, figure, period, by)?;
            }
        }
    }
    Ok(())
}

fn check_trace(store: &Store, figure: &Figure, period: &Period) -> TestCaseResult {
    let whole = bare(store.count(figure, period).expect("a number"));
    let trace = store.trace(figure, period, &[]).expect("a trace");
    let sum = total(trace.iter().map(|source| (source.amount.value, source.amount.bound)));
    prop_assert_eq!(sum.or(emptied(figure, whole)), whole, "trace of {} in {}", figure.key, period.name);
    Ok(())
}

/// The kinds and subjects of a figure are those of its parts.
fn check_occurring(store: &Store, figure: &Figure, period: &Period) -> TestCaseResult {
    for by in [By::Kind, By::Subject] {
        if matches!(figure.reading, Reading::Sum | Reading::Once) {
            let parts = store.parts(figure, period, by).expect("parts").into_iter().map(|part| part.part);
            let occurring = store.occurring(figure, period, by).expect("parts");
            let (parts, occurring): (BTreeSet<_>, BTreeSet<_>) = (parts.collect(), occurring.into_iter().collect());
            prop_assert!(parts.is_subset(&occurring), "{:?} of {} in {}", by, figure.key, period.name);
            if by == By::Subject {
                prop_assert_eq!(parts, occurring, "subjects of {} in {}", figure.key, period.name);
            }
        }
    }
    Ok(())
}

/// A stock that everything has left is nought without a record behind it.
fn emptied(figure: &Figure, whole: Option<Sum>) -> Option<Sum> {
    whole.filter(|whole| figure.reading == Reading::Stock && *whole == (0, Bound::Exact))
}

fn check_parts(store: &Store, rows: &[Row], figure: &Figure, period: &Period, by: By) -> TestCaseResult {
    let (key, span) = (&figure.key, &period.name);
    let whole = bare(store.count(figure, period).expect("a number"));
    let parts = store.parts(figure, period, by).expect("parts");
    let sum = total(parts.iter().filter_map(|part| bare(part.counted)));
    prop_assert_eq!(sum.or(emptied(figure, whole)), whole, "parts of {} by {} in {}", key, by.key(), span);
    for part in &parts {
        let trace = store.trace(figure, period, &[(by, part.part.clone())]).expect("a trace");
        let sum = total(trace.iter().map(|source| (source.amount.value, source.amount.bound)));
        prop_assert_eq!(sum, bare(part.counted), "trace of {:?} of {} in {}", part.part, key, span);
    }
    if by != By::Town || !matches!(figure.reading, Reading::Sum | Reading::Carried) {
        return Ok(());
    }
    for town in TOWNS.iter().copied().map(Some).chain([None]) {
        let part = parts.iter().find(|part| part.part.as_deref() == town);
        let expected = View { rows, town: Some(town) }.figure(key, period);
        prop_assert_eq!(part.and_then(|part| bare(part.counted)), expected, "{} of {:?} in {}", key, town, span);
    }
    Ok(())
}

/// Every figure and breakdown, to be held against a later one.
fn picture(store: &Store, periods: &[Period]) -> Vec<String> {
    let mut seen = Vec::new();
    for period in periods {
        for figure in figures(store.vocabulary()) {
            let counted = store.count(&figure, period).expect("a number");
            let parts = store.parts(&figure, period, By::Town).expect("parts");
            seen.push(format!("{} in {}: {counted:?} {parts:?}", figure.key, period.name));
        }
    }
    seen
}

/// Voids some records, parents and children as they come, and puts them back in another order.
fn there_and_back(store: &mut Store, rows: &mut Vec<Row>, which: &[Index], periods: &[Period]) -> TestCaseResult {
    let before = picture(store, periods);
    let mut live: Vec<usize> = (0..rows.len()).filter(|at| !rows[*at].void).collect();
    let mut gone = Vec::new();
    for index in which.iter().take(live.len()) {
        gone.push(live.swap_remove(index.index(live.len())));
    }
    let steps = gone.iter().map(|at| Step::Void(*at)).collect::<Vec<_>>();
    let middle = gone.len() / 2;
    gone.rotate_left(middle);
    let back = gone.iter().map(|at| Step::Unvoid(*at));
    for mut step in steps.into_iter().chain(back) {
        store.change(&stamp(), false, |change| keep(change, rows, &mut step)).expect("kept");
        note_down(rows, step);
    }
    prop_assert_eq!(picture(store, periods), before, "after voiding {:?} and putting it back", gone);
    Ok(())
}

fn without_files(cases: u32) -> ProptestConfig {
    ProptestConfig { cases, failure_persistence: None, max_shrink_time: 60_000, ..ProptestConfig::default() }
}

proptest! {
    #![proptest_config(without_files(60))]

    #[test]
    fn figures_are_what_their_definitions_say(
        focus in focus(),
        batches in vec((vec(command(), 1..10), weighted(0.15, Just(()))), 4..14),
        gone in vec(any::<Index>(), 1..6),
        periods in periods(),
    ) {
        let mut store = Store::memory().expect("a ledger");
        let (mut rows, mut serial) = (Vec::new(), 0);
        for (commands, rehearsal) in &batches {
            keep_all(&mut store, &mut rows, commands, &focus, rehearsal.is_some(), &mut serial);
        }
        check(&store, &rows, &periods)?;
        there_and_back(&mut store, &mut rows, &gone, &periods)?;
    }
}

proptest! {
    #![proptest_config(without_files(12))]

    #[test]
    fn a_ledger_is_the_same_after_export_and_import(
        focus in focus(),
        batches in vec(vec(command(), 1..10), 1..8),
        by_hand in vec(command(), 1..16),
        periods in periods(),
    ) {
        let office = Office::new();
        let path = office.ledger("first.db");
        let (mut rows, mut serial) = (Vec::new(), 0);
        let mut store = Store::open(&path, Access::Write).expect("the ledger");
        for commands in &batches {
            keep_all(&mut store, &mut rows, commands, &focus, false, &mut serial);
        }
        for command in &by_hand {
            if let Some(step) = made_out(command, &rows, &focus, &mut serial) {
                office.type_in(&path, &mut rows, step)?;
            }
        }
        check(&store, &rows, &periods)?;

        let lines = office.export(&path);
        office.check_lines(&path)?;
        let again = office.ledger("second.db");
        office.run(&again, &["import".to_owned(), "-".to_owned()], &lines);
        prop_assert_eq!(String::from_utf8(office.export(&again)), String::from_utf8(lines));
        let copy = Store::open(&again, Access::Read).expect("the copy");
        prop_assert_eq!(picture(&copy, &periods), picture(&store, &periods));
        check(&copy, &rows, &periods)?;
    }
}

#[test]
fn of_several_on_one_day_the_lowest_number_counts() {
    let mut store = Store::memory().expect("a ledger");
    let word = |word: &str| Said::Word(word.to_owned());
    let date = NaiveDate::from_ymd_opt(2022, 5, 1).expect("a day");
    for (no, town) in [(7u8, "永新"), (3, "三江")] {
        let said = [("kind", word("call")), ("firm", word("甲厂")), ("town", word(town)), ("date", Said::Day(date))];
        let id = Uuid::from_u128(no.into());
        let row = Row { id, ledger: "aid", no: no.into(), of: Vec::new(), void: false, fields: Fields::from(said) };
        store.change(&stamp(), false, |change| keep(change, &[], &mut Step::Add(row))).expect("kept");
    }
    let figures = figures(store.vocabulary());
    let firms = figures.iter().find(|figure| figure.key == "aid.firms").expect("the figure");
    let parts = store.parts(firms, &Period::year(2022), By::Town).expect("parts");
    let towns: Vec<Option<&str>> = parts.iter().map(|part| part.part.as_deref()).collect();
    assert_eq!(towns, [Some("三江")]);
}
