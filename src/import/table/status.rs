//! What became of a piece, in people's words: 省采用，县委主要领导批示; 全国政协采用（综合）；省采用; 转县民政局.

use crate::error::{Error, Result};
use crate::ledger::Ledger;
use crate::text::plain;
use crate::vocabulary::{Called, Set, Term, Vocabulary};

/// A record that such words tell of: its ledger and its members.
type Fate = (&'static Ledger, Vec<(&'static str, String)>);

/// Words by which a piece is known to have been adopted, endorsed, forwarded; the longest first.
const ADOPTED: &[&str] = &["采用", "录用", "刊用"];
const ENDORSED: &[&str] = &["作出批示", "批示", "签批", "圈阅"];
const FORWARDED: &[&str] = &["转送", "转办", "转交", "转"];
/// What may stand before and behind the words that count.
const BEFORE: &[&str] = &["已经", "已", "被", "获", "经", "由"];
const BEHIND: &[&str] = &["办理", "处理", "研办", "阅处"];
/// What people write of what did not happen.
const NOT: &[&str] = &["未", "没有", "没", "不", "无", "暂无"];
/// … and of what may yet happen: 已报市政协待采用.
const AHEAD: &[&str] = &["待", "拟", "尚未", "正在"];
/// Whose names begin so, without the name of a level.
const OF_NATION: &[&str] = &["全国", "国家", "中央", "中共中央", "国务院", "中办", "国办"];
/// What bodies are called whose leaders endorse.
const BODIES: [&str; 4] = ["政府", "人大", "政协", "委"];
/// So often at most something is said to have happened to one piece.
const OFTEN: usize = 9;

/// The records that a cell tells of. A part of it that is not understood is refused by name.
pub(super) fn said_of(words: &str, ledger: &Ledger, vocabulary: &Vocabulary) -> Result<Vec<Fate>> {
    let says_fate = |part: &&str| [ADOPTED, ENDORSED, FORWARDED].into_iter().flatten().any(|verb| part.contains(verb));
    let mut found = Vec::new();
    for part in divided(words, &['；', ';', '，', ',', '。', '\n', '\r']) {
        // 省政协、市政协采用 is one clause, 县委书记批示、县长批示 are two.
        let inner = divided(part, &['、']);
        let clauses = if inner.iter().all(says_fate) { inner } else { vec![part] };
        for clause in clauses {
            found.extend(fate(clause, ledger, vocabulary).ok_or_else(|| unclear(clause, ledger, vocabulary))?);
        }
    }
    Ok(found)
}

/// The parts of words between such marks that stand in no brackets.
fn divided<'w>(words: &'w str, marks: &[char]) -> Vec<&'w str> {
    let mut depth = 0_usize;
    let parts = words.split(|c: char| {
        match c {
            '（' | '(' => depth += 1,
            '）' | ')' => depth = depth.saturating_sub(1),
            _ => {}
        }
        depth == 0 && marks.contains(&c)
    });
    parts.map(str::trim).filter(|part| !part.is_empty()).collect()
}

fn fate(part: &str, ledger: &Ledger, vocabulary: &Vocabulary) -> Option<Vec<Fate>> {
    let mut rest = part.trim();
    let verbs = || [ADOPTED, ENDORSED, FORWARDED].into_iter().flatten();
    let is_ahead =
        AHEAD.iter().any(|word| rest.starts_with(word) || verbs().any(|verb| rest.contains(&format!("{word}{verb}"))));
    if is_ahead || NOT.iter().any(|not| rest.starts_with(not)) {
        return Some(Vec::new());
    }
    while let Some(behind) = BEFORE.iter().find_map(|word| rest.strip_prefix(word)) {
        rest = behind;
    }
    let cut = |verbs: &'static [&str]| verbs.iter().find_map(|verb| rest.split_once(verb));
    if let Some((whose, how)) = cut(ENDORSED) {
        let (times, rest) = times(how)?;
        let bodies = divided(whose, &['、']);
        // 县委、县政府主要领导: the post stands behind the last body.
        let post = bodies.last().and_then(|last| BODIES.iter().find_map(|body| Some(last.rsplit_once(body)?.1)));
        // 县政府主要领导、分管领导: the body stands before the first post.
        let of = bodies
            .first()
            .and_then(|first| BODIES.iter().find_map(|body| Some(&first[..first.find(body)? + body.len()])));
        let one = |body: &&str| {
            let who = if is_post(body) { (*body).to_owned() } else { format!("{body}{}", post?) };
            let level = |who: String| level_of(&who, vocabulary).filter(|_| is_post(&who)).map(|level| (who, level));
            let (who, level) = level(who).or_else(|| level(format!("{}{body}", of?)))?;
            Some((ledger.child("endorsement")?, vec![("who", who), ("level", level)]))
        };
        let all = vec![bodies.iter().map(one).collect::<Option<Vec<Fate>>>()?; times].concat();
        return Some(all).filter(|all| rest.is_empty() && !all.is_empty());
    }
    if let Some((whose, how)) = cut(ADOPTED) {
        return adopted(whose, how, ledger.child("adoption")?, vocabulary);
    }
    let (before, to) = cut(FORWARDED)?;
    let to = to.trim_start_matches(['：', ':', '给', '至', '到']);
    let to = BEHIND.iter().find_map(|word| to.strip_suffix(word)).unwrap_or(to);
    let forwarding = ledger.child("forwarding").filter(|_| before.is_empty())?;
    let one = |body: &str| Some((forwarding, vec![("level", level_of(body, vocabulary)?), ("note", body.to_owned())]));
    divided(to, &['、']).into_iter().map(one).collect::<Option<Vec<Fate>>>().filter(|all| !all.is_empty())
}

