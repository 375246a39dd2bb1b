//! The built-in texts of a report, in Chinese and English side by side.
//!
//! A clause for which nothing was recorded is left out, and so is a sentence or a section without a clause. The same
//! texts stand in `examples/wording` as templates that an office can start from; a test holds both equal.

mod full;
mod note;

use std::borrow::Borrow;

use super::said::{Recorded, Said};
use crate::phrase;
use crate::text::Lang;

pub(super) use full::NUMERALS;
pub use full::{GROWN, full};
pub use note::note;

impl Recorded<'_> {
    /// A figure as printed.
    fn text(&self, key: &str) -> Option<String> {
        self.figure(key).map(|said| said.text())
    }

    /// A clause that ends with a figure.
    fn clause(&self, zh: &str, en: &str, key: &str) -> Option<String> {
        let words = self.report.lang.pick(zh, en);
        self.figure(key).map(|said| format!("{words}{}", said.text()))
    }

    /// The figures of a ledger's kinds one after the other, each under the kind's own name.
    fn kinds_listed(&self, ledger: &str) -> Option<String> {
        listed(self.report.lang, &self.kinds(ledger), Said::kind)
    }

    /// Figures one after the other, each under its own name.
    fn named(&self, figures: &[Said]) -> Option<String> {
        listed(self.report.lang, figures, Said::label)
    }
}

fn listed<'a>(lang: Lang, figures: &[Said<'a>], name: fn(&Said<'a>) -> &'a str) -> Option<String> {
    let list = figures.iter().map(|said| {
        let (name, text) = (name(said), said.text());
        Some(phrase!(lang, "{name}{text}", "{name} ({text})"))
    });
    joined(list, lang.pick("、", ", "))
}

/// The first three of several names, with a word for those left out.
fn some<T: Borrow<str>>(lang: Lang, names: &[T]) -> String {
    let shown = names[..names.len().min(3)].join(lang.pick("、", ", "));
    let more = if names.len() > 3 { lang.pick("等", " and others") } else { "" };
    shown + more
}

/// What there is of some parts, one after the other; none where there is nothing.
fn joined(parts: impl IntoIterator<Item = Option<String>>, mark: &str) -> Option<String> {
    parts.into_iter().flatten().reduce(|text, part| text + mark + &part)
}
