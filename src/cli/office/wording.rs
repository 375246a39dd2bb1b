//! `office wording`: the templates that the texts of a report are made from, to start an own one from.

use crate::cli::args::{Given, argument, examples};
use crate::cli::desk::Desk;
use crate::cli::office::profile::{APPLY, EXPORT, SHOW as SHOW_ALL};
use crate::cli::task::{Task, Work, none};
use crate::error::Result;
use crate::format::Format;
use crate::lookup::offer;
use crate::report::{Wording, names};
use crate::sheet::{Block, Cell, Column, Data, Reader, Sheet, Table};
use crate::text::{Lang, text};

/// `office`.
pub const TASK: Task = Task {
    name: "office",
    about: text("本单位的称谓、台账、章节和文稿", "what the office calls itself, its ledgers, sections and texts"),
    options: none,
    work: Work::Verbs(&[SHOW_ALL, APPLY, EXPORT, WORDING]),
};

const WORDING: Task = Task {
    name: "wording",
    about: text("文稿模板，可以照着改", "the templates of the texts, to start an own one from"),
    options: |command, lang| {
        let lines = ["qjcppcc office wording show note > 手记.j2", "qjcppcc report 2022 --template 手记.j2"];
        command.after_help(examples(&lines, lang))
    },
    work: Work::Verbs(&[LIST, SHOW]),
};

const LIST: Task = Task {
    name: "list",
    about: text("列出内置的文稿", "list the texts that are built in"),
    options: none,
    work: Work::Reads(|desk, _| Ok(list(desk))),
};

const SHOW: Task = Task {
    name: "show",
    about: text("印出一份模板", "print the template of one"),
    options: |command, lang| {
        command.arg(argument("name", "NAME", lang.pick("note 手记或 full 综述", "note or full")).required(true))
    },
    work: Work::Reads(show),
};

/// The template as it is, with the names that it can use in a comment above; data has both apart.
fn show(desk: &mut Desk, given: &Given) -> Result<Sheet> {
    let (wording, lang) = (named(given)?, desk.report_language());
    if !matches!(desk.format, None | Some(Format::Table | Format::Json)) {
        return Err(usage!("wording_is_text": "模板只写成文字或 JSON", "a template is written as text or as JSON";
            "去掉 -O，用 > 写入文件", "leave -O out, and write it to a file with >"));
    }
    let page = vec![Block::Verbatim(wording.to_start_from(lang))];
    Ok(Sheet { data: Data::Object(members(wording, lang)), page })
}

fn named(given: &Given) -> Result<Wording> {
    let name = given.text("name").unwrap_or_default();
    Wording::ALL.into_iter().find(|wording| wording.key() == name).ok_or_else(|| {
        usage!("no_such_wording": "没有文稿“{name}”", "there is no text “{name}”")
            .hint(offer(name, &Wording::ALL.map(Wording::key)))
    })
}

/// The texts, and the languages in which each is built in.
fn list(desk: &Desk) -> Sheet {
    let label = |zh, en| desk.lang.pick(zh, en);
    let languages = [Lang::Zh, Lang::En].map(|lang| Cell::Text(lang.key().to_owned())).to_vec();
    let columns: [Reader<Wording>; 3] = [
        (Column::new("name", label("名字", "name")), &|wording| Cell::Text(wording.key().to_owned())),
        (Column::new("about", label("是什么", "what it is")), &|wording| {
            Cell::Text(wording.about().lang(desk.lang).to_owned())
        }),
        (Column::new("languages", label("语言", "languages")), &|_| Cell::List(languages.clone())),
    ];
    Sheet::list(Table::of(Wording::ALL, columns))
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
