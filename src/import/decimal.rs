//! Numbers of JSON in any spelling that it allows, as digits: 1e2 is 100, and so are 100.0 and 1E+2.

use std::borrow::Cow;

use serde_json::Number;

use crate::error::Result;

/// The highest power of ten that a number may be written with: none that an office counts comes near.
const POWER: i32 = 40;

/// A number without its power of ten.
pub fn decimal(number: &Number) -> Result<Cow<'_, str>> {
    let text = number.as_str();
    let Some((digits, power)) = text.split_once(['e', 'E']) else { return Ok(text.into()) };
    let (sign, digits) = digits.strip_prefix('-').map_or(("", digits), |digits| ("-", digits));
    let (whole, part) = digits.split_once('.').unwrap_or((digits, ""));
    if [whole, part].concat().bytes().all(|digit| digit == b'0') {
        return Ok("0".into());
    }
    let power: i32 = power.parse().ok().filter(|power| (-POWER..=POWER).contains(power)).ok_or_else(|| {
        refused!("bad_number": "“{text}”太大或太小，不是台账里的数", "“{text}” is too large or too small for any record";
            "写出这个数的每一位", "write out the digits of the number")
    })?;
    let mut digits = format!("{whole}{part}");
    let mut point = i32::try_from(whole.len()).unwrap_or(i32::MAX).saturating_add(power);
    while point < 1 {
        digits.insert(0, '0');
        point += 1;
    }
    let point = usize::try_from(point).unwrap_or_default();
    let digits = format!("{digits:0<point$}");
    let (whole, part) = digits.split_at(point);
    let (whole, part) = (whole.trim_start_matches('0'), part.trim_end_matches('0'));
    let (whole, dot) = (if whole.is_empty() { "0" } else { whole }, if part.is_empty() { "" } else { "." });
    Ok(format!("{sign}{whole}{dot}{part}").into())
}

/// A whole number, as 7, 7.0 and 70e-1 are.
pub fn whole(number: &Number) -> Result<Cow<'_, str>> {
    let text = decimal(number)?;
    Ok(match text.split_once('.') {
        Some((whole, part)) if part.bytes().all(|digit| digit == b'0') => whole.to_owned().into(),
        _ => text,
    })
}
