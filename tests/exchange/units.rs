//! Units of money and of what is counted, in headings, above tables and in cells.

use super::files::written;

#[test]
fn units_of_headings_are_part_of_the_value() {
    let cases = [
        ("金额", "350000", "350000"),
        ("金额（元）", "350,000", "350000"),
        ("金额（万元）", "35", "350000"),
        ("资金（万元）", "35", "350000"),
        ("资金 (单位：万元)", "35", "350000"),
        ("协调资金/万元", "35", "350000"),
        ("资金：万元", "35", "350000"),
        ("金额万元", "35", "350000"),
        ("金额[亿元]", "0.0035", "350000"),
        ("金额（千元）", "350", "350000"),
        ("金额（百万元）", "0.35", "350000"),
        ("金额（万元）", "35万", "350000"),
        ("金额（万元）", "35万元", "350000"),
        ("金额（万元）", "350000元", "350000"),
        ("金额（万元）", "三十五", "350000"),
        ("金额（元）", "35万", "350000"),
        ("金额（含配套）", "35万", "350000"),
    ];
    for (heading, cell, expected) in cases {
        let csv = format!("日期,所属,{heading}\n2022-05-01,1,\"{cell}\"\n");
        let mut world = written("fund.csv", csv.as_bytes());
        world.run("qjcppcc case add 甲事 -t 永新 -d 3-1");
        let printed = world.run("qjcppcc import fund.csv");
        assert!(printed.contains("新增1条"), "{heading} {cell}: {printed}");
        let json = world.json("qjcppcc case show fund-1 --json");
        assert_eq!(json["amount"].to_string(), expected, "{heading} {cell}");
    }
    for (cell, value, bound) in [
        ("30余", 300_000, "at_least"),
        ("约30", 300_000, "about"),
        ("30以上", 300_000, "at_least"),
        ("30左右", 300_000, "about"),
        ("近30", 300_000, "below"),
        ("30+", 300_000, "at_least"),
    ] {
        let csv = format!("单位：万元,,\n日期,所属编号,金额\n2022-05-01,case-1,{cell}\n");
        let mut world = written("fund.csv", csv.as_bytes());
        world.run("qjcppcc case add 甲事 -t 永新 -d 3-1");
        let printed = world.run("qjcppcc import fund.csv");
        assert!(printed.contains("新增1条") && printed.contains("表上写着单位：万元"), "{cell}: {printed}");
        let json = world.json("qjcppcc case show fund-1 --json");
        assert_eq!((json["amount"].as_i64(), json["amount_bound"].as_str()), (Some(value), Some(bound)), "{cell}");
    }
}

/// What the only fund of a ledger with one case came to, or what was printed instead.
fn fund_of(csv: &str, more: &str) -> Result<String, String> {
    let mut world = written("fund.csv", csv.as_bytes());
    world.run("qjcppcc case add 甲事 -t 永新 -d 3-1");
    let printed = world.run(&format!("qjcppcc import fund.csv {more}"));
    if !printed.contains("新增1条") {
        return Err(printed);
    }
    let shown = world.run("qjcppcc case show fund-1 --json");
    let json: serde_json::Value = serde_json::from_str(&shown).expect("JSON");
    Ok(json["amount"].to_string())
}

