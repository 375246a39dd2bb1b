//! What stands, what was done beside the other ledgers, and what platforms did: each in its measure, each once.

use serde_json::Value as Json;

use crate::world::World;

fn good(world: &mut World, commands: &[&str]) {
    for command in commands {
        let printed = world.run(&format!("qjcppcc {command}"));
        assert!(!printed.contains("[exit"), "{command}: {printed}");
    }
}

/// What a figure of a period is printed as.
fn text(world: &mut World, period: &str, key: &str) -> String {
    let report = world.json(&format!("qjcppcc report {period} --json"));
    let figures = report["figures"].as_array().expect("figures");
    let figure = figures.iter().find(|figure| figure["key"] == key).unwrap_or_else(|| panic!("no figure {key}"));
    figure["text"].as_str().expect("text").to_owned()
}

fn coverage(world: &mut World, period: &str) -> Json {
    let rates = world.json(&format!("qjcppcc report {period} --json"))["rates"].clone();
    rates
        .as_array()
        .expect("rates")
        .iter()
        .find(|rate| rate["key"] == "station.coverage")
        .cloned()
        .unwrap_or(Json::Null)
}

const STATIONS: &[&str] = &[
    "station add 工作室 永新一室 -t 永新 -d 2022-2-1",
    "station add 工作室 永新二室 -t 永新 -d 2022-3-1 --until 2022-10-31",
    "station add 工作站 --count 20余 -t 三江 -d 2022-5-1",
    "station add 议事厅 古南议事厅 -t 古南 -d 2021-5-1 --until 2022-6-30",
    "station add 委员之家 区委员之家 -d 2021-6-1",
];

#[test]
fn stations_are_those_of_the_last_day_and_a_town_counts_once() {
    let mut world = World::new();
    good(&mut world, STATIONS);
    for (period, key, printed) in [
        ("2021", "station.count", "2个"),
        ("2022", "station.count", "20余个"),
        ("2022H1", "station.studio", "2个"),
        ("2022", "station.studio", "1个"),
        ("2022", "station.hall", "0个"),
        ("2022-06", "station.hall", "1个"),
        ("2022-06-01..2022-06-30", "station.towns", "3个"),
        ("2022", "station.towns", "2个"),
        ("2021", "station.towns", "1个"),
        ("2020", "station.towns", "—"),
    ] {
        assert_eq!(text(&mut world, period, key), printed, "{key} of {period}");
    }
    let rate = coverage(&mut world, "2022");
    assert_eq!((&rate["part"], &rate["whole"], &rate["text"]), (&2.into(), &21.into(), &"9.5%".into()), "{rate}");
    let traced = world.run("qjcppcc report 2022 --trace station.towns --lang en");
    assert!(traced.contains("station-1") && traced.contains("station-3") && !traced.contains("station-2"), "{traced}");
    assert!(traced.starts_with("2022　towns with a station　2 places\n"), "{traced}");
    let page = world.run("qjcppcc report 2022");
    assert!(page.contains("履职阵地覆盖  9.5%   2个  21个") && page.contains("有履职阵地的镇街"), "{page}");
    let given = world.run("qjcppcc claim add station.coverage 9.5% --period 2022 --source 区报");
    assert!(given.contains("相符"), "{given}");
    let given = world.run("qjcppcc claim add station.coverage 全覆盖100% --period 2022 --source 区报");
    assert!(given.contains("[exit"), "{given}");
    let missing = world.run("qjcppcc missing 2022");
    assert!(missing.contains("station-3") && !missing.contains("station-5 "), "{missing}");
}

#[test]
fn a_town_out_of_use_is_in_neither_number_of_the_coverage() {
    let mut world = World::new();
    good(&mut world, STATIONS);
    good(&mut world, &["vocab retire town 三江 --from 2022-9-1"]);
    let rate = coverage(&mut world, "2022");
    assert_eq!((&rate["part"], &rate["whole"]), (&1.into(), &20.into()), "{rate}");
    let rate = coverage(&mut world, "2022-08");
    assert_eq!((&rate["part"], &rate["whole"]), (&2.into(), &21.into()), "{rate}");
    assert_eq!(text(&mut world, "2022", "station.count"), "20余个", "the stations themselves still stand");
    assert!(world.run("qjcppcc verify").starts_with("完好"));
    good(&mut world, &["undo --yes"]);
    assert_eq!(text(&mut world, "2022", "station.towns"), "2个");
    assert!(world.run("qjcppcc verify").starts_with("完好"));
}

