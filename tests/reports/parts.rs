//! Whom service helped, what came of consultations, and who took part: each its own figure, none added to another.

use serde_json::json;

use crate::world::World;

fn good(world: &mut World, command: &str) -> String {
    let printed = world.run(&format!("qjcppcc {command}"));
    assert!(!printed.contains("[exit"), "{command}: {printed}");
    printed
}

fn text(world: &mut World, key: &str) -> String {
    let report = world.json("qjcppcc report 2022 --json");
    let all = report["figures"].as_array().expect("a list");
    let found = all.iter().find(|figure| figure["key"] == key).expect("a figure");
    found["text"].as_str().expect("text").to_owned()
}

#[test]
fn turns_by_role_are_parts_of_the_turns_and_stand_behind_them() {
    let mut world = World::new();
    for command in [
        "consult add 视察 甲视察 -d 5-1 -n 45 --members 6 --leaders 3 --officials 8 --public 20余 --experts 2",
        "consult add 视察 乙视察 -d 5-2 -n 200 --members 160",
        "case add 甲事 -t 永新 -d 5-1",
        "case meet 1 --stage onsite -d 5-2 -n 40 --members 5 --leaders 1 --officials 4 --public 20 --experts 2",
    ] {
        good(&mut world, command);
    }
    for (key, said) in [
        ("consult.turns", "240余人次"),
        ("consult.members", "160余人次"),
        ("consult.leaders", "3人次"),
        ("consult.officials", "8人次"),
        ("consult.public", "20余人次"),
        ("consult.experts", "2人次"),
        ("case.turns", "40人次"),
        ("case.members", "5人次"),
        ("case.leaders", "1人次"),
        ("case.officials", "4人次"),
        ("case.public", "20人次"),
        ("case.experts", "2人次"),
    ] {
        assert_eq!(text(&mut world, key), said, "{key}");
    }
    let full = good(&mut world, "report 2022 --style full");
    assert!(
        full.contains("参加协商议政240余人次（其中委员160余人次、领导3人次、干部8人次、群众20余人次、专家2人次）"),
        "{full}"
    );
    assert!(full.contains("各方参与40人次（其中委员5人次、领导1人次、干部4人次、群众20人次、专家2人次）"), "{full}");
    let full = good(&mut world, "report 2022 --style full --lang en");
    assert!(
        full.contains("attendance: 40 turns (of them members: 5 turns, leaders: 1 turn, officials: 4 turns"),
        "{full}"
    );
    let shown = good(&mut world, "case show 1");
    assert!(shown.contains("人次 40人次 · 委员人次 5人次 · 领导人次 1人次 · 干部人次 4人次"), "{shown}");
    let line = good(&mut world, "case line 2022");
    assert!(line.contains("委员5人次") && !line.contains("领导"), "{line}");
    let parts = good(&mut world, "report 2022 --by town -O csv");
    assert!(parts.contains("case.leaders,1,exact,永新,1,exact,1人次"), "{parts}");
}

#[test]
fn roles_without_turns_stand_alone_and_most_bounds_leave_them_open() {
    let mut world = World::new();
    good(&mut world, "case add 甲事 -t 永新 -d 5-1");
    good(&mut world, "case meet 1 --stage onsite -d 5-2 --members 5 --leaders 1");
    good(&mut world, "consult add 视察 甲 -d 5-2 -n 40余 --members 30 --public 20");
    good(&mut world, "consult add 视察 乙 -d 5-3 -n 40 --members 约30 --public 近20");
    let full = good(&mut world, "report 2022 --style full");
    assert!(full.contains("委员参与5人次、领导参与1人次。"), "{full}");
    let refused = world.run("qjcppcc consult edit 2 --members 30 --public 11");
    assert!(
        refused.contains("委员人次：委员人次、群众人次合计（41）多于人次（40）") && refused.contains("[exit 4]"),
        "{refused}"
    );
    let refused = world.run("qjcppcc consult edit 2 --experts 41 --lang en");
    assert!(refused.contains("experts (41) are more than turns (40)"), "{refused}");
    let refused = world.run("qjcppcc consult edit 2 --members 30 --public 11 --lang en");
    assert!(refused.contains("members, public together (41) are more than turns (40)"), "{refused}");
}

