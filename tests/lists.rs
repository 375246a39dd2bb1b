//! Lists as people read them.

mod world;

use world::World;

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
