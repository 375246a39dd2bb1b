//! What was answered about a sort of tables, kept under a name, so that those of next month are read alike.

use uuid::Uuid;

use super::same_everywhere;
use crate::error::Result;
use crate::ledger::field::Type;
use crate::ledger::{Field, Ledger, Record};
use crate::text::text;

pub static LEDGER: Ledger = Ledger {
    key: "recipe",
    label: text("导入配方", "recipe of an import"),
    about: text("一种表怎样读", "how tables of a sort are read"),
    fields: &[
        Field::new("name", text("配方", "recipe"), Type::Text).required(),
        Field::new("recipe", text("读法", "how to read"), Type::Note).required(),
    ],
    positional: &["name"],
    rule,
    ..Ledger::BLANK
};

/// The id of the record of a recipe.
pub fn recipe_id(name: &str) -> Uuid {
    same_everywhere(b"qijiangppcc-reci", name.as_bytes())
}

fn rule(record: &Record) -> Result<()> {
    let read = record.text("recipe").unwrap_or_default();
    if serde_json::from_str::<serde_json::Value>(read).is_ok_and(|read| read.is_object()) {
        return Ok(());
    }
    Err(refused!("bad_recipe" in "recipe": "配方的读法要是一个 JSON 对象", "how a recipe reads is a JSON object";
        "用 import --keep-recipe 存配方", "keep recipes with import --keep-recipe"))
}
