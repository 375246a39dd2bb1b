//! Motions named by their codes (提案号), as people do for whom our short numbers are none of their own; 届次: the sessions at which they
//! were handed in, such as 十五届二次.

use std::collections::HashMap;

use uuid::Uuid;

use crate::amount::{Amount, Bound, Measure};
use crate::error::Result;
use crate::ledger::Record;
use crate::text::{Message, plain};

/// What stands before a code that is the name of a motion: `code:118`, and `code:118@15-2` where the session is said, too.
const BY_CODE: &str = "code:";

/// The name of a motion by its code, however both are written: 第018号 is 18.
pub fn name_by_code(code: &str, session: Option<&str>) -> String {
    let code: String = plain(code).collect();
    let bare = code.trim_start_matches('第').trim_end_matches('号').trim_end_matches(".0");
    let is_number = !bare.is_empty() && bare.bytes().all(|byte| byte.is_ascii_digit());
    let bare = if is_number { bare.trim_start_matches('0') } else { bare };
    let session = session.map_or(String::new(), |session| {
        format!("@{}", read_session(session).unwrap_or_else(|_| session.trim().to_owned()))
    });
    [BY_CODE, bare, &session].concat()
}

/// How people write the same.
const SPOKEN: &str = "提案号";

/// Whether the name of a motion is its code.
pub fn is_code(name: &str) -> bool {
    name.starts_with(BY_CODE) || name.starts_with(SPOKEN)
}

/// How a name is spoken of; one that is a code as 提案号118（十五届二次）.
pub fn spoken_code(name: &str) -> String {
    let Some(code) = name.strip_prefix(BY_CODE) else { return name.to_owned() };
    match code.rsplit_once('@') {
        Some((code, session)) => format!("提案号{code}（{}）", session_name(session)),
        None => format!("提案号{code}"),
    }
}

/// Motions by their codes.
#[derive(Default)]
pub struct Codes(HashMap<String, Vec<Coded>>);

/// One of those that have a code.
struct Coded {
    id: Uuid,
    called: Message,
    is_void: bool,
}

impl Codes {
    /// One more motion, which people call so; one without a code is none of these.
    pub fn note(&mut self, motion: &Record, called: Message) {
        let Some(code) = motion.text("code") else { return };
        let (session, title) = (motion.text("session"), motion.text("title").unwrap_or_default());
        let Message { zh, en } = called;
        let said = session.map(session_name).unwrap_or_default();
        let called = message!("{zh}{said}“{title}”", "{en} {said} “{title}”");
        let is_void = motion.void.is_some();
        for session in std::iter::once(None).chain(session.map(Some)) {
            let coded = Coded { id: motion.id, called: called.clone(), is_void };
            self.0.entry(name_by_code(code, session)).or_default().push(coded);
        }
    }

    /// The motion with this name, a live one before void ones. Of several no one is meant.
    pub fn find(&self, name: &str) -> Result<Option<Uuid>> {
        let (code, session) = name.rsplit_once('@').map_or((name, None), |(code, session)| (code, Some(session)));
        let code = code.trim_start_matches(BY_CODE).trim_start_matches(SPOKEN);
        let all = self.0.get(&name_by_code(code, session)).map_or(&[][..], Vec::as_slice);
        let live: Vec<&Coded> = all.iter().filter(|coded| !coded.is_void).collect();
        if live.len() < 2 {
            return Ok(live.first().copied().or(all.first()).map(|coded| coded.id));
        }
        let Message { zh, en } = Message::list(live.iter().map(|coded| coded.called.clone()));
        Err(
            refused!("ambiguous_code": "提案号{code}不止一件：{zh}", "the code {code} is that of several motions: {en}";
            "表里加一列“届次”，或不写提案号，在“所属编号”一栏写编号，如 motion-12",
            "add a column 届次 (session), or give the number instead, such as motion-12 under 所属编号"),
        )
    }
}

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
