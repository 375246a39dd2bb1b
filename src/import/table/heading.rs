//! What the heading of a column means: a field, by its key, its names or its synonyms, and a unit.

use std::collections::HashMap;
use std::sync::{LazyLock, OnceLock};

use super::means::{LOCAL, Means, bare};
use super::means::{named_in_parts, preferred};
use super::unit::{MARKS, aside_unit, has_power, squeezed, unit, unit_within};
use crate::error::{Error, Result};
use crate::ledger::{Field, Ledger, Type, Unit};
use crate::text::{Message, plain, quoted};
use crate::vocabulary::{Called, Set, Vocabulary, seed_vocabulary};

/// Headings that are no field.
const SPECIAL: &[(Means, &[&str])] = &[
    (Means::Own("ledger"), &["ledger", "台账", "台帐", "所属台账"]),
    (Means::Own("id"), &["id", "uuid"]),
    (Means::Own("ref"), &["ref", "代号"]),
    (Means::Own("no"), &["no", "编号"]),
    (Means::Own("site"), &["site"]),
    (Means::Own("void"), &["void", "作废", "是否作废", "已作废"]),
    (Means::Own("reason"), &["reason", "作废原因"]),
    (
        Means::Nothing,
        &["序号", "序", "行号", "行次", "项次", "顺序号", "序次", "编次", "№", "#", "why", "whyrefused", "拒收原因"],
    ),
];

/// Headings of what goes into the note where a ledger has nothing else for it.
const ASIDE: &str = "地点、活动地点、服务地点、会议地点、举办地点、联系人、联系委员、联系单位、负责人、协调单位、协调人、经办人、\
    主持人、参加人员、参与人员、参加领导、参会人员、参与单位、参加单位、协办单位、协助单位、配合单位、成效、\
    活动成效、工作成效、进展、进展情况、工作进展、牵头领导、带队领导、牵头委员、签发人、作者、撰稿人、报送单位、报送、\
    来访人员、接待人、接待人员、接待领导、接待地点、陪同人员、采纳情况、季度";

/// Headings of what tables say of people and this program does not keep: no more of a person than the work needs.
const PERSONAL: &str = "性别、民族、年龄、出生年月、出生日期、籍贯、学历、文化程度、联系电话、电话、电话号码、手机、手机号、手机号码、联系方式、\
    身份证、身份证号、身份证号码、微信、微信号、家庭住址、住址";

/// Whether a heading says what is not kept of people.
pub fn is_personal(heading: &str) -> bool {
    is_among(PERSONAL, heading)
}

fn is_among(names: &str, heading: &str) -> bool {
    let bare = bare(heading);
    names.split('、').any(|name| name == bare)
}

/// Headings of the column that names what a child hangs on.
const OF: &[&str] = &["of", "所属", "所属编号", "所属记录", "上级编号", "belongsto"];

/// Those that say of which ledger the numbers are.
const OF_LEDGER: &[(&str, &[&str])] =
    &[("case", &["所属事项", "所属事项编号", "事项编号"]), ("advice", &["成果编号"]), ("info", &["信息编号"])];

/// Headings of the column with a record's own number, where nothing hangs on anything.
const OWN_NUMBER: &[&str] = &["事项编号", "信息编号", "成果编号", "记录编号"];

/// How headings are understood.
#[derive(Clone, Copy)]
pub struct Mapping<'a> {
    /// What people said themselves: heading and field.
    pub said: &'a [(String, String)],
    /// What the office calls things.
    pub words: &'a Vocabulary,
}

impl Default for Mapping<'_> {
    fn default() -> Self {
        Mapping { said: &[], words: seed_vocabulary() }
    }
}

/// A column's name is looked for in so many first characters of its heading. The longest names are of about twenty, and people
/// space them out; behind the name a unit and a remark may be as long as they like. A note is longer, and no heading.
const LONGEST_NAME: usize = 60;

/// Behind these a remark may stand as well as a unit; behind the others only a unit.
const OPENING: &[char] = &['(', '（', '[', '【', '〔', '/', '／', '\n'];

