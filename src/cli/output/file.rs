//! Files written safely: beside the old one, synced, renamed; what is no file that could be replaced is written to as it is.

use std::fs::File;
#[cfg(unix)]
use std::fs::Permissions;
use std::io::Write;
use std::path::{Path, PathBuf};

use tempfile::NamedTempFile;

use crate::error::{Error, Result};

/// Writes beside the file, syncs, and renames; what is no file that could be replaced is written to as it is.
pub fn replace(file: &Path, bytes: &[u8]) -> std::io::Result<()> {
    if is_stream(file) {
        return appended(file)?.write_all(bytes);
    }
    let mut beside = beside(file)?;
    beside.write_all(bytes)?;
    take_place(beside, file)
}

/// Whether bytes pass through what has this name, as through pipes, terminals and `/dev/stdout`.
pub fn is_stream(file: &Path) -> bool {
    file.starts_with("/dev") || std::fs::metadata(file).is_ok_and(|facts| !facts.is_file() && !facts.is_dir())
}

/// What has this name, to be written to at its end.
pub fn appended(file: &Path) -> std::io::Result<File> {
    File::options().append(true).open(file)
}

/// A new file beside the one that it will replace, so that the old one stays whole until the new one is.
pub fn beside(file: &Path) -> std::io::Result<NamedTempFile> {
    use std::io::ErrorKind;
    match std::fs::metadata(file) {
        Ok(facts) if facts.is_dir() => Err(ErrorKind::IsADirectory.into()),
        Ok(facts) if !facts.is_file() => Err(ErrorKind::Unsupported.into()),
        _ => new_file(&followed(file)),
    }
}

/// The file that a link leads to, which may not be there yet, so that the link stays.
fn followed(file: &Path) -> PathBuf {
    let linked = || std::fs::read_link(file).map(|target| folder_of(file).join(target));
    file.canonicalize().or_else(|_| linked()).unwrap_or_else(|_| file.to_owned())
}

/// A new file with the permissions of the old one, or else with those that the person's files have; the temporary files of
/// others are for their owner alone.
#[cfg(unix)]
fn new_file(file: &Path) -> std::io::Result<NamedTempFile> {
    use std::os::unix::fs::PermissionsExt;
    let beside = tempfile::Builder::new().permissions(Permissions::from_mode(0o666)).tempfile_in(folder_of(file))?;
    if let Ok(old) = std::fs::metadata(file) {
        beside.as_file().set_permissions(old.permissions())?;
    }
    Ok(beside)
}

#[cfg(not(unix))]
fn new_file(file: &Path) -> std::io::Result<NamedTempFile> {
    NamedTempFile::new_in(folder_of(file))
}

/// Syncs the new file, then gives it the name.
pub fn take_place(beside: NamedTempFile, file: &Path) -> std::io::Result<()> {
    let file = followed(file);
    beside.as_file().sync_all()?;
    beside.persist(&file)?;
    File::open(folder_of(&file))?.sync_all()
}

fn folder_of(file: &Path) -> &Path {
    file.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."))
}

/// The ledger file and its journal are never overwritten by an answer, whatever name leads to them.
pub fn refuse_ledger_file(file: &Path, ledger: &Path) -> Result<()> {
    let journal = PathBuf::from(format!("{}-journal", ledger.display()));
    let same = |a: &Path, b: &Path| a == b || matches!((a.canonicalize(), b.canonicalize()), (Ok(a), Ok(b)) if a == b);
    if same(file, ledger) || same(file, &journal) {
        return Err(refused!("output_is_ledger": "这是台账文件本身，不能覆盖",
            "this is the ledger file itself; it is not overwritten"; "换一个文件名", "choose another name")
        .file(&file.display().to_string()));
    }
    Ok(())
}

/// What could not be written to a file.
pub fn unwritten(file: &Path, fault: std::io::Error) -> Error {
    Error::unwritten(fault).file(&file.display().to_string())
}
