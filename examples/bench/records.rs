//! Made-up records, the same ones for the same seed: single ones, and all of them as JSON Lines, CSV, workbooks and other programs' files.

use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::Path;

use chrono::{Days, NaiveDate};
use fastrand::Rng;
use rust_xlsxwriter::Workbook;
use serde_json::{Map, Value as Json};

use crate::Result;

pub type Record = Map<String, Json>;

/// What a record's line is made from, together with its number.
const SEED: u64 = 0x5169_6a69_616e_6731;

/// The years of an office that has kept its ledger for ten; the last one is reported.
pub const YEARS: std::ops::Range<usize> = 2013..2023;

pub const TOWNS: [&str; 21] = [
    "古南", "文龙", "三江", "通惠", "新盛", "石角", "东溪", "赶水", "打通", "石壕", "永新", "三角", "隆盛", "郭扶",
    "篆塘", "丁山", "安稳", "扶欢", "永城", "中峰", "横山",
];

pub const SURNAMES: [&str; 10] = ["甲", "乙", "丙", "丁", "戊", "己", "庚", "辛", "壬", "癸"];

/// What a note goes on with; most lines come to about 375 bytes.
pub const TALK: [&str; 4] = [
    "委员小组与镇街干部一道走村入户，听了群众的想法，逐条记下并当场答复，需要上级部门办的另列清单",
    "到场的有村社干部、乡贤和住户代表，会后把意见整理成清单交有关部门研究，办理情况下次会上通报",
    "活动由委员工作站组织，材料由联络员收齐，照片和签到表存在办公室备查，参加的人对安排都很满意",
    "先看现场再座谈，说得拢的当天定下来，说不拢的列入下次商量的题目，由牵头委员跟到办结为止",
];

/// The columns of the CSV, which are those of the other programs' tables.
pub const COLUMNS: &str = "ledger date kind title town turns turns_bound persons hours donated suggestions commended partner \
    firm firms loan outlets author note of stage amount level";

/// Single records without any that belong to them, of ten years in no order.
pub fn flat(records: usize) -> impl Iterator<Item = Record> {
    (0..records).map(|number| {
        let mut rng = rng(number);
        let date = format!("{}-{:02}-{:02}", rng.usize(YEARS), rng.u8(1..13), rng.u8(1..29));
        let mut record = single(number, &mut rng);
        set(&mut record, "date", date);
        let talk = *pick(&mut rng, &TALK);
        set(&mut record, "note", format!("虚构示例，并无此人此事：{talk}。"));
        record
    })
}

/// Writes records as JSON Lines.
pub fn write_jsonl(path: &Path, records: impl Iterator<Item = Record>) -> Result<()> {
    let mut out = BufWriter::new(File::create(path)?);
    for record in records {
        serde_json::to_writer(&mut out, &record)?;
        out.write_all(b"\n")?;
    }
    Ok(out.flush()?)
}

/// Writes records as CSV without a heading, each with an id and a number.
pub fn write_csv(path: &Path, records: impl Iterator<Item = Record>) -> Result<()> {
    let mut out = csv::WriterBuilder::new().from_path(path)?;
    for (number, record) in records.enumerate() {
        let cells = COLUMNS.split(' ').map(|column| match record.get(column) {
            None => String::new(),
            Some(Json::String(text)) => text.clone(),
            Some(other) => other.to_string(),
        });
        out.write_record([format!("{:032x}", id(number)), number.to_string()].into_iter().chain(cells))?;
    }
    Ok(out.flush()?)
}

/// A list of volunteers' turns as an office keeps it, with its heading; every row is another one.
fn table(rows: usize) -> impl Iterator<Item = [String; 6]> {
    let heading = ["日期", "类别", "标题", "镇街", "人次", "备注"].map(str::to_owned);
    let kinds = ["抗疫一线", "村居疫情防控", "森林防火", "抗旱救灾", "送春联", "公益"];
    let rows = (0..rows).map(move |number| {
        let mut rng = rng(number);
        let day = NaiveDate::default() + Days::new(rng.u64(16_000..19_000));
        let (kind, town) = (*pick(&mut rng, &kinds), *pick(&mut rng, &TOWNS));
        let title = format!("{town}志愿服务队出勤值守（虚构第{number}号）");
        let note = format!("虚构示例：{}。", pick(&mut rng, &TALK));
        [day.to_string(), kind.to_owned(), title, town.to_owned(), rng.u8(3..60).to_string(), note]
    });
    std::iter::once(heading).chain(rows)
}

pub fn write_table(path: &Path, rows: usize) -> Result<()> {
    let mut out = csv::WriterBuilder::new().from_path(path)?;
    for row in table(rows) {
        out.write_record(row)?;
    }
    Ok(out.flush()?)
}

pub fn write_workbook(path: &Path, rows: usize) -> Result<()> {
    let mut workbook = Workbook::new();
    let sheet = workbook.add_worksheet_with_constant_memory()?;
    for (row, cells) in (0..).zip(table(rows)) {
        for (column, cell) in (0..).zip(cells) {
            match cell.parse::<u32>() {
                Ok(number) => sheet.write_number(row, column, number)?,
                Err(_) => sheet.write_string(row, column, cell)?,
            };
        }
    }
    Ok(workbook.save(path)?)
}

