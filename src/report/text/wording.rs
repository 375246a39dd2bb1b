//! The wording of a text: the built-in templates, and how one of them or an office's own is filled from a report.

use std::fmt::Write;
use std::sync::Arc;
use std::sync::mpsc::channel;
use std::thread;
use std::time::Duration;

use minijinja::syntax::SyntaxConfig;
use minijinja::{Environment, ErrorKind, Output, State, Value, escape_formatter};

use super::facts::Mentions;
use super::names::{handed, names};
use crate::error::{Error, Result};
use crate::report::overview::Report;
use crate::text::{Lang, Text, text};

/// The figures of which a built-in text says how they have grown over the period before.
pub const GROWN: [&str; 5] = ["advice.count", "info.count", "info.district", "info.city", "info.nation"];

/// A text whose wording is built in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Wording {
    /// 手记: one paragraph.
    Note,
    /// 综述: sections that stand in a fixed order; the note comes last.
    Full,
}

impl Wording {
    /// All of them.
    pub const ALL: [Wording; 2] = [Wording::Note, Wording::Full];

    /// What it is called on the command line.
    pub fn key(self) -> &'static str {
        match self {
            Wording::Note => "note",
            Wording::Full => "full",
        }
    }

    /// What it is.
    pub fn about(self) -> Text {
        match self {
            Wording::Note => text("记者手记，一段话", "the note, one paragraph"),
            Wording::Full => text("工作综述，分节，最后是手记", "the full text in sections, with the note last"),
        }
    }

    /// Its template.
    pub fn template(self, lang: Lang) -> &'static str {
        match (self, lang) {
            (Wording::Note, Lang::Zh) => include_str!("../wording/note.zh.j2"),
            (Wording::Note, Lang::En) => include_str!("../wording/note.en.j2"),
            (Wording::Full, Lang::Zh) => include_str!("../wording/full.zh.j2"),
            (Wording::Full, Lang::En) => include_str!("../wording/full.en.j2"),
        }
    }

    /// Its template for people who want to write their own: with the names that it can use in a comment.
    pub fn to_start_from(self, lang: Lang) -> String {
        let mut comment = lang
            .pick(
                "可用的名字（kinds、held、others 里的指标与 f[KEY] 一样）：",
                "The names that can be used (the figures in kinds, held and others have those of f[KEY]):",
            )
            .to_owned();
        for name in names() {
            comment += &format!("\n  {:<19} {}", name.name, name.about.lang(lang));
        }
        format!("{{#- {comment}\n-#}}\n{}", self.template(lang))
    }

    /// The text of a report; empty when nothing was recorded that it speaks of. `note` is for texts that end with it.
    ///
    /// # Errors
    /// As for [`fill`].
    pub fn fill(self, report: &Arc<Report>, note: &str) -> Result<String> {
        filled(self.template(report.lang), self.key(), handed(&Mentions::of(report, note)), None)
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

/// Fills an office's own template, which may be wrong in every way. `name` is said in errors; `note` is the built-in note, for
/// texts that end with it.
///
/// # Errors
/// A template that cannot be read or filled, with its line.
pub fn fill(report: &Arc<Report>, source: &str, name: &str, note: &str) -> Result<String> {
    if source.len() > LONGEST {
        let most = LONGEST / 1024;
        return Err(
            usage!("bad_template": "模板太长；最多{most} KB", "the template is too long; {most} KB is the most";
            "删短，或分成几份", "shorten it, or make several of it")
            .file(name),
        );
    }
    let (facts, source, own_name) = (handed(&Mentions::of(report, note)), source.to_owned(), name.to_owned());
    let (send, done) = channel();
    let work = move || drop(send.send(filled(&source, &own_name, facts, Some(FUEL))));
    // Whatever becomes of it, the program goes on: one that could not begin, fell or still runs sends nothing.
    let begun = thread::Builder::new().stack_size(STACK).spawn(work);
    let filled = begun.ok().and_then(|_| done.recv_timeout(PATIENCE).ok());
    filled.unwrap_or_else(|| Err(endless().file(name)))
}

fn filled(source: &str, name: &str, facts: Value, fuel: Option<u64>) -> Result<String> {
    let filled = SyntaxConfig::builder().trim_blocks(true).lstrip_blocks(true).build().and_then(|syntax| {
        let mut environment = Environment::new();
        environment.set_syntax(syntax);
        environment.set_fuel(fuel);
        environment.set_formatter(print);
        // What can contain itself has no end when it is printed or compared.
        environment.remove_global("namespace");
        environment.template_from_named_str(name, source)?.render(facts)
    });
    filled.map(|text| text.trim().to_owned()).map_err(|fault| {
        let detail = fault.detail().map_or_else(|| fault.kind().to_string(), str::to_owned);
        let error = match fault.kind() {
            ErrorKind::OutOfFuel | ErrorKind::WriteFailure => endless(),
            _ if detail.contains("recursion limit") => {
                unfilled("一层套一层，太深", "its parts stand too deep in one another")
            }
            _ => unfilled(&detail, &detail),
        };
        let error = error.file(name);
        fault.line().map_or(error.clone(), |line| error.line(line))
    })
}

fn endless() -> Error {
    unfilled("要做的太多，或没完没了；看看循环和重复", "it has too much to do, or never ends; look at what it repeats")
}

fn unfilled(zh: &str, en: &str) -> Error {
    usage!("bad_template": "模板填不成：{zh}", "the template cannot be filled: {en}";
        "可用的名字和内置的模板：qjcppcc office wording show note",
        "the names that can be used, with a template: qjcppcc office wording show note")
}

/// Prints a value. A list may hold another many times over and be longer than any memory, so it is not written to its end.
fn print(out: &mut Output, state: &mut State, value: &Value) -> std::result::Result<(), minijinja::Error> {
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
