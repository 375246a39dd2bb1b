//! `office wording`: the templates that the texts of a report are made from, to start an own one from.

use crate::cli::args::given::Given;
use crate::cli::desk::Desk;
use crate::cli::output::answer::{Answer, not_written};
use crate::cli::output::printed::Printed;
use crate::error::{Error, Result};
use crate::format::Format;
use crate::lookup::offer;
use crate::message;
use crate::report::{Wording, names};
use crate::sheet::{Cell, Column, Data, Sheet, Table};
use crate::text::Lang;

/// Runs one verb of `office wording`.
pub fn run(desk: &Desk, given: &Given) -> Result<Sheet> {
    match given.verb().and_then(|(_, given)| given.verb()) {
        Some(("list", _)) => Ok(list(desk)),
        Some(("show", given)) => {
            let members = members(named(&given)?, desk.report_language());
            Ok(Sheet { data: Data::Object(members), page: Vec::new() })
        }
        _ => Err(Error::usage("no_command", message!("没有写命令", "there is no command"))),
    }
}

/// `office wording show NAME`: the template as it is, with the names that it can use in a comment above. `None` for data, which
/// has both apart.
pub fn printed(desk: &Desk, given: &Given, answer: &Answer) -> Result<Option<Printed>> {
    let verb = given.verb().and_then(|(_, given)| given.verb());
    let Some(("show", given)) = verb.filter(|_| desk.option("fields").is_none()) else { return Ok(None) };
    let template = named(&given)?.to_start_from(desk.report_language());
    match answer.format {
        Some(Format::Json) => Ok(None),
        None | Some(Format::Table) => {
            let text = template.as_bytes();
            answer.give_out(|out| out.write_all(text).map_err(|fault| not_written(None, &fault))).map(Some)
        }
        Some(_) => Err(Error::usage(
            "wording_is_text",
            message!("模板只写成文字或 JSON", "a template is written as text or as JSON"),
        )
        .hint(message!("去掉 -O，用 > 写入文件", "leave -O out, and write it to a file with >"))),
    }
}

fn named(given: &Given) -> Result<Wording> {
    let name = given.text("name").unwrap_or_default();
    Wording::ALL.into_iter().find(|wording| wording.key() == name).ok_or_else(|| {
        Error::usage("no_such_wording", message!("没有文稿“{name}”", "there is no text “{name}”"))
            .hint(offer(name, &Wording::ALL.map(Wording::key)))
    })
}

/// The texts, and the languages in which each is built in.
fn list(desk: &Desk) -> Sheet {
    let label = |zh, en| desk.lang.pick(zh, en);
    let mut table = Table::new(vec![
        Column::new("name", label("名字", "name")),
        Column::new("about", label("是什么", "what it is")),
        Column::new("languages", label("语言", "languages")),
    ]);
    for wording in Wording::ALL {
        let [name, about] = [wording.key(), wording.about().lang(desk.lang)].map(|words| Cell::Text(words.to_owned()));
        let languages = [Lang::Zh, Lang::En].map(|lang| Cell::Text(lang.key().to_owned()));
        table.push(vec![name, about, Cell::List(languages.to_vec())]);
    }
    Sheet::list(table)
}

fn members(wording: Wording, lang: Lang) -> Vec<(String, Cell)> {
    let mut known = Table::new(["name", "about"].map(|key| Column::new(key, key)).to_vec());
    for name in names() {
        known.push(vec![Cell::Text(name.name), Cell::Text(name.about.lang(lang).to_owned())]);
    }
    vec![
        ("name".to_owned(), Cell::Text(wording.key().to_owned())),
        ("about".to_owned(), Cell::Text(wording.about().lang(lang).to_owned())),
        ("lang".to_owned(), Cell::Text(lang.key().to_owned())),
        ("template".to_owned(), Cell::Text(wording.template(lang).to_owned())),
        ("names".to_owned(), Cell::Table(known)),
    ]
}
