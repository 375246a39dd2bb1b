//! What the options of an import answer about tables, and the command that answers all that is open.

use crate::cli::args::Given;
use crate::error::{Error, Result};
use crate::import::{Answers, Files, QUESTIONS, Question, encoding_named, set_for};
use crate::text::{Lang, Message, quoted};
use crate::vocabulary::Vocabulary;

/// What was answered about tables on the command line.
pub fn answers_of(given: &Given) -> Result<Answers> {
    let encoding = given.text("encoding").map(encoding_named).transpose()?;
    let mut answers = Answers { map: pairs(given, "map")?, set: pairs(given, "set")?, encoding, ..Answers::default() };
    for Question { key, ways, .. } in &QUESTIONS {
        let ways: Vec<&'static str> = ways.iter().map(|(way, _)| *way).collect();
        answers.ways.extend(given.one_of(key, &ways)?.map(|way| (*key, way)));
    }
    Ok(answers)
}

/// What an option says in pairs: 来源=部门.
fn pairs(given: &Given, option: &'static str) -> Result<Vec<(String, String)>> {
    let pair = |pair: &str| match pair.split_once(['=', '＝']) {
        Some((one, other)) if !one.trim().is_empty() => Ok((one.trim().to_owned(), other.trim().to_owned())),
        _ if option == "set" => Err(usage!("bad_set": "--set 要写成 字段=值，不是“{pair}”",
            "--set wants FIELD=VALUE, not “{pair}”"; "例如 --set 日期=2022-3-1", "such as --set date=2022-3-1")),
        _ => Err(usage!("bad_map": "--map 要写成 表头=字段，不是“{pair}”",
            "--map wants HEADING=FIELD, not “{pair}”"; "例如 --map 来源=部门", "such as --map 来源=部门")),
    };
    given.texts(option).map(pair).collect()
}

/// The whole command that answers all points that have an answer, with what can be said instead.
pub fn answering(given: &Given, points: &[Error], files: &Files, all: &Vocabulary) -> Result<Option<Message>> {
    let asked = |question: &&Question| points.iter().any(|point| question.is_of(point));
    let questions: Vec<&Question> = QUESTIONS.iter().filter(asked).collect();
    let (lacking, several) = (files.lacking(), files.are_of_several());
    let sets: Vec<String> = lacking.into_iter().map(|(ledger, field)| set_for(field, ledger, all, several)).collect();
    if questions.is_empty() && sets.is_empty() {
        return Ok(None);
    }
    let mut words: Vec<String> = given.texts("file").map(quoted).collect();
    let options = [("shape", "format"), ("ledger", "ledger"), ("sheet", "sheet"), ("keep-recipe", "keep-recipe")];
    words.extend(options.iter().filter_map(|(name, flag)| Some(format!("--{flag} {}", quoted(given.text(name)?)))));
    let switches = ["update", "restore", "skip-bad", "no-recipe"].into_iter().filter(|name| given.switch(name));
    words.extend(switches.map(|name| format!("--{name}")));
    let said = answers_of(given)?.words();
    words.extend((!said.is_empty()).then_some(said));
    words.extend(questions.iter().map(|Question { key, ways, .. }| format!("--{key} {}", ways[0].0)));
    words.extend(sets);
    let all = |lang: Lang| {
        let of = |Question { key, ways, .. }: &&Question| {
            let ways = ways.iter().map(|(way, about)| format!("{way} {}", about.lang(lang))).collect::<Vec<_>>();
            format!("--{key} {}", ways.join(lang.pick("，", ", ")))
        };
        let all = questions.iter().map(of).collect::<Vec<_>>().join(lang.pick("；", "; "));
        if all.is_empty() { all } else { phrase!(lang, "（{all}）", " ({all})") }
    };
    let (command, zh, en) = (words.join(" "), all(Lang::Zh), all(Lang::En));
    Ok(Some(message!("一并回答：qjcppcc import {command}{zh}", "answer all at once: qjcppcc import {command}{en}")))
}
