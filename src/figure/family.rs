//! The figures of an office: those of the dictionary, and of each family one for every kind or scope of its vocabulary.

use std::borrow::Cow;

use super::definition::{Figure, Reading};
use super::dictionary::{COVERAGE, FIGURES};
use crate::error::Result;
use crate::ledger::Ledger;
use crate::lookup::{Candidate, Pick, pick};
use crate::text::Text;
use crate::vocabulary::{Set, Term, Vocabulary};

/// All figures of a vocabulary, in the order of the report.
pub fn figures(vocabulary: &Vocabulary) -> Vec<Figure> {
    let mut all = Vec::new();
    // Measures of one scope stand together: the dictionary lists them measure by measure.
    for group in FIGURES.chunk_by(|one, next| one.is_of_scopes() && next.is_of_scopes()) {
        let first = &group[0];
        if first.is_of_scopes() {
            for (key, zh, en) in scopes(first.ledger(), vocabulary) {
                all.extend(group.iter().map(|figure| of_scope(figure, key, zh, en)));
            }
        } else if first.is_of_kinds() {
            all.extend(of_kinds(first, vocabulary));
        } else {
            all.push(first.clone());
        }
    }
    all
}

/// How the postings to a key become its number; those to a key that no figure has are added.
pub fn reading_of(key: &str) -> Reading {
    let is = |figure: &&Figure| match figure.key.strip_suffix("<kind>") {
        Some(family) => key.starts_with(family),
        None => key == figure.key,
    };
    FIGURES
        .iter()
        .filter(|figure| figure.reading != Reading::Sum)
        .find(is)
        .map_or(Reading::Sum, |figure| figure.reading)
}

/// Refuses a kind or scope that would make the key of a figure that is there already.
pub fn check_free(term: &Term) -> Result<()> {
    let parts = [Some(&term.key), term.scope.as_ref()].into_iter().flatten();
    for part in parts.filter(|_| term.set == Set::Kind) {
        let key = format!("{}.{part}", term.ledger);
        if key == COVERAGE || FIGURES.iter().any(|figure| figure.key == key) {
            return Err(refused!("key_taken": "“{part}”会与指标 {key} 混淆",
                "“{part}” would be mistaken for the figure {key}"; "换一个键", "choose another key"));
        }
    }
    Ok(())
}

impl Figure {
    fn is_of_kinds(&self) -> bool {
        self.key.contains("<kind>")
    }

    fn is_of_scopes(&self) -> bool {
        self.key.contains('<') && !self.is_of_kinds()
    }
}

fn of_kinds(figure: &'static Figure, vocabulary: &Vocabulary) -> impl Iterator<Item = Figure> {
    let (ledger, in_its_measure) = (figure.ledger(), figure.key.ends_with("<kind>"));
    // 信息 of kind piece is the ledger's main count and has a key of its own.
    let kinds = vocabulary.of(Set::Kind, ledger).filter(move |term| !(ledger == "info" && term.key == "piece"));
    kinds.map(move |term| {
        // “Other” alone would say nothing outside its section.
        let whole = Ledger::find(ledger).filter(|_| figure.label == "{kind}" && term.key == "other");
        let (label, english) = match whole.map(|ledger| ledger.label) {
            Some(Text { zh, en }) => (format!("{zh}（{}）", term.label), format!("{en}: {}", term.english)),
            None => (figure.label.replace("{kind}", &term.label), figure.english.replace("{kind}", &term.english)),
        };
        Figure {
            key: figure.key.replace("<kind>", &term.key).into(),
            label: label.into(),
            english: english.into(),
            unit: term.unit.clone().filter(|_| in_its_measure).map_or(figure.unit.clone(), Cow::Owned),
            unit_english: term.unit_english.clone().filter(|_| in_its_measure).map_or(figure.unit_english.clone(), Cow::Owned),
            family: Some(match Ledger::find(ledger).filter(|_| term.key == "other") {
                Some(of) => (format!("其他{}", of.label.zh).into(), format!("other {}", of.label.en).into()),
                None => (term.label.clone().into(), term.english.clone().into()),
            }),
            ..*figure
        }
    })
}

/// The scopes of a ledger's kinds, in the order of the kinds, each with its names; of platforms, all of them.
fn scopes<'a>(ledger: &str, vocabulary: &'a Vocabulary) -> Vec<(&'a str, &'a str, &'a str)> {
    if ledger == Set::Platform.key() {
        return vocabulary.of(Set::Platform, "").map(|term| (&*term.key, &*term.label, &*term.english)).collect();
    }
    let mut scopes: Vec<(&str, &str, &str)> = Vec::new();
    for scope in vocabulary.of(Set::Kind, ledger).filter_map(|term| term.scope.as_deref()) {
        if scopes.iter().all(|(known, ..)| *known != scope) {
            scopes.push(match scope {
                "epidemic" => (scope, "抗疫", "the epidemic"),
                "community" => (scope, "社区", "the community"),
                _ => (scope, scope, scope),
            });
        }
    }
    scopes
}

fn of_scope(figure: &Figure, key: &str, zh: &str, en: &str) -> Figure {
    let named = |pattern: &str, [scope, platform]: [&str; 2], name: &str| -> Cow<'static, str> {
        pattern.replace(scope, name).replace(platform, name).into()
    };
    Figure {
        key: named(&figure.key, ["<scope>", "<platform>"], key),
        label: named(&figure.label, ["{scope}", "{platform}"], zh),
        english: named(&figure.english, ["{scope}", "{platform}"], en),
        family: Some((zh.to_owned().into(), en.to_owned().into())),
        ..figure.clone()
    }
}

/// The figure with this key; the error about a key that no figure has names the nearest one.
pub fn find<'a>(figures: &'a [Figure], key: &str) -> Result<&'a Figure> {
    if let Some(figure) = figures.iter().find(|figure| figure.key == key) {
        return Ok(figure);
    }
    let candidates: Vec<Candidate> =
        figures.iter().map(|figure| Candidate::new(&figure.key, &[&figure.label, &figure.english])).collect();
    let near = match pick(key, &candidates) {
        Pick::One(near) | Pick::None(Some(near)) => vec![near],
        Pick::Several(keys) => keys,
        Pick::None(None) => Vec::new(),
    };
    let (zh, en) = match near.join(", ").as_str() {
        "" => Default::default(),
        near => (format!("是不是 {near}？"), format!("did you mean {near}? ")),
    };
    Err(usage!("no_such_figure": "没有指标“{key}”", "there is no figure “{key}”";
        "{zh}看全部指标：qjcppcc figures", "{en}all figures: qjcppcc figures"))
}
