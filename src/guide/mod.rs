//! The manual: a page for each task, in Chinese and in English, built into the program.

use crate::lookup::{Candidate, folded, pick};
use crate::sheet::{Block, Cell, Column, Rank, Table};
use crate::text::{Lang, Text, text};

/// A page of the manual.
pub struct Page {
    /// The word by which it is asked for.
    pub key: &'static str,
    /// What it is called in Chinese; each of these words means it, too.
    pub aliases: &'static [&'static str],
    /// What it tells.
    pub about: Text,
    /// The page itself, in Markdown.
    pub text: Text,
}

/// A page with its text in both languages, by its key.
macro_rules! page {
    ($key:literal, $aliases:expr, $zh:literal, $en:literal) => {
        Page {
            key: $key,
            aliases: $aliases,
            about: text($zh, $en),
            text: text(include_str!(concat!("zh/", $key, ".md")), include_str!(concat!("en/", $key, ".md"))),
        }
    };
}

/// The pages, in the order in which they are read.
pub static PAGES: [Page; 15] = [
    page!("start", &["开始", "安装"], "安装、第一天、备份", "install, the first day, back up"),
    page!("recording", &["记录", "录入"], "记一条、数量和日期、看和找", "record, amounts and days, look and find"),
    page!("tables", &["表格", "导入导出"], "导入、填报表、导出", "import, templates to fill in, export"),
    page!(
        "towns-tables",
        &["收齐各镇街的表", "镇街的表"],
        "各处报来的表一次收齐",
        "take in a folder of the towns' tables"
    ),
    page!("mending", &["改正", "更正", "撤销作废"], "改、作废、撤销、核对", "change, void, undo, verify"),
    page!("year-end", &["年报", "年终"], "一年的数字和文稿、公布、关账", "the report of a year, publish, close"),
    page!(
        "proofreading",
        &["校对", "看稿"],
        "稿子里的数对不对：与台账、与它自己",
        "the numbers of a draft against the ledger"
    ),
    page!("platform", &["一镇一事", "平台"], "一件事从提案到办结", "a matter from its proposal to its end"),
    page!(
        "motion-work",
        &["提案工作", "提案办理"],
        "提案从收到、交办到通报",
        "motions, from the first one to the circular"
    ),
    page!("offices", &["别的单位", "换单位"], "别的单位怎样用、单位配置", "start for another office, profiles"),
    page!(
        "desks",
        &["几处共记", "几处", "站点"],
        "几个科室、镇街共记一年：流水包",
        "several desks keep one year: bundles"
    ),
    page!(
        "offline",
        &["没有网络的镇街", "没有网络"],
        "镇街没有网络，用 U 盘来往",
        "towns without a network, with a stick"
    ),
    page!("server", &["服务器", "同步"], "几处通过一台服务器共记一年", "several desks share a year through a server"),
    page!("rules", &["口径", "规则"], "每个数怎么数、怎么印", "how figures are counted and printed"),
    page!("scripts", &["脚本", "接口"], "格式、JSON、SQL、退出码", "formats, JSON, SQL, exit codes"),
];

/// The page of this name, with or without its hyphen.
pub fn find(word: &str) -> Option<&'static Page> {
    let word = folded(word);
    PAGES.iter().find(|page| page.key.replace('-', "") == word.replace('-', "") || page.aliases.contains(&&*word))
}

/// What the pages are called that may be meant.
pub fn near(word: &str, lang: Lang) -> Vec<&'static str> {
    let names = |page: &'static Page| [&[page.key], page.aliases].concat();
    let candidates: Vec<_> = PAGES.iter().map(|page| Candidate::new(page.name(lang), &names(page))).collect();
    pick(word, &candidates).keys()
}

impl Page {
    /// What it is called.
    pub fn name(&self, lang: Lang) -> &'static str {
        lang.pick(self.aliases.first().unwrap_or(&self.key), self.key)
    }

    fn text(&self, lang: Lang) -> impl Iterator<Item = &'static str> {
        self.text.lang(lang).lines().filter(|line| !line.starts_with("!["))
    }

    /// The page in blocks, for formats that set type.
    pub fn blocks(&self, lang: Lang) -> Vec<Block> {
        let mut blocks = Vec::new();
        let mut lines = self.text(lang).peekable();
        while let Some(line) = lines.next() {
            let depth = line.bytes().take_while(|byte| *byte == b'#').count();
            if line.starts_with("```") {
                let code: Vec<&str> = lines.by_ref().take_while(|line| !line.starts_with("```")).collect();
                blocks.push(Block::Verbatim(code.join("\n")));
            } else if depth > 0 {
                let rank = [Rank::Title, Rank::First, Rank::Second, Rank::Third][depth.min(4) - 1];
                blocks.push(Block::Heading(rank, plain(line[depth..].trim())));
            } else if line.starts_with('|') {
                let mut table = Table::new(cells(line).map(|label| Column::new(&label, &label)).collect());
                lines.next();
                while let Some(row) = lines.next_if(|next| next.starts_with('|')) {
                    table.push(cells(row).map(Cell::Text).collect());
                }
                blocks.push(Block::Table(table));
            } else if let Some(code) = line.strip_prefix("    ") {
                blocks.push(Block::Verbatim(code.to_owned()));
            } else if !line.is_empty() {
                let mut words = line.strip_prefix("- ").map_or(line.to_owned(), |item| format!("• {item}"));
                // Lines are broken anywhere; Chinese ones are joined without a blank.
                let is_wide = |c: Option<char>| c.is_some_and(|c| c as u32 > 0x2e80);
                while let Some(next) = lines.next_if(|next| !next.is_empty() && !begins(next)).map(str::trim) {
                    words += if is_wide(words.chars().last()) || is_wide(next.chars().next()) { "" } else { " " };
                    words += next;
                }
                blocks.push(Block::Line(plain(&words)));
            }
        }
        blocks
    }

    /// The page as it is read on a terminal: blocks of code are set in instead of fenced, pictures are for those who read it
    /// in the repository, everything else stands as it is.
    pub fn plain(&self, lang: Lang) -> String {
        let (mut plain, mut fenced) = (String::new(), false);
        for line in self.text(lang) {
            if line.starts_with("```") {
                fenced = !fenced;
                continue;
            }
            plain.push_str(if fenced && !line.is_empty() { "    " } else { "" });
            plain.push_str(line);
            plain.push('\n');
        }
        plain
    }
}

/// Whether a line of Markdown begins something new.
fn begins(line: &str) -> bool {
    let item = line.trim_start_matches(|c: char| c.is_ascii_digit());
    ["#", "|", "```", "- "].iter().any(|mark| line.starts_with(mark))
        || (item.len() < line.len() && item.starts_with(". "))
}

/// The words of a line of Markdown without its marks.
fn plain(line: &str) -> String {
    let parts = line.split('`').enumerate();
    parts.map(|(at, part)| if at % 2 == 0 { part.replace("**", "") } else { part.to_owned() }).collect()
}

fn cells(row: &str) -> impl Iterator<Item = String> {
    row.trim_matches(['|', ' ']).split(" | ").map(|cell| plain(cell.trim()))
}
