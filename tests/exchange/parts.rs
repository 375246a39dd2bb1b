//! Rows that are several records: a matter with all that was done for it, a motion with its handling, a piece with what became of it.

use std::fs;

use serde_json::Value;

use super::files::{row, sheet};
use crate::world::World;

/// The rows of the year of a platform, as an office keeps them: its own totals say what they come to.
const MATTERS: [&[&str]; 8] = [
    &["2022年“一镇一事商量办”工作台账"],
    &[
        "序号",
        "镇街",
        "议题",
        "提案时间",
        "立案时间",
        "议前协商场次",
        "现场协商场次",
        "参与人次",
        "协调资金（万元）",
        "受益群众",
        "是否解决",
    ],
    &["1", "永新镇", "清溪河违法建筑整治", "2022.2.15", "2022.3.1", "3", "1", "120余", "35", "1200人", "已解决"],
    &["2", "古南街道", "百步梯改造", "2022.2.16", "2022.3.2", "4", "2", "150", "60余", "3000余", "已解决"],
    &["3", "东溪", "古镇停车难", "2月20日", "3月5日", "2", "1", "80", "", "800", "推进中"],
    &["4", "赶水镇", "饮水安全", "2月22日", "3月6日", "5", "2", "200", "12.5", "2000", "是"],
    &["合计", "", "", "", "", "14", "6", "550", "107.5", "7000", ""],
    &["注：资金含镇街自筹。"],
];

fn matters(rows: &[&[&str]]) -> World {
    let book = sheet("一镇一事", |sheet| rows.iter().zip(0..).try_for_each(|(cells, at)| row(sheet, at, cells)));
    World::with(&[("事.xlsx", book)])
}

/// The figures of a report, by their keys.
fn figures(world: &mut World, keys: &[&str]) -> Vec<Value> {
    let report = world.json("qjcppcc report 2022 -O json");
    let all = report["figures"].as_array().expect("figures").clone();
    let value =
        |key: &&str| all.iter().find(|figure| figure["key"] == **key).map_or(Value::Null, |it| it["value"].clone());
    keys.iter().map(value).collect()
}

/// The lines of an export of a ledger.
fn listed(world: &mut World, ledger: &str) -> Vec<Value> {
    let printed = world.run(&format!("qjcppcc export {ledger}"));
    let mut lines: Vec<Value> = printed.lines().map(|line| serde_json::from_str(line).expect("JSON")).collect();
    lines.sort_by_key(|line| line["no"].as_i64());
    lines
}

fn csv(world: &mut World, ledger: &str, table: &str) -> String {
    world.run(&format!("qjcppcc import - --format csv --ledger {ledger} <<'END'\n{table}END"))
}

#[test]
fn a_matter_a_row_comes_to_what_its_own_total_says() {
    let mut world = matters(&MATTERS);
    let printed = world.run("qjcppcc import 事.xlsx --ledger case");
    assert!(printed.contains("新增26条") && !printed.contains("[exit"), "{printed}");
    assert!(printed.contains("协商会、协调资金、受益群众、推进解决没有写日子，记在2022-12-31"), "{printed}");
    assert!(printed.contains("要写明就加 --set 协商会日期=…") && printed.contains("人次不分环节的"), "{printed}");
    let keys = [
        "case.count",
        "case.filed",
        "case.pre",
        "case.onsite",
        "case.turns",
        "case.funds",
        "case.benefited",
        "case.solved",
    ];
    let expected = [4, 4, 14, 6, 550, 1_075_000, 7000, 3].map(Value::from);
    assert_eq!(figures(&mut world, &keys), expected);
    // 推进中 is no solution.
    let solved: Vec<Value> = listed(&mut world, "solution").iter().map(|it| it["of"][0].clone()).collect();
    let third = &listed(&mut world, "case")[2];
    assert!(third["title"] == "古镇停车难" && !solved.contains(&third["id"]), "{third}");
    let printed = world.run("qjcppcc import 事.xlsx --ledger case");
    assert!(printed.contains("26条都已在台账文件里，没有变化"), "{printed}");
    assert!(world.run("qjcppcc import 事.xlsx --ledger case --lang en").contains("recorded on 2022-12-31"));
}

