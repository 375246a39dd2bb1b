//! Drafts that are proof-read: what is a claim and what is none, what contradicts itself, what the ledger says of it, and the comments.

use std::fs;
use std::path::Path;

use serde_json::{Value as Json, json};

use crate::exchange::files::packed;
use crate::formats::docx::{self, Parts};
use crate::world::World;

/// What `proofread` answers, and its exit code.
fn read(world: &mut World, line: &str) -> (Json, u8) {
    let (stdout, stderr, code) = world.streams(&format!("qjcppcc proofread --json {line}"));
    (serde_json::from_str(&stdout).unwrap_or_else(|_| panic!("{line}: {stdout}{stderr}")), code)
}

/// What is said of a text by itself.
fn alone(text: &str) -> Json {
    read(&mut World::with(&[("稿.txt", text)]), "稿.txt --alone").0
}

/// The claims of an answer: some members of each.
fn claims(answer: &Json, keys: &[&str]) -> Vec<String> {
    let said = |claim: &Json| {
        let members =
            keys.iter().map(|key| claim[*key].as_str().map_or_else(|| claim[*key].to_string(), str::to_owned));
        members.collect::<Vec<_>>().join(" ")
    };
    answer["claims"].as_array().expect("claims").iter().map(said).collect()
}

/// The sorts of what an answer says is contradictory.
fn sorts(answer: &Json) -> Vec<&str> {
    let found = answer["contradictions"].as_array().expect("a list");
    found.iter().map(|one| one["sort"].as_str().expect("a word")).collect()
}

/// Qijiang's example, with a draft.
fn year(draft: &str) -> World {
    let mut world = World::with(&[("稿.txt", draft)]);
    world.run("qjcppcc import examples/qijiang-2022.jsonl -q");
    world
}

/// How numbers stand in drafts, what they come to, their bound and their measure word.
const SAID: &[(&str, &str)] = &[
    ("到会近百人次。", "近百人次 100 below 人次"),
    ("收到建议千余条。", "千余条 1000 at_least 条"),
    ("捐赠图书两万余元。", "两万余元 20000 at_least 元"),
    ("拨付443.685万元。", "443.685万元 4436850 exact 元"),
    ("满意率92.9%。", "92.9% 92.9 exact %"),
    ("须在15个工作日内答复。", "15个 15 exact 个"),
    ("发放超4.2万个口罩。", "超4.2万个 42000 at_least 个"),
    ("走访上千户。", "上千户 1000 at_least 户"),
    ("培训逾千人次。", "逾千人次 1000 at_least 人次"),
    ("参加三十余次。", "三十余次 30 at_least 次"),
    ("惠及3.2亿余元。", "3.2亿余元 320000000 at_least 元"),
    ("提出建议100多条。", "100多条 100 at_least 条"),
    ("突破1000人。", "突破1000人 1000 at_least 人"),
    ("不少于12场。", "不少于12场 12 at_least 场"),
    ("不低于30次。", "不低于30次 30 at_least 次"),
    ("接近200人。", "接近200人 200 below 人"),
    ("将近五百人次。", "将近五百人次 500 below 人次"),
    ("约有3万多人次。", "3万多人次 30000 at_least 人次"),
    ("约380人。", "约380人 380 about 人"),
    ("不到60家。", "不到60家 60 below 家"),
    ("2场以上。", "2场以上 2 at_least 场"),
    ("服务16个小时。", "16个小时 16 exact 小时"),
    ("引资338万元人民币。", "338万元 3380000 exact 元"),
    ("折合30余万元。", "30余万元 300000 at_least 元"),
    ("达8700多人次。", "8700多人次 8700 at_least 人次"),
    ("收到１２３件。", "１２３件 123 exact 件"),
    ("收到1,200件。", "1,200件 1200 exact 件"),
    ("投入2万3千元。", "2万3千元 23000 exact 元"),
    ("共一百二十人。", "一百二十人 120 exact 人"),
    ("参加三千余名。", "三千余名 3000 at_least 名"),
    ("覆盖21个社区。", "21个 21 exact 个"),
    ("增长百分之十五。", "百分之十五 15 exact %"),
    ("提高3.5个百分点。", "3.5个百分点 3.5 exact 百分点"),
    ("≥50人。", "≥50人 50 at_least 人"),
    ("超过1000万元。", "超过1000万元 10000000 at_least 元"),
    (">30家。", ">30家 30 at_least 家"),
    ("完成40+次。", "40+次 40 at_least 次"),
    ("收集意见：120条左右", "120条左右 120 about 条"),
    ("节约5万元。", "5万元 50000 exact 元"),
    ("附近3个小区。", "3个 3 exact 个"),
    ("over 1,500 turns of service", "over 1,500 turns 1500 at_least turns"),
    ("1.2 million yuan were given", "1.2 million yuan 1200000 exact 元"),
    ("about 40 people came", "about 40 people 40 about people"),
    ("nearly 300 members", "nearly 300 members 300 below members"),
    ("at least 12 meetings", "at least 12 meetings 12 at_least meetings"),
];

