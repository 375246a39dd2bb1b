//! What goes wrong on the way to a server, and what a server must not be able to do.

use std::fs;
use std::net::TcpListener;
use std::process::Command;
use std::time::{Duration, Instant};

use super::cluster::{Cluster, Desk, OFFICE, PASSWORD, close, code_of, free_port};
use crate::world::World;

#[test]
fn passwords_are_never_in_the_address_and_never_said() {
    let Some(cluster) = Cluster::start() else { return };
    let a = cluster.desk("永兴", "desk");
    let url = a.url.clone();
    let sync = |set: fn(&mut Command) -> &mut Command| {
        let mut command = a.sync_command();
        set(command.env_remove("PGPASSWORD").arg("--json"));
        command
    };
    assert_eq!(code_of(&mut sync(|command| command)), ("no_password".to_owned(), 1));
    let wrong = code_of(&mut sync(|command| command.env("PGPASSWORD", "wrong")));
    assert_eq!(wrong, ("login_refused".to_owned(), 1));
    let with = url.replace("永兴@", &format!("永兴:{}@", "wrong"));
    assert_eq!(code_of(&mut a.command(&["sync", &with, "--json"])), ("password_in_address".to_owned(), 2));
    for address in ["127.0.0.1", "http://a@b/c", "postgres://a@b:x/c", "postgres:///c", "postgres://a@b/c?sslmode=no"] {
        assert_eq!(code_of(&mut a.command(&["sync", address, "--json"])), ("bad_server".to_owned(), 2), "{address}");
    }
    let file = a.home.path().join(".pgpass");
    let line =
        format!("# ours\n*:*:*:other:no\n127.0.0.1:{}:postgres:永兴:{}\n", cluster.port, PASSWORD.replace(':', "\\:"));
    fs::write(&file, line).expect("a file");
    assert_eq!(code_of(&mut sync(|command| command)), ("open_passwords".to_owned(), 4), "others can read it");
    close(&file);
    assert!(sync(|command| command).output().expect("it starts").status.success());
    let nobody = url.replace("永兴@", "");
    let mut by_name = a.command(&["sync", &nobody, "--office", OFFICE]);
    assert!(by_name.env_remove("PGPASSWORD").env("PGUSER", "永兴").output().expect("it starts").status.success());
    fs::rename(&file, a.home.path().join("elsewhere")).expect("the file");
    assert_eq!(code_of(&mut sync(|command| command)).0, "no_password");
    assert!(sync(|command| command.env("PGPASSFILE", "elsewhere")).output().expect("it starts").status.success());
    let folder = code_of(&mut sync(|command| command.env("PGPASSFILE", ".")));
    assert_eq!(folder, ("unreadable".to_owned(), 1));
    // Whoever is there is asked.
    let mut world = World::new();
    world.set_clock("2099-12-31T09:30:00+08:00");
    world.answer.set(Some(true));
    world.width.set(Some(80));
    world.answers.borrow_mut().push_back(PASSWORD);
    let said = world.run(&format!("qjcppcc sync {url} --office {OFFICE}"));
    assert!(said.contains("已并入：永兴 第1条"), "{said}");
    assert_eq!(*world.asked.borrow(), [format!("永兴 在 {url} 的口令")]);
}

#[test]
fn a_server_that_is_not_there_late_or_not_ready_is_named() {
    let a = Desk::new(free_port(), "永兴", "desk");
    a.add(18);
    assert_eq!(a.refused(&[]), ("server_unreachable".to_owned(), 1));
    let silent = TcpListener::bind(("127.0.0.1", 0)).expect("a port");
    let port = silent.local_addr().expect("an address").port();
    let late = format!("postgres://永兴@127.0.0.1:{port}/postgres?connect_timeout=1");
    let begun = Instant::now();
    assert_eq!(code_of(&mut a.command(&["sync", &late, "--json"])), ("server_silent".to_owned(), 1));
    assert!(begun.elapsed() < Duration::from_secs(5), "{:?}", begun.elapsed());
    let Some(mut cluster) = Cluster::start() else { return };
    let a = Desk { url: format!("postgres://postgres@127.0.0.1:{}/postgres?connect_timeout=1", cluster.port), ..a };
    assert_eq!(a.refused(&[]), ("no_table_on_server".to_owned(), 4));
    let nowhere = a.url.replace("/postgres?", "/nowhere?");
    assert_eq!(code_of(&mut a.command(&["sync", &nowhere, "--json"])), ("login_refused".to_owned(), 1));
    let b = cluster.desk("三江", "desk");
    cluster.sql("COMMENT ON TABLE qjcppcc.entry IS 'qjcppcc 2'");
    assert_eq!(b.refused(&["--office", OFFICE]), ("newer_server".to_owned(), 4));
    cluster.sql("COMMENT ON TABLE qjcppcc.entry IS 'qjcppcc 1'");
    // Somebody holds the table, and the server says nothing meanwhile.
    let lock = "BEGIN; LOCK TABLE qjcppcc.entry; SELECT pg_sleep(3); COMMIT";
    std::thread::scope(|scope| {
        scope.spawn(|| cluster.psql_as("postgres", lock));
        std::thread::sleep(Duration::from_millis(500));
        let b = Desk { url: format!("{}?connect_timeout=1", b.url), ..b };
        assert_eq!(b.refused(&["--office", OFFICE]), ("server_silent".to_owned(), 1));
    });
    cluster.sql("ALTER TABLE qjcppcc.entry ALTER hash TYPE TEXT USING ''");
    let b = Desk { url: a.url.replace("postgres@", "三江@"), ..a };
    assert_eq!(b.refused(&["--office", OFFICE]).0, "site_not_writable", "nothing is read yet");
    cluster.kill();
    assert_eq!(b.refused(&[]), ("server_unreachable".to_owned(), 1));
}