#[test]
fn what_has_no_day_is_on_the_day_that_is_said_or_the_last_one_that_is_known() {
    let days = |world: &mut World, ledger: &str| -> Vec<String> {
        listed(world, ledger).iter().map(|it| it["date"].as_str().unwrap_or_default().to_owned()).collect()
    };
    let mut world = matters(&MATTERS);
    world.run("qjcppcc import 事.xlsx --ledger case --set 会议日期=2022-06-30 --set 解决日期=2022-11-02");
    assert!(days(&mut world, "meeting").iter().all(|day| day == "2022-06-30"), "{:?}", days(&mut world, "meeting"));
    assert_eq!(days(&mut world, "solution"), ["2022-11-02"; 3]);
    assert_eq!((days(&mut world, "fund").len(), days(&mut world, "case")[2].as_str()), (3, "2022-02-20"));
    let head = "镇街,议题,提案时间,协调资金（万元）,到位日期\n永新,甲,2022-02-01,3,\n古南,乙,2022-02-02,4,2022-03-04\n";
    for (title, day) in [
        ("截至2022年11月30日一镇一事情况,,,,\n", "2022-11-30"),
        ("2022年1—9月一镇一事情况,,,,\n", "2022-09-30"),
        ("2022年上半年一镇一事情况,,,,\n", "2022-06-30"),
        ("2022年一镇一事情况（填报时间：2022年12月5日）,,,,\n", "2022-12-31"),
        ("", "2022-02-01"),
    ] {
        let mut world = World::new();
        let printed = csv(&mut world, "case", &format!("{title}{head}"));
        assert!(printed.contains("新增4条"), "{printed}");
        assert_eq!(days(&mut world, "fund"), [day, "2022-03-04"], "{title}");
    }
    // Never after today.
    let mut world = World::new();
    world.set_clock("2022-07-15T09:30:00+08:00");
    csv(&mut world, "case", &format!("2022年一镇一事情况,,,,\n{head}"));
    assert_eq!(days(&mut world, "fund")[0], "2022-07-15");
}

#[test]
fn a_row_is_whole_or_not_at_all_and_comes_in_again_when_it_is_mended() {
    let table = "2022年一镇一事台账,,,,,,,
镇街,议题,提案时间,立案时间,议前场次,参与人次,协调资金（万元）,是否解决
永新,甲,2月15日,3月1日,3,120余,35,已解决
古南,乙,2月16日,3月2日,三四,150,60余,已解决
东溪,丙,2月16日,3月2日,2,150,60余,差不多了
赶水,丁,2月16日,2月30日,2,150,60余,√
打通,戊,2月16日,3月2日,2,150,6万户,×
";
    let mut world = World::with(&[("台账.csv", table)]);
    world.run("qjcppcc init");
    let printed = world.run("qjcppcc import 台账.csv --ledger case");
    for said in [
        "第4行 E（议前场次）：“三四”不是一个数",
        "第5行 H（是否解决）：“差不多了”看不出解决了没有",
        "解决了的写 已解决 或 是，没有解决的写 推进中 或 否",
        "第6行 D（立案时间）：没有“2022-02-30”这一天",
        "第7行 G（协调资金（万元））：",
    ] {
        assert!(printed.contains(said), "{said}: {printed}");
    }
    assert!(
        world.run("qjcppcc import 台账.csv --ledger case --lang en").contains("does not tell whether it is solved")
    );
    assert!(listed(&mut world, "case").is_empty());
    let printed = world.run("qjcppcc import 台账.csv --ledger case --skip-bad --refused 拒.csv");
    assert!(printed.contains("略过4行") && printed.contains("新增5条"), "{printed}");
    assert_eq!((listed(&mut world, "case").len(), listed(&mut world, "meeting").len()), (1, 1));
    let refused = fs::read_to_string(world.path("拒.csv")).expect("the rows left out");
    assert_eq!(refused.lines().count(), 5, "{refused}");
    let mended = refused
        .replace(",三四,", ",4,")
        .replace("差不多了", "推进中")
        .replace("2022-02-30", "2022-02-28")
        .replace("6万户", "6");
    fs::write(world.path("拒.csv"), &mended).expect("a file");
    let printed = world.run("qjcppcc import 拒.csv");
    assert!(printed.contains("新增18条"), "{printed}");
    assert!(world.run("qjcppcc import 拒.csv").contains("没有变化"));
    // What was mended in the table itself is the same.
    let whole =
        table.replace("三四", "4").replace("差不多了", "推进中").replace("2月30日", "2月28日").replace("6万户", "6");
    fs::write(world.path("台账.csv"), whole).expect("a file");
    let printed = world.run("qjcppcc import 台账.csv --ledger case");
    assert!(printed.contains("23条都已在台账文件里，没有变化"), "{printed}");
    assert_eq!(figures(&mut world, &["case.pre", "case.solved"]), [Value::from(13), Value::from(3)]);
}

