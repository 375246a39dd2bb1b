//! Lists and reports as people read them: what belongs to what is said, what is of a person alone is not.

use crate::world::World;
use calamine::{Reader, Xlsx};

#[test]
fn a_list_of_children_says_what_each_hangs_on() {
    let mut world = World::new();
    world.run("qjcppcc case add 修路 -t 永新 -d 2022-05-01");
    world.run("qjcppcc case add '供水，联系人 13812348000' -t 石角 -d 2022-05-02");
    world.run("qjcppcc case meet 1 2 -n 5 -d 2022-05-03 --stage 议前");
    world.run("qjcppcc case fund 2 3万 --source 区水利局 -d 2022-05-04");
    world.run("qjcppcc info add piece 虚构信息 -d 2022-05-05");
    world.run("qjcppcc info endorse 1 --who 区委主要领导 --level district -d 2022-05-06");
    let funds = world.run("qjcppcc case list fund -O md");
    let row = "| 编号 | 所属 | 日期 | 金额 | 来源 |\n| --: | --- | --- | --: | --- |\n| 1 | case-2 供水，联系人 138\\*\\*\\*\\*8000 |";
    assert!(funds.starts_with(row), "{funds}");
    let unmasked = world.run("qjcppcc case list fund --unmask");
    assert!(unmasked.contains("case-2 供水，联系人 13812348000"), "{unmasked}");
    let meetings = world.run("qjcppcc case list meeting");
    assert!(meetings.contains("case-1 修路、case-2 供水"), "{meetings}");
    let english = world.run("qjcppcc info list endorsement --lang en");
    assert!(english.contains("belongs to") && english.contains("info-1 虚构信息"), "{english}");
    let only = world.run("qjcppcc case list fund --fields of -O md");
    assert!(only.starts_with("| 所属 |\n| --- |\n| case-2 "), "{only}");
    assert!(world.run("qjcppcc case list -O md").starts_with("| 编号 | 日期 |"));
    assert!(world.run("qjcppcc case list fund -O csv").contains(",of,"));
}

#[test]
fn what_is_missing_passes_over_void_matters_and_masks_the_numbers_of_persons() {
    let mut world = World::new();
    world.run("qjcppcc case add '修路，联系人 13812348000' -t 永新 -d 2022-05-01");
    world.run("qjcppcc case add 供水 -t 石角 -d 2022-05-02");
    world.run("qjcppcc case fund 1 3万 -d 2022-05-03");
    world.run("qjcppcc case fund 2 4万 -d 2022-05-04");
    world.run("qjcppcc case meet 2 1 -n 5 -d 2022-05-05 --stage 议前");
    let before = world.run("qjcppcc missing 2022 -O jsonl");
    assert!(before.contains("138****8000") && !before.contains("13812348000"), "{before}");
    assert!(before.contains("供水"), "{before}");
    world.run("qjcppcc case void 2 --reason 记重");
    let after = world.run("qjcppcc missing 2022");
    assert!(!after.contains("供水") && !after.contains("fund-2"), "{after}");
    // The meeting counts for the matter that is left.
    assert!(after.contains("fund-1") && after.contains("meeting-1"), "{after}");
}

#[test]
fn a_workbook_of_what_is_missing_names_the_department_of_each_row() {
    let mut world = World::new();
    world.run("qjcppcc consult add 重点协商 甲 --host chair --department 办公室 -d 2022-05-01");
    world.run("qjcppcc consult add 重点协商 乙 --host chair -d 2022-05-02");
    let table = world.run("qjcppcc missing 2022");
    assert!(table.contains("办公室　1条") && table.contains("未注明部门　1条"), "{table}");
    assert!(!table.contains("部门  编号"), "{table}");
    world.run("qjcppcc missing 2022 -o 缺项.xlsx");
    let mut workbook: Xlsx<_> = calamine::open_workbook(world.path("缺项.xlsx")).expect("a workbook");
    let sheet = workbook.worksheet_range_at(0).expect("a worksheet").expect("its cells");
    let rows: Vec<String> =
        sheet.rows().map(|row| row[..2].iter().map(ToString::to_string).collect::<Vec<_>>().join("|")).collect();
    assert_eq!(rows, ["部门|编号", "办公室|consult-1", "未注明部门|consult-2"]);
}

#[test]
fn a_workbook_of_a_trace_names_the_town_of_each_row() {
    let mut world = World::new();
    world.run("qjcppcc volunteer add 森林防火 -n 5 -t 永新 -d 2022-05-01");
    world.run("qjcppcc volunteer add 森林防火 -n 6 -d 2022-05-02");
    world.run("qjcppcc report 2022 --trace volunteer.turns -o 追溯.xlsx");
    let mut workbook: Xlsx<_> = calamine::open_workbook(world.path("追溯.xlsx")).expect("a workbook");
    let sheet = workbook.worksheet_range_at(0).expect("a worksheet").expect("its cells");
    let towns: Vec<String> = sheet.rows().skip(1).map(|row| row[3].to_string()).collect();
    assert_eq!(towns, ["镇街", "永新镇", "区本级"]);
    let csv = world.run("qjcppcc report 2022 --trace volunteer.turns -O csv --fields town,kind,amount");
    assert_eq!(csv, "town,kind,amount\n永新,forest,5\n,forest,6\n");
}

#[test]
fn the_post_of_an_endorser_is_masked_wherever_it_is_printed() {
    let mut world = World::new();
    world.run("qjcppcc advice add opinion 虚构建议 -d 2022-03-01");
    world.run("qjcppcc advice endorse 1 --who '区领导 13812348000' --level district -d 2022-04-01");
    for command in ["report 2022 --style full", "report 2022 --json", "advice list endorsement", "report 2022"] {
        let printed = world.run(&format!("qjcppcc {command}"));
        assert!(!printed.contains("13812348000"), "{command}: {printed}");
    }
    assert!(world.run("qjcppcc report 2022 --style full").contains("138****8000"));
    assert!(world.run("qjcppcc report 2022 --style full --unmask").contains("13812348000"));
}
