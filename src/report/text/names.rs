//! The names that a template can use, each with what it means. What templates are handed and what people are told of it are
//! made from the same tables, so that neither can have a name that the other lacks.

use std::sync::{Arc, OnceLock};

use minijinja::Value;
use minijinja::value::{Enumerator, Object};

use super::facts::{Mention, Mentions};
use crate::figure::{Counted, Figure};
use crate::ledger::LEDGERS;
use crate::report::circular::UnitLine;
use crate::report::overview::Report;
use crate::report::platform_line::{APART, Clause, PlatformLine, SAID};
use crate::report::rate::rates_of;
use crate::text::{Lang, Text, text};
use crate::vocabulary::{Set, Term, is_common};

/// A name, what it means in Chinese and in English, and what it stands for.
struct Entry<T: 'static>(&'static str, &'static str, &'static str, fn(&T) -> Value);

/// A name as a template writes it.
#[derive(Clone, Debug)]
pub struct Name {
    /// Such as `office` or `f[KEY].text`.
    pub name: String,
    /// What it means.
    pub about: Text,
}

/// What a text speaks of.
#[derive(Clone, Copy, Debug)]
pub enum Subject<'a> {
    /// A report, with the note that the full text ends with.
    Report(&'a Arc<Report>, &'a str),
    /// The line of a platform.
    Line(&'a PlatformLine),
}

/// How a post endorsed one kind of advice: kind, post, how many pieces, and the language in which that is said.
type Endorsed = (String, String, i64, Lang);

/// The numbers of sections.
const NUMERALS: [&str; 12] = ["一", "二", "三", "四", "五", "六", "七", "八", "九", "十", "十一", "十二"];

