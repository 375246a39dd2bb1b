//! The program as Windows runs it, built with mingw and run under Wine (9 or newer): everything that makes, replaces or copies a file.
//!
//!     apt-get install gcc-mingw-w64-x86-64 wine64 wine && rustup target add x86_64-pc-windows-gnu
//!     cargo test the_program_keeps_its_promises_on_windows -- --ignored
//!
//! Where rustup cannot add the target or Wine is older, Debian's unstable has a compiler with the sources of its standard library,
//! and such a Wine; in a folder of its own it disturbs nothing (ten minutes on two cores):
//!
//!     debootstrap --variant=minbase sid /srv/sid
//!     chroot /srv/sid apt-get install -y --no-install-recommends rustc cargo rust-src gcc-mingw-w64-x86-64 wine64 wine ca-certificates
//!     mkdir /srv/sid/src && mount --bind . /srv/sid/src && mount --bind /proc /srv/sid/proc
//!     chroot /srv/sid sh -c 'cd /src && RUSTC_BOOTSTRAP=1 CARGO_TARGET_DIR=/target \
//!         cargo build --locked -Z build-std=std,panic_unwind --target x86_64-pc-windows-gnu'
//!     cargo test --no-run && cp "$(ls -t target/debug/deps/main-* | grep -v '\.d$' | head -1)" /srv/sid/tests
//!     chroot /srv/sid env HOME=/root QJCPPCC_EXE=/target/x86_64-pc-windows-gnu/debug/qjcppcc.exe \
//!         /tests --ignored the_program_keeps_its_promises_on_windows

use std::fs;
use std::io::Read;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};

const TARGET: &str = "x86_64-pc-windows-gnu";

/// The program for Windows: the one that `QJCPPCC_EXE` names, or else it is built here.
fn program() -> PathBuf {
    if let Some(named) = std::env::var_os("QJCPPCC_EXE") {
        return PathBuf::from(named);
    }
    let home = Path::new(env!("CARGO_MANIFEST_DIR"));
    let build = ["build", "--locked", "--target", TARGET];
    let status = Command::new(env!("CARGO")).args(build).current_dir(home).status();
    assert!(
        status.is_ok_and(|status| status.success()),
        "the build for Windows needs `rustup target add {TARGET}` and mingw (`apt-get install gcc-mingw-w64-x86-64`); \
         or name one that is built with QJCPPCC_EXE"
    );
    let target = std::env::var_os("CARGO_TARGET_DIR").map_or_else(|| home.join("target"), PathBuf::from);
    target.join(TARGET).join("debug/qjcppcc.exe")
}

fn wine(program: &Path, folder: &Path, words: &[&str]) -> Command {
    let mut wine = Command::new("wine");
    wine.env("WINEDEBUG", "-all")
        .env("WINEPREFIX", folder.join("wine"))
        .env("LANG", "C.UTF-8")
        .env("QJCPPCC_LANG", "en");
    wine.current_dir(folder.join("office")).arg(program).args(words);
    wine
}

fn run(program: &Path, folder: &Path, words: &[&str]) -> Output {
    let done = wine(program, folder, words).output();
    done.expect("the program for Windows runs under Wine: `apt-get install wine64 wine`")
}

/// What Excel does with a file: it has it open and shares it with nobody who would write.
const HOLD: &str = r#"
#include <windows.h>
#include <stdio.h>
int main(int argc, char **argv) {
    HANDLE file = CreateFileA(argv[1], GENERIC_READ | GENERIC_WRITE, FILE_SHARE_READ, NULL, OPEN_EXISTING, 0, NULL);
    puts(file == INVALID_HANDLE_VALUE ? "not held" : "held");
    fflush(stdout);
    Sleep(60000);
}
"#;

/// A program that holds a file of the office until it is killed.
fn held(folder: &Path, file: &str) -> Child {
    let (source, program) = (folder.join("hold.c"), folder.join("hold.exe"));
    fs::write(&source, HOLD).expect("a program");
    let made = Command::new("x86_64-w64-mingw32-gcc").arg(&source).arg("-o").arg(&program).status();
    assert!(made.is_ok_and(|status| status.success()), "mingw is needed: `apt-get install gcc-mingw-w64-x86-64`");
    let mut holds = wine(&program, folder, &[file]).stdout(Stdio::piped()).spawn().expect("it starts");
    let mut said = [0; 4];
    holds.stdout.as_mut().expect("a pipe").read_exact(&mut said).expect("it says so");
    assert_eq!(&said, b"held");
    holds
}

