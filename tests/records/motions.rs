//! Motions at the keyboard: their lists, the board, what is due, the life of one.

use serde_json::{Value, json};

use crate::world::World;

/// Six motions and a number of others: one replied to and judged, one late, one handled separately and due soon, one merged into the
/// first, one rejected, one not reviewed yet.
fn motions() -> World {
    let mut world = World::new();
    world.set_clock("2022-06-27T09:00:00+08:00");
    for line in [
        "add society 加装电梯 --form joint --proposer 张三、李四 --session 15-2 -d 2022-01-10",
        "add society 老旧小区改造 --form individual --proposer 王五 --session 15-2 -d 2022-01-10",
        "add ecology 河道治理 --form collective --proposer 农工党 --between -d 2022-03-10",
        "add economy 停车收费 --form individual --proposer 赵六 --session 15-2 -d 2022-01-11",
        "add culture 古镇保护 --form individual --proposer 张三 --session 15-1 -d 2022-01-12",
        "add economy 夜间经济 --form individual --proposer 钱七 --session 15-2 -d 2022-06-01",
        "add 闭会期间收到的 --count 40 --between -d 2022-06-02",
        "review 1,3,5 --as filed -d 2022-03-12",
        "review 2 --as merged --into 1 -d 2022-03-12",
        "review 4 --as rejected --reason 已有规定 -d 2022-03-12",
        "assign 1 --lead 区住建委 --assist 区财政局 --due 2022-06-30 -d 2022-03-20",
        "assign 3 --lead 区水利局、区农委 --separate --due 2022-06-30 -d 2022-03-20",
        "assign 5 --lead 区文旅委 --assist 区财政局 --due 2022-06-20 -d 2022-03-20",
        "reply 1 --result B --contact visit -d 2022-05-01",
        "reply 3 --unit 区水利局 --result A -d 2022-05-01",
        "feedback 1 --as not -d 2022-05-10",
        "feedback 1 --as satisfied --on result -d 2022-05-10",
        "key 1 --leader 主席 -d 2022-04-01",
        "award 1 -d 2022-06-20",
    ] {
        let printed = world.run(&format!("qjcppcc motion {line}"));
        assert!(!printed.contains("[exit"), "{line}: {printed}");
    }
    world
}

/// The numbers of the motions that a list has, in order.
fn listed(world: &mut World, options: &str) -> Vec<i64> {
    let list = world.json(&format!("qjcppcc motion list {options} --json"));
    let mut numbers: Vec<i64> =
        list.as_array().expect("a list").iter().filter_map(|motion| motion["no"].as_i64()).collect();
    numbers.sort_unstable();
    numbers
}

#[test]
fn a_list_is_asked_for_some_of_the_motions() {
    let mut world = motions();
    for (options, expected) in [
        ("", &[1, 2, 3, 4, 5, 6, 7][..]),
        ("--stage 交办", &[3, 5]),
        ("--stage received", &[6]),
        ("--outcome open", &[3, 5, 6]),
        ("--outcome 已办复", &[1]),
        ("--outcome merged", &[2]),
        ("--outcome 不予", &[4]),
        ("--proposer 张三", &[1, 5]),
        ("--proposer 张三、李四", &[1]),
        ("--form 集体", &[3]),
        ("--form joint", &[1]),
        ("--unit 区财政局", &[1, 5]),
        ("--unit 水利", &[3]),
        ("--result b", &[1]),
        ("--result A", &[]),
        ("--feedback 满意", &[1]),
        ("--feedback 不满意", &[1]),
        ("--feedback basically", &[]),
        ("--key", &[1]),
        ("--award", &[1]),
        ("--session 15-1", &[5]),
        ("--session 十五届二次会议 --kind 经济", &[4, 6]),
        ("--between", &[3, 7]),
        ("--late", &[5]),
        ("--unit 区财政局 --late", &[5]),
        ("--session 15-2 --outcome open", &[6]),
    ] {
        assert_eq!(listed(&mut world, options), expected, "{options}");
    }
    let first = world.json("qjcppcc motion list --outcome open --limit 1 --json");
    assert_eq!(first.as_array().map(Vec::len), Some(1));
    // A number of motions counts as many, wherever it is one of those that are asked for.
    assert!(world.run("qjcppcc motion list --between --tally").starts_with("41件提案\n"));
    assert_eq!(
        world.json("qjcppcc motion list --between --tally --json"),
        json!({ "records": 2, "count": 41, "count_bound": "exact" })
    );
    assert!(world.run("qjcppcc motion list --between --tally --lang en").starts_with("matters: 41\n"));
    let page = world.run("qjcppcc motion list --unit 水利");
    assert!(page.contains("区水利局、区农委") && page.contains("3天后到期") && !page.contains("电梯"), "{page}");
}