#[test]
fn whom_service_helped_is_counted_in_measures_of_their_own() {
    let mut world = World::new();
    good(
        &mut world,
        "volunteer add 公益 甲 -d 5-7 -n 9 --helped 130 --served 200余 --households 12 --jobs 5 --books 318",
    );
    good(&mut world, "volunteer add 抗疫 乙 -d 5-8 --helped 4人");
    let said = good(&mut world, "volunteer add 公益 丙 -d 5-9 --goods 大米200袋");
    assert!(said.contains("公益 · 大米200袋"), "{said}");
    for (key, said) in [
        ("volunteer.turns", "9人次"),
        ("volunteer.helped", "130余人"),
        ("volunteer.served", "200余人次"),
        ("volunteer.households", "12户"),
        ("volunteer.jobs", "5个"),
        ("volunteer.books", "300余册"),
        ("volunteer.count", "3次"),
    ] {
        assert_eq!(text(&mut world, key), said, "{key}");
    }
    let report = world.json("qjcppcc report 2022 --json");
    let keys: Vec<&str> =
        report["figures"].as_array().expect("a list").iter().filter_map(|it| it["key"].as_str()).collect();
    assert!(!keys.contains(&"volunteer.epidemic.helped"), "{keys:?}");
    let full = report["full"].as_str().expect("text");
    assert!(
        full.contains("另有受助人数130余人、服务群众200余人次、受助户数12户、提供岗位5个、赠送图书300余册。"),
        "{full}"
    );
    // Goods in kind are kept and shown, and their field says that they do not count.
    let help = good(&mut world, "volunteer add --help");
    assert!(help.contains("物资：实物，如 大米200袋；不计入指标"), "{help}");
    assert_eq!(world.json("qjcppcc volunteer show 3 --json")["goods"], json!("大米200袋"));
    let wrong = world.run("qjcppcc volunteer add 公益 丁 -d 5-9 --helped 30人次");
    assert!(wrong.contains("[exit 2]"), "{wrong}");
}

#[test]
fn peoples_headings_are_understood() {
    for (ledger, csv, expected) in [
        (
            "volunteer",
            "日期,类别,受益群众（人）,服务群众,增收农户,就业岗位,赠书,捐赠物资\n2022-05-01,公益,30,200余,12户,5,318册,大米200袋\n",
            &[
                ("helped", json!(30)),
                ("served", json!(200)),
                ("households", json!(12)),
                ("jobs", json!(5)),
                ("books", json!(318)),
                ("goods", json!("大米200袋")),
            ][..],
        ),
        (
            "consult",
            "日期,类别,标题,参加人数,委员人数,领导,专家学者,发现问题数,成果转化数\n2022-05-01,视察,甲,45,6,3,2,12个,3项\n",
            &[
                ("turns", json!(45)),
                ("members", json!(6)),
                ("leaders", json!(3)),
                ("experts", json!(2)),
                ("findings", json!(12)),
                ("measures", json!(3)),
            ][..],
        ),
        (
            "meeting",
            "所属事项,日期,环节,参加人数,委员,参会领导,群众代表\ncase-1,2022-05-02,现场协商,45,6,3,20\n",
            &[("turns", json!(45)), ("members", json!(6)), ("leaders", json!(3)), ("public", json!(20))][..],
        ),
    ] {
        let mut world = World::with(&[("表.csv", csv)]);
        good(&mut world, "case add 甲事 -t 永新 -d 5-1");
        let printed = good(&mut world, &format!("import 表.csv --ledger {ledger}"));
        assert!(printed.contains("新增1条"), "{printed}");
        let kept = good(&mut world, &format!("export {ledger}"));
        let kept: serde_json::Value = serde_json::from_str(&kept).expect("JSON");
        for (key, value) in expected {
            assert_eq!(kept[*key], *value, "{ledger} {key}: {kept}");
        }
    }
    let mut world = World::new();
    let figures = good(&mut world, "figures -O csv");
    assert!(
        figures.contains("consult.findings,发现问题") && figures.contains("consult.measures,成果转化"),
        "{figures}"
    );
}
