//! What the program asks a person at a terminal, and what it does with the answer.

use crate::world::World;

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
    assert_eq!(world.run("qjcppcc report --compare").matches("这是2023年的").count(), 1);
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

#[test]
fn hints_name_commands_that_there_are() {
    let mut world = World::new();
    world.run("qjcppcc import examples/qijiang-2022.jsonl -q");
    for (command, hint) in [
        ("case show fund-9999", "看有哪些：qjcppcc case list fund"),
        ("case show reopening-1", "看有哪些：qjcppcc case list reopening"),
        ("info show endorsement-999", "看有哪些：qjcppcc info list endorsement"),
        ("case show 999", "看有哪些：qjcppcc case list"),
        ("claim void 9 --reason 错", "看有哪些：qjcppcc claim list"),
        ("log nope-1", "看有哪些：qjcppcc log"),
        ("log case-9999", "看有哪些：qjcppcc case list"),
        ("log vocabulary-9999", "看有哪些：qjcppcc vocab list"),
        ("study show case-3", "看：qjcppcc case show case-3"),
        ("study edit fund-3 --note 错", "看：qjcppcc case show fund-3"),
    ] {
        let refused = world.run(&format!("qjcppcc {command}"));
        assert!(refused.ends_with(&format!("\n提示：{hint}\n[exit 3]\n")), "{command}: {refused}");
        let (_, again) = hint.split_once("：qjcppcc ").expect("a command");
        let answer = world.run(&format!("qjcppcc {again}"));
        assert!(!answer.contains("[exit"), "{again}: {answer}");
    }
    assert!(world.run("qjcppcc study show case-3").starts_with("错误：“case-3”在一镇一事商量办里\n"));
    assert!(world.run("qjcppcc study show --help").contains("编号：12、study-12 或 id；几个：12-15,20\n"));
    assert!(world.run("qjcppcc info show --help").contains("编号：12、info-12、adoption-7 或 id；几个：12-15,20\n"));
}

#[test]
fn hints_ask_the_same_records() {
    let mut world = World::new();
    world.run("qjcppcc init other.db");
    world.run("qjcppcc import examples/qijiang-2022.jsonl -q --db other.db");
    let commands = |printed: &str| -> Vec<String> {
        let lines = printed.lines().filter_map(|line| line.split_once("；查："));
        lines.map(|(_, command)| command.replace('~', "")).collect()
    };
    let from = world.run("qjcppcc report 2022 --style note --from examples/qijiang-2022.jsonl");
    let db = world.run("qjcppcc report 2022 --style note --db other.db");
    assert!(from.contains("查：qjcppcc report 2022 --trace submission.count --from ~/examples/qijiang-2022.jsonl\n"));
    assert!(db.contains("查：qjcppcc --db ~/other.db report 2022 --trace submission.count\n"), "{db}");
    for command in commands(&from).into_iter().chain(commands(&db)) {
        let command = command.replace(" /examples", " examples").replace(" /other", " other");
        assert!(world.run(&command).contains("合计 "), "{command}");
    }
    let json = world.run("qjcppcc report 2022 --json --db other.db");
    assert!(json.contains("查：qjcppcc report 2022 --trace"), "data is the same whatever the file is called");
    let refused = world.run("qjcppcc case show 999 --db other.db");
    assert!(refused.contains("看有哪些：qjcppcc --db ~/other.db case list\n"), "{refused}");
    let refused = world.run("qjcppcc volunteer add 巡山 -n 3 --db other.db --json");
    assert!(refused.contains("qjcppcc --db ~/other.db vocab list kind volunteer；"), "{refused}");
}

