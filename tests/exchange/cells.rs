//! What headings and cells of people's tables come to: no number is taken for another one, no word for another word.

use std::fs;

use serde_json::Value;

use crate::world::World;

/// A new ledger, and a file in its folder.
fn written(name: &str, text: &str) -> World {
    let mut world = World::with(&[(name, text)]);
    world.run("qjcppcc init");
    world
}

/// What a table of one ledger came to: its records as JSON, or what was printed instead.
fn read(ledger: &str, text: &str, more: &str) -> Result<Vec<Value>, String> {
    let mut world = written("in.csv", text);
    let printed = world.run(&format!("qjcppcc import in.csv --ledger {ledger} {more}"));
    if printed.contains("[exit") {
        return Err(printed);
    }
    let listed = world.json(&format!("qjcppcc {ledger} list --json"));
    Ok(listed.as_array().expect("a list").clone())
}

/// What the only record of a volunteer table with one gift has: yuan and bound.
fn gift(above: &str, heading: &str, cell: &str) -> Result<(i64, String), String> {
    let text = format!("{above}日期,类别,{heading}\n2022-03-05,公益,\"{cell}\"\n");
    let records = read("volunteer", &text, "")?;
    let bound = records[0]["donated_bound"].as_str().expect("a bound").to_owned();
    Ok((records[0]["donated"].as_i64().expect("yuan"), bound))
}

#[test]
fn the_unit_of_a_heading_holds_for_every_way_to_write_a_number() {
    for (cell, value, bound) in [
        ("人民币35", 350_000, "exact"),
        ("RMB35", 350_000, "exact"),
        ("￥35", 350_000, "exact"),
        ("about 35", 350_000, "about"),
        ("over 35", 350_000, "at_least"),
        ("nearly 35", 350_000, "below"),
        ("at least 35", 350_000, "at_least"),
        ("不足35", 350_000, "below"),
        ("人民币约35", 350_000, "about"),
        ("35以上", 350_000, "at_least"),
        ("三千余", 30_000_000, "at_least"),
        ("3万", 30_000, "exact"),
        ("35元", 35, "exact"),
    ] {
        let expected = Ok((value, bound.to_owned()));
        assert_eq!(gift("", "捐款（万元）", cell), expected, "{cell} in the heading");
        assert_eq!(gift("单位：万元,,\n", "捐款", cell), expected, "{cell} above the table");
    }
    for (cell, says) in [
        ("3千", "看不出是多少"),
        ("5百余", "看不出是多少"),
        ("35（市级20）", "不止一个数\n      只写数字"),
        ("35美元", "的单位是“美元”"),
        ("若干", "不是一个数"),
    ] {
        for (above, heading) in [("", "捐款（万元）"), ("单位：万元,,\n", "捐款")] {
            let printed = gift(above, heading, cell).expect_err(cell);
            assert!(printed.contains(says), "{cell}: {printed}");
        }
    }
    assert_eq!(gift("", "捐款（元）", "3千"), Ok((3_000, "exact".to_owned())));
}

#[test]
fn a_unit_may_be_said_in_words_and_yuan_are_never_proposed_for_ten_thousands() {
    for heading in [
        "捐款（以万元计）",
        "捐款（按万元填写）",
        "捐款（万元为单位）",
        "捐款（单位万元）",
        "捐款（10000元）",
        "捐款以万元计",
        "捐款总额（万元）",
        "捐款（金额以万元计）",
    ] {
        assert_eq!(gift("", heading, "35"), Ok((350_000, "exact".to_owned())), "{heading}");
    }
    for heading in ["捐款（万元/人）", "捐款（每户万元）", "捐款（几万）"] {
        let printed = gift("", heading, "35").expect_err(heading);
        assert!(printed.contains("看不明白") && !printed.contains("（元）"), "{heading}: {printed}");
    }
    let text = "日期,类别,捐款（每户万元）\n2022-03-05,公益,35\n";
    let printed =
        read("volunteer", text, "--map 捐款（每户万元）=捐款捐物（元）").expect_err("ten thousand times too small");
    assert!(printed.contains("表头的单位是“捐款（每户万元）”，--map 写的是“元”"), "{printed}");
    for heading in ["贷款总额（万元）", "授信额度（万元）"] {
        let records = read("aid", &format!("日期,类别,{heading}\n2022-03-05,协助贷款,3\n"), "");
        assert_eq!(records.expect(heading)[0]["loan"], 30_000, "{heading}");
    }
}

