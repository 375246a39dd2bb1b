//! What in a draft contradicts itself: rates that are not what their own numbers come to, parts that pass their whole or do not add up,
//! one thing given twice, growth that is not between its two numbers. What may be otherwise is not said.

use std::collections::HashMap;

use super::claim::{Claim, slice};
use super::draft::Draft;
use super::place::{beyond_fillers, is_growth};
use crate::amount::{Amount, Bound, Measure, same_thing};
use crate::report::{Growth, Ratio};
use crate::text::Message;

/// Something that cannot be true as it stands.
#[derive(Clone, Debug, PartialEq)]
pub struct Contradiction {
    /// What sort it is: `rate`, `whole`, `sum`, `twice`, `measure`, `growth`.
    pub sort: &'static str,
    /// The claims that it is between, by their places; the first one is where it is said.
    pub claims: Vec<usize>,
    /// What is wrong.
    pub what: Message,
}

/// So many paragraphs before a rate the number that it is of may stand.
const BACK: usize = 3;

/// So many claims before and behind a rate are looked at.
const NEAR: usize = 60;

/// All that is found. `topic` says which figure a claim most likely speaks of, or at least which ledger.
pub fn contradictions(draft: &Draft, claims: &[Claim], topic: &dyn Fn(usize) -> Option<String>) -> Vec<Contradiction> {
    let all = All { draft, claims };
    let mut found: Vec<Contradiction> =
        (0..claims.len()).filter_map(|at| all.rate(at).or_else(|| all.growth(at))).collect();
    found.extend((0..claims.len()).filter_map(|at| all.parts(at)));
    found.extend(all.twice(topic));
    found.sort_by_key(|one| one.claims[0]);
    found
}

struct All<'a> {
    draft: &'a Draft,
    claims: &'a [Claim],
}

