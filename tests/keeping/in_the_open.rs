//! What is kept in the open: changes taken back, closed years, figures of others, numbers of persons.

use crate::world::World;
use proptest::prelude::*;
use qjcppcc::amount::{Amount, Bound, Measure, Style};
use qjcppcc::ledger::mask;
use qjcppcc::text::Lang;

fn good(world: &mut World, command: &str) -> String {
    let printed = world.run(command);
    assert!(!printed.contains("[exit"), "{command}: {printed}");
    printed
}

/// A ledger with something of everything in it.
fn begun() -> World {
    let mut world = World::new();
    let commands = [
        "qjcppcc study add 主席会议 -d 5-1 -n 18",
        "qjcppcc case add 甲事 -t 永新 -d 3-2",
        "qjcppcc case fund 1 35万 --source 区水利局 -d 3-3",
        "qjcppcc study add 党组会议 -d 5-3 -n 9",
        "qjcppcc study void 2 --reason 重复",
        "qjcppcc volunteer add forest -n 40 -t 永新 -d 8-20",
        "qjcppcc vocab add kind volunteer river 巡河护河 --scope community",
        "qjcppcc setting set case.limit.assignment 15d",
        "qjcppcc office wording set full examples/own-wording.j2",
    ];
    for command in commands {
        good(&mut world, command);
    }
    world
}

/// One command of every sort, none of which rests on another.
const CHANGES: &[&str] = &[
    "study add 主席会议 -d 6-1 -n 20",
    "study edit 1 --turns 19 --reason 数错",
    "study edit 1 --date 2021-05-01 --unset turns",
    "study void 1 --reason 重复",
    "study unvoid 2 --reason 没有重复",
    "case meet 1 --stage onsite -n 45 -d 4-8",
    "case edit fund-1 --amount 30万",
    "case void 1 --reason 重复",
    "volunteer add river -n 12 -d 8-21",
    "volunteer edit 1 --kind river",
    "vocab add town new 新镇",
    "vocab rename town 永新 永新新镇",
    "vocab rename kind volunteer river 巡河",
    "vocab retire kind volunteer forest",
    "setting set case.limit.assignment 20d",
    "setting set case.limit.filing 5d",
    "setting unset case.limit.assignment",
    "office wording set note examples/own-wording.j2",
    "office wording reset full",
    "publish 2022",
    "claim add study.turns 18 --period 2022 --source 区报",
    "import examples/qijiang-2022.jsonl",
];

/// Everything that people see, but for the traces that an undo leaves.
fn picture(world: &mut World) -> Vec<String> {
    let commands = [
        "report 2022 --json -O jsonl",
        "report 2022 --by town -O csv",
        "report 2021 --style table",
        "study list -O csv",
        "case list -O csv",
        "case list fund -O csv",
        "case list meeting -O csv",
        "volunteer list -O csv",
        "vocab list -O csv",
        "setting list -O csv",
        "office wording show note",
        "office wording show full",
        "publication list -O csv",
        "claim list -O csv",
    ];
    commands
        .map(|command| {
            let printed = world.run(&format!("qjcppcc {command}"));
            let lines = printed.lines().filter(|line| !line.contains("台账文件状态") && !line.contains("\"head\""));
            lines.collect::<Vec<_>>().join("\n")
        })
        .into()
}

#[test]
fn whatever_is_undone_is_as_if_it_had_not_been_and_comes_back_when_the_undo_is_undone() {
    for change in CHANGES {
        let mut world = begun();
        let before = picture(&mut world);
        good(&mut world, &format!("qjcppcc {change}"));
        let after = picture(&mut world);
        assert_ne!(before, after, "{change}");
        for (expected, command) in
            [(&before, "undo"), (&after, "redo"), (&before, "undo"), (&after, "redo"), (&before, "undo")]
        {
            let head = world.run("qjcppcc head");
            good(&mut world, &format!("qjcppcc {command} --dry-run --yes"));
            assert_eq!(world.run("qjcppcc head"), head, "{change}");
            good(&mut world, &format!("qjcppcc {command} --yes"));
            let now = picture(&mut world);
            for (now, expected) in now.iter().zip(expected) {
                assert_eq!(now, expected, "{change}");
            }
        }
        assert!(world.run("qjcppcc verify").starts_with("完好"), "{change}");
        good(&mut world, "qjcppcc rebuild");
        assert!(world.run("qjcppcc verify").starts_with("完好"), "{change}");
        let kept = good(&mut world, "qjcppcc export > all.jsonl");
        assert_eq!(kept, "");
        good(&mut world, "qjcppcc init other.db");
        good(&mut world, "qjcppcc import all.jsonl --db other.db");
        good(&mut world, "qjcppcc export --db other.db > other.jsonl");
        assert_eq!(world.run("cat other.jsonl"), world.run("cat all.jsonl"), "{change}");
    }
}

