//! December in an office: forty tables of six shapes lie in a folder, and come in by one command and the recipes of the first month.
//!
//! What must come out is added up here, in whole numbers, while the tables are written.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;

use rust_xlsxwriter::{Format, Worksheet, XlsxError};
use serde_json::Value;

use super::files::{gb18030, sheet, workbook};
use crate::world::World;

const TOWNS: [&str; 12] = [
    "古南街道",
    "文龙街道",
    "三江街道",
    "通惠街道",
    "石角镇",
    "东溪镇",
    "赶水镇",
    "打通镇",
    "永新镇",
    "三角镇",
    "隆盛镇",
    "郭扶镇",
];

/// The figures, each with its sum.
type Sums = BTreeMap<&'static str, u32>;

fn count(sums: &mut Sums, figures: &[(&'static str, u32)]) {
    for (key, value) in figures {
        *sums.entry(*key).or_default() += *value;
    }
}

/// Rows from one on, numbers as numbers; these blocks of cells are merged.
fn fill(sheet: &mut Worksheet, rows: &[Vec<String>], merged: &[(u32, u16, u32, u16)]) -> Result<(), XlsxError> {
    for (top, left, bottom, right) in merged {
        let text = &rows[*top as usize][*left as usize];
        sheet.merge_range(*top, *left, *bottom, *right, text, &Format::new())?;
    }
    for (at, cells) in (0..).zip(rows) {
        for (column, cell) in (0..).zip(cells).filter(|(_, cell)| !cell.is_empty()) {
            if merged.iter().any(|(top, left, ..)| (*top, *left) == (at, column)) {
                continue;
            }
            match cell.parse::<f64>() {
                Ok(number) => sheet.write_number(at, column, number)?,
                Err(_) => sheet.write_string(at, column, cell)?,
            };
        }
    }
    Ok(())
}

fn cells(line: &str) -> Vec<String> {
    line.split(',').map(str::to_owned).collect()
}

fn csv(rows: &[String]) -> String {
    rows.join("\n") + "\n"
}

/// Two heading rows, 万元 for all, a row of totals; the town stands in the title alone.
fn volunteer(n: u32, sums: &mut Sums) -> (String, Vec<u8>) {
    let (town, month) = (TOWNS[(n % 4) as usize], n / 4 + 1);
    let mut rows = vec![
        cells(&format!("{town}2023年{month}月志愿服务及捐赠情况统计表")),
        cells(",,,,,,单位：万元"),
        cells("序号,时间,活动类型,参与情况,,捐赠,"),
        cells(",,,人数,人次,捐款,捐物折价"),
    ];
    let mut whole = [0; 4];
    for row in 0..4 {
        let kind = ["森林防火", "抗旱救灾", "公益", "抗疫一线"][row as usize];
        // Money in thousands of yuan: 15 is 1.5万元.
        let numbers = [5 + n + row, 20 + 3 * n + 7 * row, 15 + n, 2 * row];
        whole.iter_mut().zip(numbers).for_each(|(whole, number)| *whole += number);
        let [persons, turns, money, goods] = numbers;
        let wan = |thousands: u32| format!("{}.{}", thousands / 10, thousands % 10);
        rows.push(cells(&format!(
            "{},{month}月{}日,{kind},{persons},{turns},{},{}",
            row + 1,
            3 + 6 * row,
            wan(money),
            wan(goods)
        )));
        let donated = (money + goods) * 1000;
        count(sums, &[("volunteer.count", 1), ("volunteer.turns", turns), ("volunteer.donated", donated)]);
        let of_scope = if kind == "抗疫一线" { "volunteer.epidemic.turns" } else { "volunteer.community.turns" };
        count(sums, &[(of_scope, turns)]);
    }
    let [persons, turns, money, goods] = whole;
    let total = format!("合计,,,{persons},{turns},{}.{},{}.{}", money / 10, money % 10, goods / 10, goods % 10);
    rows.push(cells(&total));
    let merged = [(0, 0, 0, 6), (2, 0, 3, 0), (2, 1, 3, 1), (2, 2, 3, 2), (2, 3, 2, 4), (2, 5, 2, 6)];
    (format!("志愿服务（{n}）.xlsx"), sheet("Sheet1", |sheet| fill(sheet, &rows, &merged)))
}

/// A matter a row, with its stages, meetings, money, people, and whether it is solved.
fn matters(n: u32, sums: &mut Sums) -> (String, Vec<u8>) {
    let mut rows = vec![
        cells("2023年“一镇一事商量办”工作台账"),
        cells(
            "序号,镇街,议题,提案时间,立案时间,议前协商场次,现场协商场次,参与人次,协调资金（万元）,受益群众,是否解决,包案领导",
        ),
    ];
    for row in 0..2 {
        let town = TOWNS[(2 * n + row) as usize];
        let (before, onsite, turns, funds) = (1 + n, 1 + row, 60 + 10 * n + row, 10 * n + row);
        let (benefited, solved) = (300 + 100 * n, ["已解决", "推进中", "是"][((n + row) % 3) as usize]);
        rows.push(cells(&format!(
            "{},{town},{town}河堤整治,2月{}日,3月{}日,{before},{onsite},{turns},{},{benefited}人,{solved},示例领导",
            row + 1,
            n + 1,
            n + 1,
            if funds == 0 { String::new() } else { funds.to_string() }
        )));
        count(sums, &[("case.count", 1), ("case.filed", 1), ("case.pre", before), ("case.onsite", onsite)]);
        count(sums, &[("case.turns", turns), ("case.funds", funds * 10_000), ("case.benefited", benefited)]);
        count(sums, &[("case.solved", u32::from(solved != "推进中"))]);
    }
    (format!("一镇一事{n}.xlsx"), sheet("一镇一事", |sheet| fill(sheet, &rows, &[(0, 0, 0, 11)])))
}

/// No column of kinds, months for days, one row for many firms.
fn aid(n: u32, sums: &mut Sums) -> (String, Vec<u8>) {
    let mut rows = vec![cells(&format!("委员助企台账{n}（2023年）")), cells("序号,企业名称,贷款金额（万元）,时间")];
    let (loans, many) = ([500 + n, 3600 + n, 80 + n], 11 + n);
    let firms = [format!("示例{n}机械有限公司"), format!("丙{n}公司等{many}家"), format!("丁{n}公司、戊{n}公司")];
    let months = [format!("2023年{}月", n + 1), format!("2023.{}", n + 2), format!("{}月", n + 3)];
    for (row, firm) in firms.iter().enumerate() {
        rows.push(cells(&format!("{},{firm},{},{}", row + 1, loans[row], months[row])));
    }
    rows.push(cells(&format!(",合计,{},", loans.iter().sum::<u32>())));
    count(sums, &[("aid.count", 3), ("aid.firms", 1 + many + 2), ("aid.loans", loans.iter().sum::<u32>() * 10_000)]);
    (format!("助企{n}.xlsx"), sheet("助企", |sheet| fill(sheet, &rows, &[])))
}

/// What became of a piece, in words; the text is GBK.
fn info(n: u32, sums: &mut Sums) -> (String, Vec<u8>) {
    let mut rows = vec!["编号,标题,报送单位,报送时间,采用及批示情况,字数".to_owned()];
    for row in 0..5 {
        let (status, figures): (&str, &[_]) = match (n + row) % 5 {
            0 => ("“市采用，区委主要领导批示”", &[("info.city", 1), ("info.endorsed", 1)]),
            1 => ("全国政协采用（综合）；市采用", &[("info.nation", 1), ("info.city", 1)]),
            2 => ("转区民政局", &[("info.forwarded", 1)]),
            3 => ("区采用", &[("info.district", 1)]),
            _ => ("未采用", &[]),
        };
        let status = if status.contains('，') { status.replace(['“', '”'], "\"") } else { status.to_owned() };
        let (town, day) = (TOWNS[((n + row) % 12) as usize], 3 + 5 * row);
        rows.push(format!(
            "{},关于{town}{}的建议,{town},2023.{}.{day},{status},500",
            row + 1,
            ["停车", "照明", "公交", "供水", "养老"][row as usize],
            n + 1
        ));
        count(sums, &[("info.count", 1)]);
        count(sums, figures);
    }
    (format!("信息{n}.csv"), gb18030(&csv(&rows)))
}

/// A sheet for each level.
fn media(n: u32, sums: &mut Sums) -> (String, Vec<u8>) {
    let levels = [
        ("国家级", "media.nation", "人民网"),
        ("市级", "media.city", "重庆日报"),
        ("区级", "media.district", "綦江日报"),
    ];
    let bytes = workbook(|book| {
        for (at, (level, _, outlet)) in (0..).zip(levels) {
            let mut rows = vec![cells("序号,日期,稿件标题,刊发媒体,版面")];
            for row in 0..=at {
                let day = format!("2023-{:02}-{:02}", 3 * n + at + 1, 4 + 7 * row);
                rows.push(cells(&format!("{},{day},示例稿件{n}{level}之{row},{outlet},头版", row + 1)));
            }
            fill(book.add_worksheet().set_name(level)?, &rows, &[])?;
        }
        Ok(())
    });
    for (at, (_, key, _)) in (1..).zip(levels) {
        count(sums, &[("media.count", at), (key, at)]);
    }
    (format!("媒体报道{n}.xlsx"), bytes)
}

/// 同上 for the kind, a number of the row under another name, a column that means nothing.
fn study(n: u32, sums: &mut Sums) -> (String, Vec<u8>) {
    let mut rows = vec!["编次,学习时间,学习类型,学习内容,参学人数,天气".to_owned()];
    let (kind, key) = [("委员读书活动", "study.reading"), ("委员培训", "study.training")][(n % 2) as usize];
    for row in 0..3 {
        let (said, turns) = (if row == 0 { kind } else { "同上" }, 20 + n + 4 * row);
        rows.push(format!("{},2023年{}月{}日,{said},示例学习{n}之{row},{turns},晴", row + 1, 2 * n + 1, 5 + 6 * row));
        count(sums, &[(key, 1), ("study.turns", turns)]);
    }
    (format!("学习{n}.csv"), csv(&rows).into_bytes())
}

type Write = fn(u32, &mut Sums) -> (String, Vec<u8>);

/// Each shape, how many files it has, and what is answered about the first of them.
const SHAPES: [(Write, u32, &str); 6] = [
    (volunteer, 12, "--columns add"),
    (matters, 6, "--rest note"),
    (aid, 6, "--set 类别=协助贷款"),
    (info, 6, "--rest skip"),
    (media, 4, "--rest note"),
    (study, 6, "--rest skip"),
];

#[test]
fn forty_tables_of_six_shapes_come_in_by_one_command_and_come_to_what_they_say() {
    let mut world = World::new();
    world.set_clock("2023-12-20T09:00:00+08:00");
    fs::create_dir(world.path("各镇街")).expect("a folder");
    let mut sums = Sums::new();
    for (at, (write, files, answers)) in SHAPES.into_iter().enumerate() {
        for n in 0..files {
            let (name, bytes) = write(n, &mut sums);
            fs::write(world.path(&format!("各镇街/{name}")), bytes).expect("a file");
            if n == 0 {
                let asked = world.run(&format!("qjcppcc import 各镇街/{name}"));
                assert!(asked.ends_with("[exit 4]\n"), "{name}: {asked}");
                let done = world.run(&format!("qjcppcc import 各镇街/{name} {answers} --keep-recipe 第{at}种"));
                assert!(done.contains("新增") && !done.contains("[exit"), "{name}: {done}");
            }
        }
    }
    let (page, said, code) = world.streams("qjcppcc import 各镇街/ --dry-run --json");
    assert_eq!(code, 0, "{said}");
    let page: Value = serde_json::from_str(&page).expect("JSON");
    let by_file = page["by_file"].as_array().expect("a page by file");
    let files: BTreeSet<&str> = by_file.iter().filter_map(|row| row["file"].as_str()).collect();
    assert_eq!(files.len(), 40, "{page}");
    assert!(by_file.iter().all(|row| row["refused"] == 0 && row["asked"] == 0), "{page}");

    let printed = world.run("qjcppcc import 各镇街/");
    assert!(printed.contains("40个文件：新增") && !printed.contains("[exit"), "{printed}");
    check(&mut world, &sums);
    world.wait_days(9);
    let again = world.run("qjcppcc import 各镇街/");
    assert!(again.contains("都已在台账文件里，没有变化"), "{again}");
    check(&mut world, &sums);
}

/// The report has the sums that were added up here.
fn check(world: &mut World, sums: &Sums) {
    let report = world.json("qjcppcc report 2023 -O json");
    let figures = report["figures"].as_array().expect("figures");
    for (key, sum) in sums {
        let figure = figures.iter().find(|figure| figure["key"] == **key).unwrap_or_else(|| panic!("{key}"));
        assert_eq!((&figure["value"], &figure["bound"]), (&Value::from(*sum), &Value::from("exact")), "{key}");
    }
}