#[test]
fn a_word_out_of_place_is_told_where_it_belongs() {
    let mut world = World::new();
    world.run("qjcppcc init other.db");
    for (command, hint) in [
        ("list", "例如 qjcppcc study list"),
        ("show", "例如 qjcppcc study show"),
        ("fund", "是不是 qjcppcc case fund？"),
        ("trace", "是不是 qjcppcc report --trace？"),
        ("by", "是不是 qjcppcc report --by？"),
        ("endorse", "是不是其中之一：qjcppcc advice endorse、qjcppcc info endorse"),
        ("reb", "是不是 rebuild？"),
        ("cl", "是不是其中之一：close、claim"),
        ("stdy", "是不是 study？"),
        ("help hep", "是不是 help？"),
        ("学习", "是不是 study？"),
        ("study board", "是不是其中之一：qjcppcc motion board、qjcppcc case board"),
        ("case boad", "是不是 board？"),
        ("export volunter", "是不是 volunteer（志愿服务）？"),
        ("report 2022 --by twn", "是不是 town？可用：town, month, kind, platform, department, unit, author, office"),
        ("report 2022 --style nte", "是不是 note？可用：note, full, table"),
        (
            "study list --sort titel",
            "是不是 title？可用：date, no, title, kind, town, platform, department；前面加 - 为倒序",
        ),
        ("figures -O jsno", "是不是 json？可用：table, json, jsonl, csv, tsv, md, html, xlsx, docx, id"),
        ("case list fnd", "是不是 fund？可用：stage, meeting, fund, benefit, solution, outcome, reopening"),
        (
            "vocab list twon",
            "是不是 town？可用：kind, town, platform, department, outlet, place, firm, level, stage, outcome, result, grade, unit, sector, party, committee, group, duty, phrase, scope",
        ),
        (
            "vocab list kind advise",
            "是不是 advice？可用：study, consult, advice, info, motion, volunteer, aid, media, liaison, submission, member, station, activity",
        ),
    ] {
        let refused = world.run(&format!("qjcppcc {command}"));
        assert!(refused.ends_with(&format!("\n提示：{hint}\n[exit 2]\n")), "{command}: {refused}");
    }
    assert_eq!(world.run("qjcppcc export 协商议政 -O csv --db other.db").lines().count(), 1);
}

#[test]
fn help_says_what_a_command_takes() {
    let mut world = World::new();
    let writing = ["--dry-run", "--late <WHY>", "-y, --yes"];
    for command in
        ["study add", "case fund", "case reopen", "study void", "import", "undo", "vocab add", "close", "claim void"]
    {
        let help = world.run(&format!("qjcppcc {command} --help"));
        assert!(writing.iter().all(|option| help.contains(option)), "{command}: {help}");
    }
    for command in
        ["report", "export", "log", "study list", "study show 1", "case due", "vocab list", "claim list", "verify"]
    {
        let help = world.run(&format!("qjcppcc {command} --help"));
        assert!(writing.iter().all(|option| !help.contains(option)), "{command}: {help}");
        for option in ["--late 迟", "-y", "--dry-run"] {
            for line in [format!("{option} {command}"), format!("{command} {option}")] {
                let refused = world.run(&format!("qjcppcc {line}"));
                assert!(refused.ends_with("提示：它只用于会改动台账文件的命令\n[exit 2]\n"), "{line}: {refused}");
            }
        }
    }
    assert!(world.run("qjcppcc case list --help").contains("只列迟了的\n"), "its own");
    assert!(world.run("qjcppcc --dry-run study add chair").starts_with("（演练，未写入）"), "before the command, too");
    let help = world.run("qjcppcc case add --help");
    assert!(help.contains("镇街（必填）\n"), "{help}");
    assert!(world.run("qjcppcc volunteer add --help").contains("镇街：不填即区本级\n"));
    assert!(world.run("qjcppcc schema case").contains("\"description\": \"镇街（词表里的键"));
}

