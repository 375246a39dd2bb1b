//! The shapes of what the office settles and publishes: closed years, publications, claims, words, settings, wording.

use super::parts::{answer, as_printed, head, key, no, note, period, record, through};
use crate::ledger::SETTLED;
use crate::report::Wording;
use crate::schema::ledgers::bound;
use crate::schema::shape::{Schema, Shape, day, flag, list, many, number, object, one_of, whole, words};
use crate::text::Lang;
use crate::vocabulary::Set;

/// The answers about what the office has settled and published.
pub(in crate::schema) fn schemas() -> Vec<Schema> {
    let closed =
        object([("year", whole()), ("closed", flag().about("已关账", "whether it is closed now")), ("head", head())]);
    let void = object([("record", record()), ("void", flag()), ("reason", words().about("原因", "why"))]);
    let value = words().or_null().about("值；没有设置则为空", "its value; null while it is not set");
    let set = object([("key", words().about("设置项", "the setting")), ("value", value)]);
    let setting = set.clone().and(object([("about", words().about("说明", "what it settles"))]));
    let listed = ["vocab list", "vocab alias", "vocab preset"];
    let changed = ["vocab add", "vocab edit", "vocab rename", "vocab retire"];
    let applied = object([
        ("profile", words().about("配置", "the profile")),
        ("changed", many().about("改了几处", "how many changes")),
    ]);
    let worded = object([("name", one_of(Wording::ALL.map(Wording::key))), ("lang", language()), ("own", own())]);
    let reworded = ["office wording set", "office wording reset"];
    vec![
        answer("close", "关账或重新开账", "a year closed, or opened again", closed).objects(["close", "reopen"]),
        answer("publication-list", "公布过的数字", "figures that were published", publication())
            .lists(["publication list"])
            .objects(["publish"]),
        answer("claim-list", "外面说过的数字", "a figure given by others", claim())
            .lists(["claim list"])
            .objects(["claim add"]),
        answer("claim-void", "作废的公布或外部数字", "a publication or a claim taken back", void)
            .objects(["claim void", "publication void"]),
        answer("duplicate-list", "可能是同一件的两条", "two records that may be one thing", duplicate())
            .lists(["duplicate list"])
            .objects(["duplicate settle"]),
        answer("profile", "单位配置", "a profile: all that is different from office to office", profile())
            .objects(["office show", "office export"]),
        answer("office-apply", "换用配置的结果", "what taking over a profile did", applied).objects(["office apply"]),
        answer("vocab-list", "词表的一个词", "one word of the vocabulary", term()).lists(listed).objects(changed),
        answer("setting-list", "一个设置项", "one setting", setting).lists(["setting list"]),
        answer("setting-set", "设置后的值", "a setting as it is now", set).objects(["setting set", "setting unset"]),
        answer("wording-list", "一种文稿", "a text", text()).lists(["office wording list"]),
        answer("wording-set", "用哪一份模板", "whose template is used", worded).objects(reworded),
        answer("wording", "一份文稿模板", "the template of a text", wording()).objects(["office wording show"]),
    ]
}

fn publication() -> Shape {
    let figure = object([("key", key()), ("value", number()), ("bound", bound()), ("text", as_printed())]);
    object([
        ("no", no()),
        ("date", day().about("记下公布的日子", "the day on which it was recorded")),
        ("period", period()),
        ("through", through()),
        ("head", head()),
        ("figures", list(figure)),
        ("note", note()),
    ])
}

fn claim() -> Shape {
    object([
        ("no", no()),
        ("period", period()),
        ("figure", key()),
        ("value", words().about("外面怎么说的", "what was said, as it was written")),
        ("ledger", words().about("台账文件怎么说", "what the ledger file says")),
        ("agrees", flag().about("相符", "whether the two agree")),
        ("source", words().about("谁在哪里说的", "who says so, and where")),
    ])
}

fn duplicate() -> Shape {
    let states = SETTLED.iter().map(|choice| choice.key).chain(["open", "void"]);
    object([
        ("no", no()),
        ("date", day()),
        ("first", record()),
        ("first_title", words().or_null()),
        ("second", record()),
        ("second_title", words().or_null()),
        ("state", one_of(states).about("认定；void：一条已作废", "how it is settled; void: one of them is void")),
    ])
}

