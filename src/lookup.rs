//! Finding a word that somebody typed: by key, by label, or by a short form that fits only one.

use crate::text::{Message, plain};

/// A word that can be meant.
pub struct Candidate<'a> {
    /// What is kept.
    pub key: &'a str,
    /// The names it goes by.
    pub labels: Vec<&'a str>,
    /// What tells it from the others; may be empty.
    pub about: &'a str,
}

/// A way to look a word up: [`pick`] or [`pick_surely`].
pub type Picker = for<'a> fn(&str, &[Candidate<'a>]) -> Pick<'a>;

/// What a typed word turned out to mean.
#[derive(Debug, PartialEq, Eq)]
pub enum Pick<'a> {
    /// Exactly this one.
    One(&'a str),
    /// A short form of several: their keys.
    Several(Vec<&'a str>),
    /// None; the key of the nearest, if any is near.
    None(Option<&'a str>),
}

impl<'a> Pick<'a> {
    /// The one that is meant, or the nearest.
    pub fn near(self) -> Option<&'a str> {
        match self {
            Pick::One(near) | Pick::None(Some(near)) => Some(near),
            Pick::Several(_) | Pick::None(None) => None,
        }
    }

    /// Whatever may be meant.
    pub fn keys(self) -> Vec<&'a str> {
        match self {
            Pick::One(key) => vec![key],
            Pick::Several(keys) => keys,
            Pick::None(near) => near.into_iter().collect(),
        }
    }
}

impl<'a> Candidate<'a> {
    /// A candidate with these names, empty ones left out.
    pub fn new(key: &'a str, labels: &[&'a str]) -> Candidate<'a> {
        Candidate { key, labels: labels.iter().copied().filter(|label| !label.is_empty()).collect(), about: "" }
    }

    /// The same candidate with what tells it from the others.
    pub fn about(mut self, about: &'a str) -> Candidate<'a> {
        self.about = about;
        self
    }

    fn names(&self) -> impl Iterator<Item = &'a str> {
        std::iter::once(self.key).chain(self.labels.iter().copied())
    }
}

/// The keys of the candidates with a name that fits.
fn fitting<'a>(candidates: &[Candidate<'a>], fits: impl Fn(&str) -> bool) -> Vec<&'a str> {
    let fitting = candidates.iter().filter(|candidate| candidate.names().any(|name| fits(&folded(name))));
    fitting.map(|candidate| candidate.key).collect()
}

/// Looks a word up: first whole names, then beginnings, then parts, then letters left out. The first of these
/// steps that finds something decides, and it must find only one.
pub fn pick<'a>(text: &str, candidates: &[Candidate<'a>]) -> Pick<'a> {
    let wanted = folded(text);
    if wanted.is_empty() {
        return Pick::None(None);
    }
    let steps: [fn(&str, &str) -> bool; 4] = [
        |name, wanted| name == wanted,
        |name, wanted| name.starts_with(wanted),
        |name, wanted| name.contains(wanted),
        leaves_out,
    ];
    for step in steps {
        let found = fitting(candidates, |name| step(name, &wanted));
        match found.as_slice() {
            [] => {}
            [one] => return Pick::One(one),
            _ => return Pick::Several(found),
        }
    }
    Pick::None(nearest(&wanted, candidates))
}

/// Looks a word of a file up, where nobody sees what it was taken for: whole names, also without 镇 or 街道 behind them; of Latin
/// letters the beginning of a name; of Chinese words the beginning or end of one that no other name has, nor what is said
/// about another. 疫情防控 is in the name of one kind of service and the purpose of another: it means neither.
pub fn pick_surely<'a>(text: &str, candidates: &[Candidate<'a>]) -> Pick<'a> {
    let wanted = folded(text);
    let whole = fitting(candidates, |name| name == wanted || without_rank(name) == wanted);
    let (shortest, is_latin) = if wanted.is_ascii() { (3, true) } else { (2, false) };
    let is_long = wanted.chars().count() >= shortest;
    let edge =
        fitting(candidates, |name| is_long && (name.starts_with(&wanted) || (!is_latin && name.ends_with(&wanted))));
    let inside = fitting(candidates, |name| is_long && !is_latin && name.contains(&wanted));
    let mentioned = candidates.iter().filter(|candidate| !is_latin && folded(candidate.about).contains(&wanted));
    let other = mentioned.map(|candidate| candidate.key).find(|key| !inside.contains(key));
    match (whole.as_slice(), edge.as_slice(), inside.as_slice()) {
        ([one], ..) => Pick::One(one),
        ([], [], []) => Pick::None(nearest(&wanted, candidates)),
        ([], [one], [] | [_]) if other.is_none() => Pick::One(one),
        ([], [], [one]) if other.is_none() => Pick::None(Some(one)),
        ([], ..) => {
            let meant = |key: &&str| edge.contains(key) || inside.contains(key) || other == Some(key);
            Pick::Several(candidates.iter().map(|candidate| candidate.key).filter(meant).collect())
        }
        _ => Pick::Several(whole),
    }
}

/// A name without what kind of place it is: 某某街道, 某某镇.
fn without_rank(name: &str) -> &str {
    ["街道", "镇", "乡"].iter().find_map(|rank| name.strip_suffix(rank)).unwrap_or(name)
}

/// A hint of what can be written, the nearest to what was written first.
pub fn offer(text: &str, keys: &[&str]) -> Message {
    let candidates: Vec<Candidate> = keys.iter().map(|key| Candidate::new(key, &[])).collect();
    let all = keys.join(", ");
    match pick(text, &candidates).near() {
        Some(near) => message!("是不是 {near}？可用：{all}", "did you mean {near}? there are: {all}"),
        None => message!("可用：{all}", "there are: {all}"),
    }
}

/// Whether `wanted` is `name` with letters left out; two letters at least, so that one letter never decides.
fn leaves_out(name: &str, wanted: &str) -> bool {
    let mut rest = name.chars();
    wanted.chars().count() >= 2 && wanted.chars().all(|c| rest.any(|other| other == c))
}

/// Whether a word may be a slip of the pen for another, or an abbreviation of it; both without what does not tell names apart.
pub fn is_near(name: &str, wanted: &str) -> bool {
    likeness(name, wanted).is_some() || leaves_out(name, wanted)
}

/// How far two words are alike, if they are at all: most letters of Latin words agree, half of the few characters of Chinese ones.
fn likeness(name: &str, wanted: &str) -> Option<f64> {
    let least = if wanted.is_ascii() { 0.6 } else { 0.5 };
    let [one, other] = [name, wanted].map(|word| word.chars().count());
    // A name of another length than that is nowhere near; a whole note would be compared for long.
    let may_be = one <= other * 2 && other <= one * 2;
    may_be.then(|| strsim::normalized_damerau_levenshtein(name, wanted)).filter(|alike| *alike >= least)
}

/// The candidate a slip of the pen may have meant.
fn nearest<'a>(wanted: &str, candidates: &[Candidate<'a>]) -> Option<&'a str> {
    let alike = candidates.iter().filter_map(|candidate| {
        let likeness = candidate.names().filter_map(|name| likeness(&folded(name), wanted)).reduce(f64::max)?;
        Some((likeness, candidate.key))
    });
    alike.max_by(|a, b| a.0.total_cmp(&b.0)).map(|(_, key)| key)
}

/// Spaces, brackets, quotes, dots and full-width forms do not tell names apart.
pub fn folded(text: &str) -> String {
    plain(text).filter(|c| !matches!(c, '(' | ')' | '·' | '“' | '”' | '"' | '《' | '》')).collect()
}
