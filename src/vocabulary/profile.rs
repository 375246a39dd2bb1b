//! A profile: all that is different from office to office, as one JSON document.

use std::collections::HashSet;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value as Json};

use super::{Set, Term, Vocabulary};
use crate::error::{Error, Result};
use crate::lookup::offer;

/// What an office calls things, and how it orders them.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
#[serde(deny_unknown_fields, default)]
pub struct Profile {
    /// The version of its form.
    #[serde(rename = "profile")]
    form: u32,
    /// The built-in profile that it is like.
    #[serde(skip_serializing)]
    like: Option<String>,
    /// What it goes by.
    pub name: String,
    office: Names,
    levels: Vec<Item>,
    towns: Vec<Item>,
    departments: Vec<Item>,
    platforms: Vec<Item>,
    outlets: Vec<Item>,
    sections: Vec<Item>,
    ledgers: Vec<Item>,
    scopes: Vec<Item>,
    stages: Vec<Item>,
    outcomes: Vec<Item>,
    results: Vec<Item>,
    grades: Vec<Item>,
    figures: Vec<Item>,
    /// The office's own templates.
    pub wordings: Vec<Template>,
}

/// What the office calls itself, those above it and its parts.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
#[serde(deny_unknown_fields, default)]
struct Names {
    name: Item,
    full: Item,
    party: Item,
    government: Item,
    itself: Item,
    part: Item,
    area: Item,
    peers: Item,
}

/// The keys of [`Names`], in their order.
const NAMES: [&str; 8] = ["name", "full", "party", "government", "itself", "part", "area", "peers"];

/// A word of a profile with these members; those that say nothing are not in its document.
macro_rules! item {
    ($($member:ident: $of:ty),* $(,)?) => {
        /// One word of a profile. What has no key stands under it in the document.
        #[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
        #[serde(deny_unknown_fields, default)]
        struct Item {
            $(
                #[serde(skip_serializing_if = "says_nothing")]
                $member: $of,
            )*
        }
    };
}

item! {
    key: String, label: String, english: String,
    unit: Option<String>, unit_english: Option<String>, scope: Option<String>, level: Option<String>,
    section: Option<String>, about: Option<String>, about_english: Option<String>,
    ledger: String, own: bool, meeting: bool, print: Option<String>, limit: Option<i64>,
    kinds: Vec<Item>, headings: Vec<Item>,
}

