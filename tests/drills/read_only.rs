//! Files and folders that may not be written, or not even read, by whoever runs the program.
//!
//! Nothing is forbidden to root; where the drills run as root, the program is run as a user who is nobody.

use std::fs::{self, Permissions};
use std::os::unix::fs::{MetadataExt, PermissionsExt, chown};
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::Command;

use super::ground::{Ground, Said};
use crate::world::process::PROGRAM;

const NOBODY: u32 = 65_534;

/// A ground whose ledger belongs to a person to whom permissions apply.
struct Person {
    ground: Ground,
    program: PathBuf,
    is_root: bool,
}

impl Person {
    fn new(ground: Ground) -> Person {
        let is_root = fs::metadata(&ground.folder).expect("the folder").uid() == 0;
        let built = PathBuf::from(PROGRAM);
        if !is_root {
            return Person { ground, program: built, is_root };
        }
        // The folder in which the program was built may be closed to others.
        let program = ground.outside("qjcppcc");
        fs::hard_link(&built, &program).or_else(|_| fs::copy(&built, &program).map(drop)).expect("the program");
        mode(&ground.outside("."), 0o755);
        for path in [&ground.folder, &ground.ledger(), &ground.journal()] {
            if path.exists() {
                chown(path, Some(NOBODY), Some(NOBODY)).expect("given away");
            }
        }
        Person { ground, program, is_root }
    }

    fn run(&self, words: &[&str]) -> Said {
        Said::of(words, &mut self.command(words))
    }

    fn command(&self, words: &[&str]) -> Command {
        let mut command = Command::new(&self.program);
        self.ground.settle(&mut command);
        command.current_dir("/").arg("--json").args(words);
        if self.is_root {
            command.uid(NOBODY).gid(NOBODY);
        }
        command
    }

    /// With these modes, looking and recording end with these codes (none: it works), and nothing is changed.
    fn finds(&self, file: u32, folder: u32, looking: Option<&str>, recording: Option<&str>) {
        let before = (fs::read(self.ground.ledger()).expect("the ledger"), self.ground.files());
        mode(&self.ground.ledger(), file);
        mode(&self.ground.folder, folder);
        let looks: &[&[&str]] = &[&["report", "2022"], &["verify"], &["export"]];
        let records: &[&[&str]] = &[
            &["study", "add", "chair", "added", "-d", "2022-05-01", "--yes"],
            &["study", "void", "1", "--reason", "wrong"],
        ];
        let said: Vec<(Said, Option<&str>)> = [(looks, looking), (records, recording)]
            .into_iter()
            .flat_map(|(commands, code)| commands.iter().map(move |words| (self.run(words), code)))
            .collect();
        mode(&self.ground.folder, 0o700);
        mode(&self.ground.ledger(), 0o600);
        for (said, code) in said {
            let expected = (Some(if code.is_some() { 5 } else { 0 }), code.unwrap_or_default());
            assert_eq!((said.code(), said.error().as_str()), expected, "{file:o} in {folder:o}: {said:?}");
        }
        let after = (fs::read(self.ground.ledger()).expect("the ledger"), self.ground.files());
        let rolled_back = (self.ground.at_start(), before.1.clone());
        assert!(after == before || after == rolled_back, "{file:o} in {folder:o}: something was changed");
    }
}

fn mode(path: &Path, mode: u32) {
    fs::set_permissions(path, Permissions::from_mode(mode)).expect("a mode");
}

#[test]
fn what_may_only_be_read_is_read_and_says_why_it_is_not_written() {
    let person = Person::new(Ground::with(30));
    person.finds(0o400, 0o700, None, Some("read_only"));
    person.finds(0o600, 0o500, None, Some("read_only"));
    person.finds(0o400, 0o500, None, Some("read_only"));
}

#[test]
fn what_may_not_be_read_says_so() {
    let person = Person::new(Ground::with(30));
    person.finds(0o000, 0o700, Some("cannot_open"), Some("cannot_open"));
    person.finds(0o600, 0o000, Some("cannot_open"), Some("cannot_open"));
}

/// A stick that was pulled out in the middle of a save and is looked at on a machine that may not write it.
#[test]
fn half_a_save_that_may_not_be_rolled_back_says_what_to_do() {
    let ground = Ground::with(400);
    super::killed::half_a_save(&ground);
    let person = Person::new(ground);
    person.finds(0o600, 0o500, Some("cut_off"), Some("cut_off"));
    person.finds(0o400, 0o500, Some("cut_off"), Some("cut_off"));
    mode(&person.ground.journal(), 0o600);
    person.run(&["report", "2022"]).succeeds();
    assert!(fs::read(person.ground.ledger()).expect("the ledger") == person.ground.at_start());
    assert_eq!(person.ground.files(), ["l.db"]);
}

/// While there is no default file, reading is as good as reading an empty one; a file that cannot be seen is another matter.
#[test]
fn a_default_ledger_in_a_closed_folder_is_not_taken_for_missing() {
    let person = Person::new(Ground::with(30));
    let data = person.ground.outside("data");
    fs::create_dir(&data).expect("a folder");
    fs::rename(&person.ground.folder, data.join("qjcppcc")).expect("moved");
    fs::rename(data.join("qjcppcc/l.db"), data.join("qjcppcc/ledger.db")).expect("moved");
    fs::create_dir(&person.ground.folder).expect("a folder");
    let ask = |words: &[&str]| {
        let mut command = person.command(words);
        Said::of(words, command.env_remove("QJCPPCC_DB").env("XDG_DATA_HOME", &data))
    };
    assert!(ask(&["study", "list", "--tally"]).succeeds().stdout.contains("30"));
    mode(&data.join("qjcppcc"), 0o000);
    for words in [&["study", "list"][..], &["report", "2022"], &["study", "add", "chair", "added"]] {
        let said = ask(words);
        assert_eq!((said.code(), said.error().as_str()), (Some(5), "cannot_open"), "{said:?}");
    }
    mode(&data.join("qjcppcc"), 0o700);
}

/// A folder into which files are only put: nobody may look into it, so its names cannot be synced. What was written is written.
#[test]
fn a_file_whose_folder_cannot_be_synced_is_not_said_to_be_the_old_one() {
    let person = Person::new(Ground::with(10));
    let put = person.ground.outside("put");
    fs::create_dir(&put).expect("a folder");
    if person.is_root {
        chown(&put, Some(NOBODY), Some(NOBODY)).expect("given away");
    }
    let (answer, backup) = (put.join("all.jsonl"), put.join("copy.db"));
    for (words, file) in [(&["export", "-o"][..], &answer), (&["backup"], &backup)] {
        mode(&put, 0o300);
        let said = person.run(&[words, &[&file.display().to_string()]].concat());
        mode(&put, 0o700);
        assert_eq!((said.code(), said.error().as_str()), (Some(1), "not_synced"), "{said:?}");
        assert!(said.stderr.contains("the file was written") && !said.stderr.contains("left as it was"), "{said:?}");
        assert!(fs::metadata(file).is_ok_and(|facts| facts.len() > 1_000), "{said:?}");
    }
    let name = backup.display().to_string();
    assert_eq!(person.run(&["--db", &name, "verify"]).code(), Some(0));
}