/// The ways to divide a heading behind a name of at most so many characters, the longest first: name, what stands behind it,
/// and whether that may be a remark.
fn divisions(heading: &str, longest: usize) -> impl Iterator<Item = (&str, &str, bool)> {
    let heading = heading.trim();
    let end = heading.char_indices().nth(longest).map_or(heading.len(), |(at, c)| at + c.len_utf8());
    heading[..end].rmatch_indices(MARKS).filter_map(move |(at, mark)| {
        // 金额，单位：万元; but 承办单位（主办） is about units itself.
        let unit_said = if mark.starts_with([':', '：']) { "单位" } else { "" };
        let head = heading[..at].trim_end();
        let head = head.strip_suffix(unit_said).unwrap_or(head).trim_end_matches([',', '，', ' ']);
        let aside = heading[at + mark.len()..].trim();
        let remark = mark.starts_with(OPENING);
        (!head.is_empty() && !aside.trim_end_matches([')', '）', ']', '】', '〕']).is_empty())
            .then_some((head, aside, remark))
    })
}

/// What a heading means in a ledger. One that means nothing there is refused with the nearest that does; a unit, where it is not one
/// of the field.
pub fn understand(heading: &str, ledger: &'static Ledger, mapping: &Mapping) -> Result<Means> {
    let (target, means) = meaning(heading, ledger, mapping);
    let means = means?.ok_or_else(|| unknown(heading, target, ledger, mapping.words))?;
    // 参加人数: attendances, which people write down as persons.
    let turns = |unit: &Unit| heading.contains("人数") && unit.counts_turns();
    let in_persons =
        matches!(means.inner(), Means::Field(Field { holds: Type::Amount(unit), .. }, None) if turns(unit));
    Ok(if in_persons { means.in_unit(Some("人".to_owned())) } else { means })
}

/// Whether a heading means something in a ledger, or in any where none is said, if only something that is wrong.
pub fn is_known(heading: &str, ledger: Option<&'static Ledger>, mapping: &Mapping) -> bool {
    let is_in = |ledger: &'static Ledger| !matches!(meaning(heading, ledger, mapping).1, Ok(None));
    let mut all = Ledger::all().filter(|ledger| !ledger.is_of_office() || heading == "set");
    ledger.map_or_else(|| all.any(is_in), is_in)
}

/// What a heading means, by itself or as a person said; with that, the words that were looked up.
fn meaning<'h>(heading: &'h str, ledger: &'static Ledger, mapping: &Mapping<'h>) -> (&'h str, Result<Option<Means>>) {
    if let Some((_, target)) = mapping.said.iter().find(|(from, _)| is_meant(from, heading)) {
        return (target.trim(), explained(heading, target.trim(), ledger, mapping.words));
    }
    let beside = || match heading {
        _ if is_among(ASIDE, heading) => Some(Means::Aside),
        _ => is_personal(heading).then_some(Means::Nothing),
    };
    (heading.trim(), understood(heading, ledger, mapping.words).map(|means| means.or_else(beside)))
}

/// Whether a heading means this in a ledger.
pub fn is_heading_of(heading: &str, ledger: &'static Ledger, mapping: &Mapping, is: impl Fn(&Means) -> bool) -> bool {
    // Nobody is told why it is none: a whole sheet of words may be asked so.
    matches!(meaning(heading, ledger, mapping).1, Ok(Some(means)) if is(&means))
}

/// Whether a mapping is about a heading: its whole text, or what stands before its unit.
pub fn is_meant(from: &str, heading: &str) -> bool {
    let (from, longest) = (bare(from), from.chars().count().max(LONGEST_NAME));
    from == bare(heading) || divisions(heading, longest).any(|(head, _, remark)| remark && bare(head) == from)
}

/// What a heading means by itself; `None` where that is nothing.
fn understood(heading: &str, ledger: &'static Ledger, words: &Vocabulary) -> Result<Option<Means>> {
    let own = |name: &str| preferred(name, ledger).or_else(|| named(name, ledger, words).cloned());
    match by_names(heading, ledger, own)? {
        None if !ledger.children.is_empty() => by_names(heading, ledger, |name| named_in_parts(name, ledger, words)),
        means => Ok(means),
    }
}

