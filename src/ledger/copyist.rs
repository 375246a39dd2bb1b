//! The JSON of many records, made from their kept bodies without taking them apart.

use std::borrow::Cow;

use serde::de::IgnoredAny;
use serde_json::Value as Json;
use uuid::Uuid;

use super::mask::{is_free, mask, may_hold_number};
use super::{Evidence, Ledger, Type};
use crate::text::is_unsafe;

/// Copies the records of one ledger out as JSON objects: every key in table order, `null` where nothing is set.
pub struct Copyist {
    /// The key of its ledger.
    pub ledger: &'static str,
    indented: bool,
    masking: bool,
    /// How a body begins, up to the number.
    beginning: String,
    before_id: String,
    before_no: String,
    before_site: String,
    /// All of it where the number is this site's own.
    no_site: String,
    members: Vec<Member>,
    /// All of them as they are written where nothing is set.
    nulls: String,
    before_void: String,
    before_reason: String,
}

/// What is known of a record beside its body.
pub struct Known<'r> {
    /// Its id.
    pub id: Uuid,
    /// Its number.
    pub no: i64,
    /// The site that has given the number, if another one has.
    pub site: Option<&'r str>,
    /// Why it is void, if it is.
    pub void: Option<String>,
}

/// What a record hangs on, a field, or the bound of the amount before it, as bodies have it and as it is written.
struct Member {
    /// Its key in a body, with what divides it from its neighbours.
    kept: String,
    before: String,
    masked: bool,
    is_bound: bool,
    /// Where it begins among the `nulls`.
    place: usize,
}

impl Copyist {
    /// A copyist for one ledger. Objects are `indented` as elements of an array, or stand on one line each; with `masking`,
    /// numbers of persons in free text are masked.
    pub fn new(ledger: &Ledger, indented: bool, masking: bool) -> Copyist {
        let kept = |key: &str| format!(",\"{key}\":");
        let before = |key: &str| if indented { format!(",\n    \"{key}\": ") } else { kept(key) };
        let (mut members, mut nulls) = (Vec::new(), String::new());
        let mut add = |key: &str, masked, is_bound, null: &str| {
            let (kept, before, place) = (kept(key), before(key), nulls.len());
            nulls.extend([&*before, null]);
            members.push(Member { kept, before, masked, is_bound, place });
        };
        if ledger.is_child() {
            add("of", false, false, "[]");
        }
        for field in ledger.all_fields() {
            add(field.key, masking && is_free(field.holds), false, "null");
            if matches!(field.holds, Type::Amount(_)) {
                add(&format!("{}_bound", field.key), false, true, "null");
            }
        }
        let key = ledger.key;
        let before_id = if indented {
            format!("\n  {{\n    \"ledger\": \"{key}\",\n    \"id\": \"")
        } else {
            format!("{{\"ledger\":\"{key}\",\"id\":\"")
        };
        Copyist {
            ledger: key,
            indented,
            masking,
            beginning: format!("{{\"ledger\":\"{key}\",\"no\":"),
            before_id,
            before_no: format!("\"{}", before("no")),
            before_site: before("site"),
            no_site: before("site") + "null",
            members,
            nulls,
            before_void: before("void"),
            before_reason: before("reason"),
        }
    }

    /// Adds the object of a record to `out`. `None`, and `out` is of no use, where the body is not as
    /// [`super::Record::body`] writes it.
    pub fn copy(&self, known: &Known, body: &str, out: &mut Vec<u8>) -> Option<()> {
        let Known { id, no, site, void } = known;
        let mut rest = body.strip_prefix(&self.beginning)?;
        let (plain, bare) = (is_plain(body), is_bare(body));
        let put = |out: &mut Vec<u8>, before: &str, json: &str| {
            out.extend_from_slice(before.as_bytes());
            let json = match json.as_bytes() {
                [b'[' | b'{', ..] if self.indented => indented(json).into(),
                _ if plain => Cow::Borrowed(json),
                _ => harmless(json),
            };
            out.extend_from_slice(json.as_bytes());
        };
        put(out, &self.before_id, id.hyphenated().encode_lower(&mut Uuid::encode_buffer()));
        let kept = value(&mut rest, bare)?;
        // Where two sites have recorded the same, the number is that of the first.
        if kept.parse() == Ok(*no) {
            put(out, &self.before_no, kept);
        } else {
            put(out, &self.before_no, &no.to_string());
        }
        match site {
            Some(site) => put(out, &self.before_site, &Json::from(*site).to_string()),
            None => out.extend_from_slice(self.no_site.as_bytes()),
        }
        // Whatever the body leaves out is copied in one piece.
        let (mut left, mut nulls) = (&self.members[..], 0);
        while rest != "}" {
            let (kept, after) = rest.split_at_checked(rest.get(2..)?.find(':')? + 3)?;
            let at = left.iter().position(|member| member.kept == kept)?;
            let member = &left[at];
            out.extend_from_slice(self.nulls.get(nulls..member.place)?.as_bytes());
            let whole = std::mem::replace(&mut rest, after);
            let json = value(&mut rest, bare)?;
            if member.masked && may_hold_number(json) {
                put(out, &member.before, &masked(json)?);
            } else if plain && !self.indented {
                out.extend_from_slice(&whole.as_bytes()[..kept.len() + json.len()]);
            } else {
                put(out, &member.before, json);
            }
            left = &left[at + 1..];
            if let Some(bound) = left.first().filter(|bound| bound.is_bound && !rest.starts_with(&bound.kept)) {
                put(out, &bound.before, "\"exact\"");
                left = &left[1..];
            }
            nulls = left.first().map_or(self.nulls.len(), |member| member.place);
        }
        out.extend_from_slice(self.nulls.get(nulls..)?.as_bytes());
        put(out, &self.before_void, if void.is_some() { "true" } else { "false" });
        let reason = void
            .as_deref()
            .map(|reason| Json::from(if self.masking { mask(reason) } else { reason.to_owned() }).to_string());
        put(out, &self.before_reason, &reason.as_deref().map_or("null".into(), harmless));
        out.extend_from_slice(if self.indented { "\n  }" } else { "}" }.as_bytes());
        Some(())
    }
}

