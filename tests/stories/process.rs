//! The program as a process: pipes, files, modes and exit codes, where only the real thing will do.

use std::fs;
use std::io::{Read, Write};
use std::path::Path;
use std::process::{Command, Stdio};

use tempfile::TempDir;

use crate::world::process::{PROGRAM, qjcppcc, run};

const EXAMPLE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/examples/qijiang-2022.jsonl");

fn home() -> TempDir {
    tempfile::tempdir().expect("a temporary folder")
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).expect("UTF-8")
}

#[test]
fn the_main_job_needs_nothing_and_leaves_nothing_behind() {
    let home = home();
    let output = run(home.path(), &["report", "2022", "--from", EXAMPLE]);
    assert!(output.status.success());
    assert_eq!(text(&output.stderr), "");
    for printed in ["3000余人次", "1200余万元", "11.7亿元", "3万余名", "30余次"] {
        assert!(text(&output.stdout).contains(printed), "{printed}");
    }
    assert_eq!(fs::read_dir(home.path()).expect("the folder").count(), 0);
}

#[test]
fn records_from_stdin_are_reported_on_whatever_the_environment_says() {
    let home = home();
    let mut child = qjcppcc(home.path())
        .args(["report", "2022", "--from", "-", "--trace", "study.chair", "--json"])
        .env("QJCPPCC_DB", home.path().join("nowhere.db"))
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("the program starts");
    let line = "{\"ledger\":\"study\",\"date\":\"2022-05-01\",\"kind\":\"chair\",\"turns\":18}\n";
    child.stdin.take().expect("a pipe").write_all(line.as_bytes()).expect("it reads");
    let output = child.wait_with_output().expect("it ends");
    let json: serde_json::Value = serde_json::from_slice(&output.stdout).expect("JSON");
    assert_eq!((json["key"].as_str(), json["value"].as_i64()), (Some("study.chair"), Some(1)));
    assert_eq!(json["records"][0]["date"], "2022-05-01");
}

#[test]
fn the_default_file_is_made_by_the_first_command_that_writes_and_only_for_its_owner() {
    let home = home();
    assert!(run(home.path(), &["study", "list"]).status.success());
    assert!(run(home.path(), &["report", "2022"]).status.success());
    assert_eq!(fs::read_dir(home.path()).expect("the folder").count(), 0, "reading makes no file");
    assert!(run(home.path(), &["study", "add", "主席会议", "-n", "18", "--dry-run"]).status.success());
    assert_eq!(fs::read_dir(home.path()).expect("the folder").count(), 0, "a dry run makes no file");
    assert!(run(home.path(), &["study", "add", "主席会议", "-n", "18"]).status.success());
    let place = run(home.path(), &["where"]);
    let file = text(&place.stdout).trim().to_owned();
    let mode = std::os::unix::fs::PermissionsExt::mode(&fs::metadata(&file).expect("the ledger").permissions());
    assert_eq!(mode & 0o777, 0o600);
    let folder = Path::new(&file).parent().expect("a folder");
    let mode = std::os::unix::fs::PermissionsExt::mode(&fs::metadata(folder).expect("its folder").permissions());
    assert_eq!(mode & 0o777, 0o700);
}

#[test]
fn a_mistyped_path_never_makes_a_ledger() {
    let home = home();
    for words in [&["--db", "typo.db", "study", "add", "主席会议"][..], &["--db", "typo.db", "report", "2022"]] {
        let output = run(home.path(), words);
        assert_eq!(output.status.code(), Some(5));
        assert!(text(&output.stderr).contains("没有这个台账文件") && text(&output.stderr).contains("typo.db"));
    }
    assert!(!home.path().join("typo.db").exists());
}

#[test]
fn what_is_no_ledger_is_named_and_left_as_it_is() {
    let home = home();
    let ledger = home.path().join("whole.db");
    assert!(run(home.path(), &["init", "whole.db"]).status.success());
    let whole = fs::read(&ledger).expect("the ledger");
    let mut foreign = whole.clone();
    foreign[68..72].copy_from_slice(b"OTHR");
    let mut newer = whole.clone();
    newer[60..64].copy_from_slice(&99_u32.to_be_bytes());
    let cases = [
        ("empty.db", Vec::new(), "是空的"),
        ("text.db", b"date,title\n2022-05-01,x\n".repeat(9), "不是台账文件"),
        ("foreign.db", foreign, "别的程序"),
        ("newer.db", newer, "更新的版本"),
        ("cut.db", whole[..whole.len() - 4096].to_vec(), "不完整"),
    ];
    for (name, bytes, words) in cases {
        let path = home.path().join(name);
        fs::write(&path, &bytes).expect("a file");
        for command in [&["study", "add", "主席会议"][..], &["study", "list"], &["import", EXAMPLE]] {
            let output = run(home.path(), &[&["--db", name], command].concat());
            assert_eq!(output.status.code(), Some(5), "{name}");
            assert!(
                text(&output.stderr).contains(words) && text(&output.stderr).contains(name),
                "{}",
                text(&output.stderr)
            );
        }
        assert_eq!(fs::read(&path).expect("the file"), bytes, "{name} was left as it was");
    }
}