impl All<'_> {
    fn words(&self, at: usize) -> &str {
        self.claims[at].words(self.draft)
    }

    fn before(&self, at: usize) -> String {
        let claim = &self.claims[at];
        slice(&self.draft.lines[claim.line].text, &claim.before).to_owned()
    }

    /// What stands between two claims of a line.
    fn between(&self, one: usize, next: usize) -> &str {
        let (one, next) = (&self.claims[one], &self.claims[next]);
        slice(&self.draft.lines[one.line].text, &(one.span.end..next.span.start))
    }

    fn is_of_sentence(&self, one: usize, other: usize) -> bool {
        let (one, other) = (&self.claims[one], &self.claims[other]);
        one.line == other.line && one.sentence == other.sentence
    }

    /// The share or rate at a place, where the numbers beside it say otherwise.
    fn rate(&self, at: usize) -> Option<Contradiction> {
        let (claim, said) = (&self.claims[at], self.before(at));
        if !claim.is_percent() || claim.amount.bound != Bound::Exact || is_growth(&said) || self.is_growth_behind(at) {
            return None;
        }
        let parts = self.parts_of(at, &said);
        let wholes = self.wholes_of(at);
        let decimals = self.decimals(at);
        let mut nearest: Option<(i128, Vec<usize>, usize, String)> = None;
        for part in parts {
            let Some(value) = self.sum(&part) else { continue };
            for whole in wholes.iter().filter(|whole| !part.contains(whole)) {
                let of = &self.claims[*whole];
                let fits =
                    part.iter().all(|part| like(&self.claims[*part], of)) && of.amount.value >= value && value > 0;
                let Some(ratio) = Ratio::percent(value, of.amount.value).filter(|_| fits) else { continue };
                let said = i128::from(claim.amount.value);
                let away = (ratio.rounded(2) - said).abs();
                if ratio.rounded(decimals) * 10_i128.pow(2 - decimals) == said {
                    return None;
                }
                if nearest.as_ref().is_none_or(|(least, ..)| away < *least) {
                    let number = ratio.rounded(decimals.max(1));
                    let unit = 10_i128.pow(decimals.max(1));
                    nearest = Some((away, part.clone(), *whole, format!("{}.{}%", number / unit, number % unit)));
                }
            }
        }
        let (_, part, whole, right) = nearest.filter(|(away, ..)| *away <= 100)?;
        let part_words = part.iter().map(|part| self.words(*part)).collect::<Vec<_>>().join("+");
        let (words, whole_words) = (self.words(at), self.words(whole));
        Some(Contradiction {
            sort: "rate",
            what: message!(
                "写的是{words}，{part_words}÷{whole_words}是{right}",
                "it says {words}; {part_words} of {whole_words} is {right}"
            ),
            claims: [vec![at], part, vec![whole]].concat(),
        })
    }

    /// The numbers that a share may be of its whole: the one before it, or those that say what the rate is of.
    fn parts_of(&self, at: usize, said: &str) -> Vec<Vec<usize>> {
        let mut parts = Vec::new();
        let last = at.checked_sub(1).filter(|last| self.is_of_sentence(*last, at) && !self.claims[*last].is_percent());
        if let Some(last) =
            last.filter(|last| said.contains('占') || !self.between(*last, at).contains(['，', '、', '；', ',']))
        {
            parts.push(vec![last]);
        }
        let of = at
            .checked_sub(2)
            .filter(|part| self.is_of_sentence(*part, at) && self.between(*part, at - 1).trim() == "of");
        parts.extend(of.map(|part| vec![part]));
        let stem = said.trim_end_matches(|c: char| !c.is_alphanumeric()).trim_end_matches(['达', '为', '到', '是']);
        let Some(stem) = stem.strip_suffix('率').or_else(|| stem.strip_suffix('度')) else { return parts };
        let stem: String = stem
            .chars()
            .rev()
            .take_while(|c| c.is_alphanumeric())
            .take(2)
            .collect::<Vec<_>>()
            .into_iter()
            .rev()
            .collect();
        if stem.chars().count() < 2 || said.contains("和基本") {
            return parts;
        }
        let near = self.around(at).filter(|other| !self.claims[*other].is_percent());
        let named: Vec<usize> = near.filter(|other| self.says(*other, &stem)).collect();
        let is_plain =
            |other: &&usize| !["不", "基本", "未"].iter().any(|not| self.says(**other, &format!("{not}{stem}")));
        for one in named.iter().filter(is_plain) {
            parts.push(vec![*one]);
            let basically = named.iter().filter(|other| self.says(**other, &format!("基本{stem}")));
            parts.extend(basically.min_by_key(|other| other.abs_diff(*one)).map(|other| vec![*one, *other]));
        }
        parts
    }

    fn says(&self, at: usize, word: &str) -> bool {
        let claim = &self.claims[at];
        let text = &self.draft.lines[claim.line].text;
        slice(text, &claim.before).contains(word)
            || (claim.before.is_empty() && slice(text, &claim.after).contains(word))
    }

    /// Claims before and behind a place that may belong to it.
    fn around(&self, at: usize) -> impl Iterator<Item = usize> + '_ {
        let line = self.claims[at].line;
        let (first, last) = (at.saturating_sub(NEAR), (at + NEAR).min(self.claims.len()));
        let is_near = move |other: &usize| {
            let of = self.claims[*other].line;
            *other != at && of <= line && of + BACK >= line
        };
        (first..last).filter(is_near)
    }

    fn wholes_of(&self, at: usize) -> Vec<usize> {
        let exact = |other: &usize| {
            let claim = &self.claims[*other];
            !claim.is_percent() && claim.amount.bound == Bound::Exact && self.draft.lines[claim.line].cell.is_none()
        };
        self.around(at).filter(exact).collect()
    }

    /// With how many decimals a number is written.
    fn decimals(&self, at: usize) -> u32 {
        let digits = |text: &str| text.chars().take_while(char::is_ascii_digit).count();
        let places = self.words(at).split_once(['.', '．']).map_or(0, |(_, places)| digits(places));
        u32::try_from(places).unwrap_or(0).min(2)
    }

    fn is_growth_behind(&self, at: usize) -> bool {
        let claim = &self.claims[at];
        let text = &self.draft.lines[claim.line].text;
        ["以上", "左右", "的目标"].iter().any(|word| slice(text, &claim.after).starts_with(word))
    }

    /// A growth that is not between the two numbers before it: 由17篇增加到34篇，增长120%.
    fn growth(&self, at: usize) -> Option<Contradiction> {
        let (claim, said) = (&self.claims[at], self.before(at));
        let (now, old) = (at.checked_sub(1)?, at.checked_sub(2)?);
        let is_between = self.is_of_sentence(old, at) && like(&self.claims[old], &self.claims[now]);
        let step = if is_between { self.between(old, now) } else { "" };
        let is_step = ["到", "至", "为"].iter().any(|word| step.contains(word))
            && is_growth(step)
            && self.before(old).contains(['由', '从']);
        let bounded = [old, now].iter().any(|one| self.claims[*one].amount.bound != Bound::Exact);
        let is_said = is_growth(&said) || self.words(at).starts_with('翻');
        if !claim.is_percent() || !is_said || !is_step || bounded {
            return None;
        }
        let (before, after) = (self.claims[old].amount.value, self.claims[now].amount.value);
        let growth = Growth::of(Amount::exact(after), Amount::exact(before))?;
        if growth.is(claim.amount, self.decimals(at)) {
            return None;
        }
        let ratio = growth.decimal();
        let (words, from, to, right) = (self.words(at), self.words(old), self.words(now), ratio);
        let what =
            message!("写的是{words}，从{from}到{to}是{right}%", "it says {words}; from {from} to {to} is {right}%");
        Some(Contradiction { sort: "growth", claims: vec![at, old, now], what })
    }

    /// The parts of the number at a place, where one of them passes it or they do not add up to it.
    fn parts(&self, at: usize) -> Option<Contradiction> {
        let whole = &self.claims[at];
        let next = at + 1;
        if whole.is_percent() || !self.claims.get(next).is_some_and(|_| self.is_of_sentence(at, next)) {
            return None;
        }
        let lead = self.between(at, next);
        let is_listed =
            ["包括", "分别", "分为", "由"].iter().any(|word| lead.contains(word)) || lead.starts_with(['：', ':']);
        let is_among = lead.contains("其中");
        if !is_listed && !is_among {
            return None;
        }
        let in_brackets = lead.trim_start().starts_with(['（', '(']);
        let mut parts = Vec::new();
        for part in next..self.claims.len() {
            let ahead = if part == next { "" } else { self.between(part - 1, part) };
            let is_left = in_brackets && ahead.contains(['）', ')']);
            if !self.is_of_sentence(at, part) || is_left || ahead.contains("其中") {
                break;
            }
            if like(&self.claims[part], whole) {
                parts.push(part);
            } else if !self.claims[part].is_percent() {
                break;
            }
        }
        self.larger(at, &parts).or_else(|| self.unequal(at, &parts, is_listed))
    }

    fn larger(&self, at: usize, parts: &[usize]) -> Option<Contradiction> {
        let whole = self.claims[at].amount;
        let first = parts.first()?;
        let is_larger =
            self.claims[*first].amount.value > whole.value && matches!(whole.bound, Bound::Exact | Bound::Below);
        let (part, words) = (self.words(*first), self.words(at));
        is_larger.then(|| Contradiction {
            sort: "whole",
            claims: vec![*first, at],
            what: message!("“其中”的{part}比总数{words}还大", "{part} of them is more than the whole, {words}"),
        })
    }

    /// What some claims come to together; nothing where that is beyond all numbers.
    fn sum(&self, parts: &[usize]) -> Option<i64> {
        parts.iter().try_fold(0_i64, |sum, part| sum.checked_add(self.claims[*part].amount.value))
    }

    fn unequal(&self, at: usize, parts: &[usize], is_listed: bool) -> Option<Contradiction> {
        let amounts = || parts.iter().map(|part| self.claims[*part].amount).chain([self.claims[at].amount]);
        let whole = self.claims[at].amount.value;
        let sum = self.sum(parts)?;
        let is_close = i128::from(sum - whole).abs() * 100 <= (i128::from(whole) * 3).max(10_000);
        let is_told = sum > whole || is_listed;
        let last = &self.claims[*parts.last()?];
        let behind = slice(&self.draft.lines[last.line].text, &(last.span.end..last.span.end + 3)).to_owned();
        let lists_all =
            parts.len() >= 3 && !behind.contains('等') && amounts().all(|amount| amount.bound == Bound::Exact);
        if sum == whole || !is_close || !is_told || !lists_all {
            return None;
        }
        let words = self.words(at);
        let said = parts.iter().map(|part| self.words(*part)).collect::<Vec<_>>().join("+");
        let sum = Amount::exact(sum).decimal(Measure::Hours);
        Some(Contradiction {
            sort: "sum",
            claims: [&[at], parts].concat(),
            what: message!("{said}是{sum}，总数写的是{words}", "{said} is {sum}; the whole is given as {words}"),
        })
    }

    /// One thing under two numbers, or once as turns and once as persons.
    fn twice(&self, topic: &dyn Fn(usize) -> Option<String>) -> Vec<Contradiction> {
        let mut found: Vec<Contradiction> = Vec::new();
        let mut known: HashMap<(String, String), Vec<usize>> = HashMap::new();
        for at in (0..self.claims.len()).filter(|at| !self.claims[*at].is_percent()) {
            let Some(subject) = self.subject(at) else { continue };
            // Further numbers of a sentence are of what its beginning names.
            let is_first = at.checked_sub(1).is_none_or(|last| !self.is_of_sentence(last, at));
            let figure = topic(at);
            let ledger = || figure.as_ref().and_then(|key| key.split('.').next()).map(str::to_owned);
            let long = || (subject.chars().count() >= 5).then(String::new);
            let Some(topic) =
                (if is_first { ledger().or_else(long) } else { figure.clone().filter(|key| key.contains('.')) })
            else {
                continue;
            };
            let before = known.entry((subject, topic)).or_default();
            let other = before.iter().copied().find(|other| self.differ(*other, at));
            if let Some(other) = other {
                let (one, two) = (self.words(other).to_owned(), self.words(at).to_owned());
                let is_measure = self.claims[other].amount.value == self.claims[at].amount.value;
                let what = if is_measure {
                    message!(
                        "同一件事，一处是{one}，一处是{two}：人次和人不是一回事",
                        "one thing is {one} here and {two} there: turns are not persons"
                    )
                } else {
                    message!(
                        "同一件事给了两个数：{one}、{two}；分清各是哪一部分",
                        "one thing has two numbers, {one} and {two}: say of which part each is"
                    )
                };
                found.push(Contradiction {
                    sort: if is_measure { "measure" } else { "twice" },
                    claims: vec![other, at],
                    what,
                });
            }
            // What says the same once more differs from what that differs from.
            let same = |other: &usize| {
                let (other, one) = (&self.claims[*other], &self.claims[at]);
                (other.amount, &other.unit) == (one.amount, &one.unit)
            };
            if !before.iter().any(same) {
                before.push(at);
            }
        }
        found
    }

    /// What a claim by itself is of: the last words before it, where it is no item of a list and says nothing of its days.
    fn subject(&self, at: usize) -> Option<String> {
        let claim = &self.claims[at];
        let line = &self.draft.lines[claim.line];
        let is_mark = |at: usize| line.plain.get(at).is_some_and(|c| *c == '、');
        let is_item = is_mark(claim.span.end) || claim.before.start.checked_sub(1).is_some_and(is_mark);
        let said = self.before(at);
        let is_partial = OTHERWISE.iter().any(|word| said.contains(word)) || line.cell.is_some();
        if is_item || is_partial || said.contains(['（', '(']) {
            return None;
        }
        let last = said.rsplit(['、', '等', '的', '中', '和', '“', '”', '》']).next().unwrap_or_default();
        let subject = beyond_fillers(last.trim());
        // One English word says too little.
        let is_said = if subject.is_ascii() { subject.split(' ').count() > 2 } else { subject.chars().count() > 2 };
        is_said.then_some(subject)
    }

    fn differ(&self, one: usize, other: usize) -> bool {
        let (one, other) = (&self.claims[one], &self.claims[other]);
        let agrees = one.amount.agrees(other.amount, Measure::Hours) || other.amount.agrees(one.amount, Measure::Hours);
        let persons = |unit: &str| matches!(unit, "人" | "名" | "位");
        let is_measure = one.amount == other.amount
            && (one.unit == "人次" && persons(&other.unit) || other.unit == "人次" && persons(&one.unit));
        (like(one, other) && !agrees) || is_measure
    }
}

/// Words that tell one number of a thing from another: its days, its part of a whole, the sum of all.
const OTHERWISE: &[&str] = &[
    "年", "月", "季度", "同期", "其中", "共", "合计", "总", "平均", "每", "上届", "上次", "目标", "计划", "预计", "各",
    "另", "新增", "第", "of them",
];

/// Whether two numbers count the same sort of thing.
fn like(one: &Claim, other: &Claim) -> bool {
    same_thing(&one.unit, &other.unit) || same_thing(&other.unit, &one.unit)
}