#[test]
fn a_spelling_of_a_unit_is_the_unit() {
    let mut world = motions();
    assert_eq!(listed(&mut world, "--unit 区住房城乡建委"), [0; 0]);
    let printed = world.run("qjcppcc vocab alias unit 区住房城乡建委 区住建委");
    assert!(!printed.contains("[exit"), "{printed}");
    assert_eq!(listed(&mut world, "--unit 区住房城乡建委"), [1]);
}

#[test]
fn lists_of_what_hangs_on_motions_take_the_filters_that_are_their_fields() {
    let mut world = motions();
    for (list, expected) in [
        ("review --outcome 立案", 3),
        ("review --outcome merged", 1),
        ("reply --unit 区水利局", 1),
        ("reply --result B", 1),
        ("feedback", 2),
    ] {
        let printed = world.json(&format!("qjcppcc motion list {list} --json"));
        assert_eq!(printed.as_array().map(Vec::len), Some(expected), "{list}: {printed}");
    }
    for (list, zh, en) in [
        (
            "assignment --unit 区水利局",
            "承办单位：列“交办”时不能用 --unit",
            "unit: a list of “hand-over” takes no --unit",
        ),
        (
            "review --feedback 满意",
            "满意程度：列“审查”时不能用 --feedback",
            "feedback: a list of “review” takes no --feedback",
        ),
    ] {
        let refused = world.run(&format!("qjcppcc motion list {list}"));
        assert!(refused.starts_with(&format!("错误：{zh}\n提示：")), "{refused}");
        assert!(refused.contains("只筛选提案：qjcppcc motion list --") && refused.ends_with("[exit 2]\n"), "{refused}");
        let refused = world.run(&format!("qjcppcc motion list {list} --lang en"));
        assert!(refused.starts_with(&format!("error: {en}\nhint: ")), "{refused}");
        assert!(refused.contains("is for the list of matters: qjcppcc motion list --"), "{refused}");
    }
}

#[test]
fn what_a_list_cannot_be_asked_for_is_refused() {
    let mut world = motions();
    for (options, zh, en) in [
        // What is filed goes on; the word in the middle of another is not meant.
        ("--outcome 立案", "结局：没有结局“立案”", "outcome: there is no outcome “立案”"),
        ("--stage 签字", "环节：“签字”不是环节", "stage: “签字” is no stage"),
        ("--form 四人", "提出形式：“四人”不是提出形式", "form: “四人” is no form"),
        ("--result 很好", "办理结果：“很好”不是办理结果", "result: “很好” is no result"),
        ("--feedback 一般", "满意程度：“一般”不是满意程度", "feedback: “一般” is no feedback"),
        ("--session 第二次", "届次：“第二次”不是届次", "session: “第二次” is no session"),
        ("--unit ''", "承办单位：这里没有写内容", "unit: there is nothing in it"),
        ("--session 15-2 --between", "--session 和 --between 只能写一个", "give --session or --between, not both"),
    ] {
        let refused = world.run(&format!("qjcppcc motion list {options}"));
        assert!(refused.starts_with(&format!("错误：{zh}\n提示：")) && refused.ends_with("[exit 2]\n"), "{refused}");
        let refused = world.run(&format!("qjcppcc motion list {options} --lang en"));
        assert!(refused.starts_with(&format!("error: {en}\nhint: ")), "{refused}");
    }
    let refused = world.run("qjcppcc motion list --outcome 立案");
    assert!(refused.contains("可以写：在办（open）、已办复（replied）、不予立案（rejected）、"), "{refused}");
    let refused = world.run("qjcppcc motion list --solved");
    assert!(refused.contains("[exit 2]"), "{refused}");
}

