//! Every ledger there is. To add one, write its file and name it here.

use std::collections::HashMap;
use std::sync::LazyLock;

use super::definition::Ledger;
use super::office::{claim, closing, duplicate, publication, recipe, setting, site, word, wording};
use super::{
    activity, advice, aid, case, consult, info, liaison, media, member, motion, station, study, submission, volunteer,
};
use crate::text::Message;
use crate::vocabulary::Vocabulary;

/// The ledgers of the yearly summary, in its order.
pub static LEDGERS: &[&Ledger] = &[
    &study::LEDGER,
    &consult::LEDGER,
    &advice::LEDGER,
    &info::LEDGER,
    &motion::LEDGER,
    &case::LEDGER,
    &volunteer::LEDGER,
    &aid::LEDGER,
    &media::LEDGER,
    &liaison::LEDGER,
    &submission::LEDGER,
    &member::LEDGER,
    &station::LEDGER,
    &activity::LEDGER,
];

/// The ledger of motions.
pub static MOTIONS: &Ledger = &motion::LEDGER;

/// The ledger in which the office's own vocabulary is kept.
pub static VOCABULARY: &Ledger = &word::LEDGER;

/// The ledger in which the office's own rules are kept.
pub static SETTINGS: &Ledger = &setting::LEDGER;

/// The ledger in which the office's own templates are kept.
pub static WORDINGS: &Ledger = &wording::LEDGER;

/// The ledger of figures that were given to the public.
pub static PUBLICATIONS: &Ledger = &publication::LEDGER;

/// The ledger of years that are closed.
pub static CLOSINGS: &Ledger = &closing::LEDGER;

/// The ledger of changes to closed years.
pub static LATE: &Ledger = &closing::LATE;

/// The ledger of figures that somebody else has given.
pub static CLAIMS: &Ledger = &claim::LEDGER;

/// The ledger of pairs of records that may be one thing.
pub static DUPLICATES: &Ledger = &duplicate::LEDGER;

/// The ledger of what was answered about tables.
pub static RECIPES: &Ledger = &recipe::LEDGER;

/// The ledger of sites.
pub static SITES: &Ledger = &site::LEDGER;

/// What the office settles about its records, in ledgers with commands of their own. Their records count in no figure.
pub static OFFICE: &[&Ledger] =
    &[VOCABULARY, SETTINGS, CLOSINGS, LATE, PUBLICATIONS, CLAIMS, DUPLICATES, WORDINGS, RECIPES, SITES];

impl Ledger {
    /// What the office calls the ledgers with these keys, one after the other.
    pub fn labels(keys: &[&str], vocabulary: &Vocabulary) -> Message {
        Message::list(keys.iter().filter_map(|key| Ledger::find(key)).map(|ledger| ledger.called_by(vocabulary)))
    }

    /// The ledger with this key, children and the vocabulary included.
    pub fn find(key: &str) -> Option<&'static Ledger> {
        static BY_KEY: LazyLock<HashMap<&'static str, &'static Ledger>> =
            LazyLock::new(|| Ledger::all().map(|ledger| (ledger.key, ledger)).collect());
        BY_KEY.get(key).copied()
    }

    /// Every ledger: those of the office, then each of [`LEDGERS`] with its children behind it.
    pub fn all() -> impl Iterator<Item = &'static Ledger> {
        let families =
            LEDGERS.iter().flat_map(|ledger| std::iter::once(*ledger).chain(ledger.children.iter().copied()));
        let mut seen: Vec<&str> = Vec::new();
        OFFICE.iter().copied().chain(families).filter(move |ledger| {
            let new = !seen.contains(&ledger.key);
            seen.push(ledger.key);
            new
        })
    }

    /// Its place in [`Ledger::all`].
    pub fn rank(&self) -> usize {
        static RANKS: LazyLock<HashMap<&str, usize>> =
            LazyLock::new(|| Ledger::all().map(|ledger| ledger.key).zip(0..).collect());
        RANKS.get(self.key).copied().unwrap_or(usize::MAX)
    }

    /// Whether it is one of [`OFFICE`].
    pub fn is_of_office(&self) -> bool {
        OFFICE.iter().any(|ledger| ledger.key == self.key)
    }

    /// How far its records hang below those that stand by themselves: a pair may hang on what hangs on others.
    pub fn depth(&self) -> usize {
        usize::from(self.is_child()) + usize::from(self == DUPLICATES)
    }

    /// The ledger whose commands its records have: its own, or the first of those that they hang on.
    pub fn home(&'static self) -> &'static Ledger {
        self.parents.first().filter(|_| !self.is_of_office()).and_then(|key| Ledger::find(key)).unwrap_or(self)
    }

    /// The command that lists its records, in `home` where they may hang on that.
    pub fn listed_by(&self, home: &Ledger) -> String {
        match (self.key, self.parents) {
            ("vocabulary", _) => "vocab list".to_owned(),
            ("closing" | "late", _) => "log".to_owned(),
            ("duplicate", _) => "duplicate list".to_owned(),
            ("text", _) => "office wording list".to_owned(),
            ("recipe", _) => "import --recipes".to_owned(),
            ("site", _) => "sync status".to_owned(),
            (key, []) => format!("{key} list"),
            (key, [first, ..]) => {
                let home = if self.parents.contains(&home.key) { home.key } else { first };
                format!("{home} list {key}")
            }
        }
    }
}
