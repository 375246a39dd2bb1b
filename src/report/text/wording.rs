//! The wording of a text: the built-in templates, and how one of them or an office's own is filled from a report.

use std::collections::HashSet;
use std::fmt::Write;
use std::sync::mpsc::channel;
use std::thread;
use std::time::Duration;

use minijinja::syntax::SyntaxConfig;
use minijinja::{Environment, ErrorKind, Output, State, UndefinedBehavior, Value, escape_formatter};

use super::names::{Subject, names};
use crate::error::{Error, Result};
use crate::lookup::{Candidate, Pick, pick};
use crate::text::{Lang, Message, Text, text};

/// The figures of which a built-in text says how they have grown over the period before.
pub const GROWN: [&str; 5] = ["advice.count", "info.count", "info.district", "info.city", "info.nation"];

/// What stands above the names that a template can use.
pub const LISTED: Text = text(
    "可用的名字（各列表里的指标与 f[KEY] 一样）：",
    "The names that can be used (figures in lists have those of f[KEY]):",
);

/// A text whose wording is built in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Wording {
    /// 手记: one paragraph.
    Note,
    /// 综述: sections in the office's order; the note comes last.
    Full,
    /// 办理情况通报: how motions are handled, above the table of units.
    Circular,
    /// 排名通报: of parts in the order of a figure, above their table.
    Ranking,
    /// 平台数据: the sentence of a platform.
    Line,
}

impl Wording {
    /// All of them.
    pub const ALL: [Wording; 5] = [Wording::Note, Wording::Full, Wording::Circular, Wording::Ranking, Wording::Line];

    /// What it is called on the command line.
    pub fn key(self) -> &'static str {
        ["note", "full", "circular", "ranking", "line"][self as usize]
    }

    /// The one that is called so.
    pub fn from_key(key: &str) -> Option<Wording> {
        Wording::ALL.into_iter().find(|wording| wording.key() == key)
    }

    /// What it is.
    pub fn about(self) -> Text {
        match self {
            Wording::Note => text("记者手记，一段话", "the note, one paragraph"),
            Wording::Full => text("工作综述，分节，最后是手记", "the full text in sections, with the note last"),
            Wording::Circular => {
                text("办理情况通报（report --by unit）", "the circular on motions by unit (report --by unit)")
            }
            Wording::Ranking => text("排名通报（report --sort）", "the circular with ranks (report --sort)"),
            Wording::Line => {
                text("平台数据，一句话（case line）", "the line of the platform, one sentence (case line)")
            }
        }
    }

    /// Its template.
    pub fn template(self, lang: Lang) -> &'static str {
        match (self, lang) {
            (Wording::Note, Lang::Zh) => include_str!("../wording/note.zh.j2"),
            (Wording::Note, Lang::En) => include_str!("../wording/note.en.j2"),
            (Wording::Full, Lang::Zh) => include_str!("../wording/full.zh.j2"),
            (Wording::Full, Lang::En) => include_str!("../wording/full.en.j2"),
            (Wording::Circular, Lang::Zh) => include_str!("../wording/circular.zh.j2"),
            (Wording::Circular, Lang::En) => include_str!("../wording/circular.en.j2"),
            (Wording::Ranking, Lang::Zh) => include_str!("../wording/ranking.zh.j2"),
            (Wording::Ranking, Lang::En) => include_str!("../wording/ranking.en.j2"),
            (Wording::Line, Lang::Zh) => include_str!("../wording/line.zh.j2"),
            (Wording::Line, Lang::En) => include_str!("../wording/line.en.j2"),
        }
    }

    /// The names that its template can use, each with what it means.
    ///
    /// # Panics
    /// Never: a test makes every text.
    pub fn names(self, lang: Lang) -> Vec<(String, &'static str)> {
        let told = lang.pick(include_str!("names.zh.txt"), include_str!("names.en.txt"));
        let of_line = self == Wording::Line;
        let told = told.split("\n\n").nth(usize::from(of_line)).unwrap_or_default().lines();
        let about = |(name, line): (String, &'static str)| {
            debug_assert!(line.starts_with(&name), "every name is told of, in the same order: {name}");
            let about = line.get(name.len()..).unwrap_or_default().trim_start();
            (name, about)
        };
        names(of_line).into_iter().zip(told).map(about).collect()
    }

    /// The same as a comment above a template or below it.
    pub fn comment(self, lang: Lang) -> String {
        let names = self.names(lang).into_iter().map(|(name, about)| format!("\n  {name:<19} {about}"));
        format!("{{#- {}{}\n-#}}\n", LISTED.lang(lang), names.collect::<String>())
    }

    /// The built-in text; empty when nothing was recorded that it speaks of.
    pub fn fill(self, subject: Subject) -> Result<String> {
        filled(self.template(subject.lang()), self.key(), subject.handed(), None, None)
    }

    /// Tries an office's own template before it is kept: a name or a figure that there is not is found here, even where nothing is
    /// recorded that would ask for it.
    pub fn check(self, subject: Subject, source: &str, name: &str) -> Result<()> {
        let (names, figures) = (names(self == Wording::Line), subject.figures());
        bounded(subject, source, name, Some(Known { wording: self, names, figures })).map(|_| ())
    }

    /// Whether a built-in template of the same subject speaks of a figure: it may be copied where the office has none of the kind.
    fn speaks_of(self, key: &str) -> bool {
        let same = Wording::ALL.into_iter().filter(|other| (*other == Wording::Line) == (self == Wording::Line));
        same.map(|other| other.template(Lang::Zh)).any(|template| template.contains(&format!("\"{key}\"")))
    }
}