/// What a cell of a table is taken for: the key, or what was printed instead.
fn word(ledger: &str, heading: &str, key: &str, cell: &str) -> Result<String, String> {
    let kind = match ledger {
        "study" => "主席会议",
        "volunteer" => "公益",
        "media" => "市级",
        _ => "其他",
    };
    let (names, cells) = match heading {
        "类别" => ("类别".to_owned(), cell.to_owned()),
        _ => (format!("类别,{heading}"), format!("{kind},{cell}")),
    };
    let more = match ledger {
        "media" if heading != "媒体" => (",媒体", ",新华社"),
        "volunteer" => (",人次", ",3"),
        _ => ("", ""),
    };
    let text = format!("日期,标题,{names}{}\n2022-03-05,甲,{cells}{}\n", more.0, more.1);
    let records = read(ledger, &text, "")?;
    Ok(records[0][key].to_string().trim_matches('"').to_owned())
}

#[test]
fn a_word_of_a_file_is_whole_or_fits_only_one() {
    for (ledger, heading, key, cell, expected) in [
        ("volunteer", "镇街", "town", "古南", "古南"),
        ("volunteer", "镇街", "town", "古南街道", "古南"),
        ("volunteer", "镇街", "town", "Gunan", "古南"),
        ("volunteer", "镇街", "town", "永新", "永新"),
        ("volunteer", "类别", "kind", "村居疫情防控", "village"),
        ("volunteer", "类别", "kind", "抗疫", "epidemic"),
        ("volunteer", "类别", "kind", "防火", "forest"),
        ("volunteer", "类别", "kind", "dro", "drought"),
        ("study", "类别", "kind", "中心组", "center"),
        ("study", "类别", "kind", "培训", "training"),
        ("consult", "类别", "kind", "调研", "survey"),
        ("advice", "类别", "kind", "建议案", "formal"),
        ("volunteer", "履职平台", "platform", "渝事好商量", "一镇一事"),
    ] {
        assert_eq!(word(ledger, heading, key, cell).as_deref(), Ok(expected), "{cell}");
    }
    for (ledger, heading, cell, says) in [
        ("volunteer", "类别", "疫情防控", "不止一个：抗疫一线、村居疫情防控"),
        ("advice", "类别", "建议", "不止一个：委员微建议、建议案"),
        ("study", "类别", "学习", "不止一个：党组理论学习中心组、党组会议"),
        ("study", "类别", "会议", "不止一个：党组会议、常委会会议、主席会议"),
        ("liaison", "类别", "座谈", "不止一个：座谈会、界别座谈"),
        ("volunteer", "镇街", "A", "词表里没有镇街“A”"),
        ("volunteer", "镇街", "An", "词表里没有镇街“An”"),
        ("volunteer", "镇街", "古", "词表里没有镇街“古”"),
        ("media", "媒体", "人民报", "词表里没有媒体“人民报”"),
        ("media", "媒体", "人民", "不止一个：人民网、人民政协报"),
    ] {
        let key = if heading == "类别" { "kind" } else { "town" };
        let printed = word(ledger, heading, key, cell).expect_err(cell);
        assert!(printed.contains(says), "{cell}: {printed}");
    }
}