#[test]
fn what_hangs_on_a_row_of_which_something_is_wrong_goes_with_it() {
    let matters = "编号,镇街,议题,提案时间,结局\n1,永新,甲,2022-02-01,并案\n2,古南,乙,2022-02-01,\n";
    let funds = "所属事项,金额,日期\n1,3万元,2022-03-01\n2,4万元,2022-03-01\n";
    let mut world = World::with(&[("case.csv", matters), ("fund.csv", funds)]);
    let printed = world.run("qjcppcc import case.csv fund.csv");
    assert!(printed.contains("第2行") && printed.contains("没有通过") && printed.contains("[exit 4]"), "{printed}");
    let printed = world.run("qjcppcc import case.csv fund.csv --skip-bad");
    assert!(printed.contains("新增2条"), "{printed}");
    assert_eq!((listed(&mut world, "case").len(), listed(&mut world, "fund")[0]["amount"].clone()), (1, 40000.into()));
}

#[test]
fn a_total_over_numbers_of_meetings_and_money_is_held_against_the_rows() {
    for (total, says) in [("15", "合计写着15次，读到的各行相加是14次"), ("14", "")] {
        let mut rows = MATTERS;
        let wrong = ["合计", "", "", "", "", total, "6", "550", "107.5", "7000", ""];
        rows[6] = &wrong;
        let printed = matters(&rows).run("qjcppcc import 事.xlsx --ledger case");
        assert_eq!(printed.contains("[exit 4]"), !says.is_empty(), "{printed}");
        assert!(printed.contains(says), "{printed}");
    }
}

#[test]
fn matters_that_are_recorded_are_not_recorded_again_and_what_hangs_on_them_is_compared() {
    let mut world = matters(&MATTERS);
    world.run("qjcppcc case add 清溪河违法建筑整治 -t 永新 -d 2022-02-15 --proposer 张三");
    world.run("qjcppcc case fund 1 35万 --source 水利局 -d 2022-12-31");
    let printed = world.run("qjcppcc import 事.xlsx --ledger case");
    assert!(printed.contains("有2条可能已经记过") && printed.contains("fund-1"), "{printed}");
    let printed = world.run("qjcppcc import 事.xlsx --ledger case --duplicates skip");
    assert!(printed.contains("新增24条") && printed.contains("略过2行"), "{printed}");
    assert_eq!(figures(&mut world, &["case.count", "case.funds", "case.pre"]), [4, 1_075_000, 14].map(Value::from));
    let meetings = listed(&mut world, "meeting");
    assert_eq!(meetings[0]["of"][0], listed(&mut world, "case")[0]["id"]);
}

