//! Whether two records of different desks may be one and the same; and records named by their titles, as tables do that come from
//! somebody who has no numbers.

use std::cell::Cell;
use std::collections::BTreeMap;

use uuid::Uuid;

use crate::amount::{Amount, Measure};
use crate::error::Result;
use crate::ledger::{Field, Ledger, Record, Type, Value};
use crate::text::{Message, Text, plain, text};
use crate::vocabulary::Set;

/// From this likeness on two titles may mean the same thing.
const NEAR: f64 = 0.85;
/// Titles shorter than this are the same or not: 学习甲 and 学习乙 differ by one character, and wholly.
const SHORT: usize = 4;

/// How two records are alike.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Likeness {
    /// What they are known by is the same, and no number differs: two lists overlap.
    Same,
    /// What they are known by is the same, and a number differs: a list was corrected.
    Update,
    /// Nearly what they are known by is the same.
    Near,
}

impl Likeness {
    /// All of them, the surest first.
    pub const ALL: [Likeness; 3] = [Likeness::Same, Likeness::Update, Likeness::Near];

    /// Its word in JSON, and what people read of it.
    pub fn said(self) -> (&'static str, Text) {
        match self {
            Likeness::Same => ("same", text("已经记过", "recorded already")),
            Likeness::Update => ("update", text("改了数", "recorded with other numbers")),
            Likeness::Near => ("near", text("可能已经记过", "may be recorded already")),
        }
    }
}

/// A record, and its title as titles are compared: made once, where it is held against many.
pub struct Titled<'r> {
    /// The record.
    pub record: &'r Record,
    title: Option<String>,
}

