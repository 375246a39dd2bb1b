//! A ledger as it stood is found by taking back what was changed since, and is in every table what its entries up to there say.

use std::path::Path;

use qjcppcc::store::{Access, State, Store};

use crate::world::World;

/// The store as of an entry, checked as any ledger is.
fn back_to(store: &Store, seq: i64) -> Store {
    let then = store.as_of(&State::Upto(seq)).expect("the store as it stood");
    let verified = then.verify(&|_, _| true).unwrap_or_else(|error| panic!("{seq}: {error:?}"));
    assert_eq!(verified.entries, seq);
    assert!(seq == 0 || store.has_been_at(&verified.head.expect("a head")).expect("a head"));
    then
}

/// Every state in which a ledger has been is gone back to: the next from one a while before, as far as that can be taken back.
fn back_to_nothing(path: &Path) -> i64 {
    let mut store = Store::open(path, Access::Read).expect("the ledger");
    let all = store.verify(&|_, _| true).expect("sound").entries;
    let mut left = all;
    while left > 0 {
        let fifth = (left / 5).max(1);
        (1..fifth).for_each(|back| drop(back_to(&store, left - back)));
        left -= fifth;
        store = back_to(&store, left);
    }
    all
}

#[test]
fn whatever_was_done_to_a_ledger_any_of_its_states_can_be_gone_back_to() {
    let mut world = World::new();
    let done = [
        "init x.db",
        "study add 主席会议 -d 5-1 -n 18 --doc 示例1号 --db x.db",
        "volunteer add 公益 清理河道 -t 永新 -n 8 -d 5-2 --highlight --db x.db",
        "case add 甲事 -t 永新 -d 5-4 --db x.db",
        "case add 乙事 -t 三江 -d 5-4 --db x.db",
        "case add 丙事 -t 古南 -d 5-4 --db x.db",
        "case add 丁事 -t 三角 -d 5-5 --db x.db",
        "case fund 1 35万 --source 区水利局 -d 5-6 --db x.db",
        "case solve 1 -d 5-7 --db x.db",
        "aid add 走访 --firm 甲公司 -d 5-8 --db x.db",
        "aid add 走访 --firm 甲公司 -d 5-9 --db x.db",
        "case meet 1 2 3 --stage onsite -n 45 -d 12-5 --db x.db",
        "case edit meeting-1 --turns 50 --db x.db",
        "case void 2 --reason 重复 --db x.db",
        "case meet 4 1 -n 12 --stage pre -d 12-6 --db x.db",
        "undo --db x.db",
        "redo --db x.db",
        "case void meeting-2 --reason 错 --db x.db",
        "case unvoid 2 --reason 没有重复 --db x.db",
        "vocab add kind volunteer river 巡河护河 --scope community --db x.db",
        "volunteer add river -t 永新 -n 40 -d 12-7 --db x.db",
        "vocab rename kind volunteer river 巡河 --db x.db",
        "vocab retire town 永新 --from 2022-12-20 --db x.db",
        "volunteer edit 1 --kind river --db x.db",
        "station add studio 三江工作室 -t 三江 -d 12-1 --db x.db",
        "station edit 1 --until 2022-12-9 --db x.db",
        "motion add 社会建设 甲提案 --form joint --proposer 乙、丙 --session 15-1 -d 12-1 --db x.db",
        "motion add 经济建设 乙提案 --form individual --proposer 乙 --session 15-1 -d 12-1 --db x.db",
        "motion review 1 --as filed -d 12-2 --db x.db",
        "motion review 2 --as merged --into 1 -d 12-2 --db x.db",
        "motion assign 1 --lead 甲局、乙局 --separate --due 2022-12-30 -d 12-3 --db x.db",
        "motion reply 1 --unit 甲局 --result A --contact visit -d 12-4 --db x.db",
        "publish 2022 --db x.db",
        "claim add study.turns 19 --period 2022 --source 区报 --db x.db",
        "close 2022 --db x.db",
        "study edit 1 --turns 20 --late 数错 --db x.db",
    ];
    for (at, command) in done.into_iter().enumerate() {
        // Some clocks are behind.
        world.wait_days([0, 2, -1][at % 3]);
        let said = world.run(&format!("qjcppcc {command}"));
        assert!(!said.contains("[exit"), "{command}: {said}");
    }
    assert!(back_to_nothing(&world.path("x.db")) > 30);
}

#[test]
fn of_the_ledger_of_the_newest_version_any_state_can_be_gone_back_to() {
    let golden = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/golden/v6.db");
    assert!(back_to_nothing(Path::new(golden)) > 80);
}
