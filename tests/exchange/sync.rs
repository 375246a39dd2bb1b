//! What every binary says of a server, whether it speaks with one or not.

use serde_json::json;

use crate::world::World;

#[test]
fn sync_status_says_how_far_each_site_is_the_silent_first() {
    let mut world = World::new();
    assert_eq!(world.run("qjcppcc sync status"), "还没有流水\n");
    assert_eq!(world.run("qjcppcc sync status --lang en"), "there are no entries yet\n");
    world.run("qjcppcc init a.db --site 永兴 --role desk");
    let alone = world.json("qjcppcc --db a.db sync status --json");
    assert_eq!(alone[0]["site"], "永兴");
    assert_eq!((&alone[0]["role"], &alone[0]["entries"]), (&json!("desk"), &json!(1)), "{alone}");
    world.run("qjcppcc --db a.db study add chair -d 2022-3-5 -n 18");
    world.run("qjcppcc --db a.db export -o a.qjb");
    world.wait_days(2);
    world.run("qjcppcc init b.db --site 机关 --role office");
    world.run("qjcppcc --db b.db import a.qjb");
    let both = world.json("qjcppcc --db b.db sync status --json");
    let told: Vec<_> = both.as_array().expect("a list").iter().map(|row| [&row["site"], &row["entries"]]).collect();
    assert_eq!(told, [[&json!("永兴"), &json!(2)], [&json!("机关"), &json!(1)]]);
    assert_eq!((&both[0]["until"], &both[0]["received"]), (&json!("2022-12-31"), &json!("2023-01-02")));
    assert!(both[1]["received"].is_null(), "nobody sends his own: {both}");
    assert!(alone[0]["id"] == both[0]["id"], "a site has one id everywhere");
}

#[test]
fn sync_init_names_the_office_and_the_site() {
    let profile = r#"{"profile": 1, "name": "one", "like": "county", "office": {"name": {"label": "一\"号县政协"}}}"#;
    let mut world = World::with(&[("one.json", profile)]);
    let before = world.run("qjcppcc sync init --lang en");
    assert!(before.contains("CREATE ROLE \"the id of the site, as sync init says there\" NOLOGIN;"), "{before}");
    world.run("qjcppcc init a.db --profile one.json --site 永兴");
    let [told, status] = ["init", "status"].map(|verb| world.json(&format!("qjcppcc --db a.db sync {verb} --json")));
    let sql = told["sql"].as_str().expect("SQL");
    let id = status[0]["id"].as_str().expect("an id");
    for statement in [
        "CREATE ROLE \"一\"\"号县政协\" NOLOGIN IN ROLE qjcppcc;",
        &format!("CREATE ROLE \"{id}\" NOLOGIN;"),
        &format!("CREATE ROLE \"永兴\" LOGIN IN ROLE \"一\"\"号县政协\", \"{id}\";"),
    ] {
        assert!(sql.contains(statement), "{statement} {sql}");
    }
    assert!(!sql.contains('{'), "{sql}");
    let key = sql.lines().find(|line| line.contains("PRIMARY KEY")).expect("a key");
    assert!(key.contains("(office,"), "Citus takes no other: {key}");
    assert_eq!(world.run("qjcppcc --db a.db sync init"), sql, "the page is what scripts are given");
}

#[cfg(not(feature = "server"))]
#[test]
fn a_binary_that_speaks_with_no_server_says_so() {
    let mut world = World::new();
    let said = world.run("qjcppcc sync postgres://a@b/c");
    let hint = "用同一包里的 qjcppcc-server，或自己编译：cargo install --path . --features server";
    assert_eq!(said, format!("错误：这个 qjcppcc 不能和服务器交换\n提示：{hint}\n[exit 1]\n"));
    let said = world.run("qjcppcc sync postgres://a@b/c --lang en");
    assert!(said.starts_with("error: this qjcppcc cannot speak with a server\n"), "{said}");
}