#[test]
fn what_is_altered_on_the_server_is_refused_by_the_chain() {
    let Some(cluster) = Cluster::start() else { return };
    let [a, b] = ["永兴", "三江"].map(|name| cluster.desk(name, "desk"));
    for turns in 18..23 {
        a.add(turns);
    }
    b.add(30);
    b.sync();
    a.sync();
    let body = "UPDATE qjcppcc.entry SET body = replace(body, ':20', ':99') WHERE number = 4";
    let kept = cluster.sql("SELECT hash FROM qjcppcc.entry WHERE number = 6");
    for (harm, mend, code) in [
        (body, "UPDATE qjcppcc.entry SET body = replace(body, ':99', ':20') WHERE number = 4", "bad_entry"),
        (
            "UPDATE qjcppcc.entry SET number = 60 WHERE number = 6",
            "UPDATE qjcppcc.entry SET number = 6 WHERE number = 60",
            "entries_missing",
        ),
        (
            "UPDATE qjcppcc.entry SET hash = '\\x00' WHERE number = 6",
            &*format!("UPDATE qjcppcc.entry SET hash = '{kept}' WHERE number = 6"),
            "bad_entry",
        ),
        (
            "UPDATE qjcppcc.entry SET record = '\\x00' WHERE number = 6",
            "UPDATE qjcppcc.entry SET record = (SELECT record FROM kept) WHERE number = 6",
            "bad_entry",
        ),
        (
            "UPDATE qjcppcc.entry SET ledger = 99 WHERE number = 5",
            "UPDATE qjcppcc.entry SET ledger = 1 WHERE number = 5",
            "newer_server",
        ),
    ] {
        if harm.contains("record") {
            cluster.sql("CREATE TABLE kept AS SELECT record FROM qjcppcc.entry WHERE number = 6");
        }
        cluster.sql(harm);
        assert_eq!(b.refused(&[]), (code.to_owned(), 4), "{harm}");
        cluster.sql(mend);
    }
    let said = |desk: &Desk| String::from_utf8(desk.sync_command().output().expect("it starts").stderr).expect("UTF-8");
    cluster.sql(body);
    assert!(said(&b).contains("第4条流水被改动过"), "the entry is named: {}", said(&b));
    assert_eq!(b.said("study list -O id"), "study-1\n", "nothing was taken in");
    // What is sent goes out all the same, and is told.
    b.add(31);
    assert!(said(&b).contains("已送出：三江 第3条"), "nothing but what is bad is kept back");
    // Nor does anything go out that was altered here.
    b.add(32);
    let altered = "UPDATE entry SET body = replace(body, ':32', ':99') WHERE body LIKE '%:32%'";
    assert_eq!(rusqlite::Connection::open(b.file()).expect("the file").execute(altered, []), Ok(1));
    assert_eq!(b.refused(&[]), ("altered_here".to_owned(), 4));
    // Whoever has the entry already does not mind, and goes on.
    a.add(40);
    a.sync();
    assert!(a.said("study list --tally --json").contains("\"records\": 8"), "and has all that was sent");
}

