//! 助企纾困: help to firms.

use super::field::{FIRMS, Type, YUAN};
use super::{Book, Field, Kin, Ledger, Record};
use crate::error::Result;
use crate::text::text;
use crate::vocabulary::Set;

pub static LEDGER: Ledger = Ledger {
    key: "aid",
    label: text("助企纾困", "aid to firms"),
    about: text("帮助一家（或一批）企业", "help to one firm, or to a batch"),
    kinds: true,
    fields: &[
        Field::new("firm", text("企业", "firm"), Type::Text)
            .also("企业名称、公司、公司名称、单位名称、帮扶企业、走访企业、服务企业")
            .naming(&FIRMS)
            .about(text("写了企业就不写企业数", "with it no number of firms")),
        Field::new("firms", text("企业数", "firms"), Type::Amount(&FIRMS))
            .also("企业数量、企业家数、企业个数、家数、走访企业数、走访企业家数、帮扶企业数、服务企业数")
            .about(text("不写企业名时才写", "only where no firm is named")),
        // Lent by banks, in yuan; never added to money given or coordinated.
        Field::new("loan", text("贷款", "loan"), Type::Amount(&YUAN)).also(
            "贷款金额、协调贷款、解决贷款、落实贷款、贷款额、贷款额度、银行贷款、协助贷款、发放贷款、放款金额、贷款总额、授信、授信额、\
                授信额度、授信金额、金额、资金",
        ),
    ],
    required: &["kind"],
    counted: true,
    rule,
    post,
    asked: |_, _| &["evidence"],
    ..Ledger::BLANK
};

fn rule(record: &Record) -> Result<()> {
    if record.text("firm").is_some() && record.amount("firms").is_some() {
        return Err(refused!("name_and_number" in "firms": "企业名（firm）和企业数（firms）只能填一个",
            "give a firm's name or a number of firms, not both"; "一家企业一条记录，或只写家数",
            "one record for each firm, or only the number"));
    }
    Ok(())
}

fn post(record: &Record, _: &Kin, book: &mut Book) {
    book.count("aid.count");
    if let Some(firm) = record.text("firm") {
        book.thing("aid.firms", Set::Firm, firm);
    }
    book.sum("aid.firms", record.amount("firms"));
    book.sum("aid.loans", record.amount("loan"));
}
