//! `report [PERIOD] --by office FOLDER`: the figures of several offices added up, from a folder with a ledger file of each.
//!
//! What the program or the city's own words have under one key is added. Whatever else an office counts is its own, and stands apart as
//! `consult.salon@云河`. The files are only read, one after the other, and nothing but their figures stays in memory.

use std::collections::{BTreeSet, HashMap, HashSet};
use std::fs;
use std::path::{Path, PathBuf};

use chrono::{Datelike, NaiveDate};
use uuid::Uuid;

use crate::cli::args::Given;
use crate::cli::desk::Desk;
use crate::cli::reports::doubts::cut;
use crate::cli::reports::drawn::masked;
use crate::cli::reports::wanted::this_year_or;
use crate::error::{Error, Kind, Result};
use crate::figure::{Counted, Figure, Part, Source, figures, find};
use crate::format::Format;
use crate::period::Period;
use crate::report::{self, Broken, OWN, Office, Report, Traced};
use crate::sheet::Sheet;
use crate::store::{Access, Store, is_sidecar};
use crate::text::{Lang, Message, quoted, text};
use crate::vocabulary::{PRESETS, Profile, Set, Term, Vocabulary, common_vocabulary, seed_vocabulary};

/// What makes no sense above the offices.
const IDLE: [&str; 14] = [
    "from",
    "as-of",
    "session",
    "sort",
    "top",
    "to-date",
    "fail",
    "town",
    "month",
    "kind",
    "platform",
    "department",
    "unit",
    "author",
];

/// The figures of all offices, or the records behind one of them.
pub fn report(desk: &mut Desk, given: &Given, turned: bool, as_page: bool) -> Result<Sheet> {
    if let Some(name) = IDLE.into_iter().find(|name| given.writes(name)) {
        return Err(usage!("not_of_offices": "--{name} 不能和 --by office 一起用",
            "--{name} cannot be used with --by office";
            "只问一个单位：qjcppcc --db 它的台账文件 report …", "ask one office alone: qjcppcc --db ITS_FILE report …"));
    }
    let (said, folder) = asked(given, desk.outside.today())?;
    let files = files(folder)?;
    let period = this_year_or(desk, said, &format!(" --by office {}", quoted(folder)))?;
    let words = words(desk)?;
    let mut all = Added::new(&words);
    let (today, lang) = (desk.outside.today(), desk.report_language());
    let mut report = Report::new(period, today, lang, &words, Vec::new());
    report.exact = given.switch("exact");
    all.read(&files, folder, &mut report)?;
    if let Some(key) = given.text("trace") {
        let traced = all.traced(find(&all.dictionary, key)?, &mut report, given)?;
        return Ok(report::traced(&report, &traced, as_page));
    }
    let broken = all.broken();
    report.warnings.extend(twice(&broken));
    // What is for people, and JSON, says so itself.
    if !desk.shows_page() && desk.format != Some(Format::Json) {
        report.warnings.iter().for_each(|warning| desk.warn(warning));
    }
    Ok(report::above(&report, &broken, turned))
}

/// The period and the folder. Where one of them is written it is the folder, unless it is a period.
fn asked<'a>(given: &Given<'a>, today: NaiveDate) -> Result<(Option<&'a str>, &'a str)> {
    match (given.text("period"), given.text("folder")) {
        (period, Some(folder)) => Ok((period, folder)),
        (Some(folder), None) if Period::read(folder, today).is_err() => Ok((None, folder)),
        _ => Err(usage!("no_folder": "没有写各单位的台账文件在哪个文件夹",
            "it does not say in which folder the ledger files of the offices are";
            "例如 qjcppcc report 2022 --by office 各区县", "for example qjcppcc report 2022 --by office offices")),
    }
}

/// The ledger files in a folder, each with the key of its office, in the order of their names. What nobody means is left out: hidden files,
/// what lies beside a ledger file, bundles, and folders.
fn files(folder: &str) -> Result<Vec<(String, PathBuf)>> {
    let unread = |fault| {
        let what = text("文件夹读不了", "the folder cannot be read");
        Error::system(Kind::Database, "unreadable_folder", what, &fault)
            .hint(message!("每个单位一份台账文件，放在一个文件夹里", "keep a ledger file of each office in one folder"))
            .file(folder)
    };
    let mut files = Vec::new();
    for entry in fs::read_dir(folder).map_err(unread)? {
        let entry = entry.map_err(unread)?;
        let (path, name) = (entry.path(), entry.file_name().to_string_lossy().into_owned());
        let is_bundle = path.extension().is_some_and(|ending| ending.eq_ignore_ascii_case("qjb"));
        let is_left_out = name.starts_with('.') || is_bundle || name.contains(".backup-") || is_sidecar(&path);
        if !is_left_out && !path.is_dir() {
            files.push((name.strip_suffix(".db").unwrap_or(&name).to_owned(), path));
        }
    }
    if files.is_empty() {
        return Err(error_of!(Database, "no_offices": "文件夹里没有台账文件", "there is no ledger file in the folder";
            "每个单位一份台账文件，放在一个文件夹里；流水包先导入：qjcppcc --db 文件夹/云河.db import 云河.qjb",
            "keep a ledger file of each office in one folder; take bundles in first: qjcppcc --db FOLDER/yunhe.db import yunhe.qjb")
        .file(folder));
    }
    files.sort();
    Ok(files)
}