/// Writes records as a journal of hledger: study turns and the like as amounts on an account.
pub fn write_journal(path: &Path, records: impl Iterator<Item = Record>) -> Result<()> {
    let mut out = BufWriter::new(File::create(path)?);
    for record in records {
        let [ledger, date, kind, title] = words(&record);
        let turns = record.get("turns").and_then(Json::as_i64).unwrap_or(0);
        writeln!(out, "{date} {}\n    {ledger}:{kind}    {turns}\n    sum\n", title.replace(';', "，"))?;
    }
    Ok(out.flush()?)
}

/// Writes records as tasks of Taskwarrior.
pub fn write_tasks(path: &Path, records: impl Iterator<Item = Record>) -> Result<()> {
    let mut out = BufWriter::new(File::create(path)?);
    for (number, record) in records.enumerate() {
        let [ledger, date, kind, title] = words(&record);
        let uuid = uuid::Builder::from_random_bytes(id(number).to_be_bytes()).into_uuid();
        let task = serde_json::json!({
            "uuid": uuid.to_string(), "description": title, "project": ledger, "tags": [kind], "status": "pending",
            "entry": format!("{}T000000Z", date.replace('-', "")),
        });
        writeln!(out, "{task}")?;
    }
    Ok(out.flush()?)
}

/// Ledger, date, kind and title; what belongs to another record has no kind and no title of its own.
fn words(record: &Record) -> [&str; 4] {
    let text = |key: &str, none| record.get(key).and_then(Json::as_str).unwrap_or(none);
    let ledger = text("ledger", "");
    [ledger, text("date", ""), text("kind", "none"), text("title", ledger)]
}

/// An id for the programs that make none themselves; spread out, as ids made from content are.
pub fn id(number: usize) -> u128 {
    let mut rng = rng(number);
    (u128::from(rng.u64(..)) << 64) | u128::from(rng.u64(..))
}

pub fn rng(number: usize) -> Rng {
    Rng::with_seed(SEED ^ (number as u64).wrapping_mul(0x9e37_79b9_7f4a_7c15))
}

/// The ledgers whose records have none that belong to them: of 16, their kinds, and what the title says.
const SINGLE: [(usize, &str, &str, &str); 8] = [
    (3, "study", "center group standing chair reading training", "专题学习暨交流发言"),
    (3, "advice", "opinion report micro speech formal", "民生实事协商建议成果"),
    (2, "consult", "consultation briefing inspection survey oversight", "重点协商议题"),
    (2, "media", "nation city district", "委员履职报道见报稿件"),
    (3, "volunteer", "epidemic village forest drought couplets charity", "志愿服务队出勤值守"),
    (1, "aid", "loan call policy", "助企纾困上门服务"),
    (1, "liaison", "symposium sector received outing reception", "界别座谈和走访联络"),
    (1, "submission", "request report", "工作情况的请示报告"),
];

/// The record with this number, without its date and note.
pub fn single(number: usize, rng: &mut Rng) -> Record {
    let ledgers: Vec<_> = SINGLE.iter().flat_map(|one| std::iter::repeat_n(one, one.0)).collect();
    let (_, ledger, kinds, subject) = **pick(rng, &ledgers);
    let kinds: Vec<&str> = kinds.split(' ').collect();
    let (kind, town) = (*pick(rng, &kinds), *pick(rng, &TOWNS));
    let mut record = Record::new();
    set(&mut record, "ledger", ledger);
    set(&mut record, "kind", kind);
    set(&mut record, "title", format!("{town}{subject}（虚构第{number}号）"));
    if !["consult", "submission"].contains(&ledger) {
        set(&mut record, "town", town);
    }
    if ["study", "consult", "volunteer", "liaison"].contains(&ledger) {
        amount(&mut record, rng, "turns", 3, 70);
    }
    match ledger {
        "advice" => set(&mut record, "author", format!("虚构界别委员{}", pick(rng, &SURNAMES))),
        "consult" => set(&mut record, "host", *pick(rng, &["standing", "chair", "committee"])),
        "liaison" => set(&mut record, "partner", vec![*pick(rng, &["巴南区", "云阳县", "大足区", "贵州遵义"])]),
        "media" => {
            let outlets = [("nation", "人民网"), ("city", "重庆日报"), ("district", "綦江日报")];
            let (_, outlet) = outlets.iter().find(|(level, _)| *level == kind).unwrap_or(&outlets[0]);
            set(&mut record, "outlets", vec![*outlet]);
        }
        "volunteer" => match rng.u8(..4) {
            0 => amount(&mut record, rng, "hours", 2, 40),
            1 => amount(&mut record, rng, "donated", 200, 50_000),
            2 => amount(&mut record, rng, "suggestions", 1, 9),
            _ => {}
        },
        "aid" => {
            amount(&mut record, rng, "loan", 100_000, 9_000_000);
            if rng.bool() {
                set(&mut record, "firm", format!("示例{}{}有限公司", pick(rng, &SURNAMES), rng.u16(1..500)));
            } else {
                amount(&mut record, rng, "firms", 1, 20);
            }
        }
        _ => {}
    }
    record
}

/// A number, one in eight of which is only bounded.
fn amount(record: &mut Record, rng: &mut Rng, key: &str, least: i64, most: i64) {
    record.insert(key.to_owned(), rng.i64(least..most).into());
    if key != "hours" {
        let bound = if rng.u8(..8) == 0 { *pick(rng, &["at_least", "about", "below"]) } else { "exact" };
        set(record, &format!("{key}_bound"), bound);
    }
}

pub fn set(record: &mut Record, key: &str, value: impl Into<Json>) {
    record.insert(key.to_owned(), value.into());
}

pub fn pick<'a, T>(rng: &mut Rng, all: &'a [T]) -> &'a T {
    &all[rng.usize(..all.len())]
}
