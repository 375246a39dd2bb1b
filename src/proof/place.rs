//! A claim where it stands: which words of a text are near it, which are far, and which period it names.

use std::collections::HashMap;

use chrono::Datelike;

use super::claim::Claim;
use super::draft::Draft;
use super::number::Plain;
use super::phrase::{Book, Found, Hit};
use crate::period::Period;

/// A claim where it stands, with the words of the book around it.
pub(super) struct Place<'a> {
    pub(super) claim: &'a Claim,
    pub(super) hits: &'a [Hit],
    pub(super) lead: &'a [Hit],
    pub(super) text: &'a Plain,
    pub(super) is_cell: bool,
}

impl<'a> Place<'a> {
    /// Where a claim of a draft stands, among the words that were found there.
    pub(super) fn of(draft: &'a Draft, found: &'a [Found], claim: &'a Claim) -> Place<'a> {
        let (line, Found { hits, lead }) = (&draft.lines[claim.line], &found[claim.line]);
        Place { claim, hits, lead, text: &line.plain, is_cell: line.cell.is_some() }
    }

    /// The words near the number, the nearest first.
    pub(super) fn near(&self, behind: bool) -> Vec<Hit> {
        let Claim { before, after, .. } = self.claim;
        let whole = |hit: &&Hit| !hit.is_part;
        // A phrase with a comma in it begins before the clause.
        let within = |hit: &&Hit, from: usize, to: usize| hit.to > from && hit.to <= to;
        let mut near: Vec<Hit> =
            self.hits.iter().rev().filter(whole).filter(|hit| within(hit, before.start, before.end)).copied().collect();
        near.sort_by_key(|hit| std::cmp::Reverse(hit.to));
        if near.is_empty() && self.is_cell && self.text[before.clone()].iter().all(|c| c.is_whitespace()) {
            near.extend(self.lead.iter().rev().filter(whole));
        }
        if behind {
            let more = self.hits.iter().filter(whole).filter(|hit| within(hit, after.start, after.end));
            near = more.copied().chain(near).collect();
        }
        near
    }

    /// The words of the sentence so far, of the clause, and of what stands over it.
    pub(super) fn far(&self) -> Vec<Hit> {
        let Claim { sentence, clause, .. } = self.claim;
        let of_sentence = self.hits.iter().filter(|hit| hit.from >= *sentence && hit.to <= *clause);
        of_sentence.chain(self.lead).copied().collect()
    }

    /// The part of the office that the clause names.
    pub(super) fn town<'t>(&self, towns: &'t HashMap<usize, String>) -> Option<&'t str> {
        let Claim { before, clause, .. } = self.claim;
        let of_clause = self.hits.iter().filter(|hit| hit.from >= before.start && hit.to <= *clause);
        let named =
            of_clause.chain(self.lead.iter().filter(|_| before.is_empty())).find_map(|hit| towns.get(&hit.word));
        named.map(String::as_str)
    }

    /// Whether nothing else can be meant: a word of the book stands right behind the number, or such words are most of what stands before it.
    pub(super) fn is_sure(&self, book: &Book) -> bool {
        let Claim { before, span, .. } = self.claim;
        let of_zone = self.hits.iter().filter(|hit| !hit.is_part && hit.to > before.start && hit.to <= before.end);
        let known: usize = of_zone.map(|hit| book.length(hit.word)).sum();
        if known == 0 {
            return self.is_cell || self.hits.iter().any(|hit| hit.from == span.end);
        }
        let said: String = self.text[before.clone()].iter().filter(|c| c.is_alphabetic()).collect();
        beyond_fillers(&said).chars().count() <= known * 2
    }
}

/// Words that say nothing of what is counted, the longer ones first.
const FILLERS: &[&str] = &[
    "一年来",
    "上半年",
    "下半年",
    "全年",
    "今年",
    "季度",
    "累计",
    "共计",
    "开展",
    "举行",
    "举办",
    "召开",
    "组织",
    "完成",
    "形成",
    "提交",
    "提供",
    "提出",
    "收到",
    "参与",
    "编报",
    "编成",
    "实现",
    "其中",
    "先后",
    "达到",
    "各类",
    "共",
    "达",
    "等",
    "的",
    "了",
    "为",
    "已",
    "有",
];

