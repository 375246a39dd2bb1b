//! Desks and an office that share a year through a server.

use std::fs;

use serde_json::{Value, json};

use super::cluster::{Cluster, Desk, OFFICE, are_the_same, code_of};

fn spans(answer: &Value, key: &str) -> Vec<(String, i64, i64)> {
    let spans = answer[key].as_array().expect("a list").iter();
    let span = |it: &Value| {
        let number = |key: &str| it[key].as_i64().expect("a number");
        (it["site"].as_str().expect("a name").to_owned(), number("from"), number("to"))
    };
    spans.map(span).collect()
}

#[test]
fn two_desks_and_an_office_come_to_the_same_file() {
    let Some(cluster) = Cluster::start() else { return };
    let [a, b] = ["永兴", "三江"].map(|name| cluster.desk(name, "desk"));
    let office = cluster.desk("机关", "office");
    a.add(18);
    a.add(19);
    b.add(20);
    let first = a.sync_command().arg("--dry-run").output().expect("it starts");
    assert_eq!(String::from_utf8_lossy(&first.stdout), "（演练，未写入）已送出：永兴 第1至3条\n");
    assert_eq!(cluster.sql("SELECT count(*) FROM qjcppcc.entry"), "0", "a rehearsal sends nothing");
    let answer = a.sync();
    assert_eq!((&answer["office"], &answer["suspects"]), (&json!(OFFICE), &json!(0)));
    assert_eq!((spans(&answer, "sent"), spans(&answer, "taken")), (vec![("永兴".into(), 1, 3)], vec![]));
    let schema: Value = serde_json::from_str(&a.said("schema sync")).expect("JSON");
    let keys: Vec<&String> = answer.as_object().expect("an object").keys().collect();
    assert_eq!(schema["required"], json!(keys), "in their order");
    let answer = b.sync();
    assert_eq!(spans(&answer, "sent"), [("三江".into(), 1, 2)]);
    assert_eq!(spans(&answer, "taken"), [("永兴".into(), 1, 3)]);
    // It finds records that may be one, and sends the pairs with what it had.
    let answer = office.sync();
    let suspects = answer["suspects"].as_i64().expect("a number");
    assert_eq!(spans(&answer, "sent"), [("机关".into(), 1, 1 + suspects)]);
    for desk in [&a, &b, &office] {
        desk.sync();
    }
    are_the_same(&[&a, &b, &office]);
    assert_eq!(b.said(&format!("sync {}", b.url)), "两边一样，没有新的流水\n");
    assert_eq!(b.said(&format!("sync {} --lang en", b.url)), "both sides are the same, nothing is new\n");
    b.said("study edit study-1@永兴 -n 30 --yes");
    a.said("study edit study-1 -n 40 --yes");
    for desk in [&a, &b, &office, &a] {
        desk.sync();
    }
    are_the_same(&[&a, &b, &office]);
    assert_eq!(a.sync()["conflicts"], json!(1));
    let status: Value = serde_json::from_str(&office.said("sync status --json")).expect("JSON");
    let sites: Vec<&str> = status.as_array().expect("a list").iter().filter_map(|row| row["site"].as_str()).collect();
    assert_eq!(sites.len(), 3, "{status}");
    assert_eq!(sites[2], "机关", "the own one last: {status}");
}

#[test]
fn a_new_machine_takes_the_year_and_a_lost_one_its_own_entries_back() {
    let Some(cluster) = Cluster::start() else { return };
    let a = cluster.desk("永兴", "desk");
    a.add(18);
    let backup = fs::read(a.file()).expect("the file");
    a.add(19);
    a.sync();
    let now = fs::read(a.file()).expect("the file");
    fs::write(a.file(), backup).expect("an older copy");
    let answer = a.sync();
    assert_eq!((spans(&answer, "sent"), spans(&answer, "taken")), (vec![], vec![("永兴".into(), 3, 3)]));
    a.add(20);
    assert_eq!(spans(&a.sync(), "sent"), [("永兴".into(), 4, 4)], "it goes on as itself");
    // The older machine went on, too: then there are two entries 4.
    fs::write(a.file(), now).expect("the other copy");
    a.add(21);
    assert_eq!(a.refused(&[]), ("forked_site".to_owned(), 4));
    let words = a.sync_command().output().expect("it starts").stderr;
    assert!(String::from_utf8_lossy(&words).contains("site fork 4"), "{}", String::from_utf8_lossy(&words));
    // Whoever has the other chain from elsewhere is told, too, and sends his own all the same.
    let b = cluster.desk("三江", "desk");
    a.said("export -o a.qjb");
    fs::copy(a.home.path().join("a.qjb"), b.home.path().join("a.qjb")).expect("a copy");
    b.said("import a.qjb");
    let words = b.sync_command().output().expect("it starts").stderr;
    let words = String::from_utf8_lossy(&words);
    assert!(words.contains("已送出：三江 第1条") && words.contains("第4条流水有两种"), "{words}");
    a.said("site fork 4");
    a.said("site name 永兴二 --role desk");
    assert_eq!(a.refused(&[]), ("site_not_writable".to_owned(), 4), "nobody has let that one in yet");
    let setup = a.said("sync init --lang en");
    cluster.sql(&setup.split("\n\n").nth(2).expect("a part").replace("永兴二", "second"));
    cluster.sql(&format!("ALTER ROLE second PASSWORD '{}'", super::cluster::PASSWORD));
    let a = Desk { url: a.url.replace("永兴", "second"), ..a };
    assert_eq!(spans(&a.sync(), "taken"), [("永兴".into(), 4, 4), ("三江".into(), 1, 1)]);
    // A machine with nothing on it has to be told whose it is.
    let new = Desk { home: tempfile::tempdir().expect("a folder"), ..a };
    assert_eq!(code_of(new.command(&["sync", &new.url, "--json"]).env_remove("QJCPPCC_DB")).0, "which_office");
    let taken = new.sync_command().env_remove("QJCPPCC_DB").output().expect("it starts");
    assert!(taken.status.success(), "{taken:?}");
    let all = new.command(&["study", "list", "--tally"]).env_remove("QJCPPCC_DB").output().expect("it starts");
    assert!(String::from_utf8_lossy(&all.stdout).contains('4'), "{all:?}");
}