#[test]
fn a_number_is_no_name_and_one_name_is_no_list() {
    for (cell, says) in [
        ("12", "“12”是个数，这里要的是名字\n      一家一行，写企业的名字，或把数量写在“企业数”一栏"),
        ("12家", "“12家”是个数"),
        ("十余家", "“十余家”是个数"),
    ] {
        let printed = read("aid", &format!("日期,类别,企业\n2022-03-05,走访企业,{cell}\n"), "").expect_err(cell);
        assert!(printed.contains(says), "{cell}: {printed}");
    }
    // 几家企业: their number, with the names in the note; beside a column of numbers the name is one.
    for (cell, firms) in [("甲公司等3家企业", 3), ("甲公司、乙公司", 2)] {
        let records = read("aid", &format!("日期,类别,企业\n2022-03-05,走访企业,{cell}\n"), "").expect(cell);
        assert_eq!((&records[0]["firm"], &records[0]["firms"]), (&Value::Null, &firms.into()), "{cell}");
        assert_eq!(records[0]["note"], format!("企业：{cell}"));
        let table = format!("日期,类别,企业,企业数\n2022-03-05,走访企业,{cell},4\n");
        let printed = read("aid", &table, "").expect_err(cell);
        assert!(printed.contains("名字"), "{printed}");
    }
    for cell in ["无", "/", "—", "-", "–", "——", "无。", "N/A", "null", "暂无"] {
        let records = read("aid", &format!("日期,类别,企业,企业数\n2022-03-05,走访企业,{cell},3\n"), "").expect(cell);
        assert!(records[0]["firm"].is_null() && records[0]["firms"] == 3, "{cell}");
    }
    let records = read("aid", "日期,类别,走访企业（家）\n2022-03-05,走访企业,12\n", "").expect("a number of firms");
    assert!(records[0]["firm"].is_null() && records[0]["firms"] == 12, "{records:?}");
    let records = read("aid", "日期,类别,企业\n2022-03-05,走访企业,重庆3号机械公司\n", "").expect("a name");
    assert_eq!(records[0]["firm"], "重庆3号机械公司");
    for (cell, says) in [("3个", "“3个”是个数"), ("巴南区等3个区县", "是个数，这里要的是名字")]
    {
        let printed = read("liaison", &format!("日期,类别,考察地\n2022-03-05,外出考察,{cell}\n"), "").expect_err(cell);
        assert!(printed.contains(says) && printed.contains("“地方数”"), "{cell}: {printed}");
    }
    for (cell, says) in [("12名", "是个数"), ("张三、李四", "有几个名字")] {
        let printed = read("member", &format!("日期,姓名,类别\n2022-03-05,{cell},委员\n"), "").expect_err(cell);
        assert!(printed.contains(says), "{cell}: {printed}");
    }
    let printed = read("case", "日期,标题,镇街,提案人\n2022-03-05,甲,永新,12人\n", "").expect_err("a number");
    assert!(printed.contains("“12人”是个数"), "{printed}");
}

#[test]
fn places_stand_apart_by_commas_blanks_and_line_ends() {
    for (cell, places) in [
        ("巴南区、南川区", vec!["巴南区", "南川区"]),
        ("巴南区 南川区", vec!["巴南区", "南川区"]),
        ("巴南区 云阳县政协", vec!["巴南区 云阳县政协"]),
        ("巴南区和南川区", vec!["巴南区和南川区"]),
    ] {
        let records = read("liaison", &format!("日期,类别,考察地\n2022-03-05,外出考察,{cell}\n"), "").expect(cell);
        assert_eq!(records[0]["partner"], Value::from(places), "{cell}");
    }
    let mut world = World::new();
    world.run("qjcppcc init");
    let mut book = rust_xlsxwriter::Workbook::new();
    let sheet = book.add_worksheet().set_name("联系联谊").expect("a name");
    for (at, (heading, cell)) in
        [("日期", "2022-03-05"), ("类别", "外出考察"), ("考察地", "巴南区\n南川区")].into_iter().enumerate()
    {
        let at = u16::try_from(at).expect("few columns");
        sheet.write(0, at, heading).expect("a heading");
        sheet.write(1, at, cell).expect("a cell");
    }
    book.save(world.path("in.xlsx")).expect("a workbook");
    world.run("qjcppcc import in.xlsx");
    let listed = world.run("qjcppcc liaison list --json");
    assert_eq!(
        serde_json::from_str::<Value>(&listed).expect("a list")[0]["partner"],
        Value::from(vec!["巴南区", "南川区"])
    );
}

#[test]
fn what_says_that_there_is_nothing_is_nothing() {
    let text = "日期,标题,类别,镇街,人次,备注\n2022-03-05,无,公益,NA,3,/\n";
    let records = read("volunteer", text, "").expect("one record");
    assert!(records[0]["title"].is_null() && records[0]["town"].is_null() && records[0]["note"].is_null());
    let printed = read("info", "日期,类别,标题,数量\n2022-03-05,信息,甲,无\n", "").expect_err("not one");
    assert!(printed.contains("“无”不是一个数"), "{printed}");
    let printed = read("volunteer", "日期,类别,人次\n2022-03-05,无,3\n—,公益,3\n", "").expect_err("both are required");
    assert!(
        printed.contains("第2行 B（类别）：缺少类别") && printed.contains("第3行 A（日期）：缺少日期"),
        "{printed}"
    );
}

