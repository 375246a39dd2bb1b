//! Random changes, made out for the rows as they are.

use std::collections::BTreeSet;
use std::fmt;

use chrono::{Datelike, Days, NaiveDate};
use proptest::bool::weighted as weighted_bool;
use proptest::collection::vec;
use proptest::option::weighted;
use proptest::prelude::*;
use proptest::sample::{Index, select, subsequence};
use qjcppcc::amount::Bound;
use qjcppcc::period::Period;
use uuid::Uuid;

use super::office::{
    CONTACTS, FAMILIES, FIRMS, FORMS, HOSTS, LEVELS, MOTIONS, NAMES, OUTLETS, PLACES, PLATFORMS, POSTS, REVIEWED,
    ROLES, SECTORS, SERVICE, STAGES, TOWNS, UNITS, is_counted, is_totalled, kinds, parents_of,
};
use super::row::{Fields, Row, Said, Sum};

/// Everything that one record could need; each ledger takes its share.
#[derive(Clone)]
pub struct Draw {
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
pub enum Command {
    Add { ledger: Index, draw: Draw, parents: Vec<Index>, no: Option<i64> },
    Edit { which: Index, draw: Draw, mask: u32 },
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
        amounts in vec(weighted(0.6, sum()), 11),
        subset in any::<u8>(),
        coin in any::<bool>(),
    ) -> Draw {
        Draw { day, until, picks, town, platform, office, count, amounts, subset, coin }
    }
}

pub fn command() -> impl Strategy<Value = Command> {
    let parents = || vec(any::<Index>(), 0..4);
    prop_oneof![
        8 => (any::<Index>(), draw(), parents(), weighted(0.25, 1..40i64))
            .prop_map(|(ledger, draw, parents, no)| Command::Add { ledger, draw, parents, no }),
        5 => (any::<Index>(), draw(), any::<u32>()).prop_map(|(which, draw, mask)| Command::Edit { which, draw, mask }),
        2 => (any::<Index>(), parents()).prop_map(|(which, parents)| Command::Move { which, parents }),
        3 => any::<Index>().prop_map(Command::Void),
        2 => any::<Index>().prop_map(Command::Unvoid),
    ]
}