#[test]
fn what_is_wrong_is_said_quietly_too() {
    let mut world = World::new();
    world.wait_days(10);
    let said = world.run("qjcppcc study add chair -q");
    assert!(said.starts_with("注意：没有写日期"), "{said}");
    let report = "qjcppcc report 2022 --style note --from examples/qijiang-2022.jsonl";
    assert!(world.run(report).contains("\n注意：没有佐证的推进解决2件"));
    let (_, said, _) = world.streams(&format!("{report} -q"));
    assert_eq!(said, "", "a report says it in its data");
    assert!(
        world.json(&format!("{report} --json -q").replace(" --style note", ""))["warnings"]
            .to_string()
            .contains("没有佐证的推进解决2件")
    );
    assert!(world.run("qjcppcc report --help").contains("不说多余的话，注意和错误照说（report 只说错误）"));
}

/// Somebody at a terminal who answers like this.
fn who_answers(answers: &[&'static str]) -> World {
    let world = at_a_terminal(true);
    world.width.set(Some(200));
    world.answers.borrow_mut().extend(answers);
    world
}

#[test]
fn what_an_add_lacks_is_asked_for_and_checked_at_once() {
    let mut world = who_answers(&["清溪河 整治", "永新", "提案人", "农业界委员小组", "没有了"]);
    assert_eq!(
        world.run("qjcppcc case add"),
        "已记 一镇一事商量办 case-1 · 2022-12-31 · 清溪河 整治 · 永新镇 · 农业界委员小组 · 渝事好商量·一镇一事商量办\n\
         命令：qjcppcc case add '清溪河 整治' -t 永新镇 --proposer 农业界委员小组\n新建了台账文件 ~/data/qjcppcc/ledger.db\n"
    );
    let asked = ["标题：", "镇街：", "还有别的吗？", "提案人（可不填）：", "还有别的吗？"];
    assert_eq!(*world.asked.borrow(), asked);
    // The line that was shown says the same again.
    world.run("qjcppcc case add '清溪河 整治' -t 永新镇 --proposer 农业界委员小组");
    assert_eq!(world.asked.borrow()[5], "已有一条同样的（case-1）。仍要再记一条吗？");
    // Wrong answers are asked about again; what is missing is the record that it hangs on, too.
    let world = &mut who_answers(&["2 · 2022-12-31 · 乙事", "很多", "", "35万", "没有了"]);
    world.run("qjcppcc case add 甲事 -t 永新");
    world.run("qjcppcc case add 乙事 -t 石角");
    let printed = world.run("qjcppcc case fund");
    assert!(
        printed.contains("已记 协调资金 fund-1 · 2022-12-31 · 金额 35万元\n命令：qjcppcc case fund 2 35万\n"),
        "{printed}"
    );
    let asked = world.asked.take();
    assert_eq!((&*asked[0], &*asked[1], &*asked[3]), ("所属记录", "金额：", "这一项要填"));
    assert!(asked[2].starts_with("“很多”不是"), "{asked:?}");
}

#[test]
fn nothing_is_asked_for_where_nobody_wants_to_be_asked() {
    for command in [
        "case add --no-input",
        "case add --yes",
        "case add --json",
        "case add -O csv",
        "case add -o x.json",
        "--no-input case fund",
        "case fund --json",
        "study add -n 18 --no-input",
    ] {
        let mut world = who_answers(&[]);
        let printed = world.run(&format!("qjcppcc {command}"));
        assert!(printed.contains("[exit 2]") && world.asked.borrow().is_empty(), "{command}: {printed}");
        assert_eq!(printed, World::new().run(&format!("qjcppcc {command}")), "as where there is no terminal");
    }
    // Whose answers go into a pipe is not asked; who has said all there must be is not, either.
    let mut world = who_answers(&[]);
    assert!(world.run("qjcppcc study add 主席会议").contains("已记"));
    world.width.set(None);
    assert!(world.run("qjcppcc case add").contains("[exit 2]"));
    // Other commands say what they lack, as before.
    assert!(world.run("qjcppcc study void").starts_with("错误：缺少 <NO>\n"));
    let world = &mut who_answers(&["ESC"]);
    assert_eq!(world.run("qjcppcc case add"), "错误：没有记录\n[exit 1]\n");
}

#[test]
fn an_edit_of_nothing_asks_what_is_to_be_changed() {
    let mut world =
        who_answers(&["标题：甲事", "乙事", "提案人", "农业界", "没有了", "没有了", "提案人：农业界", "", "没有了"]);
    world.run("qjcppcc case add 甲事 -t 永新");
    let printed = world.run("qjcppcc case edit 1");
    assert!(printed.ends_with("命令：qjcppcc case edit 1 --title 乙事 --proposer 农业界\n"), "{printed}");
    assert!(world.run("qjcppcc case edit 1").contains("没有变化"));
    assert!(world.run("qjcppcc case edit 1").ends_with("命令：qjcppcc case edit 1 --unset proposer\n"));
    let mut world = who_answers(&["1 · 2022-12-31 · 甲事", "镇街：永新镇", "石角", "没有了"]);
    world.run("qjcppcc case add 甲事 -t 永新");
    assert!(world.run("qjcppcc case edit").ends_with("命令：qjcppcc case edit 1 -t 石角镇\n"));
}

#[test]
fn a_record_is_changed_in_an_editor_and_checked() {
    let mut world = who_answers(&[]);
    world.run("qjcppcc case add 甲事 -t 永新 --note '第一行'");
    world.run("qjcppcc case fund 1 12345.67元 --source 区水利局");
    assert!(world.run("qjcppcc case edit 1 --editor").contains("没有变化"));
    let several = world.run("qjcppcc case edit 1 fund-1 --editor");
    assert!(several.starts_with("错误：问答和编辑器一次只改一条\n") && several.contains("[exit 2]"), "{several}");
    let several = world.run("qjcppcc case edit 1 fund-1 --editor --lang en");
    assert!(several.starts_with("error: questions and the editor change one at a time\n"), "{several}");
    world.editor.set(|page| {
        assert!(page.contains("\n镇街: 永新镇\n") && !page.contains("佐证"), "{page}");
        page.replace("标题: 甲事", "标题：-甲 事")
            .replace("备注: 第一行", "备注: 第一行\n  第二行")
            .replace("镇街: 永新镇\n", "")
    });
    let printed = world.run("qjcppcc case edit 1 --editor --reason 写错");
    assert!(printed.contains("已改 一镇一事商量办 case-1 · 2022-12-31 · -甲 事 · 永新镇"), "{printed}");
    assert!(printed.contains("命令：qjcppcc case edit 1 --reason 写错 '--title=-甲 事' -m '第一行"), "{printed}");
    world.editor.set(|page| page.replace("来源: 区水利局", "来源:").replace("金额: 12345.67元", "金额: 2万元"));
    assert!(world.run("qjcppcc case edit fund-1 --editor").contains("金额 2万元"));
    // What is wrong is said, and the page is opened again until it is right or given up.
    world.answer.set(Some(false));
    world.editor.set(|page| page.replace("镇街: 永新镇", "镇街: 东海\n镇长: 某"));
    assert_eq!(world.run("qjcppcc case edit 1 --editor"), "错误：没有记录\n[exit 1]\n");
    let asked = world.asked.borrow().last().cloned().unwrap_or_default();
    assert!(
        asked.starts_with("没有“镇长”这一项\n镇街：词表里没有镇街“东海”；") && asked.ends_with("再打开改吗？"),
        "{asked}"
    );
    assert!(world.run("qjcppcc case edit 1 --editor --no-input").contains("这里不能打开编辑器"));
}

#[test]
fn a_command_in_a_hint_asks_the_same_ledger_file_but_for_one_that_makes_another() {
    let mut world = World::new();
    assert!(world.run("qjcppcc --db 'a b.db' log").contains("新建用 qjcppcc init；"));
    world.run("qjcppcc init 'a b.db'");
    assert!(world.run("qjcppcc --db 'a b.db' undo 9").contains("看流水：qjcppcc --db '~/a b.db' log\n"));
    assert!(
        world.run("qjcppcc --db 'a b.db' undo 9 --lang en").contains("see the entries: qjcppcc --db '~/a b.db' log\n")
    );
}
