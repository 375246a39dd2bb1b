//! What motions contribute to the figures: each on the day of what happened to it, and by cohort, of those handed over.

use std::collections::BTreeMap;

use chrono::{Days, NaiveDate};

use super::rules;
use crate::amount::Amount;
use crate::ledger::course::{Course, Handling, Stages};
use crate::ledger::{Book, Kin, Record};
use crate::vocabulary::{Set, Vocabulary};

const ONE: Amount = Amount::exact(1);

/// A motion, with all that became of it.
pub fn post(record: &Record, kin: &Kin, book: &mut Book) {
    book.count("motion.received");
    let form = record.text("form");
    if let Some(form) = form {
        book.count(format!("motion.{form}"));
    }
    if record.says("between") {
        book.count("motion.between");
    } else if record.get("session").is_some() {
        book.count("motion.session");
    }
    proposers(record, book);
    if record.is_lump() {
        return;
    }
    let stages = Stages::of(record.ledger, book.vocabulary);
    let course = Course::of(record, kin.children.iter().copied(), stages);
    course.post_open(book);
    let handling = course.handling;
    if let Some(filed) = handling.filed {
        sorted("motion.filed", filed.date(), ONE, form, book);
        book.post("motion.received.filed", record.date(), ONE, filed.date().to_string());
    }
    // However often it came to an outcome, it came to it once: the last time says when.
    let outcome = |review: &Record| Some((review.text("outcome")?.to_owned(), review.date()));
    let outcomes: BTreeMap<String, NaiveDate> = own(record, kin, "review").filter_map(outcome).collect();
    for (outcome, day) in outcomes {
        if !matches!(&*outcome, "filed" | "merged") {
            book.post(format!("motion.{outcome}"), day, ONE, "");
        }
    }
    if let Some((review, into)) = handling.merged {
        book.post("motion.away", review.date(), ONE, "");
        for motion in [record.id, into] {
            book.once_on("motion.merged", review.date(), &motion.to_string());
        }
        book.once_on("motion.groups", review.date(), &into.to_string());
    }
    if let Some(assigned) = handling.assigned {
        sorted("motion.assigned", assigned.date(), ONE, form, book);
        units(&handling, assigned.date(), book);
        cohort(&handling, assigned.date(), book);
    }
    for (figure, honour) in [("motion.key", handling.chased), ("motion.awarded", handling.awarded)] {
        if let Some(honour) = honour {
            book.post(figure, honour.date(), ONE, "");
        }
    }
    overdue(&handling, ended(record, kin), book);
}

fn own<'k>(record: &Record, kin: &'k Kin<'k>, key: &'static str) -> impl Iterator<Item = &'k Record> {
    let id = record.id;
    kin.children.iter().copied().filter(move |child| child.ledger.key == key && child.of.first() == Some(&id))
}

/// When it was withdrawn, merged or otherwise ended.
fn ended(record: &Record, kin: &Kin) -> Option<NaiveDate> {
    own(record, kin, "review").find(|review| review.text("outcome") != Some("filed")).map(Record::date)
}

/// Turns: everybody each time. A body that proposed is no person.
fn proposers(record: &Record, book: &mut Book) {
    if record.text("form") == Some("collective") {
        return;
    }
    book.sum("motion.proposers", record.amount("proposers"));
    for name in record.names("proposer") {
        book.sum("motion.proposers", Some(ONE));
        book.once("motion.people", name);
    }
}

/// A number of motions, and the same by form and by topic.
fn sorted(figure: &'static str, day: NaiveDate, count: Amount, form: Option<&str>, book: &mut Book) {
    book.post(figure, day, count, "");
    for sort in [form.map(str::to_owned), book.place.kind.clone()].into_iter().flatten() {
        book.post(format!("{figure}.{sort}"), day, count, "");
    }
}

/// Of those handed over on a day: what was done for each, with the day on which it was. What changes afterwards leaves its number
/// on the day of the change.
fn cohort(handling: &Handling, day: NaiveDate, book: &mut Book) {
    let done = |figure: &'static str, when: NaiveDate, book: &mut Book| book.post(figure, day, ONE, when.to_string());
    if let Some(replied) = handling.replied {
        done("motion.replied", replied, book);
        if handling.first_due.is_some_and(|due| replied <= due) {
            done("motion.ontime", replied, book);
        }
        if let Some(met) = handling.met {
            done("motion.visited", met.max(replied), book);
        }
    }
    changing(&handling.results, |result| vec![format!("motion.result.{result}")], day, "", book);
    for (grades, (all, question)) in handling.grades.iter().zip(QUESTIONS) {
        if let Some((first, _)) = grades.first() {
            done(all, *first, book);
        }
        let words = book.vocabulary;
        changing(grades, |grade| of_grade(question, grade, words), day, "", book);
    }
}

/// The two questions that proposers are asked, that on the handling and that on the result: the figure of all answers to it, and what
/// stands before those of a grade.
const QUESTIONS: [(&str, &str); 2] = [("motion.feedback", "motion"), ("motion.outcome", "motion.outcome")];

/// The figures that count a grade: its own, and those of what it counts as in the rates.
fn of_grade(question: &str, grade: &str, words: &Vocabulary) -> Vec<String> {
    let counted: &[&str] = match scope(grade, words) {
        "satisfied" => &["satisfied", "content"],
        "basically" => &["content"],
        _ => &[],
    };
    let own = format!("{question}.grade.{grade}");
    [own].into_iter().chain(counted.iter().map(|figure| format!("{question}.{figure}"))).collect()
}

