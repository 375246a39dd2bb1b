//! Help: the manual, the first screen, and the page of every command, in both languages.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use qjcppcc::guide::{PAGES, find};
use qjcppcc::ledger::{LEDGERS, Ledger, Type};
use qjcppcc::text::Lang;

use crate::world::World;

/// What a command line prints in a language; it ends well.
fn said(world: &mut World, line: &str, lang: Lang) -> String {
    let (printed, remarks, code) = world.streams(&format!("qjcppcc {line} --lang {}", lang.key()));
    assert_eq!((remarks.as_str(), code), ("", 0), "{line}");
    printed
}

/// The words with which the lines begin that are set in by two.
fn words(page: &str) -> Vec<String> {
    let lines = page.lines().filter_map(|line| line.strip_prefix("  ")).filter(|line| !line.starts_with(' '));
    lines.filter_map(|line| line.split(' ').next()).map(str::to_owned).collect()
}

/// Every command and every group of commands, by its words.
fn commands(world: &mut World) -> Vec<String> {
    let overview = said(world, "help commands", Lang::En);
    let mut left = words(overview.split("\noptions\n").next().expect("commands"));
    let mut found = Vec::new();
    while let Some(path) = left.pop() {
        let page = said(world, &format!("{path} --help"), Lang::En);
        if let Some((_, below)) = page.split_once("\ncommands:\n") {
            let below = words(below.split("\n\n").next().expect("commands"));
            left.extend(below.iter().map(|word| format!("{path} {word}")));
        }
        found.push(path);
    }
    assert!(found.len() > 110, "{}", found.len());
    found
}

#[test]
fn pages_have_names_that_no_command_has() {
    let commands = commands(&mut World::new());
    let mut names: BTreeSet<&str> = commands.iter().map(String::as_str).collect();
    names.extend(LEDGERS.iter().flat_map(|ledger| [ledger.label.zh, ledger.label.en]));
    names.extend(["commands", "命令"]);
    for page in &PAGES {
        for name in [page.key].iter().chain(page.aliases) {
            assert!(names.insert(name), "{name} is the name of something else");
            assert_eq!(find(name).map(|page| page.key), Some(page.key));
        }
        assert!(page.aliases.len() > 1 && !page.about.zh.is_empty() && !page.about.en.is_empty(), "{}", page.key);
    }
}

#[test]
fn the_manual_has_all_pages_and_sends_nobody_to_one_that_is_not_there() {
    let mut world = World::new();
    let home = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut followed = 0;
    for lang in [Lang::Zh, Lang::En] {
        let files = fs::read_dir(home.join("src/guide").join(lang.key())).expect("the pages").flatten();
        let files: BTreeSet<_> = files.map(|file| file.file_name().to_string_lossy().into_owned()).collect();
        assert_eq!(files, PAGES.iter().map(|page| format!("{}.md", page.key)).collect());
        let readme = fs::read_to_string(home.join(lang.pick("README.zh.md", "README.md"))).expect("the README");
        for text in PAGES.iter().map(|page| page.text.lang(lang)).chain([readme.as_str()]) {
            for line in text.split("`qjcppcc help ").skip(1).filter_map(|rest| rest.split('`').next()) {
                // What is written in capitals stands for a name.
                if line.chars().any(|c| !c.is_ascii_uppercase()) {
                    said(&mut world, &format!("help {line}"), lang);
                    followed += 1;
                }
            }
        }
    }
    assert!(followed > 20, "{followed}");
    assert!(PAGES.iter().all(|page| page.text.zh.starts_with(&format!("# {}\n", page.aliases[0]))));
}