/// What a heading means, where bare names mean this.
fn by_names(heading: &str, ledger: &'static Ledger, named: impl Fn(&str) -> Option<Means>) -> Result<Option<Means>> {
    let whole = bare(heading);
    if let Some(means) = named(&whole) {
        return Ok(Some(means));
    }
    for (head, aside, remark) in divisions(heading, LONGEST_NAME) {
        let Some(means) = named(&bare(head)) else { continue };
        let Some((field, wanted)) = counted(&means) else {
            if remark {
                return Ok(Some(number_of_named(&means, aside, ledger).unwrap_or(means)));
            }
            continue;
        };
        let unit = aside_unit(aside, field, wanted, heading)?;
        if unit.is_some() || remark {
            return Ok(Some(means.in_unit(unit)));
        }
    }
    // 贷款金额万元: the unit is written on.
    for (at, _) in whole.char_indices().skip(1).take(LONGEST_NAME) {
        let (head, tail) = whole.split_at(at);
        let Some(means) = named(head) else { continue };
        if let Some((field, wanted)) = counted(&means)
            && let Some(unit) = aside_unit(tail, field, wanted, heading)?
        {
            return Ok(Some(means.in_unit(Some(unit))));
        }
    }
    Ok(None)
}

/// 走访企业（家）: a heading of names with the unit in which they are counted means their number.
fn number_of_named(means: &Means, aside: &str, ledger: &'static Ledger) -> Option<Means> {
    let Means::Field(field, _) = means else { return None };
    let written = unit(aside.trim_end_matches([')', '）', ']', '】', '〕']))?;
    let is_counted = field.naming.is_some_and(|named| named.takes(written.word));
    let number = field.number_of(ledger).filter(|_| is_counted && written.power.is_empty())?;
    Some(Means::Field(number, Some(written.word.to_owned())))
}

/// What a heading means of which a person said so; a unit may stand in the heading, or in what was said.
fn explained(heading: &str, target: &str, ledger: &'static Ledger, words: &Vocabulary) -> Result<Option<Means>> {
    if matches!(target, "-" | "") {
        return Ok(Some(Means::Nothing));
    }
    let Some(means) = understood(target, ledger, words)? else { return Ok(None) };
    let Means::Field(field @ Field { holds: Type::Amount(wanted), .. }, said) = means.inner() else {
        return Ok(Some(means));
    };
    let differs = |own: &str, said: &str| {
        refused!("units_differ" in (field.key): "表头的单位是“{own}”，--map 写的是“{said}”",
            "the heading is in “{own}”, --map says “{said}”"; "两处写成一样，或只在一处写",
            "write the same in both, or only one of them")
    };
    match (said, unit_within(heading, field, wanted)) {
        (Some(said), Ok(Some(own))) if *said != own => Err(differs(&own, said)),
        // 捐款（每人万元）=捐款（元） would make ten thousandths of it.
        (Some(said), Err(_)) if has_power(heading) && !has_power(said) => Err(differs(heading.trim(), said)),
        (Some(_), _) => Ok(Some(means)),
        (None, own) => Ok(Some(means.clone().in_unit(own?))),
    }
}

/// The field of a column of numbers, and its unit.
fn counted(means: &Means) -> Option<(&'static Field, &'static Unit)> {
    match means.inner() {
        Means::Field(field @ Field { holds: Type::Amount(unit), .. }, _) => Some((field, unit)),
        _ => None,
    }
}

