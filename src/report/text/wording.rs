//! The wording of a text: the built-in templates, and how one of them or an office's own is filled from a report.

use std::sync::Arc;

use minijinja::Environment;
use minijinja::syntax::SyntaxConfig;

use super::facts::Mentions;
use super::names::{handed, names};
use crate::error::Result;
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
        fill(report, self.template(report.lang), self.key(), note)
    }
}

/// Fills a template. `name` is said in errors; `note` is the built-in note, for texts that end with it.
///
/// # Errors
/// A template that cannot be read or filled, with its line.
pub fn fill(report: &Arc<Report>, source: &str, name: &str, note: &str) -> Result<String> {
    let facts = handed(&Mentions::of(report, note));
    let filled = SyntaxConfig::builder().trim_blocks(true).lstrip_blocks(true).build().and_then(|syntax| {
        let mut environment = Environment::new();
        environment.set_syntax(syntax);
        environment.template_from_named_str(name, source)?.render(facts)
    });
    filled.map(|text| text.trim().to_owned()).map_err(|fault| {
        let detail = fault.detail().map_or_else(|| fault.kind().to_string(), str::to_owned);
        let error = usage!("bad_template": "模板填不成：{detail}", "the template cannot be filled: {detail}";
                "可用的名字和内置的模板：qjcppcc office wording show note",
                "the names that can be used, with a template: qjcppcc office wording show note")
        .file(name);
        fault.line().map_or(error.clone(), |line| error.line(line))
    })
}
