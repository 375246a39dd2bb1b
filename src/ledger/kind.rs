//! The kinds that a new ledger file starts with.

use crate::text::{Text, text};

/// A kind with which a new ledger file starts.
pub struct KindSeed {
    /// The key; never changes.
    pub key: &'static str,
    /// The office's word.
    pub label: Text,
    /// The measure word of its number.
    pub unit: Text,
    /// A group of kinds counted together.
    pub scope: Option<&'static str>,
    /// What tells it from its neighbours.
    pub about: Text,
}

/// Makes a [`KindSeed`] without a scope, of which nothing is said yet.
pub(super) const fn kind(key: &'static str, unit: Text, zh: &'static str, en: &'static str) -> KindSeed {
    KindSeed { key, label: text(zh, en), unit, scope: None, about: text("", "") }
}

impl KindSeed {
    pub(super) const fn scope(mut self, scope: &'static str) -> KindSeed {
        self.scope = Some(scope);
        self
    }

    pub(super) const fn about(mut self, zh: &'static str, en: &'static str) -> KindSeed {
        self.about = text(zh, en);
        self
    }
}

/// The kind that every ledger with kinds has for what fits nowhere.
pub(super) const fn other(unit: Text) -> KindSeed {
    kind("other", unit, "其他", "other").about("不属于以上各类的", "whatever fits none of the kinds above")
}

pub(super) const TIMES: Text = text("次", "times");
pub(super) const SESSIONS: Text = text("场", "sessions");
pub(super) const PIECES: Text = text("篇", "pieces");
pub(super) const ITEMS: Text = text("项", "items");
