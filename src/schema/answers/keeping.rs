//! The shapes of what is said of the ledger file, its entries and their check.

use super::parts::{answer, entries, file, head, record};
use crate::schema::shape::{Schema, Shape, flag, id, list, many, moment, object, one_of, words};

/// The answers about the file and its entries.
pub(in crate::schema) fn schemas() -> Vec<Schema> {
    let place = object([("file", file()), ("exists", flag().about("文件已有", "whether it is there"))]);
    let copy = object([("file", file()), ("entries", entries()), ("head", head())]);
    let rebuilt = object([("entries", entries())]);
    let (zh, en) = ("完好的佐证文件；没有 --evidence 则为空", "files of evidence in order; null without --evidence");
    let verified = object([
        ("entries", entries()),
        ("head", head()),
        ("claims", many().about("相符的外部数字", "claims, all of which agree")),
        ("evidence", many().or_null().about(zh, en)),
    ]);
    let taken_back = object([("op", one_of(["edit", "void", "unvoid"])), ("record", record())]);
    let undone = object([
        ("entry", many().about("撤销或重做了第几条", "the entry that was taken back, or is in force again")),
        ("actor", words().about("谁的改动", "whose change it was")),
        ("changes", list(taken_back)),
    ]);
    vec![
        answer("init", "新建的台账文件", "the new ledger file", object([("file", file())])).objects(["init"]),
        answer("where", "台账文件在哪里", "where the ledger file is", place).objects(["where"]),
        answer("backup", "一份核对过的副本", "a verified copy", copy).objects(["backup", "restore"]),
        answer("log", "一条流水", "one entry of the log", entry()).lists(["log"]),
        answer("verify", "核对完好", "all is sound", verified).objects(["verify"]),
        answer("rebuild", "重做了各表", "the tables were made anew", rebuilt).objects(["rebuild"]),
        answer("head", "台账文件状态", "the state of the ledger file", object([("head", head())])).objects(["head"]),
        answer("undo", "撤销或重做了什么", "what was taken back, or done again", undone).objects(["undo", "redo"]),
    ]
}

fn entry() -> Shape {
    let change = object([
        ("field", words()),
        ("from", words().about("改前，照显示的样子", "before, as people read it")),
        ("to", words().about("改后", "after")),
    ]);
    object([
        ("seq", many().about("序号", "its number")),
        ("at", moment().about("何时（UTC）", "when, in UTC")),
        ("actor", words().about("谁", "who")),
        ("os", words().about("系统用户@机器", "user@machine")),
        ("batch", many().about("同一命令的第一条", "the first entry of the same command")),
        ("op", one_of(["add", "edit", "void", "unvoid"])),
        ("id", id().about("记录的 id", "the id of the record")),
        ("record", record()),
        ("changes", list(change).about("改了哪些字段", "which fields were changed")),
        ("reason", words().or_null().about("原因", "why")),
        ("undo", many().or_null().about("它撤销的改动的第一条", "the first entry of the change that it takes back")),
        ("redo", many().or_null().about("它取消的撤销的第一条", "the first entry of the undo that it takes back")),
    ])
}
