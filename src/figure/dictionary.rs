//! The dictionary of everything that is counted.
//!
//! To add a figure, name it here and post to it in the `post` of its ledger.

use std::borrow::Cow;
use std::sync::LazyLock;

use super::definition::{Figure, Reading};
use super::motions::motions;
use crate::amount::Measure;
use crate::text::{Text, text};

/// A measure word, and what it measures.
pub(super) type Unit = (Text, Measure);

const SESSIONS: Unit = counted("次", "times");
const MEETINGS: Unit = counted("场次", "meetings");
pub(super) const TURNS: Unit = counted("人次", "turns");
const PEOPLE: Unit = counted("名", "people");
const PIECES: Unit = counted("篇", "pieces");
const MATTERS: Unit = counted("件", "matters");
const ITEMS: Unit = counted("条", "items");
const YUAN: Unit = (text("元", "yuan"), Measure::Money);
const HOURS: Unit = (text("小时", "hours"), Measure::Hours);

const OF_ROLE: Text = text("参与人次的一部分，不与它相加", "a part of all turns, never added to them");
const HELPED: Text = text("志愿服务所及，各计各的，不相加", "what service came to; counted apart, never added");

/// The dictionary, in the order of the report.
pub static FIGURES: LazyLock<Vec<Figure>> = LazyLock::new(|| GENERAL.iter().cloned().chain(motions()).collect());