#[test]
fn stages_are_the_offices_own_and_a_stage_alone_heads_days_or_numbers() {
    let mut world = World::new();
    world.run("qjcppcc init --profile city");
    world.run("qjcppcc vocab add town jia 甲区");
    let table = "区县,议题,征集议题时间,确定议题时间,协商议政,参与人次,成果督办,是否解决\n甲区,甲,2022-02-01,2022-03-01,2场,40,2022-05-01,否\n";
    let printed = csv(&mut world, "case", table);
    assert!(printed.contains("新增4条"), "{printed}");
    let stages: Vec<Value> = listed(&mut world, "stage").iter().map(|it| it["stage"].clone()).collect();
    assert_eq!(
        (stages, listed(&mut world, "meeting")[0]["turns"].clone()),
        (vec!["settle".into(), "review".into()], 40.into())
    );
    let mut world = World::new();
    let table = "镇街,议题,提案时间,政协立案,现场协商,参与人次,意见建议,采纳\n永新,甲,2022-02-01,2022-03-01,2场,40,5,3\n永新,乙,2022-02-01,2022-03-02,2022-04-01,,,\n永新,丙,2022-02-01,,,30,4,\n";
    let printed = csv(&mut world, "case", table);
    assert!(printed.contains("没有写环节，记在第一个开会的环节"), "{printed}");
    let (stages, meetings) = (listed(&mut world, "stage"), listed(&mut world, "meeting"));
    let said: Vec<(&str, &str)> =
        stages.iter().map(|it| (it["stage"].as_str().unwrap_or(""), it["date"].as_str().unwrap_or(""))).collect();
    assert_eq!(said, [("filing", "2022-03-01"), ("filing", "2022-03-02"), ("onsite", "2022-04-01")]);
    let said: Vec<[&Value; 5]> =
        meetings.iter().map(|it| ["stage", "count", "turns", "opinions", "adopted"].map(|key| &it[key])).collect();
    assert_eq!(said.len(), 2, "{said:?}");
    assert_eq!((said[0][0], said[0][1], said[0][2], said[0][4]), (&"onsite".into(), &2.into(), &40.into(), &3.into()));
    assert_eq!((said[1][0], said[1][1], said[1][3]), (&"pre".into(), &Value::Null, &4.into()));
    let printed = csv(&mut world, "case", "镇街,议题,提案时间,议前场次,现场场次,会议次数\n永新,丁,2022-02-01,2,1,4\n");
    assert!(printed.contains("会议总数与各环节的场次加起来不同") && printed.contains("F（会议次数）"), "{printed}");
}

#[test]
fn a_motion_a_row_has_its_review_hand_over_reply_and_feedback() {
    let table = "2022年提案办理情况表
提案号,案由,提案人,提出形式,收到日期,立案情况,立案时间,主办单位,协办单位,交办时间,办理期限,答复时间,办理结果,沟通方式,答复文号,满意度,重点提案,领办领导
1,关于加装电梯的提案,张三、李四,联名,2022-01-10,立案,2022-02-01,区住建委,区财政局,2022-03-01,2022-06-30,2022-05-01,A,面商,住建函〔2022〕8号,满意,是,区委主要领导
2,关于治理河道的提案,王五,个人,2022-01-10,立案,,区水利局,,2022-03-01,,2022-06-02,列入计划,微信,,基本满意,否,
3,关于河道清淤的提案,民革支部,集体,2022-01-11,并入2号,2022-02-01,,,,,,,,,,,
4,关于校园食堂的提案,赵六,个人,2022-01-11,不立案,2022-02-01,,,,,,,,,,,
";
    let mut world = World::with(&[("办理.csv", table)]);
    let printed = world.run("qjcppcc import 办理.csv");
    assert!(printed.contains("新增15条"), "{printed}");
    assert!(
        printed.contains("重点督办、反馈没有写日子，记在2022-12-31") && printed.contains("审查没有写日子"),
        "{printed}"
    );
    let keys = ["motion.received", "motion.filed", "motion.away", "motion.assigned", "motion.replied", "motion.ontime"];
    assert_eq!(figures(&mut world, &keys), [4, 3, 1, 2, 2, 1].map(Value::from));
    let keys = ["motion.visited", "motion.result.a", "motion.feedback", "motion.satisfied", "motion.key"];
    assert_eq!(figures(&mut world, &keys), [1, 1, 2, 1, 1].map(Value::from));
    assert!(world.run("qjcppcc import 办理.csv").contains("没有变化"));
    let late = table.replace("2022-05-01,A", ",A");
    let printed = world.run(&format!("qjcppcc import - --format csv --dry-run <<'END'\n{late}END"));
    assert!(printed.contains("有办理期限，答复没有日子") && printed.contains("[exit 4]"), "{printed}");
}

