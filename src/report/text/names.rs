//! The names that a template can use, each with what it means. What templates are handed and what people are told of it are
//! made from the same tables, so that neither can have a name that the other lacks.

use std::sync::Arc;

use minijinja::Value;
use minijinja::value::{Enumerator, Object};

use super::facts::{Mention, Mentions};
use crate::text::{Lang, Text, text};

/// A name, what it means, and what it stands for.
struct Entry<T: 'static>(&'static str, Text, fn(&T) -> Value);

/// A name as a template writes it.
#[derive(Clone, Debug)]
pub struct Name {
    /// Such as `office` or `f[KEY].text`.
    pub name: String,
    /// What it means.
    pub about: Text,
}

/// How a post endorsed one kind of advice: kind, post, how many pieces, and the language in which that is said.
type Endorsed = (String, String, i64, Lang);

/// The ledgers whose kinds a template can name.
const FAMILIES: [&str; 7] = ["study", "consult", "advice", "liaison", "member", "info", "media"];

/// The numbers of sections.
const NUMERALS: [&str; 7] = ["一", "二", "三", "四", "五", "六", "七"];

static OF_TEXT: [Entry<Mentions>; 16] = [
    Entry("office", text("本单位", "the office"), |all| all.report.office.as_str().into()),
    Entry("period", text("时段，如2022年", "the period, such as 2022"), |all| {
        all.report.period.label(all.report.lang).into()
    }),
    Entry("before", text("上一时段叫什么，如上年", "what the period before is called"), |all| {
        all.report.period.before_label(all.report.lang).into()
    }),
    Entry(
        "f",
        text(
            "各指标，按键取，如 f[\"case.solved\"]；没有记录的不在其中，可用 if 问",
            "the figures by their keys, such as f[\"case.solved\"]; one that nothing was recorded for is not there, which `if` can ask",
        ),
        |all| Value::from_pairs(all.figures.iter().map(|mention| (mention.key(), figure(mention)))),
    ),
    Entry(
        "kinds",
        text(
            "某台账各类别的指标，如 kinds.study；还有 consult、advice、liaison、member、info、media",
            "the figures of a ledger's kinds, such as kinds.study; also consult, advice, liaison, member, info, media",
        ),
        |all| Value::from_pairs(FAMILIES.map(|ledger| (ledger, figures(&all.kinds(ledger))))),
    ),
    Entry(
        "held",
        text(
            "重点协商、重点通报、视察中，全由常委会会议、主席会议举行的",
            "of consultations, briefings and inspections, the figures of those held by the standing committee and the chair's meetings alone",
        ),
        |all| figures(&all.plan().0),
    ),
    Entry("hosts", text("举行它们的是哪些会议", "who held them"), |all| all.hosts().into()),
    Entry("others", text("三者中其余的", "the figures of the other ones"), |all| figures(&all.plan().1)),
    Entry("service", text("社区志愿服务的类别", "the kinds of community service"), |all| {
        all.report.facts.service.clone().into()
    }),
    Entry("outlets", text("国家级媒体", "the national outlets"), |all| all.report.facts.outlets.clone().into()),
    Entry(
        "titles",
        text("标为亮点的国家级稿件的标题", "titles of national pieces marked as highlights"),
        |all| titles(&all.report.facts.titles),
    ),
    Entry(
        "endorsers",
        text("谁签批了哪类建言成果几篇", "how many pieces of a kind of advice a post endorsed"),
        |all| {
            let endorsers = all.report.facts.endorsers.iter().cloned();
            endorsers.map(|(kind, who, pieces)| pairs(&OF_ENDORSER, &(kind, who, pieces, all.report.lang))).collect()
        },
    ),
    Entry(
        "highlights",
        text(
            "各节标为亮点的记录的标题，按节取，如 highlights.consult；节有 study、consult、service、case、liaison",
            "titles of a section's highlights, such as highlights.consult; sections: study, consult, service, case, liaison",
        ),
        |all| {
            Value::from_pairs(
                all.report.facts.highlights.iter().map(|(section, titles)| (section.key(), self::titles(titles))),
            )
        },
    ),
    Entry(
        "rest",
        text(
            "某节里到此还没写到的指标，如 rest(\"study\")；放在一节末尾，就一个数都不会漏",
            "the figures of a section not spoken of so far, such as rest(\"study\"); at its end, nothing is left out",
        ),
        |all| {
            let all = all.figures.clone();
            Value::from_function(move |section: &str| figures(&Mentions::unsaid(&all, section)))
        },
    ),
    Entry("note", text("手记的全文", "the built-in note, ready made"), |all| all.note.as_str().into()),
    Entry("numerals", text("一至七，用来编节", "一 to 七, for headings"), |_| {
        NUMERALS.map(Value::from).to_vec().into()
    }),
];

static OF_FIGURE: [Entry<Mention>; 9] = [
    Entry("key", text("键", "its key"), |mention| mention.key().into()),
    Entry("label", text("名称", "its name"), |mention| mention.label().into()),
    Entry("kind", text("类别的名称", "the name of the kind alone"), |mention| mention.kind().into()),
    Entry("text", text("印发数，带量词", "as printed, with its unit"), |mention| mention.text().into()),
    Entry(
        "value",
        text("实数的整数部分：元、小时、件", "the number in whole units: yuan, hours, things"),
        |mention| mention.value().into(),
    ),
    Entry("records", text("背后的记录数", "how many records stand behind it"), |mention| {
        mention.line().counted.records.into()
    }),
    Entry(
        "before",
        text("上一时段的印发数；没有则为空", "as printed for the period before; none without a number"),
        |mention| mention.before().into(),
    ),
    Entry(
        "growth",
        text("增长，百分数；上一时段没有准数则为空", "growth in percent; none without an exact number before"),
        |mention| mention.growth().into(),
    ),
    Entry(
        "grown",
        text("同上，写成增长80%、下降5%、持平", "the same in words: up 80%, down 5%, unchanged"),
        |mention| mention.grown().into(),
    ),
];

static OF_ENDORSER: [Entry<Endorsed>; 3] = [
    Entry("kind", text("类别的名称", "the name of the kind"), |(kind, ..)| kind.into()),
    Entry("who", text("谁", "the post"), |(_, who, ..)| who.into()),
    Entry("text", text("篇数", "how many pieces"), |(_, _, pieces, lang)| {
        phrase!(*lang, "{pieces}篇", "{pieces}").into()
    }),
];

/// Every name that a template can use, in the order of the tables.
pub fn names() -> Vec<Name> {
    fn of<T>(entries: &'static [Entry<T>], before: &str) -> Vec<Name> {
        entries.iter().map(|Entry(name, about, _)| Name { name: format!("{before}{name}"), about: *about }).collect()
    }
    [of(&OF_TEXT, ""), of(&OF_FIGURE, "f[KEY]."), of(&OF_ENDORSER, "endorsers[N].")].concat()
}

/// What a template is handed.
pub(super) fn handed(mentions: &Mentions) -> Value {
    pairs(&OF_TEXT, mentions)
}

fn pairs<T>(entries: &[Entry<T>], of: &T) -> Value {
    Value::from_pairs(entries.iter().map(|Entry(name, _, value)| (*name, value(of))))
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