#[test]
fn help_prints_the_page_that_is_asked_for() {
    let mut world = World::new();
    for lang in [Lang::Zh, Lang::En] {
        let list = said(&mut world, "help", lang);
        for page in &PAGES {
            let plain = said(&mut world, &format!("help {}", page.key), lang);
            assert!(!plain.contains("```") && plain.starts_with("# "), "{plain}");
            let is_read = |line: &&str| !line.starts_with("```") && !line.starts_with("![");
            assert_eq!(plain.lines().count(), page.text.lang(lang).lines().filter(is_read).count());
            for name in page.aliases {
                assert_eq!(said(&mut world, &format!("help {name}"), lang), plain, "{name}");
            }
            assert_eq!(said(&mut world, &format!("help {} -O md", page.key), lang), page.text.lang(lang));
            assert!(list.contains(&format!("\n  {} ", page.key)), "{list}");
        }
        assert!(list.contains("help commands"));
        assert_eq!(said(&mut world, "help commands", lang), said(&mut world, "--help", lang));
        let plain = said(&mut world, "help year-end", lang);
        for same in ["help YEAR-END", "help yearend", "help year end", "--db no.db help year-end"] {
            assert_eq!(said(&mut world, same, lang), plain, "{same}");
        }
    }
    said(&mut world, "help 年报 -o 年报.md", Lang::Zh);
    assert_eq!(world.run("cat 年报.md"), find("年报").expect("a page").text.zh);
    for (command, refused) in [
        ("help 年抱", "错误：没有“年抱”这一页，也没有这个命令\n提示：是不是 qjcppcc help 年报？"),
        ("help repot", "错误：没有“repot”这一页，也没有这个命令\n提示：是不是 report？"),
        ("help startt", "错误：没有“startt”这一页，也没有这个命令\n提示：是不是 qjcppcc help 开始？"),
        ("help xyzzy", "错误：没有“xyzzy”这一页，也没有这个命令\n提示：看说明：在命令后加 --help"),
        ("help case xyzzy", "错误：没有命令“xyzzy”\n提示：看说明：在命令后加 --help"),
        ("help 年报 -O csv", "错误：说明只写成文字\n提示：去掉 -O，或写 -O md"),
    ] {
        assert_eq!(world.run(&format!("qjcppcc {command}")), format!("{refused}\n[exit 2]\n"));
    }
    let refused = world.run("qjcppcc help year-ent --lang en");
    assert_eq!(
        refused,
        "error: there is no page and no command “year-ent”\nhint: did you mean qjcppcc help year-end?\n[exit 2]\n"
    );
}

#[test]
fn blocks_of_code_are_set_in() {
    let page = qjcppcc::guide::Page {
        key: "x",
        aliases: &[],
        about: qjcppcc::text::text("", ""),
        text: qjcppcc::text::text("# 一\r\n\r\n```console\r\n$ a\r\n\r\n  b\r\n```\r\n`c`\r\n", ""),
    };
    assert_eq!(page.plain(Lang::Zh), "# 一\n\n    $ a\n\n      b\n`c`\n");
}

#[test]
fn the_first_screen_has_what_is_done_every_day() {
    let mut world = World::new();
    for lang in [Lang::Zh, Lang::En] {
        let first = said(&mut world, "", lang);
        assert_eq!(first, said(&mut world, "-h", lang));
        let (everyday, _) = first.rsplit_once(lang.pick("\n别的台账", "\nother ledgers")).expect("what is like them");
        let everyday: Vec<&str> = everyday.lines().filter_map(|line| line.strip_prefix("  ")).collect();
        assert!((10..=15).contains(&everyday.len()), "{everyday:?}");
        for line in everyday {
            let (path, about) = line.split_at(12);
            assert!(said(&mut world, &format!("{} --help", path.trim()), lang).starts_with(about), "{line}");
        }
        let others = LEDGERS.iter().skip(1);
        others.for_each(|ledger| assert!(first.contains(ledger.key), "{first}"));
        for more in ["qjcppcc help\n", "qjcppcc help commands\n", "qjcppcc help study add\n", "qjcppcc help "] {
            assert!(first.replace(['，', ','], "\n").contains(more), "{more}: {first}");
        }
    }
    let refused = world.run("qjcppcc --json --lang en");
    assert!(refused.starts_with("{\"error\":{\"code\":\"no_command\"") && refused.ends_with("[exit 2]\n"), "{refused}");
    assert!(world.run("qjcppcc office").starts_with("本单位的称谓、台账、章节和文稿\n"));
}

