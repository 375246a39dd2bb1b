//! The standing of a report: as of when, closed years, and what has changed since it was published.

use chrono::{Datelike, SecondsFormat, TimeZone, Utc};

use crate::cli::desk::{Desk, Opened};
use crate::cli::office::{claim, publication};
use crate::error::Result;
use crate::ledger::{CLAIMS, CLOSINGS, PUBLICATIONS};
use crate::period::{Period, read_sure_day};
use crate::report::{Kept, Report};
use crate::store::{State, Store};

/// The ledger as it stood at the end of a day, or at a state that a report was printed with, and what that is called. Days go by the
/// log clock; entries that are left out although their own clock said an earlier day are spoken of.
pub fn as_of(desk: &mut Desk, store: &Store, text: &str) -> Result<(Opened, String)> {
    let state = text.trim().split_once('-').filter(|(seq, hash)| {
        let hexadecimal = hash.len() >= 12 && hash.bytes().all(|byte| byte.is_ascii_hexdigit());
        hexadecimal && !seq.is_empty() && seq.bytes().all(|byte| byte.is_ascii_digit())
    });
    if state.is_some() {
        if let Some(state) = store.state_of(text)? {
            return Ok((desk.hold(store.as_of(&state)?), text.trim().to_owned()));
        }
        return Err(refused!("no_such_state": "这份台账文件从来不是 {text} 这个状态",
            "this ledger file has never been at {text}";
            "它印自另一份台账文件，或这份被换回过旧文件；用 verify --head 核对",
            "it was printed from another ledger file, or an old copy was put back; verify --head checks")
        .field("as-of"));
    }
    let day = read_sure_day(text, desk.outside.today(), false).map_err(|error| {
        if error.code == "unclear_year" {
            return error.field("as-of");
        }
        usage!("bad_as_of": "“{text}”既不是日期，也不是台账文件状态", "“{text}” is neither a day nor a state";
            "写 2022-12-31，或报表上印的台账文件状态，如 15-745ffb7d4c74",
            "write 2022-12-31, or a state printed on a report, such as 15-745ffb7d4c74")
        .field("as-of")
    })?;
    let next = day.succ_opt().and_then(|next| next.and_hms_opt(0, 0, 0));
    let midnight = next.and_then(|next| desk.outside.now.timezone().from_local_datetime(&next).earliest());
    let before = midnight.map(|moment| moment.with_timezone(&Utc).to_rfc3339_opts(SecondsFormat::Millis, true));
    let before = before.unwrap_or_else(|| "9999".to_owned());
    let last = store.last_before(&before)?;
    let late = store.said_before(&before, last)?;
    if late > 0 {
        let next = last + 1;
        desk.warn(&message!(
            "注意：{late}条流水自己的时钟也在{day}以前，但记在第{next}条以后，没有算进去；第{next}条的时钟可能快了，见 qjcppcc log",
            "note: {late} entries say by their own clock that they were made before the end of {day}, but stand after entry {next}, and are not counted; its clock may have been fast, see qjcppcc log"
        ));
    }
    Ok((desk.hold(store.as_of(&State::Upto(last))?), day.to_string()))
}

/// The closed years among those of a period.
pub fn closed(store: &Store, period: &Period, as_of: Option<String>) -> Result<Kept> {
    let closed = if store.has_any(CLOSINGS)? { store.closed()? } else { Vec::new() };
    let closed = closed.into_iter().filter(|closed| (period.from.year()..=period.to.year()).contains(&closed.year));
    Ok(Kept { as_of, closed: closed.collect(), published: None })
}

/// Completes a report with what was published, and with the claims that disagree.
pub fn complete(report: &mut Report, store: &Store) -> Result<()> {
    if store.has_any(PUBLICATIONS)? {
        report.kept.published = publication::since(store, &report.lines, &report.period)?;
    }
    if store.has_any(CLAIMS)? {
        let claims = claim::disagreements(store, Some(&report.period))?;
        report.warnings.extend(claims.into_iter().map(|claim| claim.message));
    }
    Ok(())
}
