//! The totals of a table are held against its rows, and what is hidden in a workbook is asked about.

use serde_json::json;

use super::files::{row, sheet, written};
use crate::world::World;

/// What an import of a table of service comes to, under a title with its unit of money.
fn service(rows: &str, more: &str) -> String {
    let csv = format!("单位：万元\n日期,类别,标题,人次,捐款捐物\n{rows}");
    written("志愿服务.csv", csv.as_bytes()).run(&format!("qjcppcc import 志愿服务.csv {more}"))
}

const ROWS: &str = "2022-3-1,公益,甲,10,3.5\n2022-3-2,公益,乙,20,2\n2022-3-3,送春联,丙,30,1.5\n";

#[test]
fn a_total_that_is_the_sum_of_its_rows_is_passed_over() {
    for (rows, why) in [
        (format!("{ROWS}合计,,,60,7\n"), "the sum of all"),
        (format!("{ROWS}合计,,,60,7万元\n"), "with its unit"),
        (format!("{ROWS}合计,,,60,—\n"), "nothing was added up"),
        (format!("{ROWS}合计：3次,,,60,\n"), "the number of rows"),
        (format!("合计,,,60,7\n{ROWS}"), "above the rows"),
        (ROWS.replace("2022-3-3", "小计,,,30,5.5\n2022-3-3") + "小计,,,30,1.5\n合计,,,60,7\n", "by groups"),
        (format!("{ROWS}公益小计,,,30,5.5\n送春联小计,,,30,1.5\n合计,,,60,7\n"), "by kind, below"),
        (format!("{ROWS}本年累计,,,600,70\n"), "of more than this table"),
        (ROWS.replace("3.5", "3.56") + "合计,,,60,7.1\n", "rounded to its last place"),
        (ROWS.replace(",20,", ",20余,") + "合计,,,60余,7\n", "bounded"),
        (ROWS.replace(",20,", ",20余,") + "合计,,,62,7\n", "the true number"),
    ] {
        let printed = service(&rows, "");
        assert!(printed.contains("新增3条") && !printed.contains("不符"), "{why}: {printed}");
    }
}

#[test]
fn a_total_that_differs_stops_the_import_with_both_numbers() {
    let rows = format!("{ROWS}合计,,,61,8\n");
    let printed = service(&rows, "");
    assert!(printed.contains("合计与读到的各行不符（2处），一条也没有导入"), "{printed}");
    assert!(printed.contains("第6行 D（人次）：合计写着61人次，读到的各行相加是60人次"), "{printed}");
    assert!(printed.contains("第6行 E（捐款捐物）：合计写着8万元，读到的各行相加是7万元"), "{printed}");
    assert!(printed.contains("import --totals keep") && printed.contains("[exit 4]"), "{printed}");
    let printed = service(&rows, "--lang en");
    assert!(printed.contains("the total says 61 turns, the rows that were read come to 60 turns"), "{printed}");
    let printed = service(&rows, "--totals keep");
    assert!(
        printed.contains("新增3条") && printed.contains("合计写着61人次，读到的各行相加是60人次；按各行记"),
        "{printed}"
    );
    let printed = service(&format!("{ROWS}合计,,,见附表,7\n"), "");
    assert!(printed.contains("新增3条") && printed.contains("第6行 D（人次）：合计读不出数"), "{printed}");
    let printed = service(&rows, "--totals never");
    assert!(printed.contains("--totals 没有“never”") && printed.contains("keep"), "{printed}");
    assert!(printed.contains("[exit 2]"), "{printed}");
    let printed = service(&ROWS.replace("2022-3-3", "小计,,,31,5.5\n2022-3-3"), "");
    assert!(printed.contains("第5行 D（人次）：合计写着31人次，读到的各行相加是30人次"), "{printed}");
}

#[test]
fn a_difference_by_a_power_of_ten_always_stops() {
    for (rows, said, sum) in [
        (ROWS.replace("1.5", "15000") + "合计,,,60,7\n", "7万元", "15005.5万元"),
        (
            ROWS.replace("3.5", "35000").replace(",2\n", ",20000\n").replace("1.5", "15000") + "合计,,,60,7\n",
            "7万元",
            "7亿元",
        ),
        (ROWS.replace("3.5", "35000").replace(",2\n", ",20000\n") + "合计,,,60,7\n", "7万元", "55001.5万元"),
        (ROWS.replace(",20,", ",200,") + "合计,,,60,7\n", "60人次", "240人次"),
        (ROWS.replace(",20,", ",2,") + "合计,,,60,7\n", "60人次", "42人次"),
    ] {
        for more in ["", "--totals keep"] {
            let printed = service(&rows, more);
            assert!(printed.contains(&format!("合计写着{said}，读到的各行相加是{sum}")), "{printed}");
            assert!(printed.contains("有的像是差了单位") && printed.contains("[exit 4]"), "{printed}");
        }
    }
}

