//! What SQLite and the disk report, said so that a person knows what to do.

use rusqlite::ffi::{ErrorCode, SQLITE_IOERR_DELETE, SQLITE_READONLY_ROLLBACK};

use crate::error::{Error, Kind};
use crate::text::Message;

impl From<rusqlite::Error> for Error {
    fn from(fault: rusqlite::Error) -> Error {
        let code = match &fault {
            rusqlite::Error::SqliteFailure(failure, _) => Some((failure.code, failure.extended_code)),
            _ => None,
        };
        let (name, what, then) = match code {
            Some((ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked, _)) => busy(),
            Some((ErrorCode::DiskFull, _)) => (
                "disk_full",
                message!("磁盘已满", "the disk is full"),
                message!("腾出空间后再试", "free some space and try again"),
            ),
            Some((_, SQLITE_READONLY_ROLLBACK | SQLITE_IOERR_DELETE)) => cut_off(),
            Some((ErrorCode::ReadOnly, _)) => (
                "read_only",
                message!("台账文件可以读，不能写", "the ledger file can be read here, not written"),
                message!(
                    "检查文件、文件夹和U盘是否只读",
                    "check whether the file, its folder or the medium is read-only"
                ),
            ),
            Some((ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase, _)) => damaged(),
            Some((ErrorCode::CannotOpen | ErrorCode::PermissionDenied, _)) => (
                "cannot_open",
                message!("打不开台账文件", "the ledger file cannot be opened"),
                message!("检查路径和权限", "check the path and the permissions"),
            ),
            Some((ErrorCode::SystemIoFailure, _)) => (
                "disk_error",
                message!("读写磁盘出错", "the disk could not be read or written"),
                message!(
                    "换一个接口或磁盘再试，先不要当作文件损坏",
                    "try another port or disk before taking the file for damaged"
                ),
            ),
            _ if fault.to_string().contains("integer overflow") => (
                "overflow",
                message!("合计超出可表示的范围", "the sum is too large to be kept"),
                message!("查一查有没有录错的大数", "look for a number that was entered wrongly"),
            ),
            _ => (
                "database_error",
                message!("台账文件操作失败：{fault}", "the ledger file could not be used: {fault}"),
                message!("台账文件未改动；可换一份备份再试", "nothing was changed; try with a backup"),
            ),
        };
        Error::new(Kind::Database, name, what).hint(then)
    }
}

fn busy() -> (&'static str, Message, Message) {
    (
        "busy",
        message!(
            "别人一直占用着这份台账文件，等了30秒；什么也没有写入",
            "somebody else has kept the ledger file busy for 30 seconds; nothing was written"
        ),
        message!("稍后再试", "try again in a while"),
    )
}

/// A save was cut off, and its journal can be neither rolled back nor taken away here.
fn cut_off() -> (&'static str, Message, Message) {
    (
        "cut_off",
        message!(
            "有一次写入中断了，旁边的 -journal 文件在这里清不掉",
            "a save was cut off, and the -journal file beside the ledger file cannot be cleared away here"
        ),
        message!(
            "检查文件夹能不能写，或把文件和 -journal 一起复制到能写的地方再打开；不要自己删 -journal",
            "check whether the folder can be written, or copy the file with its -journal to where it can be; do not delete the -journal yourself"
        ),
    )
}

fn damaged() -> (&'static str, Message, Message) {
    (
        "damaged",
        message!("台账文件已损坏，未作改动", "the ledger file is damaged; it was left as it is"),
        message!("不要再往里录入，换用备份", "enter nothing more into it; use a backup"),
    )
}