#[test]
fn a_number_in_words_is_kept_as_a_document() {
    let mut world =
        written("in.csv", "编号,日期,类别,人次\n=\"0012\",2022-03-05,公益,3\n綦协〔2022〕3号,2022-03-06,公益,4\n");
    let printed = world.run("qjcppcc import in.csv --ledger volunteer");
    assert!(printed.contains("“编号”不是数字的，记作文号（1行，最前的是第3行）"), "{printed}");
    let listed = world.json("qjcppcc volunteer list --json");
    let docs: Vec<(&Value, &Value)> =
        listed.as_array().expect("a list").iter().map(|record| (&record["no"], &record["doc"])).collect();
    assert!(docs.contains(&(&Value::from(12), &Value::Null)), "{docs:?}");
    assert!(docs.iter().any(|(_, doc)| **doc == "綦协〔2022〕3号"), "{docs:?}");
    let records = read("volunteer", "编号,文号,日期,类别,人次\nA-1,綦协1号,2022-03-05,公益,3\n", "").expect("one");
    assert_eq!(records[0]["doc"], "綦协1号");
    let records = read("volunteer", "日期,文号,类别,人次\n2022-03-05,=\"0012\",公益,3\n", "").expect("one");
    assert_eq!(records[0]["doc"], "0012");
}

#[test]
fn rows_that_add_up_others_are_left_out_and_titles_are_not() {
    for total in [
        "小计（2次）,,",
        "小计2次,,",
        "上半年小计,,",
        "本月小计,,",
        "主席会议小计,,",
        "2次合计,,",
        "全年合计,,",
        "合计：1次,,",
        "合计（次）,,",
        "本页小计,,",
        "汇总,,",
        "合 计,,",
        ",合计,",
        ",,合计",
        "1,合计,",
        "合计,2022-12-31,",
        "合 计（永新镇）,,",
        "合计（永新镇）,,",
        "（合计）,,",
        "上半年小计,2022-06-30,",
        ",2022-12-31,合计",
        "填表人：某甲,审核人：某乙,填表日期：2022年12月31日",
    ] {
        let total = if total.starts_with("1,") { total.to_owned() } else { format!(",{total}") };
        let text = format!("序号,标题,日期,类别,人次\n1,甲,2022-03-05,主席会议,3\n{total},3\n");
        let text = if total.starts_with("1,") { text.replace("1,合计,,3", "2,合计,,,3") } else { text };
        let records = read("study", &text, "").unwrap_or_else(|printed| panic!("{total}: {printed}"));
        assert_eq!(records.len(), 1, "{total}");
    }
    for title in ["汇总工作会议", "全年工作汇总", "合计划转专题会", "信息汇总", "小计算机培训"]
    {
        let text = format!("标题,日期,类别,人次\n{title},2022-03-05,主席会议,3\n");
        let records = read("study", &text, "").expect(title);
        assert_eq!(records[0]["title"], title);
    }
    let text = "日期,标题,类别,人次\n2022-03-05,甲,主席会议,3\n,汇总工作会议,主席会议,3\n";
    let printed = read("study", text, "").expect_err("the day is missing, and it is no total");
    assert!(printed.contains("第3行 A（日期）：缺少日期"), "{printed}");
}

#[test]
fn a_total_behind_merged_cells_is_a_total() {
    let mut world = World::new();
    world.run("qjcppcc init");
    let mut book = rust_xlsxwriter::Workbook::new();
    let sheet = book.add_worksheet().set_name("学习").expect("a name");
    let rows = [
        ["日期", "类别", "标题", "人次"],
        ["2022-03-05", "主席会议", "甲", "3"],
        ["", "", "乙", "4"],
        ["", "", "2次合计", "7"],
    ];
    for (row, cells) in (0..).zip(rows) {
        for (column, cell) in (0..).zip(cells).filter(|(_, cell)| !cell.is_empty()) {
            sheet.write(row, column, cell).expect("a cell");
        }
    }
    let plain = rust_xlsxwriter::Format::new();
    sheet.merge_range(1, 0, 3, 0, "2022-03-05", &plain).expect("merged days");
    sheet.merge_range(1, 1, 3, 1, "主席会议", &plain).expect("merged kinds");
    book.save(world.path("in.xlsx")).expect("a workbook");
    let printed = world.run("qjcppcc import in.xlsx");
    assert!(printed.contains("第4行是合计，略过") && printed.contains("新增2条"), "{printed}");
}