/// What a grade counts as: satisfied, basically, not.
fn scope<'a>(grade: &'a str, words: &'a Vocabulary) -> &'a str {
    words.term(Set::Grade, "motion", grade).and_then(|term| term.scope.as_deref()).unwrap_or(grade)
}

/// A unit stands behind the day, where it is counted by unit.
fn changing(
    changes: &[(NaiveDate, &str)],
    figures: impl Fn(&str) -> Vec<String>,
    day: NaiveDate,
    unit: &str,
    book: &mut Book,
) {
    let mut before: Vec<String> = Vec::new();
    for (when, word) in changes {
        let now = figures(word);
        for (figures, amount) in [(&before, -1), (&now, 1)] {
            for figure in figures {
                book.post(figure.clone(), day, Amount::exact(amount), format!("{when}{unit}"));
            }
        }
        before = now;
    }
}

/// 件次: a motion counts for each unit that leads it or assists, by cohort, too; the unit stands behind the day.
fn units(handling: &Handling, day: NaiveDate, book: &mut Book) {
    let words = book.vocabulary;
    for unit in &handling.leads {
        let name = words.main(Set::Unit, unit);
        book.once_on("motion.units", day, name);
        book.post("motion.unit.lead", day, ONE, format!("{day}{name}"));
        let replies: Vec<(NaiveDate, &Record)> = handling.replies_of(unit).collect();
        if let Some((first, _)) = replies.first() {
            book.post("motion.unit.replied", day, ONE, format!("{first}{name}"));
            if handling.first_due.is_some_and(|due| *first <= due) {
                book.post("motion.unit.ontime", day, ONE, format!("{first}{name}"));
            }
        }
        let results: Vec<(NaiveDate, &str)> =
            replies.iter().filter_map(|(day, reply)| Some((*day, reply.text("result")?))).collect();
        changing(&results, |result| vec![format!("motion.unit.result.{result}")], day, name, book);
        let satisfied = |grade: &str| match scope(grade, words) {
            "satisfied" => vec!["motion.unit.satisfied".to_owned()],
            _ => Vec::new(),
        };
        changing(&handling.grades[0], satisfied, day, name, book);
    }
    for unit in &handling.assists {
        book.post("motion.unit.assist", day, ONE, format!("{day}{}", words.main(Set::Unit, unit)));
    }
}

/// From the day after it was due until it is replied to or ends: what is there on the last day is overdue then.
fn overdue(handling: &Handling, ended: Option<NaiveDate>, book: &mut Book) {
    let Some(after) = handling.first_due.and_then(|due| due.checked_add_days(Days::new(1))) else { return };
    let until = handling.replied.into_iter().chain(ended).min();
    if until.is_some_and(|until| until < after) {
        return;
    }
    book.post("warn.motion.overdue", after, ONE, "");
    if let Some(until) = until {
        book.post("warn.motion.overdue", until, Amount::exact(-1), "");
    }
}

/// What hangs on a motion says what is wrong with it, and counts the replies; the rest counts with the motion. What hangs on none is
/// a number of motions that are known only as a number.
pub fn post_child(record: &Record, kin: &Kin, book: &mut Book) {
    if record.ledger.key == "reply" {
        book.count("motion.replies");
        book.warn_if(record.get("result").is_none(), "warn.motion.results");
    }
    if record.of.is_empty() { total(record, book) } else { rules::hold(record, kin, book) }
}

fn total(record: &Record, book: &mut Book) {
    let (day, count, form) = (record.date(), record.count(), record.text("form"));
    let of_motions = |figure: String, amount: Amount, book: &mut Book| book.post(figure, day, amount, day.to_string());
    match (record.ledger.key, record.text("outcome")) {
        ("review", Some("filed")) => {
            sorted("motion.filed", day, count, form, book);
            of_motions("motion.received.filed".to_owned(), count, book);
        }
        ("review", Some("merged")) => {
            let Some(groups) = record.amount("groups") else { return };
            book.count("motion.merged");
            book.sum("motion.groups", Some(groups));
            let away = Amount::new(count.value - groups.value, count.bound);
            book.sum("motion.away", Some(away));
        }
        ("review", Some(outcome)) => book.count(format!("motion.{outcome}")),
        ("assignment", _) => {
            sorted("motion.assigned", day, count, form, book);
            let words = book.vocabulary;
            for (key, figure) in [("lead", "motion.unit.lead"), ("assist", "motion.unit.assist")] {
                for unit in record.names(key) {
                    let unit = words.main(Set::Unit, unit).to_owned();
                    if key == "lead" {
                        book.once_on("motion.units", day, &unit);
                    }
                    book.post(figure, day, count, format!("{day}{unit}"));
                }
            }
        }
        ("reply", _) => {
            of_motions("motion.replied".to_owned(), count, book);
            if let Some(result) = record.text("result") {
                of_motions(format!("motion.result.{result}"), count, book);
            }
            if let Some(ontime) = record.amount("ontime") {
                of_motions("motion.ontime".to_owned(), ontime, book);
            }
            if matches!(record.text("contact"), Some("visit" | "meeting")) {
                of_motions("motion.visited".to_owned(), count, book);
            }
        }
        ("feedback", _) => {
            let (all, question) = QUESTIONS[usize::from(record.text("on") == Some("result"))];
            of_motions(all.to_owned(), count, book);
            for figure in of_grade(question, record.text("grade").unwrap_or_default(), book.vocabulary) {
                of_motions(figure, count, book);
            }
        }
        ("chasing", _) => book.count("motion.key"),
        ("commendation", _) => book.count("motion.awarded"),
        _ => {}
    }
}