/// What a text says beyond them.
pub(super) fn beyond_fillers(said: &str) -> String {
    FILLERS.iter().fold(said.to_owned(), |said, filler| said.replace(filler, ""))
}

/// Whether words say that a share is a growth.
pub(super) fn is_growth(said: &str) -> bool {
    const GROWTH: &[&str] = &[
        "增长", "提高", "上升", "下降", "减少", "增加", "增至", "升至", "降至", "同比", "较上", "比上", "持平", "翻",
        "up ", "down ",
    ];
    GROWTH.iter().any(|word| said.contains(word))
}

/// The other period that a sentence has named last so far; an error where it names one that is not clear, such as since when.
pub(super) fn named_before(said: &[char], own: &Period) -> std::result::Result<Option<Period>, ()> {
    let said: String = said.iter().collect();
    let Some((at, word)) =
        PERIODS.iter().filter_map(|word| Some((said.rfind(word)?, *word))).max_by_key(|(at, word)| at + word.len())
    else {
        return Ok(None);
    };
    let (ahead, behind) = (&said[..at], &said[at + word.len()..]);
    if ["较", "比", "同"].iter().any(|mark| ahead.ends_with(mark)) {
        return Ok(None);
    }
    let digits = ahead.chars().rev().take_while(char::is_ascii_digit).count();
    let (rest, number) = ahead.split_at(ahead.len() - digits);
    // 2021年上半年, 去年下半年: of the year that stands before.
    let ahead_of = rest.strip_suffix(['一', '二', '三', '四']).unwrap_or(rest);
    let of_year = ahead_of.strip_suffix('年').and_then(|rest| rest.get(rest.len().checked_sub(4)?..));
    let year = match of_year.and_then(|year| year.parse().ok()) {
        Some(year) => year,
        None if ["去年", "上年"].iter().any(|year| ahead_of.ends_with(year)) => own.from.year() - 1,
        None => own.from.year(),
    };
    let name = match (word, number) {
        ("上半年", _) => format!("{year}H1"),
        ("下半年", _) => format!("{year}H2"),
        ("去年" | "上年", _) => (year - 1).to_string(),
        ("年", number) if number.len() == 4 => number.to_owned(),
        ("月", number @ ("1" | "2" | "3" | "4" | "5" | "6" | "7" | "8" | "9" | "10" | "11" | "12")) => {
            format!("{year}-{number:0>2}")
        }
        ("季度", "") => match rest.chars().last().and_then(|c| "一二三四".chars().position(|known| known == c)) {
            Some(quarter) => format!("{year}Q{}", quarter + 1),
            None => return Err(()),
        },
        _ => return Ok(None),
    };
    let is_open = ["以来", "起", "至", "到", "—", "-", "日"].iter().any(|mark| behind.starts_with(mark));
    let is_open = is_open || ["自", "从", "至", "到", "—", "-", "截"].iter().any(|mark| rest.ends_with(mark));
    // 其中上半年9件，…: what follows the clause may be of the whole again.
    let is_open = is_open || (rest.ends_with("其中") && behind.contains(['，', ',', '；']));
    let period = Period::read(&name, own.to).map_err(|_| ())?;
    match is_open {
        _ if period == *own => Ok(None),
        true => Err(()),
        false => Ok(Some(period)),
    }
}

/// How sentences name periods; where two end at one place, the later one of these is meant.
const PERIODS: &[&str] = &["月", "年", "季度", "去年", "上年", "上半年", "下半年"];

/// The period that a draft names first, where it names a year.
pub fn period_of(draft: &Draft) -> Option<Period> {
    draft.lines.iter().take(20).find_map(|line| year_in(&line.text)).map(Period::year)
}

/// The year that a text names first: 2022年, 2022.
pub(super) fn year_in(text: &str) -> Option<i32> {
    let numbers = text.split(|c: char| !c.is_ascii_digit()).filter(|digits| digits.len() == 4);
    numbers.filter_map(|digits| digits.parse().ok()).find(|year| (1950..2100).contains(year))
}
