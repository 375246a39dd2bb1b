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
    /// with what is said where the office says nothing; the kinds or stages of one.
    fn slot(&self, slot: &str, lang: Lang) -> Option<String> {
        let (name, of) = slot.split_once(':').unwrap_or((slot, ""));
        let (key, neutral) = of.split_once(':').unwrap_or((of, ""));
        let in_use = |set| self.of(set, key).filter(|term| term.retired.is_none());
        let of_ledger = |said: fn(&Term, Lang) -> &str| {
            let own = self.term(Set::Ledger, "", key).map_or("", |term| said(term, lang));
            if own.is_empty() { neutral } else { own }.to_owned()
        };
        let kind = |term: &Term| {
            let (key, label, about) = (&term.key, term.name(lang), term.note(lang));
            let mark = if about.is_empty() { "" } else { lang.pick("：", ": ") };
            format!("  {key:<14}{label}{mark}{about}\n")
        };
        Some(match name {
            "name" | "party" | "itself" | "part" | "area" => self.office(name).lang(lang).to_owned(),
            "parts" => self.parts(lang),
            "zh" => self.office(key).zh.to_owned(),
            // From the middle of the list; by its key, if that is Chinese.
            "town" => {
                let towns: Vec<&Term> = in_use(Set::Town).collect();
                let word = |town: &&Term| if town.key.is_ascii() { town.label.clone() } else { town.key.clone() };
                towns.get(towns.len() / 2).map_or_else(|| self.office("part").zh.to_owned(), word)
            }
            "ledger" => of_ledger(Term::name),
            "about" => of_ledger(Term::note),
            "kinds" => in_use(Set::Kind).map(kind).collect(),
            "stages" => in_use(Set::Stage).map(|term| term.name(lang)).collect::<Vec<_>>().join(" → "),
            _ => return None,
        })
    }
}