static OF_TEXT: [Entry<Mentions>; 29] = [
    Entry("office", "本单位", "the office", |all| named(all, "name")),
    Entry("period", "时段，如2022年", "the period, such as 2022", |all| all.report.label().into()),
    Entry("before", "上一时段叫什么，如上年", "what the period before is called", |all| {
        all.report.period.before_label(all.report.lang).into()
    }),
    Entry(
        "f",
        "各指标，按键取，如 f[\"case.solved\"]；没有记录的不在其中，可用 if 问",
        "the figures by their keys, such as f[\"case.solved\"]; one that nothing was recorded for is not there, which `if` can ask",
        |all| Value::from_pairs(all.figures.iter().map(|mention| (mention.key(), figure(mention)))),
    ),
    Entry(
        "kinds",
        "某台账各类别的指标，如 kinds.study；台账写键",
        "the figures of a ledger's kinds by its key, such as kinds.study",
        |all| {
            let with_kinds = LEDGERS.iter().filter(|ledger| ledger.kinds);
            Value::from_pairs(with_kinds.map(|ledger| (ledger.key, figures(&all.kinds(ledger.key)))))
        },
    ),
    Entry(
        "rates",
        "各比率，按键取，如 rates[\"motion.filed.rate\"]；算不出的不在其中；各有 key、label、text（如92.9%），part、whole 是分子、分母的键",
        "the rates by their keys, such as rates[\"motion.filed.rate\"]; one that cannot be made is not there; each with key, label, text, and the keys of its part and whole",
        |all| {
            let report = &all.report;
            let rates = rates_of(&report.rated(), report.basis).into_iter().filter_map(|(rate, part, whole)| {
                let text = rate.printed(&part.counted, &whole.counted, report.lang);
                let said = [
                    ("key", Value::from(&*rate.key)),
                    ("label", rate.name(&part.figure, report.lang).into()),
                    ("text", Value::from(&*text)),
                    ("part", Value::from(&*part.figure.key)),
                    ("whole", Value::from(&*whole.figure.key)),
                ];
                (text != "—").then(|| (rate.key.to_string(), Value::from_pairs(said)))
            });
            Value::from_pairs(rates)
        },
    ),
    Entry(
        "below",
        "键在某键之下的指标，如 below(\"motion.filed\", \"kind\") 是立案的各类别；第二个是哪种词，可不写",
        "the figures whose keys are below one, such as below(\"motion.filed\", \"kind\"): those filed by topic; the second, which may be left out, is the sort of words",
        |all| {
            let all = all.figures.clone();
            Value::from_function(move |key: &str, set: Option<&str>| figures(&Mentions::below(&all, key, set)))
        },
    ),
    Entry(
        "held",
        "重点协商、重点通报、视察中，全由常委会会议、主席会议举行的",
        "of consultations, briefings and inspections, the figures of those held by the standing committee and the chair's meetings alone",
        |all| figures(&all.plan().0),
    ),
    Entry("hosts", "举行它们的是哪些会议", "who held them", |all| all.hosts().into()),
    Entry("others", "三者中其余的", "the figures of the other ones", |all| figures(&all.plan().1)),
    Entry("plan", "列入计划的各类协商议政", "the figures of what is of the year's plan", |all| {
        figures(&all.planned())
    }),
    Entry(
        "levels",
        "各级采用信息的指标，由低到高",
        "the figures of information adopted, by level, the lowest first",
        |all| figures(&all.over(Set::Level, "info")),
    ),
    Entry("stages", "各环节协商会的指标", "the figures of meetings, by stage", |all| {
        figures(&all.over(Set::Stage, "case"))
    }),
    Entry("top", "最高级别媒体刊登稿件的指标", "the figure of what the highest outlets took", |all| {
        let level = all.report.words.of(Set::Level, "").last();
        let key = level.map(|level| format!("media.{}", level.key));
        all.figures.iter().find(|mention| Some(mention.key()) == key.as_deref()).map_or(Value::UNDEFINED, figure)
    }),
    Entry(
        "service",
        "社区志愿服务的类别；不分范围的，为全部",
        "the kinds of community service, or of all service where there are no scopes",
        |all| {
            let has_community = all.report.words.term(Set::Scope, "volunteer", "community").is_some();
            of_scope(all, if has_community { "community" } else { "" }).into()
        },
    ),
    Entry(
        "scopes",
        "志愿服务的各范围：key、label、phrase、kinds",
        "the scopes of service, each with key, label, phrase, kinds",
        |all| {
            let (lang, words) = (all.report.lang, &all.report.words);
            let scope = |term: &Term| {
                let several =
                    words.of(Set::Kind, "volunteer").filter(|kind| kind.scope.as_ref() == Some(&term.key)).nth(1);
                let kinds = several.map_or(Vec::new(), |_| of_scope(all, &term.key));
                let name = term.name(lang);
                let phrase =
                    term.word(lang).map_or_else(|| phrase!(lang, "{name}志愿服务", "service: {name}"), str::to_owned);
                Value::from_pairs([
                    ("key", Value::from(&*term.key)),
                    ("label", term.name(lang).into()),
                    ("phrase", phrase.into()),
                    ("kinds", kinds.into()),
                ])
            };
            words.of(Set::Scope, "volunteer").map(scope).collect()
        },
    ),
    Entry("part", "下级叫什么", "what a part of the office is called, such as town", |all| named(all, "part")),
    Entry("parts", "同上；英文为复数", "the same for several", |all| {
        all.report.words.parts(all.report.lang).into()
    }),
    Entry("party", "向谁请示报告", "the Party committee that it reports to", |all| named(all, "party")),
    Entry(
        "peers",
        "外地同类的地方叫什么，如区县",
        "what places of its sort elsewhere are called",
        |all| named(all, "peers"),
    ),
    Entry(
        "sections",
        "各节：key、heading、ledgers（其中台账的键）",
        "the sections, each with key, heading and the keys of its ledgers",
        |all| all.report.words.of(Set::Section, "").map(|section| self::section(all, section)).collect(),
    ),
    Entry("outlets", "最高级别的媒体", "the outlets of the highest level", |all| {
        all.report.facts.outlets.clone().into()
    }),
    Entry(
        "titles",
        "最高级别的媒体刊登、标为亮点的稿件的标题",
        "titles of pieces in the highest outlets marked as highlights",
        |all| titles(&all.report.facts.titles),
    ),
    Entry(
        "endorsers",
        "谁签批了哪类建言成果几篇",
        "how many pieces of a kind of advice a post endorsed",
        |all| {
            let endorsers = all.report.facts.endorsers.iter().cloned();
            endorsers.map(|(kind, who, pieces)| pairs(&OF_ENDORSER, &(kind, who, pieces, all.report.lang))).collect()
        },
    ),
    Entry(
        "units",
        "各承办单位（通报才有）：name；lead、assist、replied、ontime、satisfied 各有 text、value；results 是各类结果",
        "the units, of a circular: name; lead, assist, replied, ontime and satisfied, each with text and value; results",
        |all| all.report.facts.units.iter().map(|unit| self::unit(all, unit)).collect(),
    ),
    Entry(
        "highlights",
        "各节标为亮点的记录的标题，按节的键取，如 highlights.consult",
        "titles of a section's highlights by its key, such as highlights.consult",
        |all| {
            Value::from_pairs(
                all.report.facts.highlights.iter().map(|(section, titles)| (&**section, self::titles(titles))),
            )
        },
    ),
    Entry(
        "rest",
        "某节里到此还没写到的指标，如 rest(\"study\")；放在一节末尾，就一个数都不会漏",
        "the figures of a section not spoken of so far, such as rest(\"study\"); at its end, nothing is left out",
        |all| {
            let all = all.figures.clone();
            Value::from_function(move |section: &str| figures(&Mentions::unsaid(&all, section)))
        },
    ),
    Entry("note", "手记的全文", "the built-in note, ready made", |all| all.note.as_str().into()),
    Entry("numerals", "一至十二，用来编节", "一 to 十二, for headings", |_| {
        NUMERALS.map(Value::from).to_vec().into()
    }),
];

