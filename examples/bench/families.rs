//! Made-up years of an office, in the proportions of `examples/qijiang-2022.jsonl` and with motions: 55% of the records belong to
//! another one, as the stages and meetings of a matter do.

use std::collections::VecDeque;

use chrono::NaiveDate;
use fastrand::Rng;
use serde_json::{Value as Json, json};

use crate::records::{Record, SURNAMES, TALK, TOWNS, YEARS, pick, rng, set, single};

/// So many records at a time are put into the order of their days.
const CHUNK: usize = 5_000;

/// The years after those that are reported.
const LATER: std::ops::Range<usize> = YEARS.end..YEARS.end + 3;

/// The steps of a matter: each so many days after the one before at most, and of ten matters so many meet there once, twice, thrice.
const STEPS: [(&str, u32, &[u8]); 6] = [
    ("filing", 20, &[]),
    ("assignment", 15, &[]),
    ("pre", 30, &[9, 6, 3]),
    ("onsite", 40, &[7]),
    ("followup", 40, &[5]),
    ("conclusion", 20, &[4]),
];

const UNITS: [&str; 6] = ["区教委", "区民政局", "区水利局", "区交通局", "区卫生健康委", "区住房城乡建委"];

/// The records one after the other, year by year; each comes after the one that it belongs to.
pub struct Families {
    records: usize,
    years: std::ops::Range<usize>,
    family: usize,
    given: usize,
    ready: VecDeque<Record>,
}

impl Families {
    /// Ten years, of which the last is reported.
    pub fn new(records: usize) -> Families {
        Families { records, years: YEARS, family: 0, given: 0, ready: VecDeque::new() }
    }

    /// As many records of the three years that follow.
    pub fn later(records: usize) -> Families {
        Families { years: LATER, family: 1 << 40, ..Families::new(records) }
    }

    fn year(&self, given: usize) -> usize {
        self.years.start + given * self.years.len() / self.records.max(1)
    }

    fn refill(&mut self) {
        let year = self.year(self.given);
        let mut records = Vec::new();
        while records.len() < CHUNK && self.year(self.given + records.len()) == year {
            records.extend(family(self.family, year, year + 1 == self.years.end));
            self.family += 1;
        }
        records.sort_by(|one, other| one["date"].as_str().cmp(&other["date"].as_str()));
        self.ready.extend(records);
    }
}

impl Iterator for Families {
    type Item = Record;

    fn next(&mut self) -> Option<Record> {
        if self.given == self.records {
            return None;
        }
        if self.ready.is_empty() {
            self.refill();
        }
        self.given += 1;
        self.ready.pop_front()
    }
}

/// What is recorded of one thing in its year.
struct Family {
    rng: Rng,
    year: usize,
    /// Days since the year began.
    day: u32,
    number: usize,
    records: Vec<Record>,
}

fn family(number: usize, year: usize, last_year: bool) -> Vec<Record> {
    let rng = rng(number);
    let mut family = Family { rng, year, day: 0, number, records: Vec::new() };
    // Of earlier years nearly everything is done with, of the last one half.
    let done = family.rng.u8(..100) > if last_year { 50 } else { 0 };
    match family.rng.u16(..542) {
        ..44 => family.matter(done),
        44..88 => family.motion(done),
        88..133 => family.info(),
        _ => {
            let record = single(number, &mut family.rng);
            family.add(365, record);
        }
    }
    family.records
}

impl Family {
    fn matter(&mut self, done: bool) {
        let town = *pick(&mut self.rng, &TOWNS);
        let unit = *pick(&mut self.rng, &UNITS);
        let proposer = format!("虚构界别委员{}", pick(&mut self.rng, &SURNAMES));
        self.parent(90, "case", json!({"title": format!("{town}民生实事"), "town": town, "proposer": [proposer]}));
        let reached = if done { STEPS.len() } else { self.rng.usize(..STEPS.len()) };
        for (stage, days, meetings) in &STEPS[..reached] {
            let lead = (*stage == "assignment").then_some(unit);
            self.child(*days, "stage", json!({"stage": stage, "lead": lead}));
            for of_ten in *meetings {
                if self.rng.u8(..10) < *of_ten {
                    let (turns, opinions) = (self.rng.u8(9..60), self.rng.u8(1..9));
                    let meeting = json!({
                        "town": town, "stage": stage, "turns": turns, "members": turns / 3, "opinions": opinions,
                        "adopted": opinions / 2, "place": "村居议事厅",
                    });
                    self.child(1, "meeting", meeting);
                }
            }
        }
        if self.rng.u8(..3) > 0 {
            let amount = self.rng.u32(5..90) * 10_000;
            self.child(5, "fund", json!({"amount": amount, "source": unit}));
        }
        if done {
            self.child(5, "solution", json!({}));
            if self.rng.bool() {
                let amount = self.rng.u32(50..3_000);
                self.child(5, "benefit", json!({"amount": amount, "source": unit}));
            }
        }
    }