#[test]
fn what_goes_further_than_this_machine_is_encrypted_and_bound_to_the_certificate() {
    let Some(mut cluster) = Cluster::start() else { return };
    let a = cluster.desk("永兴", "desk");
    let with = |more: &str| Desk {
        url: format!("{}?{more}", a.url),
        home: tempfile::tempdir().expect("a folder"),
        name: a.name.clone(),
    };
    let code = |more: &str| code_of(with(more).sync_command().env_remove("QJCPPCC_DB").arg("--json")).0;
    assert_eq!(code("sslmode=require"), "server_refused", "this server has no certificate");
    assert_eq!(code("sslmode=disable&channel_binding=require"), "login_not_bound");
    let data = cluster.path("data");
    let made = Command::new("openssl")
        .args(["req", "-x509", "-newkey", "rsa:2048", "-nodes", "-subj", "/CN=office", "-keyout"])
        .arg(data.join("server.key"))
        .arg("-out")
        .arg(data.join("server.crt"))
        .output();
    let Some(made) = made.ok() else {
        eprintln!("skipped: there is no openssl to make a certificate with");
        return;
    };
    assert!(made.status.success(), "{made:?}");
    let owner = fs::metadata(&data).expect("the folder");
    for name in ["server.key", "server.crt"] {
        use std::os::unix::fs::{MetadataExt, chown};
        chown(data.join(name), Some(owner.uid()), Some(owner.gid())).expect("the owner");
        close(&data.join(name));
    }
    cluster.sql("ALTER SYSTEM SET ssl = on");
    cluster.kill();
    cluster.run();
    let elsewhere = |more: &str| {
        let desk = with(more);
        // By this address a machine reaches itself, too, but nobody knows that.
        Desk { url: desk.url.replace("127.0.0.1", "0.0.0.0"), ..desk }
    };
    let syncs = |desk: &Desk| code_of(desk.sync_command().env_remove("QJCPPCC_DB").arg("--json"));
    let goes_well = |desk: &Desk| {
        let taken = desk.sync_command().env_remove("QJCPPCC_DB").output().expect("it starts");
        assert!(taken.status.success(), "{}: {taken:?}", desk.url);
    };
    for more in ["sslmode=require&channel_binding=require", "sslmode=disable", "sslmode=prefer"] {
        goes_well(&with(more));
    }
    goes_well(&elsewhere(""));
    // A server that wants the password itself does not get it.
    fs::write(data.join("pg_hba.conf"), "host all all all password\n").expect("a file");
    cluster.sql("SELECT pg_reload_conf()");
    assert_eq!(syncs(&elsewhere("")), ("login_not_bound".to_owned(), 1));
    goes_well(&elsewhere("channel_binding=disable"));
    cluster.sql("ALTER SYSTEM SET ssl = off");
    cluster.sql("SELECT pg_reload_conf()");
    assert_eq!(syncs(&elsewhere("channel_binding=disable")).0, "server_refused", "nothing goes out in the clear");
    assert_eq!(syncs(&elsewhere("sslmode=prefer&channel_binding=disable")).0, "server_refused");
    goes_well(&elsewhere("sslmode=disable"));
}

#[test]
fn whoever_meets_others_on_the_server_tries_again() {
    let Some(cluster) = Cluster::start() else { return };
    let a = cluster.desk("永兴", "desk");
    let trigger = |upto: u32| {
        cluster.sql(&format!(
            "CREATE OR REPLACE FUNCTION met() RETURNS trigger LANGUAGE plpgsql AS $$
             BEGIN IF nextval('tries') < {upto} THEN RAISE SQLSTATE '40001'; END IF; RETURN NEW; END $$"
        ))
    };
    cluster.sql("CREATE SEQUENCE tries");
    cluster.sql("GRANT USAGE ON SEQUENCE tries TO qjcppcc");
    trigger(4);
    cluster.sql("CREATE TRIGGER met BEFORE INSERT ON qjcppcc.entry FOR EACH ROW EXECUTE FUNCTION met()");
    a.add(18);
    a.sync();
    assert_eq!(cluster.sql("SELECT count(*), max(number) FROM qjcppcc.entry"), "2|2");
    trigger(1_000_000);
    a.add(19);
    assert_eq!(a.refused(&[]), ("server_busy".to_owned(), 1));
    cluster.sql("DROP TRIGGER met ON qjcppcc.entry");
    cluster.sql("REVOKE INSERT ON qjcppcc.entry FROM qjcppcc");
    assert_eq!(a.refused(&[]), ("not_allowed_on_server".to_owned(), 4));
    cluster.sql("GRANT INSERT ON qjcppcc.entry TO qjcppcc");
    a.sync();
    assert_eq!(cluster.sql("SELECT count(*), max(number) FROM qjcppcc.entry"), "3|3");
}
