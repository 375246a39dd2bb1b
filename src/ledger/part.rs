//! What is a part of another number of its record: the turns of each role among all turns, the opinions adopted among those voiced.

use super::field::{Field, TURNS, Type};
use super::{Book, Record};
use crate::amount::{Amount, Bound, Measure};
use crate::error::Result;
use crate::text::{Message, Text, text};

/// As what people take part: turns of each are parts of the turns, and count in a figure of their own under the same key.
pub const ROLES: [Field; 5] = [
    role("members", text("委员人次", "members"), "委员、委员数、委员人数、参与委员、其中委员、其中委员人次、参会委员"),
    role("leaders", text("领导人次", "leaders"), "领导、领导数、领导人数、参与领导、其中领导、其中领导人次、参会领导"),
    role(
        "officials",
        text("干部人次", "officials"),
        "干部、干部数、干部人数、参与干部、其中干部、其中干部人次、参会干部",
    ),
    role("public", text("群众人次", "public"), "群众、群众数、群众人数、参与群众、其中群众、其中群众人次、群众代表"),
    role("experts", text("专家人次", "experts"), "专家、专家数、专家人数、参与专家、其中专家、其中专家人次、专家学者"),
];

const fn role(key: &'static str, label: Text, synonyms: &'static str) -> Field {
    Field::new(key, label, Type::Amount(&TURNS)).also(synonyms)
}

/// Takes down the turns of each role; `doubt` counts the records in which they are more than all turns.
pub fn post_roles(record: &Record, book: &mut Book, doubt: &'static str) {
    let home = record.ledger.home().key;
    for role in &ROLES {
        book.sum(format!("{home}.{}", role.key), record.amount(role.key));
    }
    book.hold(within(record, &ROLES.map(|role| role.key), "turns"), doubt);
}

/// Refuses parts that together are more than their whole, whatever their bounds leave open.
pub fn within(record: &Record, parts: &[&'static str], whole: &str) -> Result<()> {
    let least = |key: &&str| record.amount(key).filter(|it| matches!(it.bound, Bound::Exact | Bound::AtLeast));
    let sure: Vec<&str> = parts.iter().copied().filter(|key| least(key).is_some()).collect();
    let (Some(sum), Some(whole_of)) = (Amount::sum(sure.iter().filter_map(least))?, record.amount(whole)) else {
        return Ok(());
    };
    if sum.value <= whole_of.value || !matches!(whole_of.bound, Bound::Exact | Bound::Below) {
        return Ok(());
    }
    let [less, more] = [sum, whole_of].map(|amount| amount.digits(Measure::Count));
    let called = |key: &&str| record.ledger.field(key).map(|field| field.label);
    let Message { zh, en } = Message::list(sure.iter().filter_map(called));
    let Text { zh: zh_whole, en: en_whole } = called(&whole).unwrap_or(text("", ""));
    let (all, all_en) = if sure.len() > 1 { ("合计", " together") } else { ("", "") };
    Err(refused!("part_beyond_whole": "{zh}{all}（{less}）多于{zh_whole}（{more}）",
        "{en}{all_en} ({less}) are more than {en_whole} ({more})"; "{zh}是{zh_whole}的一部分，核对这些数",
        "the former are a part of the latter: check the numbers")
    .field(sure[0]))
}