/// The words in which the report is put: the city's own, where it has a ledger file, or else those that any city begins with. What is
/// above and below one office is not what is above and below another.
fn words(desk: &Desk) -> Result<Vocabulary> {
    let (path, named) = desk.file()?;
    let mut terms = if named || path.try_exists().unwrap_or(true) {
        let store = Store::open(&path, Access::Read)?;
        desk.take_paper(&store);
        store.vocabulary().terms().to_vec()
    } else {
        let city = Profile::read(Profile::built_in("city").unwrap_or_default())?.terms();
        let common =
            common_vocabulary().terms().iter().filter(|word| !city.iter().any(|known| known.is_same_word(word)));
        let mut terms: Vec<Term> = common.cloned().chain(city.iter().cloned()).collect();
        for term in terms.iter_mut().filter(|term| term.set == Set::Office) {
            (term.label, term.english) = ("各单位".to_owned(), "all offices".to_owned());
        }
        terms
    };
    terms.retain(|term| term.set != Set::Office || term.key == "name");
    Ok(Vocabulary::new(terms))
}

/// What has been added up so far.
struct Added {
    /// The figures in the order of the report, those that offices alone have among them.
    dictionary: Vec<Figure>,
    /// The same by their keys.
    known: HashMap<String, Figure>,
    sums: HashMap<String, Broken>,
    /// The keys of the figures that some words of the program make.
    built_in: HashSet<String>,
    /// What an office is called that has not said its name.
    unnamed: HashSet<String>,
}

impl Added {
    fn new(words: &Vocabulary) -> Added {
        let profiles = Profile::names().filter_map(Profile::built_in).chain(PRESETS.map(|(_, text)| text));
        let profiles = profiles.filter_map(|text| Some(Vocabulary::new(Profile::read(text).ok()?.terms())));
        let (mut built_in, mut unnamed) = (HashSet::new(), HashSet::new());
        for of_profile in profiles {
            built_in.extend(figures(&of_profile).into_iter().map(|figure| figure.key.into_owned()));
            unnamed.insert(of_profile.office("name").zh.to_owned());
        }
        built_in.extend(figures(seed_vocabulary()).into_iter().map(|figure| figure.key.into_owned()));
        unnamed.remove(seed_vocabulary().office("name").zh);
        let dictionary = figures(words);
        let known = dictionary.iter().map(|figure| (figure.key.to_string(), figure.clone())).collect();
        Added { dictionary, known, sums: HashMap::new(), built_in, unnamed }
    }

    /// Reads every office, and tells what a reader should know of them. Of files that cannot be read all are named, and nothing is counted.
    fn read(&mut self, files: &[(String, PathBuf)], folder: &str, report: &mut Report) -> Result<()> {
        let (mut troubles, mut sites) = (Vec::new(), HashMap::<Uuid, usize>::new());
        let mut begun_as_one = BTreeSet::new();
        for (key, path) in files {
            match self.office(key, path, report) {
                Ok((office, of_file)) => {
                    let shared = of_file.iter().find_map(|site| sites.get(site).copied());
                    let same = report.offices.iter().find(|other| other.name == office.name);
                    let is_unnamed = |other: &&Office| other.key == other.name && office.key == office.name;
                    let twin = same.or(shared.map(|at| &report.offices[at]).filter(is_unnamed));
                    if let Some(other) = twin {
                        return Err(one_office_twice(other, &office));
                    }
                    begun_as_one.extend(shared.into_iter().flat_map(|at| [at, report.offices.len()]));
                    sites.extend(of_file.into_iter().map(|site| (site, report.offices.len())));
                    report.offices.push(office);
                }
                Err(error) => troubles.push(error.file(&path.display().to_string())),
            }
        }
        if !troubles.is_empty() {
            let count = troubles.len();
            let mut error = error_of!(Database, "unreadable_offices": "有{count}个文件不能汇总，什么也没有算",
                "files that cannot be added up: {count}; nothing was counted";
                "换上好的台账文件，或者移出文件夹", "put sound ledger files in their place, or move them out of the folder")
            .file(folder);
            error.more = troubles;
            return Err(error);
        }
        let begun_as_one = begun_as_one.iter().map(|at| &*report.offices[*at].name);
        report.warnings.extend(some(begun_as_one).map(|Message { zh, en }| {
            message!(
                "注意：这些单位的台账文件有同样的流水，其中若有另一份的副本，就算了两遍：{zh}",
                "note: ledger files that have entries in common; if one is a copy of another, it is counted twice: {en}"
            )
        }));
        report.warnings.extend(notes(report));
        Ok(())
    }

