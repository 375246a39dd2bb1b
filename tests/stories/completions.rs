//! Completions in the shells themselves, each driven as at a terminal, and the pages for `man`. A shell that is not on this machine is
//! passed over: what each says is asked of the program in any case.

use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};

use super::commands::Ledger;
use crate::world::process::{PROGRAM, run};

/// What may stand in place of the last word, as each script hears it.
fn candidates(home: &Path, line: &[&str]) -> Vec<String> {
    let output = run(home, &[&["completions", "bash", "--", "qjcppcc"], line].concat());
    assert!(output.status.success(), "{output:?}");
    String::from_utf8(output.stdout).expect("UTF-8").lines().map(str::to_owned).collect()
}

#[test]
fn commands_options_words_and_numbers_are_offered() {
    let ledger = Ledger::new();
    let home = ledger.home.path();
    let first = |line: &[&str]| candidates(home, line).first().cloned().unwrap_or_default();
    for (line, expected) in [
        (&["su"][..], "submission  请示报告：向区委的一次请示或报告"),
        (&["case", "so"], "solve  一件事项得到推进解决"),
        (&["case", "add", "--pro"], "--proposer  提案人"),
        (&["study", "add", ""], "党组理论学习中心组  center"),
        (&["study", "add", "cha"], "chair  主席会议"),
        (&["case", "add", "甲事", "-t", "永新"], "永新  永新镇"),
        (&["case", "add", "--town=永新"], "--town=永新  永新镇"),
        (&["case", "add", "--town", "=", "永新"], "永新  永新镇"),
        (&["report", "-t", "永新"], "永新  永新镇"),
        (&["report", "2022", "--trace", "case.fu"], "case.funds  协调资金"),
        (&["case", "advance", "1", "concl"], "conclusion  总结协商"),
        (&["--db", "x.db", "case", "show", "39"], "39  2022-05-09 · 永城中学周边人行道建设 · 永城镇 · 教育界委员小组"),
        (
            &["--db", "x.db", "case", "show", "fund-28"],
            "fund-28  2022-06-20 · 金额 16万元 · 区农业农村委 · 备注 虚构示例",
        ),
        (
            &["--db", "x.db", "study", "unvoid", ""],
            "2  2021-04-30 · 党史专题学习：新民主主义革命时期 · 党组理论学习中心组 · 14人次",
        ),
        (&["--db", "none.db", "case", "show", ""], ""),
        (&["motion", "review", "1", "--as", "me"], "merged  并案"),
        (&["motion", "list", "--result", "b"], "b  B 正在解决或列入计划"),
        (&["motion", "list", "--stage", "ju"], "judged  反馈"),
        (&["motion", "edit", "reply-1", "--contact", "v"], "visit  走访"),
        (&["--db", "x.db", "case", "advance", "1", "--lead", "区水"], "区水利局"),
        (&["help", "年"], "年报  一年的数字和文稿、公布、关账"),
        (&["report", "-O", "j"], "json  "),
        (&["backup", ""], ""),
    ] {
        let offered = first(line);
        assert!(offered.starts_with(expected) && offered.is_empty() == expected.is_empty(), "{line:?}: {offered}");
    }
    assert!(candidates(home, &["--lang", "en", "study", "add", "ch"])[0].starts_with("chair  "));
    let wrong = run(home, &["completions", "csh"]);
    let said = String::from_utf8_lossy(&wrong.stderr).into_owned();
    assert_eq!(said, "错误：没有“csh”的补全\n提示：是不是 zsh？可用：bash, zsh, fish, powershell\n");
}

/// What a shell makes of a script of its own, with the program on its path; none where there is no such shell.
fn said_by(ledger: &Ledger, shell: &str, words: &[&str], script: &str) -> Option<String> {
    let home = ledger.home.path();
    let folder = Path::new(PROGRAM).parent().expect("a folder").display();
    let completions = run(home, &["completions", shell]);
    fs::write(home.join("completions"), completions.stdout).expect("a file");
    let mut command = Command::new(shell);
    command.args(words).arg(script).current_dir(home).env_clear().stdin(Stdio::null());
    command.env("HOME", home).env("LC_ALL", "C.UTF-8").env("QJCPPCC_LANG", "zh").env("TERM", "xterm");
    let output = command.env("PATH", format!("{folder}:/usr/bin:/bin")).output().ok()?;
    assert!(output.status.success(), "{shell}: {output:?}");
    Some(String::from_utf8(output.stdout).expect("UTF-8"))
}