static OF_FIGURE: [Entry<Mention>; 10] = [
    Entry("key", "键", "its key", |mention| mention.key().into()),
    Entry("label", "名称", "its name", |mention| mention.label().into()),
    Entry("renamed", "名称是不是本单位另起的", "whether the office calls it in its own way", |mention| {
        mention.line().figure.renamed.into()
    }),
    Entry("kind", "类别的名称", "the name of the kind alone", |mention| mention.kind().into()),
    Entry("text", "印发数，带量词", "as printed, with its unit", |mention| mention.text().into()),
    Entry(
        "value",
        "实数的整数部分：元、小时、件",
        "the number in whole units: yuan, hours, things",
        |mention| mention.value().into(),
    ),
    Entry("records", "背后的记录数", "how many records stand behind it", |mention| {
        mention.line().counted.records.into()
    }),
    Entry(
        "before",
        "上一时段的印发数；没有则为空",
        "as printed for the period before; none without a number",
        |mention| mention.before().into(),
    ),
    Entry(
        "growth",
        "增长，百分数；上一时段没有准数则为空",
        "growth in percent; none without an exact number before",
        |mention| mention.growth().into(),
    ),
    Entry(
        "grown",
        "同上，写成增长80%、下降5%、持平",
        "the same in words: up 80%, down 5%, unchanged",
        |mention| mention.grown().into(),
    ),
];

static OF_ENDORSER: [Entry<Endorsed>; 3] = [
    Entry("kind", "类别的名称", "the name of the kind", |(kind, ..)| kind.into()),
    Entry("who", "谁", "the post", |(_, who, ..)| who.into()),
    Entry("text", "篇数", "how many pieces", |(_, _, pieces, lang)| phrase!(*lang, "{pieces}篇", "{pieces}").into()),
];