    /// Adds the figures of one office; answers also the sites whose entries it has.
    fn office(&mut self, key: &str, path: &Path, report: &mut Report) -> Result<(Office, Vec<Uuid>)> {
        let (store, Report { period, lang, .. }) = (Store::open(path, Access::Read)?, &*report);
        let name = store.vocabulary().office("name");
        let name = if self.unnamed.contains(name.zh) { key } else { name.lang(*lang) }.to_owned();
        let years: HashSet<i32> = store.closed()?.into_iter().map(|closed| closed.year).collect();
        let closed = (period.from.year()..=period.to.year()).all(|year| years.contains(&year));
        let (file, head) = (path.display().to_string(), store.head()?);
        let mut office =
            Office { key: key.to_owned(), name, words: <_>::default(), file, head, recorded: false, closed };
        let own = figures(store.vocabulary());
        let counted = store.count_all(&own, period)?;
        let mut before = None;
        for (figure, counted) in own.into_iter().zip(counted) {
            if counted.amount.is_some() {
                office.recorded |= figure.is_of_days();
                before = Some(self.add(figure, counted, &office, before.as_deref())?);
            } else if self.known.contains_key(&*figure.key) {
                before = Some(figure.key.to_string());
            }
        }
        if let (Some(Message { zh, en }), name) = (cut(&store, period)?, &office.name) {
            report.warnings.push(message!("{name}：{zh}", "{name}: {en}"));
        }
        let sites = store.chain_ends()?.into_iter().map(|end| end.site).collect();
        Ok((office, sites))
    }

    /// Adds a figure of an office to that of the others, or puts it apart; a new one has its place behind `before`. Answers its key here.
    fn add(&mut self, mut figure: Figure, counted: Counted, office: &Office, before: Option<&str>) -> Result<String> {
        let known = self.known.get(&*figure.key);
        let is_called_so = known.is_some_and(|known| known.family == figure.family && known.unit == figure.unit);
        // What a result says goes by its name: letters mean one thing where there are three, and another where there are four.
        let is_of_program = figure.family.as_ref().is_none_or(|member| {
            self.built_in.contains(&*figure.key) && (member.set != Set::Result || known.is_none() || is_called_so)
        });
        let is_measured_so = known.is_none_or(|known| known.measure == figure.measure);
        if !(is_measured_so && (is_of_program || is_called_so)) {
            figure.key = office.own(&figure.key).into();
        }
        let key = figure.key.to_string();
        if !self.known.contains_key(&key) {
            let is_before = |known: &Figure| Some(&*known.key) == before && known.ledger() == figure.ledger();
            let of_ledger = |known: &Figure| known.ledger() == figure.ledger();
            let all = &self.dictionary;
            let last = all.iter().position(is_before).or_else(|| all.iter().rposition(of_ledger));
            figure.section = last.map_or(figure.section, |last| all[last].section.clone());
            let behind = last.map_or(all.len(), |last| last + 1);
            // What others alone have at the same place came first.
            let others = all[behind..].iter().take_while(|it| it.key.contains(OWN) && it.ledger() == figure.ledger());
            self.dictionary.insert(behind + others.count(), figure.clone());
            self.known.insert(key.clone(), figure.clone());
        }
        let sum =
            self.sums.entry(key.clone()).or_insert_with(|| Broken { figure, whole: <_>::default(), parts: Vec::new() });
        sum.whole = sum.whole.plus(counted)?;
        sum.parts.push((Part { part: Some(office.key.clone()), counted }, office.name.clone()));
        Ok(key)
    }

    /// What was added up, each figure with the offices that have it.
    fn broken(&mut self) -> Vec<Broken> {
        let (dictionary, sums) = (&self.dictionary, &mut self.sums);
        let summed = |figure: &Figure| Some(Broken { figure: figure.clone(), ..sums.remove(&*figure.key)? });
        dictionary.iter().filter_map(summed).collect()
    }