#[test]
fn a_unit_of_money_is_read_however_it_is_written_and_never_passed_over() {
    for heading in [
        "资金 （ 万 元 ）",
        "资金（人民币万元）",
        "资金（人民币 万元）",
        "资金（万元人民币）",
        "资金（到位，万元）",
        "资金（到位 万元）",
        "资金（到位）（万元）",
        "资金（币种：人民币；单位：万元）",
        "资金（萬元）",
        "资金〔万元〕",
        "资金_万元",
        "资金-万元",
        "资金，万元",
        "资金 人民币万元",
    ] {
        let csv = format!("事项编号,日期,\"{heading}\"\n1,2022-05-01,12.5\n");
        assert_eq!(fund_of(&csv, "").as_deref(), Ok("125000"), "{heading}");
    }
    for heading in ["资金（到位）", "资金（含配套）", "资金（2022年）"] {
        let csv = format!("事项编号,日期,{heading}\n1,2022-05-01,12500\n");
        assert_eq!(fund_of(&csv, "").as_deref(), Ok("12500"), "{heading}");
    }
    for (heading, says) in [
        ("资金（万元/年）", "表头里的单位“万元/年”看不明白"),
        ("资金（RMB）", "表头里的单位“RMB”看不明白"),
        ("资金（人民币）", "表头里的单位“人民币”看不明白"),
        ("资金（w）", "看不明白"),
        ("资金（元、万元）", "看不明白"),
        ("资金（20万以上）", "看不明白"),
        ("资金（美元）", "表头写的是外币“美元”"),
        ("资金（万美元）", "表头写的是外币“万美元”"),
        ("资金($)", "外币“$”"),
        ("资金-美元", "外币“美元”"),
        ("资金（人）", "表头的单位是“人”"),
    ] {
        let csv = format!("事项编号,日期,{heading}\n1,2022-05-01,12.5\n");
        let printed = fund_of(&csv, "").expect_err(heading);
        assert!(printed.contains(says) && printed.contains("第1行 C（"), "{heading}: {printed}");
        assert!(printed.contains("金额（万元）") || printed.contains("--map"), "{heading}: {printed}");
    }
}

#[test]
fn a_remark_behind_a_heading_that_counts_is_no_unit_but_a_power_is() {
    let count = |heading: &str| {
        let csv = format!("日期,类别,标题,{heading}\n2022-05-01,主席会议,甲,3\n");
        let mut world = written("study.csv", csv.as_bytes());
        let printed = world.run("qjcppcc import study.csv");
        if !printed.contains("新增1条") {
            return printed;
        }
        let json = world.json("qjcppcc study list --json");
        json[0]["turns"].to_string()
    };
    assert_eq!(count("人次（含委员）"), "3");
    assert_eq!(count("人次（百人次）"), "300");
    assert_eq!(count("参加人数（人）"), "3");
    assert!(count("人次（上千）").contains("看不明白"));
}

#[test]
fn the_unit_above_a_table_is_read_however_it_is_written() {
    for line in [
        "单位：万元",
        "金额单位：人民币万元",
        "（单位：万元、人次）",
        "计量单位 万元",
        "填报单位：百节镇  单位：万元",
        "单位：万元    2022年12月",
        "永新镇资金台账（万元）",
        "单位：,万元",
    ] {
        let csv = format!("{line}\n事项编号,日期,资金\n1,2022-05-01,12.5\n");
        assert_eq!(fund_of(&csv, "").as_deref(), Ok("125000"), "{line}");
    }
    for line in ["填报单位：百节镇", "单位：万盛经开区", "永新镇资金台账（2022年）"] {
        let csv = format!("{line}\n事项编号,日期,资金\n1,2022-05-01,12500\n");
        assert_eq!(fund_of(&csv, "").as_deref(), Ok("12500"), "{line}");
    }
    for line in ["单位：美元", "金额单位：万美元", "单位：元、万元", "单位：元,,单位：万元"]
    {
        let csv = format!("{line}\n事项编号,日期,资金\n1,2022-05-01,12500\n");
        let printed = fund_of(&csv, "").expect_err(line);
        assert!(printed.contains("第1行：表上的单位") && printed.contains("看不明白"), "{line}: {printed}");
    }
    let csv = "\
单位：元
单位：万元
事项编号,日期,资金
1,2022-05-01,3
";
    let printed = fund_of(csv, "").expect_err("two units");
    assert!(printed.contains("表上写了两个单位：元和万元"), "{printed}");
}

