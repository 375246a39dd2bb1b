//! Making and opening the file: what is looked at before SQLite sees it, and the settings it is used with.

use std::cell::Cell;
use std::fs::{self, DirBuilder};
use std::io::Read;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use rusqlite::{Connection, OpenFlags};

use super::{engine, schema};
use crate::error::{Error, Kind, Result};
use crate::text::text;

/// So often the beginning of a file is looked at before it is called cut short.
const LOOKS: u32 = 5;
/// How long a command waits for others who write.
const PATIENCE: Duration = Duration::from_secs(30);

/// What a ledger file is opened for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Access {
    /// No byte of the file is changed.
    Read,
    /// Entries may be added.
    Write,
    /// A change is tried out and not kept.
    DryRun,
}

/// Makes a new file that only its owner can read, and the folders that lead to it. `fill` works on a file beside it;
/// the name is given when everything is in and synced, so that nobody ever meets half a ledger file.
pub fn make<T>(path: &Path, fill: impl FnOnce(&Path) -> Result<T>) -> Result<T> {
    nothing_in_the_way(path)?;
    let folder = folder_of(path);
    let beside = make_folder(folder)
        .and_then(|()| tempfile::Builder::new().prefix(".qjcppcc-").tempfile_in(folder))
        .map_err(|fault| not_made(path, &fault))?;
    let filled = fill(beside.path()).map_err(|mut error| {
        error.place.file = Some(path.display().to_string());
        error
    })?;
    beside.as_file().sync_all().map_err(|fault| not_made(path, &fault))?;
    beside.persist_noclobber(path).map_err(|fault| match fault.error.kind() {
        std::io::ErrorKind::AlreadyExists => exists_already(path),
        _ => not_made(path, &fault.error),
    })?;
    sync_folder(path).map_err(|error| error.file(&path.display().to_string()))?;
    Ok(filled)
}

/// What SQLite keeps beside a file is named after it.
const SIDECARS: [&str; 3] = ["-journal", "-wal", "-shm"];

/// Whether a file of this name would be taken for what SQLite keeps beside another one: played into that, and removed.
pub fn is_sidecar(path: &Path) -> bool {
    let name = path.file_name().unwrap_or_default().to_string_lossy().to_lowercase();
    // Some systems pass over dots and spaces at the end of a name.
    SIDECARS.iter().any(|ending| name.trim_end_matches(['.', ' ']).ends_with(ending))
}

/// The name of a file to be made is a free one, and nothing lies there that SQLite would play into the new file.
pub fn nothing_in_the_way(path: &Path) -> Result<()> {
    if is_sidecar(path) {
        return Err(reserved_name().file(&path.display().to_string()));
    }
    // Looked for first: where somebody else is just making the same file, that is there when its journal is.
    let left = SIDECARS.iter().map(|ending| beside(path, ending)).find(|sidecar| is_alive(sidecar));
    if fs::symlink_metadata(path).is_ok() {
        return Err(exists_already(path));
    }
    let Some(left) = left else { return Ok(()) };
    let left = left.display();
    Err(refused!("sidecar_left": "旁边留有 {left}，会被写进新文件，所以没有新建",
        "{left} still lies here and would be played into the new file; nothing was made";
        "它属于原来叫这个名字的文件，可能要靠它复原：把它移到那个文件旁边，名字随那个文件；或换一个文件名",
        "it may hold the rescue of the file that had this name: move it beside that file and name it after it, or choose another name")
    .file(&path.display().to_string()))
}

/// Whether SQLite would use it: an empty one and one whose head is wiped out count for nothing. What cannot be looked into may be one.
fn is_alive(sidecar: &Path) -> bool {
    let Ok(facts) = fs::symlink_metadata(sidecar) else { return false };
    let mut first = [0];
    let mut read = || fs::File::open(sidecar)?.read(&mut first);
    !facts.is_file() || read().is_err() || first != [0]
}

/// A name that SQLite has a use for.
pub fn reserved_name() -> Error {
    let endings = SIDECARS.join(", ");
    refused!("reserved_name": "这样的名字（{endings}）是数据库自己用的，写在里面的会被它删掉",
        "names that end like this ({endings}) are the database's own: it would delete the file";
        "换一个文件名", "choose another name")
}

/// The folder that a file is in.
pub fn folder_of(file: &Path) -> &Path {
    file.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."))
}