/// Whether every text in it ends at its next quotation mark.
#[expect(clippy::needless_bitwise_bool, reason = "without branches many bytes are looked at in one go")]
fn is_bare(json: &str) -> bool {
    !json.bytes().fold(false, |found, byte| found | (byte < 0x20) | (byte == b'\\'))
}

/// Whether nothing in it could act on a terminal, by the first two bytes of every character. Chinese text passes, but for
/// its quotation marks and dashes.
#[expect(clippy::needless_bitwise_bool, reason = "without branches many bytes are looked at in one go")]
fn is_plain(json: &str) -> bool {
    let suspicious = |first: u8, second: u8| {
        matches!(first, 0x7f | 0xc2 | 0xd8 | 0xe1 | 0xf3)
            | ((first == 0xe2) & (second <= 0x81))
            | ((first == 0xef) & ((second == 0xbb) | (second == 0xbf)))
    };
    let bytes = json.as_bytes();
    let pairs = bytes.iter().zip(bytes.get(1..).unwrap_or_default());
    !pairs.fold(bytes.last() == Some(&0x7f), |found, (first, second)| found | suspicious(*first, *second))
}

/// JSON as it is, but for the characters that could act on a terminal.
fn harmless(json: &str) -> Cow<'_, str> {
    if is_plain(json) || !json.contains(is_unsafe) {
        return Cow::Borrowed(json);
    }
    let mut written = String::with_capacity(json.len());
    for c in json.chars() {
        if is_unsafe(c) {
            written.extend(c.encode_utf16(&mut [0; 2]).iter().map(|unit| format!("\\u{unit:04x}")));
        } else {
            written.push(c);
        }
    }
    Cow::Owned(written)
}

/// A list or an object as the value of an indented object's member; what is no JSON stays as it is.
fn indented(json: &str) -> String {
    let value = serde_json::from_str::<Json>(json);
    let set = value.and_then(|value| serde_json::to_string_pretty(&value)).unwrap_or_else(|_| json.to_owned());
    set.lines().map(harmless).collect::<Vec<_>>().join("\n    ")
}

/// A value of a free field with the numbers of persons masked; `None` where it is no JSON.
fn masked(json: &str) -> Option<String> {
    let masked = match serde_json::from_str(json).ok()? {
        Json::String(text) => Json::String(mask(&text)),
        Json::Array(names) => names.iter().map(|name| Some(mask(name.as_str()?))).collect::<Option<Json>>()?,
        file => serde_json::to_value(Evidence::from_json(&file)?.masked()).ok()?,
    };
    Some(masked.to_string())
}

/// Takes a value off the beginning of what is left of a body, as it stands; texts in a `bare` one and whole numbers are found at a glance.
fn value<'a>(rest: &mut &'a str, bare: bool) -> Option<&'a str> {
    let whole = |byte: &u8| !byte.is_ascii_digit();
    let end = match rest.as_bytes() {
        [b'"', ..] if bare => rest[1..].find('"')? + 2,
        [b'1'..=b'9', digits @ ..] if matches!(digits.iter().copied().find(whole), Some(b',' | b'}')) => {
            rest.find([',', '}'])?
        }
        _ => {
            let mut values = serde_json::Deserializer::from_str(rest).into_iter::<IgnoredAny>();
            values.next()?.ok()?;
            values.byte_offset()
        }
    };
    let (value, after) = rest.split_at(end);
    *rest = after;
    Some(value)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_character_that_could_act_passes_for_plain() {
        for c in ('\u{20}'..=char::MAX).filter(|c| is_unsafe(*c)) {
            assert!(!is_plain(&format!("\"题{c}\"")), "{c:?}");
        }
        assert!(is_plain("{\"title\":\"清溪河，违法建筑（整治）。\"}"));
    }
}
