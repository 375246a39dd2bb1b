//! Records named by their titles, as tables do that come from somebody who has no numbers.

use std::cell::Cell;
use std::collections::BTreeMap;

use uuid::Uuid;

use super::nearly_same::{letters, nearly_titled};
use crate::error::Result;
use crate::ledger::{Ledger, Record};
use crate::text::Message;

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
                let near: Vec<&Named> = if all.is_empty() && self.1.replace(self.1.get() + 1) < LOOKS {
                    let of_ledger = self.0.iter().filter(|((key, _), _)| *key == ledger).flat_map(|(_, named)| named);
                    of_ledger.filter(in_town).filter(|named| nearly_titled(&named.title, title)).collect()
                } else {
                    all.iter().collect()
                };
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