#[test]
fn the_unit_of_money_is_read_wherever_it_stands_around_a_table() {
    let (above, below) = ("万元,,,", "备注：捐款单位为万元,,,");
    for (above, below) in [
        (above, ""),
        ("", below),
        ("2022年志愿服务（金额以万元计）,,,", ""),
        ("2022年志愿服务（金额：万元）,,,", ""),
        ("2022年志愿服务  万元,,,", ""),
        ("", "单位：万元,,,"),
        (above, below),
    ] {
        let text = format!("{above}\n日期,类别,人次,捐款\n2022-03-05,公益,3,35\n{below}\n");
        let records = read("volunteer", &text, "").unwrap_or_else(|printed| panic!("{above} {below}: {printed}"));
        assert_eq!(records[0]["donated"], 350_000, "{above} {below}");
        let text = text.replace(",捐款\n", ",捐款（元）\n");
        assert_eq!(read("volunteer", &text, "").expect("a unit of its own")[0]["donated"], 35, "{above} {below}");
    }
    for (above, below, says) in [
        ("本表金额均系万元数,,,", "", "看不明白"),
        ("单位：元,,,", below, "表上写了两个单位：元和万元"),
        ("", "备注：金额是以人民币万元来计的,,,", "看不明白"),
    ] {
        let text = format!("{above}\n日期,类别,人次,捐款\n2022-03-05,公益,3,35\n{below}\n");
        let printed = read("volunteer", &text, "").expect_err(above);
        assert!(printed.contains(says), "{above} {below}: {printed}");
    }
    let text = "\
协调1000万元项目,,,
日期,类别,人次,捐款
2022-03-05,公益,3,35
备注：其中区财政20万元,,,
";
    assert_eq!(read("volunteer", text, "").expect("sums are no units")[0]["donated"], 35);
}

#[test]
fn a_sheet_or_a_file_may_be_named_after_its_unit_and_year() {
    let mut world = written("志愿服务（2021年 万元）.csv", "日期,类别,人次,捐款\n12-20,公益,3,35\n3月5日,公益,4,\n");
    let printed = world.run("qjcppcc import 志愿服务（2021年\u{3000}万元）.csv");
    assert!(printed.contains("[exit"), "{printed}");
    fs::rename(world.path("志愿服务（2021年 万元）.csv"), world.path("志愿服务2021（万元）.csv"))
        .expect("another name");
    let printed = world.run("qjcppcc import 志愿服务2021（万元）.csv");
    assert!(
        printed.contains("2行的日子没有写年份，按表上写的2021年读") && printed.contains("表上写着单位：万元"),
        "{printed}"
    );
    let listed = world.json("qjcppcc volunteer list --json");
    let days: Vec<&str> =
        listed.as_array().expect("a list").iter().filter_map(|record| record["date"].as_str()).collect();
    assert!(days.contains(&"2021-12-20") && days.contains(&"2021-03-05"), "{days:?}");
    assert!(listed.to_string().contains("350000"), "{listed}");
}

#[test]
fn days_without_a_year_take_that_of_the_title_or_are_told() {
    let rows = "\
日期,标题,类别
12-20,甲,主席会议
3月5日,乙,主席会议
12月31日,丙,主席会议
";
    let days = |records: &[Value]| -> Vec<String> {
        let mut days: Vec<String> = records.iter().map(|record| record["date"].to_string().replace('"', "")).collect();
        days.sort();
        days
    };
    for title in ["2021年度学习台账,,", "2021 年学习,填报日期：2022年1月5日,", "2021年12月学习台账,,"]
    {
        let records = read("study", &format!("{title}\n{rows}"), "").expect(title);
        assert_eq!(days(&records), ["2021-03-05", "2021-12-20", "2021-12-31"], "{title}");
    }
    for title in ["2021-2022年学习台账,,", "2020年起的学习台账（2021年）,,"] {
        let printed = written("in.csv", &format!("{title}\n{rows}")).run("qjcppcc import in.csv --ledger study");
        assert!(
            printed.contains("没有写年份，表上写了几个年份：202") && printed.contains("[exit 4]"),
            "{title}: {printed}"
        );
    }
    let title = "学习台账,,";
    let mut world = written("in.csv", &format!("{title}\n{rows}"));
    world.wait_days(20);
    let printed = world.run("qjcppcc import in.csv --ledger study");
    let says = "有的日子没有写年份，第3、4、5行按2022年读；不对就在文件里写上年份";
    assert!(printed.contains(says), "{title}: {printed}");
    let mut world = written("in.csv", &rows.replace("12月31日", "1月3日"));
    world.wait_days(-20);
    let printed = world.run("qjcppcc import in.csv --ledger study");
    assert!(printed.contains("第3、4行按2022年，第2行按2021年读"), "{printed}");
    let text = "2021年学习台账,,\n日期,标题,类别\n12-20,甲,没有的\n";
    let mut mended = written("in.csv", text);
    let printed = mended.run("qjcppcc import in.csv --ledger study --skip-bad --refused 略过.csv");
    let left = fs::read_to_string(mended.path("略过.csv")).unwrap_or_else(|_| panic!("{printed}"));
    assert!(left.contains("2021-12-20"), "{left}");
    let line = "{\"ledger\":\"study\",\"date\":\"3-5\",\"kind\":\"chair\"}\n";
    fs::write(world.path("in.jsonl"), line).expect("a file");
    let printed = world.run("qjcppcc import in.jsonl");
    assert!(printed.contains("第1行按2022年读"), "{printed}");
}