/// Sees to it that a name just given outlasts a power cut, where the system syncs folders.
pub fn sync_folder(file: &Path) -> Result<()> {
    use std::io::ErrorKind::{InvalidInput, Unsupported};
    let synced = if cfg!(unix) { fs::File::open(folder_of(file)).and_then(|folder| folder.sync_all()) } else { Ok(()) };
    synced.or_else(|fault| {
        // Some shares and sticks have nothing to sync.
        if matches!(fault.kind(), InvalidInput | Unsupported) {
            return Ok(());
        }
        let what = text(
            "文件写成了，但它的名字可能还没有存到磁盘上",
            "the file was written, but its name may not be on the disk yet",
        );
        let hint = message!(
            "检查磁盘；断电以前再看一看它在不在",
            "check the disk, and after a power cut whether the file is there"
        );
        Err(Error::system(Kind::Failed, "not_synced", what, &fault).hint(hint))
    })
}

/// A new file is never put over an old one.
fn exists_already(path: &Path) -> Error {
    refused!("exists_already": "这里已有一个文件，没有改动它", "there is a file already; it was left as it is";
        "换一个文件名", "choose another name")
    .file(&path.display().to_string())
}

/// Looks at the file before SQLite does, so that whatever is not a ledger file is named for what it is. Answers whether it
/// keeps its changes in a `-wal` file beside it, as another program has set it: copies made by hand lack what is there.
pub fn examine(path: &Path) -> Result<bool> {
    let facts = fs::metadata(path).map_err(|fault| match fault.kind() {
        std::io::ErrorKind::PermissionDenied => may_not_be_read(),
        _ => error_of!(Database, "no_ledger_file": "没有这个台账文件", "there is no such ledger file";
            "新建用 qjcppcc init；或检查 --db 和 QJCPPCC_DB", "make one with qjcppcc init, or check --db and QJCPPCC_DB"),
    })?;
    if !facts.is_file() {
        return Err(error_of!(Database, "not_a_file": "这不是一个文件", "this is not a file";
            "检查 --db 和 QJCPPCC_DB", "check --db and QJCPPCC_DB"));
    }
    if facts.len() == 0 {
        return Err(
            error_of!(Database, "empty_file": "这个文件是空的，不是台账文件", "this file is empty, not a ledger file";
            "换用备份；要新建台账文件，换个名字用 qjcppcc init",
            "use a backup; for a new ledger file, run qjcppcc init with another name"),
        );
    }
    let mut looks = 1;
    loop {
        let mut head = [0; 100];
        let read = fs::File::open(path).and_then(|mut file| file.read_exact(&mut head));
        read.map_err(|fault| not_read(&fault))?;
        if !head.starts_with(b"SQLite format 3\0") {
            return Err(no_ledger());
        }
        let journal = beside(path, "-journal").exists();
        let length = fs::metadata(path).map_err(|fault| not_read(&fault))?.len();
        match check_head(&head, length, journal) {
            // Somebody may have saved between the head and the length: then the next look finds them of one state.
            Err(error) if error.code == "truncated" && looks < LOOKS => looks += 1,
            checked => return checked.map(|()| head[19] == 2),
        }
        std::thread::sleep(Duration::from_millis(20));
    }
}

/// Opens the file with the settings that every promise of the store rests on.
pub fn connect(path: &Path, access: Access) -> Result<Connection> {
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let mut connection = Connection::open_with_flags(path, flags)?;
    connection.busy_handler(Some(wait_a_little))?;
    engine::harden(&connection)?;
    #[cfg(debug_assertions)]
    engine::count_steps(&mut connection)?;
    connection.execute_batch(
        "PRAGMA cell_size_check = ON; PRAGMA mmap_size = 0; PRAGMA temp_store = MEMORY;
         PRAGMA synchronous = EXTRA; PRAGMA cache_spill = OFF;",
    )?;
    if access == Access::Read {
        connection.execute_batch("PRAGMA query_only = ON")?;
    }
    Ok(connection)
}

