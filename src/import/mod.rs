//! Records from files: JSON Lines, JSON, CSV and workbooks. Every row is read and checked, every trouble named, before
//! anything is kept.

mod answers;
mod draft;
mod file;
mod files;
mod hints;
mod incoming;
mod ledger_name;
mod linking;
mod nearly_same;
mod open;
mod stream;
mod table;

pub use answers::{Answers, QUESTIONS, Question, Recipe};
pub use file::{
    FileType, Finder, GridRow, decode, encoding_named, find, names_archive, packed_folder, read_csv, repacked, unpack,
};
pub use files::{Files, REFUSED_BECAUSE, RefusedRows, Told, Tried, spoken};
pub use incoming::{Batch, Incoming, Known, LARGEST, Progress, Source, Spot, Trouble, Unsure, Wishes, interrupted};
pub use ledger_name::ledger_named;
pub use nearly_same::{Likeness, Titled, Titles, by_title, likeness, nearly_titled};
pub use open::open;
pub use stream::{Piece, Ready, stream};
pub use table::set_for;