#[test]
fn a_login_writes_its_own_sites_and_reads_its_own_office() {
    let Some(cluster) = Cluster::start() else { return };
    let [a, b] = ["永兴", "三江"].map(|name| cluster.desk(name, "desk"));
    a.add(18);
    a.sync();
    let own = |desk: &Desk| -> String {
        let status: Value = serde_json::from_str(&desk.said("sync status --json")).expect("JSON");
        let rows = status.as_array().expect("a list").iter();
        rows.filter(|row| row["site"] == *desk.name).map(|row| row["id"].as_str().expect("an id").to_owned()).collect()
    };
    let (site_a, site_b) = (own(&a), own(&b));
    let put = |site: &str, office: &str| {
        format!(
            "INSERT INTO qjcppcc.entry SELECT '{office}', '{site}', 99, 7, 99, at, actor, os, op, record, reason, origin, body, hash FROM qjcppcc.entry LIMIT 1"
        )
    };
    cluster.sql("CREATE ROLE \"别的单位\" NOLOGIN IN ROLE qjcppcc");
    for (sql, why) in [
        (put(&site_a, OFFICE), "row-level security"),
        (put(&site_b, "别的单位"), "row-level security"),
        ("UPDATE qjcppcc.entry SET body = ''".to_owned(), "permission denied"),
        ("DELETE FROM qjcppcc.entry".to_owned(), "permission denied"),
        ("TRUNCATE qjcppcc.entry".to_owned(), "permission denied"),
    ] {
        let output = cluster.psql_as("三江", &sql);
        let said = String::from_utf8_lossy(&output.stderr);
        assert!(!output.status.success() && said.contains(why), "{sql}: {said}");
    }
    cluster.sql(&format!("CREATE ROLE stranger LOGIN PASSWORD '{}' IN ROLE \"别的单位\"", super::cluster::PASSWORD));
    let seen = cluster.psql_as("stranger", "SELECT count(*) FROM qjcppcc.entry");
    assert_eq!(String::from_utf8_lossy(&seen.stdout), "0\n", "another office is not read");
    // With the login of another desk nothing goes out.
    let wrong = Desk { url: b.url.replace("三江", "永兴"), ..b };
    wrong.add(20);
    assert_eq!(wrong.refused(&["--office", OFFICE]), ("site_not_writable".to_owned(), 4));
    assert_eq!(wrong.refused(&["--office", "别的单位"]), ("other_office".to_owned(), 4));
    let new = Desk { home: tempfile::tempdir().expect("a folder"), url: a.url.clone(), name: a.name.clone() };
    for office in ["别的单位", "没有的"] {
        let mut command = new.command(&["sync", &new.url, "--office", office, "--json"]);
        assert_eq!(code_of(command.env_remove("QJCPPCC_DB")), ("not_of_office".to_owned(), 4), "{office}");
    }
    // A site without a network is sent for by whoever has its role.
    let b = Desk { url: wrong.url.replace("永兴", "三江"), ..wrong };
    b.said("export -o b.qjb");
    fs::copy(b.home.path().join("b.qjb"), a.home.path().join("b.qjb")).expect("a copy");
    a.said("import b.qjb");
    assert_eq!(spans(&a.sync(), "sent"), [], "it has not that role");
    cluster.sql(&format!("GRANT \"{site_b}\" TO \"永兴\""));
    assert_eq!(spans(&a.sync(), "sent"), [("三江".into(), 1, 2)]);
    b.sync();
    are_the_same(&[&a, &b]);
}