/// Ledgers, and changes of their records; a true change is a rehearsal.
pub type Sequence = (Vec<&'static str>, Vec<(Vec<Command>, bool)>);

pub fn sequence() -> impl Strategy<Value = Sequence> {
    let changes = |commands| vec((vec(command(), commands), weighted_bool(0.15)), 4..14);
    let some = subsequence(FAMILIES, 1..=3).prop_map(|families| families.concat());
    prop_oneof![5 => (some, changes(1..10)), 4 => (select(MOTIONS).prop_map(<[_]>::to_vec), changes(5..18))]
}

pub fn periods() -> impl Strategy<Value = Vec<Period>> {
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
        // Of some, only the month is known.
        if self.subset % 6 == 5 {
            fields.insert("date", Said::Day(self.day.with_day(1).expect("a day")));
            fields.insert("span", Said::Word("month".to_owned()));
        }
        let mut put = |key: &'static str, said: Option<Said>| said.map(|said| fields.insert(key, said));
        let word = |word: Option<&str>| word.map(|word| Said::Word(word.to_owned()));
        let own: &[&'static str] = match ledger {
            "study" => &["turns"],
            "consult" => {
                &["turns", "opinions", "findings", "measures", "members", "leaders", "officials", "public", "experts"]
            }
            "volunteer" => &SERVICE,
            "aid" => &["firms", "loan"],
            "activity" => &["turns", "things", "money"],
            "liaison" => &["places", "turns"],
            "meeting" => &["turns", "members", "opinions", "adopted", "leaders", "officials", "public", "experts"],
            "benefit" => &["amount", "households"],
            _ => &[],
        };
        for (key, amount) in own.iter().zip(&self.amounts) {
            // Those of a role are seldom more than all.
            let few = if ROLES.contains(key) { 8 } else { 1 };
            put(key, amount.map(|(value, bound)| Said::Number((value / few, bound))));
        }
        if ledger == "duplicate" {
            put("settled", self.until.map(|_| self.pick(1, &["same", "different"])));
            put("town", word(self.town));
            return fields;
        }
        put("title", Some(Said::Word(format!("事{}", self.subset % 4))));
        put("town", word(self.town.or((ledger == "case").then_some("永新"))));
        // A matter that says nothing else is one of its platform.
        put("platform", word(self.platform.or((ledger == "case").then_some("一镇一事"))));
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
            "member" | "station" => put("until", self.until.map(Said::Day)),
            "stage" | "reopening" => put("stage", Some(self.pick(1, STAGES))),
            "outcome" => put("outcome", Some(self.pick(1, &["rejected", "returned"]))),
            "meeting" => put("stage", Some(self.pick(1, &STAGES[3..]))),
            "fund" => put("amount", Some(Said::Number(self.amounts[0].unwrap_or((35, Bound::Exact))))),
            "endorsement" | "adoption" | "forwarding" => put("level", Some(self.pick(1, LEVELS))),
            _ => None,
        };
        let is_said = |at: usize| self.amounts[at].is_some();
        match ledger {
            "member" if self.coin => put("sector", Some(self.pick(1, SECTORS))),
            "motion" => {
                put("form", Some(self.pick(1, FORMS)));
                put("proposer", is_said(0).then(|| self.some_of(NAMES)));
                put("proposers", self.amounts[1].map(Said::Number));
                put("session", is_said(2).then(|| self.pick(2, &["15-1", "15-2"])));
                put("between", self.coin.then_some(Said::Yes))
            }
            "review" => {
                put("form", self.coin.then(|| self.pick(2, FORMS)));
                put("outcome", Some(self.pick(1, REVIEWED)))
            }
            "assignment" => {
                put("form", self.coin.then(|| self.pick(2, FORMS)));
                put("lead", (self.subset > 20).then(|| self.some_of(UNITS)));
                put("assist", is_said(1).then(|| self.some_of(&UNITS[1..])));
                put("due", self.until.map(Said::Day))
            }
            "reply" => {
                put("result", (self.subset > 40).then(|| self.pick(1, &["a", "b", "c"])));
                put("unit", is_said(1).then(|| self.pick(2, UNITS)));
                put("contact", is_said(2).then(|| self.pick(3, CONTACTS)));
                put("ontime", self.amounts[3].map(Said::Number))
            }
            "feedback" => {
                put("grade", Some(self.pick(1, &["satisfied", "basically", "not"])));
                put("on", Some(self.pick(2, &["handling", "result"])))
            }
            "rehandling" => {
                put("due", self.until.map(Said::Day));
                put("grounds", Some(Said::Word("缘由".to_owned())))
            }
            "chasing" => put("leader", self.coin.then(|| self.some_of(POSTS))),
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
        "motion" if !fields.contains_key("proposer") => {}
        "motion" => {
            fields.remove("proposers");
            let is_of_several = matches!(&fields["proposer"], Said::Names(names) if names.len() > 1);
            if is_of_several && fields.get("form") == Some(&Said::Word("individual".to_owned())) {
                fields.insert("form", Said::Word("joint".to_owned()));
            }
        }
        "assignment" | "rehandling" => {
            if matches!((&fields["date"], fields.get("due")), (Said::Day(date), Some(Said::Day(due))) if due < date) {
                fields.insert("due", fields["date"].clone());
            }
        }
        "member" | "station" => {
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
pub enum Step {
    Add(Row),
    Edit(usize, Row),
    Void(usize),
    Unvoid(usize),
}

/// `None` where there is nothing to which the command could be done.
pub fn made_out(command: &Command, rows: &[Row], focus: &[&'static str], serial: &mut u128) -> Option<Step> {
    let chosen = |which: &Index, fits: &dyn Fn(&Row) -> bool| {
        let fitting: Vec<usize> = (0..rows.len()).filter(|at| fits(&rows[*at])).collect();
        (!fitting.is_empty()).then(|| *which.get(&fitting))
    };
    match command {
        Command::Add { ledger, draw, parents, no } => {
            let ledger = ledger.get(focus);
            // A pair is of two.
            let wanted = if *ledger == "duplicate" { 2 } else { 1 };
            let able = |ledger: &str| rows.iter().filter(|row| parents_of(ledger).contains(&row.ledger)).count();
            let ledger = parents_of(ledger).first().filter(|_| able(ledger) < wanted).unwrap_or(ledger);
            *serial += 1;
            let of = family(ledger, parents, rows);
            let (ledger, fields) = onwards(ledger, &of, draw, rows);
            let (id, no) = (Uuid::from_u128(*serial), no.unwrap_or(0));
            Some(Step::Add(standing(Row { id, ledger, no, of, void: false, fields })))
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

/// What is added to one motion is mostly its next step, after all that was recorded of it.
fn onwards(ledger: &'static str, of: &[Uuid], draw: &Draw, rows: &[Row]) -> (&'static str, Fields) {
    let [motion] = of else { return (ledger, draw.fields(ledger)) };
    if parents_of(ledger) != ["motion"] || draw.subset > 200 {
        return (ledger, draw.fields(ledger));
    }
    let own = || rows.iter().filter(|row| row.of.first().or(Some(&row.id)) == Some(motion));
    let is_missing = |step: &&&str| own().all(|row| row.ledger != **step);
    let ledger = ["review", "assignment"].iter().find(is_missing).copied().unwrap_or(ledger);
    let last = own().map(Row::date).max().unwrap_or(draw.day);
    // Nothing is of a later year than what is drawn at all.
    let end = NaiveDate::from_ymd_opt(2023, 12, 31).expect("a day");
    let soon = end.min(last + Days::new(u64::from(draw.subset % 45)));
    let day = if draw.amounts[9].is_some() { soon } else { draw.day.max(last) };
    let mut fields = Draw { day, ..draw.clone() }.fields(ledger);
    let mut leads = own().flat_map(|row| row.names("lead")).collect::<Vec<_>>();
    leads.sort_by_key(|unit| own().any(|row| row.word("unit") == Some(unit)));
    match ledger {
        "review" => drop(fields.insert("outcome", Said::Word("filed".to_owned()))),
        // Whoever has not answered yet comes first.
        "reply" if !leads.is_empty() => drop(fields.insert("unit", Said::Word(leads[0].clone()))),
        _ => {}
    }
    (ledger, fields)
}

/// What is of no record stands for many; endorsements of none say of what.
fn standing(mut row: Row) -> Row {
    if row.date().day() != 1 || row.ledger == "duplicate" {
        row.fields.remove("span");
    }
    let is_total = row.of.is_empty() && (row.ledger == "meeting" || is_totalled(row.ledger));
    if is_total {
        row.fields.entry("count").or_insert(Said::Number((2, Bound::Exact)));
    } else if is_totalled(row.ledger) {
        row.fields.remove("count");
    }
    row.fields.remove("piece");
    if is_total && row.ledger == "endorsement" {
        let piece = if row.id.as_u128().is_multiple_of(2) { "advice" } else { "info" };
        row.fields.insert("piece", Said::Word(piece.to_owned()));
    }
    if parents_of(row.ledger) == ["motion"] {
        of_motions(&mut row, is_total);
    }
    row
}

/// A review of two merges one into the other; a number of merged ones says in how many groups. Only a number of motions has a form
/// and a topic of its own.
fn of_motions(row: &mut Row, is_total: bool) {
    for key in ["into", "groups", "separate"] {
        row.fields.remove(key);
    }
    if !is_total {
        for key in ["form", "kind", "ontime"] {
            row.fields.remove(key);
        }
    }
    let is_merged = row.word("outcome") == Some("merged");
    if let Some(into) = row.of.get(1) {
        let into = Said::Word(into.to_string());
        row.fields.extend([("outcome", Said::Word("merged".to_owned())), ("into", into)]);
    } else if is_merged && is_total {
        let groups = row.count().0 / 2;
        row.fields.insert("groups", Said::Number((groups, Bound::Exact)));
    } else if is_merged {
        row.fields.insert("outcome", Said::Word("withdrawn".to_owned()));
    }
    if row.names("lead").len() > 1 {
        row.fields.insert("separate", Said::Yes);
    }
}

/// What a child hangs on: one record, or none where it may stand for many; several or none for a meeting; two for a pair, and for a
/// review that merges.
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
    if ledger == "duplicate" {
        chosen.extend(able.iter().filter(|id| !chosen.contains(id)).copied().take(2).collect::<Vec<_>>());
        chosen.truncate(2);
    } else if ledger != "meeting" {
        chosen.truncate(if ledger == "review" && parents.len() > 2 { 2 } else { 1 });
        if chosen.is_empty() && !is_totalled(ledger) {
            chosen.push(able[0]);
        }
    }
    chosen
}

pub fn note_down(rows: &mut Vec<Row>, step: Step) {
    match step {
        Step::Add(row) => rows.push(row),
        Step::Edit(at, row) => rows[at] = row,
        Step::Void(at) => rows[at].void = true,
        Step::Unvoid(at) => rows[at].void = false,
    }
}