#[test]
fn bash_offers_them() {
    let script = "source ./completions\n\
        tried() { COMP_WORDS=(\"$@\"); COMP_CWORD=$(($# - 1)); COMP_TYPE=9; _qjcppcc; printf '%s|' \"${COMPREPLY[@]}\"; echo; }\n\
        complete -p qjcppcc; tried qjcppcc stu; tried qjcppcc case add --town = 永; tried qjcppcc --db x.db case show 1";
    let Some(said) = said_by(&Ledger::new(), "bash", &["--norc", "-c"], script) else { return };
    let lines: Vec<&str> = said.lines().collect();
    assert_eq!(lines[..3], ["complete -o default -F _qjcppcc qjcppcc", "study|", "永新  永新镇|永城  永城镇|"]);
    assert!(lines[3].starts_with("19  2022-03-02 · 安稳场镇国道") && lines[3].contains("|1  2021-10-18 · "), "{said}");
}

#[test]
fn fish_offers_them() {
    let script = "source ./completions; for line in 'qjcppcc stu' 'qjcppcc case add --town=永新' 'qjcppcc --db x.db case show 39'\n\
        complete -C $line\nend";
    let Some(said) = said_by(&Ledger::new(), "fish", &["--no-config", "-c"], script) else { return };
    let lines: Vec<&str> = said.lines().collect();
    assert_eq!(lines[..2], ["study\t学习：一次学习", "--town=永新\t永新镇"]);
    assert!(lines[2].starts_with("39\t2022-05-09 · 永城中学"), "{said}");
}

#[test]
fn zsh_offers_them() {
    // A zsh at a terminal of its own: what it lists after two presses of the key.
    let script = "zmodload zsh/zpty; zpty shell zsh -f -i\n\
        zpty -w shell 'PS1=; autoload -Uz compinit; compinit -u; source ./completions; LISTMAX=1000; echo rea''dy'\n\
        zpty -r shell said '*ready*'; zpty -w -n shell $'qjcppcc case add -t 永\\t\\t'\n\
        zpty -r shell said '*永城镇*'; print -r -- $said; zpty -w -n shell $'\\C-uqjcppcc --db x.db case show 3\\t\\t'\n\
        zpty -r shell said '*村卫生室*'; print -r -- $said; zpty -d shell";
    let Some(said) = said_by(&Ledger::new(), "zsh", &["-f", "-c"], script) else { return };
    assert!(said.contains("永城  -- 永城镇") && said.contains("38  -- 2022-04-21 · 村卫生室"), "{said}");
}

#[test]
fn every_command_has_a_page_for_man_in_both_languages() {
    let ledger = Ledger::new();
    let home = ledger.home.path();
    let done = run(home, &["man", "-o", "pages"]);
    assert!(done.status.success(), "{done:?}");
    let pages = |folder: &str| -> Vec<_> { fs::read_dir(home.join(folder)).expect("a folder").flatten().collect() };
    let (zh, en) = (pages("pages/zh_CN/man1"), pages("pages/man1"));
    assert!(zh.len() == en.len() && en.len() > 120, "{}", en.len());
    let read = |file: &str| fs::read_to_string(home.join(file)).expect("a page");
    let page = read("pages/man1/qjcppcc-case-fund.1");
    assert!(page.contains(".SH NAME\nqjcppcc\\-case\\-fund \\- "), "{page}");
    assert!(page.contains(".TP\n.B \\-d, \\-\\-date <DATE>\ndate: "), "{page}");
    assert!(read("pages/zh_CN/man1/qjcppcc-study-add.1").contains(".SH 名称\nqjcppcc\\-study\\-add \\- 记一条\n"));
    let files = zh.iter().chain(&en).map(fs::DirEntry::path);
    if let Ok(lint) = Command::new("mandoc").args(["-T", "lint", "-W", "warning"]).args(files).output() {
        assert!(lint.status.success(), "{}", String::from_utf8_lossy(&lint.stdout));
    }
    let Ok(shown) = Command::new("man")
        .args(["-l", "--warnings", "-E", "utf8"])
        .env("LC_ALL", "C.UTF-8")
        .env("MANWIDTH", "80")
        .arg(home.join("pages/zh_CN/man1/qjcppcc-case-fund.1"))
        .output()
    else {
        return;
    };
    let said = String::from_utf8_lossy(&shown.stdout);
    assert!(shown.stderr.is_empty() && (said.is_empty() || said.contains("协调的一笔资金")), "{shown:?}");
    let refused = run(home, &["man"]);
    assert!(String::from_utf8_lossy(&refused.stderr).contains("没有写放在哪个文件夹"), "{refused:?}");
}