    fn motion(&mut self, done: bool) {
        let kind = *pick(&mut self.rng, &["economy", "politics", "culture", "society", "ecology", "party"]);
        let proposer = format!("虚构界别委员{}", pick(&mut self.rng, &SURNAMES));
        let session = format!("{}-{}", self.year / 5 - 389, self.year % 5 + 1);
        let form = if self.rng.u8(..4) == 0 { "collective" } else { "individual" };
        let motion = json!({"title": "提案", "kind": kind, "form": form, "proposer": [proposer], "session": session});
        self.parent(60, "motion", motion);
        let filed = self.rng.u8(..10) > 0;
        self.child(20, "review", json!({"outcome": if filed { "filed" } else { "rejected" }}));
        if !filed {
            return;
        }
        let unit = *pick(&mut self.rng, &UNITS);
        self.child(30, "assignment", json!({"lead": [unit], "due": self.date(self.day + 120)}));
        if done {
            let result = *pick(&mut self.rng, &["a", "a", "b", "c"]);
            let contact = *pick(&mut self.rng, &["visit", "meeting", "phone"]);
            self.child(110, "reply", json!({"result": result, "unit": unit, "contact": contact}));
            if self.rng.u8(..10) > 0 {
                let grade = *pick(&mut self.rng, &["satisfied", "satisfied", "basically", "not"]);
                self.child(10, "feedback", json!({"grade": grade}));
            }
        }
    }

    fn info(&mut self) {
        let author = format!("虚构信息员{}", pick(&mut self.rng, &SURNAMES));
        self.parent(300, "info", json!({"title": "群众反映", "kind": "piece", "author": author}));
        if self.rng.u8(..10) > 0 {
            let level = *pick(&mut self.rng, &["district", "district", "city", "nation"]);
            let mode = *pick(&mut self.rng, &["single", "combined"]);
            self.child(30, "adoption", json!({"level": level, "mode": mode}));
        }
        if self.rng.u8(..8) == 0 {
            self.child(10, "endorsement", json!({"who": "区政府分管领导", "level": "district"}));
        }
        if self.rng.u8(..9) == 0 {
            self.child(10, "forwarding", json!({"level": "city"}));
        }
    }

    /// A record that others belong to.
    fn parent(&mut self, days: u32, ledger: &str, fields: Json) {
        let mut record = Record::new();
        set(&mut record, "ledger", ledger);
        set(&mut record, "ref", format!("F{}", self.number));
        if let Json::Object(fields) = fields {
            record.extend(fields);
        }
        let title = format!("{}（虚构第{}号）", record["title"].as_str().unwrap_or_default(), self.number);
        set(&mut record, "title", title);
        self.add(days, record);
    }

    fn child(&mut self, days: u32, ledger: &str, fields: Json) {
        let mut record = Record::new();
        set(&mut record, "ledger", ledger);
        record.insert("of".to_owned(), json!([format!("F{}", self.number)]));
        if let Json::Object(fields) = fields {
            record.extend(fields);
        }
        record.retain(|_, value| !value.is_null());
        self.add(days, record);
    }

    /// One more record, so many days after the one before at most. One in twenty lacks what will be asked for at the end of the year.
    fn add(&mut self, days: u32, mut record: Record) {
        self.day += self.rng.u32(..days);
        set(&mut record, "date", self.date(self.day));
        if self.rng.u8(..20) > 0 {
            let (size, half) = (self.rng.u32(9_000..900_000), self.rng.u128(..));
            let file = json!({"name": "附件.pdf", "size": size, "sha256": format!("{half:032x}{half:032x}")});
            record.insert("evidence".to_owned(), file);
            set(&mut record, "doc", format!("綦政协〔{}〕{}号", self.year, self.rng.u16(1..400)));
        }
        let talk = if record.contains_key("of") { "并无此事" } else { *pick(&mut self.rng, &TALK) };
        set(&mut record, "note", format!("虚构示例：{talk}。"));
        self.records.push(record);
    }

    fn date(&self, day: u32) -> String {
        let year = i32::try_from(self.year).unwrap_or_default();
        NaiveDate::from_yo_opt(year, day.min(364) + 1).unwrap_or_default().to_string()
    }
}
