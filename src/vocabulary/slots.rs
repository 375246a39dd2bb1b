//! Slots in help and examples, such as `{town}` or `{ledger:case:cases}`, that the office's own words fill.

use super::{Set, Term, Vocabulary};
use crate::text::Lang;

impl Vocabulary {
    /// Help with its slots filled. What stands between braces and is no slot is left as it is.
    pub fn filled(&self, words: &str, lang: Lang) -> String {
        let (mut said, mut rest) = (String::with_capacity(words.len()), words);
        while let Some((before, behind)) = rest.split_once('{') {
            said += before;
            let filled = behind.split_once('}').and_then(|(slot, after)| Some((self.slot(slot, lang)?, after)));
            let (word, after) = filled.unwrap_or_else(|| ("{".to_owned(), behind));
            said += &word;
            rest = after;
        }
        said + rest
    }

    /// What a slot stands for: a name of the office, in Chinese behind `zh:`; one of its parts; what a ledger is called or about,
    /// with what is said where the office says nothing.
    fn slot(&self, slot: &str, lang: Lang) -> Option<String> {
        let (name, of) = slot.split_once(':').unwrap_or((slot, ""));
        let (key, neutral) = of.split_once(':').unwrap_or((of, ""));
        let of_ledger = |said: fn(&Term, Lang) -> &str| {
            let own = self.term(Set::Ledger, "", key).map_or("", |term| said(term, lang));
            if own.is_empty() { neutral } else { own }.to_owned()
        };
        Some(match name {
            "name" | "party" | "itself" | "part" | "area" => self.office(name).lang(lang).to_owned(),
            "parts" => self.parts(lang),
            "zh" => self.office(key).zh.to_owned(),
            // From the middle of the list; by its key, if that is Chinese.
            "town" => {
                let towns: Vec<&Term> = self.of(Set::Town, "").filter(|town| town.retired.is_none()).collect();
                let word = |town: &&Term| if town.key.is_ascii() { town.label.clone() } else { town.key.clone() };
                towns.get(towns.len() / 2).map_or_else(|| self.office("part").zh.to_owned(), word)
            }
            // The office's own level, or one above it; a stage that another comes before.
            "level" => {
                let mut levels = self.of(Set::Level, "").filter(|level| of.is_empty() == (level.scope.is_some()));
                levels.next().map_or("LEVEL", |level| &level.label).to_owned()
            }
            "stage" => self.of(Set::Stage, "case").take(3).last().map_or("STAGE", |stage| &stage.key).to_owned(),
            "ledger" => of_ledger(Term::name),
            "about" => of_ledger(Term::note),
            _ => return None,
        })
    }
}
