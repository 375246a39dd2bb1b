//! The JSON of many records, made from their kept bodies without taking them apart.

use std::borrow::Cow;

use serde::de::IgnoredAny;
use serde_json::Value as Json;
use uuid::Uuid;

use super::mask::{is_free, mask, may_hold_number};
use super::{Evidence, Field, Ledger, Type};
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
    before_of: Option<String>,
    fields: Vec<Member>,
    before_void: String,
    before_reason: String,
}

/// A field as bodies have it and as it is written.
struct Member {
    /// Its key in a body, with what divides it from its neighbours.
    kept: String,
    before: String,
    masked: bool,
    /// The same of an amount's bound.
    bound: Option<(String, String)>,
}

impl Copyist {
    /// A copyist for one ledger. Objects are `indented` as elements of an array, or stand on one line each; with `masking`,
    /// numbers of persons in free text are masked.
    pub fn new(ledger: &Ledger, indented: bool, masking: bool) -> Copyist {
        let kept = |key: &str| format!(",\"{key}\":");
        let before = |key: &str| if indented { format!(",\n    \"{key}\": ") } else { kept(key) };
        let member = |field: &'static Field| {
            let bound = format!("{}_bound", field.key);
            Member {
                kept: kept(field.key),
                before: before(field.key),
                masked: masking && is_free(field.holds),
                bound: matches!(field.holds, Type::Amount(_)).then(|| (kept(&bound), before(&bound))),
            }
        };
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
            before_of: ledger.is_child().then(|| before("of")),
            fields: ledger.all_fields().map(member).collect(),
            before_void: before("void"),
            before_reason: before("reason"),
        }
    }

    /// Adds the object of a record to `out`. `None`, and `out` is of no use, where the body is not as
    /// [`super::Record::body`] writes it.
    pub fn copy(&self, id: Uuid, body: &str, void: Option<&str>, out: &mut Vec<u8>) -> Option<()> {
        let mut rest = body.strip_prefix(&self.beginning)?;
        let plain = is_plain(body);
        let mut put = |before: &str, json: &str| {
            out.extend_from_slice(before.as_bytes());
            let is_nested = self.indented && json.starts_with(['[', '{']);
            let json = if is_nested {
                indented(json).into()
            } else if plain {
                json.into()
            } else {
                harmless(json)
            };
            out.extend_from_slice(json.as_bytes());
        };
        put(&self.before_id, id.hyphenated().encode_lower(&mut Uuid::encode_buffer()));
        put(&self.before_no, value(&mut rest)?);
        if let Some(before) = &self.before_of {
            put(before, member(&mut rest, ",\"of\":").unwrap_or("[]"));
        }
        for field in &self.fields {
            let json = member(&mut rest, &field.kept);
            match json.filter(|json| field.masked && may_hold_number(json)) {
                Some(json) => put(&field.before, &masked(json)?),
                None => put(&field.before, json.unwrap_or("null")),
            }
            if let Some((kept, before)) = &field.bound {
                let bound = member(&mut rest, kept).or(json.map(|_| "\"exact\""));
                put(before, bound.unwrap_or("null"));
            }
        }
        put(&self.before_void, if void.is_some() { "true" } else { "false" });
        let reason = void.map(|reason| if self.masking { mask(reason) } else { reason.to_owned() });
        put(&self.before_reason, &harmless(&Json::from(reason).to_string()));
        out.extend_from_slice(if self.indented { "\n  }" } else { "}" }.as_bytes());
        (rest == "}").then_some(())
    }
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

/// Takes a member off the beginning of what is left of a body; answers its value as it stands.
fn member<'a>(rest: &mut &'a str, kept: &str) -> Option<&'a str> {
    *rest = rest.strip_prefix(kept)?;
    value(rest)
}

fn value<'a>(rest: &mut &'a str) -> Option<&'a str> {
    let mut values = serde_json::Deserializer::from_str(rest).into_iter::<IgnoredAny>();
    values.next()?.ok()?;
    let (value, after) = rest.split_at(values.byte_offset());
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
