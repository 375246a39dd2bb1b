//! Whether two records of different desks may be one and the same.

use crate::ledger::{Field, Record, Type};

/// From this likeness on two titles may mean the same thing.
const NEAR: f64 = 0.85;
/// Titles shorter than this are the same or not: 学习甲 and 学习乙 differ by one character, and wholly.
const SHORT: usize = 4;

/// Whether two records of one ledger may be the same thing recorded twice: the same day, the same town as far as both name one,
/// and nearly the same title; without titles, the same kind and names; where only one has a title, the same amounts, too. What
/// hangs on others is told apart by them.
pub fn nearly_same(one: &Record, other: &Record) -> bool {
    let at_once = one.ledger == other.ledger && one.date() == other.date() && agree(one, other, "town");
    if one.id == other.id || one.ledger.is_child() || !at_once {
        return false;
    }
    match (one.text("title"), other.text("title")) {
        (Some(one), Some(other)) => titles_agree(&letters(one), &letters(other)),
        (title, other_title) => {
            let agree_in_all = |sort: fn(&Field) -> bool| {
                one.ledger.fields.iter().filter(|field| sort(field)).all(|field| agree(one, other, field.key))
            };
            let named = agree_in_all(|field| matches!(field.holds, Type::Text | Type::Names | Type::Terms(_)));
            let counted = agree_in_all(|field| matches!(field.holds, Type::Amount(_)));
            let alike = one.text("kind") == other.text("kind") && named;
            alike && (counted || title.or(other_title).is_none()) && !one.is_lump() && !other.is_lump()
        }
    }
}

/// Whether two records name the same, or one of them nothing.
fn agree(one: &Record, other: &Record, key: &str) -> bool {
    match (one.get(key), other.get(key)) {
        (Some(one), Some(other)) => one == other,
        _ => true,
    }
}

/// Whether two titles of one day and town may mean the same: a question costs little there. A slip of one character, one within
/// the other (集中学习会), or a common beginning of two thirds (学习二十大精神, 学习二十大报告); never with other numbers in them.
fn titles_agree(one: &str, other: &str) -> bool {
    if one == other {
        return true;
    }
    let (length, other_length) = (one.chars().count(), other.chars().count());
    let (shorter, longer) = (length.min(other_length), length.max(other_length));
    if shorter < SHORT || numbers(one) != numbers(other) {
        return false;
    }
    let common = one.chars().zip(other.chars()).take_while(|(one, other)| one == other).count();
    one.contains(other)
        || other.contains(one)
        || (common >= SHORT && common * 3 >= longer * 2)
        || strsim::levenshtein(one, other) <= 1
        || strsim::normalized_levenshtein(one, other) >= NEAR
}

/// The numbers in a title: its digits, and the ordinal behind 第, which tell a series apart.
fn numbers(title: &str) -> String {
    let mut ordinal = false;
    let counts = |c: &char| {
        ordinal = *c == '第' || (ordinal && "零一二三四五六七八九十百".contains(*c));
        c.is_ascii_digit() || (ordinal && *c != '第')
    };
    title.chars().filter(counts).collect()
}

/// A title without blanks and punctuation.
fn letters(title: &str) -> String {
    title.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}
