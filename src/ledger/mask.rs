//! Telephone and identity numbers in free text, shown in part only.

use super::{Evidence, Record, Type, Value};

/// The shapes of numbers that are masked: `#` is any digit, `x` a digit or X, everything else itself; `*` is a digit that
/// is not shown. Longer ones come first.
const SHAPES: &[&str] = &[
    "######********###x",
    "861##****####",
    "1##****####",
    "1##-****-####",
    "1## **** ####",
    "0##-****####",
    "0## ****####",
    "0##****####",
    "0###-****####",
    "0### ****####",
    "0###****####",
    "0##-***####",
    "0###-***####",
    "0### ***####",
];

impl Record {
    /// The record as tables and reports show it: numbers of persons in its free text are masked.
    pub fn masked(mut self) -> Record {
        self.void = self.void.as_deref().map(mask);
        for field in self.ledger.all_fields().filter(|field| is_free(field.holds)) {
            if let Some(value) = self.get(field.key).map(Value::masked) {
                self.set(field.key, Some(value));
            }
        }
        self
    }

    /// Gives the record back the numbers of `kept` that a list of it shows in part: such a list may be imported again.
    pub fn unmask_from(&mut self, kept: &Record) {
        for field in self.ledger.all_fields().filter(|field| is_free(field.holds)) {
            if let (Some(shown), Some(whole)) = (self.get(field.key), kept.get(field.key))
                && shown != whole
                && *shown == whole.masked()
            {
                self.set(field.key, Some(whole.clone()));
            }
        }
    }
}

impl Value {
    /// The same value with the numbers of persons masked.
    fn masked(&self) -> Value {
        match self {
            Value::Text(text) => Value::Text(mask(text)),
            Value::List(names) => Value::List(names.iter().map(|name| mask(name)).collect()),
            Value::File(file) => Value::File(file.clone().masked()),
            other => other.clone(),
        }
    }
}

impl Evidence {
    /// The same file with the numbers of persons in its name masked.
    pub(super) fn masked(self) -> Evidence {
        Evidence { name: mask(&self.name), ..self }
    }
}

/// Whether people write what they like into it.
pub fn is_free(holds: Type) -> bool {
    matches!(holds, Type::Text | Type::Note | Type::Names | Type::File)
}

/// Whether the text has as many digits as the shortest of the [`SHAPES`]; most texts have not.
pub(super) fn may_hold_number(text: &str) -> bool {
    text.bytes().filter(u8::is_ascii_digit).count() >= 10
}

/// The text with telephone and identity numbers masked: 138****8000, 023-****5678, 500222********1234.
pub fn mask(text: &str) -> String {
    if !may_hold_number(text) {
        return text.to_owned();
    }
    let chars: Vec<char> = text.chars().collect();
    let mut masked = String::with_capacity(text.len());
    let mut at = 0;
    while at < chars.len() {
        let begins = at == 0 || !chars[at - 1].is_ascii_digit();
        let shape = SHAPES.iter().find(|shape| begins && chars[at].is_ascii_digit() && fits(&chars[at..], shape));
        let Some(shape) = shape else {
            masked.push(chars[at]);
            at += 1;
            continue;
        };
        for mark in shape.chars() {
            masked.push(if mark == '*' { '*' } else { chars[at] });
            at += 1;
        }
    }
    masked
}

fn fits(chars: &[char], shape: &str) -> bool {
    let length = shape.len();
    chars.len() >= length
        && !chars.get(length).is_some_and(char::is_ascii_digit)
        && shape.chars().zip(chars).all(|(mark, c)| match mark {
            '#' | '*' => c.is_ascii_digit(),
            'x' => c.is_ascii_digit() || matches!(c, 'x' | 'X'),
            mark => mark == *c,
        })
}
