//! 平台数据: the line that every case platform prints for a year, for the district and for one town.

use super::breakdown::Broken;
use super::number::{bound, printed_in, value, worded};
use super::overview::{Report, running, state};
use super::structure::blocks;
use crate::amount::Measure;
use crate::figure::{Counted, Figure};
use crate::sheet::{Block, Cell, Column, Face, Sheet, Table};
use crate::text::Lang;

/// What the line says, in its order.
pub const SAID: [&str; 10] = [
    "case.count",
    "case.meetings",
    "case.turns",
    "case.members",
    "case.opinions",
    "case.adopted",
    "case.solved",
    "case.carried",
    "case.funds",
    "case.benefited",
];

/// How matters ended that did not go through, counted apart.
pub const APART: [&str; 3] = ["case.rejected", "case.merged", "case.returned"];

/// Everything the line of a period needs.
#[derive(Clone, Debug)]
pub struct PlatformLine {
    /// The report of its period, with the figures that rates are made of.
    pub report: Report,
    /// Whether cells have types, so that their unit has to stand in the heading.
    pub typed: bool,
    /// The one town it is about: key and name; none for the district.
    pub town: Option<(String, String)>,
    /// The figures of [`SAID`] and [`APART`], in that order: what they came to, for the district or for the one town, and by town.
    pub told: Vec<Broken>,
    /// All towns in the office's order: key and name.
    pub towns: Vec<(String, String)>,
}

/// One number of the sentence.
pub(super) struct Clause {
    /// The key of its figure.
    pub key: String,
    /// What the line calls it.
    pub label: String,
    /// The number as printed, with its measure word and without it.
    pub text: [String; 2],
    /// The number in whole units.
    pub value: i64,
}

impl PlatformLine {
    /// The line as a sheet: the sentence, and for the district the table of its towns with the total last.
    pub fn sheet(&self, text: &str) -> Sheet {
        let Report { period, head, lang, .. } = &self.report;
        let rates = self.report.rates();
        let mut towns = self.table(Face::Data);
        // Scripts add the towns up; the total stands apart from them.
        let total = towns.rows.split_off(towns.rows.len() - 1);
        let total = Table { rows: total, ..towns.clone() }.into_object();
        let (lines, custom): (Vec<_>, Vec<_>) = self.custom().into_iter().unzip();
        let members = [
            ("period", Cell::text(&period.name)),
            ("from", Cell::Date(period.from)),
            ("to", Cell::Date(period.to)),
            ("town", Cell::words(self.town.as_ref().map(|(key, _)| key.clone()))),
            ("head", Cell::words(head.clone())),
            ("text", Cell::text(text)),
            ("total", Cell::Object(total)),
            ("towns", Cell::Table(towns)),
            ("rates", Cell::Table(rates.clone())),
        ];
        let mut page = blocks(text, *lang);
        if self.town.is_none() && self.told.iter().any(|told| told.whole.amount.is_some()) {
            let lines: Vec<String> = lines.into_iter().flatten().collect();
            page.extend([Block::Table(self.table(Face::Page)), Block::Line(lines.join("\n"))]);
        }
        page.extend((!rates.rows.is_empty()).then_some(Block::Table(rates)));
        page.extend(state(head.as_deref(), *lang));
        Sheet::object(members.into_iter().chain(custom), page)
    }