#[test]
fn a_total_of_a_workbook_is_compared_as_well_and_one_of_an_export_is_a_record() {
    let book = sheet("志愿服务", |sheet| {
        row(sheet, 0, &["日期", "类别", "标题", "人次"])?;
        row(sheet, 1, &["2022-03-01", "公益", "甲"])?;
        row(sheet, 2, &["合计"])?;
        sheet.write_number(1, 3, 10)?;
        sheet.write_number(2, 3, 11).map(drop)
    });
    let printed = written("a.xlsx", &book).run("qjcppcc import a.xlsx");
    assert!(printed.contains("“志愿服务”第3行 D（人次）：合计写着11人次，读到的各行相加是10人次"), "{printed}");
    let mut world = World::new();
    world.run("qjcppcc volunteer add charity 合计 -n 3 -d 2022-03-01");
    world.run("qjcppcc volunteer add charity 甲 -n 5 -d 2022-03-02");
    world.run("qjcppcc export volunteer -o v.csv");
    world.run("qjcppcc --db b.db init");
    let printed = world.run("qjcppcc --db b.db import v.csv");
    assert!(printed.contains("新增2条"), "{printed}");
}

#[test]
fn hidden_rows_and_sheets_with_records_stop_until_somebody_says_what_they_are() {
    let books: [(&str, &[u8]); 3] = [
        ("h.xlsx", include_bytes!("hidden.xlsx")),
        ("h.ods", include_bytes!("hidden.ods")),
        ("h.xls", include_bytes!("hidden.xls")),
    ];
    for (name, bytes) in books {
        let mut world = World::with(&[(name, bytes)]);
        world.run("qjcppcc init");
        let printed = world.run(&format!("qjcppcc import {name}"));
        assert!(printed.contains("“学习2”：隐藏的工作表里有记录") && printed.contains("[exit 4]"), "{name}: {printed}");
        let printed = world.run(&format!("qjcppcc import {name} --sheet 学习"));
        assert!(
            printed.contains("第3行：1条记录在隐藏的行里（第3行）") && printed.contains("[exit 4]"),
            "{name}: {printed}"
        );
        let printed = world.run(&format!("qjcppcc import {name} --sheet 学习 --lang en"));
        assert!(
            printed.contains("records in hidden rows: 1 (rows 3)") && printed.contains("--hidden skip"),
            "{printed}"
        );
        let printed = world.run(&format!("qjcppcc import {name} --hidden skip"));
        assert!(printed.contains("合计写着60人次，读到的各行相加是40人次"), "{name}: {printed}");
        let printed = world.run(&format!("qjcppcc import {name} --hidden skip --totals keep"));
        for says in [
            "隐藏的行略过（1行：第3行）",
            "隐藏的工作表“学习2”没有读",
            "隐藏的工作表“说明”没有读",
            "隐藏的列照样读：E（备注）",
            "新增2条",
        ] {
            assert!(printed.contains(says), "{name}, {says}: {printed}");
        }
        let printed = world.run(&format!("qjcppcc import {name} --hidden take"));
        assert!(printed.contains("新增2条") && printed.contains("隐藏的工作表“学习2”照样读"), "{name}: {printed}");
        let turns = world
            .json("qjcppcc study list --json")
            .as_array()
            .expect("a list")
            .iter()
            .map(|it| it["turns"].clone())
            .collect::<Vec<_>>();
        assert_eq!(turns.len(), 4);
        assert!([10, 20, 30, 99].iter().all(|number| turns.contains(&json!(number))), "{turns:?}");
        let printed = world.run(&format!("qjcppcc import {name} --hidden perhaps"));
        assert!(printed.contains("--hidden 没有“perhaps”") && printed.contains("skip, take"), "{printed}");
    }
}

#[test]
fn a_template_has_a_hidden_sheet_of_words_that_nobody_hears_of() {
    let mut world = World::new();
    world.run("qjcppcc template study -o t.xlsx");
    assert!(!world.run("qjcppcc import t.xlsx").contains("隐藏"));
}
