//! Words in Chinese and English, kept beside the thing they name.
//!
//! A [`Text`] is a constant, a [`Message`] is made while the program runs. Neither can be built with one
//! language missing.

use std::borrow::Cow;
use std::fmt::Arguments;

use serde::Serialize;

/// The language in which help, messages or reports are written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Lang {
    /// 中文, the office's own language.
    #[default]
    Zh,
    /// English.
    En,
}

impl Lang {
    /// Reads `zh` or `en`; anything else is `None`.
    pub fn read(text: &str) -> Option<Lang> {
        [Lang::Zh, Lang::En].into_iter().find(|lang| lang.key() == text)
    }

    /// The language of a POSIX locale name: `en*` is English, everything else, the empty name too, Chinese.
    pub fn of_locale(name: &str) -> Lang {
        if name.to_ascii_lowercase().starts_with("en") { Lang::En } else { Lang::Zh }
    }

    /// `zh` or `en`.
    pub fn key(self) -> &'static str {
        self.pick("zh", "en")
    }

    /// One of two values, by language.
    pub fn pick<T>(self, zh: T, en: T) -> T {
        match self {
            Lang::Zh => zh,
            Lang::En => en,
        }
    }
}

/// What something is called, or a sentence, in both languages.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Called<'a> {
    /// 中文.
    pub zh: &'a str,
    /// English.
    pub en: &'a str,
}

/// A constant label or sentence.
pub type Text = Called<'static>;

/// Makes a [`Text`].
pub const fn text(zh: &'static str, en: &'static str) -> Text {
    Text { zh, en }
}

impl<'a> Called<'a> {
    /// The words in one language.
    pub fn lang(self, lang: Lang) -> &'a str {
        lang.pick(self.zh, self.en)
    }
}

/// A sentence made while the program runs, in both languages.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Message {
    /// 中文.
    pub zh: String,
    /// English.
    pub en: String,
}

/// A sentence in one language, as [`phrase!`] writes it.
pub fn phrase(lang: Lang, zh: Arguments, en: Arguments) -> String {
    std::fmt::format(lang.pick(zh, en))
}

impl Message {
    /// A sentence as [`message!`] writes it. Many hundreds are written: what makes them is there once.
    #[inline(never)]
    pub fn of(zh: Arguments, en: Arguments) -> Message {
        Message { zh: std::fmt::format(zh), en: std::fmt::format(en) }
    }

    /// The sentence in one language.
    pub fn lang(&self, lang: Lang) -> &str {
        lang.pick(&self.zh, &self.en)
    }

    /// Several words, divided as each language divides them.
    pub fn list<M: Into<Message>>(words: impl IntoIterator<Item = M>) -> Message {
        Message::joined(words.into_iter().map(Into::into), ["、", ", "])
    }

    /// Several, one a line, set in.
    pub fn lines(words: impl IntoIterator<Item = Message>) -> Message {
        Message::joined(words.into_iter(), ["\n  "; 2])
    }

    fn joined(words: impl Iterator<Item = Message>, [between, between_en]: [&str; 2]) -> Message {
        let (zh, en): (Vec<_>, Vec<_>) = words.map(|Message { zh, en }| (zh, en)).unzip();
        Message { zh: zh.join(between), en: en.join(between_en) }
    }
}

impl From<Called<'_>> for Message {
    fn from(called: Called) -> Message {
        Message { zh: called.zh.to_owned(), en: called.en.to_owned() }
    }
}