#[test]
fn what_is_due_is_told_with_the_units_and_ends_with_the_reply() {
    let mut world = motions();
    let due = world.json("qjcppcc motion due --json");
    let told = |due: &Value, at: usize| {
        ["no", "stage", "next", "due", "late", "status", "lead", "assist", "awaited"].map(|key| due[at][key].clone())
    };
    assert_eq!(due.as_array().map(Vec::len), Some(2), "{due}");
    let late = json!([5, "assigned", "replied", "2022-06-20", 7, "late", "区文旅委", ["区财政局"], null]);
    assert_eq!(json!(told(&due, 0)), late);
    let soon = json!([3, "assigned", "replied", "2022-06-30", -3, "soon", "区水利局、区农委", null, ["区农委"]]);
    assert_eq!(json!(told(&due, 1)), soon);
    let page = world.run("qjcppcc motion due");
    assert!(page.contains("迟7天") && page.contains("3天后到期") && page.contains("还没答复"), "{page}");
    let page = world.run("qjcppcc motion due --lang en");
    assert!(
        page.contains("7 days late") && page.contains("due in 3 days") && page.contains("no answer from"),
        "{page}"
    );
    assert!(page.contains("区水利局, 区农委"), "{page}");

    // Of separate units, those that have answered are waited for no more.
    let of = |world: &mut World, unit: &str| {
        let due = world.json(&format!("qjcppcc motion due --unit {unit} --json"));
        due.as_array().expect("a list").iter().map(|it| it["no"].as_i64().expect("a number")).collect::<Vec<_>>()
    };
    assert_eq!(of(&mut world, "区财政局"), [5]);
    assert_eq!(of(&mut world, "农委"), [3]);
    assert_eq!(of(&mut world, "区水利局"), [0; 0]);
    assert_eq!(of(&mut world, "区住建委"), [0; 0]);

    assert!(world.run("qjcppcc motion due --fail").ends_with("[exit 6]\n"));
    assert!(!world.run("qjcppcc motion due --fail --on 2022-06-20").contains("[exit"));
    assert!(!world.run("qjcppcc motion due --fail --unit 区农委").contains("[exit"));
    world.run("qjcppcc motion reply 5 --result A -d 2022-06-27");
    assert!(!world.run("qjcppcc motion due --fail").contains("[exit"));
    world.run("qjcppcc motion reply 3 --unit 区农委 --result C -d 2022-06-27");
    let nothing = world.run("qjcppcc motion due");
    assert_eq!(nothing, "没有到期的提案\n还没有设环节时限；例如：qjcppcc setting set motion.limit.replied 90d\n");
    // Handled again, it is due again when the office says.
    world.run("qjcppcc motion feedback 5 --as not -d 2022-06-27");
    let again = world.run("qjcppcc motion reopen 5 --reason 不满意 --due 2022-07-10 -d 2022-06-27");
    assert!(!again.contains("[exit"), "{again}");
    assert_eq!(world.json("qjcppcc motion due --json")[0]["due"], "2022-07-10");
}

