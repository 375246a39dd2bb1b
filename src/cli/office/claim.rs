//! `claim`: figures that somebody else has given, kept and held against the ledger.

use clap::Command;

use crate::cli::args::{Given, argument, examples, option};
use crate::cli::desk::Desk;
use crate::cli::desk::or_none;
use crate::cli::office::void;
use crate::cli::task::{Task, Work, none};
use crate::door::{admit, date};
use crate::error::{Error, Kind, Result};
use crate::figure::{figures, find};
use crate::ledger::{CLAIMS, Claim, Record, mask};
use crate::period::Period;
use crate::report::printed;
use crate::sheet::{Cell, Column, Face, Sheet, Table};
use crate::store::{Query, Sort, Store};
use crate::text::{Lang, text};

/// `claim add|list|void`.
pub const TASK: Task = Task {
    name: "claim",
    about: text("外面说过的数字，verify 时核对", "figures given by others, checked by verify"),
    options: |command, lang| {
        let add = "qjcppcc claim add volunteer.turns 3000余 --period 2022 --source 区报2023-01-12";
        command.after_help(examples(&[add, "qjcppcc verify"], lang))
    },
    work: Work::Verbs(&[ADD, LIST, VOID]),
};

const ADD: Task = Task {
    name: "add",
    about: text("记一个外面说过的数字", "record a figure that somebody else has given"),
    options,
    work: Work::Changes(add),
};

const LIST: Task = Task { name: "list", about: text("列出", "list them"), options: none, work: Work::Reads(list) };

const VOID: Task = Task {
    name: "void",
    about: void::ABOUT,
    options: |command, lang| void::options(command, CLAIMS, lang),
    work: Work::Changes(|desk, given| void::void(desk, CLAIMS, given)),
};

fn options(command: Command, lang: Lang) -> Command {
    let key = lang.pick("指标的键（见 figures）", "the key of a figure (see figures)");
    let value = lang.pick("照原文写：3000余、11.7亿元、38", "as it is written there: 3000余, 11.7亿元, 38");
    command
        .arg(argument("key", "KEY", key).required(true))
        .arg(argument("value", "VALUE", value).required(true))
        .arg(option("period", "PERIOD", lang.pick("说的是哪一期（必填）", "the period it is said of (required)")))
        .arg(option("source", "TEXT", lang.pick("谁在哪里说的（必填）", "who says so, and where (required)")))
        .arg(option("note", "TEXT", lang.pick("备注", "note")).short('m'))
}

/// A claim beside what the ledger file says now.
struct Checked {
    claim: Claim,
    /// Whether the two agree.
    agrees: bool,
    /// What the ledger says, in full, in both languages.
    ours: [String; 2],
}

fn add(desk: &mut Desk, given: &Given) -> Result<Sheet> {
    let mut store = desk.writer()?;
    let dictionary = figures(store.vocabulary());
    let figure = find(&dictionary, given.text("key").unwrap_or_default())?;
    for key in ["period", "source"] {
        if given.text(key).is_none() {
            return Err(usage!("missing_argument": "没有写 --{key}", "--{key} is missing";
                "写明是哪一期、谁在哪里说的：--period 2022 --source 区报2023-01-12",
                "say of which period, and who says so: --period 2022 --source 'district paper 2023-01-12'")
            .field(key));
        }
    }
    let (mut record, door) = (Record::blank(CLAIMS), desk.door(&store, CLAIMS));
    date(&mut record, door.today);
    door.put(&mut record, "figure", Some(&figure.key))?;
    door.put(&mut record, "period", given.text("period"))?;
    record.id = desk.outside.new_id();
    for key in ["value", "source", "note"] {
        door.put(&mut record, key, given.text(key))?;
    }
    Claim::of(&record)?
        .amount(figure.measure, &[&figure.unit, &figure.unit_english])
        .map_err(|error| error.field("value"))?;
    admit(&record, store.vocabulary())?;
    desk.change(&mut store, |change| change.add(&mut record))?;
    let checked = check(&store, &record)?;
    let table = table(desk.lang, &[checked]);
    let line = desk.rehearsed().to_owned() + &said(&store, &record, desk.lang)?;
    Ok(desk.done(table.into_object(), &line))
}