#[test]
fn a_day_may_have_a_time_and_a_dotted_number_is_no_day() {
    for day in [
        "2022-03-05 09:00",
        "2022/3/5 0:00",
        "2022-03-05T00:00:00Z",
        "2022年3月5日（周六）",
        "2022年3月5日上午",
        "20220305",
        "2022.3.5",
        "2022．3．5",
        "2022、3、5",
        "2022 年 3 月 5 日",
        "三月五日",
        "二〇二二年三月五日",
        "22年3月5日",
        "2022-3-5 14:30",
        "3.5",
        "3.05",
    ] {
        let records = read("study", &format!("日期,标题,类别\n{day},甲,主席会议\n"), "").expect(day);
        assert_eq!(records[0]["date"], "2022-03-05", "{day}");
    }
    for (day, says) in [
        ("3.1", "“3.1”看不出是哪一天：表格软件会把 3.10 存成 3.1\n      写成 2022-03-10"),
        ("12.2", "看不出是哪一天"),
        ("12.3", "看不出是哪一天"),
        ("2022.1", "“2022.1”看不出是哪一天"),
        ("2022年3月至5月", "不是日期"),
        ("3-5-7", "不是日期"),
        ("2022-03-04T16:00:00Z", "不是日期"),
    ] {
        let printed = read("study", &format!("日期,标题,类别\n{day},甲,主席会议\n"), "").expect_err(day);
        assert!(printed.contains(says), "{day}: {printed}");
    }
}

#[test]
fn a_number_of_a_result_or_a_piece_means_one_of_that_ledger() {
    let mut world = written("in.csv", "成果编号,日期,签批人,级别\n1,2022-03-06,区委主要领导,区级\n");
    world.run("qjcppcc info add 信息 甲信息 -d 3-1");
    let printed = world.run("qjcppcc import in.csv --ledger endorsement");
    assert!(printed.contains("找不到所属的记录“advice-1”"), "{printed}");
    world.run("qjcppcc advice add 调研 甲报告 -d 3-1");
    let printed = world.run("qjcppcc import in.csv --ledger endorsement");
    assert!(printed.contains("新增1条"), "{printed}");
    let shown = world.run("qjcppcc info show endorsement-1 --json");
    let one: Value = serde_json::from_str(&shown).expect("a record");
    let advice = world.json("qjcppcc advice show 1 --json");
    assert_eq!(one["of"][0], advice["id"], "{shown}");
    fs::write(world.path("in.csv"), "成果编号,日期,资金\n1,2022-03-06,3万\n").expect("a file");
    let printed = world.run("qjcppcc import in.csv --ledger fund");
    assert!(printed.contains("资金不能属于建言成果"), "{printed}");
    fs::write(world.path("in.csv"), "信息编号,日期,签批人,级别\n1,2022-03-06,区委主要领导,区级\n").expect("a file");
    let printed = world.run("qjcppcc import in.csv --ledger endorsement");
    assert!(printed.contains("新增1条"), "{printed}");
}