#[test]
fn without_a_due_date_the_limit_of_the_office_holds() {
    let mut world = World::new();
    world.run("qjcppcc motion add society 加装电梯 --proposer 张三 -d 2022-01-10");
    world.run("qjcppcc motion review 1 --as filed -d 2022-03-12");
    world.run("qjcppcc motion assign 1 --lead 区住建委 -d 2022-03-20");
    let hint = "例如：qjcppcc setting set motion.limit.replied 90d\n";
    assert!(world.run("qjcppcc motion due").ends_with(hint));
    assert!(world.run("qjcppcc motion due --lang en").contains("setting set motion.limit.replied 90d\n"));
    let help = world.run("qjcppcc motion due --help");
    assert!(
        help.contains("setting set motion.limit.replied 90d") && help.contains("qjcppcc motion due --fail"),
        "{help}"
    );
    assert!(world.run("qjcppcc setting set motion.limit.replied 90d").contains("motion.limit.replied = 90d"));
    let due = world.json("qjcppcc motion due --on 2022-05-01 --json");
    assert_eq!((&due[0]["due"], &due[0]["late"]), (&json!("2022-06-18"), &json!(-48)));
    // The limits of one ledger are not those of another, even where their stages have the same name.
    world.run("qjcppcc setting set case.limit.assignment 5d");
    world.run("qjcppcc case add 修路 -t 永新 -d 2022-01-05");
    world.run("qjcppcc case advance 1 -d 2022-01-10");
    assert_eq!(world.json("qjcppcc case due --on 2022-01-10 --json")[0]["due"], "2022-01-15");
    // The stages of another ledger have no limit here, nor what comes after the reply.
    for key in ["motion.limit.assignment", "motion.limit.received", "motion.limit.judged"] {
        let unknown = world.run(&format!("qjcppcc setting set {key} 5d"));
        assert!(unknown.contains(&format!("没有设置项“{key}”")), "{unknown}");
    }
}

#[test]
fn the_board_has_a_lane_for_each_stage_and_tells_the_units() {
    let mut world = motions();
    let board = world.run("qjcppcc motion board");
    assert!(board.starts_with("2022年　提案　4件（截至2022-06-27）\n"), "{board}");
    assert!(board.contains("不在看板上：") && board.contains("并案1件") && board.contains("不予立案1件"), "{board}");
    for lane in ["收到 1件", "交办 2件", "反馈 1件"] {
        assert!(board.contains(lane), "{lane}: {board}");
    }
    let line = |words: &str| board.lines().find(|line| line.contains(words)).unwrap_or_default().to_owned();
    assert!(line("加装电梯").contains("区住建委") && line("加装电梯").contains("已办复"), "{board}");
    assert!(line("古镇保护").contains("区文旅委") && line("古镇保护").contains("迟7天"), "{board}");
    assert!(line("夜间经济").contains("已等26天"), "{board}");
    assert!(!board.contains("闭会期间收到的") && board.contains("承办单位"), "{board}");
    let board = world.run("qjcppcc motion board --lang en");
    assert!(board.contains("not on the board: ") && board.contains("lead") && board.contains("replied"), "{board}");
    let cards = world.json("qjcppcc motion board --json");
    let numbers: Vec<_> = cards.as_array().expect("a list").iter().map(|card| card["no"].clone()).collect();
    assert!(numbers.contains(&json!(2)) && !numbers.contains(&json!(7)), "{numbers:?}");
    // What was replied to in a year is gone from the next one's.
    world.set_clock("2023-03-01T09:00:00+08:00");
    let board = world.run("qjcppcc motion board");
    assert!(!board.contains("加装电梯") && board.contains("古镇保护"), "{board}");
}