/// 省政协、市政协采用（综合）2次: who adopted it, how, how often.
fn adopted(whose: &str, how: &str, ledger: &'static Ledger, vocabulary: &Vocabulary) -> Option<Vec<Fate>> {
    let (whose, inner) = bracketed(whose);
    let (how, behind) = bracketed(how);
    let (times, rest) = times(how)?;
    let rest = rest.trim_start_matches(['：', ':']);
    // 综合采用, 单篇采用: how stands before the word as well.
    let before = ["综合", "单篇"].iter().find_map(|mode| Some((whose.strip_suffix(mode)?, *mode)));
    let (whose, said) = before.map_or((whose, None), |(whose, mode)| (whose, Some(mode)));
    let whose = if whose.is_empty() { rest } else { whose };
    if !rest.is_empty() && whose != rest {
        return None;
    }
    let mut members = Vec::new();
    for word in [inner, behind, said].into_iter().flatten() {
        members.push(match word {
            "综合" | "综合采用" => ("mode", "combined".to_owned()),
            "单篇" | "单篇采用" => ("mode", "single".to_owned()),
            issue if issue.contains('期') => ("issue", issue.to_owned()),
            _ => return None,
        });
    }
    let one = |body: &str| {
        let level = level_of(body, vocabulary)?;
        // 省, 省级 say no more than the level.
        let is_level = |level: &Term| body == level.label || stem(level) == Some(body);
        let is_more = !vocabulary.term(Set::Level, "", &level).is_some_and(is_level);
        let by = is_more.then(|| ("by", body.to_owned()));
        Some((ledger, [("level", level)].into_iter().chain(by).chain(members.iter().cloned()).collect()))
    };
    let all = vec![divided(whose, &['、']).into_iter().map(one).collect::<Option<Vec<Fate>>>()?; times].concat();
    Some(all).filter(|all| !all.is_empty())
}

/// What stands before brackets at the end of words, and within them.
fn bracketed(words: &str) -> (&str, Option<&str>) {
    let words = words.trim();
    let inner = words.strip_suffix(['）', ')']).and_then(|open| open.rsplit_once(['（', '(']));
    inner.map_or((words, None), |(before, inner)| (before.trim(), Some(inner.trim())))
}

/// How often, and what else is said: 2次.
fn times(words: &str) -> Option<(usize, &str)> {
    let words = words.trim();
    let Some(number) = ["次", "件次", "篇"].iter().find_map(|word| words.strip_suffix(word)) else {
        return Some((1, words));
    };
    number.trim().parse().ok().filter(|times| (1..=OFTEN).contains(times)).map(|times| (times, ""))
}

/// Whether words are a post: a leader of something, not a body; behind 领导 there may be a name.
fn is_post(words: &str) -> bool {
    let is_named = |(_, name): (&str, &str)| (2..=4).contains(&name.chars().count());
    if words.split_once("领导").is_some_and(is_named) {
        return true;
    }
    ["领导", "书记", "主席", "主任", "长", "常委", "委员", "秘书长"].iter().any(|word| words.ends_with(word))
}

/// The level that a body or post is of, by the beginning of its name: the office's own names first, then those of the levels.
pub(super) fn level_of(words: &str, vocabulary: &Vocabulary) -> Option<String> {
    let words: String = plain(words).collect();
    let words = ["分管", "副", "常务副"].iter().find_map(|before| words.strip_prefix(before)).unwrap_or(&words);
    let levels = || vocabulary.of(Set::Level, "").filter(|level| level.retired.is_none());
    let own = levels().find(|level| level.scope.as_deref() == Some("own"));
    let is_own = ["party", "government", "name"].iter().any(|key| {
        let Called { zh, .. } = vocabulary.office(key);
        !zh.is_empty() && words.starts_with(zh)
    });
    if let Some(own) = own.filter(|_| is_own) {
        return Some(own.key.clone());
    }
    let named: Vec<&Term> = levels().filter(|level| stem(level).is_some_and(|stem| words.starts_with(stem))).collect();
    match named[..] {
        [level] => Some(level.key.clone()),
        [] if OF_NATION.iter().any(|nation| words.starts_with(nation)) => levels()
            .find(|level| level.label.starts_with('国') || level.label.starts_with("全国"))
            .map(|level| level.key.clone()),
        _ => None,
    }
}

/// The name of a level without the word for it: 省 of 省级.
fn stem(level: &Term) -> Option<&str> {
    Some(level.label.strip_suffix('级').unwrap_or(&level.label)).filter(|stem| !stem.is_empty())
}

fn unclear(part: &str, ledger: &Ledger, vocabulary: &Vocabulary) -> Error {
    let levels: Vec<&Term> = vocabulary.of(Set::Level, "").collect();
    let own = levels.iter().find(|level| level.scope.is_some()).and_then(|level| stem(level)).unwrap_or_default();
    let above = levels.iter().find(|level| level.scope.is_none()).and_then(|level| stem(level)).unwrap_or_default();
    let (Called { zh, .. }, is_info) = (vocabulary.office("party"), ledger.key == "info");
    let info = if is_info {
        format!("{above}采用、{above}政协采用（综合）、转{own}民政局、")
    } else {
        String::new()
    };
    refused!("unclear_status": "“{part}”看不明白：哪一级、是采用、转送还是批示",
        "“{part}” cannot be made out: by which level, and whether adopted, forwarded or endorsed";
        "写成 {info}{zh}主要领导批示、未采用，几件事用；分开；这一列只作备注就写 --map 表头=备注",
        "write such as {info}{zh}主要领导批示 or 未采用, divided by ；; to keep the column as a note only, --map HEADING=note")
}
