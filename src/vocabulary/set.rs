//! The lists of words that an office has.

use crate::text::{Text, text};

/// The lists of words, in the order in which they are kept.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Set {
    /// The kinds of one ledger.
    #[default]
    Kind,
    /// What the office is made of: the towns of a district, the districts of a city.
    Town,
    /// 履职平台.
    Platform,
    /// Who organises and records.
    Department,
    /// Newspapers, agencies and sites, each with its level.
    Outlet,
    /// Places and offices met; only names that are other spellings of one stand there.
    Place,
    /// Firms, in the same way.
    Firm,
    /// The ladder of levels, the lowest first; one of them is the office's own.
    Level,
    /// The stages of one ledger's matters, in their order.
    Stage,
    /// What the review of one ledger's matters can end in.
    Outcome,
    /// How one ledger's matters are answered, the best first.
    Result,
    /// How those who began a matter judge what became of it, the best first.
    Grade,
    /// Units that matters are handed over to; only names that are other spellings of one stand there, as in those that follow.
    Unit,
    /// 界别.
    Sector,
    /// 党派.
    Party,
    /// 专委会.
    Committee,
    /// 委员小组.
    Group,
    /// What members are in the office, or at work.
    Duty,
    /// Groups of one ledger's kinds that are counted together.
    Scope,
    /// What the office, those above it and its parts are called.
    Office,
    /// The parts of the report.
    Section,
    /// What a section's heading in a text is made of: figures, each with its word.
    Heading,
    /// What the ledgers are called, and in which section each stands.
    Ledger,
    /// Figures that the office calls, measures or rounds in its own way.
    Figure,
}

/// Every set, in the order in which they stand above, with its key and what one word of it is called.
static NAMES: [(Set, &str, Text); 24] = [
    (Set::Kind, "kind", text("类别", "kind")),
    (Set::Town, "town", text("属地", "town")),
    (Set::Platform, "platform", text("履职平台", "platform")),
    (Set::Department, "department", text("部门", "department")),
    (Set::Outlet, "outlet", text("媒体", "outlet")),
    (Set::Place, "place", text("地方", "place")),
    (Set::Firm, "firm", text("企业", "firm")),
    (Set::Level, "level", text("级别", "level")),
    (Set::Stage, "stage", text("环节", "stage")),
    (Set::Outcome, "outcome", text("审查结果", "outcome of the review")),
    (Set::Result, "result", text("办理结果", "result")),
    (Set::Grade, "grade", text("满意程度", "grade")),
    (Set::Unit, "unit", text("承办单位", "unit")),
    (Set::Sector, "sector", text("界别", "sector")),
    (Set::Party, "party", text("党派", "party")),
    (Set::Committee, "committee", text("专委会", "committee")),
    (Set::Group, "group", text("委员小组", "group")),
    (Set::Duty, "duty", text("职务", "duty")),
    (Set::Scope, "scope", text("范围", "scope")),
    (Set::Office, "office", text("单位称谓", "name of the office")),
    (Set::Section, "section", text("章节", "section")),
    (Set::Heading, "heading", text("章节标题", "heading")),
    (Set::Ledger, "ledger", text("台账名称", "name of a ledger")),
    (Set::Figure, "figure", text("指标写法", "way of a figure")),
];

impl Set {
    /// Every set.
    pub const ALL: [Set; NAMES.len()] = {
        let (mut all, mut at) = ([Set::Kind; NAMES.len()], 0);
        while at < all.len() {
            all[at] = NAMES[at].0;
            at += 1;
        }
        all
    };

    /// Those that are changed word by word; the others are what a profile says of the office.
    pub fn of_words() -> impl Iterator<Item = Set> {
        Set::ALL.into_iter().filter(|set| *set <= Set::Scope)
    }

    /// Its key on the command line and in JSON.
    pub fn key(self) -> &'static str {
        NAMES[self as usize].1
    }

    /// What one word of it is called; of a town, whatever the office calls its parts.
    pub fn label(self) -> Text {
        NAMES[self as usize].2
    }

    /// Whether records use any name, so that no word has to be there before it is used.
    pub fn is_free(self) -> bool {
        use Set::{Committee, Duty, Firm, Group, Party, Place, Sector, Unit};
        matches!(self, Place | Firm | Unit | Sector | Party | Committee | Group | Duty)
    }

    /// Whether its words are what the matters of one ledger go through: a closed list of the office's, which nobody adds to in passing.
    pub fn is_closed(self) -> bool {
        matches!(self, Set::Stage | Set::Outcome | Set::Result | Set::Grade)
    }

    /// Whether its words belong to one ledger each, or to one section.
    pub fn is_within(self) -> bool {
        self.is_closed() || matches!(self, Set::Kind | Set::Scope | Set::Heading)
    }

    /// Whether its words say how the office calls and orders things: records use none of them.
    pub fn is_of_office(self) -> bool {
        self >= Set::Scope
    }

    /// The ledger whose records count otherwise when one of its words changes that belongs to no ledger; empty where none does.
    pub fn counted_in(self) -> &'static str {
        match self {
            Set::Outlet | Set::Level => "media",
            Set::Place => "liaison",
            Set::Firm => "aid",
            Set::Unit => "motion",
            _ => "",
        }
    }

    /// Whether several spellings of one thing can be counted as one.
    pub fn has_spellings(self) -> bool {
        self.is_free() || self == Set::Outlet
    }

    /// The set with this key.
    pub fn from_key(key: &str) -> Option<Set> {
        NAMES.into_iter().find(|(_, known, _)| *known == key).map(|(set, ..)| set)
    }
}
