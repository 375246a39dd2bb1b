//! Recipes of tables: kept with an import, listed, shown and removed by its options.

use chrono::NaiveDate;

use crate::cli::args::Given;
use crate::cli::desk::{Desk, or_none};
use crate::error::Result;
use crate::import::{Answers, Files, Recipe};
use crate::ledger::{Door, RECIPES, Record, Value, recipe_id};
use crate::lookup::{offer, pick};
use crate::sheet::{Block, Cell, Column, Face, Reader, Sheet, Table};
use crate::store::{Change, Query, Store};
use crate::vocabulary::Vocabulary;

/// The recipes that the office keeps, the last one last.
pub fn kept(store: &Store) -> Result<Vec<Recipe>> {
    let mut records = store.list(&Query::of(RECIPES))?;
    records.sort_by_key(|record| (record.date(), record.no));
    Ok(records.iter().filter_map(Recipe::of).collect())
}

/// Keeps what was answered about the tables of files under a name, in place of what was kept under it before. Answers what does not
/// hold for the next ones.
pub fn keep(change: &mut Change, name: &str, files: &Files, today: NaiveDate) -> Result<Answers> {
    let understood = || files.tried.iter().filter(|tried| tried.is_understood());
    let tables = understood().filter_map(|tried| Some((tried.shape.clone()?, tried.ledger))).collect();
    let answers = understood().fold(Answers::default(), |all, tried| all.before(&tried.answers));
    let mut recipe = Recipe { name: name.to_owned(), tables, answers };
    if recipe.tables.is_empty() {
        return Err(
            usage!("no_table_to_keep": "没有读到表格，没有配方可存", "no table was read, so there is no recipe to keep";
            "去掉 --keep-recipe", "leave --keep-recipe out"),
        );
    }
    let days = recipe.forget_days(change.vocabulary());
    let mut record = Record::blank(RECIPES);
    record.set("date", Some(Value::Day(today)));
    let door = Door { vocabulary: &change.vocabulary().clone(), ledger: RECIPES, today, pick };
    for (key, words) in [("name", &recipe.name), ("recipe", &recipe.kept())] {
        door.put(&mut record, key, Some(words))?;
    }
    record.check(door.vocabulary)?;
    record.id = recipe_id(record.text("name").unwrap_or_default());
    let old = change.record(record.id)?.as_ref().and_then(Recipe::of);
    if old.as_ref() != Some(&recipe) {
        change.put(&mut record, "import --keep-recipe")?;
    }
    Ok(days)
}

/// Says which days were not kept in a recipe.
pub fn tell(desk: &mut Desk, days: &Answers) {
    let words = days.words();
    if !words.is_empty() {
        desk.remark(&message!(
            "日子没有存进配方，下次的表另写：{words}",
            "days are not kept in the recipe, to be said again of the next table: {words}"
        ));
    }
}

/// `import --recipes`: what is kept, all of it or one, which can be removed.
pub fn shown(desk: &mut Desk, given: &Given) -> Result<Sheet> {
    let wanted = given.text("recipes").filter(|name| !name.is_empty());
    let mut store = if given.switch("remove") { desk.writer()? } else { desk.reader()? };
    let recipes = kept(&store)?;
    let words = store.vocabulary().clone();
    let Some(name) = wanted else {
        if given.switch("remove") {
            return Err(usage!("missing_argument": "没有写删去哪个配方", "it does not say which recipe to remove";
                "import --recipes 名字 --remove", "import --recipes NAME --remove"));
        }
        let none = desk
            .lang
            .pick("没有存下的配方；导入时加 --keep-recipe 名字", "no recipes are kept; import with --keep-recipe NAME");
        return Ok(or_none(Sheet::list(table(desk, recipes, &words)), none));
    };
    let Some(recipe) = recipes.iter().find(|recipe| recipe.name == name) else {
        let names: Vec<&str> = recipes.iter().map(|recipe| &*recipe.name).collect();
        let error = error_of!(Missing, "no_such_recipe": "没有配方“{name}”", "there is no recipe “{name}”");
        return Err(if names.is_empty() { error } else { error.hint(offer(name, &names)) });
    };
    let members = table(desk, vec![recipe.clone()], &words).into_object();
    if given.switch("remove") {
        if let Some(record) = store.list(&Query::of(RECIPES))?.into_iter().find(|it| it.text("name") == Some(name)) {
            desk.change(&mut store, |change| change.void(&record, "import --recipes --remove"))?;
        }
        return Ok(desk.tell(members, &message!("已删去配方“{name}”", "removed the recipe “{name}”")));
    }
    let lang = desk.lang;
    let lines = recipe.tables.iter().map(|(shape, ledger)| {
        let ledger = ledger.map_or("—", |ledger| ledger.called_by(&words).lang(lang));
        format!("{ledger}{}{}", lang.pick("：", ": "), shape.replace('|', lang.pick("、", ", ")))
    });
    let lines: Vec<String> = [recipe.name.clone()].into_iter().chain(lines).chain([recipe.answers.words()]).collect();
    Ok(Sheet::object(members, vec![Block::Line(lines.join("\n").trim_end().to_owned())]))
}

/// One line for each recipe: its name, its ledgers, the headings of its tables, what was answered.
fn table(desk: &Desk, recipes: Vec<Recipe>, words: &Vocabulary) -> Table {
    let label = |zh, en| desk.lang.pick(zh, en);
    let list = |all: Vec<String>| Cell::List(all.into_iter().map(Cell::Text).collect());
    let columns: [Reader<Recipe>; 5] = [
        (Column::new("name", label("名字", "name")), &|it| Cell::text(&it.name)),
        (Column::data("ledgers"), &|it| list(it.ledgers().map(|ledger| ledger.key.to_owned()).collect())),
        (Column::new("label", label("台账", "ledger")).face(Face::Page), &|it| {
            list(it.ledgers().map(|ledger| ledger.called_by(words).lang(desk.lang).to_owned()).collect())
        }),
        (Column::new("shapes", label("表头", "headings")), &|it| list(it.tables.keys().cloned().collect())),
        (Column::new("answers", label("回答", "answers")), &|it| {
            list(it.answers.options().into_iter().map(|(option, value)| format!("--{option} {value}")).collect())
        }),
    ];
    Table::of(recipes, columns)
}