#[test]
fn nothing_touches_a_closed_year_without_a_reason() {
    // What changes no figure of the year may be done.
    let free = ["vocab add", "vocab rename", "vocab retire", "setting", "office wording", "publish", "claim"];
    for change in CHANGES {
        let mut world = begun();
        good(&mut world, "qjcppcc close 2022");
        let (head, figures) = (world.run("qjcppcc head"), world.run("qjcppcc report 2022 --by town -O csv"));
        if free.iter().any(|free| change.starts_with(free)) {
            good(&mut world, &format!("qjcppcc {change}"));
            good(&mut world, "qjcppcc undo --yes");
            assert_eq!(world.run("qjcppcc report 2022 --by town -O csv"), figures, "{change}");
            continue;
        }
        let refused = world.run(&format!("qjcppcc {change}"));
        assert!(refused.contains("2022年已关账") && refused.contains("[exit 4]"), "{change}: {refused}");
        assert_eq!(world.run("qjcppcc head"), head, "{change}");
        good(&mut world, &format!("qjcppcc {change} --late 漏记"));
        let trace = "qjcppcc report 2022 --trace study.turns";
        assert!(world.run(trace).contains("此后改动1次"), "{change}: {}", world.run(trace));
        let refused = world.run("qjcppcc undo --yes");
        assert!(refused.contains("2022年已关账") && refused.contains("[exit 4]"), "{change}: {refused}");
        good(&mut world, "qjcppcc undo --yes --late 又错");
        assert!(world.run(trace).contains("此后改动2次"), "{change}");
        assert_eq!(world.run("qjcppcc report 2022 --by town -O csv"), figures, "{change}");
        assert!(world.run("qjcppcc verify").starts_with("完好"), "{change}");
        good(&mut world, "qjcppcc rebuild");
        assert!(world.run("qjcppcc verify").starts_with("完好"), "{change}");
    }
}

#[test]
fn the_scope_of_a_kind_is_part_of_a_closed_year() {
    let mut world = begun();
    good(&mut world, "qjcppcc volunteer add river -n 12 -d 8-21");
    good(&mut world, "qjcppcc export > all.jsonl");
    good(&mut world, "qjcppcc close 2022");
    let moved = world.run("cat all.jsonl").replace("\"scope\":\"community\"", "\"scope\":\"epidemic\"");
    std::fs::write(world.path("moved.jsonl"), moved).expect("a file");
    let refused = world.run("qjcppcc import moved.jsonl --update");
    assert!(refused.contains("2022年已关账") && refused.contains("[exit 4]"), "{refused}");
}

#[test]
fn what_stood_before_a_change_stands_in_the_report_as_of_then() {
    let mut world = begun();
    let then = world.run("qjcppcc report 2022");
    let head = world.run("qjcppcc head");
    world.wait_days(3);
    for change in CHANGES {
        world.run(&format!("qjcppcc {change}"));
    }
    for as_of in [head.trim(), "2022-12-31", "2023-01-02"] {
        let printed = good(&mut world, &format!("qjcppcc report 2022 --as-of {as_of}"));
        let told = printed.replace(&format!("\n这是台账文件在 {as_of} 时的数字。\n"), "");
        assert_eq!(told, then, "{as_of}");
    }
    let now = world.run("qjcppcc report 2022 --json");
    let at_head = good(&mut world, &format!("qjcppcc report 2022 --json --as-of {}", world_head(&now)));
    assert_eq!(at_head.replace(&format!("\"as_of\": \"{}\"", world_head(&now)), "\"as_of\": null"), now);
}

