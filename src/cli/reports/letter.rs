//! What a report has as a letter: to whom it goes, what is attached, who signs it and when.

use crate::cli::desk::Desk;
use crate::error::Result;
use crate::ledger::one_line;
use crate::period::{day_label, read_sure_day};
use crate::sheet::{Block, Formal, Rank, Sheet};

/// Puts them where they belong: 主送机关 below the title, 附件说明 and 落款 at the end.
pub fn put(desk: &Desk, sheet: &mut Sheet) -> Result<()> {
    let Some(given) = desk.given.first().filter(|given| given.is_letter()) else { return Ok(()) };
    if let Some(format) = desk.format.filter(|format| !format.shows_page()) {
        let key = format.key();
        return Err(usage!("no_effect": "主送机关、落款、附件对 {key} 不起作用",
            "--to, --sign, --dated and --attach have no effect on {key}";
            "写成文稿：-o 文件.docx", "write a text: -o FILE.docx"));
    }
    let (lang, paper, page) = (desk.report_language(), desk.paper.borrow(), &mut sheet.page);
    let named = |name: &str| given.text(name).filter(|words| !words.is_empty());
    let line = |name: &'static str, words: &str| one_line(words).map_err(|error| error.field(name));
    if let Some(said) = given.text("addressee") {
        let said = Some(said).filter(|said| !said.is_empty()).unwrap_or(&paper.addressee);
        if said.is_empty() {
            return Err(usage!("no_addressee" in "to": "没有写主送机关", "nobody is named to whom it goes";
                "写 --to 单位，或设好：qjcppcc setting set print.addressee 单位",
                "give --to OFFICE, or settle it: qjcppcc setting set print.addressee OFFICE"));
        }
        let words = line("to", said)?;
        let addressee = words.trim_end_matches(['：', ':']).to_owned() + lang.pick("：", ":");
        let is_titled = matches!(page.first(), Some(Block::Heading(Rank::Title, _)));
        page.insert(usize::from(is_titled), Block::Formal(Formal::Addressee, addressee));
    }
    let attached = given.texts("attach").map(|name| line("attach", name)).collect::<Result<Vec<_>>>()?;
    if let [one] = &attached[..] {
        page.push(Block::Formal(Formal::Attachments, phrase!(lang, "附件：{one}", "Attachment: {one}")));
    } else if !attached.is_empty() {
        let label = lang.pick("附件：", "Attachments: ");
        let below = lang.pick("\u{3000}", " ").repeat(label.chars().count());
        let lines = (1..).zip(&attached).map(|(number, name)| format!("{number}. {name}")).collect::<Vec<_>>();
        let list = label.to_owned() + &lines.join(&format!("\n{below}"));
        page.push(Block::Formal(Formal::Attachments, list));
    }
    if given.writes("sign") || given.writes("dated") {
        let own = if paper.signature.is_empty() { &paper.office } else { &paper.signature };
        let (office, today) = (line("sign", named("sign").unwrap_or(own))?, desk.outside.today());
        let day = given.read("dated", |day| read_sure_day(day, today, true))?.unwrap_or(today);
        let day = day_label(day, lang);
        page.push(Block::Formal(Formal::Signature, format!("{office}\n{day}")));
    }
    Ok(())
}
