//! No room: a limit on the size of files, and a disk that is full.

use std::fs;
use std::io::Write;
use std::path::Path;
use std::process::Command;

use super::ground::{Ground, Said, drawn, rounds};
use super::trouble::{Fate, Work, tally};
use crate::world::process::PROGRAM;

#[test]
fn a_limit_on_the_size_of_files_loses_nothing() {
    limit_the_size_of_files(rounds(12));
}

#[test]
#[ignore = "takes minutes: 400 limits"]
fn any_limit_on_the_size_of_files_loses_nothing() {
    limit_the_size_of_files(rounds(400));
}

fn limit_the_size_of_files(rounds: usize) {
    let mut rng = drawn("limits on the size of files");
    let mut ground = Ground::with(300);
    Work::ready(&mut ground);
    let before = ground.records();
    let size = usize::try_from(fs::metadata(ground.ledger()).expect("the ledger").len()).expect("a small file");
    let mut fates = Vec::new();
    for round in 0..rounds {
        ground.reset();
        let work = [Work::Import, Work::Add, Work::Undo][round % 3];
        // A limit on the journal alone is a small one; the import makes the ledger half as large again.
        let most = if round % 2 == 0 { size * 2 } else { 64 * 1024 };
        let blocks = rng.usize(0..most) / 512;
        let mut shell = Command::new("sh");
        ground.settle(&mut shell);
        shell.args(["-c", "ulimit -f $0 && exec \"$@\"", &blocks.to_string()]);
        shell.arg(PROGRAM).args(work.words(&ground));
        let round = format!("round {round}, {work:?} with files of at most {blocks} blocks");
        let said = Said::of(&[&round], &mut shell);
        fates.push((work_name(work), work.judge(&ground, &before, &said, &round)));
    }
    let refused = fates.iter().filter(|(_, fate)| *fate != Fate::Kept).count();
    tally("limits on the size of files", fates);
    assert!(refused > 0, "no limit was met: nothing was proved");
}

fn work_name(work: Work) -> String {
    format!("{work:?}")
}

/// A small disk of its own, unmounted at the end.
struct Disk<'a> {
    at: &'a Path,
}

impl Disk<'_> {
    fn mounted(at: &Path) -> Disk<'_> {
        let status = Command::new("mount").args(["-t", "tmpfs", "-o", "size=4m,mode=700", "drill"]).arg(at).status();
        assert!(status.expect("mount is there").success(), "only root may mount");
        Disk { at }
    }

    /// Fills it up, but for so many bytes.
    fn fill(&self, but: usize) {
        let mut filler = fs::File::create(self.at.join("filler")).expect("a file");
        while filler.write(&[1; 4096]).is_ok_and(|written| written > 0) {}
        let size = filler.metadata().expect("the file").len();
        filler.set_len(size.saturating_sub(but as u64)).expect("room");
    }

    fn free(&self) {
        fs::remove_file(self.at.join("filler")).expect("removed");
    }
}

impl Drop for Disk<'_> {
    fn drop(&mut self) {
        // What is still open there goes with the test.
        let _ = Command::new("umount").arg("-l").arg(self.at).status();
    }
}

#[test]
#[ignore = "needs root: mounts a small tmpfs"]
fn a_full_disk_loses_nothing() {
    let mut rng = drawn("a full disk");
    let mut ground = Ground::with(300);
    Work::ready(&mut ground);
    let before = ground.records();
    let place = ground.folder.clone();
    let mut fates = Vec::new();
    for round in 0..rounds(60) {
        fs::remove_dir_all(&place).expect("removed");
        fs::create_dir(&place).expect("a folder");
        let disk = Disk::mounted(&place);
        ground.reset();
        let work = [Work::Import, Work::Add, Work::Undo][round % 3];
        let left = rng.usize(0..if work == Work::Import { 1_000_000 } else { 300_000 });
        disk.fill(left);
        let round = format!("round {round}, {work:?} with {left} bytes left");
        let words = work.words(&ground);
        let said = ground.run(&words.iter().map(String::as_str).collect::<Vec<_>>());
        ground.run(&["report", "2022"]).succeeds();
        assert!(said.code() == Some(0) || said.stderr.contains("the disk is full"), "{round}: {said:?}");
        disk.free();
        fates.push((work_name(work), work.judge(&ground, &before, &said, &round)));
    }
    let refused = fates.iter().filter(|(_, fate)| *fate != Fate::Kept).count();
    tally("a full disk", fates);
    assert!(refused > 0, "the disk was never full: nothing was proved");
}
