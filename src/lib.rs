//! `qjcppcc`: a record keeper for the office of a district CPPCC committee.
//!
//! record → entry → posting → figure → sheet → format. The map of the house, as the README has it:
//!
//! ```text
//! src/main.rs  clock, environment, arguments in; text and exit code out. The only file that prints; outside.rs is what it hands over
//! src/lib.rs   this map
//! src/cli/     the command line, the only clap: a folder for each sort of command, args/ for what was given, output/ for answers; guide/ is the manual
//! src/ledger/  what is recorded: a file for each ledger, with its fields, its rule and its postings; vocabulary.rs has the office's words
//! src/figure/  the dictionary of what is counted, and what it comes to; amount/ and period.rs read and print numbers and days
//! src/import/  files in: rows of any shape become drafts of records; door.rs lets them in as it does the keyboard, lookup.rs finds words, form.rs is to fill in
//! src/report/  figures of a period, compared, traced and put in words
//! src/format/  answers out: sheet.rs is the neutral document, a file for each format; schema/ says what the JSON looks like
//! src/store/   the ledger file, the only SQL
//! src/text.rs  words in Chinese and English beside what they name; error.rs says what went wrong and what to do next
//! ```
//!
//! A *ledger* (台账) is one list of records, such as the study sessions; the *ledger file* (台账文件) keeps all of them. In the code
//! the one is a [`ledger::Ledger`], the other, while it is open, a [`store::Store`].

#[macro_use]
pub mod text;
#[macro_use]
pub mod error;

pub mod amount;
pub mod cli;
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
pub mod report;
pub mod schema;
pub mod sheet;
pub mod store;
pub mod vocabulary;
