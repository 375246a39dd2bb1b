//! A profile: all that is different from office to office, as one JSON document.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use serde::Deserialize;

use super::{Set, Term, Vocabulary};
use crate::error::Result;

/// What an office calls things, and how it orders them.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Profile {
    /// The version of its form.
    #[serde(rename = "profile")]
    form: u32,
    /// What it goes by.
    pub name: String,
    office: BTreeMap<String, Item>,
    levels: Vec<Item>,
    towns: Vec<Item>,
    departments: Vec<Item>,
    platforms: Vec<Item>,
    outlets: Vec<Item>,
    sections: Vec<Item>,
    ledgers: Vec<Item>,
    scopes: Vec<Item>,
    stages: Vec<Item>,
    figures: Vec<Item>,
    /// The office's own templates.
    pub wordings: Vec<Template>,
}

/// One word of a profile. What has no key stands under it in the document.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct Item {
    key: String,
    label: String,
    english: String,
    unit: Option<String>,
    unit_english: Option<String>,
    scope: Option<String>,
    level: Option<String>,
    section: Option<String>,
    about: Option<String>,
    about_english: Option<String>,
    ledger: String,
    own: bool,
    meeting: bool,
    print: Option<String>,
    limit: Option<i64>,
    kinds: Vec<Item>,
    headings: Vec<Item>,
}

/// The days within which a matter that reached a stage must reach the next one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Limit {
    /// The ledger of the matter.
    pub ledger: String,
    /// The stage that must be reached.
    pub stage: String,
    /// Calendar days.
    pub days: i64,
}

/// A template of the office's own.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Template {
    /// Which text it is for: `note`, `full`, `line`.
    pub name: String,
    /// `zh` or `en`.
    pub lang: String,
    /// The template.
    pub template: String,
}

/// The form that this program reads.
const FORM: u32 = 1;

/// The profiles that are built in: the default one first, then one for each sort of office to start from.
const BUILT_IN: &[(&str, &str)] = &[("qijiang", include_str!("profiles/qijiang.json"))];

/// The words a ledger file starts with that no profile was named for.
pub fn seed_vocabulary() -> &'static Vocabulary {
    static SEED: LazyLock<Vocabulary> = LazyLock::new(|| {
        let profile = Profile::built_in("qijiang").and_then(|text| Profile::read(text).ok()).unwrap_or_default();
        Vocabulary::new(profile.terms())
    });
    &SEED
}

