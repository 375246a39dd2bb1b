//! The words a ledger file starts with that no profile was named for: those of the first profile, made ready.
//!
//! Every command that opens a ledger file needs some of them, and taking the profile apart would take longer than most commands run. So
//! they stand here list by list, in the order of a [`Vocabulary`], and each is read when it is wanted.

use std::sync::{LazyLock, OnceLock};

use super::profile::is_common;
use super::{Set, Term, Vocabulary};
use crate::text::{count, divided};

/// A list a part: the key of its set, a space, the ledger or section that it is within, if it is; then a word a line.
const WORDS: &str = include_str!("profiles/qijiang.txt");
static LISTS: [&str; count(WORDS, b"#")] = divided(WORDS, b"#");

/// A list by its set and what it is within, read when it is wanted.
struct List {
    set: Set,
    within: &'static str,
    lines: &'static str,
    words: OnceLock<Vec<Term>>,
}

/// The words a ledger file starts with that no profile was named for.
pub fn seed_vocabulary() -> &'static Vocabulary {
    &Vocabulary::SEED
}

/// The words that a ledger file starts with whatever its profile names.
pub fn common_vocabulary() -> &'static Vocabulary {
    static COMMON: LazyLock<Vocabulary> = LazyLock::new(|| {
        let seed = all().iter().filter(|term| is_common(term.of_ledger()));
        Vocabulary::new(seed.cloned().collect())
    });
    &COMMON
}

/// The words of one set, or those of one ledger or section within it.
pub fn list(set: Set, within: &str) -> &'static [Term] {
    lists().iter().find(|list| list.set == set && list.within == within).map_or(&[], List::words)
}

/// Every word.
pub fn all() -> &'static [Term] {
    static ALL: LazyLock<Vec<Term>> = LazyLock::new(|| lists().iter().flat_map(List::words).cloned().collect());
    &ALL
}

fn lists() -> &'static [List] {
    static ALL: LazyLock<Vec<List>> = LazyLock::new(|| {
        let list = |text: &'static str| {
            let (head, lines) = text.trim_ascii_start().split_once('\n')?;
            let (set, within) = head.split_once(' ')?;
            Some(List { set: Set::from_key(set)?, within, lines, words: OnceLock::new() })
        };
        LISTS.into_iter().filter_map(list).collect()
    });
    &ALL
}

impl List {
    fn words(&self) -> &[Term] {
        let word = |line: &str| {
            let (texts, rank) = line.rsplit_once('|')?;
            let texts = std::iter::once(self.within).chain(texts.split('|'));
            let texts = texts.map(|text| (!text.is_empty()).then(|| text.to_owned()));
            Some(Term::of(self.set, texts, rank.parse().ok()?, None))
        };
        self.words.get_or_init(|| self.lines.lines().filter_map(word).collect())
    }
}