    /// The records of all offices behind a figure; each office gets the words that they are shown with.
    fn traced(&self, figure: &Figure, report: &mut Report, given: &Given) -> Result<Traced> {
        let (mut whole, mut sources) = (Counted::default(), Vec::<Source>::new());
        let parts = self.sums.get(&*figure.key).map(|sum| &sum.parts);
        for office in &mut report.offices {
            let key = Some(&office.key);
            if !parts.into_iter().flatten().any(|(part, _)| part.part.as_ref() == key) {
                continue;
            }
            let store = Store::open(Path::new(&office.file), Access::Read)?;
            let own = figures(store.vocabulary());
            let counted = find(&own, figure.key.split(OWN).next().unwrap_or_default())?;
            whole = whole.plus(store.count(counted, &report.period)?)?;
            let found = store.trace(counted, &report.period, &[])?;
            office.words = words_of(&found, store.vocabulary());
            let of_office = |source| Source { office: Some(office.key.clone()), ..source };
            sources.extend(found.into_iter().map(of_office));
        }
        masked(&mut sources, given);
        Ok(Traced { figure: figure.clone(), amount: whole.amount, within: Vec::new(), sources })
    }
}

/// The words that records are shown with; all words of thousands of offices would be too many.
fn words_of(sources: &[Source], words: &Vocabulary) -> Vocabulary {
    let used: HashSet<&str> =
        sources.iter().flat_map(|source| [&source.town, &source.kind]).flatten().map(String::as_str).collect();
    let is_used = |term: &&Term| match term.set {
        Set::Office => true,
        Set::Town | Set::Kind => used.contains(&*term.key),
        _ => false,
    };
    Vocabulary::new(words.terms().iter().filter(is_used).cloned().collect())
}

fn one_office_twice(one: &Office, other: &Office) -> Error {
    let (name, one, other) = (&one.name, &one.file, &other.file);
    refused!("one_office_twice": "{one} 和 {other} 都是{name}的台账文件", "{one} and {other} are both ledger files of {name}";
        "留下一份，另一份移出文件夹；两份都有要的流水，就并成一份：export -o X.qjb，再 import；不是同一个单位，用 office apply 写上各自的名称",
        "keep one in the folder; where both have entries that are wanted, merge them: export -o X.qjb, then import it; if they are of two offices, give each its name with office apply")
}

/// Offices without a record of the period, and those that may still change it.
fn notes(report: &Report) -> Vec<Message> {
    let Report { period, today, offices, lang, .. } = report;
    let label = period.label(*lang);
    let all = |is: &dyn Fn(&Office) -> bool| some(offices.iter().filter(|it| is(it)).map(|office| &*office.name));
    let silent = all(&|office| !office.recorded).map(|Message { zh, en }| {
        message!("注意：没有{label}记录的单位：{zh}", "note: offices without a record of {label}: {en}")
    });
    let open = all(&|office| office.recorded && !office.closed).filter(|_| period.to < *today);
    let open = open.map(|Message { zh, en }| {
        message!(
            "注意：{label}还没有关账的单位，数字还会变：{zh}",
            "note: offices that have not closed {label}, whose figures may change: {en}"
        )
    });
    silent.into_iter().chain(open).collect()
}

/// The figures of things that several offices may have to do with, each known by its name.
const NAMED: [&str; 6] =
    ["aid.firms", "liaison.places", "liaison.partners", "media.outlets", "motion.people", "motion.units"];

/// What counts once does so in each office by itself.
fn twice(broken: &[Broken]) -> Option<Message> {
    let is_once = |one: &&Broken| one.parts.len() > 1 && NAMED.contains(&&*one.figure.key);
    let once = || broken.iter().filter(is_once);
    let (zh, en) =
        (some(once().map(|it| it.figure.name(Lang::Zh)))?.zh, some(once().map(|it| it.figure.name(Lang::En)))?.en);
    Some(message!(
        "注意：{zh}：在每个单位各计一次，几个单位都有的，合计里就有几次",
        "note: each thing counts once in each office, and what several offices have counts in the sum for each of them: {en}"
    ))
}

/// So many names are said at most.
const SAID: usize = 12;

fn some<'a>(names: impl Iterator<Item = &'a str>) -> Option<Message> {
    let names: Vec<&str> = names.collect();
    let (shown, count) = (&names[..names.len().min(SAID)], names.len());
    let Message { zh, en } = Message { zh: shown.join("、"), en: shown.join(", ") };
    match count {
        0 => None,
        _ if count > SAID => Some(message!("{zh}等{count}个", "{en} and others, {count} in all")),
        _ => Some(Message { zh, en }),
    }
}