#[test]
fn what_cannot_stand_is_refused() {
    let mut world = World::new();
    for (command, zh, en) in [
        (
            "station add 工作室 甲 --count 0",
            "数量为0，没有阵地\n提示：撤销的写截至日",
            "a count of 0 is no station\nhint: for what was",
        ),
        (
            "station add 工作室 甲 -d 5-2 --until 2022-5-1",
            "截至日2022-05-01早于起始日2022-05-02",
            "it ends on 2022-05-01, before",
        ),
        ("station add 工作室", "缺少标题（title）", "the title (title) is missing"),
        ("activity add --money 3万", "缺少类别（kind）", "the kind (kind) is missing"),
        ("activity add 赠阅 --things 3万元", "单位是“元”", "is in “元”"),
    ] {
        for (lang, said) in [("zh", zh), ("en", en)] {
            let printed = world.run(&format!("qjcppcc {command} --lang {lang}"));
            assert!(printed.contains(said) && printed.contains("[exit"), "{command}: {printed}");
        }
    }
    for (ledger, key) in [("station", "towns"), ("station", "count"), ("station", "coverage"), ("activity", "turns")] {
        let printed = world.run(&format!("qjcppcc vocab add kind {ledger} {key} 某类"));
        assert!(printed.contains(&format!("会与指标 {ledger}.{key} 混淆")), "{printed}");
    }
    // A kind called money is no sum of money.
    good(
        &mut world,
        &["vocab add kind activity money 筹款", "activity add money -d 5-1 --money 3万 --things 4", "views"],
    );
    let connection = rusqlite::Connection::open(world.path("data/qjcppcc/ledger.db")).expect("plain SQLite");
    for (key, value) in [("activity.money", "4"), ("activity.money.money", "30000")] {
        let sql = "SELECT value FROM figure_by_year WHERE figure = ?1 AND year = 2022";
        let found: f64 = connection.query_row(sql, [key], |row| row.get(0)).expect("a number");
        assert_eq!(found.to_string(), value, "{key}");
    }
}

#[test]
fn what_stands_is_there_in_quiet_years_for_other_programs_too() {
    let mut world = World::new();
    good(&mut world, STATIONS);
    good(&mut world, &["station add 驿站 甲 -t 石角 -d 2018-1-1 --until 2019-12-31 --yes", "views"]);
    let connection = rusqlite::Connection::open(world.path("data/qjcppcc/ledger.db")).expect("plain SQLite");
    let sql = "SELECT group_concat(year || ':' || value, ' ') FROM figure_by_year WHERE figure = 'station.towns'";
    let years: String = connection.query_row(sql, [], |row| row.get(0)).expect("a list");
    assert_eq!(years, "2018:1 2019:1 2020:0 2021:1 2022:2");
}

#[test]
fn activities_have_the_measure_word_of_their_kind_and_money_is_not_added_over_kinds() {
    let mut world = World::new();
    good(
        &mut world,
        &[
            "activity add 讲座 甲讲座 -n 120 -d 5-1",
            "activity add 讲座 --count 3余 -n 300 -d 5-2",
            "activity add 赠阅 --things 1000多册 -d 6-1",
            "activity add 征集 --count 30 -d 6-2",
            "activity add 签约 某项目 --money 3.5亿 -d 7-1",
            "activity add 到位资金 --count 3 --money 1.2亿 -d 9-1",
            "activity add 接待考察 --things 12批次 -d 9-2",
            "activity add 专题议政 --count 2 -d 9-3",
            "activity add 其他 -d 9-4",
        ],
    );
    for (key, printed) in [
        ("activity.lecture", "4场以上"),
        ("activity.given", "1000余册"),
        ("activity.collected", "30篇"),
        ("activity.signed", "1项"),
        ("activity.paid", "3笔"),
        ("activity.visits", "12批次"),
        ("activity.topical", "2次"),
        ("activity.standing", "—"),
        ("activity.signed.money", "3.5亿元"),
        ("activity.paid.money", "1.2亿元"),
        ("activity.given.money", "—"),
        ("activity.count", "40余次"),
        ("activity.turns", "400余人次"),
    ] {
        assert_eq!(text(&mut world, "2022", key), printed, "{key}");
    }
    let said = world.run("qjcppcc activity add 赠阅 --things 40册 -d 2022-6-2 --dry-run");
    assert!(said.contains("文史赠阅 · 数目 40册\n"), "{said}");
    let page = world.run("qjcppcc report 2022");
    assert!(page.contains("履职活动金额（到位资金）") && !page.contains("履职活动金额（讲座）"), "{page}");
    let traced = world.run("qjcppcc report 2022 --trace activity.given");
    assert!(traced.contains("文史赠阅　1000余册") && traced.contains("1,000+"), "{traced}");
    let help = world.run("qjcppcc activity add --help");
    assert!(
        help.contains("given 文史赠阅") && help.contains("怎样区分，看 qjcppcc vocab list kind activity"),
        "{help}"
    );
    assert!(world.run("qjcppcc vocab list kind activity").contains("编印出版的种类"));
}

