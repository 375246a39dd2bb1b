//! Days without a year, and days long ago: nobody's work lands in another year without a word.

use crate::world::World;

/// A world on another day than the last one of 2022.
fn days_later(days: i64) -> World {
    let world = World::new();
    world.wait_days(days);
    world
}

/// The day of the only record.
fn day(world: &mut World) -> String {
    world.json("qjcppcc study list --json")[0]["date"].as_str().expect("a day").to_owned()
}

#[test]
fn the_day_to_come_is_no_day_of_last_year() {
    let add = "qjcppcc study add 主席会议 --turns 18 -d 11月30日";
    let mut world = days_later(-32);
    let printed = world.run(add);
    assert!(printed.contains("日期：“11月30日”没有写年份：是2021-11-30，还是2022-11-30？"), "{printed}");
    assert!(printed.contains("写上年份，如 2021-11-30") && printed.contains("[exit 2]"), "{printed}");
    let printed = world.run(&format!("{add} --lang en"));
    assert!(printed.contains("“11月30日” has no year: is it 2021-11-30 or 2022-11-30?"), "{printed}");
    assert!(world.run("qjcppcc study list").contains("没有记录"));

    world.answer.set(Some(false));
    let printed = world.run(add);
    assert!(
        printed.contains("没有记录") && printed.contains("写上年份再记一次") && printed.contains("[exit 1]"),
        "{printed}"
    );
    assert_eq!(world.asked.borrow().as_slice(), ["“11月30日”没有写年份：是2021-11-30吗？（2022-11-30还没有到）"]);
    world.run(&format!("{add} --lang en"));
    assert_eq!(world.asked.borrow()[1], "“11月30日” has no year: is it 2021-11-30? (2022-11-30 is yet to come)");
    world.answer.set(Some(true));
    assert!(world.run(add).contains("2021-11-30"));
    assert_eq!(day(&mut world), "2021-11-30");
}

#[test]
fn yes_takes_the_day_past_and_a_year_or_a_day_before_is_not_asked_about() {
    for (said, day_of) in
        [("11-30 --yes", "2021-11-30"), ("2021-11-30", "2021-11-30"), ("11-28", "2022-11-28"), ("11-29", "2022-11-29")]
    {
        let mut world = days_later(-32);
        let printed = world.run(&format!("qjcppcc study add 主席会议 --turns 18 -d {said}"));
        assert!(printed.contains("已记") && !printed.contains("注意"), "{said}: {printed}");
        assert_eq!(day(&mut world), day_of, "{said}");
    }
}

#[test]
fn in_january_work_of_last_year_is_recorded_and_the_year_said() {
    let mut world = days_later(10);
    let printed = world.run("qjcppcc study add 主席会议 --turns 18 -d 12-20");
    assert!(printed.contains("· 2022-12-20 ·"), "{printed}");
    assert!(printed.contains("注意：“12-20”没有写年份，按最近的2022-12-20记"), "{printed}");
    let printed = world.run("qjcppcc study edit 1 -d 12-21 --lang en");
    assert!(
        printed.contains("note: “12-21” has no year and is recorded as the nearest one past, 2022-12-21"),
        "{printed}"
    );
    let printed = world.run("qjcppcc study edit 1 -d 1-15");
    assert!(printed.contains("是2022-01-15，还是2023-01-15？") && printed.contains("[exit 2]"), "{printed}");
    assert_eq!(day(&mut world), "2022-12-21");
}

#[test]
fn days_over_two_years_back_are_asked_about() {
    let add = "qjcppcc study add 主席会议 --turns 18 -d";
    let mut world = World::new();
    assert!(world.run(&format!("{add} 2020-12-31")).contains("已记"));
    let printed = world.run(&format!("{add} 2020-12-30"));
    assert!(printed.contains("日期：2020-12-30离今天已两年多") && printed.contains("没有错就加 --yes"), "{printed}");
    assert!(printed.contains("[exit 2]"), "{printed}");
    let printed = world.run(&format!("{add} 2012-12-30 --lang en"));
    assert!(printed.contains("date: 2012-12-30 is more than two years back"), "{printed}");
    assert!(world.run("qjcppcc study edit 1 -d 2012-05-01").contains("[exit 2]"));
    assert!(world.run("qjcppcc study edit 1 --turns 19").contains("已改"), "an old day that stays is no news");
    world.answer.set(Some(true));
    assert!(world.run(&format!("{add} 2012-12-30")).contains("已记"));
    assert_eq!(world.asked.borrow().as_slice(), ["2012-12-30离今天已两年多。就记在这一天吗？"]);
    world.run(&format!("{add} 2012-12-29 --lang en"));
    assert_eq!(world.asked.borrow()[1], "2012-12-29 is more than two years back. Record it on that day?");
    world.answer.set(None);
    assert!(world.run(&format!("{add} 2012-12-28 --yes")).contains("已记"));
}

#[test]
fn what_hangs_on_a_record_is_asked_about_and_a_roster_is_not() {
    let mut world = World::new();
    assert!(world.run("qjcppcc member add 委员 张三 -d 2018-01-10").contains("已记"));
    world.run("qjcppcc case add 修路 -t 永新 -d 2022-03-01");
    let printed = world.run("qjcppcc case meet 1 --stage pre -d 2012-03-05");
    assert!(printed.contains("2012-03-05离今天已两年多") && printed.contains("[exit 2]"), "{printed}");
    let printed = world.run("qjcppcc member edit 1 --until 5-31");
    assert!(printed.contains("截至：“5-31”没有写年份：是2022-05-31，还是2023-05-31？"), "{printed}");
}

