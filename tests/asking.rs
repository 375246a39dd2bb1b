//! What the program asks a person at a terminal, and what it does with the answer.

mod world;

use world::World;

fn at_a_terminal(answer: bool) -> World {
    let world = World::new();
    world.answer.set(Some(answer));
    world
}

#[test]
fn the_same_record_again_is_asked_about() {
    for (answer, expected, kept) in [(true, "已记 学习 study-2", "2条记录"), (false, "没有记录", "1条记录")]
    {
        let mut world = at_a_terminal(answer);
        world.run("qjcppcc study add 主席会议 -n 18 -d 5-1");
        let printed = world.run("qjcppcc study add 主席会议 -n 18 -d 5-1");
        assert!(printed.contains(expected), "{printed}");
        assert_eq!(printed.contains("[exit 1]"), !answer);
        assert_eq!(*world.asked.borrow(), ["已有一条同样的（study-1）。仍要再记一条吗？"]);
        assert!(world.run("qjcppcc study list --tally").starts_with(kept));
    }
}

#[test]
fn money_that_may_lack_its_wan_is_asked_about() {
    for (answer, expected) in [(true, "金额 35元"), (false, "没有记录")] {
        let mut world = at_a_terminal(answer);
        world.run("qjcppcc case add 甲事 -t 永新");
        let printed = world.run("qjcppcc case fund 1 35 --source 区水利局");
        assert!(printed.contains(expected), "{printed}");
        assert_eq!(*world.asked.borrow(), ["金额不到1000元。是不是漏了“万”？仍按元记吗？"]);
    }
}

#[test]
fn nobody_is_asked_who_has_said_yes_beforehand() {
    let mut world = at_a_terminal(false);
    world.run("qjcppcc case add 甲事 -t 永新");
    assert!(world.run("qjcppcc case fund 1 35 --yes").contains("金额 35元"));
    assert!(world.run("qjcppcc case fund 1 35 --again --yes").contains("fund-2"));
    assert_eq!(world.asked.borrow().len(), 0);
}

#[test]
fn a_missing_date_is_pointed_out_in_the_first_months_of_a_year() {
    let mut world = World::new();
    assert!(!world.run("qjcppcc study add 主席会议").contains("没有写日期"));
    world.wait_days(20);
    let printed = world.run("qjcppcc study add 主席会议");
    assert!(printed.contains("没有写日期，按今天2023-01-20记"), "{printed}");
    assert!(!world.run("qjcppcc study add 主席会议 -d 昨天").contains("没有写日期"));
    assert!(world.run("qjcppcc report --style table").contains("这是2023年的；上一年的用 qjcppcc report 2022"));
    world.wait_days(60);
    assert!(!world.run("qjcppcc study add 主席会议").contains("没有写日期"));
}

#[test]
fn another_persons_change_is_taken_back_only_after_a_yes() {
    for (answer, expected, kept) in
        [(true, "已撤销第1条（王）：作废 study-1", "0条记录"), (false, "没有撤销", "1条记录")]
    {
        let mut world = at_a_terminal(answer);
        world.run("qjcppcc study add 主席会议 -n 18 -d 5-1 --actor 王");
        let printed = world.run("qjcppcc undo 1");
        assert!(printed.contains(expected), "{printed}");
        assert_eq!(printed.contains("[exit 1]"), !answer);
        assert_eq!(*world.asked.borrow(), ["撤销 王 的第1条（study-1 等共1条流水）吗？"]);
        assert!(world.run("qjcppcc study list --tally").starts_with(kept));
        // One's own last change is taken back without a question.
        world.run("qjcppcc study add 主席会议 -n 9 -d 5-2");
        assert!(world.run("qjcppcc undo").contains("作废 study-2"));
        assert_eq!(world.asked.borrow().len(), 1);
    }
}
