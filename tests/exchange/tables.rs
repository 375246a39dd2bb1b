//! Tables of text: where the heading stands, what a quote may hold, which ledger a row belongs to.

use super::files::written;
use crate::world::World;

#[test]
fn records_above_the_heading_are_refused_and_titles_are_not() {
    let refused = [
        ("2022-05-01,主席会议,18,学习甲\n2022-05-03,党组会议,30,学习乙\n日期,类别,人次,标题\n", "第1行："),
        ("綦江区政协\n5月1日,主席会议,18,学习甲\n日期,类别,人次,标题\n2022-05-03,党组会议,30,学习乙\n", "第2行："),
        ("2022/5/1,主席会议,,\n日期,类别,人次,标题\n2022-05-03,党组会议,30,学习乙\n", "第1行："),
    ];
    for (csv, place) in refused {
        let mut world = written("study.csv", csv.as_bytes());
        let printed = world.run("qjcppcc import study.csv");
        assert!(printed.contains(place) && printed.contains("上面，像一条记录"), "{csv}{printed}");
        assert!(printed.contains("把表头移到第一条记录上面") && printed.contains("[exit 4]"), "{printed}");
    }
    for title in [
        "綦江区政协2022年学习台账,,,\n",
        "填报单位,永新镇,填报日期,2022-12-31\n",
        "填报单位：永新镇,,,填报日期：2022-12-31\n",
        "镇街：永新镇,,,时间：2022年5月\n",
        "綦江区政协,2022年12月,,\n",
    ] {
        let csv = format!("{title}日期,类别,人次,标题\n2022-05-03,党组会议,30,学习乙\n");
        let mut world = written("study.csv", csv.as_bytes());
        let printed = world.run("qjcppcc import study.csv");
        assert!(printed.contains("新增1条"), "{csv}{printed}");
    }
}

#[test]
fn a_quote_that_swallows_rows_is_found_by_what_it_swallowed() {
    let head = "日期,类别,人次,标题,备注\n";
    for (rows, says) in [
        (
            "2022-05-01,主席会议,18,\"春季学习\n2022-05-02,主席会议,21,夏季学习\n2022-05-03,主席会议,12,屏幕12\"\n",
            "第2行：引号里有几行像是表里的行",
        ),
        (
            "2022-05-01,主席会议,18,春季学习,\"备注\n2022-05-02,主席会议,21,夏季学习,屏幕12\"\n",
            "第2行：引号里有几行像是表里的行",
        ),
        ("2022-05-01,主席会议,18,\"春季\n学习\",\n", "第2行 D（标题）：这一格里换了行"),
        ("2022-05-01,主席会议,18,甲,\"一\n二\"\n2022-05-02,\"主席\n会议\",18,甲,\n", "第4行 B（类别）：这一格里换了行"),
    ] {
        let mut world = written("study.csv", format!("{head}{rows}").as_bytes());
        let printed = world.run("qjcppcc import study.csv");
        assert!(printed.contains(says) && printed.contains("引号没有收尾"), "{rows}{printed}");
    }
    for end in ["\n", "\r\n", "\r"] {
        let rows =
            format!("{head}2022-05-01,主席会议,18,甲,\"一、学习\n二、2022年讨论，三人\"\n2022-05-02,主席会议,9,乙,\n");
        let mut world = written("study.csv", rows.replace('\n', end).as_bytes());
        let printed = world.run("qjcppcc import study.csv");
        assert!(printed.contains("新增2条") && printed.contains("1格里有换行，"), "{end:?} {printed}");
        assert!(world.run("qjcppcc study show 1 --json").contains("一、学习\\n二、2022年讨论"), "{end:?}");
    }
}

#[test]
fn text_keeps_its_noughts_and_a_dry_run_shows_the_bounds_of_money() {
    let csv = "\
日期,类型,企业,贷款（万元）,文号
2022-05-01,贷款,甲厂,500,007
2022-05-02,贷款,乙厂,30,013
2022-05-03,贷款,丙厂,1200,0019
";
    let mut world = written("aid.csv", csv.as_bytes());
    let printed = world.run("qjcppcc import aid.csv --dry-run");
    assert!(printed.contains("300,000元") || printed.contains("300,000") || printed.contains("30万"), "{printed}");
    let json = world.json("qjcppcc import aid.csv --dry-run --json");
    assert_eq!(json["money"][0]["smallest"], 300_000);
    assert_eq!(json["money"][0]["median"], 5_000_000);
    assert_eq!(json["money"][0]["largest"], 12_000_000);
    assert_eq!(json["ledgers"][0]["added"], 3);
    assert!(world.run("qjcppcc aid list --tally").starts_with("0条"));
    world.run("qjcppcc import aid.csv");
    let list = world.run("qjcppcc aid list --json");
    assert!(["\"007\"", "\"013\"", "\"0019\""].iter().all(|doc| list.contains(doc)), "{list}");
}