static OF_LINE: [Entry<PlatformLine>; 7] = [
    Entry("office", "本单位", "the office", |line| line.vocabulary.office("name").lang(line.lang).into()),
    Entry(
        "town",
        "只写哪个下级；写全部的，为空",
        "the one part it is about; none for the whole",
        |line| line.town.as_ref().map(|(_, name)| name.as_str()).into(),
    ),
    Entry("who", "下级，写全部的则为本单位", "the part, or the office for the whole", |line| {
        line.town.as_ref().map_or(line.vocabulary.office("name").lang(line.lang), |(_, name)| name).into()
    }),
    Entry("period", "时段；还没过完的，写明截至哪天", "the period, with the last day counted", |line| {
        line.counted_period().into()
    }),
    Entry(
        "figures",
        "有记录的指标，按平台数据的次序：事项、协商会、人次、意见、解决、资金、受益",
        "the figures that something was recorded for, in the order of the line",
        |line| clauses(line, &SAID).collect(),
    ),
    Entry("apart", "另列的：不予立案、并案、退回", "the matters that did not go through", |line| {
        clauses(line, &APART).collect()
    }),
    Entry(
        "f",
        "同样的指标，按键取，如 f[\"case.solved\"]；没有记录的不在其中，可用 if 问",
        "the same figures by their keys, such as f[\"case.solved\"]; one that nothing was recorded for is not there, which `if` can ask",
        |line| {
            let all = line.clauses(&[&SAID[..], &APART].concat());
            Value::from_pairs(all.iter().map(|clause| (clause.key.as_str(), pairs(&OF_CLAUSE, clause))))
        },
    ),
];

static OF_CLAUSE: [Entry<Clause>; 5] = [
    Entry("key", "键", "its key", |clause| clause.key.as_str().into()),
    Entry("label", "平台数据里的叫法", "what the line calls it", |clause| clause.label.as_str().into()),
    Entry("text", "印发数，带量词", "as printed, with its unit", |clause| clause.text[0].as_str().into()),
    Entry("number", "同上，不带量词", "the same without its unit", |clause| clause.text[1].as_str().into()),
    Entry("value", "实数的整数部分：元、件", "the number in whole units: yuan, things", |clause| {
        clause.value.into()
    }),
];

fn clauses(line: &PlatformLine, keys: &[&str]) -> impl Iterator<Item = Value> {
    line.clauses(keys).into_iter().map(|clause| pairs(&OF_CLAUSE, &clause))
}

/// Every name that the template of a report can use, in the order of the tables; or of those, the ones for the platform's line.
pub(super) fn names(of_line: bool) -> Vec<Name> {
    fn of<T>(entries: &'static [Entry<T>], before: &str) -> Vec<Name> {
        let name = |Entry(name, zh, en, _): &Entry<T>| Name { name: format!("{before}{name}"), about: text(zh, en) };
        entries.iter().map(name).collect()
    }
    if of_line {
        return [of(&OF_LINE, ""), of(&OF_CLAUSE, "f[KEY].")].concat();
    }
    [of(&OF_TEXT, ""), of(&OF_FIGURE, "f[KEY]."), of(&OF_ENDORSER, "endorsers[N].")].concat()
}

/// What the office calls itself, its parts or those above it.
fn named(all: &Mentions, key: &str) -> Value {
    all.report.words.office(key).lang(all.report.lang).into()
}

/// The kinds of service of a scope that were recorded.
fn of_scope(all: &Mentions, scope: &str) -> Vec<String> {
    let service = all.report.facts.service.iter().find(|(of, _)| of == scope);
    service.map_or(Vec::new(), |(_, kinds)| kinds.clone())
}

/// What a unit did of motions.
fn unit(all: &Mentions, unit: &UnitLine) -> Value {
    let said = |(figure, counted): &(Figure, Counted)| {
        let label = figure
            .family
            .as_ref()
            .map_or(figure.name(all.report.lang), |member| all.report.lang.pick(&member.label, &member.english));
        let number = counted.amount.map_or(0, |amount| amount.value);
        let text = all.report.printed(figure, counted);
        Value::from_pairs([("kind", Value::from(label)), ("text", text.into()), ("value", number.into())])
    };
    let none = || Value::from_pairs([("text", Value::from("")), ("value", 0.into())]);
    let of = |key: &'static str| (key, unit.of(&format!("motion.unit.{key}")).map_or_else(none, said));
    let is_result = |(figure, _): &&(Figure, Counted)| figure.key.starts_with("motion.unit.result.");
    let results: Vec<Value> = unit.counted.iter().filter(is_result).map(said).collect();
    let numbers = ["lead", "assist", "replied", "ontime", "satisfied"].map(of);
    let name = ("name", Value::from(&*unit.name));
    Value::from_pairs(numbers.into_iter().chain([name, ("results", results.into())]))
}

