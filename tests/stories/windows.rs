//! The program as Windows runs it, built with mingw and run under Wine: everything that makes, replaces or copies a file.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

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

fn run(program: &Path, folder: &Path, words: &[&str]) -> Output {
    let mut wine = Command::new("wine");
    wine.env("WINEDEBUG", "-all")
        .env("WINEPREFIX", folder.join("wine"))
        .env("LANG", "C.UTF-8")
        .env("QJCPPCC_LANG", "en");
    wine.current_dir(folder.join("office")).arg(program).args(words);
    wine.output().expect("the program for Windows runs under Wine: `apt-get install wine64 wine`")
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
        assert!(done.status.success(), "{words:?}: {said}");
        said
    };
    works(&["init", "l.db"]);
    let ledger = |words: &[&str]| works(&[&["--db", "l.db"], words].concat());
    ledger(&["study", "add", "chair", "-d", "2022-03-05", "-n", "18"]);
    let imported = ledger(&["import", "more.csv", "--ledger", "study", "--skip-bad", "--errors", "e.csv"]);
    assert!(imported.contains("1 added") && imported.contains("more.csv.refused.csv"), "{imported}");
    for file in ["year.xlsx", "year.xlsx", "year.csv", "year.docx", "year.html"] {
        assert!(!ledger(&["report", "2022", "-o", file]).contains("error"), "{file}");
        assert!(fs::metadata(office.join(file)).is_ok_and(|facts| facts.len() > 500), "{file}");
    }
    ledger(&["template", "study", "-o", "form.xlsx"]);
    assert!(ledger(&["backup", "safe.db"]).contains("and verified: 2 entries"));
    assert!(works(&["restore", "safe.db", "--to", "new.db"]).contains("and verified: 2 entries"));
    ledger(&["verify"]);
    assert_eq!(works(&["--db", "new.db", "export"]), ledger(&["export"]));
    // Nothing but what was asked for, and no word of an old file that stayed.
    let entries = fs::read_dir(&office).expect("the folder").flatten();
    let mut names: Vec<String> = entries.map(|entry| entry.file_name().to_string_lossy().into_owned()).collect();
    names.sort();
    let wanted =
        "e.csv form.xlsx l.db more.csv more.csv.refused.csv new.db safe.db year.csv year.docx year.html year.xlsx";
    assert_eq!(names.join(" "), wanted);
    let refused = |words: &[&str], code: &str| {
        let done = run(&program, home.path(), &[words, &["--json"]].concat());
        assert!(String::from_utf8_lossy(&done.stderr).contains(&format!("\"code\":\"{code}\"")), "{words:?}: {done:?}");
    };
    refused(&["init", "new.db"], "exists_already");
    refused(&["init", "NEW.db-Journal."], "reserved_name");
    refused(&["--db", "l.db", "study", "list", "-o", "L.DB"], "output_is_ledger");
}
