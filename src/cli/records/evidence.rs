//! Evidence: a file's fingerprint when it is recorded, and whether the file is still there and the same.

use std::collections::HashMap;
use std::io::Read;
use std::path::{Path, PathBuf};

use sha2::{Digest, Sha256};

use crate::cli::args::Given;
use crate::error::{Error, Kind, Result};
use crate::ledger::{Evidence, Field, Ledger, Type, Value};
use crate::store::{Query, Store};
use crate::text::{Text, hex, text};

fn fingerprint(path: &str) -> Result<Evidence> {
    let unreadable = unreadable("evidence_unreadable", text("佐证文件读不了", "the evidence cannot be read"), path);
    let mut digest = Sha256::new();
    // What is no file may never begin, as a pipe, or never end, as a device.
    let facts = std::fs::metadata(path).map_err(&unreadable)?;
    if !facts.is_file() && !facts.is_dir() {
        return Err(unreadable(std::io::ErrorKind::Unsupported.into()));
    }
    let mut file = std::fs::File::open(path).map_err(&unreadable)?;
    let (mut part, mut size) = (vec![0; 1 << 16], 0);
    while let read @ 1.. = file.read(&mut part).map_err(&unreadable)? {
        digest.update(&part[..read]);
        size += read as u64;
    }
    let sha256 = hex(&digest.finalize());
    let name = Path::new(path).file_name().unwrap_or_default().to_string_lossy().into_owned();
    Ok(Evidence { name, size, sha256 })
}

/// Evidence and the field that it is given for, if there is any.
pub type Attached = Option<(&'static str, Value)>;

/// The evidence that is given, and for which field. It is looked at before the ledger file is opened: it may be large, or far away.
pub fn given(fields: impl Iterator<Item = &'static Field>, given: &Given) -> Result<Attached> {
    let mut files = fields.filter(|field| matches!(field.holds, Type::File));
    let said = files.find_map(|field| Some((field.key, given.field(field)?)));
    let looked = |(key, path)| fingerprint(path).map(|file| (key, Value::File(file))).map_err(|error| error.field(key));
    said.map(looked).transpose()
}

/// What is said of a place on the disk that cannot be read.
fn unreadable(code: &'static str, what: Text, path: &str) -> impl Fn(std::io::Error) -> Error {
    move |fault| {
        Error::system(Kind::Failed, code, what, &fault)
            .hint(message!("检查路径和权限", "check the path and the permissions"))
            .file(path)
    }
}

/// The evidence of every live record, with the record's name.
pub fn recorded(store: &Store) -> Result<Vec<(String, Evidence)>> {
    let mut recorded = Vec::new();
    for ledger in Ledger::all() {
        let fields: Vec<_> = ledger.all_fields().filter(|field| matches!(field.holds, Type::File)).collect();
        for record in store.list(&Query::by_number(ledger))? {
            let files = fields.iter().filter_map(|field| match record.get(field.key) {
                Some(Value::File(evidence)) => Some((record.name(), evidence.clone())),
                _ => None,
            });
            recorded.extend(files);
        }
    }
    Ok(recorded)
}

/// Looks for evidence in a folder and all that is below it, by name, then by content. Answers how many files are there and the same,
/// and an error for each that is missing or changed.
pub fn look(recorded: &[(String, Evidence)], folder: &str) -> Result<(usize, Vec<Error>)> {
    let mut files = HashMap::new();
    gather(Path::new(folder), &mut files)?;
    let mut troubles = Vec::new();
    for (record, evidence) in recorded {
        troubles.extend(trouble(record, evidence, files.get(&evidence.name))?);
    }
    Ok((recorded.len() - troubles.len(), troubles))
}

fn trouble(record: &str, evidence: &Evidence, files: Option<&Vec<PathBuf>>) -> Result<Option<Error>> {
    let name = &evidence.name;
    for file in files.into_iter().flatten() {
        let same_size = std::fs::metadata(file).is_ok_and(|facts| facts.len() == evidence.size);
        if same_size && fingerprint(&file.to_string_lossy())?.sha256 == evidence.sha256 {
            return Ok(None);
        }
    }
    let (code, message) = if files.is_none() {
        ("evidence_missing", message!("{record} 的佐证 {name} 不在文件夹里", "{record}: {name} is not in the folder"))
    } else {
        let what = message!("{record} 的佐证 {name} 与录入时不同", "{record}: {name} is not what was recorded");
        ("evidence_changed", what)
    };
    Ok(Some(Error::new(Kind::Differs, code, message)))
}

/// The files below a folder, by name. Links to folders are not followed, and pipes and devices are no files.
fn gather(folder: &Path, files: &mut HashMap<String, Vec<PathBuf>>) -> Result<()> {
    let (what, path) =
        (text("佐证文件夹读不了", "the folder with the evidence cannot be read"), folder.to_string_lossy());
    let unreadable = unreadable("folder_unreadable", what, &path);
    for entry in std::fs::read_dir(folder).map_err(&unreadable)? {
        let entry = entry.map_err(&unreadable)?;
        if entry.file_type().map_err(&unreadable)?.is_dir() {
            gather(&entry.path(), files)?;
        } else if std::fs::metadata(entry.path()).is_ok_and(|facts| facts.is_file()) {
            files.entry(entry.file_name().to_string_lossy().into_owned()).or_default().push(entry.path());
        }
    }
    Ok(())
}
