//! Workbooks: sheets, typed cells, formulas, merged cells, and cells that are far away.

use std::fs;
use std::io::Cursor;

use calamine::{Data, Reader, Xlsx};
use rust_xlsxwriter::{ExcelDateTime, Format, Worksheet, XlsxError};

use super::files::{STUDY, cell_with, line, ods, raw, row, sheet, workbook, written};
use crate::world::World;

#[test]
fn the_same_row_has_the_same_id_in_every_shape() {
    let xlsx = sheet("学习", |sheet| {
        let day = Format::new().set_num_format("yyyy-mm-dd");
        sheet.merge_range(0, 0, 0, 3, "綦江区政协2022年学习台账", &Format::new())?;
        row(sheet, 1, &["日期", "类别", "人次", "标题"])?;
        row(sheet, 2, &["", "主席会议", "", "学习甲"])?;
        row(sheet, 3, &["2022年5月3日", "党组会议", "30余", "学习乙"])?;
        sheet.write_datetime_with_format(2, 0, &ExcelDateTime::from_ymd(2022, 5, 1)?, &day)?;
        sheet.write_number(2, 2, 18)?;
        row(sheet, 5, &["合计", "", "48", ""])
    });
    let day = r#"<table:table-cell office:value-type="date" office:date-value="2022-05-01"><text:p>x</text:p></table:table-cell>"#;
    let turns =
        r#"<table:table-cell office:value-type="float" office:value="18"><text:p>18</text:p></table:table-cell>"#;
    let odf = [
        line(&["日期", "类别", "人次", "标题"]),
        line(&[day, "主席会议", turns, "学习甲"]),
        line(&["2022-5-3", "党组会议", "30余", "学习乙"]),
    ];
    let odf = ods(&odf.concat());
    let jsonl = r#"{"ledger":"study","date":"2022-05-01","kind":"chair","turns":18,"title":"学习甲"}
{"ledger":"study","date":"2022-05-03","kind":"group","turns":"30余","title":"学习乙"}
"#;
    let json = format!("[\n{}\n]\n", jsonl.trim().replace('\n', ",\n"));
    let mut world = written("学习.csv", STUDY.as_bytes());
    let others: [(&str, &[u8]); 5] = [
        ("a.xlsx", &xlsx),
        ("saved as the other.xls", &xlsx),
        ("b.ods", &odf),
        ("c.jsonl", jsonl.as_bytes()),
        ("d.json", json.as_bytes()),
    ];
    assert!(world.run("qjcppcc import 学习.csv").contains("新增2条"));
    for (name, bytes) in others {
        fs::write(world.path("file"), bytes).expect("a file");
        let ending = name.rsplit('.').next().expect("an ending");
        fs::copy(world.path("file"), world.path(&format!("x.{ending}"))).expect("a copy");
        let printed = world.run(&format!("qjcppcc import x.{ending}"));
        assert!(printed.contains("2条都已在台账文件里"), "{name}: {printed}");
    }
}

#[test]
fn a_formula_that_gives_an_empty_text_is_an_empty_cell() {
    let of = |formula: &str| ods(&(line(&["日期", "类别", "标题"]) + &line(&["2022-05-01", "主席会议", formula])));
    let empty = r#"<table:table-cell table:formula="of:=IF(1;&quot;&quot;;1)" office:value-type="string" office:string-value=""/>"#;
    let mut world = written("学习.ods", &of(empty));
    let printed = world.run("qjcppcc import 学习.ods");
    assert!(printed.contains("新增1条"), "{printed}");
    let printed =
        written("学习.ods", &of("<table:table-cell table:formula=\"of:=A1\"/>")).run("qjcppcc import 学习.ods");
    assert!(printed.contains("这一格的公式没有算出结果"), "{printed}");
}