#[test]
fn the_life_of_a_motion_is_on_one_screen() {
    let mut world = motions();
    let page = world.run("qjcppcc motion show 1");
    assert!(page.contains("环节：反馈（自2022-05-10）· 已办复（2022-05-01，历时111天）"), "{page}");
    let handled = "主办 区住建委 · 协办 区财政局 · 结果 B 正在解决或列入计划 · 办理工作 不满意 · 办理结果 满意 · \
        重点督办 主席 · 优秀提案 2022-06-20 · 并入本件 motion-2 老旧小区改造";
    assert!(page.contains(handled), "{page}");
    assert!(page.contains("motion-2 · 并案 · 并入 motion-1") && page.contains("review-4"), "{page}");
    let page = world.run("qjcppcc motion show 1 --lang en");
    assert!(page.contains("lead 区住建委 · assisting 区财政局 · result B under way or planned"), "{page}");
    assert!(page.contains("awarded 2022-06-20 · merged into it motion-2 老旧小区改造"), "{page}");

    assert!(world.run("qjcppcc motion show 2").contains("\n并入 motion-1 加装电梯\n"));
    let separate = world.run("qjcppcc motion show 3");
    assert!(separate.contains("\n分办 区水利局（A 已解决或采纳）、区农委（还没答复）\n"), "{separate}");
    assert!(separate.contains("3天后到期 · 办复期限2022-06-30"), "{separate}");
    let separate = world.run("qjcppcc motion show 3 --lang en");
    assert!(separate.contains("separately 区水利局 (A solved or adopted), 区农委 (no answer yet)"), "{separate}");
    let total = world.run("qjcppcc motion show 7");
    assert!(total.contains("40") && !total.contains("环节"), "{total}");

    let shown = world.json("qjcppcc motion show 1 --json");
    let told = [
        "stage", "outcome", "settled", "lead", "assist", "replied", "result", "handling", "feedback", "key", "award",
        "merged",
    ];
    assert_eq!(
        json!(told.map(|key| shown[key].clone())),
        json!([
            "judged",
            "replied",
            "2022-05-01",
            ["区住建委"],
            ["区财政局"],
            "2022-05-01",
            "b",
            "not",
            "satisfied",
            true,
            true,
            null
        ])
    );
    assert_eq!(shown["stages"][1]["lead"], json!(["区住建委"]));
    let merged = world.json("qjcppcc motion list --outcome merged --json");
    assert_eq!(merged[0]["merged"], shown["id"]);
    assert_eq!((&merged[0]["key"], &merged[0]["lead"]), (&json!(false), &json!([])));
    let cells = world.run("qjcppcc motion list --outcome replied --fields no,lead,result,merged -O csv");
    assert!(cells.ends_with("1,区住建委,b,\n"), "{cells}");
}

#[test]
fn a_list_fits_a_screen_and_has_the_rest_for_those_who_ask() {
    let mut world = motions();
    let page = world.run("qjcppcc motion list");
    let head = page.lines().next().unwrap_or_default();
    assert!(head.contains("提案人") && head.contains("主办") && head.contains("情况"), "{head}");
    assert!(!["提出形式", "届次", "闭会期间"].iter().any(|column| head.contains(column)), "{head}");
    let asked = world.run("qjcppcc motion list --key --fields no,form,session");
    assert_eq!(asked, "编号  提出形式  届次\n────────────────────\n   1  联名      15-2\n");
    assert!(world.run("qjcppcc motion show 1").contains("届次      15-2"));
    // What a merged motion goes into has a column of its own.
    let merged = world.run("qjcppcc motion list review --outcome merged --fields of,into");
    assert!(merged.ends_with("motion-2 老旧小区改造  motion-1\n"), "{merged}");
}

#[test]
fn what_is_recorded_says_of_which_motion_and_the_code_names_it_too() {
    let mut world = motions();
    world.run("qjcppcc motion edit 6 --code 118");
    for (line, expected) in [
        ("review 提案号118 --as filed -d 2022-06-03", "已记 审查 review-6 · 2022-06-03 · 立案 · motion-6 夜间经济\n"),
        (
            "assign code:118 --lead 区商务委 --due 2022-09-01 -d 2022-06-04 --lang en",
            "recorded assignment-4 · 2022-06-04 · 区商务委 · due 2022-09-01 · motion-6 夜间经济\n",
        ),
        (
            "reply 提案号7 --result A",
            "错误：没有编号为“提案号7”的记录\n提示：看有哪些：qjcppcc motion list\n[exit 3]\n",
        ),
    ] {
        assert_eq!(world.run(&format!("qjcppcc motion {line}")), expected);
    }
}