/// An office's own template may have so many bytes, and so may a list that it prints; the longest template of the house has a
/// sixteenth of that.
const LONGEST: usize = 1 << 16;

/// So much work a template may make, in the measure of minijinja: steps, and 64 bytes of text each. The longest of the house
/// needs a hundredth of it.
const FUEL: u64 = 200_000;

/// The stack on which a template is read and filled: its parts may stand within one another as deep as [`LONGEST`] lets them.
const STACK: usize = 128 << 20;

/// Nobody waits longer for what counts as few steps and still never ends.
const PATIENCE: Duration = Duration::from_secs(5);

/// Fills an office's own template, which may be wrong in every way. `name` is said in errors.
pub fn fill(subject: Subject, source: &str, name: &str) -> Result<String> {
    bounded(subject, source, name, None)
}

fn bounded(subject: Subject, source: &str, name: &str, known: Option<Known>) -> Result<String> {
    if source.len() > LONGEST {
        let most = LONGEST / 1024;
        return Err(
            usage!("bad_template": "模板太长；最多{most} KB", "the template is too long; {most} KB is the most";
            "删短，或分成几份", "shorten it, or make several of it")
            .file(name),
        );
    }
    let (facts, source, own_name) = (subject.handed(), source.to_owned(), name.to_owned());
    let (send, done) = channel();
    let work = move || drop(send.send(filled(&source, &own_name, facts, Some(FUEL), known.as_ref())));
    // Whatever becomes of it, the program goes on: one that could not begin, fell or still runs sends nothing.
    let begun = thread::Builder::new().stack_size(STACK).spawn(work);
    let filled = begun.ok().and_then(|_| done.recv_timeout(PATIENCE).ok());
    filled.unwrap_or_else(|| Err(endless().file(name))).map_err(|error| match subject {
        Subject::Line(_) if error.code == "bad_template" => error.hint(to_see("line")),
        _ => error,
    })
}

fn filled(source: &str, name: &str, facts: Value, fuel: Option<u64>, known: Option<&Known>) -> Result<String> {
    let syntax = SyntaxConfig::builder().trim_blocks(true).lstrip_blocks(true).build();
    let mut environment = Environment::new();
    environment.set_syntax(syntax.map_err(|fault| failed(name, &fault))?);
    environment.set_fuel(fuel);
    environment.set_formatter(print);
    // What can contain itself has no end when it is printed or compared.
    environment.remove_global("namespace");
    if known.is_some() {
        environment.set_undefined_behavior(UndefinedBehavior::SemiStrict);
    }
    let template = environment.template_from_named_str(name, source).map_err(|fault| failed(name, &fault))?;
    if let Some(known) = known {
        let globals: Vec<&str> = environment.globals().map(|(name, _)| name).collect();
        known.check(&template.undeclared_variables(false), &globals, source).map_err(|error| error.file(name))?;
    }
    template.render(facts).map(|text| text.trim().to_owned()).map_err(|fault| failed(name, &fault))
}