/// The meaning of a bare name; what the office calls its parts means the field that has them.
fn named(name: &str, ledger: &'static Ledger, words: &Vocabulary) -> Option<&'static Means> {
    static NAMES: LazyLock<Vec<OnceLock<HashMap<String, Means>>>> =
        LazyLock::new(|| Ledger::all().map(|_| OnceLock::new()).collect());
    let Called { zh, en } = words.set_label(Set::Town);
    let is_part = [zh, en].into_iter().any(|own| plain(own).eq(name.chars()));
    NAMES.get(ledger.rank())?.get_or_init(|| names(ledger)).get(if is_part { "town" } else { name })
}

/// All bare names that mean something in a ledger. Where several things have one name, the first has it: keys and names come
/// before synonyms.
fn names(ledger: &'static Ledger) -> HashMap<String, Means> {
    let mut all = HashMap::new();
    let mut enter = |means: Means, names: &[&str]| {
        for name in names {
            all.entry(bare(name)).or_insert_with(|| means.clone());
        }
    };
    let offered: Vec<&'static Field> = ledger.all_fields().filter(|field| ledger.offers(field)).collect();
    for field in &offered {
        enter(Means::Field(field, None), &[field.key, field.label.zh, field.label.en]);
    }
    // The column of a field that the ledger does not have may stand there, as long as it is empty.
    for field in ledger.all_fields() {
        enter(Means::Field(field, None), &[field.key]);
    }
    for (key, _) in ledger.derived {
        enter(Means::Nothing, &[key]);
    }
    enter(Means::Of(None), OF);
    for (parent, names) in OF_LEDGER {
        let said = Some(*parent).filter(|parent| ledger.parents != [*parent]);
        let hangs_on = names.iter().filter(|name| ledger.is_child() || !OWN_NUMBER.contains(name));
        hangs_on.for_each(|name| enter(Means::Of(said), &[name]));
    }
    enter(Means::Own("no"), OWN_NUMBER);
    by_code(ledger, &mut enter);
    for (means, names) in SPECIAL {
        enter(means.clone(), names);
    }
    for field in &offered {
        for (.., names) in LOCAL.iter().filter(|(key, of, _)| *key == ledger.key && *of == field.key) {
            enter(Means::Field(field, None), names);
        }
    }
    if !ledger.children.is_empty() {
        enter(Means::Own("as of"), &["截至日期", "统计截至", "截至"]);
    }
    // A ledger's own fields before the common ones: 意见 is its opinions before it is anything else.
    let common = offered.iter().copied().filter(|field| ledger.fields.iter().all(|own| own.key != field.key));
    for field in ledger.fields.iter().chain(common) {
        enter(Means::Field(field, None), &field.synonyms().collect::<Vec<_>>());
    }
    for field in offered.iter().filter(|field| matches!(field.holds, Type::Amount(_))) {
        enter(Means::Bound(field.key), &[&format!("{}_bound", field.key)]);
    }
    all
}

/// What only says once more what a motion is called, in a list of what hangs on it.
const MOTION_TITLES: &[&str] = &["案由", "题目", "提案题目", "提案名称", "提案标题", "提案案由", "提案内容", "提案"];

/// Headings of a list of what hangs on motions: the codes of those, their sessions, and what is said of them once more.
fn by_code(ledger: &'static Ledger, enter: &mut impl FnMut(Means, &[&str])) {
    let hangs_on = ledger.parents.iter().filter_map(|parent| Ledger::find(parent));
    for field in hangs_on.flat_map(|parent| parent.fields) {
        let names: Vec<&str> = [field.label.zh, field.label.en].into_iter().chain(field.synonyms()).collect();
        match field.key {
            "code" => {
                enter(Means::Code(None), &names);
                enter(Means::Nothing, MOTION_TITLES);
                for named in ledger.fields.iter().filter(|field| matches!(field.holds, Type::Record(_))) {
                    let into = names.iter().map(|name| format!("{}{name}", named.label.zh)).collect::<Vec<_>>();
                    enter(Means::Code(Some(named)), &into.iter().map(String::as_str).collect::<Vec<_>>());
                }
            }
            "session" => enter(Means::Own("session"), &names),
            "proposer" => enter(Means::Nothing, &names),
            _ => {}
        }
    }
}

/// The code of what means nothing.
pub const UNKNOWN: &str = "unknown_heading";

/// A heading that means nothing in this ledger: by itself, or by what somebody said of it.
fn unknown(heading: &str, target: &str, ledger: &'static Ledger, words: &Vocabulary) -> Error {
    let (heading, target) = (squeezed(heading), &squeezed(target));
    let fields: Vec<&Field> = ledger.all_fields().filter(|field| ledger.offers(field)).collect();
    let Called { zh, en } = ledger.called_by(words);
    let Message { zh: all, en: all_en } = Message::list(fields.iter().map(|field| field.called_by(words)));
    let map = |to: &str| quoted(&format!("{heading}={to}"));
    let out = map("-");
    let near = nearest(target, &fields, words).map(|field| field.called_by(words));
    let hint = if let Some(Message { zh: each, en: each_en }) = one_of_many(target, words) {
        message!(
            "一列一个{each}的表，改成一行一个：{each}另立一列，数写在同一列；不要这一列就写 --map {out}",
            "of a column for each {each_en} make a row for each, with a column that says it; to leave the column out, --map {out}"
        )
    } else if let Some(Called { zh: near, en: near_en }) = near {
        let (pair, pair_en) = (map(near), map(near_en));
        message!(
            "是不是“{near}”？写 --map {pair}；不要这一列就写 --map {out}",
            "did you mean “{near_en}”? say --map {pair_en}; to leave the column out, --map {out}"
        )
    } else {
        let [note, note_en, field, field_en] = ["备注", "note", "字段", "FIELD"].map(map);
        message!(
            "不要这一列就写 --map {out}，留作备注就写 --map {note}；是别的一栏就写 --map {field}：{all}",
            "say --map {out} to leave the column out, --map {note_en} to keep it as a note, or --map {field_en}; fields: {all_en}"
        )
    };
    Error::refused(UNKNOWN, message!("{zh}没有“{target}”这一栏", "{en} has no column “{target}”")).hint(hint)
}

/// What a heading is one of, where a table has a column for each of them: a month, a part of the office, a level.
fn one_of_many(heading: &str, words: &Vocabulary) -> Option<Message> {
    let name = bare(heading);
    let month = name.strip_suffix('月').and_then(|month| month.parse::<u32>().ok());
    if month.is_some_and(|month| (1..=12).contains(&month)) {
        return Some(message!("月份", "month"));
    }
    let is_one = |set: &Set| words.of(*set, "").any(|term| name.starts_with(&bare(&term.label)));
    [Set::Town, Set::Level].into_iter().find(is_one).map(|set| {
        let Called { zh, en } = words.set_label(set);
        message!("{zh}", "{en}")
    })
}

/// Words before numbers of what did not happen: 应到人数 is no attendance.
const NOT_DONE: &[&str] = &["应", "未", "缺", "拟", "计划", "预计"];

/// The field that a heading most likely means by a slip or with a word more: nobody checks a proposal that looks right.
fn nearest<'a>(heading: &str, fields: &[&'a Field], words: &Vocabulary) -> Option<&'a Field> {
    let heading = bare(heading);
    let is_near = |name: &str| {
        let name = bare(name);
        let (one, other) = (heading.chars().count(), name.chars().count());
        let (short, long) = (one.min(other), one.max(other));
        let contained = || name.contains(&heading) || heading.contains(&name);
        let slipped = || long - short <= 1 && strsim::damerau_levenshtein(&heading, &name) == 1;
        short >= 3 && ((short * 2 >= long && contained()) || slipped())
    };
    let is_called = |field: &Field| {
        let Called { zh, en } = field.called_by(words);
        [field.label.zh, field.label.en, zh, en].into_iter().any(is_near) || field.synonyms().any(is_near)
    };
    let told = fields.iter().filter(|_| !NOT_DONE.iter().any(|word| heading.starts_with(word)));
    told.copied().find(|field| is_called(field))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The work on a heading is a few looks into a table for each way to divide it.
    #[test]
    fn of_a_long_cell_only_the_beginning_is_divided() {
        let long = "2022-05-01,到会1人\n".repeat(1_000);
        assert!(divisions(&long, LONGEST_NAME).all(|(head, ..)| head.chars().count() <= LONGEST_NAME));
        let far = format!("{}参加人次（人次）", "，".repeat(LONGEST_NAME));
        let own = &Mapping::default();
        assert!(Ledger::all().all(|ledger| !is_known(&far, Some(ledger), own) && !is_known(&long, Some(ledger), own)));
    }

    #[test]
    fn every_name_is_found_with_blanks_between_its_characters_and_a_long_remark_behind_it() {
        let remark = "填每次实际到场的".repeat(20);
        for ledger in Ledger::all() {
            for name in names(ledger).into_keys() {
                assert!(name.chars().count() * 2 <= LONGEST_NAME, "{name} is long");
                let spaced: Vec<String> = name.chars().map(String::from).collect();
                let heading = format!("{}（{remark}）", spaced.join(" "));
                assert!(is_known(&heading, Some(ledger), &Mapping::default()), "{heading}");
            }
        }
    }
}
