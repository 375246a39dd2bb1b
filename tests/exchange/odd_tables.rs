//! Tables as offices really keep them, odd or damaged: each with the sentence that it gives, and what it comes to.

use rust_xlsxwriter::{Format, Formula, Workbook, XlsxError};
use serde_json::Value;

use super::files::{gb18030, packed, row, sheet, utf16, workbook, written};
use crate::world::World;

/// One table: its file, what is in it, what is added to the command, what is said of it, and what it comes to: of which ledger how
/// many records there are, and the sum of a field; or none, where it is refused.
type Odd = (&'static str, Vec<u8>, &'static str, &'static str, Option<(&'static str, usize, &'static str, f64)>);

fn text(file: &'static str, table: &str, says: &'static str) -> Odd {
    (file, table.into(), "", says, None)
}

fn sum(file: &'static str, table: &str, says: &'static str, comes: (&'static str, usize, &'static str, f64)) -> Odd {
    (file, table.into(), "", says, Some(comes))
}

const V: &str = "志愿服务2022.csv";

/// Lines between, above, below and beside the rows.
#[allow(clippy::too_many_lines, reason = "a table of cases")]
fn around() -> Vec<Odd> {
    let turns = |rows, turns| ("volunteer", rows, "turns", turns);
    let total = |word: &str| format!("日期,类别,镇街,人次\n2022-3-1,公益,永新,5\n2022-3-2,公益,三江,6\n{word},,,11\n");
    let both = |word, says| sum(V, &total(word), says, turns(2, 11.0));
    let bad = |word, says| text(V, &total(word), says);
    let head = "日期,类别,镇街,人次\n";
    vec![
        both("总数", "第4行是合计，略过"),
        both("共2次", "第4行是合计，略过"),
        both("本年累计", "第4行是合计，略过"),
        both("平均", "第4行是平均，略过"),
        both("占比", "第4行是占比，略过"),
        both("上年同期", "第4行是上年同期，略过"),
        bad("其中：党员", "第4行 A（日期）：“其中：党员”不是日期"),
        bad("总人数", "第4行 A（日期）：“总人数”不是日期"),
        text(V, &total("合计").replace(",11", ",12"), "合计写着12人次，读到的各行相加是11人次"),
        text(V, "日期,类别,人次,标题\n,公益,3,共青团\n", "第2行 A（日期）：缺少日期"),
        sum(
            V,
            "日期,类别,人次\n永新镇,,\n3月1日,公益,5\n小计,,5\n三江街道,,\n3月2日,公益,6\n3月3日,公益,7\n合计,,18\n",
            "各行的镇街按上面的小标题：第2行永新镇、第5行三江街道",
            turns(3, 18.0),
        ),
        sum(
            V,
            "序号,日期,镇街,人次\n一、森林防火,,,\n1,3月1日,永新,5\n二、公益,,,\n2,3月2日,三江,6\n",
            "各行的类别按上面的小标题：第2行森林防火、第4行公益",
            turns(2, 11.0),
        ),
        text(
            V,
            "日期,类别,人次\n永新镇,,\n3月1日,公益,5\n区直机关,,\n3月2日,公益,6\n",
            "第4行：有的小标题写着镇街，这里（“区直机关”）看不出镇街",
        ),
        text(V, "日期,类别,人次\n3月1日,公益,5\n永新镇,,\n3月2日,公益,6\n", "第2行：有的小标题写着镇街"),
        sum(
            V,
            "序号,镇街,日期,类别,人次\n1,永新镇,3月1日,公益,5\n2,三江街道,,,\n3,古南街道,/,,\n",
            "只写着一格的不是记录，略过：第3行“三江街道”",
            turns(1, 5.0),
        ),
        sum(
            "学习2022.csv",
            "一、第一季度,,,\n日期,类别,学习内容,参加人次\n1月12日,主席会议,甲,12\n2月15日,主席会议,乙,13\n小计,,,25\n二、第二季度,,,\n日期,类别,学习内容,参加人次\n4月12日,主席会议,丙,10\n5月15日,党组会议,丁,11\n小计,,,21\n总数,,,46\n",
            "略过：第6行“二、第二季度”",
            ("study", 4, "turns", 46.0),
        ),
        sum(
            V,
            &format!(
                "{head}2022-3-1,公益,永新,5\n（续表）,,,\n2022-3-2,公益,三江,6\n※以上由办公室提供,,,\n第1页 共2页,,,\n"
            ),
            "第3行是表下的说明，略过",
            turns(2, 11.0),
        ),
        text(
            V,
            &format!(
                "表一：服务,,,\n{head}2022-3-1,公益,永新,5\n合计,,,5\n\n表二：捐款,,,\n日期,类别,镇街,捐款（元）\n2022-3-3,公益,永新,500\n合计,,,500\n"
            ),
            "第7行：这一行又是表头，和上面的不同（日期，类别，镇街，捐款（元）），下面像是另一张表",
        ),
        sum(
            V,
            &format!("{head}2022-3-1,公益,永新,5\n合计,,,5\n{head}2022-3-3,公益,永新,50\n合计,,,50\n"),
            "第4行又是表头，略过",
            turns(2, 55.0),
        ),
        text(
            V,
            "日期,类别,人次,,日期,类别,人次\n3月1日,公益,5,,3月2日,公益,6\n",
            "两张表并排的，把右边的移到左边的下面",
        ),
        sum(
            "助企纾困.csv",
            "日期,类别,企业名称,贷款金额,走访次数\n,,,（万元）,（次）\n2022-3-5,协助贷款,甲公司,500,\n2022-3-6,协助贷款,乙公司,300,\n合计,,,800,\n",
            "第5行是合计，略过",
            ("aid", 2, "loan", 8_000_000.0),
        ),
        sum(
            V,
            "日期,类别,镇街,捐款捐物,参与人次\n年月日,,,万元,人次\n2022-3-5,公益,永新,5,20\n2022-3-6,公益,三江,3,10\n合计,,,8,30\n",
            "第5行是合计，略过",
            ("volunteer", 2, "donated", 80_000.0),
        ),
        sum(
            V,
            &format!("{head}2022-3-1,公益,永新,5\n{}2022-3-2,公益,三江,6\n", ",,,\n".repeat(5_000)),
            "新增2条",
            turns(2, 11.0),
        ),
        sum(V, &format!("{head}合计,,,0\n"), "没有记录", turns(0, 0.0)),
    ]
}

/// Other words in headings and cells.
#[allow(clippy::too_many_lines, reason = "a table of cases")]
fn words() -> Vec<Odd> {
    let info = |cell: &str| format!("信息题目,报送单位,报送时间,采用及批示情况\n停车,永新镇,2022-3-2,{cell}\n");
    let wide: String = (0..300).fold(String::new(), |wide, at| wide + &format!(",列{at}"));
    let meeting = "镇街,事项,会议类型,会议时间,参会人数\n永新镇,河道清理,现场协商,2022-4-5,20\n";
    vec![
        sum("信息.csv", &info("已报市政协待采用"), "新增1条", ("info", 1, "count", 0.0)),
        sum("信息.csv", &info("获市领导张某某批示"), "新增2条", ("endorsement", 1, "count", 0.0)),
        sum("信息.csv", &info("被市委办《信息专报》采用"), "新增2条", ("adoption", 1, "count", 0.0)),
        sum("信息.csv", &info("市政协采用2篇；区委书记批示"), "新增4条", ("adoption", 2, "count", 0.0)),
        text("信息.csv", &info("转办中"), "“转办中”看不明白：哪一级、是采用、转送还是批示"),
        text("信息.csv", &info("市长批示：待研究"), "“市长批示：待研究”看不明白"),
        text("信息.csv", &info("省政协采用1篇"), "“省政协采用1篇”看不明白"),
        text(
            "信息.csv",
            &(info("市政协采用") + "停车,永新镇,2022-5-2,全国政协采用\n"),
            "第3行：“停车”在第2行已经有了（这样的行有1行），会记成几件",
        ),
        sum(
            "提案.csv",
            "提案号,案由,第一提案人,附议人,提案类别,收到日期,立案情况,承办单位（主办/协办）\n1,养老,张三,李四、王五,社会建设,2022-1-10,立案,区民政局\n2,茶叶,李四,,经济建设,2022-1-10,立案,区农业农村委\n",
            "交办没有写日子",
            ("assignment", 2, "count", 0.0),
        ),
        sum(
            "协商.csv",
            "协商议题,类别,时间,牵头领导,参加单位,参加人数\n乡村振兴,重点协商,2022-3-15,王主席,乡村振兴局,35\n营商环境,视察,2022年5月中旬,李副主席,发改委,28人\n",
            "只写到月",
            ("consult", 2, "turns", 63.0),
        ),
        text("协商.csv", "协商议题,协商形式,时间\n养老,界别协商,2022-6-1\n", "词表里没有类别“界别协商”"),
        sum(
            "来访接待登记表.csv",
            "来访日期,来访单位,来访人数,带队领导,接待人,事由\n2022-3-5,巴南区政协,12,王主席,李四,考察\n2022-4-6,南川区政协,8人,张主席,李四,学习\n合计,2批,20人,,,\n",
            "读作联系联谊",
            ("liaison", 2, "turns", 20.0),
        ),
        sum(
            "宣传.csv",
            "稿件标题,作者,刊登情况,刊登时间\n开展调研,张三,人民政协报、重庆日报,2022.3.5\n",
            "新增1条",
            ("media", 1, "count", 0.0),
        ),
        text("宣传.csv", "稿件标题,刊登情况,刊登时间\n春联,学习强国,2022.1.20\n", "词表里没有媒体“学习强国”"),
        sum(
            "请示报告.csv",
            "序号,发文日期,文号,标题,文种,签发人\n1,2022-3-5,綦政协〔2022〕3号,开会,请示,王\n2,2022-3-6,綦政协〔2022〕4号,视察,报告,王\n",
            "新增2条",
            ("submission", 2, "count", 0.0),
        ),
        sum(
            "走访企业.csv",
            "完成时间,类别,走访企业数,协调贷款（万元）\n2022年3月,协助贷款,2,500\n2022年4月,协助贷款,1,\n合计,,3,500\n",
            "新增2条",
            ("aid", 2, "firms", 3.0),
        ),
        sum(
            "建言成果.csv",
            "成果名称,成果类型,完成时间,报送,批示情况,采纳情况\n茶叶,调研报告,2022-5-1,区委,区委书记批示,已采纳\n停车,委员微建议,2022-6-1,区政府,区长批示,\n",
            "新增4条",
            ("endorsement", 2, "count", 0.0),
        ),
        sum("一镇一事.csv", meeting, "新增2条", ("meeting", 1, "turns", 20.0)),
        text(
            "一镇一事.csv",
            &format!("{meeting}永新镇,河道清理,议前协商,2022-4-1,9\n"),
            "一行一次的表按那一项导入（--ledger meeting）",
        ),
        text(
            "信息.csv",
            "标题,日期,甲,乙\n停车,2022-3-2,1,2\n",
            "都不用就加 --rest note（连表头记进备注）或 --rest skip",
        ),
        text(V, &format!("日期,类别{wide}\n2022-3-1,公益{}\n", ",x".repeat(300)), "表头有300处不对"),
        text(V, "镇街,1月,2月,合计\n永新,5,6,11\n", "一列一个月份的表，改成一行一个：月份另立一列"),
        text(V, "项目,永新镇,三江街道\n人次,5,6\n", "一列一个镇街的表"),
        text(
            "信息.csv",
            "标题,日期,区级采用,市级采用\n停车,2022-3-2,√,\n",
            "一列一个级别的表，改成一行一个：级别另立一列",
        ),
        text(V, "日期，类别，人次\n2022-3-1，公益，5\n", "各栏像是用“，”或空格分开的，读成了一格"),
        text(V, "日期  类别  人次\n2022-3-1  公益  5\n", "各栏像是用“，”或空格分开的，读成了一格"),
        text(V, "活动名称\n甲\n乙\n", "没有“日期”这一栏"),
        text(V, "日期,类别,人次\n3月5、6日,公益,1\n2022年13月,公益,1\n待定,公益,1\n2028-3-5,公益,1\n", "有4处不对"),
        text(V, "日期;类别;人次;捐款\r\n2022-3-1;公益;5;1,5万\r\n", "第2行 D（捐款）：“1,5万”不是一个数"),
        sum(
            V,
            "日期,类别,人次,捐款（元）\n3/5,公益, １２ ,\"1,200\"\n2022-03-05 00:00:00,森林防火,1 200,￥300\n3.5-3.7,抗旱救灾,约30,1.2万\n2022年3月上旬,送春联,30多人,500.00\n",
            "新增4条",
            ("volunteer", 4, "donated", 14_000.0),
        ),
    ]
}

/// Several sheets, each with one turn of service of as many turns as it is the how many-th.
fn of_towns(names: &[&str]) -> Vec<u8> {
    workbook(|book: &mut Workbook| {
        for (name, turns) in names.iter().zip(1..) {
            let sheet = book.add_worksheet();
            sheet.set_name(*name)?;
            row(sheet, 0, &["日期", "类别", "人次"])?;
            row(sheet, 1, &["3月1日", "公益", &turns.to_string()])?;
        }
        Ok(())
    })
}

/// How files are written.
#[allow(clippy::too_many_lines, reason = "a table of cases")]
fn written_oddly() -> Vec<Odd> {
    let turns = |rows, turns| Some(("volunteer", rows, "turns", turns));
    let table = "日期,类别,镇街,人次\n2022-3-1,公益,永新,5\n";
    let head = ["日期", "类别", "镇街", "人次"];
    let hidden = sheet("志愿服务", |sheet| {
        row(sheet, 0, &head)?;
        row(sheet, 1, &["2022-3-1", "公益", "永新", "5"])?;
        row(sheet, 2, &["2022-3-2", "公益", "三江", "6"])?;
        row(sheet, 3, &["合计", "", "", "11"])?;
        sheet.set_row_hidden(2)?.set_column_hidden(2)?;
        Ok(())
    });
    let merged = sheet("志愿服务", |sheet| {
        row(sheet, 0, &["镇街", "日期", "类别", "人次"])?;
        for (at, day) in (1..).zip(["2022-3-1", "2022-3-2", "2022-3-3"]) {
            row(sheet, at, &["", day, "公益", &at.to_string()])?;
        }
        sheet.merge_range(1, 0, 2, 0, "永新镇", &Format::new())?;
        row(sheet, 3, &["三江街道"])?;
        sheet.merge_range(4, 0, 4, 1, "总数", &Format::new())?;
        row(sheet, 4, &["", "", "", "6"])
    });
    let three = sheet("志愿服务", |sheet| {
        let plain = Format::new();
        for (at, name) in (0..).zip(["时间", "服务类别"]) {
            sheet.merge_range(0, at, 2, at, name, &plain)?;
        }
        sheet.merge_range(0, 2, 0, 5, "参与情况", &plain)?;
        sheet.merge_range(1, 2, 1, 3, "委员", &plain)?.merge_range(1, 4, 1, 5, "群众", &plain)?;
        row(sheet, 2, &["", "", "次数", "人次", "时长", "人次"])?;
        row(sheet, 3, &["2022-3-5", "公益", "1", "5", "3", "20"])?;
        row(sheet, 4, &["合计", "", "1", "5", "3", "20"])
    });
    let percent = sheet("学习", |sheet| {
        row(sheet, 0, &["日期", "类别", "参加人次"])?;
        row(sheet, 1, &["2022-3-1", "主席会议"])?;
        sheet.write_number_with_format(1, 2, 0.85, &Format::new().set_num_format("0%"))?;
        Ok(())
    });
    let uncounted = sheet("志愿服务", |sheet| {
        row(sheet, 0, &head)?;
        row(sheet, 1, &["2022-3-1", "公益", "永新"])?;
        sheet.write_formula(1, 3, Formula::new("=A1").set_result("#N/A"))?;
        Ok(())
    });
    let covered = workbook(|book: &mut Workbook| -> Result<(), XlsxError> {
        let lines: [(&str, &[&[&str]]); 4] = [
            ("封面", &[&["2022年志愿服务台账"], &["填报单位：永新镇"]]),
            ("台账", &[&["日期", "类别", "镇街", "人次"], &["2022-3-1", "公益", "永新", "5"]]),
            ("填表说明", &[&["一、填报范围：各镇街"], &["二、类别按下拉选择"]]),
            ("字典", &[&["类别", "说明"], &["公益", "公益活动"]]),
        ];
        for (name, rows) in lines {
            let sheet = book.add_worksheet();
            sheet.set_name(name)?;
            rows.iter().zip(0..).try_for_each(|(cells, at)| row(sheet, at, cells))?;
        }
        Ok(())
    });
    let inner = packed(&[("志愿服务.csv", table.as_bytes())]);
    let nested = packed(&[("永新/志愿服务.csv", table.as_bytes()), ("三江.zip", &inner)]);
    vec![
        (
            "志愿服务2022.xlsx",
            of_towns(&["永新镇", "古南街道", "三江街道"]),
            "",
            "按“古南街道”，各行的镇街是古南街道",
            turns(3, 6.0),
        ),
        ("志愿服务2022.xlsx", of_towns(&["1月", "2月"]), "", "新增2条", turns(2, 3.0)),
        ("x.xlsx", hidden.clone(), "", "1条记录在隐藏的行里（第3行）", None),
        ("x.xlsx", hidden, "--hidden take", "隐藏的列照样读：C（镇街）", turns(2, 11.0)),
        ("x.xlsx", merged, "", "合并的单元格，每行都按合并的内容读", turns(3, 6.0)),
        ("x.xlsx", three.clone(), "", "相加就加 --columns add", None),
        ("x.xlsx", three, "--columns add", "新增1条", turns(1, 25.0)),
        ("x.xlsx", percent, "", "“85%”的单位是“%”，这里要的是“人次”", None),
        ("x.xlsx", uncounted, "", "这一格是出错的公式（#N/A）", None),
        ("志愿服务台账.xlsx", covered, "", "工作表“字典”没有写是哪个台账，没有读", turns(1, 5.0)),
        ("志愿服务.csv", format!("\u{feff}{}", table.replace(',', ";")).into(), "", "新增1条", turns(1, 5.0)),
        (
            "志愿服务.txt",
            b"| date | kind | turns |\n|---|:-:|---|\n| 2022-3-1 | charity | 5 |\n".into(),
            "",
            "新增1条",
            turns(1, 5.0),
        ),
        ("志愿服务.csv", gb18030(table), "", "按 GB18030 编码读", turns(1, 5.0)),
        ("志愿服务.txt", utf16(&table.replace(',', "\t"), true, true), "", "按 UTF-16LE 编码读", turns(1, 5.0)),
        ("各镇.zip", inner, "", "新增1条", turns(1, 5.0)),
        ("各镇.zip", nested, "", "压缩包里还有压缩包 三江.zip", None),
        ("志愿服务.csv", Vec::new(), "", "表里什么也没有", None),
        ("委员名单.csv", "姓名\n张三\n李四\n".into(), "", "没有“日期”这一栏", None),
        (
            "委员名单.csv",
            "姓名\n张三\n李四\n".into(),
            "--set 日期=2022-1-1 --set 类别=委员",
            "新增2条",
            Some(("member", 2, "count", 0.0)),
        ),
    ]
}

/// How many records of a ledger there are, and the sum of a field of theirs.
fn come_to(world: &mut World, ledger: &str, field: &str) -> (usize, f64) {
    let printed = world.run(&format!("qjcppcc export {ledger}"));
    let lines = printed.lines().filter(|line| line.starts_with('{'));
    let records: Vec<Value> = lines.map(|line| serde_json::from_str(line).expect("JSON")).collect();
    (records.len(), records.iter().filter_map(|record| record[field].as_f64()).sum())
}

#[test]
fn odd_tables_go_in_with_their_sums_or_say_what_is_to_be_done() {
    let cases: Vec<Odd> = around().into_iter().chain(words()).chain(written_oddly()).collect();
    assert!(cases.len() >= 60, "{}", cases.len());
    let mut wrong = Vec::new();
    for (file, bytes, more, says, comes) in cases {
        let mut world = written(file, &bytes);
        let printed = world.run(&format!("qjcppcc import {file} {more}"));
        let mut is_right = printed.contains(says) && printed.contains("[exit") == comes.is_none();
        if let Some((ledger, count, field, sum)) = comes {
            let came = come_to(&mut world, ledger, field);
            is_right &= came.0 == count && (field == "count" || (came.1 - sum).abs() < 0.5);
        } else {
            is_right &= printed.contains("提示：") || printed.contains("      ");
        }
        if !is_right {
            wrong.push(format!("{file} {more}: wanted “{says}” {comes:?}, got\n{printed}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn a_stage_that_a_row_says_is_that_of_its_meeting() {
    let table = "镇街,事项,会议类型,会议时间,参会人数\n永新镇,河道清理,现场协商,2022-4-5,20\n";
    let mut world = written("一镇一事.csv", table.as_bytes());
    let printed = world.run("qjcppcc import 一镇一事.csv");
    assert!(!printed.contains("没有写环节"), "{printed}");
    let exported = world.run("qjcppcc export meeting");
    assert!(exported.contains("\"stage\": \"onsite\"") || exported.contains("\"stage\":\"onsite\""), "{exported}");
}
