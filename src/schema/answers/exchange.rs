//! The shapes of what an import says, of errors, and of the list of schemas.

use super::parts::{answer, ledger};
use crate::import::Likeness;
use crate::schema::shape::{Schema, Shape, defined, list, many, number, object, one_of, words};

/// The answers of commands that read and write files.
pub(in crate::schema) fn schemas() -> Vec<Schema> {
    let trouble = place().and(wrong());
    let listed = object([
        ("name", words().about("写在 schema 后面", "what follows `schema`")),
        ("about", words().about("是什么", "what it describes")),
        ("lists", list(words()).about("这些命令印出若干个", "commands that print any number of them")),
        ("objects", list(words()).about("这些命令印出一个", "commands that print one")),
    ]);
    vec![
        answer("import", "一次导入", "what an import did", import()).objects(["import"]),
        answer("import-errors", "导入时不对的一处", "one trouble of an import", trouble).lists(["import --errors"]),
        answer("import-recipe", "存下的一个导入配方", "a recipe of imports", recipe())
            .lists(["import --recipes"])
            .objects(["import --recipes"]),
        answer("schema", "模式目录的一行", "one line of the list of schemas", listed).lists(["schema"]),
    ]
}

fn import() -> Shape {
    let counts = object([
        ("added", many().about("新增", "new records")),
        ("updated", many().about("更新", "records that were changed")),
        ("unchanged", many().about("已有而未变", "records that are there already")),
        ("refused", many().about("略过的行", "rows left out")),
    ]);
    let skipped = many().about("已经记过而略过的行", "rows left out because they are recorded already");
    let file = words().or_null().about("文件；不止一个时为空", "the file; null where there are several");
    let of_ledger = object([("ledger", ledger().or_null())]).and(counts.clone());
    let money = object([
        ("ledger", ledger()),
        ("field", words()),
        ("smallest", number().about("元", "yuan")),
        ("median", number().about("元", "yuan")),
        ("largest", number().about("元", "yuan")),
    ]);
    let unread = object([("file", words()), ("sheet", words())]);
    let renumbered = object([
        ("record", words().about("它现在的编号", "what it is called now")),
        ("wanted", many().about("文件里的编号", "the number in the file")),
    ]);
    let by_file = object([("file", words()), ("sheet", words().or_null()), ("ledger", ledger().or_null())])
        .and(counts.clone())
        .and(object([("asked", many().about("要先回答的", "what has to be answered first"))]));
    object([("file", file)]).and(counts).and(object([
        ("void", many().about("已有而已作废的", "records that are there already and void")),
        ("restored", many().about("恢复", "void records that count again")),
        ("skipped", skipped),
        ("files", list(words())),
        ("ledgers", list(of_ledger).about("逐个台账", "ledger by ledger")),
        ("money", list(money).about("每一列金额的最小、中位、最大", "of every column of money")),
        ("doubts", list(doubt()).about("可能已经记过的行", "rows that may be recorded already")),
        ("unread", list(unread).about("没有读的工作表", "sheets that were not read")),
        ("renumbered", list(renumbered).about("编号已被占用的", "records whose number was taken")),
        ("by_file", list(by_file).about("逐个文件、工作表", "file by file, sheet by sheet")),
    ]))
}

/// What was answered about tables of a sort.
fn recipe() -> Shape {
    object([
        ("name", words().about("名字", "its name")),
        ("ledgers", list(ledger()).about("读进这些台账", "the ledgers of its tables")),
        ("shapes", list(words()).about("这种表的表头，用 | 连起来", "the headings of its tables, joined by |")),
        ("answers", list(words()).about("导入时等于写了这些选项", "the options of an import that it stands for")),
    ])
}

/// A row of an import that may be recorded already.
fn doubt() -> Shape {
    object([
        ("file", words()),
        ("line", many()),
        ("title", words()),
        ("record", words().or_null().about("台账文件里的那一条", "the record of the ledger file")),
        ("other_file", words().or_null().about("别的文件", "the other file, where it is not the ledger file")),
        ("other_line", many().or_null()),
        ("other_title", words()),
        ("sort", one_of(Likeness::ALL.map(|sort| sort.said().0)).about("哪一种", "how the two are alike")),
    ])
}

/// Where something is wrong; what is not known is null.
fn place() -> Shape {
    object([
        ("file", words().or_null().about("文件", "the file")),
        ("sheet", words().or_null().about("工作表", "the sheet of a workbook")),
        ("line", many().or_null().about("行，从1数起", "the line or row, counted from 1")),
        ("column", words().or_null().about("列和表头", "the column and its heading")),
        ("field", words().or_null().about("字段", "the field")),
    ])
}

fn wrong() -> Shape {
    object([
        ("code", words().about("不变的英文代号", "a stable word for scripts").such_as(["no_such_record"])),
        ("message", words().about("哪里不对", "what is wrong")),
        ("hint", words().or_null().about("接下来怎么办", "what to do next")),
    ])
}

/// What is wrong, whatever the command.
pub(in crate::schema) fn error() -> Schema {
    let more = list(defined(&["trouble"])).about("同一命令的其他错误", "further troubles of the same command");
    let trouble = wrong().and(place()).and(object([("more", more)]));
    let shape = object([("error", defined(&["trouble"]))]).defines([("trouble", trouble)]);
    answer("error", "错误，写在标准错误输出的最后一行", "an error: the last line on stderr", shape)
}
