//! What others do while a question is asked: whatever a change depends on is looked at again before anything is kept.

use crate::world::World;

fn at_a_terminal() -> World {
    let mut world = World::new();
    world.run("qjcppcc init x.db");
    world.answer.set(Some(true));
    world
}

fn is_sound(world: &mut World) {
    let printed = world.run("qjcppcc --db x.db verify");
    assert!(printed.starts_with("完好"), "{printed}");
}

#[test]
fn a_kind_whose_scope_changes_meanwhile_counts_with_the_new_scope() {
    let mut world = at_a_terminal();
    world.run("qjcppcc --db x.db vocab add kind volunteer river 巡河护河 --scope community");
    world.run("qjcppcc --db x.db volunteer add river 一 -n 40 -d 5-2");
    world.meanwhile.replace(vec![
        "qjcppcc --db x.db undo --actor zhang",
        "qjcppcc --db x.db undo 1 --yes",
        "qjcppcc --db x.db vocab add kind volunteer river 巡河护河 --scope epidemic",
        "qjcppcc --db x.db volunteer add river 一 -n 40 -d 5-2",
    ]);
    let printed = world.run("qjcppcc --db x.db volunteer add river 一 -n 40 -d 5-2");
    assert!(printed.contains("已记 志愿服务 volunteer-3"), "{printed}");
    // There was another twin by then.
    assert_eq!(
        *world.asked.borrow(),
        ["已有一条同样的（volunteer-1）。仍要再记一条吗？", "已有一条同样的（volunteer-2）。仍要再记一条吗？"]
    );
    let trace = world.run("qjcppcc --db x.db report 2022 --trace volunteer.epidemic.turns");
    assert!(trace.contains("volunteer-3") && trace.contains("合计 80"), "{trace}");
    is_sound(&mut world);
}

#[test]
fn a_word_that_is_taken_back_meanwhile_can_no_longer_be_used() {
    let mut world = at_a_terminal();
    world.run("qjcppcc --db x.db vocab add department river 河道科");
    world.run("qjcppcc --db x.db case add 甲事 -t 永新");
    world.meanwhile.replace(vec!["qjcppcc --db x.db undo 1 --yes"]);
    let printed = world.run("qjcppcc --db x.db case fund 1 35 --source 区水利局 --department 河道科");
    assert!(printed.contains("[exit 4]") && printed.contains("河道科"), "{printed}");
    assert!(world.run("qjcppcc --db x.db case list fund").contains("没有记录"));
    is_sound(&mut world);
}

#[test]
fn a_year_that_is_closed_meanwhile_is_closed() {
    let mut world = at_a_terminal();
    world.run("qjcppcc --db x.db study add 主席会议 -n 18 -d 5-1");
    world.meanwhile.replace(vec!["qjcppcc --db x.db close 2022"]);
    let printed = world.run("qjcppcc --db x.db study add 主席会议 -n 18 -d 5-1");
    assert!(printed.contains("2022年已关账") && printed.contains("[exit 4]"), "{printed}");
    is_sound(&mut world);
}

#[test]
fn a_change_that_is_changed_again_meanwhile_is_not_undone() {
    let mut world = at_a_terminal();
    world.run("qjcppcc --db x.db study add 主席会议 -n 18 -d 5-1 --actor 王");
    world.meanwhile.replace(vec!["qjcppcc --db x.db study edit 1 --turns 19 --actor 王"]);
    let printed = world.run("qjcppcc --db x.db undo 1");
    assert!(printed.contains("后来又改过") && printed.contains("[exit 4]"), "{printed}");
    is_sound(&mut world);
}

#[test]
fn nobody_waits_while_a_question_is_asked_and_remarks_are_made_once() {
    let mut world = at_a_terminal();
    world.wait_days(20);
    world.run("qjcppcc --db x.db study add 主席会议 -n 18 -d 2022-5-1");
    world.run("qjcppcc --db x.db study add 主席会议 -n 18");
    world.meanwhile.replace(vec!["qjcppcc --db x.db volunteer add 送春联 -n 3 -d 2022-5-1"]);
    let printed = world.run("qjcppcc --db x.db study add 主席会议 -n 18");
    assert_eq!(printed.matches("没有写日期").count(), 1, "{printed}");
    assert!(printed.contains("已记 学习 study-3"), "{printed}");
    assert_eq!(world.asked.borrow().len(), 1);
    is_sound(&mut world);
}

#[test]
fn an_import_looks_again_after_its_question() {
    let mut world = at_a_terminal();
    world.run("qjcppcc --db x.db study add 主席会议 老城步道 -n 18 -d 5-1");
    std::fs::write(world.path("in.csv"), "台账,日期,标题,类别,人次\n学习,2022-5-1,老城步道,主席会议,19\n")
        .expect("a file");
    world.meanwhile.replace(vec!["qjcppcc --db x.db import in.csv --duplicates keep"]);
    let printed = world.run("qjcppcc --db x.db import in.csv");
    assert!(printed.ends_with("1条都已在台账文件里，没有变化\n"), "{printed}");
    assert!(world.run("qjcppcc --db x.db study list --tally").starts_with("2条记录"), "{printed}");
    is_sound(&mut world);
}

#[test]
fn the_default_file_that_somebody_makes_meanwhile_is_looked_at() {
    let mut world = World::new();
    world.answer.set(Some(true));
    world.meanwhile.replace(vec!["qjcppcc study add 主席会议 -n 18 -d 5-1"]);
    // Money without 万 asks before the file is made.
    let printed = world.run("qjcppcc aid add loan 贷 --firms 1 --loan 300 -d 5-1");
    assert!(printed.contains("已记"), "{printed}");
    assert!(world.run("qjcppcc study list --tally").starts_with("1条记录"));
    assert!(world.run("qjcppcc verify").starts_with("完好：2条流水"));
}

#[test]
fn a_slow_clock_is_asked_about_and_days_go_by_the_log_clock() {
    let mut world = World::new();
    world.run("qjcppcc init x.db");
    world.wait_days(-360);
    world.run("qjcppcc --db x.db submission add --count 2 -d 2022-1-1");
    world.wait_days(300);
    world.run("qjcppcc --db x.db submission add --count 3 -d 2022-1-2");
    // Not a day behind: nobody is bothered.
    world.wait_days(-1);
    assert!(!world.run("qjcppcc --db x.db submission add --count 4 -d 2022-1-2").contains("时钟"));
    world.wait_days(-290);
    let warned = world.run("qjcppcc --db x.db submission add --count 5 -d 2022-1-3");
    assert!(
        warned.contains("注意：这台机器的时钟是2022-01-14，比台账里记到的2022-11-01慢290天；先调准时钟"),
        "{warned}"
    );
    let report = world.run("qjcppcc --db x.db report 2022 --style table --as-of 2022-02-01");
    assert!(report.contains("向区委请示报告           2次     2       1"), "{report}");
    assert!(report.contains("注意：1条流水自己的时钟也在2022-02-01以前，但记在第2条以后，没有算进去"), "{report}");
    world.answer.set(Some(false));
    let refused = world.run("qjcppcc --db x.db submission add --count 6 -d 2022-1-3");
    assert!(refused.contains("没有记录\n提示：先把时钟调准\n[exit 1]"), "{refused}");
    world.answer.set(Some(true));
    assert!(world.run("qjcppcc --db x.db submission add --count 6 -d 2022-1-3").contains("已记"));
    assert!(world.run("qjcppcc --db x.db verify").starts_with("完好"));
    // What the machine said is kept as it was said.
    assert!(world.run("qjcppcc --db x.db log --json").contains("\"at\": \"2022-01-14T"));
}