#[test]
fn a_list_of_handled_motions_needs_no_columns_for_what_must_have_been_before() {
    let table = "提案号,案由,提案人,主办单位,办理结果,满意度\n1,甲,张三,区住建委,A,满意\n2,乙,王五,区水利局,B,\n3,丙,王五,区农委,,\n";
    let mut world = World::with(&[("一览.csv", table)]);
    let printed = world.run("qjcppcc import 一览.csv");
    assert!(printed.contains("没有“日期”这一栏") && printed.contains("[exit 4]"), "{printed}");
    let printed = world.run("qjcppcc import 一览.csv --set 收到日期=2022-01-10 --set 答复日期=2022-06-01");
    assert!(printed.contains("按表头读作提案") && printed.contains("表里没有写审查"), "{printed}");
    let keys = ["motion.filed", "motion.assigned", "motion.replied", "motion.feedback"];
    assert_eq!(figures(&mut world, &keys), [3, 3, 2, 1].map(Value::from));
}

#[test]
fn words_tell_what_became_of_a_piece() {
    let table = "日期,信息标题,作者,采用及批示情况,采用日期
2022-03-01,甲,张三,\"市采用，区委主要领导批示\",2022-04-01
2022-03-02,乙,李四,全国政协采用（综合）；市采用,
2022-03-03,丙,王五,未采用,
2022-03-04,丁,王五,转区民政局,
2022-03-05,戊,王五,市政协、区委采用（第12期）,
2022-03-06,己,王五,区政府分管领导批示2次、市领导签批,
2022-03-07,庚,王五,\"区委、区政府主要领导批示\",
2022-03-08,辛,王五,无,
";
    let mut world = World::with(&[("信息.csv", table)]);
    let printed = world.run("qjcppcc import 信息.csv --ledger info --set 类别=piece");
    assert!(printed.contains("没有写日子，记在该行的日期"), "{printed}");
    let keys = ["info.count", "info.district", "info.city", "info.nation", "info.forwarded", "info.endorsed"];
    assert_eq!(figures(&mut world, &keys), [8, 1, 3, 1, 1, 3].map(Value::from));
    let adopted = listed(&mut world, "adoption");
    let said = |it: &Value| {
        ["date", "level", "mode", "by", "issue"].map(|key| it[key].as_str().unwrap_or_default().to_owned())
    };
    assert_eq!(said(&adopted[0]), ["2022-04-01", "city", "single", "", ""]);
    assert_eq!(said(&adopted[1]), ["2022-03-02", "nation", "combined", "全国政协", ""]);
    assert_eq!(said(&adopted[3]), ["2022-03-05", "city", "single", "市政协", "第12期"]);
    let endorsed: Vec<(String, String)> = listed(&mut world, "endorsement")
        .iter()
        .map(|it| ["who", "level"].map(|key| it[key].as_str().unwrap_or_default().to_owned()).into())
        .collect();
    let expected = [
        ("区委主要领导", "district"),
        ("区政府分管领导", "district"),
        ("区政府分管领导", "district"),
        ("市领导", "city"),
        ("区委主要领导", "district"),
        ("区政府主要领导", "district"),
    ];
    assert_eq!(endorsed, expected.map(|(who, level)| (who.to_owned(), level.to_owned())));
    assert_eq!(listed(&mut world, "forwarding")[0]["note"], "区民政局");
    assert!(world.run("qjcppcc import 信息.csv --ledger info --set 类别=piece").contains("没有变化"));
}

