//! `qjcppcc`: a record keeper for the office of a CPPCC committee.
//!
//! ```text
//! record  →  entry  →  posting  →  figure  →  sheet  →  format
//! (typed)    (kept)    (counted)   (named)    (neutral)  (table, json, jsonl, csv, md, xlsx, docx)
//! ```
//!
//! As in double-entry books, reports add postings. A total, its parts and the records behind it come from one table and cannot
//! disagree. The map of the house:
//!
//! ```text
//! src/main.rs  clock, environment, arguments in; text and exit code out. The only file that prints; outside.rs is what it hands over, lib.rs this map
//! src/cli/     the command line, the only clap: a folder for each sort of command, args/ for what was given, output/ for answers; guide/ is the manual
//! src/ledger/  what is recorded: a file for each ledger, with its fields, its rule and its postings; vocabulary/ has the office's words and profiles
//! src/figure/  the dictionary of what is counted, and what it comes to; amount/, day.rs and period.rs read and print numbers and days
//! src/import/  files in: rows of any shape become drafts of records; door.rs lets them in as it does the keyboard, lookup.rs finds words, form.rs is to fill in
//! src/report/  figures of a period, compared, traced and put in words; proof/ holds the numbers of a draft against them
//! src/format/  answers out: sheet/ is the neutral document, a file for each format; schema/ says what the JSON looks like
//! src/store/   the ledger file, the only SQL but that of server/, where several desks share their entries
//! src/guide/   the manual, a page for each task, in both languages
//! src/text.rs  words in Chinese and English beside what they name; error.rs says what went wrong and what to do next; windows.rs what Windows leaves to programs
//! ```
//!
//! The tests in `tests/house` read the sources and keep the rules: only `store` has SQL, and `server` that of a server; only `cli` names clap; only `main` prints,
//! reads the clock or the environment, or exits; ledgers, figures, reports, proofs, schemas, import and formats are pure (no disk but
//! the temporary file in which a workbook grows, no clock, no clap, no SQL); formats know sheets and nothing of where they came from;
//! no file is a place for everything, and none is longer than 500 lines, no function longer than 70; no trait has a single
//! implementation; no comment asks to keep things in sync; every folder and every file beside them is on the map.
//! `CONTRIBUTING.md` says how to add a ledger, a figure, a format, a command or a page.
//!
//! A *ledger* (台账) is one list of records, such as the study sessions; the *ledger file* (台账文件) keeps all of them. In the code
//! the one is a [`ledger::Ledger`], the other, while it is open, a [`store::Store`].

#[macro_use]
pub mod text;
#[macro_use]
pub mod error;

pub mod amount;
pub mod cli;
pub mod day;
pub mod door;
pub mod figure;
pub mod form;
pub mod format;
pub mod guide;
pub mod import;
pub mod ledger;
pub mod lookup;
pub mod outside;
pub mod period;
pub mod proof;
pub mod report;
pub mod schema;
pub mod server;
pub mod sheet;
pub mod store;
pub mod vocabulary;
pub mod windows;