/// All but those of motions.
const GENERAL: &[Figure] = &[
    sum("study.<kind>", "学习（{kind}）", "study: {kind}", SESSIONS)
        .about("该类学习的次数", "study sessions of the kind"),
    rounded("study.turns", "学习人次", "turns of study", TURNS)
        .about("各类学习的人次之和", "turns of attendance at all study"),
    rounded("submission.count", "向{party}请示报告", "submissions to {party}", SESSIONS)
        .about("请示和报告的次数，各类合计", "requests and reports, all kinds"),
    sum("consult.<kind>", "{kind}", "{kind}", SESSIONS).about("该类协商议政活动", "things done of the kind"),
    sum("consult.total", "计划内协商议政", "of the year's plan", SESSIONS).about(
        "重点协商、重点通报、视察、调研四类（范围为 plan 的类别）之和",
        "consultations, briefings, inspections and surveys (kinds of scope plan)",
    ),
    rounded("consult.turns", "协商议政参与人次", "turns of consultation", TURNS)
        .about("各类协商议政活动的人次之和", "turns of attendance at all that was done of consultation"),
    apart("consult.members", "协商议政其中委员", "of consultation: members", TURNS, OF_ROLE),
    apart("consult.leaders", "协商议政其中领导", "of consultation: leaders", TURNS, OF_ROLE),
    apart("consult.officials", "协商议政其中干部", "of consultation: officials", TURNS, OF_ROLE),
    apart("consult.public", "协商议政其中群众", "of consultation: the public", TURNS, OF_ROLE),
    apart("consult.experts", "协商议政其中专家", "of consultation: experts", TURNS, OF_ROLE),
    rounded("consult.opinions", "协商议政意见建议", "suggestions of consultation", ITEMS)
        .about("各类协商议政活动中提出的意见建议", "suggestions made in all that was done of consultation"),
    sum("consult.findings", "发现问题", "findings", counted("个", "findings")).rare().about("发现的问题", "what was found"),
    sum("consult.measures", "成果转化", "adopted", counted("项", "measures")).rare().about("会后所定", "decided afterwards"),
    sum("advice.count", "建言成果", "advice", PIECES)
        .about("各类建言成果的篇数合计", "written results of all kinds"),
    sum("advice.<kind>", "{kind}", "{kind}", PIECES)
        .about("该类建言成果的篇数", "written results of the kind"),
    once("advice.endorsed", "获签批的建言成果", "advice endorsed", PIECES)
        .about("期内至少获一次签批的篇数，一篇只计一次", "pieces endorsed at least once in the period, each once"),
    sum("advice.endorsements", "建言成果签批", "endorsements of advice", counted("件次", "endorsements"))
        .about("签批的件次，一篇获两次签批计两件次", "endorsements; a piece endorsed twice counts twice"),
    rounded("volunteer.<scope>.turns", "{scope}志愿服务人次", "turns of service: {scope}", TURNS)
        .about("该范围各类志愿服务的人次之和", "turns of service of the kinds in the scope"),
    rounded("volunteer.<scope>.hours", "{scope}志愿服务时长", "hours of service: {scope}", HOURS)
        .about("该范围各类志愿服务的小时之和", "hours of service of the kinds in the scope"),
    rounded("volunteer.<scope>.donated", "{scope}捐款捐物", "given: {scope}", YUAN).about(
        "该范围捐款捐物折合金额；不与协调资金、贷款相加",
        "money and goods given; never added to money coordinated or lent",
    ),
    rounded("volunteer.<scope>.suggestions", "{scope}意见建议", "suggestions: {scope}", ITEMS)
        .about("该范围志愿服务中提出的意见建议", "suggestions made in service of the scope"),
    rounded("volunteer.<scope>.commended", "{scope}受表扬志愿者", "volunteers commended: {scope}", PEOPLE)
        .about("该范围受通报表扬的人数", "volunteers commended in the scope"),
    sum("volunteer.count", "志愿服务活动", "occasions of service or giving", SESSIONS)
        .about("志愿服务和捐助的次数", "how often something was done or given"),
    rounded("volunteer.turns", "志愿服务人次合计", "turns of service, all", TURNS).about(
        "全部志愿服务的人次之和；一次活动只写了人数的，人数就是这次的人次",
        "turns of all service; where only persons were given, they are the turns of that event",
    ),
    rounded("volunteer.hours", "志愿服务时长合计", "hours of service, all", HOURS)
        .about("全部志愿服务的小时之和", "hours of all service"),
    rounded("volunteer.donated", "捐款捐物合计", "given, all", YUAN)
        .about("全部捐款捐物折合金额", "all money and goods given"),
    rounded("volunteer.suggestions", "志愿服务意见建议合计", "suggestions, all", ITEMS)
        .about("全部志愿服务中提出的意见建议", "suggestions made in all service"),
    rounded("volunteer.commended", "受表扬志愿者合计", "volunteers commended, all", PEOPLE)
        .about("全部受通报表扬的人数", "all volunteers commended"),
    apart("volunteer.helped", "受助人数", "persons helped", counted("人", "people"), HELPED),
    apart("volunteer.served", "服务群众", "turns of people served", TURNS, HELPED),
    apart("volunteer.households", "受助户数", "households helped", counted("户", "households"), HELPED),
    apart("volunteer.jobs", "提供岗位", "jobs offered", counted("个", "jobs"), HELPED),
    apart("volunteer.books", "赠送图书", "books given", counted("册", "books"), HELPED),
    sum("aid.count", "助企纾困", "help to firms", SESSIONS)
        .about("助企纾困的次数", "how often firms were helped"),
    once("aid.firms", "帮助企业", "firms helped", counted("家", "firms"))
        .about("写了名的企业期内一家只计一次，加上只报家数的", "named firms once a period, plus numbers of firms"),
    sum("aid.loans", "协助企业获得贷款", "lent to firms helped", YUAN)
        .about("银行贷款之和；不与捐款、协调资金相加", "lent by banks; never added to money given or coordinated"),
    sum("case.count", "新开事项", "matters opened", MATTERS)
        .about("期内委员提案的民生实事", "matters opened in the period"),
    stock("case.open", "未办结事项", "matters open", MATTERS)
        .about("期末当日已开、尚未推进解决也未另行了结的", "opened and neither solved nor ended on the last day"),
    sum("case.filed", "立案", "matters filed", MATTERS).about(
        "期内政协立案的事项，一事只计第一次",
        "matters filed in the period, each on the day it first came past the proposal",
    ),
    sum("case.filed.solved", "当期立案并解决", "filed and solved", MATTERS)
        .read(Reading::Cohort)
        .about("期内立案的事项中，期末已推进解决的", "of the matters filed in the period, those solved by its end"),
    sum("case.rejected", "不予立案", "matters rejected", MATTERS)
        .rare()
        .about("期内不予立案的事项；另计，不在推进解决之内", "rejected in the period; counted apart from those solved"),
    sum("case.merged", "并案", "matters merged", MATTERS)
        .rare()
        .about("期内并入别的事项的；另计", "merged into another matter in the period; counted apart"),
    sum("case.returned", "退回", "matters returned", MATTERS)
        .rare()
        .about("期内退回的事项；另计", "returned in the period; counted apart"),
    sum("case.<stage>", "{stage}", "{stage}", MEETINGS).about(
        "期内在该环节开会的场次，一会多事只计一场",
        "meetings at the stage in the period, each once however many matters it served",
    ),
    sum("case.meetings", "协商会合计", "meetings", MEETINGS)
        .about("期内各环节协商会的场次之和", "meetings of the period at all stages"),
    once("case.met", "开过协商会的事项", "matters that met", MATTERS).about(
        "期内开过协商会的事项，一事只计一次；只报总数的会不知是哪件",
        "matters for which a meeting was held in the period, each once; lumps of meetings name none",
    ),
    rounded("case.turns", "各方参与人次", "turns of attendance", TURNS)
        .about("期内协商会的参与人次之和", "turns of attendance at the meetings of the period"),
    rounded("case.members", "其中委员", "of them members", TURNS)
        .about("期内协商会参与人次中委员的人次", "turns of members at the meetings of the period"),
    apart("case.leaders", "其中领导", "of them leaders", TURNS, OF_ROLE),
    apart("case.officials", "其中干部", "of them officials", TURNS, OF_ROLE),
    apart("case.public", "其中群众", "of them the public", TURNS, OF_ROLE),
    apart("case.experts", "其中专家", "of them experts", TURNS, OF_ROLE),
    rounded("case.opinions", "会上意见建议", "opinions voiced", ITEMS)
        .about("期内协商会上提出的意见建议", "opinions voiced at the meetings of the period"),
    rounded("case.adopted", "采纳意见", "opinions adopted", ITEMS)
        .about("期内协商会所提意见中被采纳的", "opinions of the meetings of the period that were adopted"),
    rounded("case.funds", "协调资金", "money coordinated", YUAN).about(
        "期内为事项协调的资金之和；不与捐款、贷款相加",
        "money coordinated for matters in the period; never added to money given or lent",
    ),
    sum("case.solved", "推进解决", "matters solved", MATTERS).about(
        "期内推进解决的事项，一事只计第一次",
        "matters solved in the period; each counts on the day of its first solution",
    ),
    sum("case.carried", "其中期前结转", "of them opened before", MATTERS)
        .read(Reading::Carried)
        .about("期内推进解决、但在期前提案的事项", "solved in the period, opened before it"),
    rounded("case.benefited", "受益群众", "people who benefit", PEOPLE)
        .about("期内记下的各事项受益人数之和", "people who benefit, as recorded in the period, over all matters"),
    sum("case.households", "受益户数", "households that benefit", counted("户", "households")).rare().about(
        "期内记下的各事项受益户数之和；不与人数相加",
        "households that benefit, as recorded in the period; never added to people",
    ),
    sum("liaison.<kind>", "{kind}", "{kind}", SESSIONS)
        .about("该类联系联谊活动", "meetings and visits of the kind"),
    once("liaison.places", "外出考察地", "places visited", counted("个", "places")).house().about(
        "外出考察所到之地：写了名的期内只计一次，加上只报个数的",
        "places of outings: named ones once a period, plus numbers",
    ),
    once("liaison.partners", "来访、座谈对方", "those met", counted("个", "places")).about(
        "外出考察之外写了名的对方，期内只计一次，加上只报个数的",
        "who was met otherwise than on outings: named ones once a period, plus numbers",
    ),
    rounded("liaison.turns", "联系联谊人次", "turns of liaison", TURNS)
        .about("各类联系联谊活动的人次之和", "turns of attendance at all meetings and visits"),
    stock("member.<kind>", "{kind}", "{kind}", PEOPLE)
        .about("期末当日在册人数", "persons on the roster on the last day"),
    sum("info.count", "社情民意信息", "pieces of information", PIECES)
        .about("编成信息的篇数", "pieces edited"),
    sum("info.<kind>", "信息{kind}", "information: {kind}", PIECES).about(
        "该类信息的数量；收集的条、编成的篇、专报的期是三个数",
        "number of the kind; items received, pieces and issues are three counts",
    ),
    once("info.<level>", "{level}采用", "adopted {level}", PIECES)
        .about("期内被该级采用的信息，一篇只计一次", "pieces adopted at the level in the period, each once"),
    once("info.forwarded", "转送信息", "pieces forwarded", PIECES)
        .about("期内被转送的信息，一篇只计一次", "pieces forwarded in the period, each once"),
    once("info.endorsed", "获批示信息", "pieces endorsed", PIECES)
        .about("期内至少获一次批示的信息，一篇只计一次", "pieces endorsed at least once in the period, each once"),
    sum("media.count", "新闻稿件", "manuscripts in the press", PIECES)
        .about("见报见网的稿件，一稿多家只计一篇", "manuscripts, each once however many outlets took it"),
    sum("media.<kind>", "{kind}媒体稿件", "manuscripts: {kind}", PIECES)
        .about("最高级别为该级的稿件", "manuscripts whose highest outlet is of the level"),
    once("media.outlets", "刊登媒体", "outlets", counted("家", "outlets"))
        .about("期内刊登过稿件的媒体，一家只计一次", "outlets that took a manuscript in the period, each once"),
    stock("station.count", "履职阵地", "stations", counted("个", "stations"))
        .rare()
        .about("期末当日还在的，各类合计", "those of all kinds that stand on the last day"),
    sum("station.towns", "有履职阵地的{part}", "{part} with a station", counted("个", "places"))
        .read(Reading::Present)
        .rare()
        .about(
            "期末当日至少有一处阵地的，一个只计一次；已停用的不计",
            "those in use in which a station stands on the last day, each once",
        ),
    stock("station.<kind>", "{kind}", "{kind}", counted("个", "stations"))
        .about("期末当日还在的该类阵地", "those of the kind that stand on the last day"),
    sum("activity.count", "履职活动", "activities", SESSIONS)
        .rare()
        .about("各类履职活动的次数", "how often something of any kind was done"),
    rounded("activity.turns", "履职活动人次", "turns of activities", TURNS)
        .rare()
        .about("各类履职活动的人次之和", "turns of attendance at all activities"),
    apart("activity.members", "履职活动其中委员", "of activities: members", TURNS, OF_ROLE),
    apart("activity.leaders", "履职活动其中领导", "of activities: leaders", TURNS, OF_ROLE),
    apart("activity.officials", "履职活动其中干部", "of activities: officials", TURNS, OF_ROLE),
    apart("activity.public", "履职活动其中群众", "of activities: the public", TURNS, OF_ROLE),
    apart("activity.experts", "履职活动其中专家", "of activities: experts", TURNS, OF_ROLE),
    sum("activity.<kind>", "{kind}", "{kind}", SESSIONS).about(
        "该类的数目，按该类的量词；没有写数目的按次数",
        "number of the kind in its measure word; where none is given, how often",
    ),
    rounded("activity.<kind>.money", "履职活动金额（{kind}）", "money of activities: {kind}", YUAN)
        .about("该类的金额之和；各类之间不相加", "money of the kind; never added over kinds"),
    once("platform.count", "用到的履职平台", "platforms in use", counted("个", "platforms")).rare().about(
        "期内有活动、事项或成果的平台，一个只计一次",
        "platforms with an event, a matter or a result in the period, each once",
    ),
    sum("platform.<platform>.events", "{platform}：活动", "{platform}: events", SESSIONS).about(
        "该平台的学习、协商议政、联系联谊、志愿服务、助企、履职活动和事项的协商会",
        "its study, consultation, liaison, service, aid, activities and meetings of matters",
    ),
    sum("platform.<platform>.matters", "{platform}：事项", "{platform}: matters", MATTERS)
        .about("期内该平台新开的事项", "matters of it that were opened in the period"),
    rounded("platform.<platform>.turns", "{platform}：人次", "{platform}: turns", TURNS)
        .about("该平台各项活动的人次之和", "turns of attendance at its events"),
    sum("platform.<platform>.results", "{platform}：成果", "{platform}: results", counted("项", "results"))
        .about("该平台的建言成果、信息和推进解决的事项", "its advice, pieces of information and matters solved"),
    doubt("warn.members", "委员人次多于参与人次的协商会", "meetings with more members than turns", MEETINGS)
        .about("委员人次是参与人次的一部分，不会更多", "members are a part of those present"),
    doubt("warn.roles", "各身份人次多于参与人次的记录", "records with more turns of a role than turns", counted("条", "records"))
        .about("委员、领导、干部、群众、专家的人次是参与人次的一部分，不会更多", "the turns of each role are a part of all turns"),
    doubt("warn.adopted", "采纳多于所提意见的协商会", "meetings with more opinions adopted than voiced", MEETINGS)
        .about("采纳的是所提意见的一部分，不会更多", "what is adopted is a part of what is voiced"),
    doubt("warn.early", "早于事项提案的协商会", "meetings dated before their matter", MEETINGS)
        .about("会议日期早于所商量事项的提案日期", "dated before the proposal of a matter they were held for"),
    doubt("warn.course", "不合事项进程的记录", "records against the course of their matter", counted("条", "records")).about(
        "办结以后、提案以前、重复解决的，和不予立案事项的资金",
        "after its matter ended or before its day, a second solution, a stage that is passed, money for a rejected one",
    ),
    doubt("warn.level", "级别与所登媒体不符的稿件", "manuscripts of another level than their outlets", PIECES)
        .about("稿件的级别是所登媒体中最高的", "the level is that of the highest outlet"),
    doubt("warn.evidence", "没有佐证的推进解决", "solutions without evidence", MATTERS)
        .about("推进解决的记录没有佐证文件（evidence）", "the record of the solution has no evidence"),
    doubt("warn.meeting", "没有开过会的推进解决", "solutions without a meeting", MATTERS)
        .about("推进解决的事项没有协商会记录", "no meeting is recorded for the matter that was solved"),
    doubt("warn.source", "没有来源的资金和受益群众", "money and people without a source", counted("条", "records"))
        .about("协调资金或受益群众没有写来源（source）", "the record of money or people has no source"),
    doubt("warn.duplicate", "可能重复的记录", "records that may be one thing twice", counted("对", "pairs"))
        .about(
            "两条都在计数、又没有认定的（qjcppcc duplicate list）",
            "both count, and nobody has settled it (qjcppcc duplicate list)",
        )
        .read(Reading::Once),
];

