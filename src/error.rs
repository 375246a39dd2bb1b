//! What went wrong, where, and what to do next. The exit code is decided here and nowhere else.

use std::fmt::Arguments;

use crate::text::{Lang, Message, Text, cut, shown};
use crate::vocabulary::Called;

/// The kinds of failure, each with its exit code.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Exit 1: the work failed, or the person said no.
    Failed = 1,
    /// Exit 2: the command line cannot be understood.
    Usage = 2,
    /// Exit 3: there is no such record.
    Missing = 3,
    /// Exit 4: a rule of the office or of the ledger refuses it.
    Refused = 4,
    /// Exit 5: the database cannot be used.
    Database = 5,
    /// Exit 6: a check found differences.
    Differs = 6,
    /// Exit 130: interrupted.
    Interrupted = 130,
}

impl Kind {
    /// The exit code of the process.
    pub fn exit_code(self) -> u8 {
        self as u8
    }
}

/// Where in the input the trouble lies; whatever is not known is left out.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Place {
    /// The file, as the person named it.
    pub file: Option<String>,
    /// The sheet of a workbook.
    pub sheet: Option<String>,
    /// The line or row, counted from 1.
    pub line: Option<usize>,
    /// The column of a table: its letter and its heading.
    pub column: Option<String>,
    /// The key of the field.
    pub field: Option<String>,
    /// What people call the field.
    pub label: Option<Message>,
}

/// An error as a person reads it: what is wrong, and what to do next.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Error {
    /// Decides the exit code.
    pub kind: Kind,
    /// A stable English word for scripts, such as `no_such_record`.
    pub code: &'static str,
    /// What is wrong.
    pub message: Message,
    /// What to do next.
    pub hint: Option<Box<Message>>,
    /// Where it is.
    pub place: Box<Place>,
    /// Further troubles of the same command, each with a place of its own (all bad lines of an import).
    pub more: Vec<Error>,
}

/// The result of nearly everything in this program.
pub type Result<T> = std::result::Result<T, Error>;

/// A command line or value that cannot be understood, what is wrong and perhaps what to do, each in both languages:
/// `usage!("bad_year": "“{text}”不是年份", "“{text}” is no year"; "写四位数，如 2022", "write four digits, such as 2022")`.
/// Where it is about a field, a line or both: `usage!("bad_year" in "year" at line: …)`.
#[macro_export]
macro_rules! usage {
    ($($words:tt)*) => { $crate::error_of!(Usage, $($words)*) };
}

/// Something a rule refuses, written as in [`usage!`].
#[macro_export]
macro_rules! refused {
    ($($words:tt)*) => { $crate::error_of!(Refused, $($words)*) };
}

/// An error of any [`Kind`], named first; the rest is written as in [`usage!`].
#[macro_export]
macro_rules! error_of {
    ($kind:ident, $code:literal $(in $field:tt)? $(at $line:tt)?: $zh:literal, $en:literal
        $(; $hint_zh:literal, $hint_en:literal)?) => {
        $crate::error::Error::said($crate::error::Kind::$kind, $code, format_args!($zh), format_args!($en))
            $(.field($field))?$(.line($line))?$(.advised(format_args!($hint_zh), format_args!($hint_en)))?
    };
}

impl std::fmt::Display for Error {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.sentence(Lang::En))
    }
}

impl std::error::Error for Error {}

/// An error met while making what is being written travels through whoever writes it; [`Error::unwritten`] takes it out again.
impl From<Error> for std::io::Error {
    fn from(error: Error) -> std::io::Error {
        std::io::Error::other(error)
    }
}