fn failed(name: &str, fault: &minijinja::Error) -> Error {
    let detail = fault.detail().map_or_else(|| fault.kind().to_string(), str::to_owned);
    let error = match fault.kind() {
        ErrorKind::OutOfFuel | ErrorKind::WriteFailure => endless(),
        ErrorKind::UndefinedError => unfilled(
            "用了这里没有的；没有记录的指标也不在，先用 if 问",
            "it uses what is not there; nor is a figure without records: ask with `if` first",
        ),
        _ if detail.contains("recursion limit") => {
            unfilled("一层套一层，太深", "its parts stand too deep in one another")
        }
        _ => unfilled(&detail, &detail),
    };
    let error = error.file(name);
    fault.line().map_or(error.clone(), |line| error.line(line))
}

/// What a template can speak of.
struct Known {
    wording: Wording,
    names: Vec<String>,
    figures: Vec<String>,
}

impl Known {
    /// Refuses a template that names what it is not handed.
    fn check(&self, used: &HashSet<String>, globals: &[&str], source: &str) -> Result<()> {
        let is_known = |known: &[String], name: &str| known.iter().any(|known| known == name);
        let unnamed = used.iter().filter(|name| !is_known(&self.names, name) && !globals.contains(&name.as_str()));
        let unnamed = unnamed.map(|name| self.unknown(source, name, &self.names));
        let uncounted = figures(source).filter(|key| !is_known(&self.figures, key) && !self.wording.speaks_of(key));
        let uncounted = uncounted.map(|key| self.unknown(source, key, &self.figures));
        let first = unnamed.chain(uncounted).min_by_key(|error| (error.place.line, error.message.zh.clone()));
        first.map_or(Ok(()), Err)
    }

    /// A name that there is not, with its line and the nearest one that there is.
    fn unknown(&self, source: &str, name: &str, known: &[String]) -> Error {
        let error = usage!("no_such_name": "模板里的“{name}”没有这个名字或指标", "there is no name or figure “{name}”");
        let candidates: Vec<Candidate> = known.iter().map(|known| Candidate::new(known, &[])).collect();
        let error = match pick(name, &candidates) {
            Pick::One(near) | Pick::None(Some(near)) => error.hint(message!("是不是 {near}？", "did you mean {near}?")),
            _ => error.hint(to_see(self.wording.key())),
        };
        let words = |line: &str, other: char| {
            line.split(|c: char| !(c.is_alphanumeric() || c == '_' || c == other)).any(|word| word == name)
        };
        let stands = source.lines().position(|line| words(line, '.') || words(line, '_'));
        stands.map_or(error.clone(), |at| error.line(at + 1))
    }
}

/// The keys of the figures that a template asks for by name: `f["case.solved"]`.
fn figures(source: &str) -> impl Iterator<Item = &str> {
    ["f[\"", "f['"].into_iter().flat_map(move |opened| {
        source.split(opened).skip(1).filter_map(move |rest| {
            let (key, behind) = rest.split_once(&opened[2..])?;
            behind.starts_with(']').then_some(key)
        })
    })
}

fn endless() -> Error {
    unfilled("要做的太多，或没完没了；看看循环和重复", "it has too much to do, or never ends; look at what it repeats")
}

fn unfilled(zh: &str, en: &str) -> Error {
    usage!("bad_template": "模板填不成：{zh}", "the template cannot be filled: {en}").hint(to_see("note"))
}

fn to_see(key: &str) -> Message {
    message!(
        "可用的名字和模板：qjcppcc office wording show {key}",
        "the names that can be used, with a template: qjcppcc office wording show {key}"
    )
}

/// Prints a value, and nothing where there is none. A list may hold another many times over and be longer than any memory, so it is not written to its end.
fn print(out: &mut Output, state: &mut State, value: &Value) -> std::result::Result<(), minijinja::Error> {
    if value.is_none() {
        return Ok(());
    }
    if value.as_object().is_none() {
        return escape_formatter(out, state, value);
    }
    let mut list = List(String::new());
    write!(list, "{value}")?;
    escape_formatter(out, state, &Value::from(list.0))
}

/// A list as text, which is never as long as all that; whoever makes it longer is stopped.
struct List(String);

impl Write for List {
    fn write_str(&mut self, more: &str) -> std::fmt::Result {
        self.0.push_str(more);
        if self.0.len() > LONGEST { Err(std::fmt::Error) } else { Ok(()) }
    }
}
