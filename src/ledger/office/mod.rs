//! What the office settles about its records, each a ledger like the others: words, settings, templates, closed years and what was
//! changed in them, publications, claims, pairs that may be one, recipes of tables, the sites that keep a year together.

pub(super) mod claim;
pub(super) mod closing;
pub(super) mod duplicate;
pub(super) mod publication;
pub(super) mod recipe;
pub(super) mod setting;
pub(super) mod site;
pub(super) mod word;
pub(super) mod wording;

pub use claim::Claim;
pub use closing::{Closed, closing, late_change, year_of};
pub use duplicate::{SETTLED, is_open, pair};
pub use publication::{Printed, Publication};
pub use recipe::recipe_id;
pub use setting::{
    CHOOSING, Choosing, KnownSetting, known_setting, known_settings, limit_of, persons_rule, read_setting, setting_id,
    setting_of,
};
pub use site::{ends_of, ends_text};
pub use word::{is_counted, known_words, profile_id, term_of, word_id, word_record, words_of};
pub use wording::{template_of, wording_id};

use uuid::Uuid;

/// The id of something that has the same in every office's file: it is made from its sort and its name.
fn same_everywhere(sort: &[u8; 16], name: &[u8]) -> Uuid {
    Uuid::new_v5(&Uuid::from_bytes(*sort), name)
}