#[test]
fn persons_are_turns_where_the_heading_makes_them_so() {
    let turns = |heading: &str, cell: &str| {
        let text = format!("日期,标题,类别,{heading}\n2022-03-05,甲,主席会议,{cell}\n");
        read("study", &text, "").map(|records| format!("{} {}", records[0]["turns"], records[0]["turns_bound"]))
    };
    for heading in ["参加人数", "参加人次（人）", "参加人数（人）", "人数", "参加人数（名）"]
    {
        for (cell, expected) in [
            ("45人", "45 \"exact\""),
            ("45名", "45 \"exact\""),
            ("约45人", "45 \"about\""),
            ("30余人", "30 \"at_least\""),
            ("45人次", "45 \"exact\""),
            ("45", "45 \"exact\""),
        ] {
            assert_eq!(turns(heading, cell).as_deref(), Ok(expected), "{heading} {cell}");
        }
        assert!(turns(heading, "45户").is_err_and(|printed| printed.contains("的单位是“户”")), "{heading}");
    }
    assert!(turns("参加人次", "12名").is_err_and(|printed| printed.contains("“12名”的单位是“名”")));
    assert!(turns("参加人数（户）", "12").is_err_and(|printed| printed.contains("表头的单位是“户”")));
}

#[test]
fn a_heading_is_only_proposed_where_it_is_likely() {
    for (ledger, heading, says) in [
        ("study", "参加人此", "是不是“人次”"),
        ("study", "学习日期时间", "是不是“日期”"),
        ("study", "应到人数", "不要这一列就写 --map 应到人数=-，留作备注就写 --map 应到人数=备注"),
        ("study", "应参加人数", "--map 应参加人数=备注"),
        ("study", "字数", "--map 字数=备注"),
        ("study", "月份", "--map 月份=备注"),
        ("study", "届次", "--map 届次=备注"),
        ("study", "场地", "--map 场地=备注"),
        ("member", "血型", "--map 血型=备注"),
        ("aid", "走访委员", "--map 走访委员=备注"),
    ] {
        let printed =
            read(ledger, &format!("日期,类别,标题,{heading}\n2022-03-05,其他,甲,3\n"), "").expect_err(heading);
        assert!(printed.contains(says), "{heading}: {printed}");
        assert_eq!(printed.contains("是不是"), says.starts_with("是不是"), "{heading}: {printed}");
    }
}

#[test]
fn a_row_with_a_comma_too_many_says_so() {
    let text = "日期,类别,标题,人次\n2022-03-05,主席会议,学习一,二,3\n";
    let printed = read("study", text, "").expect_err("five cells");
    let says = "第2行：有5格，表头只有4格\n      一格里有逗号的，要放在双引号里";
    assert!(printed.contains(says), "{printed}");
}

#[test]
fn errors_show_numbers_of_persons_in_part_only() {
    let text = "日期,类别,标题,人次\n2022-03-05,主席会议,甲,13812345678\n2022-03-05,500222198001011234,甲,3\n";
    let printed = read("study", text, "").expect_err("a wrong kind");
    assert!(printed.contains("500222********1234") && !printed.contains("19800101"), "{printed}");
    let text = "日期,类别,标题,人次\n2022-03-05,主席会议,甲,联系13812345678\n";
    let printed = read("study", text, "").expect_err("no number");
    assert!(printed.contains("138****5678") && !printed.contains("12345"), "{printed}");
}

#[test]
fn the_separator_is_the_one_that_most_lines_have() {
    let text = "日期,标题,类别\n2022-03-05,甲;乙;丙;丁;戊;己;庚,主席会议\n";
    assert_eq!(read("study", text, "").expect("commas")[0]["title"], "甲;乙;丙;丁;戊;己;庚");
    let text = "日期;标题;类别;人次\n2022-03-05;甲，乙;主席会议;1,234\n";
    assert_eq!(read("study", text, "").expect("semicolons")[0]["turns"], 1234);
}