fn said(store: &Store, record: &Record, lang: Lang) -> Result<String> {
    let Checked { claim, agrees, ours } = check(store, record)?;
    let Claim { no, figure, value, period, source } = claim;
    let period = period.name;
    let [zh, en] = ours;
    Ok(match (lang, agrees) {
        (Lang::Zh, true) => {
            format!("已记 外部数字 claim-{no}：{period} {figure} {value}（{source}），与台账文件（{zh}）相符")
        }
        (Lang::Zh, false) => {
            format!("已记 外部数字 claim-{no}：{period} {figure} {value}（{source}），与台账文件（{zh}）不符")
        }
        (Lang::En, true) => {
            format!("recorded claim-{no}: {period} {figure} {value} ({source}); it agrees with the ledger file ({en})")
        }
        (Lang::En, false) => {
            format!("recorded claim-{no}: {period} {figure} {value} ({source}); the ledger file says {en}")
        }
    })
}

fn list(desk: &mut Desk, _: &Given) -> Result<Sheet> {
    let store = desk.reader()?;
    let checked = kept(&store)?.iter().map(|record| check(&store, record)).collect::<Result<Vec<_>>>()?;
    let sheet = Sheet::list(table(desk.lang, &checked));
    Ok(or_none(sheet, desk.lang.pick("没有外部数字", "no claims")))
}

fn kept(store: &Store) -> Result<Vec<Record>> {
    store.list(&Query { sort: Sort { by: "no", backwards: false }, ..Query::of(CLAIMS) })
}

fn table(lang: Lang, checked: &[Checked]) -> Table {
    let label = |zh, en| lang.pick(zh, en);
    let mut table = Table::new(vec![
        Column::new("no", label("编号", "no")).right(),
        Column::new("period", label("时段", "period")),
        Column::new("figure", label("指标", "figure")),
        Column::new("value", label("外部数字", "claimed")).right(),
        Column::new("ledger", label("台账", "ledger")).right(),
        Column::new("agrees", "agrees").face(Face::Data),
        Column::new("verdict", label("核对", "check")).face(Face::Page),
        Column::new("source", label("出处", "source")),
    ]);
    for Checked { claim, agrees, ours: [zh, en] } in checked {
        let verdict = if *agrees { label("相符", "agrees") } else { label("不符", "differs") };
        table.push(vec![
            Cell::Whole(claim.no),
            Cell::Text(claim.period.name.clone()),
            Cell::Text(claim.figure.clone()),
            Cell::Text(claim.value.clone()),
            Cell::Text(lang.pick(zh, en).clone()),
            Cell::Flag(*agrees),
            Cell::Text(verdict.to_owned()),
            Cell::Text(claim.source.clone()),
        ]);
    }
    table
}

/// Holds a claim against what the ledger file says now.
fn check(store: &Store, record: &Record) -> Result<Checked> {
    let mut claim = Claim::of(record)?;
    claim.source = mask(&claim.source);
    let dictionary = figures(store.vocabulary());
    // A figure whose word was taken back since has no number to agree with.
    let Some(figure) = dictionary.iter().find(|figure| figure.key == claim.figure) else {
        return Ok(Checked {
            claim, agrees: false, ours: ["没有这个指标".to_owned(), "no such figure".to_owned()]
        });
    };
    let counted = store.count(figure, &claim.period)?.amount;
    let given = claim.amount(figure.measure, &[&figure.unit, &figure.unit_english]).ok();
    let agrees = given.zip(counted).is_some_and(|(given, counted)| given.agrees(counted, figure.measure));
    let ours = match counted {
        Some(_) => [Lang::Zh, Lang::En].map(|lang| printed(figure, counted, true, lang)),
        None => ["没有记录".to_owned(), "nothing".to_owned()],
    };
    Ok(Checked { claim, agrees, ours })
}

/// The claims that disagree with the ledger; `period` for those said of one period only.
pub fn disagreements(store: &Store, period: Option<&Period>) -> Result<Vec<Error>> {
    let mut found = Vec::new();
    for record in kept(store)? {
        let Checked { claim, agrees, ours: [zh, en] } = check(store, &record)?;
        let wanted = period.is_none_or(|period| (period.from, period.to) == (claim.period.from, claim.period.to));
        if agrees || !wanted {
            continue;
        }
        let Claim { no, figure, value, period, source } = claim;
        let period = period.name;
        found.push(Error::new(
            Kind::Differs,
            "claim_differs",
            message!(
                "claim-{no}：{period} {figure}，{source}说{value}，台账文件：{zh}",
                "claim-{no}: {period} {figure}: {source} says {value}, the ledger file {en}"
            ),
        ));
    }
    Ok(found)
}