#[test]
fn a_command_is_told_in_short_on_a_screen_and_in_full() {
    let mut world = World::new();
    for path in commands(&mut world) {
        for lang in [Lang::Zh, Lang::En] {
            let full = said(&mut world, &format!("{path} --help"), lang);
            assert_eq!(said(&mut world, &format!("help {path}"), lang), full);
            let short = said(&mut world, &format!("{path} -h"), lang);
            assert!(short.lines().count() <= 41, "{path} -h has {} lines", short.lines().count());
            let common = lang.pick("\n通用选项：\n", "\ncommon options:\n");
            let (own, rest) = full.split_once(common).expect("the common options");
            assert!(
                short.starts_with(&format!("{own}\n{}", lang.pick("通用选项（", "common options ("))),
                "{path}: {short}"
            );
            assert!(short.contains("--help\n") && !short.contains("--quiet"), "{path}: {short}");
            let (options, after) = rest.split_once("\n\n").unwrap_or((rest, ""));
            assert!(
                options.contains("--db <FILE>") && !after.contains("\n      --"),
                "{path} has options of its own last"
            );
            let below = short.split_once("--help\n").map_or("", |(_, below)| below);
            assert_eq!(below.trim(), after.trim(), "{path}");
        }
        if said(&mut world, &format!("{path} --help"), Lang::En).contains("\ncommands:\n") {
            assert_eq!(said(&mut world, &path, Lang::Zh), said(&mut world, &format!("{path} -h"), Lang::Zh));
        }
    }
}

/// Names that are the same in every language: formats and colours, values, other people's things.
const NAMES: &str = "a..b always ask auto big5 case.limit.assignment commands cron csv docx en full gb18030 html id json jsonl keep md minijinja motion.limit.replied \
    month never no ods open outlet phrase postgres PostgreSQL qjcppcc replace solved table take tsv txt xls xlsx zh";

#[test]
fn chinese_help_is_chinese_throughout() {
    let mut world = World::new();
    let paths = commands(&mut world);
    let mut known: BTreeSet<String> = NAMES.split_whitespace().map(str::to_owned).collect();
    known.extend(paths.iter().flat_map(|path| path.split(' ')).map(str::to_owned));
    for ledger in Ledger::all() {
        known.insert(ledger.key.to_owned());
        for field in ledger.all_fields() {
            known.insert(field.key.to_owned());
            if let Type::Choice(choices) = field.holds {
                known.extend(choices.iter().map(|choice| choice.key.to_owned()));
            }
        }
    }
    known.extend(qjcppcc::vocabulary::seed_vocabulary().terms().iter().map(|term| term.key.clone()));
    known.extend(["all", "bash", "zsh", "fish", "PowerShell"].map(str::to_owned));
    known.extend(qjcppcc::vocabulary::Profile::names().map(str::to_owned));
    known.extend(qjcppcc::vocabulary::PRESETS.map(|(name, _)| name.to_owned()));
    known.extend(PAGES.iter().map(|page| page.key.to_owned()));
    known.extend(qjcppcc::report::RATES.iter().map(|rate| rate.key.to_string()));
    known.extend(qjcppcc::import::QUESTIONS.iter().flat_map(|it| it.ways).map(|(way, _)| (*way).to_owned()));
    let mut english = BTreeSet::new();
    let lines = paths.iter().flat_map(|path| [format!("help {path}"), format!("{path} -h")]);
    for line in lines.chain(["help", "help commands", "-h"].map(str::to_owned)) {
        let page = said(&mut world, &line, Lang::Zh);
        let page = page.split("\n例子\n").next().unwrap_or_default();
        let page = page.replace("JSON Lines", "JSON").replace("JSON Schema", "JSON");
        for wrong in ["OPTIONS", "COMMAND ", "[default", "[possible", "\n选项:", "\n参数:"] {
            assert!(!page.contains(wrong), "{line}: {wrong}");
        }
        for name in page.split(|c: char| !(c.is_ascii_alphanumeric() || "-_.".contains(c))) {
            // A record is named by its ledger and number.
            let record = name.split_once('-').filter(|(_, no)| no.parse::<u8>().is_ok());
            let name = record.map_or(name, |(ledger, _)| ledger);
            let is_name =
                name.starts_with('-') || name.chars().all(|c| !c.is_ascii_lowercase()) || known.contains(name);
            if !is_name && name.chars().next().is_some_and(|c| c.is_ascii_alphabetic()) {
                english.insert(name.to_owned());
            }
        }
    }
    assert_eq!(english, BTreeSet::new());
}