/// A kind that is a sum of money never says that it is one yuan.
#[test]
fn a_kind_in_yuan_is_its_money() {
    let mut world = World::new();
    good(
        &mut world,
        &[
            "vocab add kind activity raised 募集资金 --unit 元",
            "activity add raised -d 5-1 --money 3.5万",
            "activity add raised -d 5-2 --things 5000",
            "activity add raised -d 5-3",
            "views",
        ],
    );
    assert_eq!(text(&mut world, "2022", "activity.raised"), "4万元");
    assert_eq!(text(&mut world, "2022", "activity.raised.money"), "—");
    assert_eq!(text(&mut world, "2022", "activity.count"), "3次");
    let connection = rusqlite::Connection::open(world.path("data/qjcppcc/ledger.db")).expect("plain SQLite");
    let sql = "SELECT value FROM figure_by_year WHERE figure = 'activity.raised'";
    let found: f64 = connection.query_row(sql, [], |row| row.get(0)).expect("a number");
    assert_eq!(found.to_string(), "40000");
    assert!(world.run("qjcppcc verify").starts_with("完好"));
}

/// Nothing is said of a platform but where platforms are asked for.
#[test]
fn a_platform_counts_over_all_ledgers_and_no_page_of_the_report_changes() {
    let commands = [
        "study add 读书 甲 -n 20余 -d 3-1{P}",
        "study add 读书 乙 -n 30 -d 3-2{P}",
        "activity add 讲座 --count 2 -n 40 -d 3-3{P}",
        "volunteer add 送春联 --persons 12 -d 3-4{P}",
        "advice add 微建议 甲建议 -d 3-5{P}",
        "info add 甲信息 -d 3-6{P}",
        "info add 收集 --count 9 -d 3-7{P}",
        "station add 工作室 甲室 -t 永新 -d 3-8{P}",
        "media add 国家级 甲稿 --outlets 人民网 -d 3-9{P}",
        "case add 甲事 -t 永新 -d 3-10",
        "case meet 1 --stage onsite -n 45 -d 4-1",
        "case meet -t 永新 --stage onsite --count 3 -n 90 -d 4-2",
        "case solve 1 -d 9-1",
        "case solve 1 -d 9-2 --yes",
    ];
    let (mut with, mut without) = (World::new(), World::new());
    for command in commands {
        let add = |world: &mut World, platform| world.run(&format!("qjcppcc {}", command.replace("{P}", platform)));
        let printed = add(&mut with, " --platform 茶读");
        assert_eq!(printed.contains("[exit"), command.contains("--yes"), "{command}: {printed}");
        add(&mut without, "");
    }
    for (key, printed) in [
        ("platform.count", "2个"),
        ("platform.委员茶读.events", "5次"),
        ("platform.委员茶读.turns", "100余人次"),
        ("platform.委员茶读.results", "2项"),
        ("platform.委员茶读.matters", "—"),
        ("platform.一镇一事.events", "1次"),
        ("platform.一镇一事.turns", "45人次"),
        ("platform.一镇一事.matters", "1件"),
        ("platform.一镇一事.results", "1项"),
        ("platform.委员河长.events", "—"),
    ] {
        assert_eq!(text(&mut with, "2022", key), printed, "{key}");
    }
    let bare = |page: String| page.lines().filter(|line| !line.contains("状态")).collect::<Vec<_>>().join("\n");
    for style in ["", " --style note", " --style full", " --exact", " --all", " --compare"] {
        let [one, two] = [&mut with, &mut without].map(|world| bare(world.run(&format!("qjcppcc report 2022{style}"))));
        assert_eq!(one, two, "{style}");
    }
    // Below the head of a table: each part, and the total.
    let column = |page: String, head: &str| -> Vec<(String, String)> {
        let cells = |line: &str| line.split('|').map(|cell| cell.trim().to_owned()).collect::<Vec<_>>();
        let mut lines = page.lines().map(cells).skip_while(|cells| !cells.iter().any(|cell| cell == head));
        let at = lines.next().expect("the head").iter().position(|cell| cell == head).expect("the column");
        let rows = lines.skip(1).take_while(|cells| cells.len() > at);
        rows.filter(|cells| cells[at] != "—").map(|cells| (cells[1].clone(), cells[at].clone())).collect()
    };
    let told = |part: &str, number: &str| (part.to_owned(), number.to_owned());
    let by_town = with.run("qjcppcc report 2022 --by town");
    assert!(by_town.contains("委员茶读：活动5次"), "all of it in the district itself: {by_town}");
    let by_kind = column(with.run("qjcppcc report 2022 --by kind -O md"), "委员茶读：活动（次）");
    assert_eq!((&by_kind[0].0[..], by_kind.last()), ("送春联", Some(&told("合计", "5"))), "{by_kind:?}");
    let traced = with.run("qjcppcc report 2022 --trace platform.委员茶读.events --kind lecture");
    assert!(traced.starts_with("2022年　委员茶读：活动　讲座　2次\n"), "{traced}");
    let traced = with.run("qjcppcc report 2022 --trace platform.count");
    assert!(traced.contains("study-1") && traced.contains("case-1") && !traced.contains("study-2"), "{traced}");
    // An office with ten of them says so.
    for number in 0..8 {
        let word = format!("vocab add platform p{number} 平台{number}");
        good(&mut with, &[&word, &format!("activity add 讲座 某{number} -d 5-1 --platform p{number}")]);
    }
    assert_eq!(text(&mut with, "2022", "platform.count"), "10个");
    assert_eq!(text(&mut with, "2022", "platform.p3.events"), "1次");
}