    /// One matter for each of the parts is a custom, not a rule: who has none, and who has several, in a line of words and in data.
    fn custom(&self) -> [(Option<String>, (&'static str, Cell)); 2] {
        let lang = self.report.lang;
        let parts = self.report.words.parts(lang);
        let kept = [
            ("without", phrase!(lang, "没有新开事项的{parts}", "{parts} without a new matter"), 0..1),
            ("several", phrase!(lang, "不止一件的{parts}", "{parts} with several"), 2..i64::MAX),
        ];
        kept.map(|(member, label, wanted)| {
            let towns: Vec<_> = self.towns.iter().filter(|(key, _)| wanted.contains(&self.matters(key))).collect();
            let keys = || Cell::List(towns.iter().map(|(key, _)| Cell::text(key)).collect());
            let said = |(key, name): &&(String, String)| match self.matters(key) {
                0 => name.clone(),
                matters => phrase!(lang, "{name}（{matters}件）", "{name} ({matters})"),
            };
            let names = towns.iter().map(said).collect::<Vec<_>>().join(lang.pick("、", ", "));
            let line = (!towns.is_empty()).then(|| phrase!(lang, "{label}：{names}", "{label}: {names}"));
            (line, (member, if self.town.is_none() { keys() } else { Cell::Empty }))
        })
    }

    /// The period as the sentence names it, with the last day that was counted where it is not over.
    pub(super) fn counted_period(&self) -> String {
        let Report { period, today, lang, .. } = &self.report;
        period.label(*lang) + &running(period, *today, *lang)
    }

    /// The numbers of the sentence among these figures. Nothing carried over is not worth saying.
    pub(super) fn clauses(&self, keys: &[&str]) -> Vec<Clause> {
        let clause = |told: &Broken| {
            let Broken { figure, whole, .. } = told;
            let amount = whole.amount.filter(|amount| figure.key != "case.carried" || amount.value != 0)?;
            Some(Clause {
                key: figure.key.to_string(),
                label: self.name(told),
                text: [self.report.printed(figure, whole), self.bare(figure, whole)],
                value: amount.value / figure.measure.parts(),
            })
        };
        self.told.iter().filter(|told| keys.contains(&&*told.figure.key)).filter_map(clause).collect()
    }

    fn name(&self, told: &Broken) -> String {
        let year = self.report.period.is_year();
        match (&*told.figure.key, self.report.lang) {
            ("case.count", Lang::Zh) => "事项".to_owned(),
            ("case.members", Lang::Zh) => "委员".to_owned(),
            ("case.carried", Lang::Zh) if year => "上年结转".to_owned(),
            ("case.carried", Lang::Zh) => "期前结转".to_owned(),
            ("case.meetings", Lang::Zh) => "协商会".to_owned(),
            ("case.turns", Lang::Zh) => "各方参与".to_owned(),
            ("case.opinions", Lang::Zh) => "意见建议".to_owned(),
            ("case.adopted", Lang::Zh) => "采纳".to_owned(),
            (_, lang) => told.figure.name(lang).to_owned(),
        }
    }

    /// A row for each town, for the district itself where something is recorded of it, and the total last.
    fn table(&self, face: Face) -> Table {
        let (lang, words, for_data) = (self.report.lang, &self.report.words, face == Face::Data);
        let told: Vec<&Broken> = self.told.iter().filter(|told| SAID.contains(&&*told.figure.key)).collect();
        let town = words.office("part").lang(lang);
        let mut columns = if for_data {
            vec![Column::new("town", town), Column::new("name", lang.pick("名称", "name"))]
        } else {
            vec![Column::new("name", town)]
        };
        for told in &told {
            let key = told.figure.key.trim_start_matches("case.");
            columns.push(Column::new(key, &self.column(told, self.typed || for_data)).right());
            columns.extend(for_data.then(|| Column::new(&format!("{key}_bound"), "")));
        }
        let mut table = Table::new(columns);
        let mut row = |key: Option<&str>, name: &str, of: &dyn Fn(&Broken) -> Option<Counted>| {
            let mut cells = Vec::from_iter(for_data.then(|| Cell::words(key)));
            cells.push(Cell::Text(name.to_owned()));
            for told in &told {
                let (figure, counted) = (&told.figure, of(told).unwrap_or_default());
                let amount = counted.amount;
                if for_data {
                    cells.extend([value(figure, amount), bound(amount)]);
                } else {
                    cells.push(worded(figure, amount, |_| self.bare(figure, &counted)));
                }
            }
            table.push(cells);
        };
        let wanted = |key: &str| self.town.as_ref().is_none_or(|(town, _)| town == key);
        for (key, name) in self.towns.iter().filter(|(key, _)| wanted(key)) {
            row(Some(key), name, &|told| told.of(Some(key)));
        }
        if self.town.is_none() && told.iter().any(|told| told.of(None).is_some()) {
            row(None, words.office("itself").lang(lang), &|told| told.of(None));
        }
        row(None, lang.pick("合计", "total"), &|told| Some(told.whole));
        table
    }

    /// The heading of a figure; bare numbers of money need their unit.
    fn column(&self, told: &Broken, bare: bool) -> String {
        let money = told.figure.measure == Measure::Money;
        let name = self.name(told);
        match self.report.lang {
            Lang::Zh if money && bare => format!("{name}（元）"),
            Lang::En if money && bare => format!("{name} (yuan)"),
            Lang::En if !money => short_english(&told.figure.key).to_owned(),
            _ => name,
        }
    }

    fn matters(&self, key: &str) -> i64 {
        let count = self.told.iter().find(|told| told.figure.key == "case.count");
        count.and_then(|told| told.of(Some(key))?.amount).map_or(0, |amount| amount.value)
    }

    /// The number without its measure word: where the name says what is counted, only money needs one.
    fn bare(&self, figure: &Figure, counted: &Counted) -> String {
        let Report { exact, lang, .. } = self.report;
        let word = if figure.measure == Measure::Money { figure.word(lang) } else { "" };
        printed_in(figure, counted, word, exact, lang)
    }
}

fn short_english(key: &str) -> &str {
    match key {
        "case.count" => "matters",
        "case.benefited" => "people",
        key => key.trim_start_matches("case."),
    }
}