/// The parts of the office: no record counts them, so that they are in no report by themselves; a rate is of them.
pub const TOWNS: Figure = stock("town.count", "在用的属地", "parts in use", counted("个", "places"))
    .about("期末当日在用的（vocab list town）", "those in use on the last day (vocab list town)");

/// The rate of [`TOWNS`], whose key no kind of station may take.
pub const COVERAGE: &str = "station.coverage";

/// The measure word of whole things.
pub(super) const fn counted(zh: &'static str, en: &'static str) -> Unit {
    (text(zh, en), Measure::Count)
}

/// A figure whose amounts are added.
pub(super) const fn sum(key: &'static str, zh: &'static str, en: &'static str, unit: Unit) -> Figure {
    let (word, measure) = unit;
    Figure {
        key: Cow::Borrowed(key),
        label: Cow::Borrowed(zh),
        english: Cow::Borrowed(en),
        renamed: false,
        unit: Cow::Borrowed(word.zh),
        unit_english: Cow::Borrowed(word.en),
        measure,
        reading: Reading::Sum,
        house: false,
        section: Cow::Borrowed(""),
        rare: false,
        about: text("", ""),
        family: None,
    }
}

/// The same, rounded in print.
const fn rounded(key: &'static str, zh: &'static str, en: &'static str, unit: Unit) -> Figure {
    sum(key, zh, en, unit).house()
}

/// The same, where it is never added to those beside it and few offices have it.
const fn apart(key: &'static str, zh: &'static str, en: &'static str, unit: Unit, about: Text) -> Figure {
    rounded(key, zh, en, unit).rare().about(about.zh, about.en)
}

/// Records about which something looks wrong.
pub(super) const fn doubt(key: &'static str, zh: &'static str, en: &'static str, unit: Unit) -> Figure {
    sum(key, zh, en, unit).rare()
}

pub(super) const fn once(key: &'static str, zh: &'static str, en: &'static str, unit: Unit) -> Figure {
    sum(key, zh, en, unit).read(Reading::Once)
}

const fn stock(key: &'static str, zh: &'static str, en: &'static str, unit: Unit) -> Figure {
    sum(key, zh, en, unit).read(Reading::Stock)
}

impl Figure {
    pub(super) const fn read(mut self, reading: Reading) -> Figure {
        self.reading = reading;
        self
    }

    const fn house(mut self) -> Figure {
        self.house = true;
        self
    }

    pub(super) const fn rare(mut self) -> Figure {
        self.rare = true;
        self
    }

    pub(super) const fn about(mut self, zh: &'static str, en: &'static str) -> Figure {
        self.about = text(zh, en);
        self
    }
}