#[test]
fn numbers_are_read_with_their_bound_and_their_measure_word() {
    let draft = SAID.iter().map(|(line, _)| *line).collect::<Vec<_>>().join("\n");
    let answer = alone(&draft);
    let found = claims(&answer, &["line", "words", "value", "bound", "unit"]);
    let wanted: Vec<String> = (1..).zip(SAID).map(|(number, (_, said))| format!("{number} {said}")).collect();
    assert_eq!(found, wanted);
    assert_eq!((&answer["idle"], &answer["contradictions"]), (&json!([]), &json!([])));
}

#[test]
fn what_counts_nothing_is_no_claim() {
    let idle = [
        ("2022年5月9日开会", "2022年 5月 9日"),
        ("2020—2022年", "2020 2022年"),
        ("2022-05-09", "2022 05-09"),
        ("9:30开会", "9:30"),
        ("十五届二次会议期间", ""),
        ("第15届委员会第3次会议", "15 3"),
        ("政协〔2022〕12号文件", "2022 12号"),
        ("简报第3期", "3"),
        ("推进“1+6+N”规划", "1+6+N"),
        ("5G基站沿G85高速", "5G"),
        ("增强“四个意识”、坚定“四个自信”", ""),
        ("十大履职平台之一", ""),
        ("《三十余年的守望》获奖", "三十余年"),
        ("（2）调研", "2"),
        ("1. 开展学习", "1"),
        ("一、学习", ""),
        ("节约为先，附近居民", ""),
    ];
    let draft = idle.iter().map(|(line, _)| *line).collect::<Vec<_>>().join("。\n");
    let answer = alone(&draft);
    assert_eq!(claims(&answer, &["words"]), Vec::<String>::new());
    for (number, (line, words)) in (1..).zip(idle) {
        let found = answer["idle"].as_array().expect("a list").iter().filter(|one| one["line"] == number);
        let found: Vec<&str> = found.filter_map(|one| one["words"].as_str()).collect();
        assert_eq!(found.join(" "), words, "{line}");
    }
    assert_eq!(answer["idle"][0]["why"], "年份或日期");
}

#[test]
fn what_contradicts_itself_is_found_and_nothing_else() {
    for (draft, sort, what) in [
        ("收到提案250件，立案200件，立案率80.5%。", "rate", "写的是80.5%，200件÷250件是80.0%"),
        ("收到提案250件，立案200件，立案率80%。", "", ""),
        ("共办理99件，其中甲类33件，占33.3%。", "", ""),
        ("共办理99件，其中甲类33件，占34%。", "rate", "写的是34%，33件÷99件是33.3%"),
        ("收到提案100件，其中个人提案120件。", "whole", "“其中”的120件比总数100件还大"),
        ("收到提案100件，其中个人提案60件。", "", ""),
        ("共600件：甲类120件，乙类300件，丙类182件。", "sum", "120件+300件+182件是602，总数写的是600件"),
        ("共600件：甲类120件，乙类300件，丙类180件。", "", ""),
        (
            "志愿者参与巡河300人次。\n志愿者参与巡河500人次。",
            "twice",
            "同一件事给了两个数：300人次、500人次；分清各是哪一部分",
        ),
        ("志愿者参与巡河300余人次。\n志愿者参与巡河320人次。", "", ""),
        (
            "志愿者参与巡河300人次。\n志愿者参与巡河300人。",
            "measure",
            "同一件事，一处是300人次，一处是300人：人次和人不是一回事",
        ),
        ("志愿者参与巡河300人次。\n志愿者参与巡河共300人次。", "", ""),
        ("信息由20篇增加到40篇，增长120%。", "growth", "写的是120%，从20篇到40篇是100%"),
        ("信息由20篇增加到40篇，增长100%。", "", ""),
    ] {
        let answer = alone(draft);
        assert_eq!(sorts(&answer).join(" "), sort, "{draft}: {answer:#}");
        assert_eq!(answer["contradictions"][0]["what"].as_str().unwrap_or_default(), what, "{draft}");
    }
    // The largest numbers that are read can be added up.
    let large = "900000000000000件";
    let answer = alone(&format!("共{large}：甲类{large}，乙类{large}，丙类{large}。"));
    assert_eq!((claims(&answer, &["bound"]).len(), sorts(&answer).len()), (4, 0));
    // Shares that are rounded each on its own need not make 100.
    assert_eq!(sorts(&alone("共99件：甲类33件，占33.3%；乙类33件，占33.3%；丙类33件，占33.3%。")), Vec::<&str>::new());
}