#[test]
fn merged_cells_hold_for_every_row_they_cover() {
    let filled = |merge: &dyn Fn(&mut Worksheet) -> Result<(), XlsxError>| {
        sheet("志愿服务", |sheet| {
            let plain = Format::new();
            sheet.merge_range(0, 0, 0, 4, "綦江区政协志愿服务台账", &plain)?;
            row(sheet, 1, &["序号", "日期", "类别", "人次", "镇街"])?;
            for (at, day) in (2..).zip(["2022-05-01", "2022-05-02", "2022-05-03"]) {
                row(sheet, at, &["", day, "森林防火"])?;
            }
            merge(sheet)
        })
    };
    let good = filled(&|sheet| {
        sheet.merge_range(2, 4, 4, 4, "永新镇", &Format::new())?;
        (2..5).try_for_each(|at| sheet.write_string(at, 3, "12").map(|_| ()))?;
        sheet.merge_range(5, 0, 5, 2, "合计", &Format::new())?;
        row(sheet, 5, &["", "", "", "36"])
    });
    let mut world = written("x.xlsx", &good);
    let printed = world.run("qjcppcc import x.xlsx");
    assert!(printed.contains("新增3条") && printed.contains("（补了2格）"), "{printed}");
    assert_eq!(world.run("qjcppcc volunteer list --json").matches(r#""town": "永新""#).count(), 3);
    let sums = filled(&|sheet| sheet.merge_range(2, 3, 4, 3, "36", &Format::new()).map(|_| ()));
    let wide = filled(&|sheet| sheet.merge_range(2, 3, 2, 4, "36", &Format::new()).map(|_| ()));
    for (bytes, says) in [
        (sums, "“志愿服务”第3行 D（人次）：“36”合并在几行上（D3:D5），看不出是每行都是，还是合计"),
        (wide, "“志愿服务”第3行 D（人次）：“36”合并在几栏上（D3:E3），看不出属于哪一栏"),
    ] {
        let printed = written("x.xlsx", &bytes).run("qjcppcc import x.xlsx");
        assert!(printed.contains(says) && printed.contains("[exit 4]"), "{printed}");
    }
    let both = cell_with("table:number-rows-spanned=\"2\"", "永新");
    let odf = [
        line(&["日期", "类别", "镇街", "人次"]),
        line(&["2022-05-01", "主席会议", &both, "3"]),
        line(&["2022-05-02", "主席会议", "<table:covered-table-cell/>", "4"]),
    ];
    let odf = ods(&odf.concat());
    let mut world = written("x.ods", &odf);
    assert!(world.run("qjcppcc import x.ods").contains("新增2条"));
    assert_eq!(world.run("qjcppcc study list --json").matches(r#""town": "永新""#).count(), 2);
}

#[test]
fn a_sheet_with_records_is_read_or_refused_and_never_left_out() {
    let book = |second: &'static str, heading: &'static [&'static str]| {
        workbook(move |workbook| {
            let first = workbook.add_worksheet();
            first.set_name("学习")?;
            row(first, 0, &["日期", "类别", "人次"])?;
            row(first, 1, &["2022-05-01", "主席会议", "3"])?;
            let sheet = workbook.add_worksheet();
            sheet.set_name(second)?;
            row(sheet, 0, heading)?;
            row(sheet, 1, &["2022-05-01", "森林防火", "3"])
        })
    };
    let heading = &["日期", "类别", "人次"];
    for name in ["志愿服务2026", "志愿服务（永新）", "2026年志愿服务", "志愿服务台账-永新", "volunteer_2026"]
    {
        let printed = written("x.xlsx", &book(name, heading)).run("qjcppcc import x.xlsx");
        assert!(printed.contains("新增2条"), "{name}: {printed}");
    }
    let mut read = written("x.xlsx", &book("志愿", heading));
    assert!(read.run("qjcppcc import x.xlsx").contains("新增2条"));
    for name in ["永新镇", "经费", "志愿服务队名册"] {
        let printed = written("x.xlsx", &book(name, heading)).run("qjcppcc import x.xlsx");
        let says = format!("工作表“{name}”有记录，却没有写是哪个台账");
        assert!(printed.contains(&says) && printed.contains("--sheet") && printed.contains("[exit 4]"), "{printed}");
    }
    let mut world = written("x.xlsx", &book("更新说明", &["版本", "内容", "经手"]));
    assert!(world.run("qjcppcc import x.xlsx").contains("工作表“更新说明”没有写是哪个台账，没有读"));
}

#[test]
fn one_workbook_holds_a_sheet_a_ledger_and_children_name_their_parents_by_number() {
    let bytes = workbook(|workbook| {
        let cases = workbook.add_worksheet();
        cases.set_name("一镇一事商量办")?;
        row(cases, 0, &["编号", "日期", "事项名称", "乡镇"])?;
        row(cases, 1, &["1", "2022-03-01", "清溪河整治", "永新"])?;
        row(cases, 2, &["YX-2", "2022-03-02", "饮水改造", "石角"])?;
        let funds = workbook.add_worksheet();
        funds.set_name("fund")?;
        row(funds, 0, &["事项编号", "时间", "资金（万元）", "资金来源"])?;
        row(funds, 1, &["1", "2022-05-01", "35", "区水利局"])?;
        row(funds, 2, &["YX-2", "2022-05-02", "12", "区水利局"])?;
        let meetings = workbook.add_worksheet();
        meetings.set_name("协商会台账")?;
        row(meetings, 0, &["事项编号", "时间", "阶段", "参加人数", "委员人数"])?;
        row(meetings, 1, &["1、YX-2", "2022-05-03", "现场协商", "60", "8"])?;
        let other = workbook.add_worksheet();
        other.set_name("说明")?;
        row(other, 0, &["本表由各镇街填写"])
    });
    let mut world = written("全部.xlsx", &bytes);
    // The ledger already has a case 1: the workbook's own 1 is meant all the same.
    world.run("qjcppcc case add 旧事 -t 三江 -d 1-5");
    let printed = world.run("qjcppcc import 全部.xlsx");
    assert!(printed.contains("新增5条") && printed.contains("工作表“说明”没有写是哪个台账，没有读"), "{printed}");
    let shown = world.run("qjcppcc case list --json");
    assert!(shown.contains("清溪河整治"), "{shown}");
    let money = world.run("qjcppcc case show fund-1 --json");
    assert!(money.contains("350000"), "{money}");
    let one = world.run("qjcppcc import 全部.xlsx --sheet fund --dry-run");
    assert!(one.contains("[exit 4]") || one.contains("fund"), "{one}");
    let again = world.run("qjcppcc import 全部.xlsx");
    assert!(again.contains("5条都已在台账文件里"), "{again}");
}

#[test]
fn a_far_cell_and_a_list_that_is_too_long_are_told_apart() {
    let gap = "<table:table-row table:number-rows-repeated=\"1048000\"><table:table-cell/></table:table-row>";
    let far = ods(&[&line(&["日期", "类别"]), gap, &line(&["x"])].concat());
    let printed = written("x.ods", &far).run("qjcppcc import x.ods");
    assert!(printed.contains("第1048002行：单元格 A1048002 远在表格之外"), "{printed}");
    let rows: String =
        (2..300_010).map(|at| format!(r#"<row r="{at}"><c r="A{at}"><v>1</v></c></row>"#)).collect::<Vec<_>>().concat();
    let printed = written("x.xlsx", &raw(&rows)).run("qjcppcc import x.xlsx");
    assert!(printed.contains("超过300000行") && printed.contains("另存为 CSV，或分成几个工作簿"), "{printed}");
    let truth = r#"<table:table-cell office:value-type="boolean" office:boolean-value="true"><text:p>TRUE</text:p></table:table-cell>"#;
    let truth = ods(&(line(&["日期", "类别", "人次"]) + &line(&["2022-05-01", "主席会议", truth])));
    let printed = written("x.ods", &truth).run("qjcppcc import x.ods");
    assert!(printed.contains("“是”不是一个数"), "{printed}");
}

#[test]
fn an_exported_workbook_has_the_columns_that_were_asked_for_with_their_types() {
    let mut world = World::new();
    world.run("qjcppcc import examples/qijiang-2022.jsonl");
    assert_eq!(world.run("qjcppcc export fund --fields amount,date -o 资金.xlsx"), "");
    let bytes = fs::read(world.path("资金.xlsx")).expect("the workbook");
    let mut book: Xlsx<_> = Xlsx::new(Cursor::new(bytes)).expect("a workbook");
    let range = book.worksheet_range("协调资金").expect("the sheet");
    let rows: Vec<&[Data]> = range.rows().collect();
    assert_eq!(rows[0], [Data::String("金额（元）".to_owned()), Data::String("日期".to_owned())]);
    assert!(matches!(rows[1], [Data::Float(_), Data::DateTime(_)]), "{:?}", rows[1]);
    assert_eq!(rows.len(), 30);
}
