//! 届次: the session at which a motion was handed in, such as 十五届二次.

use crate::amount::{Amount, Bound, Measure};
use crate::error::Result;
use crate::text::plain;

/// No committee has come to a term or session beyond that.
const LAST: i64 = 99;

/// Reads a session as people write it (15-2, 十五届二次, 15届2次会议), and gives the way it is kept: 15-2.
pub fn read_session(text: &str) -> Result<String> {
    let plain: String = plain(text).collect();
    let bare =
        plain.trim().trim_end_matches("全体").trim_end_matches("会议").trim_end_matches("全体").trim_end_matches('次');
    let parts = bare.trim_start_matches('第').split_once('届').or_else(|| bare.split_once('-'));
    let number = |part: &str| {
        let amount = Amount::read(part.trim_start_matches('第'), Measure::Count, &[]).ok()?;
        (amount.bound == Bound::Exact && (1..=LAST).contains(&amount.value)).then_some(amount.value)
    };
    match parts.and_then(|(term, session)| Some((number(term)?, number(session)?))) {
        Some((term, session)) => Ok(format!("{term}-{session}")),
        None => Err(usage!("bad_session": "“{text}”不是届次", "“{text}” is no session";
            "写成 15-2 或 十五届二次", "write it as 15-2: the second session of the fifteenth term")),
    }
}

/// A session as people call it: 十五届二次.
pub fn session_name(session: &str) -> String {
    let in_words = |number: &str| number.parse().map_or(number.to_owned(), words);
    session
        .split_once('-')
        .map_or(session.to_owned(), |(term, session)| format!("{}届{}次", in_words(term), in_words(session)))
}

/// A number below a hundred in Chinese.
fn words(number: usize) -> String {
    const DIGITS: [&str; 10] = ["", "一", "二", "三", "四", "五", "六", "七", "八", "九"];
    match (number / 10 % 10, number % 10) {
        (0, one) => DIGITS[one].to_owned(),
        (1, one) => format!("十{}", DIGITS[one]),
        (ten, one) => format!("{}十{}", DIGITS[ten], DIGITS[one]),
    }
}
