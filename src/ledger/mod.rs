//! The ledgers: what the office records. Each is a field table, a rule and a `post` function, in a file of its own;
//! flags, help, columns, JSON keys and import all come from the field tables.
//!
//! No SQL, no clap, no clock and no output in here.

mod activity;
mod advice;
mod aid;
mod case;
mod consult;
mod endorsement;
mod info;
mod liaison;
mod media;
mod member;
mod motion;
mod part;
mod station;
mod study;
mod submission;
mod volunteer;

mod course;
mod field;
mod office;

mod all;
mod body;
mod copyist;
mod definition;
mod mask;
mod posting;
mod reader;
mod record;

pub use all::{
    CLAIMS, CLOSINGS, DUPLICATES, LATE, LEDGERS, MOTIONS, OFFICE, PUBLICATIONS, RECIPES, SETTINGS, SITES, VOCABULARY,
    WORDINGS,
};
pub use body::damaged_entry;
pub use copyist::{Copyist, Known};
pub use course::{Course, Due, Handling, Procedure, Stages, State, Step, in_order};
use definition::joined;
pub use definition::{Completion, Family, Kin, Ledger, Record};
pub use field::{Choice, Door, Evidence, Field, NOTE_LIMIT, TEXT_LIMIT, Type, Unit, Value, flag, one_line};
pub use mask::{is_free, mask};
pub use motion::{Codes, is_code, name_by_code, read_session, session_name, spoken_code};
pub use office::{
    CHOOSING, Choosing, Claim, Closed, KnownSetting, Printed, Publication, SETTLED, closing, ends_of, ends_text,
    is_counted, is_open, known_setting, known_settings, known_words, late_change, limit_of, pair, persons_rule,
    profile_id, read_setting, recipe_id, setting_id, setting_of, template_of, term_of, word_id, word_record,
    wording_id, words_of, year_of,
};
pub use posting::{Book, Breach, Place, Posting};
pub use record::{alone, name_of, postings};
