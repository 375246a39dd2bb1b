//! The program in a shell: colours and pagers as the environment asks for them, and the tools that scripters have.

use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};

use qjcppcc::windows::{is_from_desktop, names_device, spelled_out};

use crate::world::World;
use crate::world::process::{PROGRAM, qjcppcc, run};

#[test]
fn colours_follow_the_option_then_the_environment_then_the_terminal() {
    let mut world = World::new();
    world.run("qjcppcc init");
    let mut is_coloured = |width: Option<usize>, environment: &str, option: &str| {
        world.width.set(width);
        world.run(&format!("{environment} qjcppcc figures {option}")).contains('\u{1b}')
    };
    for (environment, on_terminal, in_pipe) in [
        ("", true, false),
        ("NO_COLOR=1", false, false),
        ("TERM=dumb", false, false),
        ("TERM=xterm", true, false),
        ("CLICOLOR=0", false, false),
        ("CLICOLOR_FORCE=1", true, true),
        ("CLICOLOR_FORCE=0", true, false),
        ("TERM=dumb CLICOLOR_FORCE=1", true, true),
        ("NO_COLOR=1 CLICOLOR_FORCE=1", false, false),
    ] {
        let found = [Some(80), None].map(|width| is_coloured(width, environment, ""));
        assert_eq!(found, [on_terminal, in_pipe], "{environment}");
        assert!(is_coloured(None, environment, "--color always"), "{environment}");
        assert!(!is_coloured(Some(80), environment, "--color never"), "{environment}");
    }
    assert!(!is_coloured(Some(80), "CLICOLOR_FORCE=1", "-o out.txt") && !is_coloured(None, "", "--color auto"));
}

#[test]
fn a_double_click_leaves_no_trace_of_a_shell() {
    let from_desktop = |trace: &[(&str, &str)]| {
        let own = [("USERPROFILE", r"C:\Users\张三"), ("Path", r"C:\WINDOWS")];
        let variables = own.iter().chain(trace);
        is_from_desktop(|name| {
            variables.clone().find(|(known, _)| *known == name).map(|(_, value)| (*value).to_owned())
        })
    };
    let modules = r"C:\Program Files\WindowsPowerShell\Modules;C:\WINDOWS\system32\WindowsPowerShell\v1.0\Modules";
    let own_modules = format!(r"C:\Users\张三\Documents\WindowsPowerShell\Modules;{modules}");
    assert!(from_desktop(&[]) && from_desktop(&[("PSModulePath", modules)]));
    for shell in [("PROMPT", "$P$G"), ("PSModulePath", &own_modules), ("SHELL", "/usr/bin/bash"), ("TERM", "xterm")] {
        assert!(!from_desktop(&[shell]), "{shell:?}");
    }
}

#[test]
fn names_of_files_are_spelled_out_where_no_shell_does_it_and_an_import_is_meant() {
    let folder = tempfile::tempdir().expect("a folder");
    let in_folder = |name: &str| folder.path().join(name).into_os_string();
    for name in ["一季度 表.csv", "二季度.CSV", "二季度.xlsx", "a[1].csv", "abbc", "*.md"] {
        fs::write(in_folder(name), "").expect("a file");
    }
    fs::create_dir(in_folder("folder.csv")).expect("a folder");
    for (word, files) in [
        ("*.csv", &["a[1].csv", "一季度 表.csv", "二季度.CSV"][..]),
        ("?季度*", &["一季度 表.csv", "二季度.CSV", "二季度.xlsx"]),
        ("*[1].csv", &["a[1].csv"]),
        ("A*B*C", &["abbc"]),
        ("二季度.xlsx", &["二季度.xlsx"]),
        ("*.md", &["*.md"]),
        ("*.ods", &["*.ods"]),
    ] {
        let words: Vec<_> = ["qjcppcc".into(), "import".into(), in_folder(word), "--update".into()].to_vec();
        let files: Vec<_> = files.iter().map(|file| in_folder(file)).collect();
        assert_eq!(spelled_out(&words)[2..words.len() - 2 + files.len()], files, "{word}");
    }
    let title = ["study".into(), "add".into(), in_folder("*.csv")];
    assert_eq!(*spelled_out(&title), title, "a title is no file");
}

#[test]
fn devices_of_windows_are_known_by_name() {
    for name in ["NUL", "nul", "C:/账本/Nul", "con", "COM1", "lpt9", "CONOUT$"] {
        assert!(names_device(Path::new(name)), "{name}");
    }
    for name in ["NUL.csv", "nulls", "COM", "COM0", "COM10", "console", "账本", "", "/"] {
        assert!(!names_device(Path::new(name)), "{name}");
    }
}

