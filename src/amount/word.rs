//! Measure words: which of them count the same things, so that a number in one may stand for a number in the other.

/// Words of one thing. What is said of attendances, money and time has no other word.
const SAME: &[&[&str]] = &[
    &["份", "篇", "件", "项"],
    &["名", "位", "人"],
    &["次", "场", "场次", "期", "项", "批", "批次"],
    &["则", "条"],
    &["册", "本"],
];

/// What 个 counts as well as its own word.
const THINGS: &[&str] = &["份", "篇", "件", "项", "次", "场", "条", "家", "处"];

/// Whether a number in a measure word may be meant where another one is wanted.
pub fn same_thing(word: &str, wanted: &str) -> bool {
    let together = |words: &&[&str]| words.contains(&word) && words.contains(&wanted);
    word == wanted
        || SAME.iter().any(together)
        || (word == "个" && THINGS.contains(&wanted))
        // 1 turn, 2 turns.
        || wanted.strip_suffix('s').is_some_and(|one| !one.is_empty() && one == word)
}
