//! The outside world as the program sees it. `main` fills it in; nothing else looks outside.

use std::collections::HashMap;
use std::fs::File;
use std::path::{Path, PathBuf};

use chrono::{DateTime, FixedOffset, NaiveDate, SecondsFormat, Utc};
use uuid::Uuid;

use crate::import::Finder;

/// Asks the person in these words; no answer is a no.
pub type Ask<'a> = &'a dyn Fn(&str, Question) -> Option<String>;

/// What a person is asked for.
pub enum Question<'q> {
    /// Yes, which any answer is, or no.
    Agree,
    /// A line of which nothing is wrong.
    Line {
        /// What stands there before he writes.
        old: &'q str,
        /// Says what is wrong with an answer.
        check: &'q dyn Fn(&str) -> Result<(), String>,
    },
    /// One of a list.
    Choice(Vec<String>),
    /// A line that nobody sees.
    #[cfg(feature = "server")]
    Secret,
}

/// Clock, user, environment, terminal and random source of one run.
pub struct Outside<'a> {
    /// The environment variables of the process.
    pub environment: HashMap<String, String>,
    /// The moment the program was started, in local time.
    pub now: DateTime<FixedOffset>,
    /// Looks up the operating system's user.
    pub user: &'a dyn Fn() -> String,
    /// Looks up the machine's name.
    pub host: &'a dyn Fn() -> String,
    /// The platform's folder for data, if it has one.
    pub data_folder: Option<PathBuf>,
    /// What stdout is, where that is an ordinary file: nobody can be slow to read from it.
    pub file: Option<File>,
    /// The width of the terminal that stdout is, in cells; `None` when stdout is something else.
    pub width: Option<usize>,
    /// Asks the person; `None` when there is nobody to ask.
    pub ask: Option<Ask<'a>>,
    /// Lets the person write in a file, in his own editor.
    pub editor: &'a dyn Fn(&Path) -> std::io::Result<()>,
    /// Reads all of stdin.
    pub stdin: &'a dyn Fn() -> std::io::Result<Vec<u8>>,
    /// Reads workbooks, where whatever a damaged one does to its reader does no harm.
    pub workbook: Finder<'a>,
    /// Says one line on stderr at once: what somebody must know while a long work lasts.
    pub say: &'a dyn Fn(&str),
    /// Told how far a long work has come and how much it is in all; answers whether to go on.
    pub progress: &'a dyn Fn(usize, usize) -> bool,
    /// Whether the process ends with this run: then the system takes back at once what would be given back bit by bit.
    pub ends: bool,
    /// Ten random bytes for the id of a new record.
    pub random: &'a dyn Fn() -> [u8; 10],
}

impl Outside<'_> {
    /// A variable of the environment; an empty one counts as unset.
    pub fn variable(&self, name: &str) -> Option<&str> {
        self.environment.get(name).map(String::as_str).filter(|value| !value.is_empty())
    }

    /// The pager that is set for answers longer than the terminal: that of this program, which may be none, before that of all.
    pub fn pager(&self) -> Option<&str> {
        let set = ["QJCPPCC_PAGER", "PAGER"].iter().find_map(|name| self.environment.get(*name))?.trim();
        self.width.and(Some(set)).filter(|pager| !matches!(*pager, "" | "cat"))
    }

    /// The local day.
    pub fn today(&self) -> NaiveDate {
        self.now.date_naive()
    }

    /// The moment in UTC, to the millisecond.
    pub fn at(&self) -> String {
        self.now.with_timezone(&Utc).to_rfc3339_opts(SecondsFormat::Millis, true)
    }

    /// A new id, ordered by time (`UUIDv7`).
    pub fn new_id(&self) -> Uuid {
        let millis = u64::try_from(self.now.timestamp_millis()).unwrap_or_default();
        uuid::Builder::from_unix_timestamp_millis(millis, &(self.random)()).into_uuid()
    }
}
