//! Nobody is kept from writing by a command that waits: for somebody to take its answer, for a file or stdin to say something.

use std::fs;
use std::os::unix::net::UnixListener;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::thread::sleep;
use std::time::Duration;

use super::commands::{Known, Ledger, REPORTS};
use crate::world::process::{qjcppcc, run};

/// So many commands wait at once.
const AT_ONCE: usize = 12;

fn pipe(home: &Path, name: &str) {
    assert!(Command::new("mkfifo").arg(home.join(name)).status().expect("mkfifo").success());
}

fn begin(home: &Path, line: &str) -> Child {
    let [out, err] = [Stdio::null(), Stdio::null()];
    qjcppcc(home)
        .args(line.split_whitespace())
        .env("QJCPPCC_DB", "x.db")
        .stdin(Stdio::piped())
        .stdout(out)
        .stderr(err)
        .spawn()
        .expect("it starts")
}

/// Whether a process waits for the other end of a pipe; it may end instead.
fn waits(child: &mut Child) -> bool {
    let place = format!("/proc/{}/wchan", child.id());
    loop {
        if child.try_wait().expect("its state").is_some() {
            return false;
        }
        let place = fs::read_to_string(&place).unwrap_or_default();
        if place.contains("pipe") || place.contains("partner") {
            return true;
        }
        sleep(Duration::from_millis(2));
    }
}

/// Begins these commands, adds a record while they wait, and ends them; those that ended by themselves are given back.
fn add_while<'l>(home: &Path, lines: &'l [String]) -> Vec<&'l str> {
    let mut begun: Vec<Child> = lines.iter().map(|line| begin(home, line)).collect();
    let waiting: Vec<bool> = begun.iter_mut().map(waits).collect();
    // Somebody else does: what one has undone can be done again until one changes something oneself.
    let add = ["--db", "x.db", "study", "add", "chair", "-d", "2022-03-05", "--yes", "--again", "--actor", "else"];
    let added = run(home, &add);
    let still = begun.iter_mut().all(|child| child.try_wait().expect("its state").is_none());
    assert!(still || waiting.contains(&false), "they wait until they are ended");
    for child in &mut begun {
        let _ = child.kill();
        child.wait().expect("it ends");
    }
    assert!(
        added.status.success(),
        "one of these keeps others out: {lines:?}: {}",
        String::from_utf8_lossy(&added.stderr)
    );
    let ended = waiting.iter().zip(lines).filter(|(waits, _)| !**waits);
    ended.map(|(_, line)| line.as_str()).collect()
}

#[test]
fn an_answer_that_nobody_takes_keeps_nobody_out() {
    let ledger = Ledger::new();
    let home = ledger.home.path();
    pipe(home, "pipe");
    let commands = Known::all(home);
    let reads = commands.iter().filter(|command| !command.writes).map(|command| command.line(&ledger));
    let reads: Vec<String> = reads.chain(REPORTS.iter().map(|line| ledger.filled(line))).collect();
    let lines: Vec<String> = reads.iter().map(|line| format!("{line} -o pipe")).collect();
    for lines in lines.chunks(AT_ONCE) {
        assert_eq!(add_while(home, lines), Vec::<&str>::new(), "these end with their answer in nobody's hands");
    }
    let writes = commands.iter().filter(|command| command.writes && !["template", "man"].contains(&&*command.path));
    let lines: Vec<String> = writes.map(|command| format!("{} --dry-run -o pipe", command.line(&ledger))).collect();
    let ended: usize = lines.chunks(AT_ONCE).map(|lines| add_while(home, lines).len()).sum();
    assert!(ended < 5, "few have no dry run: {ended}");
}

#[test]
fn what_is_slow_to_come_keeps_nobody_out() {
    let ledger = Ledger::new();
    let home = ledger.home.path();
    for name in ["pipe.j2", "pipe.jsonl", "pipe.csv", "pipe.xlsx"] {
        pipe(home, name);
    }
    fs::write(home.join("bad.csv"), "台账,日期,类别\n学习,何时,主席会议\n").expect("a table");
    let lines = [
        "report 2022 --template pipe.j2",
        "report 2022 --template -",
        "report 2022 --from pipe.jsonl",
        "import pipe.jsonl",
        "import -",
        "import bad.csv --errors pipe.csv",
        "import bad.csv --errors pipe.csv --dry-run",
        "import bad.csv --skip-bad --errors pipe.csv",
        "template study -o pipe.xlsx",
    ];
    let lines = lines.map(str::to_owned);
    for line in &lines {
        assert_eq!(add_while(home, std::slice::from_ref(line)), Vec::<&str>::new());
    }
}

#[test]
fn evidence_is_a_file_and_nothing_that_waits_or_never_ends() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let home = folder.path();
    assert!(run(home, &["init", "x.db"]).status.success());
    let said = |words: &[&str]| {
        let output = run(home, &[&["--db", "x.db"], words].concat());
        (output.status.code(), String::from_utf8(output.stderr).expect("UTF-8"))
    };
    fs::create_dir(home.join("proofs")).expect("a folder");
    fs::write(home.join("proofs/note.pdf"), "proof").expect("a file");
    let add = ["study", "add", "chair", "-d", "2022-03-06", "--yes", "--evidence"];
    assert_eq!(said(&[&add[..], &["proofs/note.pdf"]].concat()).0, Some(0));
    pipe(home, "proofs/pipe");
    let _socket = UnixListener::bind(home.join("proofs/socket")).expect("a socket");
    for name in ["proofs/pipe", "proofs/socket", "/dev/zero", "/dev/null"] {
        let wrong = format!("错误：{name} evidence：佐证文件读不了：这不是普通文件\n提示：检查路径和权限\n");
        assert_eq!(said(&[&add[..], &[name]].concat()), (Some(1), wrong.replace(" evidence", "，佐证")), "{name}");
        assert_eq!(said(&["study", "edit", "1", "--evidence", name]).0, Some(1), "{name}");
    }
    let folder = said(&[&add[..], &["proofs"]].concat());
    assert!(folder.0 == Some(1) && folder.1.contains("这是一个文件夹"), "{folder:?}");
    // What lies in the folder beside the evidence is passed over.
    std::os::unix::fs::symlink("/dev/zero", home.join("proofs/zero")).expect("a link");
    std::os::unix::fs::symlink("/dev", home.join("proofs/devices")).expect("a link");
    let found = said(&["verify", "--evidence", "proofs"]);
    assert_eq!(found.0, Some(0), "{}", found.1);
    // Nor is it taken for evidence that is gone.
    fs::remove_file(home.join("proofs/note.pdf")).expect("removed");
    pipe(home, "proofs/note.pdf");
    let (code, wrong) = said(&["verify", "--evidence", "proofs"]);
    assert!(code == Some(6) && wrong.contains("note.pdf 不在文件夹里"), "{wrong}");
    for name in ["/dev/zero", "/dev/null"] {
        for words in
            [&["import", name][..], &["report", "2022", "--from", name], &["report", "2022", "--template", name]]
        {
            let wrong = run(home, words);
            let said = String::from_utf8_lossy(&wrong.stderr);
            assert!(wrong.status.code() == Some(1) && said.contains("读不了：这不是普通文件"), "{words:?}: {said}");
        }
    }
}
