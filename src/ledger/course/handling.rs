//! What was made of one motion: who handles it, what they answered, how content the proposers are.

use chrono::NaiveDate;
use uuid::Uuid;

use crate::ledger::Record;
use crate::vocabulary::{Set, Vocabulary};

/// What was made of one motion, as its live children say in their order; of other matters nothing.
#[derive(Clone, Debug, Default)]
pub struct Handling<'a> {
    words: Vocabulary,
    /// When it was filed: a merged motion is filed, too.
    pub filed: Option<&'a Record>,
    /// Into which it was merged, and by which review.
    pub merged: Option<(&'a Record, Uuid)>,
    /// Its first hand-over.
    pub assigned: Option<&'a Record>,
    /// 主办.
    pub leads: Vec<&'a str>,
    /// 协办.
    pub assists: Vec<&'a str>,
    /// Whether several leads answer each by itself.
    pub separate: bool,
    /// The day set for the answer that is awaited, or was awaited last.
    pub due: Option<NaiveDate>,
    /// The day set when it was handed over.
    pub first_due: Option<NaiveDate>,
    /// Its replies.
    pub replies: Vec<&'a Record>,
    /// The day on which each of them counts.
    days: Vec<NaiveDate>,
    /// The day up to which it has come: what is known by its month goes on with the day before it.
    day: NaiveDate,
    /// How many of them came before it was last handled again.
    before: usize,
    /// When it was first replied to by all that had to.
    pub replied: Option<NaiveDate>,
    /// What it came to, and since when; the last one counts.
    pub results: Vec<(NaiveDate, &'a str)>,
    /// 走访、座谈: when somebody first met the proposers and answered.
    pub met: Option<NaiveDate>,
    /// The feedback on the handling and that on the result, the last one of each counts.
    pub grades: [Vec<(NaiveDate, &'a str)>; 2],
    /// 重点提案.
    pub chased: Option<&'a Record>,
    /// 优秀提案.
    pub awarded: Option<&'a Record>,
}

impl<'a> Handling<'a> {
    /// Nothing yet, in the office's words.
    pub(super) fn new(words: &Vocabulary) -> Handling<'a> {
        Handling { words: words.clone(), day: NaiveDate::MIN, ..Handling::default() }
    }

    /// Takes down the next record of the motion.
    pub(super) fn take(&mut self, child: &'a Record) {
        self.day = self.day.max(child.date());
        match child.ledger.key {
            "review" => {
                let outcome = child.text("outcome");
                if matches!(outcome, Some("filed" | "merged")) {
                    self.filed = self.filed.or(Some(child));
                }
                let other = child.text("into").and_then(|id| Uuid::parse_str(id).ok());
                self.merged = other.map(|other| (child, other)).or(self.merged);
            }
            "assignment" => {
                self.assigned = self.assigned.or(Some(child));
                (self.leads, self.assists) = (names(child, "lead"), names(child, "assist"));
                self.separate = child.says("separate");
                self.due = child.day("due");
                self.first_due = self.first_due.or(self.due);
            }
            "reply" => self.answer(child),
            "feedback" => {
                let question = usize::from(child.text("on") == Some("result"));
                if let Some(grade) = child.text("grade") {
                    self.grades[question].push((self.day, grade));
                }
            }
            "rehandling" => {
                self.before = self.replies.len();
                self.due = child.day("due");
            }
            "chasing" => self.chased = self.chased.or(Some(child)),
            "commendation" => self.awarded = self.awarded.or(Some(child)),
            _ => {}
        }
    }

    fn answer(&mut self, reply: &'a Record) {
        self.replies.push(reply);
        self.days.push(self.day);
        if matches!(reply.text("contact"), Some("visit" | "meeting")) {
            self.met = self.met.or(Some(self.day));
        }
        if self.waits_for().is_empty() {
            self.replied = self.replied.or(Some(self.day));
        }
        if self.replied.is_some()
            && let Some(result) = self.weakest()
            && self.results.last().is_none_or(|(_, last)| *last != result)
        {
            self.results.push((self.day, result));
        }
    }

    /// Who still has to answer, once all is replied again nobody; somebody unnamed where no unit is known.
    pub fn waits_for(&self) -> Vec<&'a str> {
        let answers = &self.replies[self.before..];
        if !self.separate {
            let unit = self.leads.first().copied().unwrap_or_default();
            return if answers.is_empty() { vec![unit] } else { Vec::new() };
        }
        let answered = |unit: &&str| answers.iter().any(|reply| self.is_of(reply, unit));
        self.leads.iter().copied().filter(|unit| !answered(unit)).collect()
    }

    /// Whether a reply is that of a unit, by its main spelling.
    pub fn is_of(&self, reply: &Record, unit: &str) -> bool {
        reply.text("unit").is_some_and(|name| self.is_same(name, unit))
            || (!self.separate && reply.get("unit").is_none())
    }

    /// Whether two names are spellings of one unit.
    pub fn is_same(&self, one: &str, other: &str) -> bool {
        self.words.main(Set::Unit, one) == self.words.main(Set::Unit, other)
    }

    /// The replies of a unit, each with the day on which it counts.
    pub fn replies_of(&self, unit: &str) -> impl Iterator<Item = (NaiveDate, &'a Record)> {
        let all = self.days.iter().copied().zip(self.replies.iter().copied());
        all.filter(move |(_, reply)| self.is_of(reply, unit))
    }

    /// The result of the last reply; of separate leads the weakest of their last ones: the one that stands last in the office's list.
    fn weakest(&self) -> Option<&'a str> {
        let last = |replies: &mut dyn DoubleEndedIterator<Item = &'a Record>| {
            replies.rev().find_map(|reply| reply.text("result"))
        };
        if !self.separate {
            return last(&mut self.replies.iter().copied());
        }
        let own = self
            .leads
            .iter()
            .filter_map(|unit| last(&mut self.replies.iter().copied().filter(|reply| self.is_of(reply, unit))));
        own.max_by_key(|result| self.words.rank(Set::Result, "motion", Some(result)))
    }

    /// What it came to.
    pub fn result(&self) -> Option<&'a str> {
        self.results.last().map(|(_, result)| *result)
    }

    /// The last feedback on the handling (0) or on the result (1).
    pub fn grade(&self, question: usize) -> Option<&'a str> {
        self.grades[question].last().map(|(_, grade)| *grade)
    }
}

fn names<'a>(record: &'a Record, key: &str) -> Vec<&'a str> {
    record.names(key).iter().map(String::as_str).collect()
}