impl Profile {
    /// The names of those that are built in.
    pub fn names() -> impl Iterator<Item = &'static str> {
        BUILT_IN.iter().map(|(name, _)| *name)
    }

    /// The text of one that is built in.
    pub fn built_in(name: &str) -> Option<&'static str> {
        BUILT_IN.iter().find(|(known, _)| *known == name).map(|(_, text)| *text)
    }

    /// Reads a profile from its JSON.
    ///
    /// # Errors
    /// JSON that is no profile, with its line; a form that this program does not know.
    pub fn read(text: &str) -> Result<Profile> {
        let profile: Profile = serde_json::from_str(text.trim_start_matches('\u{feff}')).map_err(|fault| {
            let line = fault.line();
            usage!("bad_profile": "这不是单位配置：{fault}", "this is no profile: {fault}";
                "照着一份改：qjcppcc office export > 配置.json", "start from one: qjcppcc office export > profile.json")
            .line(line)
        })?;
        if profile.form == FORM {
            return Ok(profile);
        }
        let form = profile.form;
        Err(usage!("bad_profile": "配置的版本是{form}，本程序读的是{FORM}",
            "the profile is of version {form}; this program reads {FORM}";
            "照着一份改：qjcppcc office export > 配置.json", "start from one: qjcppcc office export > profile.json"))
    }

    /// Its words, in its order; the name of the office comes first.
    pub fn terms(&self) -> Vec<Term> {
        let office = ["name", "full", "party", "government", "itself", "part", "area"];
        let named = office.into_iter().filter_map(|key| Some((key, self.office.get(key)?)));
        let named = named.map(|(key, item)| Item { key: key.to_owned(), ..item.clone() }).collect::<Vec<_>>();
        let mut terms = ranked(Set::Office, "", &named);
        for (set, items) in [
            (Set::Level, &self.levels),
            (Set::Town, &self.towns),
            (Set::Department, &self.departments),
            (Set::Platform, &self.platforms),
            (Set::Outlet, &self.outlets),
            (Set::Section, &self.sections),
            (Set::Ledger, &self.ledgers),
            (Set::Figure, &self.figures),
        ] {
            terms.extend(ranked(set, "", items));
        }
        for section in &self.sections {
            terms.extend(ranked(Set::Heading, &section.key, &section.headings));
        }
        for ledger in &self.ledgers {
            terms.extend(self.kinds(ledger));
        }
        for (set, items) in [(Set::Scope, &self.scopes), (Set::Stage, &self.stages)] {
            for of in items.chunk_by(|one, next| one.ledger == next.ledger) {
                terms.extend(ranked(set, &of[0].ledger, of));
            }
        }
        terms
    }

    /// The kinds of a ledger, with one for what fits nowhere; those of manuscripts are the levels, the highest first.
    fn kinds(&self, ledger: &Item) -> Vec<Term> {
        let mut kinds = ledger.kinds.clone();
        if ledger.key == "media" {
            kinds.splice(0..0, self.levels.iter().rev().map(Item::of_press));
        }
        if let Some(first) = kinds.first()
            && kinds.iter().all(|kind| kind.key != "other")
        {
            kinds.push(Item::other(first));
        }
        let mut terms = ranked(Set::Kind, &ledger.key, &kinds);
        // 其他 stays last, whatever the office adds.
        terms.iter_mut().filter(|term| term.key == "other").for_each(|term| term.rank = 1000);
        terms
    }

    /// The limits of its stages.
    pub fn limits(&self) -> Vec<Limit> {
        let of =
            |stage: &Item| Some(Limit { ledger: stage.ledger.clone(), stage: stage.key.clone(), days: stage.limit? });
        self.stages.iter().filter_map(of).collect()
    }
}

/// The words of one list. Ranks are ten apart, so that a new word finds room between two others.
fn ranked(set: Set, within: &str, items: &[Item]) -> Vec<Term> {
    let ranks = (1..).map(|place| place * 10);
    items.iter().zip(ranks).map(|(item, rank)| item.term(set, within, rank)).collect()
}

impl Item {
    fn term(&self, set: Set, within: &str, rank: i64) -> Term {
        let Item { unit, unit_english, level, section, about, about_english, .. } = self.clone();
        let mark = [(self.own, "own"), (self.meeting, "meeting")].into_iter().find(|(is, _)| *is);
        Term {
            set,
            ledger: within.to_owned(),
            key: self.key.clone(),
            label: self.label.clone(),
            english: if self.english.is_empty() { self.label.clone() } else { self.english.clone() },
            scope: self.scope.clone().or(self.print.clone()).or(mark.map(|(_, mark)| mark.to_owned())),
            unit,
            unit_english,
            level,
            section,
            about,
            about_english,
            rank,
            retired: None,
        }
    }

    /// The kind of manuscript whose highest outlet is of this level.
    fn of_press(&self) -> Item {
        let Item { key, label, english, .. } = self;
        Item {
            key: key.clone(),
            label: label.clone(),
            english: english.clone(),
            unit: Some("篇".to_owned()),
            unit_english: Some("pieces".to_owned()),
            about: Some(format!("最高刊登级别为{label}媒体")),
            about_english: Some(format!("the highest outlet is of the level {english}")),
            ..Item::default()
        }
    }

    /// The kind for what fits none of the others, counted as the first of them.
    fn other(first: &Item) -> Item {
        Item {
            key: "other".to_owned(),
            label: "其他".to_owned(),
            english: "other".to_owned(),
            unit: first.unit.clone(),
            unit_english: first.unit_english.clone(),
            about: Some("不属于以上各类的".to_owned()),
            about_english: Some("whatever fits none of the kinds above".to_owned()),
            ..Item::default()
        }
    }
}