#[test]
fn a_column_may_name_the_ledger_and_a_heading_may_be_explained() {
    let csv = "\
台账,日期,类别,标题,人次,来源
学习,2022-05-01,主席会议,甲,18,办公室
志愿服务台账,2022-05-02,森林防火,,12,办公室
consult,2022-05-03,视察,丙,9,
";
    let mut world = written("混合.csv", csv.as_bytes());
    let printed = world.run("qjcppcc import 混合.csv --map 来源=部门");
    assert!(printed.contains("新增3条"), "{printed}");
    assert!(world.run("qjcppcc volunteer list --json").contains("\"turns\": 12"));
    let printed = world.run("qjcppcc import 混合.csv --map 来源=- --map 人次=- --dry-run");
    assert!(printed.contains("[exit 4]") && printed.contains("至少要填一项"), "{printed}");
}

#[test]
fn a_table_that_list_wrote_is_read_again() {
    let mut world = World::new();
    world.run("qjcppcc import examples/qijiang-2022.jsonl");
    let before = world.run("qjcppcc export");
    for ledger in
        ["study", "consult", "advice", "info", "case", "volunteer", "aid", "media", "liaison", "submission", "member"]
    {
        world.run(&format!("qjcppcc {ledger} list -O csv -o {ledger}.csv"));
        let printed = world.run(&format!("qjcppcc import {ledger}.csv"));
        assert!(printed.contains("都已在台账文件里，没有变化"), "{ledger}: {printed}");
    }
    assert_eq!(world.run("qjcppcc export"), before);
}

#[test]
fn the_district_itself_is_no_unknown_town() {
    let csv = "日期,类别,镇街,人次\n2022-05-01,森林防火,区本级,3\n2022-05-02,森林防火,永新,3\n";
    let mut world = written("volunteer.csv", csv.as_bytes());
    assert!(world.run("qjcppcc import volunteer.csv").contains("新增2条"));
    assert!(world.run("qjcppcc volunteer show 1 --json").contains("\"town\": null"));
    let csv = "日期,标题,镇街\n2022-05-01,甲事,区本级\n";
    let printed = written("case.csv", csv.as_bytes()).run("qjcppcc import case.csv");
    assert!(printed.contains("第2行 C（镇街）：缺少镇街") && printed.contains("填上这一格"), "{printed}");
}

#[test]
fn a_roster_is_taken_in_as_offices_keep_it() {
    let csv = "序号,姓名,性别,界别,党派,专委会,组别,职务,任职日期,届满日期,出生年月\n\
        1,张三,男,农业界,民盟,农业农村委,第一组,区农业农村委副主任,2022-01-10,2026-12-31,1975-03\n\
        2,李四,女,工商联界,无党派,经济委,第二组,示例公司经理,2022-01-10,,1980-05\n";
    let mut world = written("roster.csv", csv.as_bytes());
    let printed = world.run("qjcppcc import roster.csv --ledger member");
    assert!(printed.contains("新增2条") && printed.contains("不收个人信息，略去：性别、出生年月"), "{printed}");
    let kept = world.json("qjcppcc member show 1 --json");
    for (key, value) in [
        ("kind", "member"),
        ("title", "张三"),
        ("sector", "农业界"),
        ("party", "民盟"),
        ("committee", "农业农村委"),
        ("group", "第一组"),
        ("duty", "区农业农村委副主任"),
        ("date", "2022-01-10"),
        ("until", "2026-12-31"),
    ] {
        assert_eq!(kept[key], value, "{key}: {kept}");
    }
    assert!(!kept.to_string().contains("1975"), "nothing more of a person is kept: {kept}");
    // Another of the same name is another person, once that is said.
    let again = world.run("qjcppcc member add 张三 -d 2022-01-10");
    assert!(again.contains("同样的记录已有：member-1") && again.ends_with("[exit 4]\n"), "{again}");
    let other = world.run("qjcppcc member add 张三 --sector 教育界 -d 2022-01-10 --again");
    assert!(other.contains("已记 人员 member-3 · 2022-01-10 · 张三 · 委员 · 教育界"), "{other}");
    let listed = world.run("qjcppcc member list");
    assert!(["党派", "委员小组", "职务", "示例公司经理"].iter().all(|word| listed.contains(word)), "{listed}");
    assert!(world.run("qjcppcc member add --help").contains("日期：第一天"));
    assert!(world.run("qjcppcc --lang en member add --help").contains("date: the first day"));
    assert!(world.run("qjcppcc vocab alias party 民盟 中国民主同盟").contains("已算作党派“民盟”"));
}