fn says_nothing<T: Default + PartialEq>(said: &T) -> bool {
    *said == T::default()
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
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Template {
    /// Which text it is for: `note`, `full`, `line`.
    pub name: String,
    /// `zh` or `en`.
    pub lang: String,
    /// The template.
    pub template: String,
}

const FORM: u32 = 1;

/// The profiles that are built in: the default one first, then one for each sort of office to start from.
const BUILT_IN: &[(&str, &str)] = &[
    ("qijiang", include_str!("profiles/qijiang.json")),
    ("district", include_str!("profiles/district.json")),
    ("county", include_str!("profiles/county.json")),
    ("county-city", include_str!("profiles/county-city.json")),
    ("city", include_str!("profiles/city.json")),
    ("municipality", include_str!("profiles/municipality.json")),
    ("province", include_str!("profiles/province.json")),
];

/// The letters that results may go by, each preset by its name; the first is that of the default profile.
pub const PRESETS: [(&str, &str); 2] = [("abc", BUILT_IN[0].1), ("abcd", include_str!("profiles/abcd.json"))];

/// The results of a preset.
pub fn results_of(preset: &str) -> Vec<Term> {
    let profile: Profile = serde_json::from_str(preset).unwrap_or_default();
    profile.terms().into_iter().filter(|term| term.set == Set::Result).collect()
}

/// Whether the words of a ledger are there in every office: profiles from before there was one name none of them.
pub fn is_common(ledger: &str) -> bool {
    ledger == "motion"
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

    /// Reads a profile from its JSON. One that is `like` another names only what is different.
    ///
    /// # Errors
    /// JSON that is no profile, with its line; one that is like nothing known, says a word twice, or has an unknown form.
    pub fn read(text: &str) -> Result<Profile> {
        let text = text.trim_start_matches('\u{feff}');
        let read = serde_json::from_str(text).map_err(|fault| unreadable(&fault));
        let profile: Profile = match &read {
            Ok(Profile { like: Some(like), .. }) => {
                let names: Vec<&str> = Profile::names().collect();
                let other = Profile::built_in(like).ok_or_else(|| {
                    usage!("bad_profile": "没有内置的配置“{like}”", "no profile “{like}” is built in")
                        .hint(offer(like, &names))
                })?;
                let [other, own] =
                    [Profile::read(other)?.document(), text.to_owned()].map(|text| serde_json::from_str(&text));
                let whole = over(other.unwrap_or_default(), own.unwrap_or_default());
                serde_json::from_value(Json::Object(whole)).map_err(|fault| unreadable(&fault))?
            }
            _ => read?,
        };
        let mut profile = Profile { like: None, ..profile };
        profile.in_sections();
        let form = profile.form;
        if form != FORM {
            return Err(usage!("bad_profile": "配置的版本是{form}，本程序读的是{FORM}",
                "the profile is of version {form}; this program reads {FORM}";
                "照着一份改：qjcppcc office export > 配置.json", "start from one: qjcppcc office export > profile.json"));
        }
        // A ledger file is known by the office's name to start from a profile, and what has no section is in no report.
        if profile.office.name.label.is_empty() || profile.sections.is_empty() {
            return Err(usage!("bad_profile": "配置里没有单位名称（office.name）或章节（sections）",
                "the profile has no office.name, or no sections"; "补上；或写 \"like\"，和内置的哪份相近",
                "add it, or name a built-in profile that it is \"like\""));
        }
        if profile.levels.iter().filter(|level| level.own).count() > 1 {
            return Err(usage!("bad_profile": "本级（own）不止一个", "more than one level is the office's own";
                "留下一个", "leave one of them"));
        }
        let mut seen = HashSet::new();
        let mut terms = profile.terms().into_iter();
        let twice = terms.find(|term| !seen.insert((term.set, term.ledger.clone(), term.key.clone())));
        let Some(Term { set, key, .. }) = twice else { return Ok(profile) };
        let set = set.key();
        Err(usage!("bad_profile": "{set} {key} 写了两次", "{set} {key} stands there twice";
            "留下一个", "leave one of them"))
    }

    /// The profile that a vocabulary is on a day, with the limits of its stages and the office's own templates.
    pub fn of(words: &Vocabulary, day: NaiveDate, limits: &[Limit], wordings: Vec<Template>) -> Profile {
        let list = |set, within: &str| -> Vec<Item> {
            words.of(set, within).filter(|term| term.is_in_use(day)).map(Item::of).collect()
        };
        let called = |key: &str| {
            let term = words.term(Set::Office, "", key);
            term.map_or_else(Item::default, |term| Item { key: String::new(), ..Item::of(term) })
        };
        let [name, full, party, government, itself, part, area, peers] = NAMES.map(called);
        let mut profile = Profile {
            form: FORM,
            name: words.term(Set::Office, "", "name").and_then(|term| term.scope.clone()).unwrap_or_default(),
            office: Names { name, full, party, government, itself, part, area, peers },
            wordings,
            ..Profile::default()
        };
        for (set, items) in profile.lists() {
            if !set.is_within() {
                *items = list(set, "");
                continue;
            }
            let terms = words.terms().iter().filter(|term| term.set == set && term.is_in_use(day));
            let item = |term: &Term| {
                let days = limits.iter().find(|limit| limit.ledger == term.ledger && limit.stage == term.key);
                let limit = days.filter(|_| set == Set::Stage).map(|limit| limit.days);
                Item { ledger: term.ledger.clone(), limit, ..Item::of(term) }
            };
            items.extend(terms.map(item));
        }
        let press: Vec<Item> = words.of(Set::Level, "").map(|level| Item::of(&level.of_press())).collect();
        for section in &mut profile.sections {
            section.headings = list(Set::Heading, &section.key);
        }
        for ledger in &mut profile.ledgers {
            let mut kinds = list(Set::Kind, &ledger.key);
            // What follows by itself is not said again.
            let other = kinds.first().map(Item::other);
            kinds.retain(|kind| Some(kind) != other.as_ref() && !(ledger.key == "media" && press.contains(kind)));
            ledger.kinds = kinds;
        }
        profile.in_sections();
        profile
    }

    /// A ledger of every office stands in no section of its own where the office has none for it.
    fn in_sections(&mut self) {
        let sections = &self.sections;
        for ledger in self.ledgers.iter_mut().filter(|ledger| is_common(&ledger.key)) {
            ledger.section.take_if(|key| sections.iter().all(|section| section.key != *key));
        }
    }

    /// Its lists; the words of the last five belong to one ledger each, which every word of them names.
    fn lists(&mut self) -> [(Set, &mut Vec<Item>); 13] {
        [
            (Set::Level, &mut self.levels),
            (Set::Town, &mut self.towns),
            (Set::Department, &mut self.departments),
            (Set::Platform, &mut self.platforms),
            (Set::Outlet, &mut self.outlets),
            (Set::Section, &mut self.sections),
            (Set::Ledger, &mut self.ledgers),
            (Set::Figure, &mut self.figures),
            (Set::Scope, &mut self.scopes),
            (Set::Stage, &mut self.stages),
            (Set::Outcome, &mut self.outcomes),
            (Set::Result, &mut self.results),
            (Set::Grade, &mut self.grades),
        ]
    }

    /// Its document.
    pub fn document(&self) -> String {
        serde_json::to_string_pretty(self).unwrap_or_default() + "\n"
    }

    /// Its words, in its order; the name of the office comes first.
    pub fn terms(&self) -> Vec<Term> {
        let Names { name, full, party, government, itself, part, area, peers } = self.office.clone();
        let profile = Some(self.name.clone()).filter(|name| !name.is_empty());
        let named = [Item { scope: profile, ..name }, full, party, government, itself, part, area, peers];
        let named = NAMES.into_iter().zip(named).filter(|(_, item)| !item.label.is_empty());
        let named = named.map(|(key, item)| Item { key: key.to_owned(), ..item }).collect::<Vec<_>>();
        let mut terms = ranked(Set::Office, "", named);
        let mut lists = self.clone();
        let (of_ledgers, plain): (Vec<_>, Vec<_>) = lists.lists().into_iter().partition(|(set, _)| set.is_within());
        terms.extend(plain.into_iter().flat_map(|(set, items)| ranked(set, "", std::mem::take(items))));
        terms.extend(self.sections.iter().flat_map(|it| ranked(Set::Heading, &it.key, it.headings.clone())));
        terms.extend(self.ledgers.iter().flat_map(|ledger| self.kinds(ledger)));
        for (set, items) in of_ledgers {
            for of in items.chunk_by(|one, next| one.ledger == next.ledger) {
                terms.extend(ranked(set, &of[0].ledger, of.to_vec()));
            }
        }
        terms
    }

    /// The kinds of a ledger, with one for what fits nowhere; those of manuscripts are the levels, the highest first.
    fn kinds(&self, ledger: &Item) -> Vec<Term> {
        let mut kinds = ledger.kinds.clone();
        if ledger.key == "media" {
            let levels = ranked(Set::Level, "", self.levels.clone());
            // What the office says of one of them stands in its place.
            let mut said = |level: &Term| Some(kinds.remove(kinds.iter().position(|kind| kind.key == level.key)?));
            let press = levels.iter().rev().map(|level| said(level).unwrap_or_else(|| Item::of(&level.of_press())));
            let press: Vec<Item> = press.collect();
            kinds.splice(0..0, press);
        }
        if let Some(first) = kinds.first()
            && kinds.iter().all(|kind| kind.key != "other")
        {
            kinds.push(Item::other(first));
        }
        let mut terms = ranked(Set::Kind, &ledger.key, kinds);
        // 其他 stays last, whatever the office adds.
        terms.iter_mut().filter(|term| term.key == "other").for_each(|term| term.rank = 1000);
        terms
    }

    /// The limits of its stages.
    pub fn limits(&self) -> Vec<Limit> {
        let of = |it: &Item| Some(Limit { ledger: it.ledger.clone(), stage: it.key.clone(), days: it.limit? });
        self.stages.iter().filter_map(of).collect()
    }
}

fn unreadable(fault: &serde_json::Error) -> Error {
    let error = usage!("bad_profile": "这不是单位配置：{fault}", "this is no profile: {fault}";
        "照着一份改：qjcppcc office export > 配置.json", "start from one: qjcppcc office export > profile.json");
    if fault.line() == 0 { error } else { error.line(fault.line()) }
}

/// A profile with what another says in its place: names of the office one by one, ledgers field by field, closed lists ledger by
/// ledger, every other list as a whole.
fn over(mut base: Map<String, Json>, own: Map<String, Json>) -> Map<String, Json> {
    for (key, value) in own {
        match (base.get_mut(&key), value) {
            (Some(Json::Object(names)), Json::Object(own)) => names.extend(own),
            (Some(Json::Array(ledgers)), Json::Array(own)) if key == "ledgers" => {
                for ledger in own {
                    let old = ledgers.iter_mut().find(|old| old["key"] == ledger["key"]);
                    match (old.and_then(Json::as_object_mut), ledger) {
                        (Some(old), Json::Object(ledger)) => old.extend(ledger),
                        (_, ledger) => ledgers.push(ledger),
                    }
                }
            }
            (Some(Json::Array(words)), Json::Array(mut own))
                if !own.is_empty() && Set::from_key(key.trim_end_matches('s')).is_some_and(Set::is_closed) =>
            {
                words.retain(|word| own.iter().all(|own| own["ledger"] != word["ledger"]));
                own.append(words);
                *words = own;
            }
            (_, value) => drop(base.insert(key, value)),
        }
    }
    base
}

/// What something is called, or something else where it has no name.
fn named(name: String, other: &str) -> String {
    if name.is_empty() { other.to_owned() } else { name }
}

/// The words of one list. Ranks are ten apart, so that a new word finds room between two others.
fn ranked(set: Set, within: &str, items: Vec<Item>) -> Vec<Term> {
    let ranks = (1..).map(|place| place * 10);
    items.into_iter().zip(ranks).map(|(item, rank)| item.term(set, within, rank)).collect()
}

impl Item {
    fn of(term: &Term) -> Item {
        let Term { key, label, english, unit, unit_english, level, section, about, about_english, .. } = term.clone();
        let mark = term.scope.as_deref().unwrap_or_default();
        let scope = term.scope.clone().filter(|_| matches!(term.set, Set::Kind | Set::Grade));
        let print = term.scope.clone().filter(|_| term.set == Set::Figure);
        let (own, meeting) = (term.set == Set::Level && mark == "own", term.set == Set::Stage && mark == "meeting");
        // A figure that is called as ever has no name here.
        let has_name = term.set != Set::Figure || label != key;
        let [label, english] = [label, english].map(|name| if has_name { name } else { String::new() });
        let base = Item { unit, unit_english, scope, level, section, about, about_english, ..Item::default() };
        Item { key, label, english, own, meeting, print, ..base }
    }

    fn term(self, set: Set, within: &str, rank: i64) -> Term {
        let mark = [(self.own, "own"), (self.meeting, "meeting")].into_iter().find(|(is, _)| *is);
        let scope = self.scope.or(self.print).or(mark.map(|(_, mark)| mark.to_owned()));
        let Item { key, label, english, unit, unit_english, level, section, about, about_english, .. } = self;
        let label = named(label, &key);
        let (ledger, english) = (within.to_owned(), named(english, &label));
        let base = Term { unit, unit_english, scope, level, about, about_english, section, ..Term::default() };
        Term { set, ledger, key, label, english, rank, ..base }
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

impl Term {
    /// The kind of manuscript whose highest outlet is of this level.
    pub fn of_press(&self) -> Term {
        let Term { key, label, english, .. } = self.clone();
        Term {
            set: Set::Kind,
            ledger: "media".to_owned(),
            unit: Some("篇".to_owned()),
            unit_english: Some("pieces".to_owned()),
            about: Some(format!("最高刊登级别为{label}媒体")),
            about_english: Some(format!("the highest outlet is of the level {english}")),
            key,
            label,
            english,
            ..Term::default()
        }
    }
}