#[test]
fn a_closed_pipe_is_no_error_and_a_full_device_is_one() {
    let home = home();
    let program = PROGRAM;
    let pipe = format!("set -o pipefail; '{program}' export --from '{EXAMPLE}' | head -c 1 > /dev/null");
    let piped =
        Command::new("bash").args(["-c", &pipe]).env_clear().env("PATH", "/usr/bin:/bin").output().expect("a shell");
    assert_eq!((piped.status.code(), text(&piped.stderr)), (Some(0), String::new()));
    let full = qjcppcc(home.path())
        .args(["export", "--from", EXAMPLE])
        .stdout(fs::File::create("/dev/full").expect("/dev/full"))
        .output()
        .expect("the program starts");
    assert_eq!(full.status.code(), Some(1));
    assert_eq!(
        text(&full.stderr),
        "错误：标准输出没有写成：磁盘已满\n提示：检查剩余空间；用 -o 文件 写文件，写不成时原有的不动\n"
    );
    let full = qjcppcc(home.path())
        .args(["report", "2022", "--from", EXAMPLE, "--json", "--lang", "en"])
        .stdout(fs::File::create("/dev/full").expect("/dev/full"))
        .output()
        .expect("the program starts");
    assert!(text(&full.stderr).contains(r#""message":"stdout could not be written: the disk is full""#));
}

#[test]
fn a_change_whose_answer_is_lost_was_kept_and_that_is_said() {
    let home = home();
    let lost = |arguments: &[&str]| {
        let full = fs::File::create("/dev/full").expect("/dev/full");
        let lost = qjcppcc(home.path()).args(arguments).stdout(full).output().expect("the program starts");
        assert_eq!(lost.status.code(), Some(1), "{arguments:?}");
        text(&lost.stderr)
    };
    let add = ["study", "add", "chair", "甲", "-n", "18"];
    let said = lost(&add);
    assert!(said.contains("错误：标准输出没有写成：磁盘已满；改动已经记下，不要再记一次\n"), "{said}");
    assert!(said.contains("提示：看记下了什么：qjcppcc log\n"), "{said}");
    let said = lost(&["study", "add", "chair", "乙", "-n", "19", "--lang", "en"]);
    assert!(said.contains("the disk is full; the change was kept all the same, do not make it again"), "{said}");
    let said = lost(&["study", "add", "chair", "丙", "--dry-run"]);
    assert!(!said.contains("记下"), "nothing was kept: {said}");
    let said = lost(&["study", "edit", "1", "-n", "18"]);
    assert!(!said.contains("记下"), "nothing was changed: {said}");
    let said = lost(&["study", "edit", "1", "-n", "21", "-o", "/dev/full", "-O", "json"]);
    assert!(said.contains("改动已经记下"), "{said}");
    let kept = run(home.path(), &["study", "list", "-O", "jsonl", "--fields", "turns"]);
    assert_eq!(text(&kept.stdout), "{\"turns\":19}\n{\"turns\":21}\n");
}

#[test]
fn a_slow_reader_keeps_nobody_from_writing() {
    let home = home();
    assert!(run(home.path(), &["init", "x.db"]).status.success());
    assert!(run(home.path(), &["--db", "x.db", "import", EXAMPLE]).status.success());
    let mut slow =
        qjcppcc(home.path()).args(["--db", "x.db", "export"]).stdout(Stdio::piped()).spawn().expect("it starts");
    let mut out = slow.stdout.take().expect("a pipe");
    // From the first byte on the program waits for its reader: the export is much longer than a pipe holds.
    out.read_exact(&mut [0]).expect("it prints something");
    let added = run(home.path(), &["--db", "x.db", "study", "add", "chair", "-d", "2022-03-05", "--yes"]);
    assert!(slow.try_wait().expect("its state").is_none(), "it is still printing");
    assert_eq!((added.status.code(), text(&added.stderr)), (Some(0), String::new()));
    drop(out);
    assert!(slow.wait().expect("it ends").success());
}

#[test]
fn a_slow_reader_of_a_named_pipe_keeps_nobody_from_writing_either() {
    let home = home();
    assert!(run(home.path(), &["init", "x.db"]).status.success());
    assert!(run(home.path(), &["--db", "x.db", "import", EXAMPLE]).status.success());
    let pipe = home.path().join("pipe");
    assert!(Command::new("mkfifo").arg(&pipe).status().expect("mkfifo").success());
    let words = ["--db", "x.db", "export", "-O", "jsonl", "-o", "pipe"];
    let mut slow = qjcppcc(home.path()).args(words).spawn().expect("it starts");
    let mut out = fs::File::open(&pipe).expect("the other end");
    out.read_exact(&mut [0]).expect("it prints something");
    let added = run(home.path(), &["--db", "x.db", "study", "add", "chair", "-d", "2022-03-05", "--yes"]);
    assert!(slow.try_wait().expect("its state").is_none(), "it is still printing");
    assert_eq!((added.status.code(), text(&added.stderr)), (Some(0), String::new()));
    let mut rest = String::new();
    out.read_to_string(&mut rest).expect("UTF-8");
    assert!(slow.wait().expect("it ends").success() && rest.lines().count() > 800 && rest.ends_with("}\n"));
}

#[test]
fn a_file_that_is_written_anew_keeps_its_permissions() {
    use std::os::unix::fs::PermissionsExt;
    let home = home();
    let mode = |name: &str| fs::metadata(home.path().join(name)).expect("the file").permissions().mode() & 0o777;
    for (name, old) in [("a.csv", 0o644), ("b.csv", 0o640)] {
        fs::write(home.path().join(name), "old").expect("an old file");
        fs::set_permissions(home.path().join(name), fs::Permissions::from_mode(old)).expect("a mode");
        assert!(run(home.path(), &["report", "2022", "--from", EXAMPLE, "-o", name]).status.success());
        assert_eq!(mode(name), old, "{name}");
    }
    fs::write(home.path().join("c.csv"), "as everybody's").expect("a file");
    assert!(run(home.path(), &["report", "2022", "--from", EXAMPLE, "-o", "new.csv"]).status.success());
    assert_eq!(mode("new.csv"), mode("c.csv"));
}

#[test]
fn an_answer_written_to_a_file_replaces_it_whole_and_never_the_ledger() {
    let home = home();
    assert!(run(home.path(), &["init", "x.db"]).status.success());
    let ledger = fs::read(home.path().join("x.db")).expect("the ledger");
    fs::write(home.path().join("2022.csv"), "old").expect("an old file");
    assert!(run(home.path(), &["report", "2022", "--from", EXAMPLE, "-o", "2022.csv"]).status.success());
    let written = fs::read(home.path().join("2022.csv")).expect("the report");
    assert!(written.starts_with("\u{feff}key,label,value,bound,unit,text,records\r\n".as_bytes()));
    assert!(run(home.path(), &["report", "2022", "--from", EXAMPLE, "-o", "again.csv"]).status.success());
    assert_eq!(
        written,
        fs::read(home.path().join("again.csv")).expect("the report"),
        "the same ledger, the same bytes"
    );
    std::os::unix::fs::symlink("x.db", home.path().join("link.csv")).expect("a link");
    for (file, words) in [("x.db", "看不出要什么格式"), ("link.csv", "台账文件本身"), ("folder/x.csv", "没有写成")]
    {
        let output = run(home.path(), &["--db", "x.db", "report", "2022", "-o", file]);
        assert!(!output.status.success());
        assert!(text(&output.stderr).contains(words), "{file}: {}", text(&output.stderr));
    }
    let output = run(home.path(), &["--db", "x.db", "report", "2022", "-O", "json", "-o", "x.db"]);
    assert_eq!(output.status.code(), Some(4));
    assert_eq!(ledger, fs::read(home.path().join("x.db")).expect("the ledger"));
}

#[test]
fn many_people_at_once_lose_nothing_and_share_no_number() {
    let home = home();
    assert!(run(home.path(), &["init", "x.db"]).status.success());
    let writers: Vec<_> = (0..8)
        .map(|writer| {
            let folder = home.path().to_owned();
            std::thread::spawn(move || {
                for turn in 0..5 {
                    let title = format!("第{writer}人第{turn}条");
                    let output = run(&folder, &["--db", "x.db", "study", "add", "主席会议", &title]);
                    assert!(output.status.success(), "{}", text(&output.stderr));
                }
            })
        })
        .collect();
    for writer in writers {
        writer.join().expect("no writer fails");
    }
    let listed = run(home.path(), &["--db", "x.db", "study", "list", "--sort", "no", "--json"]);
    let records: Vec<serde_json::Value> = serde_json::from_slice(&listed.stdout).expect("JSON");
    let numbers: Vec<i64> = records.iter().filter_map(|record| record["no"].as_i64()).collect();
    assert_eq!(numbers, (1..=40).collect::<Vec<_>>());
}

#[test]
fn many_who_make_the_default_file_at_once_all_record() {
    for _ in 0..4 {
        let home = home();
        let writers: Vec<_> = (0..12)
            .map(|writer| {
                let folder = home.path().to_owned();
                std::thread::spawn(move || run(&folder, &["study", "add", "主席会议", &format!("第{writer}人")]))
            })
            .collect();
        for writer in writers {
            let output = writer.join().expect("no writer fails");
            assert!(output.status.success(), "{}", text(&output.stderr));
        }
        let tally = run(home.path(), &["study", "list", "--tally"]);
        assert!(text(&tally.stdout).starts_with("12条记录"), "{}", text(&tally.stdout));
        assert!(run(home.path(), &["verify"]).status.success());
    }
}

#[test]
fn the_language_follows_flag_variable_and_locale() {
    let home = home();
    // Flag, QJCPPCC_LANG, locale, and how an error begins.
    let cases = [
        ("--quiet", "", "en_GB.UTF-8", "error:"),
        ("--quiet", "", "", "错误："),
        ("--quiet", "zh", "en_GB.UTF-8", "错误："),
        ("--lang=en", "zh", "", "error:"),
        ("--lang=zh", "", "en_US", "错误："),
    ];
    for (flag, variable, locale, expected) in cases {
        let output = qjcppcc(home.path())
            .args([flag, "nonsense"])
            .env("QJCPPCC_LANG", variable)
            .env("LANG", locale)
            .output()
            .expect("it starts");
        assert_eq!(output.status.code(), Some(2));
        assert!(text(&output.stderr).starts_with(expected), "{}", text(&output.stderr));
    }
}

#[test]
fn an_answer_goes_to_stdout_through_pipes_and_through_links() {
    let home = home();
    let figures = text(&run(home.path(), &["figures"]).stdout);
    let csv = text(&run(home.path(), &["figures", "-O", "csv"]).stdout);
    for (words, expected) in [
        (&["figures", "-o", "-"][..], &figures),
        (&["figures", "-o", "-", "-O", "csv"], &csv),
        (&["figures", "-o", "/dev/stdout"], &figures),
        (&["figures", "-o", "/dev/stdout", "-O", "csv"], &csv),
        (&["figures", "-o", "/dev/null"], &String::new()),
    ] {
        let output = run(home.path(), words);
        assert_eq!((text(&output.stderr).as_str(), &text(&output.stdout)), ("", expected), "{words:?}");
    }
    assert!(!home.path().join("-").exists());
    fs::create_dir(home.path().join("there")).expect("a folder");
    for target in ["there/old.csv", "there/new.csv"] {
        let link = home.path().join("link.csv");
        let _ = fs::remove_file(&link);
        std::os::unix::fs::symlink(target, &link).expect("a link");
        if target.contains("old") {
            fs::write(home.path().join(target), "old").expect("a file");
        }
        assert_eq!(text(&run(home.path(), &["figures", "-o", "link.csv"]).stderr), "");
        assert!(fs::symlink_metadata(&link).expect("the link").is_symlink(), "the link stays");
        let file = fs::read_to_string(home.path().join(target)).expect("the file");
        assert_eq!(file, format!("\u{feff}{}", csv.replace('\n', "\r\n")), "for a spreadsheet");
    }
    assert!(Command::new("mkfifo").arg(home.path().join("pipe.csv")).status().expect("mkfifo").success());
    let pipe = home.path().join("pipe.csv");
    let reader = std::thread::spawn(move || fs::read_to_string(pipe).expect("the pipe"));
    assert_eq!(text(&run(home.path(), &["figures", "-o", "pipe.csv"]).stderr), "");
    assert_eq!(reader.join().expect("it was read"), csv);
    let refused = text(&run(home.path(), &["figures", "-o", "there", "-O", "csv"]).stderr);
    assert!(refused.starts_with("错误：there：没有写成：这是一个文件夹\n"), "{refused}");
}