#[test]
fn what_is_not_understood_of_a_piece_is_a_bad_cell_with_the_part_named() {
    let mut world = World::new();
    world.run("qjcppcc init");
    for part in ["已采用", "上了内参", "民政局转办", "转民政局", "领导批示", "市采用三回", "市采用（优秀）", "区委批示"]
    {
        let table = format!("日期,类别,信息标题,办理情况\n2022-03-01,信息,甲,未采用；{part}\n");
        let printed = csv(&mut world, "info", &table);
        let said = format!("第2行 D（办理情况）：“{part}”看不明白");
        assert!(
            printed.contains(&said) && printed.contains("写成 市采用、市政协采用（综合）、转区民政局"),
            "{part}: {printed}"
        );
        assert!(printed.contains("[exit 4]") && listed(&mut world, "info").is_empty(), "{printed}");
    }
    let table = "日期,类别,信息标题,办理情况\n2022-03-01,信息,甲,上了内参\n";
    let printed = world.run(&format!("qjcppcc import - --format csv --ledger info --lang en <<'END'\n{table}END"));
    assert!(printed.contains("“上了内参” cannot be made out"), "{printed}");
    let printed =
        world.run(&format!("qjcppcc import - --format csv --ledger info --map 办理情况=备注 <<'END'\n{table}END"));
    assert!(printed.contains("新增1条"), "{printed}");
    let printed = csv(&mut world, "advice", "日期,类别,标题,批示情况\n2022-03-01,微建议,甲,区委书记批示、区长批示\n");
    assert!(printed.contains("新增3条"), "{printed}");
}

#[test]
fn a_parent_is_found_by_its_title_in_its_town() {
    let matters =
        "标题,镇街,日期\n清溪河违法建筑整治,永新,2022-02-15\n饮水安全,赶水,2022-02-22\n饮水安全,东溪,2022-02-22\n";
    let meetings = "日期,议题,镇街,协商环节,参加人次\n2022-03-01,清溪河“违法建筑”整治,永新镇,议前,40\n2022-03-02,饮水安全,东溪镇,现场协商,30\n";
    let mut world = World::with(&[("case.csv", matters), ("meeting.csv", meetings)]);
    let printed = world.run("qjcppcc import case.csv meeting.csv");
    assert!(printed.contains("新增5条"), "{printed}");
    let (cases, met) = (listed(&mut world, "case"), listed(&mut world, "meeting"));
    assert_eq!((&met[0]["of"][0], &met[1]["of"][0]), (&cases[0]["id"], &cases[2]["id"]));
    // What the ledger file has is found as well, by a column of names as by one of titles.
    let printed =
        csv(&mut world, "fund", "日期,所属事项,镇街,金额\n2022-03-01,饮水安全,赶水,12万元\n2022-03-01,case-1,,3万元\n");
    assert!(printed.contains("新增2条"), "{printed}");
    assert_eq!(listed(&mut world, "fund")[0]["of"][0], cases[1]["id"]);
    let bad = "日期,议题,协商环节,参加人次\n2022-03-01,饮水安全,议前,40\n2022-03-02,清溪河违法建筑,议前,30\n2022-03-02,天上,议前,30\n";
    let printed = csv(&mut world, "meeting", bad);
    for said in [
        "第2行 B（议题）：标题是“饮水安全”的不止一条：case-2“饮水安全”、case-3“饮水安全”",
        "第3行 B（议题）：没有标题是“清溪河违法建筑”的记录",
        "相近的有：case-1“清溪河违法建筑整治”",
        "第4行 B（议题）：没有标题是“天上”的记录",
    ] {
        assert!(printed.contains(said), "{said}: {printed}");
    }
    let printed = world.run(&format!("qjcppcc import - --format csv --ledger meeting --lang en <<'END'\n{bad}END"));
    assert!(
        printed.contains("several records have the title “饮水安全”") && printed.contains("near it are: case-1"),
        "{printed}"
    );
}