#[test]
fn what_other_programs_write_is_read_as_they_mean_it() {
    let turns = |cell: &str| {
        let text = format!("日期,标题,类别,亮点,文号,数量,人次\n2022-03-05,甲,主席会议,False,nan,nan,{cell}\n");
        read("study", &text, "").map(|records| (records[0]["turns"].clone(), records[0]["highlight"].clone()))
    };
    for (cell, expected) in [("1e5", 100_000), ("1E+05", 100_000), ("1.2e3", 1200), ("45.0", 45), ("\"1,234\"", 1234)] {
        assert_eq!(turns(cell), Ok((expected.into(), false.into())), "{cell}");
    }
    for cell in ["nan", "NaN", "<NA>", "NaT", "None", ""] {
        assert_eq!(turns(cell), Ok((Value::Null, false.into())), "{cell}");
    }
    assert!(turns("1.5e-1").is_err_and(|printed| printed.contains("小数太细")));
    assert!(turns("1e50").is_err_and(|printed| printed.contains("不是一个数")));
    let money = |heading: &str, cell: &str| gift("", heading, cell).map(|(donated, _)| donated);
    assert_eq!(money("捐款（万元）", "1e1"), Ok(100_000));
    // A byte-order mark where files were joined, noughts kept by Excel, and a table as wide and long as its sheet.
    let head = "日期,标题,类别,文号";
    let row = |title: &str| format!("2022-03-05,{title},主席会议,=\"00123\"");
    let joined = format!("\u{feff}{head}\n{}\n\u{feff}{head}\n{}\n", row("甲"), row("乙"));
    let wide = ",".repeat(3_000);
    let padded =
        format!("{head}{wide}\n{}{wide}\n{}{wide}\n{}", row("甲"), row("乙"), format!(",,,{wide}\n").repeat(1_000));
    for text in [joined, padded] {
        let records = read("study", &text, "").expect("two records");
        assert_eq!(records.len(), 2);
        assert!(records.iter().all(|record| record["doc"] == "00123"), "{records:?}");
    }
}

#[test]
fn a_line_of_json_may_name_its_ledger_in_chinese() {
    let line = "{\"ledger\":\"学习\",\"date\":\"2022-03-05\",\"kind\":\"chair\"}\n";
    let mut world = written("in.jsonl", line);
    let printed = world.run("qjcppcc import in.jsonl");
    assert!(printed.contains("新增1条"), "{printed}");
    fs::write(world.path("in.jsonl"), line.replace("学习", "词表")).expect("a file");
    assert!(world.run("qjcppcc import in.jsonl").contains("没有台账“词表”"));
}

#[test]
fn what_excel_keeps_beside_an_open_file_is_no_file_to_import() {
    let mut world = written("in.csv", "日期,标题,类别\n2022-03-05,甲,主席会议\n");
    fs::write(world.path("~$in.csv"), "zhang").expect("a file");
    let printed = world.run("qjcppcc import ~$in.csv in.csv --ledger study");
    assert!(printed.contains("~$in.csv 是表格软件打开文件时留下的，略过") && printed.contains("新增1条"), "{printed}");
}

#[test]
fn a_number_that_a_workbook_shows_with_a_unit_has_it() {
    for (format, heading, expected) in [
        ("#,##0\"万元\"", "捐款", Ok(350_000)),
        ("0.00万元", "捐款", Ok(350_000)),
        (r#"#,##0.00_ "万元";-#,##0.00"万元""#, "捐款（万元）", Ok(350_000)),
        ("General\"万\"", "捐款（元）", Ok(350_000)),
        ("¥#,##0.00", "捐款", Ok(35)),
        ("0!.0,\"万\"", "捐款", Err("看到的和存的不是同一个数")),
        (r#""约"0"万元""#, "捐款", Ok(350_000)),
        (r#""计"0"万元""#, "捐款", Err("看到的和存的不是同一个数")),
        ("0\"万元/户\"", "捐款", Err("万元/户")),
    ] {
        let mut world = World::new();
        world.run("qjcppcc init");
        let mut book = rust_xlsxwriter::Workbook::new();
        let sheet = book.add_worksheet().set_name("志愿服务").expect("a name");
        for (at, (heading, cell)) in (0..).zip([("日期", "2022-03-05"), ("类别", "公益"), (heading, "")]) {
            sheet.write(0, at, heading).expect("a heading");
            sheet.write(1, at, cell).expect("a cell");
        }
        let shown = rust_xlsxwriter::Format::new().set_num_format(format);
        sheet.write_number_with_format(1, 2, 35, &shown).expect("a number");
        book.save(world.path("in.xlsx")).expect("a workbook");
        let printed = world.run("qjcppcc import in.xlsx");
        match expected {
            Ok(value) => {
                assert!(printed.contains("新增1条"), "{format}: {printed}");
                let listed = world.json("qjcppcc volunteer list --json");
                assert_eq!(listed[0]["donated"], value, "{format}");
                let bound = if format.contains('约') { "about" } else { "exact" };
                assert_eq!(listed[0]["donated_bound"], bound, "{format}");
            }
            Err(says) => assert!(printed.contains(says), "{format}: {printed}"),
        }
    }
}