#[test]
fn a_number_is_held_against_the_figure_that_its_words_name() {
    let mut world = year(
        "2022年，开展重点协商9次，视察6次。\n永新镇协调资金60余万元。\n永新镇协调资金80余万元。\n获摄影奖3个。\n立案率100%。\n",
    );
    let (answer, code) = read(&mut world, "稿.txt");
    assert_eq!((code, &answer["period"]), (6, &json!("2022")), "the period is the one that the draft names");
    let found = claims(&answer, &["line", "words", "verdict", "figure", "ours"]);
    assert_eq!(
        found[..5],
        [
            "1 9次 agrees consult.consultation 9次",
            "1 6次 differs consult.inspection 5次",
            "2 60余万元 agrees case.funds 60余万元",
            "3 80余万元 differs case.funds 60余万元",
            "4 3个 unknown null null",
        ]
    );
    let trace = claims(&answer, &["trace"]);
    assert_eq!(trace[1], "qjcppcc report 2022 --trace consult.inspection");
    assert!(trace[2].ends_with(" --trace case.funds -t 永新"), "a part of the office: {trace:?}");
    let traced = world.run(&trace[1]);
    assert!(traced.contains("5条记录，合计 5"), "{traced}");
    // What it can be trusted with, it says: each answer with what it rests on, the wrong ones first, the right ones when they are asked for.
    let page = world.run("qjcppcc proofread 稿.txt 2022");
    assert!(page.contains("\n与台账不符\n") && page.contains("\n认不出是哪个指标\n"), "{page}");
    assert!(!page.contains("\n相符\n") && page.ends_with("[exit 6]\n"), "{page}");
    let page = world.run("qjcppcc proofread 稿.txt 2022 --all");
    assert!(page.contains("\n相符\n") && page.contains("\n不是指标\n"), "{page}");
    let page = world.run("qjcppcc --lang en proofread 稿.txt 2022");
    assert!(page.contains("\nNot what the ledger says\n") && page.contains("  5 times "), "{page}");
}

#[test]
fn a_sentence_that_names_another_period_or_other_words_of_the_office_is_read_as_such() {
    let mut world = year(
        "2022年上半年推进解决9件，全年推进解决38件。\n其中向疫而行服务3000余人次。\n抗灾一线服务3000余人次。\n推进解决38件，其中上半年推进解决9件，3万余名群众受益。\n",
    );
    let (answer, code) = read(&mut world, "稿.txt 2022");
    let found = claims(&answer, &["line", "words", "verdict", "figure"]);
    assert_eq!(
        found[..3],
        ["1 9件 agrees case.solved", "1 38件 agrees case.solved", "2 3000余人次 agrees volunteer.epidemic.turns"]
    );
    // Behind the part of a half year it may be of the year again, or not: who knows is not asked to guess.
    assert!(found[5].starts_with("4 9件 agrees") && found[6] == "4 3万余名 unknown null", "{found:?}");
    assert_eq!(claims(&answer, &["trace"])[0], "qjcppcc report 2022H1 --trace case.solved");
    fs::write(world.path("半年.txt"), "2021年上半年推进解决9999件。去年一季度推进解决9999件。").expect("a file");
    let (answer, _) = read(&mut world, "半年.txt 2022");
    let traces = claims(&answer, &["trace"]);
    assert_eq!(traces, ["2021H1", "2021Q1"].map(|half| format!("qjcppcc report {half} --trace case.solved")));
    assert_ne!(found[3], "3 3000余人次 agrees volunteer.epidemic.turns", "{code}");
    let said = world.run("qjcppcc vocab alias phrase 抗疫 抗灾一线");
    assert!(said.contains("抗灾一线") && !said.contains("[exit"), "{said}");
    let found = claims(&read(&mut world, "稿.txt 2022").0, &["line", "words", "verdict", "figure"]);
    assert_eq!(found[3], "3 3000余人次 agrees volunteer.epidemic.turns");
    assert!(world.run("qjcppcc vocab list phrase").contains("抗灾一线"));
}

