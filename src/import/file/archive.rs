//! Packed folders of files: what is in them, unpacked in memory, within limits.

use std::io::{Cursor, Read};

use encoding_rs::GB18030;
use zip::ZipArchive;

use super::workbook::UNPACKED;
use crate::error::{Error, Result};

/// The most files that are read of a packed folder.
const FILES: usize = 10_000;

/// How parts of a workbook, whole or not, are called.
const PARTS: [&str; 5] = ["[Content_Types].xml", "mimetype", "content.xml", "_rels/", "xl/"];

/// A packed folder, opened. A workbook is packed as well, and is none; nor is what cannot be opened, which others say more of.
pub fn packed_folder(bytes: &[u8]) -> Option<ZipArchive<Cursor<&[u8]>>> {
    if !bytes.starts_with(b"PK\x03\x04") && !bytes.starts_with(b"PK\x05\x06") {
        return None;
    }
    let archive = ZipArchive::new(Cursor::new(bytes)).ok()?;
    let is_part = |name: &[u8]| PARTS.iter().any(|part| name.starts_with(part.as_bytes()));
    let is_workbook = archive.file_names_raw().any(is_part);
    (!is_workbook).then_some(archive)
}

/// The files in a packed folder whose names are wanted, in the order of their names. Folders in it are names with slashes.
pub fn unpack(
    mut archive: ZipArchive<Cursor<&[u8]>>,
    wanted: &mut dyn FnMut(&str) -> bool,
) -> Result<Vec<(String, Vec<u8>)>> {
    if archive.len() > FILES {
        return Err(too_large());
    }
    let mut names = Vec::new();
    for at in 0..archive.len() {
        let file = archive.by_index_raw(at).map_err(|_| damaged())?;
        let raw = file.name_raw();
        let name = std::str::from_utf8(raw).map_or_else(|_| GB18030.decode(raw).0.into_owned(), str::to_owned);
        let name = name.replace('\\', "/");
        if file.is_dir() || name.ends_with('/') {
            continue;
        }
        if file.encrypted() {
            return Err(refused!("locked_archive": "压缩包加了密码", "the archive is locked with a password";
                "去掉密码再压缩，或解开后导入文件夹", "pack it without a password, or unpack it and import the folder"));
        }
        names.push((name, at));
    }
    names.sort();
    let (mut files, mut room) = (Vec::new(), UNPACKED);
    for (name, at) in names {
        if !wanted(&name) {
            continue;
        }
        if names_archive(&name) {
            return Err(
                refused!("nested_archive": "压缩包里还有压缩包 {name}", "there is an archive in the archive: {name}";
                "解开后导入文件夹", "unpack it and import the folder"),
            );
        }
        let mut bytes = Vec::new();
        let file = archive.by_index(at).map_err(|_| damaged())?;
        let read = file.take(room + 1).read_to_end(&mut bytes).map_err(|_| damaged())?;
        room = room.checked_sub(read as u64).ok_or_else(too_large)?;
        files.push((name, bytes));
    }
    Ok(files)
}

/// Whether a file is a packed folder by its name.
pub fn names_archive(name: &str) -> bool {
    [".zip", ".rar", ".7z"].iter().any(|ending| name.to_lowercase().ends_with(ending))
}

fn too_large() -> Error {
    let limit = UNPACKED >> 20;
    refused!("archive_too_large": "压缩包解开后超过{limit}MB或{FILES}个文件", "unpacked it is larger than {limit} MB or {FILES} files";
        "分几次导入", "import it in parts")
}

fn damaged() -> Error {
    refused!("damaged_archive": "压缩包已损坏，或压缩的方法不认得", "the archive is damaged, or packed in an unknown way";
        "重新压缩成 zip，或解开后导入文件夹", "pack it as zip again, or unpack it and import the folder")
}
