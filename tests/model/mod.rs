//! The ledger against a simple model: records as plain maps, and every figure counted slowly, by its definition.
//!
//! Random changes go through the store and through the command line; the model hears only what was asked for. It knows
//! nothing of postings, roll-ups or readings, so that the two can agree only by both being right.

mod compare;
mod draw;
mod figure;
mod keyboard;
mod library;
mod motion;
mod office;
mod row;

use chrono::NaiveDate;
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::Index;
use qjcppcc::figure::{By, figures};
use qjcppcc::period::Period;
use qjcppcc::store::{Access, State, Store};
use uuid::Uuid;

use compare::{check, picture, there_and_back};
use draw::{Step, command, made_out, periods, sequence};
use keyboard::Office;
use library::{keep, keep_all, stamp};
use row::{Fields, Row, Said};

fn without_files(cases: u32) -> ProptestConfig {
    ProptestConfig { cases, failure_persistence: None, max_shrink_time: 60_000, ..ProptestConfig::default() }
}

proptest! {
    #![proptest_config(without_files(80))]

    #[test]
    fn figures_are_what_their_definitions_say(
        (focus, batches) in sequence(),
        gone in vec(any::<Index>(), 1..6),
        periods in periods(),
    ) {
        let mut store = Store::memory().expect("a ledger");
        let (mut rows, mut serial) = (Vec::new(), 0);
        for (commands, rehearsal) in &batches {
            keep_all(&mut store, &mut rows, commands, &focus, *rehearsal, &mut serial);
        }
        check(&store, &rows, &periods)?;
        there_and_back(&mut store, &mut rows, &gone, &periods)?;
        let entries = store.verify(&|_, _| true).expect("every table is what the entries say").entries;
        let last = usize::try_from(entries).expect("entries") / 5;
        as_it_stood(&store, entries - i64::try_from(gone[0].index(last + 1)).expect("entries"))?;
    }
}

proptest! {
    #![proptest_config(without_files(12))]

    #[test]
    fn a_ledger_is_the_same_after_export_and_import(
        (focus, batches) in sequence(),
        by_hand in vec(command(), 1..16),
        periods in periods(),
    ) {
        let office = Office::new();
        let path = office.ledger("first.db");
        let (mut rows, mut serial) = (Vec::new(), 0);
        let mut store = Store::open(&path, Access::Write).expect("the ledger");
        for (commands, rehearsal) in &batches {
            keep_all(&mut store, &mut rows, commands, &focus, *rehearsal, &mut serial);
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

/// The store as of an entry is one in which every table is what the entries up to there say.
fn as_it_stood(store: &Store, seq: i64) -> Result<(), TestCaseError> {
    let then = store.as_of(&State::Upto(seq)).expect("the store as it stood");
    let verified = then.verify(&|_, _| true);
    prop_assert!(verified.as_ref().is_ok_and(|verified| verified.entries == seq.max(0)), "{seq}: {verified:?}");
    let head = verified.expect("sound").head.unwrap_or_default();
    prop_assert!(seq < 1 || store.has_been_at(&head).expect("a head"), "{head}");
    Ok(())
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