/// A section of the text: its heading, and the ledgers that stand in it.
fn section(all: &Mentions, section: &Term) -> Value {
    let words = &all.report.words;
    let unnamed = LEDGERS.iter().map(|ledger| ledger.key).filter(|key| words.term(Set::Ledger, "", key).is_none());
    let ledgers = words.of(Set::Ledger, "").map(|ledger| &*ledger.key).chain(unnamed);
    // An office's own template from before there was a ledger says nothing of it, and need not where nothing is recorded.
    let is_told = |key: &&str| !is_common(key) || all.figures.iter().any(|it| it.line().figure.ledger() == *key);
    let of_section = |key: &&str| words.section_of(key) == Some(&*section.key);
    let ledgers: Vec<Value> = ledgers.filter(of_section).filter(is_told).map(Value::from).collect();
    Value::from_pairs([
        ("key", Value::from(&*section.key)),
        ("heading", all.heading(section).into()),
        ("ledgers", ledgers.into()),
    ])
}

impl Subject<'_> {
    /// The language in which it is spoken of.
    pub fn lang(self) -> Lang {
        match self {
            Subject::Report(report, _) => report.lang,
            Subject::Line(line) => line.lang,
        }
    }

    /// What a template is handed.
    pub(super) fn handed(self) -> Value {
        match self {
            Subject::Report(report, note) => {
                let made = std::array::from_fn(|_| OnceLock::new());
                Value::from_object(Handed { mentions: Mentions::of(report, note), made })
            }
            Subject::Line(line) => pairs(&OF_LINE, line),
        }
    }

    /// The keys of the figures that it can speak of, whether or not something was recorded for them.
    pub(super) fn figures(self) -> Vec<String> {
        match self {
            Subject::Report(report, _) => report.lines.iter().map(|line| line.figure.key.to_string()).collect(),
            Subject::Line(line) => line.told.iter().map(|told| told.figure.key.to_string()).collect(),
        }
    }
}

/// What a template of a report is handed. It asks for a part of it, so that each is made when it is first asked for.
#[derive(Debug)]
struct Handed {
    mentions: Mentions,
    made: [OnceLock<Value>; OF_TEXT.len()],
}

impl Object for Handed {
    fn get_value(self: &Arc<Self>, key: &Value) -> Option<Value> {
        let at = OF_TEXT.iter().position(|Entry(name, ..)| key.as_str() == Some(name))?;
        Some(self.made[at].get_or_init(|| (OF_TEXT[at].3)(&self.mentions)).clone())
    }

    fn enumerate(self: &Arc<Self>) -> Enumerator {
        Enumerator::Values(OF_TEXT.iter().map(|Entry(name, ..)| Value::from(*name)).collect())
    }
}

fn pairs<T>(entries: &[Entry<T>], of: &T) -> Value {
    Value::from_pairs(entries.iter().map(|Entry(name, .., value)| (*name, value(of))))
}

fn figures(mentions: &[&Mention]) -> Value {
    mentions.iter().map(|mention| figure(mention)).collect()
}

/// Titles without the marks that the text puts round them; marks within are those for a title in a title.
fn titles(titles: &[String]) -> Value {
    let bare = |title: &String| {
        let whole =
            title.strip_prefix('《').and_then(|rest| rest.strip_suffix('》')).filter(|it| !it.contains(['《', '》']));
        whole.unwrap_or(title).replace('《', "〈").replace('》', "〉")
    };
    titles.iter().map(bare).collect()
}

fn figure(mention: &Mention) -> Value {
    Value::from_object(mention.clone())
}

/// A template asks for little of what can be said of a figure, so that it is said when asked.
impl Object for Mention {
    fn get_value(self: &Arc<Self>, key: &Value) -> Option<Value> {
        let Entry(.., value) = OF_FIGURE.iter().find(|Entry(name, ..)| key.as_str() == Some(name))?;
        Some(value(self))
    }

    fn is_true(self: &Arc<Self>) -> bool {
        true
    }

    fn enumerate(self: &Arc<Self>) -> Enumerator {
        Enumerator::Values(OF_FIGURE.iter().map(|Entry(name, ..)| Value::from(*name)).collect())
    }
}