#[test]
fn what_was_published_and_has_changed_since_is_told_apart() {
    let mut world = year("推进解决38件。\n");
    world.run("qjcppcc publish 2022");
    world.run("qjcppcc case solve 1 -d 2022-12-30 --again");
    world.run("qjcppcc case add 又一件 -t 永新 -d 2022-12-01");
    world.run("qjcppcc case solve 45 -d 2022-12-30");
    let (answer, code) = read(&mut world, "稿.txt 2022");
    assert_eq!(claims(&answer, &["verdict", "figure", "ours"]), ["published case.solved 38件"]);
    assert_eq!(code, 0, "it is what was given out");
    let page = world.run("qjcppcc proofread 稿.txt 2022");
    assert!(page.contains("\n与公布时相符，后来台账变了\n"), "{page}");
}

/// Every example office with its year.
const OFFICES: [(&str, &str); 3] = [("yunhe-county", "2024"), ("lanjiang-city", "2023"), ("lingdong-province", "2024")];

/// A world with the ledger of each example office, by the name of its file.
fn offices() -> (World, Vec<(String, &'static str)>) {
    let mut world = year("");
    world.set_clock("2025-01-10T09:30:00+08:00");
    world.run("qjcppcc backup qijiang.db");
    let mut all = vec![("qijiang.db".to_owned(), "2022")];
    for (name, period) in OFFICES {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("examples/offices");
        for (from, to) in
            [(format!("{name}.json"), "profile.json"), (format!("{name}-{period}.jsonl"), "records.jsonl")]
        {
            fs::copy(folder.join(from), world.path(to)).expect("a copy");
        }
        world.run(&format!("qjcppcc init {name}.db --profile profile.json"));
        world.run(&format!("qjcppcc --db {name}.db import records.jsonl --yes -q"));
        all.push((format!("{name}.db"), period));
    }
    (world, all)
}

/// What does not agree in a draft of one's own.
fn wrong(world: &mut World, db: &str, draft: &str, period: &str) -> (usize, Vec<String>) {
    let (answer, _) = read(world, &format!("{draft} {period} --db {db}"));
    let mut wrong = claims(&answer, &["verdict", "line", "sentence", "figure", "ours"]);
    let all = wrong.len();
    wrong.retain(|claim| !claim.starts_with("agrees"));
    wrong.extend(answer["contradictions"].as_array().expect("a list").iter().map(|one| one["what"].to_string()));
    (all, wrong)
}

#[test]
fn the_texts_and_tables_of_every_office_agree_with_its_ledger() {
    let (mut world, offices) = offices();
    for (db, period) in &offices {
        let mut known = 0;
        for lang in ["zh", "en"] {
            for (style, file) in [
                ("--style full", "文.docx"),
                ("--style full", "文.md"),
                ("--style full", "文.html"),
                ("--style table", "表.md"),
                ("", "表.csv"),
            ] {
                let said = world.run(&format!("qjcppcc report {period} {style} --lang {lang} --db {db} -o {file} -q"));
                assert_eq!(said, "", "{db} {file}");
                let (all, wrong) = wrong(&mut world, db, file, period);
                assert_eq!(wrong, Vec::<String>::new(), "{db} {lang} {file}");
                known += all;
            }
        }
        assert!(known > 300, "{db}: {known}");
    }
}

#[test]
fn a_changed_number_of_a_text_of_ones_own_differs() {
    let mut world = year("");
    let text = world.run("qjcppcc report 2022 --style full -q");
    for (right, wrong) in [
        ("38件", "83件"),
        ("1200余万元", "2200余万元"),
        ("3000余人次", "4000余人次"),
        ("11.7亿元", "11.8亿元"),
        ("34篇", "36篇"),
    ] {
        assert!(text.contains(right), "{right}: {text}");
        fs::write(world.path("文.txt"), text.replacen(right, wrong, 1)).expect("a file");
        let (answer, code) = read(&mut world, "文.txt 2022");
        let found = claims(&answer, &["words", "verdict"]);
        assert_eq!((code, found.contains(&format!("{wrong} differs"))), (6, true), "{wrong}: {found:?}");
    }
}

#[test]
fn what_was_read_can_be_kept_as_claims() {
    let mut world = year("2022年推进解决38件，视察6次，获摄影奖3个。\n");
    let rehearsed = world.run("qjcppcc proofread 稿.txt --keep --dry-run");
    assert!(rehearsed.contains("已记外部数字2个") && rehearsed.contains("演练"), "{rehearsed}");
    assert_eq!(world.run("qjcppcc claim list"), "没有外部数字\n");
    assert!(world.run("qjcppcc proofread 稿.txt").ends_with("[exit 6]\n"));
    assert_eq!(world.run("qjcppcc claim list"), "没有外部数字\n", "nothing is kept unless it is asked for");
    let said = world.run("qjcppcc proofread 稿.txt --keep");
    assert!(said.contains("已记外部数字2个（看：qjcppcc claim list）\n"), "{said}");
    let kept = world.json("qjcppcc claim list --json");
    let kept: Vec<String> = kept
        .as_array()
        .expect("a list")
        .iter()
        .map(|it| format!("{} {}", it["figure"].as_str().expect("a key"), it["value"].as_str().expect("words")))
        .collect();
    assert_eq!(kept, ["case.solved 38件", "consult.inspection 6次"]);
    assert!(world.run("qjcppcc verify").contains("有1处与外面不符"));
    world.run("qjcppcc undo");
    assert_eq!(world.run("qjcppcc claim list"), "没有外部数字\n", "all of it is one change");
}

#[test]
fn a_draft_can_be_read_without_a_ledger() {
    let mut world = World::with(&[("稿.txt", "2022年推进解决38件。\n")]);
    assert_eq!(read(&mut world, "稿.txt --alone").1, 0);
    assert_eq!(
        world.run("qjcppcc proofread 稿.txt --alone"),
        "~/稿.txt：1处数字，自相矛盾0处；另有1个数不是指标（年份、届次、文号等）\n"
    );
    assert!(!world.path("data").exists(), "no ledger file is made");
    let (answer, _) = read(&mut world, "- --alone <<'END'\n共600件：甲类120件，乙类300件，丙类182件。\nEND");
    assert_eq!((sorts(&answer), &answer["file"], &answer["period"]), (vec!["sum"], &json!("标准输入"), &Json::Null));
    assert_eq!(answer["claims"][0]["verdict"], Json::Null);
}

#[test]
fn a_text_without_lines_is_read_in_pieces_that_end_with_sentences() {
    let text = "走访群众12户。送戏下乡3场！".repeat(600);
    assert_eq!(claims(&alone(&text), &["line", "words"]), ["1 12户", "1 3场"].repeat(600));
    let body = format!("<w:p><w:r><w:t>{text}推进解决39件。</w:t></w:r></w:p>");
    let mut world = year("");
    fs::write(world.path("长.docx"), document(&body, None)).expect("a file");
    world.run("qjcppcc proofread 长.docx 2022 --annotate -o 校.docx");
    let after = parts(&world, "校.docx");
    let marked = after["word/document.xml"].split("<w:commentRangeStart").nth(1).expect("a comment");
    let words = marked.split("<w:t xml:space=\"preserve\">").nth(1).expect("a piece");
    assert!(words.starts_with("39件</w:t>"), "{words}");
}

/// The parts of a packed document.
fn parts(world: &World, file: &str) -> Parts {
    docx::parts(&fs::read(world.path(file)).expect("a file"))
}

const TYPES: &str = "<Types xmlns=\"t\"><Default Extension=\"xml\" ContentType=\"application/xml\"/></Types>";

/// A Word document with this body, and with comments perhaps.
fn document(body: &str, comments: Option<&str>) -> Vec<u8> {
    let body =
        format!("<?xml version=\"1.0\"?>\n<w:document xmlns:w=\"w\"><w:body>{body}<w:sectPr/></w:body></w:document>");
    let mut all = vec![
        ("[Content_Types].xml", TYPES),
        ("word/document.xml", &*body),
        ("word/styles.xml", "<w:styles xmlns:w=\"w\"/>"),
    ];
    all.extend(comments.map(|comments| ("word/comments.xml", comments)));
    packed(&all.iter().map(|(name, text)| (*name, text.as_bytes())).collect::<Vec<_>>())
}

#[test]
fn comments_stand_at_the_words_and_nothing_else_is_changed() {
    let mut world = year("");
    let body =
        "<w:p><w:r><w:rPr><w:b/></w:rPr><w:t>推进解决3</w:t></w:r><w:r><w:t>9件，A&amp;B视察5次</w:t></w:r></w:p>";
    fs::write(world.path("稿.docx"), document(body, None)).expect("a file");
    let before = parts(&world, "稿.docx");
    let (page, said, code) = world.streams("qjcppcc proofread 稿.docx 2022 --annotate -o 校.docx");
    assert_eq!((code, page.as_str()), (6, ""), "{said}");
    assert!(said.contains("2处数字，对照台账 2022：相符1处、不符1处"), "{said}");
    let mut after = parts(&world, "校.docx");
    let marked = after["word/document.xml"].clone();
    assert_eq!(
        marked.split("<w:body>").nth(1).expect("a body"),
        "<w:p><w:r><w:rPr><w:b/></w:rPr><w:t>推进解决</w:t></w:r><w:commentRangeStart w:id=\"0\"/>\
         <w:r><w:rPr><w:b/></w:rPr><w:t xml:space=\"preserve\">3</w:t></w:r><w:r><w:t>9件</w:t></w:r><w:commentRangeEnd w:id=\"0\"/>\
         <w:r><w:commentReference w:id=\"0\"/></w:r><w:r><w:t xml:space=\"preserve\">，A&amp;B视察5次</w:t></w:r></w:p><w:sectPr/></w:body></w:document>"
    );
    let comments = after.remove("word/comments.xml").expect("comments");
    let told = "<w:t xml:space=\"preserve\">台账 2022 的推进解决是38件（case.solved）</w:t>";
    assert!(comments.contains(told) && comments.contains("w:author=\"校对\" w:date=\"2022-12-31T"), "{comments}");
    assert!(after["[Content_Types].xml"].contains("<Override PartName=\"/word/comments.xml\""));
    assert!(after.remove("word/_rels/document.xml.rels").expect("links").contains("Target=\"comments.xml\""));
    assert_eq!(after["word/styles.xml"], before["word/styles.xml"]);
    assert_eq!(after.keys().collect::<Vec<_>>(), before.keys().collect::<Vec<_>>());
    assert_eq!(fs::read(world.path("稿.docx")).ok(), Some(document(body, None)), "the draft itself is left alone");
    // What has comments is read again as what it was.
    assert_eq!(claims(&read(&mut world, "校.docx 2022").0, &["words", "verdict"]), ["39件 differs", "5次 agrees"]);
}

#[test]
fn comments_that_a_document_has_already_are_kept() {
    let mut world = year("");
    let body = "<w:p><w:commentRangeStart w:id=\"7\"/><w:r><w:t>推进解决39件</w:t></w:r><w:commentRangeEnd w:id=\"7\"/><w:r><w:commentReference w:id=\"7\"/></w:r></w:p>";
    let old = "<w:comment w:id=\"7\" w:author=\"张\"><w:p><w:r><w:t>再看</w:t></w:r></w:p></w:comment>";
    let comments = format!("<w:comments xmlns:w=\"w\">{old}</w:comments>");
    fs::write(world.path("稿.docx"), document(body, Some(&comments))).expect("a file");
    world.run("qjcppcc proofread 稿.docx 2022 --annotate -o 校.docx --lang en");
    let after = parts(&world, "校.docx");
    assert_eq!(after["[Content_Types].xml"], TYPES, "its comments are known there already");
    assert!(after["word/comments.xml"].contains(&format!("{old}<w:comment w:id=\"8\" w:author=\"proof-reader\"")));
    assert!(
        after["word/comments.xml"].contains("the ledger says of 2022: matters solved 38 matters (case.solved)"),
        "{}",
        after["word/comments.xml"]
    );
    assert_eq!(after["word/document.xml"].matches("w:id=\"7\"").count(), 3);
}

#[test]
fn comments_do_no_harm_to_what_documents_can_be_made_of() {
    let mut world = year("");
    let run = |text: &str| format!("<w:r><w:t>{text}</w:t></w:r>");
    let changed = "<w:rPr><w:b/><w:rPrChange w:id=\"1\"><w:rPr><w:i/></w:rPr></w:rPrChange></w:rPr>";
    let marks = "<w:commentRangeStart w:id=\"0\"/>";
    for (body, marked) in [
        // What the dress of a run was before it was changed is inside its dress.
        (
            format!("<w:p><w:r>{changed}<w:t>推进解决39件</w:t></w:r></w:p>"),
            format!("推进解决</w:t></w:r>{marks}<w:r>{changed}<w:t xml:space=\"preserve\">39件</w:t>"),
        ),
        // A blank at the end of what is divided stays.
        (
            format!("<w:p>{}</w:p>", run("推进解决 39件")),
            format!("<w:t xml:space=\"preserve\">推进解决 </w:t></w:r>{marks}<w:r><w:t xml:space=\"preserve\">39件</w:t>"),
        ),
        // A text box stands there twice, for new programs and for old ones: it is read once.
        (
            format!(
                "<mc:AlternateContent xmlns:mc=\"m\"><mc:Choice><w:p>{0}</w:p></mc:Choice><mc:Fallback><w:p>{0}</w:p></mc:Fallback></mc:AlternateContent>",
                run("推进解决39件")
            ),
            format!("<mc:Fallback><w:p>{}</w:p></mc:Fallback>", run("推进解决39件")),
        ),
        // What was taken out is no longer said.
        (
            "<w:p><w:r><w:t>推进解决</w:t></w:r><w:del><w:r><w:delText>38</w:delText></w:r></w:del><w:ins><w:r><w:t>39件</w:t></w:r></w:ins></w:p>".to_owned(),
            "<w:del><w:r><w:delText>38</w:delText></w:r></w:del><w:ins>".to_owned(),
        ),
    ] {
        // No comment so far, and a part that says so.
        fs::write(world.path("稿.docx"), document(&body, Some("<w:comments xmlns:w=\"w\"/>"))).expect("a file");
        let said = world.run("qjcppcc proofread 稿.docx 2022 --annotate -o 校.docx");
        assert!(said.contains("：1处数字，"), "{body}: {said}");
        let after = parts(&world, "校.docx");
        assert!(after["word/document.xml"].contains(&marked), "{}", after["word/document.xml"]);
        assert!(after["word/comments.xml"].starts_with("<w:comments xmlns:w=\"w\"><w:comment w:id=\"0\""), "{}", after["word/comments.xml"]);
        assert_eq!(claims(&read(&mut world, "校.docx 2022").0, &["words", "verdict"]), ["39件 differs"], "it can be read again");
    }
}

#[test]
fn a_document_of_ones_own_is_annotated_and_stays_what_it_was() {
    let mut world = year("");
    world.run("qjcppcc report 2022 --style full -o 文.docx -q");
    world.run("qjcppcc proofread 文.docx 2022 --annotate -o 同.docx");
    let before = parts(&world, "文.docx");
    let mut wrong: Vec<(&str, &[u8])> = before.iter().map(|(name, text)| (&**name, text.as_bytes())).collect();
    let body = before["word/document.xml"].replace("38件", "83件");
    wrong.iter_mut().filter(|(name, _)| *name == "word/document.xml").for_each(|(_, text)| *text = body.as_bytes());
    fs::write(world.path("错.docx"), packed(&wrong)).expect("a file");
    world.run("qjcppcc proofread 错.docx 2022 --annotate -o 校.docx");
    let (mut after, mut same) = (parts(&world, "校.docx"), parts(&world, "同.docx"));
    let text = |body: &str| {
        body.split("<w:t").skip(1).filter_map(|rest| rest.split_once('>')?.1.split("</w:t>").next()).collect::<String>()
    };
    assert_eq!(text(&after["word/document.xml"]), text(&body));
    assert!(after["word/comments.xml"].contains("38件（case.solved）"));
    for parts in [&mut after, &mut same] {
        for (name, text) in &before {
            let kept = parts.remove(name).unwrap_or_else(|| panic!("{name} is gone"));
            let may_change =
                ["word/document.xml", "[Content_Types].xml", "word/_rels/document.xml.rels"].contains(&&**name);
            assert!(may_change || kept == *text, "{name} is another");
        }
        parts.remove("word/comments.xml");
        assert_eq!(parts.keys().collect::<Vec<_>>(), Vec::<&String>::new());
    }
}

#[test]
fn what_cannot_be_read_or_written_is_refused_in_words() {
    let mut world = year("视察5次。\n");
    fs::write(world.path("坏.docx"), b"PK\x03\x04 and no more").expect("a file");
    fs::write(world.path("别的.docx"), packed(&[("xl/workbook.xml", b"<workbook/>")])).expect("a file");
    let bomb = vec![b' '; (64 << 20) + 1];
    fs::write(world.path("大.docx"), packed(&[("word/document.xml", &bomb)])).expect("a file");
    fs::write(world.path("乱.txt"), b"\xff\xff\x00\x81\xff").expect("a file");
    for (line, code, zh, en) in [
        ("没有.txt", 1, "文件读不了：没有这个文件或文件夹", "the file cannot be read: there is no such file or folder"),
        ("坏.docx", 4, "这个 Word 文档读不出来（", "this Word document cannot be read ("),
        (
            "别的.docx",
            4,
            "这个 Word 文档读不出来（word/document.xml）",
            "this Word document cannot be read (word/document.xml)",
        ),
        (
            "大.docx",
            4,
            "这个文档解开以后太大\n提示：最多 64 MB；拆成几份",
            "this document is too large unpacked\nhint: 64 MB at most; divide it",
        ),
        (
            "乱.txt",
            4,
            "既不是 UTF-8、UTF-16，也不是 GB18030 编码\n提示：在 Word、WPS 或记事本里另存为 docx 或 UTF-8 的 txt\n",
            "it is neither UTF-8 nor UTF-16 nor GB18030\nhint: save it as docx, or as txt in UTF-8\n",
        ),
        (
            "稿.txt 2022 --annotate -o 校.docx",
            2,
            "批注只写进 Word 文档（docx）的一份副本",
            "comments are put into a copy of a Word document (docx) only",
        ),
        ("稿.txt 前年三月", 2, "前年三月", "前年三月"),
    ] {
        for (lang, words) in [("zh", zh), ("en", en)] {
            let said = world.run(&format!("qjcppcc proofread {line} --lang {lang}"));
            assert!(said.contains(words) && said.ends_with(&format!("[exit {code}]\n")), "{line}: {said}");
        }
    }
    fs::write(world.path("稿.docx"), document("<w:p><w:r><w:t>视察6次</w:t></w:r></w:p>", None)).expect("a file");
    for line in ["稿.docx --annotate", "稿.docx --annotate -o 校.txt"] {
        let said = world.run(&format!("qjcppcc proofread {line}"));
        assert!(
            said.ends_with("[exit 2]\n")
                && said.contains("提示：例如 qjcppcc proofread 稿.docx --annotate -o 稿-校.docx"),
            "{said}"
        );
    }
    assert!(world.run("qjcppcc proofread").contains("FILE"), "a draft is asked for");
    assert!(world.run("qjcppcc proofred 稿.txt").contains("是不是 proofread？"));
    fs::write(world.path("空.txt"), "").expect("a file");
    assert_eq!(read(&mut world, "空.txt 2022").1, 0, "an empty draft says nothing wrong");
    assert!(world.run("qjcppcc proofread 稿.txt --db 没有.db").ends_with("[exit 5]\n"));
}

#[test]
fn a_thousand_pages_are_read_to_the_end() {
    let page = "开展视察5次，形成建言成果36篇。\n推进解决38件，协调资金1200余万元，3万余名群众受益。\n".repeat(7);
    let mut world = year(&page.repeat(1000));
    let (answer, code) = read(&mut world, "稿.txt 2022");
    assert_eq!(code, 0, "{:#}", answer["contradictions"][0]);
    let verdicts = claims(&answer, &["verdict"]);
    assert_eq!((verdicts.len(), verdicts.iter().filter(|it| *it == "agrees").count()), (35_000, 35_000));
    fs::write(world.path("错.txt"), page.replace("5次", "6次").repeat(100)).expect("a file");
    let said = world.run("qjcppcc proofread 错.txt 2022");
    assert!(said.contains("\n另有500处，全部用 -O json\n"), "{}", said.lines().last().unwrap_or_default());
}
