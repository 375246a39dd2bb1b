//! What can be recorded: the ledgers, kinds and words of this office.

pub const TOWNS: &[&str] = &["古南", "三江", "三角", "永新"];
pub const PLATFORMS: &[&str] = &["一镇一事", "委员茶读", "委员河长"];
pub const OUTLETS: &[&str] = &["人民网", "新华社", "重庆日报", "綦江日报"];
pub const FIRMS: &[&str] = &["甲厂", "乙厂", "丙厂"];
pub const PLACES: &[&str] = &["巴南区", "云阳县", "江津区"];
pub const POSTS: &[&str] = &["区委主要领导", "区政府主要领导"];
pub const HOSTS: &[&str] = &["standing", "chair", "plenary", "committee", "sector"];
pub const LEVELS: &[&str] = &["district", "city", "nation"];
pub const STAGES: &[&str] = &["proposal", "filing", "assignment", "pre", "onsite", "followup", "conclusion"];
/// Proposers; those with a bracket tell persons of one name apart.
pub const NAMES: &[&str] = &["事0", "事1", "事2", "事1（农业界）", "事1（教育界）"];
pub const SECTORS: &[&str] = &["农业界", "教育界"];
pub const FORMS: &[&str] = &["individual", "joint", "collective"];
pub const UNITS: &[&str] = &["区住建委", "区水利局", "区财政局"];
pub const CONTACTS: &[&str] = &["visit", "meeting", "phone", "letter"];
/// What a review can come to by itself; one that merges is of two motions.
pub const REVIEWED: &[&str] = &["filed", "filed", "filed", "rejected", "opinion", "info", "withdrawn", "merged"];
pub const SERVICE: [&str; 11] = [
    "turns",
    "persons",
    "hours",
    "donated",
    "suggestions",
    "commended",
    "helped",
    "served",
    "households",
    "jobs",
    "books",
];
pub const ROLES: [&str; 5] = ["members", "leaders", "officials", "public", "experts"];

/// Ledgers with what hangs on them, those with more to go wrong more often. One sequence keeps to a few of them, so that
/// its records meet in the same figures.
#[rustfmt::skip]
pub const FAMILIES: &[&[&str]] = &[
    &["study"], &["consult"], &["volunteer"], &["aid"], &["media"], &["liaison"], &["submission"], &["member"], &["member"],
    &["station"], &["station"], &["activity"], &["activity", "study", "volunteer", "case", "meeting"],
    &["advice", "endorsement", "endorsement"],
    &["info", "adoption", "adoption", "forwarding", "endorsement"],
    &["case", "case", "solution", "solution"],
    &["case", "stage", "stage", "solution", "outcome", "reopening", "stage", "reopening"],
    &["case", "solution", "meeting", "meeting"],
    &["case", "case", "meeting", "meeting", "meeting", "fund", "benefit", "stage", "solution"],
    &["study", "study", "duplicate", "duplicate"],
    &["case", "fund", "duplicate", "duplicate"],
];

/// Motions are a course of many steps: a sequence of their own has enough of each to come to its end.
#[rustfmt::skip]
pub const MOTIONS: &[&[&str]] = &[
    &["motion", "motion", "review", "review", "review", "assignment"],
    &["motion", "assignment", "reply", "reply", "reply", "reply", "feedback", "feedback", "rehandling"],
    &["motion", "review", "assignment", "reply", "reply", "feedback", "chasing", "commendation"],
    &["motion", "member"],
];

pub fn kinds(ledger: &str) -> &'static [&'static str] {
    match ledger {
        "study" => &["center", "group", "standing", "chair", "reading", "training", "other"],
        "consult" => &["consultation", "briefing", "inspection", "survey", "oversight", "other"],
        "advice" => &["opinion", "report", "micro", "speech", "formal", "other"],
        "info" => &["piece", "piece", "received", "issue", "other"],
        "volunteer" => &["epidemic", "village", "forest", "drought", "couplets", "charity", "other"],
        "aid" => &["loan", "call", "policy", "other"],
        "media" => &["nation", "city", "district", "other"],
        "liaison" => &["outing", "outing", "symposium", "sector", "received", "reception", "other"],
        "submission" => &["request", "report", "mixed", "other"],
        "member" => &["member", "correspondent", "special", "other"],
        "station" => &["studio", "workstation", "post", "hall", "home", "other"],
        "motion" | "review" | "assignment" => {
            &["economy", "society", "culture", "politics", "ecology", "party", "other"]
        }
        "activity" => &[
            "given",
            "signed",
            "plenary",
            "standing",
            "chair",
            "group",
            "topical",
            "lecture",
            "featured",
            "charity",
            "talks",
            "collected",
            "published",
            "exhibit",
            "projects",
            "paid",
            "award",
            "mechanism",
            "visits",
            "other",
        ],
        _ => &[],
    }
}

pub fn parents_of(ledger: &str) -> &'static [&'static str] {
    match ledger {
        "stage" | "meeting" | "fund" | "benefit" | "solution" | "outcome" | "reopening" => &["case"],
        "adoption" | "forwarding" => &["info"],
        "endorsement" => &["advice", "info"],
        "review" | "assignment" | "reply" | "feedback" | "rehandling" | "chasing" | "commendation" => &["motion"],
        "duplicate" => &["study", "case", "fund", "volunteer", "media"],
        _ => &[],
    }
}

pub fn is_counted(ledger: &str) -> bool {
    ledger != "case" && (parents_of(ledger).is_empty() || ledger == "meeting" || is_totalled(ledger))
}

/// Whether a record that hangs on nothing stands for a number of them, and one that hangs on something for itself alone.
pub fn is_totalled(ledger: &str) -> bool {
    matches!(ledger, "adoption" | "forwarding" | "endorsement" | "solution")
        || (parents_of(ledger) == ["motion"] && ledger != "rehandling")
}

/// Whether an amount is kept in hundredths: money and hours.
pub fn in_hundredths(ledger: &str, key: &str) -> bool {
    matches!((ledger, key), (_, "hours" | "donated" | "loan" | "money") | ("fund", "amount"))
}
