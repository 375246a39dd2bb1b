//! What is taken for granted of a row that is several records: days, stages, steps that it does not tell.

use chrono::NaiveDate;

use crate::text::{Message, Text};

/// What was taken for granted of a row, each told once for its table.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Granted {
    /// What has no day is on the last one that the table tells of.
    OnLast(NaiveDate),
    /// … on the last day of its row.
    InRow,
    /// … on the day of the step that it belongs to.
    AtStep,
    /// … on the day of the record itself.
    WithRecord,
    /// What several meetings brought is put down with the first of them.
    WithFirst,
    /// Meetings of no stage are those of the first one that has any.
    AtFirst,
    /// What was replied to was handed over, and filed before.
    Before,
    /// Names that are several are kept as their number, the names in the note.
    Counted,
}

impl Granted {
    /// Says what was taken for granted of the rows of a table.
    pub fn told(self, of: &[Text]) -> Message {
        let Message { zh, en } = Message::list(of.iter().copied());
        let first = of.first().map_or("", |first| first.zh);
        match self {
            Granted::OnLast(day) => message!(
                "{zh}没有写日子，记在{day}；要写明就加 --set {first}日期=…",
                "what has no day is recorded on {day} ({en}); to say another, --set {first}日期=…"
            ),
            Granted::InRow => message!(
                "{zh}没有写日子，记在该行最后的日子；要写明就加 --set {first}日期=…",
                "what has no day is recorded on the last day of its row ({en}); to say another, --set {first}日期=…"
            ),
            Granted::AtStep => message!(
                "{zh}没有写日子，记在该行同一环节或相邻一步的日子",
                "what has no day is recorded on the day of its stage, or of the step beside it ({en})"
            ),
            Granted::WithRecord => message!(
                "{zh}没有写日子，记在该行的日期；要写明就加一列“{first}日期”",
                "what has no day is recorded on the day of its row ({en}); to say another, add a column {first}日期"
            ),
            Granted::WithFirst => message!(
                "{zh}不分环节的，记在第一个有场次的环节",
                "numbers of no stage are recorded with the first that has meetings ({en})"
            ),
            Granted::AtFirst => message!(
                "{zh}没有写环节，记在第一个开会的环节",
                "what has no stage is recorded at the first that has meetings ({en})"
            ),
            Granted::Before => message!(
                "表里没有写{zh}，办到后一步的都照补一条",
                "the table does not speak of {en}; one is recorded for what has come to a later step"
            ),
            Granted::Counted => message!(
                "{zh}写了几家的，记作家数，名字记在备注",
                "where several are named, their number is recorded and the names are kept in the note ({en})"
            ),
        }
    }
}