/// Makes an enum whose every value has a key and a name.
macro_rules! named {
    ($(#[$meta:meta])* pub enum $name:ident { $($(#[$doc:meta])* $value:ident = $key:literal $zh:literal $en:literal,)* }) => {
        $(#[$meta])*
        pub enum $name { $($(#[$doc])* $value,)* }

        impl $name {
            const KEYS: &[&str] = &[$($key),*];
            const LABELS: &[$crate::text::Text] = &[$($crate::text::text($zh, $en)),*];

            /// Every value, in the order in which they stand above.
            pub const ALL: [$name; $name::KEYS.len()] = [$($name::$value),*];

            /// Its key on the command line and in JSON.
            pub fn key(self) -> &'static str {
                Self::KEYS[self as usize]
            }

            /// What it is called.
            pub fn label(self) -> $crate::text::Text {
                Self::LABELS[self as usize]
            }

            /// The value with this key.
            pub fn from_key(key: &str) -> Option<$name> {
                Self::KEYS.iter().position(|known| *known == key).map(|at| Self::ALL[at])
            }
        }
    };
}

/// Makes a [`Message`] from two format strings over the same values: `message!("没有 {name}", "no {name}")`.
#[macro_export]
macro_rules! message {
    ($zh:literal, $en:literal $(, $($value:tt)*)?) => {
        $crate::text::Message::of(format_args!($zh $(, $($value)*)?), format_args!($en $(, $($value)*)?))
    };
}

/// Makes a sentence in one language from two format strings over the same values: `phrase!(lang, "{n}次", "{n} times")`.
#[macro_export]
macro_rules! phrase {
    ($lang:expr, $zh:literal, $en:literal $(,)?) => {
        $crate::text::phrase($lang, format_args!($zh), format_args!($en))
    };
}

/// How many of these marks a text has.
pub const fn count(text: &str, marks: &[u8]) -> usize {
    let (mut at, mut count) = (0, 0);
    while at < text.len() {
        count += is_one_of(text.as_bytes()[at], marks) as usize;
        at += 1;
    }
    count
}

/// The parts of a text that such marks end, taken apart while the program is made.
///
/// # Panics
/// Where the last part has no end: then there is no program.
pub const fn divided<const PARTS: usize>(text: &'static str, marks: &[u8]) -> [&'static str; PARTS] {
    let (mut all, mut rest, mut part) = ([""; PARTS], text, 0);
    while part < PARTS {
        let mut end = 0;
        while !is_one_of(rest.as_bytes()[end], marks) {
            end += 1;
        }
        all[part] = rest.split_at(end).0;
        rest = rest.split_at(end + 1).1;
        part += 1;
    }
    assert!(rest.trim_ascii().is_empty(), "the last part has no end");
    all
}

const fn is_one_of(byte: u8, marks: &[u8]) -> bool {
    let mut at = 0;
    while at < marks.len() && marks[at] != byte {
        at += 1;
    }
    at < marks.len()
}

/// Bytes in lower-case hexadecimal.
pub fn hex(bytes: &[u8]) -> String {
    let halves = bytes.iter().flat_map(|byte| [byte >> 4, byte & 15]);
    halves.filter_map(|half| char::from_digit(half.into(), 16)).collect()
}

/// Its characters as words are compared: no spaces, full-width forms as plain ones, small letters.
pub fn plain(text: &str) -> impl Iterator<Item = char> {
    text.chars().filter(|c| !c.is_whitespace()).map(narrow).flat_map(char::to_lowercase)
}

/// A character in its usual width.
pub fn narrow(c: char) -> char {
    if matches!(c, '！'..='～') { char::from_u32(u32::from(c) - 0xfee0).unwrap_or(c) } else { c }
}

/// The characters that can act on a terminal or hide text: control, bidirectional and invisible ones.
pub fn is_unsafe(c: char) -> bool {
    match c {
        // Nearly every character is one of these: they are known at once.
        ' '..='~' | '\u{2070}'..='\u{fefe}' => false,
        '\u{200b}'..='\u{200c}'
        | '\u{200e}'..='\u{200f}'
        | '\u{2028}'..='\u{202e}'
        | '\u{2060}'..='\u{206f}'
        | '\u{feff}'
        | '\u{fff9}'..='\u{fffb}'
        | '\u{e0000}'..='\u{e007f}'
        | '\u{00ad}'
        | '\u{061c}'
        | '\u{180e}' => true,
        _ => c.is_control(),
    }
}

/// Text as a terminal may show it: every unsafe character written out as `\u{..}`.
pub fn shown(text: &str) -> String {
    let mut shown = String::with_capacity(text.len());
    for c in text.chars() {
        if is_unsafe(c) { shown.extend(c.escape_unicode()) } else { shown.push(c) }
    }
    shown
}

/// What is repeated between “ and ” has so many characters at most, and a whole line of words for people.
const LONGEST: [usize; 2] = [200, 4_000];

/// Words for people, in which what they repeat of an input is cut where it is very long; how long it was is said.
pub fn cut(words: &str, lang: Lang) -> Cow<'_, str> {
    let [quoted, line] = LONGEST;
    if words.len() <= quoted {
        return Cow::Borrowed(words);
    }
    let (mut said, mut rest) = (String::new(), words);
    while let Some((before, (inside, behind))) =
        rest.split_once('“').and_then(|(before, from)| Some((before, from.split_once('”')?)))
    {
        let (short, more) = shortened(inside, quoted, [100, 0], lang);
        said.extend([before, "“", &short, "”", &more]);
        rest = behind;
    }
    said += rest;
    let (short, more) = shortened(&said, line, [400, 200], lang);
    if more.is_empty() { Cow::Owned(said) } else { Cow::Owned(short + &more) }
}

/// Text of at most so many characters; of one that has more the first and the last, and how many it has.
fn shortened(text: &str, most: usize, [first, last]: [usize; 2], lang: Lang) -> (String, String) {
    let count = if text.len() > most { text.chars().count() } else { 0 };
    if count <= most {
        return (text.to_owned(), String::new());
    }
    let head = text.chars().take(first).chain(['…']);
    (head.chain(text.chars().skip(count - last)).collect(), phrase!(lang, "（共{count}字）", " ({count} characters)"))
}

/// A word as a shell reads it back, for commands that people paste. What a POSIX shell would act on stands in single quotes. On
/// Windows nobody knows which shell it will be: a word with a blank stands in double quotes, and one on which cmd or PowerShell
/// would act there is left to be written by hand.
pub fn quoted(word: &str) -> String {
    quoted_on(word, cfg!(windows))
}

/// The same for a system.
pub fn quoted_on(word: &str, windows: bool) -> String {
    let is_plain = |c: char| c.is_alphanumeric() || matches!(c, '/' | '.' | '_' | '-' | ':' | '+');
    let is_harmless = |c: char| match c {
        '\\' => windows,
        ',' | '@' | '%' | '=' => !windows,
        _ => !(c.is_ascii() || c.is_whitespace() || windows),
    };
    if !word.is_empty() && word.chars().all(|c| is_plain(c) || is_harmless(c)) {
        return word.to_owned();
    }
    if windows {
        let is_said = |c: char| is_plain(c) || " \\=,()&'（）、，；：".contains(c);
        let is_whole = word.chars().all(is_said) && !word.ends_with('\\');
        return format!("\"{}\"", if is_whole { word } else { "…" });
    }
    // The name of the program stands in no word as it begins a command.
    format!("'{}'", word.replace('\'', r"'\''").replace("qjcppcc ", "qjcppcc'' "))
}

/// What spreadsheets write into a cell that went wrong; `LibreOffice` also writes the number of an error.
const FAULTS: &str = "#REF! #N/A #VALUE! #DIV/0! #NAME? #NULL! #NUM! #SPILL! #CALC! #FIELD! #BLOCKED! \
    #CONNECT! #UNKNOWN! #BUSY! #EXTERNAL! #PYTHON! #TIMEOUT! #DATA! #GETTING_DATA #MACRO?";

/// What stands at the end of a text that is cut because a cell of Excel has no room for it.
pub const CUT: Text =
    text("…（Excel 一格放不下，全文见 JSON 或 CSV）", "… (too long for a cell of Excel; JSON and CSV have all of it)");

/// Whether a spreadsheet writes this into a cell that went wrong, or that is too narrow for its number.
pub fn is_fault(words: &str) -> bool {
    let number = words.strip_prefix("Err:").filter(|number| number.len() == 3);
    let is_numbered = number.is_some_and(|number| number.bytes().all(|digit| digit.is_ascii_digit()));
    let is_named = words.starts_with('#') && FAULTS.split(' ').any(|fault| fault == words);
    is_numbered || is_named || (words.len() > 2 && words.bytes().all(|byte| byte == b'#'))
}

/// Whether text stands in CSV with a `'` before it: a spreadsheet would calculate it or take it for an error. Text that
/// begins with such a mark of its own gets another one, so that taking one off always gives the text itself.
pub fn is_guarded(text: &str) -> bool {
    let plain = text.trim_start_matches(|c: char| c == '\'' || c.is_whitespace());
    plain.starts_with(['=', '+', '-', '@', '＝', '＋', '－', '＠']) || is_fault(plain)
}