#[test]
fn an_explained_heading_keeps_its_unit_and_one_that_is_nowhere_is_an_error() {
    let csv = |heading: &str| format!("事项编号,日期,{heading}\n1,2022-05-01,12.5\n");
    for (heading, map) in [
        ("支持_万元", "支持_万元=金额"),
        ("支持资金万元", "支持资金万元=金额"),
        ("支持（万元）", "支持=金额"),
        ("支持", "支持=金额（万元）"),
        ("资金美元", "资金美元=金额（万元）"),
        ("支持-万元", "支持-万元=金额（万元）"),
    ] {
        assert_eq!(fund_of(&csv(heading), &format!("--map {map}")).as_deref(), Ok("125000"), "{heading} {map}");
    }
    for (heading, map, says) in [
        ("支持_万元", "支持_万元=金额（元）", "表头的单位是“万元”，--map 写的是“元”"),
        ("资金美元", "资金美元=金额", "外币“资金美元”"),
        ("万盛支持", "万盛支持=金额", "看不明白"),
        ("资金", "资今=金额", "没有一列的表头是“资今”"),
        ("资金", "资今=金额", "是不是“资金”？写 --map 资金=金额"),
        ("资金", "天气=金额", "表头有：事项编号、日期、资金"),
        ("支持", "支持=天气", "留作备注就写 --map 支持=备注"),
    ] {
        let printed = fund_of(&csv(heading), &format!("--map {map}")).expect_err(heading);
        assert!(printed.contains(says), "{heading} {map}: {printed}");
    }
    let mut world = written("a.jsonl", br#"{"ledger":"study","date":"2022-05-01","kind":"chair"}"#);
    assert!(world.run("qjcppcc import a.jsonl --map 来源=部门").contains("只有表格才用 --map"));
}

#[test]
fn money_without_a_unit_that_is_small_is_pointed_out() {
    let csv = "\
日期,类型,企业,贷款
2022-05-01,贷款,甲厂,500
2022-05-02,贷款,乙厂,30
2022-05-03,贷款,丙厂,5元
";
    let printed = written("aid.csv", csv.as_bytes()).run("qjcppcc import aid.csv");
    assert!(printed.contains("“贷款”没有写单位，按元读；最小的是第3行的30元"), "{printed}");
    assert!(printed.contains("把表头写成 贷款（万元）") && printed.contains("新增3条"), "{printed}");
    for csv in [csv.replace("贷款\n", "贷款（元）\n"), csv.replace(",500", ",5000").replace(",30", ",3000")] {
        let printed = written("aid.csv", csv.as_bytes()).run("qjcppcc import aid.csv");
        assert!(!printed.contains("没有写单位"), "{printed}");
    }
}

/// Another measure word of the same thing stands in a heading or a cell; that of something else is refused.
#[test]
fn another_measure_word_of_the_same_thing_is_read_in_tables() {
    let read = |heading: &str, cell: &str| {
        let csv = format!("日期,类别,人次,{heading}\n2022-05-01,送春联,近百人次,{cell}\n");
        let mut world = written("volunteer.csv", csv.as_bytes());
        let printed = world.run("qjcppcc import volunteer.csv");
        if !printed.contains("新增1条") {
            return Err(printed);
        }
        let json = world.json("qjcppcc volunteer show 1 --json");
        assert_eq!((json["turns"].as_i64(), json["turns_bound"].as_str()), (Some(100), Some("below")));
        Ok((json["suggestions"].as_i64(), json["hours"].as_f64(), json["commended"].as_i64()))
    };
    assert_eq!(read("意见建议（则）", "12"), Ok((Some(12), None, None)));
    assert_eq!(read("意见建议", "12则"), Ok((Some(12), None, None)));
    assert_eq!(read("时长", "16个小时"), Ok((None, Some(16.0), None)));
    assert_eq!(read("受表扬", "3位"), Ok((None, None, Some(3))));
    let refused = read("意见建议", "12人次").expect_err("other things");
    assert!(refused.contains("“12人次”的单位是“人次”，这里要的是“条”"), "{refused}");
    let refused = read("意见建议（名）", "12").expect_err("other things");
    assert!(refused.contains("表头的单位是“名”"), "{refused}");
}