fn term() -> Shape {
    object([
        ("set", one_of(Set::ALL.map(Set::key)).about("词表", "the set")),
        ("ledger", words().or_null().about("属于哪个台账或章节", "the ledger or section that it belongs to")),
        ("key", words().about("键，永远不变", "the key, which never changes")),
        ("label", words().about("名称", "what people call it")),
        ("english", words().about("英文名", "its English name")),
        ("unit", words().or_null().about("量词", "measure word")),
        ("unit_english", words().or_null().about("英文量词", "English measure word")),
        ("scope", words().or_null().about("与哪一范围或名称合计", "the group or name it is counted with")),
        ("level", words().or_null().about("媒体的级别", "the level of an outlet")),
        ("section", words().or_null().about("写进哪一章节", "the section it stands in")),
        ("rank", many().about("排在第几", "its place")),
        ("retired", day().or_null().about("停用的第一天", "the first day out of use")),
        ("about", words().or_null().about("怎样区分", "what tells it from its neighbours")),
        ("about_english", words().or_null().about("英文说明", "what tells it from its neighbours, in English")),
    ])
}

/// The document of a profile: what has nothing to say is left out.
fn profile() -> Shape {
    let item = |more: Vec<(&'static str, Shape)>| {
        let own =
            ["key", "label", "english", "unit", "unit_english", "about", "about_english"].map(|key| (key, words()));
        object(own.into_iter().chain(more)).in_part()
    };
    let listed = |zh, en, more| list(item(more)).about(zh, en);
    let names =
        ["name", "full", "party", "government", "itself", "part", "area", "peers"].map(|key| (key, item(Vec::new())));
    let kinds = || list(item(vec![("scope", words()), ("section", words())]));
    let template = ["name", "lang", "template"].map(|key| (key, words()));
    let print = one_of(["exact", "rounded"]);
    object([
        ("profile", whole().about("格式的版本", "the version of its form")),
        ("name", words().about("这份配置叫什么", "what it goes by")),
        ("office", object(names).in_part().about("称谓", "what the office, those above it and its parts are called")),
        ("levels", listed("级别，由低到高", "the ladder of levels, the lowest first", vec![("own", flag())])),
        ("towns", listed("下级", "its parts", Vec::new())),
        ("departments", listed("部门", "departments", Vec::new())),
        ("platforms", listed("平台；第一个是商量事项的", "platforms, that of its matters first", Vec::new())),
        ("outlets", listed("媒体", "outlets", vec![("level", words())])),
        ("sections", listed("报告的章节", "sections of the report", vec![("headings", list(item(Vec::new())))])),
        ("ledgers", listed("台账", "ledgers", vec![("section", words()), ("kinds", kinds())])),
        ("scopes", listed("合计的范围", "groups of kinds", vec![("ledger", words())])),
        ("stages", listed("环节", "stages", vec![("ledger", words()), ("meeting", flag()), ("limit", many())])),
        ("outcomes", listed("审查结果", "what a review can end in", vec![("ledger", words())])),
        ("results", listed("办理结果", "how matters are answered", vec![("ledger", words())])),
        ("grades", listed("满意程度", "how answers are judged", vec![("ledger", words()), ("scope", words())])),
        ("figures", listed("与众不同的指标写法", "figures put in another way", vec![("print", print)])),
        ("wordings", list(object(template)).about("自己的文稿模板", "templates of its own")),
    ])
}

fn text() -> Shape {
    let name = one_of(Wording::ALL.map(Wording::key));
    let own = list(language()).about("哪些语言用自己的模板", "the languages in which the office has its own template");
    object([
        ("name", name.about("写在 office wording show 后面", "what follows `office wording show`")),
        ("about", words().about("是什么", "what it is")),
        ("languages", list(language()).about("有哪些语言", "the languages it is there in")),
        ("own", own),
    ])
}

fn wording() -> Shape {
    let known = object([
        ("name", words().about("模板里的写法", "as a template writes it")),
        ("about", words().about("是什么", "what it means")),
    ]);
    object([
        ("name", one_of(Wording::ALL.map(Wording::key))),
        ("about", words().about("是什么", "what it is")),
        ("lang", language()),
        ("own", own()),
        ("template", words().about("模板（minijinja）", "the template (minijinja)")),
        ("names", list(known).about("可用的名字", "the names that it can use")),
    ])
}

fn own() -> Shape {
    flag().about("是自己的；否则是内置的", "whether it is the office's own, not the built-in one")
}

fn language() -> Shape {
    one_of([Lang::Zh, Lang::En].map(Lang::key)).about("语言", "the language")
}