/// Makes the functions that name a place, unless one is named already.
macro_rules! named_once {
    ($($(#[$doc:meta])* $part:ident($given:ident: $of:ty);)*) => {
        $($(#[$doc])*
        pub fn $part(mut self, $given: $of) -> Error {
            self.place.$part.get_or_insert_with(|| $given.to_owned());
            self
        })*
    };
}

impl Error {
    /// An error with no hint and no place yet.
    pub fn new(kind: Kind, code: &'static str, message: Message) -> Error {
        Error { kind, code, message, hint: None, place: Box::default(), more: Vec::new() }
    }

    /// One as [`error_of!`] writes it. Many hundreds are written: what makes them is there once.
    #[inline(never)]
    pub fn said(kind: Kind, code: &'static str, zh: Arguments, en: Arguments) -> Error {
        Error::new(kind, code, Message::of(zh, en))
    }

    /// Adds what to do next, as [`error_of!`] writes it.
    #[inline(never)]
    pub fn advised(self, zh: Arguments, en: Arguments) -> Error {
        self.hint(Message::of(zh, en))
    }

    /// A command line or value that cannot be understood (exit 2).
    pub fn usage(code: &'static str, message: Message) -> Error {
        Error::new(Kind::Usage, code, message)
    }

    /// The person was asked and said no: what was not done.
    pub fn said_no(what: Message) -> Error {
        Error::new(Kind::Failed, "said_no", what)
    }

    /// The number by which Windows says that another program has the file open.
    pub const IN_USE: i32 = 32;

    /// What the operating system refused: what could not be done, and its word for why.
    pub fn system(kind: Kind, code: &'static str, what: Text, fault: &std::io::Error) -> Error {
        use std::io::ErrorKind;
        let reason = fault.to_string();
        let (zh, en) = match fault.kind() {
            // Where only a part of the file is locked, the number is 33.
            _ if cfg!(windows) && matches!(fault.raw_os_error(), Some(Error::IN_USE | 33)) => (
                "别的程序（如 Excel、WPS）正开着这个文件，先关掉它",
                "another program, such as Excel or WPS, has it open: close it there first",
            ),
            ErrorKind::NotFound => ("没有这个文件或文件夹", "there is no such file or folder"),
            ErrorKind::PermissionDenied => ("没有权限", "permission denied"),
            ErrorKind::IsADirectory => ("这是一个文件夹", "it is a folder"),
            ErrorKind::NotADirectory => ("路径中有一段不是文件夹", "a part of the path is no folder"),
            ErrorKind::Unsupported => ("这不是普通文件", "it is no ordinary file"),
            ErrorKind::StorageFull => ("磁盘已满", "the disk is full"),
            ErrorKind::ReadOnlyFilesystem => ("磁盘是只读的", "the disk is read-only"),
            _ => (&*reason, &*reason),
        };
        let Text { zh: what_zh, en: what_en } = what;
        Error::new(kind, code, crate::message!("{what_zh}：{zh}", "{what_en}: {en}"))
    }

    /// What could not be written (exit 1); an error that somebody met while making what was to be written comes back as it was.
    pub fn unwritten(fault: std::io::Error) -> Error {
        fault.downcast::<Error>().unwrap_or_else(|fault| {
            let what = crate::text::text("没有写成", "it could not be written");
            Error::system(Kind::Failed, "not_written", what, &fault).hint(crate::message!(
                "检查路径、权限和剩余空间（临时文件夹的也要）；原有文件没有改动",
                "check path, permissions and space, those of the folder for temporary files, too; an old file was left as it was"
            ))
        })
    }

    /// Something a rule refuses (exit 4).
    pub fn refused(code: &'static str, message: Message) -> Error {
        Error::new(Kind::Refused, code, message)
    }

    /// Adds what to do next.
    pub fn hint(mut self, hint: Message) -> Error {
        self.hint = Some(Box::new(hint));
        self
    }

    named_once! {
        /// Names the field, unless one is named already.
        field(key: &str);
        /// Names the file.
        file(name: &str);
        /// Names the sheet of a workbook.
        sheet(name: &str);
        /// Names the column of a table.
        column(name: &str);
        /// Names the line, counted from 1.
        line(number: usize);
    }

    /// Says what people call the field, unless it is said already.
    pub fn label<M: Into<Message>>(mut self, label: Option<M>) -> Error {
        self.place.label = self.place.label.or(label.map(Into::into));
        self
    }

    /// Says what people call the fields of all its troubles, where somebody knows it.
    pub fn labelled<'v>(mut self, label: &dyn Fn(&str) -> Option<Called<'v>>) -> Error {
        let own = self.place.field.as_deref().and_then(label);
        self.more = self.more.into_iter().map(|other| other.labelled(label)).collect();
        self.label(own)
    }

    /// The error for a terminal: one line that says what is wrong and where, one for each further trouble, one
    /// that says what to do.
    pub fn for_people(&self, lang: Lang) -> String {
        let mut lines = vec![format!("{}{}", lang.pick("错误：", "error: "), self.sentence(lang))];
        for other in &self.more {
            lines.push(format!("  {}", other.sentence(lang)));
            lines.extend(other.hint.iter().map(|hint| format!("      {}", hint.lang(lang))));
        }
        lines.extend(self.hint.iter().map(|hint| format!("{}{}", lang.pick("提示：", "hint: "), hint.lang(lang))));
        lines.iter().map(|line| shown(&cut(line, lang)) + "\n").collect()
    }

    /// The error for scripts: `{"error":{"code","message","hint","file","sheet","line","column","field","more"}}`, where
    /// `more` lists further troubles in the same shape.
    pub fn for_scripts(&self, lang: Lang) -> serde_json::Value {
        serde_json::json!({ "error": self.object(lang) })
    }

    /// What is wrong and where, in one line.
    pub fn sentence(&self, lang: Lang) -> String {
        let place = &self.place;
        let mut at = String::new();
        if let Some(file) = &place.file {
            at.push_str(if file == "-" { lang.pick("标准输入", "stdin") } else { file });
        }
        // A summary of several troubles is about the file; each of them names its own line and field.
        let place = if self.more.is_empty() { place } else { &Place::default() };
        if let Some(sheet) = &place.sheet {
            at.push_str(&phrase!(lang, "“{sheet}”", " “{sheet}”"));
        }
        if let Some(line) = place.line {
            at.push_str(&phrase!(lang, "第{line}行", " line {line}"));
        }
        if let Some(column) = &place.column {
            at.push_str(&format!(" {column}"));
        }
        // A person sees the column, or what the field is called; its key is for scripts.
        if let Some(field) = place.field.as_ref().filter(|_| place.column.is_none()) {
            if !at.is_empty() {
                at.push_str(lang.pick("，", ", "));
            }
            at.push_str(place.label.as_ref().map_or(field, |label| label.lang(lang)));
        }
        let message = self.message.lang(lang);
        if at.is_empty() {
            message.to_owned()
        } else {
            format!("{}{}{message}", at.trim_start(), lang.pick("：", ": "))
        }
    }

    fn object(&self, lang: Lang) -> serde_json::Value {
        let Place { file, sheet, line, column, field, .. } = &*self.place;
        let words = |words: &Option<String>| words.as_ref().map(|words| cut(words, lang).into_owned());
        serde_json::json!({
            "code": self.code,
            "message": cut(self.message.lang(lang), lang),
            "hint": self.hint.as_ref().map(|hint| cut(hint.lang(lang), lang)),
            "file": words(file),
            "sheet": words(sheet),
            "line": line,
            "column": words(column),
            "field": words(field),
            "more": self.more.iter().map(|other| other.object(lang)).collect::<Vec<_>>(),
        })
    }
}