#[test]
fn days_that_are_no_record_are_no_guess_either() {
    let mut world = days_later(-32);
    for command in
        ["report 2022 --as-of 11-30", "case due --on 12-15", "log --since 11-30", "publish 2022 --through 12-20"]
    {
        let printed = world.run(&format!("qjcppcc {command}"));
        assert!(printed.contains("没有写年份：是2021-1") && printed.contains("[exit 2]"), "{command}: {printed}");
    }
}

#[test]
fn a_list_without_years_is_asked_about() {
    let rows = "日期,类别,人次,标题\n11月30日,主席会议,18,甲\n11月20日,主席会议,18,乙\n";
    let import = "qjcppcc import 学习.csv";
    let mut world = World::with(&[("学习.csv", rows)]);
    world.wait_days(-32);
    let printed = world.run(import);
    assert!(
        printed.contains("学习.csv：有1行的日子没有写年份，不止一种读法") && printed.contains("[exit 2]"),
        "{printed}"
    );
    assert!(printed.contains("第2行：“11月30日”没有写年份：是2021-11-30，还是2022-11-30？"), "{printed}");
    assert!(printed.contains("都是过去的日子就加 --yes"), "{printed}");
    let printed = world.run(&format!("{import} --lang en"));
    assert!(printed.contains("days without a year that may be others, rows: 1"), "{printed}");
    assert!(printed.contains("write the years in the file; if all of them are past, add --yes"), "{printed}");
    let printed = world.run("qjcppcc report 2022 --from 学习.csv");
    assert!(
        printed.contains("2022-11-30？") && !printed.contains("--yes") && printed.contains("[exit 2]"),
        "{printed}"
    );
    world.answer.set(Some(false));
    let printed = world.run(import);
    assert!(printed.contains("没有导入") && printed.contains("在文件里写上年份再导入"), "{printed}");
    let asked =
        "这些日子没有写年份，按最近的过去的日子读：\n  第2行“11月30日”：是2021-11-30，还是2022-11-30\n都这样记吗？";
    assert_eq!(world.asked.borrow().as_slice(), [asked]);
    world.answer.set(None);
    assert!(world.run(&format!("{import} --yes")).contains("新增2条"));
}

#[test]
fn a_list_of_one_year_takes_no_other() {
    let list = |title: &str, day: &str| {
        format!("{title},,,\n日期,类别,人次,标题\n2022-05-03,党组会议,30,甲\n{day},党组会议,18,乙\n")
    };
    let import = "qjcppcc import list.csv --ledger study --lang";
    for title in ["2022年学习台账", "綦江区政协2022年度学习", "2022年学习（填报时间：2023年1月）"]
    {
        let mut world = World::with(&[("list.csv", list(title, "2026-05-04"))]);
        world.wait_days(365 * 4);
        let printed = world.run(&format!("{import} zh"));
        assert!(printed.contains("第4行 A（日期）：“2026-05-04”是2026年的，表上写的是2022年"), "{printed}");
        assert!(printed.contains("没有错就改掉表上的年份") && printed.contains("[exit 4]"), "{printed}");
        let printed = world.run(&format!("{import} en"));
        assert!(printed.contains("“2026-05-04” lies in 2026, and the table says 2022"), "{printed}");
    }
    for (title, day) in [
        ("2022年学习台账", "5月4日"),
        ("学习台账", "2026-05-04"),
        ("2022—2026年学习", "2024-05-04"),
        ("填报时间：2023年1月", "2022-05-04"),
    ] {
        let mut world = World::with(&[("list.csv", list(title, day))]);
        world.wait_days(365 * 4);
        assert!(world.run(&format!("{import} zh")).contains("新增2条"), "{title} {day}");
    }
    let named = [("2022年学习.csv", "日期,类别,人次,标题\n2021-05-03,党组会议,30,甲\n")];
    let mut world = World::with(&named);
    let printed = world.run("qjcppcc import 2022年学习.csv --lang en --dry-run");
    assert!(printed.contains("the name of the file or sheet says 2022; days of other years, rows: 1"), "{printed}");
    let printed = world.run("qjcppcc import 2022年学习.csv");
    assert!(printed.contains("名字写着2022年，1行的日子是别的年份") && printed.contains("新增1条"), "{printed}");
    let roster = [("委员名册.csv", "2022年委员名册,,\n日期,类别,姓名\n2018-01-10,委员,张三\n")];
    let printed = World::with(&roster).run("qjcppcc import 委员名册.csv --ledger member");
    assert!(printed.contains("新增1条"), "{printed}");
}

#[test]
fn a_title_of_two_years_needs_them_in_its_rows() {
    let mut world = World::with(&[("list.xlsx", include_bytes!("../exchange/two_years.xlsx"))]);
    let printed = world.run("qjcppcc import list.xlsx --ledger volunteer");
    assert!(printed.contains("“12月5日”没有写年份，表上写了几个年份：2022、2023"), "{printed}");
    assert!(printed.contains("“1月5日”没有写年份") && printed.contains("[exit 4]"), "{printed}");
    let printed = world.run("qjcppcc import list.xlsx --ledger volunteer --lang en");
    assert!(printed.contains("“12月5日” has no year, and the table names several: 2022、2023"), "{printed}");
    assert!(printed.contains("write the year in every row, or make a table of each year"), "{printed}");
}