fn world_head(report: &str) -> String {
    let json: serde_json::Value = serde_json::from_str(report).expect("JSON");
    json["head"].as_str().expect("a head").to_owned()
}

#[test]
fn a_publication_names_every_record_that_made_a_difference() {
    let mut world = begun();
    good(&mut world, "qjcppcc publish 2022");
    assert!(world.run("qjcppcc report 2022 --style table").contains("此后没有变化"));
    good(&mut world, "qjcppcc claim add study.turns 18 --period 2022 --source 区报");
    good(&mut world, "qjcppcc study add 主席会议 -d 2021-06-01 -n 20");
    assert!(world.run("qjcppcc report 2022 --style table").contains("此后没有变化"));
    // The sum is the same; the records behind it are not.
    good(&mut world, "qjcppcc study add 主席会议 -d 6-1 -n 18");
    good(&mut world, "qjcppcc study void 1 --reason 重复");
    let json = world.json("qjcppcc report 2022 --json");
    let changes = json["published"]["changes"].as_array().expect("changes");
    let keys: Vec<_> = changes.iter().map(|change| change["key"].as_str().expect("a key")).collect();
    assert_eq!(keys, ["study.chair", "study.turns"]);
    for change in changes {
        assert_eq!(change["published"]["value"], change["now"]["value"]);
        let records = serde_json::json!([
            { "record": "study-4", "change": "added" }, { "record": "study-1", "change": "gone" }
        ]);
        assert_eq!(change["records"], records);
    }
}

#[test]
fn numbers_of_persons_are_masked_wherever_they_begin() {
    let table = [
        ("13800138000", "138****8000"),
        ("电话13800138000。", "电话138****8000。"),
        ("tel:138-0013-8000", "tel:138-****-8000"),
        ("138 0013 8000、139 0013 9000", "138 **** 8000、139 **** 9000"),
        ("+8613800138000", "+86138****8000"),
        ("023-12345678", "023-****5678"),
        ("0851-1234567", "0851-***4567"),
        ("（02312345678）", "（023****5678）"),
        ("500222199001011234", "500222********1234"),
        ("50022219900101123X，", "500222********123X，"),
        // Not numbers of persons: too long, too short, days, sums.
        ("138001380001", "138001380001"),
        ("1380013800", "1380013800"),
        ("23800138000", "23800138000"),
        ("2022-05-01至2022-06-01", "2022-05-01至2022-06-01"),
        ("渝政协〔2022〕12号，5002221990010112345", "渝政协〔2022〕12号，5002221990010112345"),
    ];
    for (text, masked) in table {
        assert_eq!(mask(text), masked);
        assert_eq!(mask(masked), masked, "masking twice changes nothing");
    }
}

#[test]
fn what_a_list_masks_an_export_and_a_backup_keep() {
    let mut world = World::new();
    good(&mut world, "qjcppcc case add 甲事 -t 永新 -m 电话13800138000 --proposer 张三13900139000");
    for command in ["case list", "case list --json", "case show 1", "case show 1 --json", "log"] {
        let printed = good(&mut world, &format!("qjcppcc {command}"));
        assert!(!printed.contains("13800138000") && !printed.contains("13900139000"), "{command}: {printed}");
        let printed = good(&mut world, &format!("qjcppcc {command} --unmask"));
        assert!(printed.contains("13900139000"), "{command}: {printed}");
    }
    assert!(good(&mut world, "qjcppcc export").contains("13800138000"));
    good(&mut world, "qjcppcc backup safe.db");
    assert!(good(&mut world, "qjcppcc export --db safe.db").contains("13800138000"));
    let edited = good(&mut world, "qjcppcc case edit 1 -m 电话13800138001");
    assert!(edited.contains("138****8001"), "{edited}");
    assert!(good(&mut world, "qjcppcc log --limit 1").contains("138****8000→电话138****8001"));
}