fn check_head(head: &[u8; 100], length: u64, journal: bool) -> Result<()> {
    let number = |at: usize| u32::from_be_bytes([head[at], head[at + 1], head[at + 2], head[at + 3]]);
    if i64::from(number(68)) != schema::APPLICATION_ID {
        return Err(error_of!(Database, "foreign_file": "这是别的程序的文件，未作改动",
            "this file belongs to another program; it was left as it is"; "检查路径", "check the path"));
    }
    let version = i64::from(number(60));
    if version > schema::VERSION {
        let known = schema::VERSION;
        return Err(error_of!(Database, "newer_file":
            "这份台账文件由更新的版本写成（第{version}版，本程序认得第{known}版）",
            "this ledger file was written by a newer program (version {version}; this one knows {known})";
            "请更新 qjcppcc", "update qjcppcc"));
    }
    let page = match u16::from_be_bytes([head[16], head[17]]) {
        1 => 65_536,
        size => u64::from(size),
    };
    let whole = u64::from(number(28)) * page;
    // A journal beside the file means that a save was cut off: SQLite will put the length right.
    if !journal && number(24) == number(92) && length < whole {
        return Err(error_of!(Database, "truncated": "文件不完整：应有{whole}字节，只有{length}字节",
            "the file is cut short: {length} of {whole} bytes";
            "换用备份；这个文件没有改动", "use a backup; this file was left as it is"));
    }
    Ok(())
}

/// The file beside this one whose name goes on like that.
pub fn beside(path: &Path, ending: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(ending);
    PathBuf::from(name)
}

/// Waits a moment, the shorter the longer it has waited already: who has just come lets those go first who have been waiting, and nobody
/// starves among many. The moments are random, or many would knock at once. Gives up after [`PATIENCE`].
fn wait_a_little(tries: i32) -> bool {
    thread_local!(static SINCE: Cell<Option<Instant>> = const { Cell::new(None) });
    let now = Instant::now();
    let since = SINCE.with(|since| {
        let start = if tries == 0 { now } else { since.get().unwrap_or(now) };
        since.set(Some(start));
        start
    });
    let waited = now.duration_since(since);
    // Most who wait, wait for one short change: the first knocks follow one another soon.
    let usual = if tries < 3 { 2_000 } else { (8_000 >> (waited.as_secs() / 2).min(4)).max(500) };
    std::thread::sleep(Duration::from_micros(fastrand::u64(usual / 5..usual * 2)));
    waited < PATIENCE
}

fn make_folder(folder: &Path) -> std::io::Result<()> {
    let mut builder = DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(folder)
}

fn not_made(path: &Path, fault: &std::io::Error) -> Error {
    Error::system(Kind::Database, "cannot_create", text("文件没有建成", "the file could not be made"), fault)
        .hint(message!("检查路径、权限和剩余空间", "check path, permissions and space"))
        .file(&path.display().to_string())
}

/// The first bytes of a file cannot be read, or there are not so many.
fn not_read(fault: &std::io::Error) -> Error {
    match fault.kind() {
        std::io::ErrorKind::PermissionDenied => may_not_be_read(),
        std::io::ErrorKind::UnexpectedEof => no_ledger(),
        _ => {
            Error::system(Kind::Database, "cannot_read", text("文件读不了", "the file could not be read"), fault).hint(
                message!("先换个插口或磁盘再试，别当它已经坏了", "try another port or disk before calling it damaged"),
            )
        }
    }
}

fn no_ledger() -> Error {
    error_of!(Database, "not_a_ledger": "这不是台账文件，或文件开头已损坏",
        "this is no ledger file, or its start is damaged";
        "检查路径；确是台账文件的，换用备份", "check the path; if it is a ledger file, use a backup")
}

fn may_not_be_read() -> Error {
    error_of!(Database, "cannot_open": "没有权限读这个文件", "this file may not be read";
        "检查文件和文件夹的权限", "check its permissions and those of its folder")
}

#[cfg(test)]
mod tests {
    use std::io::{Error, ErrorKind};

    use super::*;

    #[test]
    fn a_disk_that_cannot_be_read_is_not_called_a_damaged_file() {
        let said = |fault: Error| not_read(&fault).code;
        assert_eq!(said(Error::from(ErrorKind::UnexpectedEof)), "not_a_ledger");
        assert_eq!(said(Error::from(ErrorKind::PermissionDenied)), "cannot_open");
        let broken = not_read(&Error::from_raw_os_error(5));
        assert_eq!((broken.code, broken.kind.exit_code()), ("cannot_read", 5));
        assert!(broken.message.zh.starts_with("文件读不了："), "{}", broken.message.zh);
    }
}