#[test]
fn what_towns_and_desks_call_their_columns_is_known() {
    let mut world = World::new();
    let table = "镇街,民生实事名称,提案日期,立案日期,交办日期,议前协商会（场）,现场协商会次数,参与人次,委员参与人次,提出意见建议（条）,采纳（条）,协调资金（元）,资金来源,受益群众（人）,受益户数,解决情况,解决时间
永新镇,甲,2022-02-15,2022-03-01,2022-03-10,3,1,120余,20,12,9,350000,水利局,1200,300户,已办结,2022-10-11
";
    let printed = csv(&mut world, "case", table);
    assert!(printed.contains("新增8条") && printed.contains("不分环节的，记在第一个有场次的环节"), "{printed}");
    let keys = ["case.meetings", "case.members", "case.adopted", "case.funds", "case.households", "case.solved"];
    assert_eq!(figures(&mut world, &keys), [4, 20, 9, 350_000, 300, 1].map(Value::from));
    assert!(world.run("qjcppcc case show 1").contains("协商会 4场"));
    let table = "2022年提案办理台账
序号,提案编号,提案名称,第一提案人,提案类别,收到时间,审查意见,主办单位,会办单位,办理结果,委员满意度
1,1号,加装电梯,张三,社会建设,2022年1月10日,立案,区住建委,区财政局,A类,满意
2,2号,河道,李四,生态文明,2022年1月10日,立案,区水利局,,B,基本满意
3,3号,清淤,李四,生态文明,2022年1月10日,并案2号,,,,
";
    let printed = csv(&mut world, "motion", table);
    assert!(printed.contains("新增12条"), "{printed}");
    let keys = ["motion.filed", "motion.away", "motion.assigned", "motion.replied", "motion.satisfied"];
    assert_eq!(figures(&mut world, &keys), [3, 1, 2, 2, 1].map(Value::from));
}

#[test]
fn a_list_that_grows_through_the_year_is_not_counted_twice() {
    let list = |until: &str, meetings: u32, funds: u32, solved: &str| {
        format!(
            "截至2022年{until}一镇一事台账,,,,,,\n镇街,议题,提案时间,议前协商场次,参与人次,协调资金（万元）,是否解决\n永新,甲河整治,2月15日,{meetings},80,{funds},{solved}\n"
        )
    };
    let mut world = World::with(&[
        ("10月.csv", list("10月31日", 2, 10, "推进中")),
        ("11月.csv", list("11月30日", 3, 10, "推进中")),
        ("12月.csv", list("12月20日", 3, 10, "已解决")),
    ]);
    assert!(world.run("qjcppcc import 10月.csv --ledger case").contains("新增3条"));
    let printed = world.run("qjcppcc import 11月.csv --ledger case");
    assert!(printed.contains("有1条可能已经记过") && printed.contains("改了数"), "{printed}");
    assert!(printed.contains("meeting-1“协商会”：数量 2 → 3"), "{printed}");
    let printed = world.run("qjcppcc import 11月.csv --ledger case --duplicates replace");
    assert!(printed.contains("新增0条，更新1条，未变2条"), "{printed}");
    let printed = world.run("qjcppcc import 12月.csv --ledger case --duplicates replace");
    assert!(printed.contains("新增1条"), "{printed}");
    let keys = ["case.pre", "case.turns", "case.funds", "case.solved"];
    assert_eq!(figures(&mut world, &keys), [3, 80, 100_000, 1].map(Value::from));
    world.wait_days(5);
    assert!(world.run("qjcppcc import 12月.csv --ledger case").contains("没有变化"));
}