#[test]
fn nothing_is_due_before_it_is_handed_over() {
    let mut world = motions();
    world.run("qjcppcc motion review 6 --as filed -d 2022-06-03");
    for due in ["6-2", "2022-06-02"] {
        let refused = world.run(&format!("qjcppcc motion assign 6 --lead 区商务委 --due {due} -d 2022-06-10"));
        let expected =
            "错误：办理期限：期限2022-06-02早于这一天（2022-06-10）\n提示：核对两个日期，写上年份\n[exit 4]\n";
        assert_eq!(refused, expected, "{due}");
    }
    let refused = world.run("qjcppcc motion assign 6 --lead 区商务委 --due 2021-9-1 -d 2022-06-10 --lang en");
    let expected = "error: due: it is due on 2021-09-01, which is before its own day (2022-06-10)\nhint: check both dates, with their years\n[exit 4]\n";
    assert_eq!(refused, expected);
    let refused = world.run("qjcppcc motion reopen 1 --reason 不实 --due 2022-06-01 -d 2022-06-10");
    assert!(refused.starts_with("错误：办理期限：期限2022-06-01早于这一天"), "{refused}");
    // One of the next year is meant where it is near.
    let recorded = world.run("qjcppcc motion assign 6 --lead 区商务委 --due 6-27 -d 2022-06-27");
    assert!(recorded.contains("办理期限 2022-06-27"), "{recorded}");
}

#[test]
fn a_change_takes_the_word_of_the_verb() {
    let mut world = motions();
    for (line, expected) in [
        ("edit review-4 --as filed", "已改 审查 review-4 · 2022-03-12 · 立案 · motion-2 老旧小区改造"),
        ("edit review-5 --as 撤回", "已改 审查 review-5 · 2022-03-12 · 撤回 · 已有规定 · motion-4 停车收费"),
        (
            "edit feedback-1 --as 基本满意",
            "已改 反馈 feedback-1 · 2022-05-10 · 基本满意 · 办理工作 · motion-1 加装电梯",
        ),
        ("edit reply-1 --as filed", "错误：办复没有字段“as”\n"),
        ("edit review-5 --as 很好", "错误：审查结果：“很好”不是审查结果\n"),
    ] {
        let line = line.replace("review-4 --as filed", "review-4 --unset into --as filed");
        let printed = world.run(&format!("qjcppcc motion {line}"));
        assert!(printed.starts_with(expected), "{line}: {printed}");
    }
    let page = world.run("qjcppcc motion review --help");
    assert!(!page.contains("类别（键") && page.contains("审查结果（键") && page.contains("提案号118"), "{page}");
}

#[test]
fn a_review_that_merges_no_more_hangs_on_its_own_motion_alone() {
    let mut world = World::new();
    for command in [
        "motion add 甲 -d 1-1",
        "motion add 乙 -d 1-1",
        "motion review 1 --as filed -d 1-20",
        "motion review 2 --as merged --into 1 -d 1-20",
        "motion edit review-2 --as filed --unset into",
        "export -o all.jsonl",
        "init other.db",
        "import all.jsonl --db other.db",
        "export -o other.jsonl --db other.db",
    ] {
        let said = world.run(&format!("qjcppcc {command}"));
        assert!(!said.contains("[exit"), "{command}: {said}");
    }
    assert!(!world.run("qjcppcc motion show 1").contains('乙'));
    assert_eq!(world.run("cat other.jsonl"), world.run("cat all.jsonl"));
    assert!(world.run("qjcppcc verify").starts_with("完好"));
}

#[test]
fn a_motion_that_is_withdrawn_twice_is_one_motion() {
    let mut world = World::new();
    for command in [
        "motion add 甲 -d 1-1",
        "motion add 乙 -d 1-1",
        "motion review 1 --as filed -d 1-20",
        "motion review 1 --as withdrawn -d 2-10",
        "motion review 2 --as withdrawn -d 2-11",
        "motion void review-2 --reason 再想想",
        "motion review 1 --as withdrawn -d 3-10",
        "motion unvoid review-2 --reason 都是",
    ] {
        let said = world.run(&format!("qjcppcc {command}"));
        assert!(!said.contains("[exit"), "{command}: {said}");
    }
    for (period, count) in [("2022-02", json!(1)), ("2022-03", json!(1)), ("2022", json!(2))] {
        let report = world.json(&format!("qjcppcc report {period} --json"));
        let rows = report["figures"].as_array().expect("figures");
        let row = rows.iter().find(|row| row["key"] == "motion.withdrawn").expect("the figure");
        assert_eq!((&row["value"], &row["records"]), (&count, &count), "{period}: {row}");
    }
    assert!(world.run("qjcppcc verify").starts_with("完好"));
}
