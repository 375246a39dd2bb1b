//! The lists of words that an office has.

named! {
    /// The lists of words, in the order in which they are kept.
    #[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
    pub enum Set {
        /// The kinds of one ledger.
        #[default]
        Kind = "kind" "类别" "kind",
        /// What the office is made of: the towns of a district, the districts of a city.
        Town = "town" "属地" "town",
        /// 履职平台.
        Platform = "platform" "履职平台" "platform",
        /// Who organises and records.
        Department = "department" "部门" "department",
        /// Newspapers, agencies and sites, each with its level.
        Outlet = "outlet" "媒体" "outlet",
        /// Places and offices met; only names that are other spellings of one stand there.
        Place = "place" "地方" "place",
        /// Firms, in the same way.
        Firm = "firm" "企业" "firm",
        /// The ladder of levels, the lowest first; one of them is the office's own.
        Level = "level" "级别" "level",
        /// The stages of one ledger's matters, in their order.
        Stage = "stage" "环节" "stage",
        /// What the review of one ledger's matters can end in.
        Outcome = "outcome" "审查结果" "outcome of the review",
        /// How one ledger's matters are answered, the best first.
        Result = "result" "办理结果" "result",
        /// How those who began a matter judge what became of it, the best first.
        Grade = "grade" "满意程度" "grade",
        /// Units that matters are handed over to; only names that are other spellings of one stand there, as in those that follow.
        Unit = "unit" "承办单位" "unit",
        /// 界别.
        Sector = "sector" "界别" "sector",
        /// 党派.
        Party = "party" "党派" "party",
        /// 专委会.
        Committee = "committee" "专委会" "committee",
        /// 委员小组.
        Group = "group" "委员小组" "group",
        /// What members are in the office, or at work.
        Duty = "duty" "职务" "duty",
        /// 说法: how kinds and other words go in print beside their names; only other spellings of one stand there.
        Phrase = "phrase" "说法" "phrase",
        /// Groups of one ledger's kinds that are counted together.
        Scope = "scope" "范围" "scope",
        /// What the office, those above it and its parts are called.
        Office = "office" "单位称谓" "name of the office",
        /// The parts of the report.
        Section = "section" "章节" "section",
        /// What a section's heading in a text is made of: figures, each with its word.
        Heading = "heading" "章节标题" "heading",
        /// What the ledgers are called, and in which section each stands.
        Ledger = "ledger" "台账名称" "name of a ledger",
        /// Figures that the office calls, measures or rounds in its own way.
        Figure = "figure" "指标写法" "way of a figure",
    }
}

impl Set {
    /// Those that are changed word by word; the others are what a profile says of the office.
    pub fn of_words() -> impl Iterator<Item = Set> {
        Set::ALL.into_iter().filter(|set| *set <= Set::Scope)
    }

    /// Whether records use any name, so that no word has to be there before it is used.
    pub fn is_free(self) -> bool {
        use Set::{Committee, Duty, Firm, Group, Party, Phrase, Place, Sector, Unit};
        matches!(self, Place | Firm | Unit | Sector | Party | Committee | Group | Duty | Phrase)
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
}