/// What is seen on a terminal of ten lines.
#[cfg(target_os = "linux")]
fn seen(home: &Path, environment: &[(&str, &str)], line: &str) -> String {
    let mut script = Command::new("script");
    script.args(["-qec", &format!("stty rows 10 cols 80; {PROGRAM} {line}"), "/dev/null"]);
    script.env_clear().env("HOME", home).env("PATH", "/usr/bin:/bin").env("LANG", "zh_CN.UTF-8").current_dir(home);
    let done = script.envs(environment.iter().copied()).stdin(Stdio::null()).output().expect("script of util-linux");
    String::from_utf8(done.stdout).expect("UTF-8")
}

#[cfg(target_os = "linux")]
#[test]
fn a_pager_is_started_where_one_is_set_and_the_answer_is_longer_than_the_terminal() {
    let home = tempfile::tempdir().expect("a folder");
    let (own, other) = (("QJCPPCC_PAGER", "sed s/^/own/"), ("PAGER", "sed s/^/other/"));
    let begins = |environment: &[(&str, &str)], line: &str| {
        let seen = seen(home.path(), environment, line);
        ["own", "other"].into_iter().find(|pager| seen.trim_start().starts_with(pager)).unwrap_or("none")
    };
    for (environment, pager) in [
        (&[][..], "none"),
        (&[other], "other"),
        (&[own, other], "own"),
        (&[("QJCPPCC_PAGER", ""), other], "none"),
        (&[("PAGER", "cat")], "none"),
    ] {
        assert_eq!(begins(environment, "figures"), pager, "{environment:?}");
        assert_eq!(begins(environment, "where"), "none", "it is short");
        assert_eq!(begins(environment, "figures -o x.txt"), "none");
    }
    let told = seen(home.path(), &[("PAGER", "no-such-pager")], "figures");
    assert!(told.contains("no-such-pager: No such file") && told.contains("study.center"), "{told}");
    let piped = qjcppcc(home.path()).arg("figures").envs([own]).output().expect("it starts");
    assert_eq!(piped.stdout, run(home.path(), &["figures"]).stdout, "a pipe has no pager");
}

/// The blocks of a page that a shell runs.
fn blocks<'p>(page: &'p str, mark: &str) -> Vec<&'p str> {
    page.split(&format!("```{mark}\n")).skip(1).filter_map(|rest| rest.split("```").next()).collect()
}

#[test]
#[ignore = "needs jq, Miller, sqlite3 and pandas: apt-get install jq miller sqlite3 python3-pandas"]
fn the_page_for_scripts_runs_with_the_tools_it_names() {
    for page in [include_str!("../../src/guide/zh/scripts.md"), include_str!("../../src/guide/en/scripts.md")] {
        let home = tempfile::tempdir().expect("a folder");
        let example = Path::new(env!("CARGO_MANIFEST_DIR")).join("examples/qijiang-2022.jsonl");
        let (example, ledger) = (example.display().to_string(), home.path().join("l.db"));
        assert!(run(home.path(), &["init", "l.db"]).status.success());
        assert!(run(home.path(), &["--db", "l.db", "import", &example]).status.success());
        let before = run(home.path(), &["--db", "l.db", "export", "volunteer"]).stdout;
        let folders = format!("{}:{}", Path::new(PROGRAM).parent().expect("a folder").display(), env!("PATH"));
        let shells = blocks(page, "sh");
        assert_eq!(shells.len(), 2);
        for block in shells {
            let mut shell = Command::new("sh");
            shell.args(["-euc", block]).env("PATH", &folders).env("QJCPPCC_DB", &ledger).current_dir(home.path());
            let done = shell.env("QJCPPCC_LANG", "zh").output().expect("sh");
            let said = String::from_utf8_lossy(&[&done.stdout[..], &done.stderr].concat()).into_owned();
            assert!(done.status.success() && !said.contains("错误"), "{block}\n{said}");
        }
        for query in blocks(page, "sql").join("").lines() {
            let done = Command::new("sqlite3").arg("-readonly").arg(&ledger).arg(query).output().expect("sqlite3");
            assert!(done.status.success() && done.stderr.is_empty(), "{query}");
        }
        let after = run(home.path(), &["--db", "l.db", "export", "volunteer"]).stdout;
        assert_eq!(after, before, "what went through Miller and pandas came back as it was");
    }
}
