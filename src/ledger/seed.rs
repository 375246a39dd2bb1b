//! The words a new ledger file starts with: the kinds of every ledger, and the office's towns, platforms,
//! departments and outlets.

use super::all::LEDGERS;
use crate::vocabulary::{Set, Term, Vocabulary};

/// The words a new ledger file starts with.
pub fn seed_vocabulary() -> Vocabulary {
    let kinds =
        LEDGERS.iter().flat_map(|ledger| ledger.kinds.iter().enumerate().map(move |(i, seed)| (ledger, i, seed)));
    let mut terms: Vec<Term> = kinds
        .map(|(ledger, i, seed)| Term {
            unit: Some(seed.unit.zh.to_owned()),
            unit_english: Some(seed.unit.en.to_owned()),
            scope: seed.scope.map(str::to_owned),
            about: Some(seed.about.zh.to_owned()),
            // 其他 stays last, whatever the office adds.
            rank: if seed.key == "other" { 1000 } else { rank_of(i) },
            ..plain_seed(Set::Kind, ledger.key, seed.key, seed.label.zh, seed.label.en)
        })
        .collect();
    let towns = TOWNS.iter().map(|(key, label, english)| (Set::Town, key, label, english, None));
    let platforms = PLATFORMS.iter().map(|(key, label, english)| (Set::Platform, key, label, english, None));
    let departments = DEPARTMENTS.iter().map(|(key, label, english)| (Set::Department, key, label, english, None));
    let outlets = OUTLETS.iter().map(|(key, english, level)| (Set::Outlet, key, key, english, Some(*level)));
    for group in [towns.collect::<Vec<_>>(), platforms.collect(), departments.collect(), outlets.collect()] {
        terms.extend(group.into_iter().enumerate().map(|(i, (set, key, label, english, level))| Term {
            level: level.map(str::to_owned),
            rank: rank_of(i),
            ..plain_seed(set, "", key, label, english)
        }));
    }
    Vocabulary::new(terms)
}

/// Ranks are ten apart, so that a new word finds room between two others.
fn rank_of(index: usize) -> i64 {
    i64::try_from(index).unwrap_or(i64::MAX / 20) * 10 + 10
}

fn plain_seed(set: Set, ledger: &str, key: &str, label: &str, english: &str) -> Term {
    Term {
        set,
        ledger: ledger.to_owned(),
        key: key.to_owned(),
        label: label.to_owned(),
        english: english.to_owned(),
        ..Term::default()
    }
}

/// The 21 towns and subdistricts of Qijiang, in the office's order: key, name, English.
const TOWNS: &[(&str, &str, &str)] = &[
    ("古南", "古南街道", "Gunan"),
    ("文龙", "文龙街道", "Wenlong"),
    ("三江", "三江街道", "Sanjiang"),
    ("通惠", "通惠街道", "Tonghui"),
    ("新盛", "新盛街道", "Xinsheng"),
    ("石角", "石角镇", "Shijiao"),
    ("东溪", "东溪镇", "Dongxi"),
    ("赶水", "赶水镇", "Ganshui"),
    ("打通", "打通镇", "Datong"),
    ("石壕", "石壕镇", "Shihao"),
    ("永新", "永新镇", "Yongxin"),
    ("三角", "三角镇", "Sanjiao"),
    ("隆盛", "隆盛镇", "Longsheng"),
    ("郭扶", "郭扶镇", "Guofu"),
    ("篆塘", "篆塘镇", "Zhuantang"),
    ("丁山", "丁山镇", "Dingshan"),
    ("安稳", "安稳镇", "Anwen"),
    ("扶欢", "扶欢镇", "Fuhuan"),
    ("永城", "永城镇", "Yongcheng"),
    ("中峰", "中峰镇", "Zhongfeng"),
    ("横山", "横山镇", "Hengshan"),
];

/// The platforms that the summary of 2022 names: key, name, English.
const PLATFORMS: &[(&str, &str, &str)] = &[
    ("一镇一事", "渝事好商量·一镇一事商量办", "one matter a town"),
    ("委员茶读", "委员茶读", "tea and reading for members"),
    ("委员河长", "委员河长", "members as river wardens"),
    ("主席接待", "主席接待委员日", "the chair's day for members"),
];

const DEPARTMENTS: &[(&str, &str, &str)] = &[("办公室", "办公室", "the office")];

/// The outlets that the summary of 2022 names and their like of the city and the district: name, English, level.
const OUTLETS: &[(&str, &str, &str)] = &[
    ("人民网", "people.cn", "nation"),
    ("新华社", "Xinhua", "nation"),
    ("人民政协报", "CPPCC Daily", "nation"),
    ("重庆日报", "Chongqing Daily", "city"),
    ("华龙网", "cqnews.net", "city"),
    ("綦江日报", "Qijiang Daily", "district"),
];