#[test]
fn what_changed_on_a_platform_since_it_was_published_is_in_data_alone() {
    let mut world = World::new();
    good(
        &mut world,
        &[
            "study add 读书 甲 -n 20 -d 3-1 --platform 茶读",
            "publish 2022",
            "study add 读书 乙 -n 9 -d 3-2 --platform 茶读",
        ],
    );
    let page = world.run("qjcppcc report 2022");
    assert!(page.contains("此后有变化") && page.contains("增 study-2") && !page.contains("委员茶读"), "{page}");
    let changes = world.json("qjcppcc report 2022 --json")["published"]["changes"].clone();
    let keys: Vec<&str> =
        changes.as_array().expect("a list").iter().filter_map(|change| change["key"].as_str()).collect();
    assert_eq!(keys, ["study.reading", "study.turns", "platform.委员茶读.events", "platform.委员茶读.turns"]);
}

#[test]
fn tables_of_stations_and_activities_are_read_by_their_headings() {
    let mut world = World::new();
    std::fs::write(world.path("履职阵地.csv"), "阵地名称,阵地类别,挂牌日期,所在镇街,摘牌时间,个数\n甲工作室,委员工作室,2022-3-1,永新,,\n,工作站,2022-4-1,三江,2022-9-30,12\n").expect("a file");
    std::fs::write(world.path("履职活动.csv"), "活动名称,活动类别,活动日期,参加人数,册数,到位资金（万元）,活动地点,场次\n甲讲座,讲座,2022-5-1,120,,,文化馆,\n赠书,文史赠阅,2022-6-1,,1000余,,,\n,到位资金,2022-9-1,,,1200,,3\n").expect("a file");
    for file in ["履职阵地.csv", "履职活动.csv"] {
        let printed = world.run(&format!("qjcppcc import {file}"));
        assert!(!printed.contains("[exit"), "{printed}");
    }
    for (key, printed) in [
        ("station.count", "1个"),
        ("station.workstation", "0个"),
        ("activity.lecture", "1场"),
        ("activity.turns", "120人次"),
        ("activity.given", "1000余册"),
        ("activity.paid", "3笔"),
        ("activity.paid.money", "1200万元"),
    ] {
        assert_eq!(text(&mut world, "2022", key), printed, "{key}");
    }
    let before = world.run("qjcppcc export");
    for ledger in ["station", "activity"] {
        good(
            &mut world,
            &[&format!("{ledger} list -O csv -o {ledger}.csv"), &format!("template {ledger} -o {ledger}.xlsx")],
        );
        let printed = world.run(&format!("qjcppcc import {ledger}.csv"));
        assert!(printed.contains("都已在台账文件里，没有变化"), "{ledger}: {printed}");
    }
    assert_eq!(world.run("qjcppcc export"), before);
}