#[test]
fn a_word_of_other_programs_is_answered_with_ours() {
    let mut world = World::new();
    world.run("qjcppcc init 'x y.db'");
    for (words, line, hint) in [
        ("delete del rm remove erase 删除 删", "{} 3", "qjcppcc 台账 void 3 --reason 原因（台账如 study、case）"),
        ("delete rm 删除", "{}", "qjcppcc 台账 void 编号 --reason 原因（台账如 study、case）"),
        ("delete rm 删除", "case {} 3", "qjcppcc case void 3 --reason 原因"),
        ("delete rm 删除", "case {}", "qjcppcc case void 编号 --reason 原因"),
        ("rm", "--db 'x y.db' case {} 3 --reason '同 上'", "qjcppcc --db '~/x y.db' case void 3 --reason '同 上'"),
        ("find grep 查找 搜索 查", "{} 张三", "qjcppcc search 张三"),
        ("find grep 查找", "{}", "qjcppcc search 文字"),
        ("find search", "aid {} 张三 李四 --year 2022", "qjcppcc aid list --search '张三 李四' --year 2022"),
        ("find search grep 查找 搜索 查", "aid {}", "qjcppcc aid list --search 文字"),
        ("find", "aid {} --search 张三 --year 2022", "qjcppcc aid list --search 张三 --year 2022"),
        ("total sum summary count 汇总 统计 合计", "{} 2022", "qjcppcc report 2022"),
        ("total sum 汇总", "case {} --year 2022", "qjcppcc case list --tally --year 2022"),
        ("new create insert 新增 新建 录入", "{}", "qjcppcc 台账 add（台账如 study、case）"),
        ("new create 新增", "case {} 甲事 -t 永新", "qjcppcc case add 甲事 -t 永新"),
        ("view 查看 看", "{}", "qjcppcc 台账 show 编号（台账如 study、case）"),
        ("view 查看 看", "case {} 3", "qjcppcc case show 3"),
        ("change modify 修改 改", "{} 3 -m 说明", "qjcppcc 台账 edit 3 -m 说明（台账如 study、case）"),
        ("change modify 修改 改", "study {} 3", "qjcppcc study edit 3"),
        ("print 打印", "{} 2022", "qjcppcc report 2022 -o 文件"),
        ("print 打印", "study {}", "qjcppcc study list -o 文件"),
        ("config settings 设置 配置", "{}", "qjcppcc setting list"),
        ("config settings 设置 配置", "case {}", "qjcppcc setting list"),
        ("manual guide 帮助 手册 说明", "{}", "qjcppcc help"),
        ("manual", "{} report", "qjcppcc help report"),
        ("help manual 帮助", "case {}", "qjcppcc help case"),
    ] {
        for word in words.split(' ') {
            let line = line.replace("{}", word);
            let refused = world.run(&format!("qjcppcc {line}"));
            assert_eq!(refused, format!("错误：没有命令“{word}”\n提示：用 {hint}\n[exit 2]\n"), "{line}");
        }
    }
    let refused = world.run("qjcppcc delete 3 --lang en");
    assert!(
        refused.contains("hint: use qjcppcc LEDGER void 3 --lang en --reason WHY (LEDGER: such as study, case)\n"),
        "{refused}"
    );
    for line in ["vocab delete kind", "setting remove", "office find"] {
        let refused = world.run(&format!("qjcppcc {line}"));
        assert!(refused.ends_with("[exit 2]\n") && !refused.contains("提示：用"), "{line} is no ledger's: {refused}");
    }
    assert!(world.run("qjcppcc help delete").contains("用 qjcppcc 台账 void 编号 --reason 原因"));
    assert!(world.run("qjcppcc 年报").contains("是不是 qjcppcc help 年报？"));
    assert!(world.run("qjcppcc 年抱").contains("是不是 qjcppcc help 年报？"));
    for shown in ["show", "edit"] {
        assert!(world.run(&format!("qjcppcc {shown} 3")).contains(&format!("例如 qjcppcc study {shown}\n")));
    }
}