impl<'r> Titled<'r> {
    /// A record that is to be held against others.
    pub fn of(record: &'r Record) -> Titled<'r> {
        Titled { record, title: record.text("title").map(letters) }
    }
}

/// How two records of one ledger are alike that may be one thing recorded twice: of one day, kind and parent, of one town as far as
/// both name one, with the same title or nearly so. Without titles all that they name must agree; where only one has a title, the
/// numbers, too, and there must be some.
pub fn likeness(Titled { record: one, title }: &Titled, other: &Titled) -> Option<Likeness> {
    let Titled { record: other, title: other_title } = other;
    let at_once = one.ledger == other.ledger && one.date() == other.date() && one.of == other.of;
    if one.id == other.id || !at_once || one.text("kind") != other.text("kind") || !agree(one, other, "town") {
        return None;
    }
    if let (Some(title), Some(other_title)) = (title, other_title)
        && !titles_agree(title, other_title)
    {
        return None;
    }
    let all = |sort: fn(&Field) -> bool| {
        one.ledger.all_fields().filter(|field| sort(field)).all(|field| agree(one, other, field.key))
    };
    let counted = all(|field| matches!(field.holds, Type::Amount(_)));
    // A firm, a partner or a level is another thing under the same title; who wrote it down, or where it was printed, is not.
    let about = all(|field| match field.holds {
        Type::Names | Type::Term(Set::Level) | Type::Record(_) => true,
        _ => field.has_choices() || field.naming.is_some(),
    });
    let named = || {
        all(|field| match field.holds {
            Type::Text => !matches!(field.key, "title" | "doc" | "link"),
            Type::Terms(_) => true,
            Type::Term(_) => matches!(field.key, "platform" | "department"),
            _ => false,
        })
    };
    let known = |is_same: bool| match (is_same, counted) {
        (false, _) => None,
        (true, true) => Some(Likeness::Same),
        (true, false) => Some(Likeness::Update),
    };
    match (title, other_title) {
        _ if !about || !named_alike(one, other) => None,
        (Some(title), Some(other_title)) if title == other_title => known(true),
        (Some(_), Some(_)) => named().then_some(Likeness::Near),
        (None, None) => known(named() && one.get("town") == other.get("town")),
        // A day and a kind alone do not tell that the one without a title is the other.
        _ => {
            let same = |field: &Field| one.get(field.key).is_some_and(|value| other.get(field.key) == Some(value));
            (one.ledger.fields.iter().any(same) && counted && named() && !one.is_lump() && !other.is_lump())
                .then_some(Likeness::Near)
        }
    }
}

/// Whether two titles mean nearly the same.
pub fn nearly_titled(one: &str, other: &str) -> bool {
    titles_agree(&letters(one), &letters(other))
}

/// Whether two records name the same, one of them nothing, or one a part of what the other names.
fn agree(one: &Record, other: &Record, key: &str) -> bool {
    match (one.get(key), other.get(key)) {
        (Some(Value::List(one)), Some(Value::List(other))) => {
            one.iter().all(|name| other.contains(name)) || other.iter().all(|name| one.contains(name))
        }
        (Some(one), Some(other)) => one == other,
        _ => true,
    }
}

/// Whether two records are not about one firm and a number of firms; several without names are told apart by their notes.
fn named_alike(one: &Record, other: &Record) -> bool {
    let naming = one.ledger.fields.iter().filter(|field| matches!(field.holds, Type::Text) && field.naming.is_some());
    naming.filter_map(|field| Some((field, field.number_of(one.ledger)?))).all(|(field, number)| {
        let is_named = |record: &Record| record.get(field.key).is_some();
        let is_counted = |record: &Record| !is_named(record) && record.get(number.key).is_some();
        let may_be = |counted: &Record, other: &Record| !is_counted(counted) || !is_named(other);
        let is_told = || one.get("title").is_some() || agree(one, other, "note");
        if is_counted(one) && is_counted(other) { is_told() } else { may_be(one, other) && may_be(other, one) }
    })
}

/// Whether two titles of one day and town may mean the same: a question costs little there. A slip of one character, one within
/// the other (集中学习会), or a common beginning of two thirds (学习二十大精神, 学习二十大报告); never with other numbers in them.
fn titles_agree(one: &str, other: &str) -> bool {
    if one == other {
        return true;
    }
    let (length, other_length) = (one.chars().count(), other.chars().count());
    let (shorter, longer) = (length.min(other_length), length.max(other_length));
    if shorter < SHORT || !numbers(one).eq(numbers(other)) {
        return false;
    }
    let common = one.chars().zip(other.chars()).take_while(|(one, other)| one == other).count();
    one.contains(other)
        || other.contains(one)
        || (common >= SHORT && common * 3 >= longer * 2)
        || (shorter > SHORT && strsim::levenshtein(one, other) <= 1)
        || strsim::normalized_levenshtein(one, other) >= NEAR
}

/// The numbers in a title, which tell a series apart.
fn numbers(title: &str) -> impl Iterator<Item = &str> {
    title.split(|c: char| !c.is_ascii_digit()).filter(|digits| !digits.is_empty())
}

/// A title without blanks and punctuation, with plain digits also where a number is written out: 第三次, 十月一日.
pub(super) fn letters(title: &str) -> String {
    let is_written = |c: &char| "〇零一二三四五六七八九十百".contains(*c);
    let title: Vec<char> = plain(title).filter(|c| c.is_alphanumeric()).collect();
    let (mut letters, mut at) = (String::with_capacity(title.len() * 3), 0);
    for run in title.chunk_by(|one, next| is_written(one) == is_written(next)) {
        at += run.len();
        let (written, is_behind) = (run.iter().collect::<String>(), letters.ends_with('第'));
        let is_number = is_written(&run[0])
            && (is_behind || title.get(at).is_some_and(|next| "年月日号次期季届场批".contains(*next)));
        match is_number.then(|| Amount::read(&written, Measure::Count, &[])) {
            Some(Ok(number)) => letters += &number.value.to_string(),
            _ => letters += &written,
        }
    }
    letters
}

/// What stands before the ledger, the town and the title of a record, where these are its name.
const BY_TITLE: &str = "title:";

/// The name of a record of a ledger by its title and, where it is said, its town.
pub fn name_by_title(ledger: &str, town: Option<&str>, title: &str) -> String {
    let town = town.unwrap_or_default();
    format!("{BY_TITLE}{ledger}\n{town}\n{title}")
}

/// The ledger of a record that is named by its title.
pub fn by_title(name: &str) -> Option<&str> {
    name.strip_prefix(BY_TITLE)?.split('\n').next()
}

/// Whether a name may be a title: no number, nor a name with a number.
pub fn is_titled(name: &str) -> bool {
    name.chars().filter(|c| c.is_alphabetic()).count() > 1 && !name.is_ascii()
}

/// So often what is nearly called so is looked for among all titles: a file of strange ones would take too long.
const LOOKS: u32 = 50;

/// Records by the letters of their titles, and how often one was looked for that is nearly called so.
#[derive(Default)]
pub struct Titles(BTreeMap<(&'static str, String), Vec<Named>>, Cell<u32>);

struct Named {
    id: Uuid,
    town: Option<String>,
    title: String,
    called: Message,
}

impl Titles {
    /// One more record, which people call so; what has no title, is void or hangs on another is none of these.
    pub fn note(&mut self, record: &Record, called: Message) {
        let Some(title) = record.text("title").filter(|_| record.void.is_none() && !record.ledger.is_child()) else {
            return;
        };
        let Message { zh, en } = called;
        let called = message!("{zh}“{title}”", "{en} “{title}”");
        let town = record.text("town").map(str::to_owned);
        let named = Named { id: record.id, town, title: title.to_owned(), called };
        self.0.entry((record.ledger.key, letters(title))).or_default().push(named);
    }

    /// The only record with this name; one that is nearly called so is not meant, only told.
    pub fn find(&self, name: &str) -> Result<Option<Uuid>> {
        let mut parts = name.trim_start_matches(BY_TITLE).splitn(3, '\n');
        let [ledger, town, title] = [(); 3].map(|()| parts.next().unwrap_or_default());
        let in_town = |named: &&Named| town.is_empty() || named.town.as_deref() == Some(town);
        let key = Ledger::find(ledger).map(|ledger| (ledger.key, letters(title)));
        let all = key.and_then(|key| self.0.get(&key)).map_or(&[][..], Vec::as_slice);
        let fitting: Vec<&Named> = all.iter().filter(in_town).collect();
        let list = |all: &[&Named]| Message::list(all.iter().take(5).map(|named| named.called.clone()));
        match fitting[..] {
            [one] => Ok(Some(one.id)),
            [] => {
                let mut near: Vec<&Named> = all.iter().collect();
                if near.is_empty() && self.1.replace(self.1.get() + 1) < LOOKS {
                    let of_ledger = self.0.iter().filter(|((key, _), _)| *key == ledger).flat_map(|(_, named)| named);
                    near.extend(of_ledger.filter(in_town).filter(|named| nearly_titled(&named.title, title)));
                }
                if near.is_empty() {
                    return Ok(None);
                }
                let Message { zh, en } = list(&near);
                Err(
                    refused!("no_such_title": "没有标题是“{title}”的记录", "there is no record with the title “{title}”";
                    "相近的有：{zh}；标题、属地写成一样，或写编号",
                    "near it are: {en}; write title and town as there, or its number"),
                )
            }
            _ => {
                let Message { zh, en } = list(&fitting);
                Err(refused!("ambiguous_title": "标题是“{title}”的不止一条：{zh}",
                    "several records have the title “{title}”: {en}";
                    "加一列属地，或写编号，如 case-12", "add a column of towns, or give the number, such as case-12"))
            }
        }
    }
}
