//! Days that may not be the ones that were meant: asked about before a record is kept, refused where nobody can be asked.

use chrono::Datelike;

use crate::cli::args::Given;
use crate::cli::desk::Desk;
use crate::error::{Error, Result};
use crate::ledger::{Record, Type, Value};
use crate::period::{Period, as_written, coming, is_long_ago, lacks_year, unclear_year};
use crate::text::{Lang, Message};

/// Settles the days that were written for a record; says in which year one lies that was written without, if it is not this year.
pub fn settle(desk: &mut Desk, record: &Record, given: &Given) -> Result<()> {
    let (ledger, today) = (record.ledger, desk.outside.today());
    // What is due follows from the day of the record.
    for field in ledger.all_fields().filter(|field| ledger.offers(field) && field.key != "due") {
        let plans = matches!(field.holds, Type::DayAhead);
        let Some(Value::Day(day)) = record.get(field.key).filter(|_| plans || matches!(field.holds, Type::Day)) else {
            continue;
        };
        let Some(words) = given.field(field) else { continue };
        if let Some(coming) = coming(words, today, plans) {
            let refusal = unclear_year(words, *day, coming).field(field.key);
            let (day, coming) = (as_written(words, *day), as_written(words, coming));
            let question = message!(
                "“{words}”没有写年份：是{day}吗？（{coming}还没有到）",
                "“{words}” has no year: is it {day}? ({coming} is yet to come)"
            );
            agree(desk, &question, refusal)?;
        } else if lacks_year(words) && day.year() != today.year() {
            let day = as_written(words, *day);
            desk.warn(&message!(
                "注意：“{words}”没有写年份，按最近的{day}记",
                "note: “{words}” has no year and is recorded as the nearest one past, {day}"
            ));
        }
        if field.key == "date" && record.is_of_month() {
            let (month, name) = (Period::month(*day).label(Lang::Zh), record.dated());
            desk.remark(&message!("记为{month}，只知道月份", "recorded as of {name}: only the month is known"));
        }
        // People on a roster came when they came, and words of the office hold from any day on.
        if !plans && is_long_ago(*day, today) && !ledger.is_roster() && !ledger.is_of_office() {
            let question = message!(
                "{day}离今天已两年多。就记在这一天吗？",
                "{day} is more than two years back. Record it on that day?"
            );
            let refusal = usage!("long_ago": "{day}离今天已两年多", "{day} is more than two years back";
                "核对年份；没有错就加 --yes", "check the year; if it is right, add --yes");
            agree(desk, &question, refusal.field(field.key))?;
        }
    }
    Ok(())
}

/// Goes on where the person agreed; nobody being there is no agreement.
fn agree(desk: &mut Desk, question: &Message, refusal: Error) -> Result<()> {
    let no = Error::said_no(message!("没有记录", "nothing was recorded"));
    let no = no.hint(message!("写上年份再记一次，如 -d 2022-05-01", "write the year, such as -d 2022-05-01"));
    if desk.agreed(question, no)? { Ok(()) } else { Err(refusal) }
}
