//! `claim`: figures that somebody else has given, kept and held against the ledger file.

use crate::amount::Amount;
use crate::cli::args::{Given, TOLD, argument, option};
use crate::cli::desk::{Desk, or_none};
use crate::cli::records::void;
use crate::cli::task::{Task, Work};
use crate::door::{admit, date};
use crate::error::{Error, Kind, Result};
use crate::figure::{Figure, figures, find};
use crate::ledger::{CLAIMS, Claim, Record, mask};
use crate::period::Period;
use crate::report::{RATES, Rate, printed, towns};
use crate::sheet::{Cell, Column, Face, Reader, Sheet, Table};
use crate::store::{Query, Store};
use crate::text::{Lang, Message, text};

/// `claim add|list|void`.
pub const TASK: Task = Task::new("claim", Work::Verbs(&[ADD, LIST, VOID]));

const ADD: Task = Task::changes("add", add).with(|command, lang| {
    let rates = RATES.iter().map(|rate| &*rate.key).collect::<Vec<_>>().join(lang.pick("、", ", "));
    let key = phrase!(
        lang,
        "指标的键（见 figures），或比率：{rates}",
        "the key of a figure (see figures) or a rate: {rates}"
    );
    command
        .arg(argument("key", "KEY", &key).required(true))
        .arg(argument("value", "VALUE", TOLD).required(true))
        .args([option("period", "PERIOD", TOLD), option("source", "TEXT", TOLD)])
        .arg(option("note", "TEXT", TOLD).short('m'))
});

const LIST: Task = Task::reads("list", list);

const VOID: Task = Task::changes("void", |desk, given| void::take_back(desk, CLAIMS, given))
    .with(|command, lang| void::options(command, CLAIMS, lang));

/// A claim beside what the ledger file says now.
struct Checked {
    claim: Claim,
    /// Whether the two agree.
    agrees: bool,
    /// What the ledger file says, in full.
    ours: Message,
}

/// What a claim speaks of.
enum Subject<'a> {
    Figure(&'a Figure),
    Rate(Rate),
}

