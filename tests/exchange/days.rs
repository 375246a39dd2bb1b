//! The days of people's tables: numbers of days, dotted days, several days and months in a cell.

use std::fs;

use rust_xlsxwriter::{ExcelDateTime, Format, Workbook};

use crate::world::World;

fn table(days: &[&str]) -> World {
    let rows: Vec<String> = days.iter().zip(1..).map(|(day, no)| format!("{day},事{no},主席会议\n")).collect();
    let world = World::new();
    fs::write(world.path("study.csv"), format!("日期,标题,类别\n{}", rows.concat())).expect("a file");
    world
}

fn days(world: &mut World) -> Vec<String> {
    let records = world.json("qjcppcc study list --sort no --json");
    records.as_array().expect("records").iter().map(|it| it["date"].as_str().expect("a day").to_owned()).collect()
}

#[test]
fn numbers_of_days_are_one_point_with_one_answer() {
    let mut world = table(&["2022-05-03", "44682", "44683.5"]);
    let printed = world.run("qjcppcc import study.csv");
    assert!(printed.contains("study.csv第3行 A（日期）：2格是日期序号，不是日期（44682 是2022-05-01）"), "{printed}");
    assert!(printed.contains("按日期读就加 --serials days") && printed.contains("[exit 4]"), "{printed}");
    let printed = world.run("qjcppcc import study.csv --lang en");
    assert!(printed.contains("numbers of days and no dates, cells: 2 (44682 is 2022-05-01)"), "{printed}");
    assert!(printed.contains("add --serials days to read them as days"), "{printed}");
    let printed = world.run("qjcppcc import study.csv --serials days");
    assert!(printed.contains("A（日期）的日期序号按日期读（2格；最前的是第3行，44682 是2022-05-01）"), "{printed}");
    assert_eq!(days(&mut world), ["2022-05-03", "2022-05-01", "2022-05-02"]);
}

#[test]
fn a_dotted_day_is_certain_where_no_nought_can_be_lost() {
    let mut world = table(&["3.5", "3.15", "12.31", "3.20", "3.1", "3.2"]);
    assert!(world.run("qjcppcc import study.csv").contains("新增6条"));
    let wanted = ["2022-03-05", "2022-03-15", "2022-12-31", "2022-03-20", "2022-03-01", "2022-03-02"];
    assert_eq!(days(&mut world), wanted);
    let mut world = table(&["2022.10", "2022.1"]);
    assert!(world.run("qjcppcc import study.csv").contains("新增2条"));
    assert_eq!(days(&mut world), ["2022-10-01", "2022-01-01"]);
    let mut world = table(&["3.5", "3.1", "2022.1"]);
    let printed = world.run("qjcppcc import study.csv");
    assert!(printed.contains("有2处不对") && printed.contains("“3.1”看不出是哪一天"), "{printed}");
}

#[test]
fn several_days_are_the_first_and_stand_in_the_note() {
    let world = &mut World::new();
    let text = "2022年学习,,,\n日期,标题,类别,备注\n3月5日—7日,甲,主席会议,分组\n2022.4.5-4.7,乙,主席会议,\n4月,丙,主席会议,\n";
    fs::write(world.path("study.csv"), text).expect("a file");
    let printed = world.run("qjcppcc import study.csv");
    assert!(printed.contains("新增3条"), "{printed}");
    assert!(printed.contains("2行写着几天（最前的是第3行“3月5日—7日”）：记在第一天，原文记进备注"), "{printed}");
    assert!(printed.contains("1行只写到月（最前的是第5行“4月”）：按月记"), "{printed}");
    assert_eq!(days(world), ["2022-03-05", "2022-04-05", "2022-04-01"]);
    let notes = world.json("qjcppcc study list --sort no --json");
    assert_eq!(
        (&notes[0]["note"], &notes[1]["note"]),
        (&"日期：3月5日—7日\n备注：分组".into(), &"日期：2022.4.5-4.7".into())
    );
    assert_eq!(notes[2]["span"], "month");
    let printed = world.run("qjcppcc import study.csv --lang en");
    assert!(printed.contains("nothing changed") && printed.contains("several days in a cell (rows: 2"), "{printed}");
}

#[test]
fn a_day_that_a_workbook_shows_as_a_month_is_a_month() {
    let mut world = World::new();
    let mut workbook = Workbook::new();
    let sheet = workbook.add_worksheet();
    sheet.set_name("学习").expect("a name");
    for (at, heading) in (0..).zip(["日期", "标题", "类别"]) {
        sheet.write_string(0, at, heading).expect("a heading");
    }
    let month = Format::new().set_num_format("yyyy\"年\"m\"月\";@");
    let short = Format::new().set_num_format("mmm-yy");
    let whole = Format::new().set_num_format("yyyy\"年\"m\"月\"d\"日\"");
    let rows = [(1, &month), (1, &short), (15, &month), (1, &whole)];
    for (row, (day, format)) in (1..).zip(rows) {
        let day = ExcelDateTime::from_ymd(2022, 3, day).expect("a day");
        sheet.write_datetime_with_format(row, 0, &day, format).expect("a day");
        sheet.write_string(row, 1, format!("事{row}")).expect("a title");
        sheet.write_string(row, 2, "主席会议").expect("a kind");
    }
    workbook.save(world.path("x.xlsx")).expect("a workbook");
    let printed = world.run("qjcppcc import x.xlsx");
    assert!(printed.contains("新增4条"), "{printed}");
    assert_eq!(days(&mut world), ["2022-03-01", "2022-03-01", "2022-03-15", "2022-03-01"]);
    let records = world.json("qjcppcc study list --sort no --json");
    let spans: Vec<bool> = (0..4).map(|at| records[at]["span"] == "month").collect();
    assert_eq!(spans, [true, true, false, false]);
}