#[test]
fn claims_agree_with_what_they_may_have_been_printed_from() {
    let agree = |claim: &str, counted: i64, bound| {
        let claim = Amount::read(claim, Measure::Count, &["人次"]).expect("a number");
        claim.agrees(Amount::new(counted, bound), Measure::Count)
    };
    for (claim, counted) in [
        ("3000余", 3126),
        ("3100余", 3126),
        ("3126", 3126),
        ("约3000", 3126),
        ("近3000", 2980),
        ("30余", 38),
        ("1500余", 1524),
        ("38", 38),
    ] {
        assert!(agree(claim, counted, Bound::Exact), "{claim} of {counted}");
    }
    for (claim, counted) in [
        ("3000余", 4200),
        ("3000余", 2999),
        ("3000余", 3999),
        ("3000", 3126),
        ("3127", 3126),
        ("近3000", 3001),
        ("近3000", 2000),
        ("约3000", 3400),
        ("3050余", 3126),
        ("30余", 42),
    ] {
        assert!(!agree(claim, counted, Bound::Exact), "{claim} of {counted}");
    }
    assert!(agree("30余", 32, Bound::AtLeast));
    assert!(!agree("40余", 32, Bound::AtLeast));
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 2_000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn whatever_is_printed_agrees_with_its_number(
        value in prop_oneof![0..200_i64, 0..100_000_i64, 0..10_000_000_000_000_i64],
        bound in prop::sample::select(&Bound::ALL[..]),
        style in prop::sample::select(&[Style::House, Style::Plain, Style::Full][..]),
        unit in prop::sample::select(&[(Measure::Count, "人次"), (Measure::Hours, "小时"), (Measure::Money, "元")][..]),
    ) {
        let (measure, word) = unit;
        let amount = Amount::new(value, bound);
        let printed = amount.printed(style, measure, word, Lang::Zh);
        let said = Amount::read(&printed, measure, &[word]).expect("what is printed can be read");
        prop_assert!(said.agrees(amount, measure), "{printed} of {amount:?}");
    }

    #[test]
    fn a_claim_far_off_never_agrees(value in 10..1_000_000_i64, factor in 2..9_i64, bound in prop::sample::select(&Bound::ALL[..])) {
        let (claim, counted) = (Amount::new(value * factor, bound), Amount::exact(value));
        prop_assert!(!claim.agrees(counted, Measure::Count));
        prop_assert!(!Amount::new(value, bound).agrees(Amount::exact(value * factor), Measure::Count));
    }

    #[test]
    fn masked_text_has_no_whole_number_of_a_person_left(text in "[ 0-9x，电话-]{0,60}") {
        let masked = mask(&text);
        prop_assert_eq!(masked.chars().count(), text.chars().count());
        prop_assert_eq!(mask(&masked), masked);
    }
}

#[test]
fn what_is_done_after_a_year_is_closed_leaves_its_figures_alone() {
    let mut world = World::new();
    for command in [
        "case add 清溪河整治 -t 永新 -d 2021-3-1",
        "case advance 1 filing -d 2021-4-1",
        "motion add 加装电梯 -d 2021-9-1",
        "motion review 1 --as filed -d 2021-9-5",
        "motion assign 1 --lead 区住建委 --due 2021-12-20 -d 2021-9-10",
        "close 2021",
    ] {
        good(&mut world, &format!("qjcppcc {command}"));
    }
    let before = good(&mut world, "qjcppcc report 2021 --style table");
    for command in [
        "motion reply 1 --result A --contact visit -d 2022-1-10",
        "motion feedback 1 --as 满意 -d 2022-1-20",
        "case solve 1 -d 2022-2-1",
    ] {
        good(&mut world, &format!("qjcppcc {command}"));
    }
    let without_state = |page: &str| page.split("台账文件状态").next().unwrap_or_default().to_owned();
    let after = good(&mut world, "qjcppcc report 2021 --style table");
    assert_eq!(without_state(&after), without_state(&before));
    // Over both years they are done.
    let both = good(&mut world, "qjcppcc report 2021-09..2022-03 --style table");
    assert!(both.contains("办复率 ") && both.contains("满意率"), "{both}");
    // What was done in the closed year itself still needs its reason.
    let refused = world.run("qjcppcc motion award 1 -d 2021-12-1");
    assert!(refused.contains("2021年已关账"), "{refused}");
}