impl<'a> Subject<'a> {
    fn find(dictionary: &'a [Figure], key: &str) -> Result<Subject<'a>> {
        Rate::find(key).map_or_else(|| find(dictionary, key).map(Subject::Figure), |rate| Ok(Subject::Rate(rate)))
    }

    /// The number that a claim gives, in the smallest part of what it speaks of.
    fn read(&self, claim: &Claim) -> Result<Amount> {
        match self {
            Subject::Figure(figure) => claim.amount(figure.measure, &[&figure.unit, &figure.unit_english]),
            Subject::Rate(rate) => rate.read(&claim.value),
        }
    }
}

fn add(desk: &mut Desk, given: &Given) -> Result<Sheet> {
    let mut store = desk.writer()?;
    let dictionary = figures(store.vocabulary());
    let key = given.text("key").unwrap_or_default();
    let said_of = Subject::find(&dictionary, key)?;
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
    door.put(&mut record, "figure", Some(key))?;
    door.put(&mut record, "period", given.text("period"))?;
    record.id = desk.outside.new_id();
    for key in ["value", "source", "note"] {
        door.put(&mut record, key, given.text(key))?;
    }
    said_of.read(&Claim::of(&record)?).map_err(|error| error.field("value"))?;
    admit(&record, store.vocabulary())?;
    desk.change(&mut store, |change| change.add(&mut record))?;
    let checked = [check(&store, &record)?];
    let [Checked { claim: Claim { no, figure, value, period, source }, agrees, ours: Message { zh, en } }] = &checked;
    let held = if *agrees {
        message!("与台账文件（{zh}）相符", "it agrees with the ledger file ({en})")
    } else {
        message!("与台账文件（{zh}）不符", "the ledger file says {en}")
    };
    let (Message { zh, en }, period) = (held, &period.name);
    let words = message!(
        "已记 外部数字 claim-{no}：{period} {figure} {value}（{source}），{zh}",
        "recorded claim-{no}: {period} {figure} {value} ({source}); {en}"
    );
    Ok(desk.tell(table(desk.lang, &checked).into_object(), &words))
}

fn list(desk: &mut Desk, _: &Given) -> Result<Sheet> {
    let store = desk.reader()?;
    let claims = store.list(&Query::by_number(CLAIMS))?;
    let checked = claims.iter().map(|record| check(&store, record)).collect::<Result<Vec<_>>>()?;
    let sheet = Sheet::list(table(desk.lang, &checked));
    Ok(or_none(sheet, desk.lang.pick("没有外部数字", "no claims")))
}

fn table(lang: Lang, checked: &[Checked]) -> Table {
    let label = |zh, en| lang.pick(zh, en);
    let verdict = |it: &Checked| if it.agrees { label("相符", "agrees") } else { label("不符", "differs") }.to_owned();
    let columns: [Reader<&Checked>; 8] = [
        (Column::new("no", label("编号", "no")).right(), &|it| Cell::Whole(it.claim.no)),
        (Column::new("period", label("时段", "period")), &|it| Cell::Text(it.claim.period.name.clone())),
        (Column::new("figure", label("指标", "figure")), &|it| Cell::Text(it.claim.figure.clone())),
        (Column::new("value", label("外部数字", "claimed")).right(), &|it| Cell::Text(it.claim.value.clone())),
        (Column::new("ledger", label("台账", "ledger")).right(), &|it| Cell::text(it.ours.lang(lang))),
        (Column::data("agrees"), &|it| Cell::Flag(it.agrees)),
        (Column::new("verdict", label("核对", "check")).face(Face::Page), &|it| Cell::Text(verdict(it))),
        (Column::new("source", label("出处", "source")), &|it| Cell::Text(it.claim.source.clone())),
    ];
    Table::of(checked, columns)
}

/// Holds a claim against what the ledger file says now.
fn check(store: &Store, record: &Record) -> Result<Checked> {
    let mut claim = Claim::of(record)?;
    claim.source = mask(&claim.source);
    let dictionary = figures(store.vocabulary());
    // A figure whose word was taken back since has no number to agree with.
    let Ok(said_of) = Subject::find(&dictionary, &claim.figure) else {
        return Ok(Checked { claim, agrees: false, ours: text("没有这个指标", "no such figure").into() });
    };
    let (agrees, ours) = match said_of {
        Subject::Figure(figure) => {
            let counted = store.count(figure, &claim.period)?;
            let given = said_of.read(&claim).ok();
            let agrees = given.zip(counted.amount).is_some_and(|(given, ours)| given.agrees(ours, figure.measure));
            let ours = [Lang::Zh, Lang::En].map(|lang| printed(figure, &counted, true, lang));
            (agrees, counted.amount.is_some().then_some(ours))
        }
        Subject::Rate(rate) => {
            let count = |key: &str| match towns(store.vocabulary(), &claim.period) {
                towns if towns.figure.key == key => Ok(towns.counted),
                _ => store.count(find(&dictionary, key)?, &claim.period),
            };
            let (part, whole) = (count(&rate.figures[0])?, count(&rate.figures[1])?);
            let ours = [Lang::Zh, Lang::En].map(|lang| rate.printed(&part, &whole, lang));
            (rate.agrees(&claim.value, &part, &whole), Some(ours).filter(|[ours, _]| ours != "—"))
        }
    };
    let ours = ours.map_or_else(|| text("没有记录", "nothing").into(), |[zh, en]| Message { zh, en });
    Ok(Checked { claim, agrees, ours })
}

/// The claims that disagree with the ledger file; `period` for those said of one period only.
pub fn disagreements(store: &Store, period: Option<&Period>) -> Result<Vec<Error>> {
    let mut found = Vec::new();
    for record in store.list(&Query::by_number(CLAIMS))? {
        let Checked { claim, agrees, ours: Message { zh, en } } = check(store, &record)?;
        let wanted = period.is_none_or(|period| (period.from, period.to) == (claim.period.from, claim.period.to));
        if wanted && !agrees {
            let Claim { no, figure, value, period: Period { name, .. }, source } = claim;
            let what = message!(
                "claim-{no}：{name} {figure}，{source}说{value}，台账文件：{zh}",
                "claim-{no}: {name} {figure}: {source} says {value}, the ledger file {en}"
            );
            found.push(Error::new(Kind::Differs, "claim_differs", what));
        }
    }
    Ok(found)
}