#[test]
#[ignore = "needs mingw and Wine; takes minutes: a build for Windows"]
fn the_program_keeps_its_promises_on_windows() {
    let (program, home) = (program(), tempfile::tempdir().expect("a folder"));
    let office = home.path().join("office");
    fs::create_dir(&office).expect("a folder");
    fs::write(office.join("more.csv"), "日期,类别,人数\n2022-05-01,主席会议,18\n2022-13-02,主席会议,19\n")
        .expect("a file");
    let works = |words: &[&str]| {
        let done = run(&program, home.path(), words);
        let said = String::from_utf8_lossy(&done.stdout).into_owned() + &String::from_utf8_lossy(&done.stderr);
        // What a library that is missing ends with.
        assert_ne!(done.status.code(), Some(0x35), "this Wine is too old to start it, 9 or newer is needed: {said}");
        assert!(done.status.success(), "{words:?}: {said}");
        said
    };
    works(&["init", "l.db"]);
    let ledger = |words: &[&str]| works(&[&["--db", "l.db"], words].concat());
    ledger(&["study", "add", "chair", "-d", "2022-03-05", "--yes", "-n", "18"]);
    let imported = ledger(&["import", "more.csv", "--ledger", "study", "--skip-bad", "--errors", "e.csv"]);
    assert!(imported.contains("1 added") && imported.contains("more.csv.refused.csv"), "{imported}");
    for file in ["year.xlsx", "year.xlsx", "year.csv", "year.md", "year.json"] {
        ledger(&["report", "2022", "-o", file]);
        assert!(fs::metadata(office.join(file)).is_ok_and(|facts| facts.len() > 500), "{file}");
    }
    ledger(&["template", "study", "-o", "form.xlsx"]);
    assert!(ledger(&["backup", "safe.db"]).contains("and verified: 2 entries"));
    assert!(works(&["restore", "safe.db", "--to", "new.db"]).contains("and verified: 2 entries"));
    ledger(&["verify"]);
    assert_eq!(works(&["--db", "new.db", "export"]), ledger(&["export"]));
    // What a shell of Unix would have spelled out, names in Chinese with blanks, and the device that keeps nothing.
    fs::create_dir(office.join("账 本")).expect("a folder");
    for (name, day) in [("一 季度.csv", "2022-02-01"), ("二 季度.CSV", "2022-04-01")] {
        let table = format!("日期,类别,人数\n{day},主席会议,18\n");
        fs::write(office.join("账 本").join(name), table).expect("a file");
    }
    works(&["init", "账 本\\台 账.db"]);
    let own = |words: &[&str]| works(&[&["--db", "账 本\\台 账.db"], words].concat());
    assert!(own(&["import", "账 本\\*季度.csv", "--ledger", "study"]).contains("2 added"));
    assert!(own(&["study", "add", "chair", "什么?", "-d", "2022-05-05", "--yes"]).contains("什么?"));
    assert!(own(&["study", "list", "-O", "id"]).starts_with("study-3\nstudy-2\nstudy-1\n"));
    for nowhere in [&["-o", "NUL"][..], &["-O", "csv", "-o", "nul"]] {
        assert!(!own(&[&["study", "list"], nowhere].concat()).contains("2022"));
    }
    fs::remove_dir_all(office.join("账 本")).expect("it is let go");
    // Nothing but what was asked for, and no word of an old file that stayed.
    let entries = fs::read_dir(&office).expect("the folder").flatten();
    let mut names: Vec<String> = entries.map(|entry| entry.file_name().to_string_lossy().into_owned()).collect();
    names.sort();
    let wanted =
        "e.csv form.xlsx l.db more.csv more.csv.refused.csv new.db safe.db year.csv year.json year.md year.xlsx";
    assert_eq!(names.join(" "), wanted);
    let refused = |words: &[&str], code: &str| {
        let done = run(&program, home.path(), &[words, &["--json"]].concat());
        assert!(String::from_utf8_lossy(&done.stderr).contains(&format!("\"code\":\"{code}\"")), "{words:?}: {done:?}");
    };
    let mut held = held(home.path(), "year.xlsx");
    let said = run(&program, home.path(), &["--db", "l.db", "report", "2022", "-o", "year.xlsx"]).stderr;
    let said = String::from_utf8_lossy(&said).into_owned();
    assert!(said.contains("such as Excel or WPS, has it open") && said.contains("an old file was left"), "{said}");
    held.kill().and_then(|()| held.wait()).expect("it is let go");
    refused(&["init", "new.db"], "exists_already");
    refused(&["init", "NEW.db-Journal."], "reserved_name");
    refused(&["--db", "l.db", "study", "list", "-o", "L.DB"], "output_is_ledger");
}
