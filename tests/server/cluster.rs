//! A PostgreSQL of one's own: a cluster in a temporary folder on a port of this machine, ended with the test; and the desks around it.

use std::fs::{self, File};
use std::net::TcpListener;
use std::os::unix::fs::{MetadataExt, PermissionsExt, chown};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};
use std::thread::sleep;
use std::time::Duration;

use rusqlite::Connection;
use rusqlite::types::Value as Cell;
use rustix::process::{Pid, Signal, kill_process};
use serde_json::Value;
use tempfile::TempDir;

use crate::world::process::qjcppcc;

/// The office of all desks here.
pub const OFFICE: &str = "綦江区政协";

/// The password of every login.
pub const PASSWORD: &str = "a secret: 秘密";

/// A running server.
pub struct Cluster {
    folder: TempDir,
    bin: PathBuf,
    pub port: u16,
    postmaster: Option<Child>,
}

/// The newest PostgreSQL of this machine.
fn installed() -> Option<PathBuf> {
    let versions = fs::read_dir("/usr/lib/postgresql").ok()?.flatten().map(|entry| entry.path().join("bin"));
    versions.filter(|bin| bin.join("initdb").exists()).max()
}

/// A free port.
pub fn free_port() -> u16 {
    let listener = TcpListener::bind(("127.0.0.1", 0)).expect("a port");
    listener.local_addr().expect("an address").port()
}

impl Cluster {
    /// None, with a word on why, where the machine has no PostgreSQL.
    pub fn start() -> Option<Cluster> {
        let Some(bin) = installed() else {
            eprintln!("skipped: there is no PostgreSQL below /usr/lib/postgresql (Debian: apt-get install postgresql)");
            return None;
        };
        let folder = tempfile::tempdir().expect("a folder");
        let mut cluster = Cluster { folder, bin, port: free_port(), postmaster: None };
        if let Some((user, group)) = cluster.other_user() {
            chown(cluster.folder.path(), Some(user), Some(group)).expect("root may");
        }
        fs::write(cluster.path("password"), PASSWORD).expect("a file");
        let (data, password) = (cluster.path("data"), cluster.path("password"));
        let made = cluster
            .command("initdb")
            .args(["-U", "postgres", "-A", "scram-sha-256", "-E", "UTF8", "--locale=C", "-N", "-D"])
            .arg(&data)
            .arg("--pwfile")
            .arg(&password)
            .output()
            .expect("initdb starts");
        assert!(made.status.success(), "{made:?}");
        cluster.run();
        Some(cluster)
    }

    pub fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// Root may not run a server: the user of PostgreSQL's own package does.
    fn other_user(&self) -> Option<(u32, u32)> {
        let is_root =
            self.folder.path().metadata().expect("the folder").uid() == 0 || rustix::process::geteuid().is_root();
        let users = fs::read_to_string("/etc/passwd").unwrap_or_default();
        let ids = |name: &str| {
            let line = users.lines().find(|line| line.starts_with(&format!("{name}:")))?;
            let mut ids = line.split(':').skip(2).map(|id| id.parse().expect("a number"));
            Some((ids.next()?, ids.next()?))
        };
        is_root.then(|| ids("postgres").or_else(|| ids("nobody")).expect("a user who is not root"))
    }

    fn command(&self, program: &str) -> Command {
        let program = self.bin.join(program);
        let mut command = match self.other_user() {
            Some((user, group)) => {
                let mut command = Command::new("setpriv");
                command.args([format!("--reuid={user}"), format!("--regid={group}"), "--clear-groups".to_owned()]);
                command.arg(program);
                command
            }
            None => Command::new(program),
        };
        command.current_dir("/").env("LC_ALL", "C");
        command
    }

    /// Starts it, and waits until it answers.
    pub fn run(&mut self) {
        for _ in 0..20 {
            let log = File::options().create(true).append(true).open(self.path("log")).expect("a file");
            let socket = format!("unix_socket_directories={}", self.folder.path().display());
            let port = format!("port={}", self.port);
            let (again, data) = (log.try_clone().expect("the file"), self.path("data"));
            let mut command = self.command("postgres");
            command.arg("-D").arg(data);
            for setting in [&*port, &socket, "listen_addresses=127.0.0.1", "fsync=off", "max_connections=40"] {
                command.args(["-c", setting]);
            }
            let mut child = command.stdin(Stdio::null()).stdout(log).stderr(again).spawn().expect("postgres starts");
            for _ in 0..200 {
                sleep(Duration::from_millis(50));
                if child.try_wait().expect("its state").is_some() {
                    break;
                }
                if self.psql("postgres", "SELECT 1").status.success() {
                    self.postmaster = Some(child);
                    return;
                }
            }
            let _ = child.kill();
            let _ = child.wait();
        }
        panic!("{}", fs::read_to_string(self.path("log")).unwrap_or_default());
    }

    /// Ends it as a power cut would: the postmaster and all that it has started, at once.
    pub fn kill(&mut self) {
        let Some(mut postmaster) = self.postmaster.take() else { return };
        let below = children(postmaster.id());
        postmaster.kill().expect("it runs");
        for pid in below {
            let pid = Pid::from_raw(i32::try_from(pid).expect("a pid")).expect("a pid");
            let _ = kill_process(pid, Signal::KILL);
        }
        postmaster.wait().expect("it ends");
    }

    /// Has the superuser or somebody else say something to the server.
    pub fn psql_as(&self, user: &str, sql: &str) -> Output {
        let mut command = Command::new(self.bin.join("psql"));
        command.args([
            "-X",
            "-At",
            "-v",
            "ON_ERROR_STOP=1",
            "-h",
            "127.0.0.1",
            "-p",
            &self.port.to_string(),
            "-U",
            user,
        ]);
        command.args(["-d", "postgres", "-c", sql]).env("PGPASSWORD", PASSWORD).env("LC_ALL", "C");
        command.output().expect("psql starts")
    }

    fn psql(&self, user: &str, sql: &str) -> Output {
        self.psql_as(user, sql)
    }

    /// What the superuser is answered, each statement by itself.
    pub fn sql(&self, sql: &str) -> String {
        let mut said = String::new();
        let lines: Vec<&str> = sql.lines().filter(|line| !line.starts_with("--")).collect();
        for statement in lines.join("\n").split(";\n").filter(|statement| !statement.trim().is_empty()) {
            let output = self.psql("postgres", statement);
            assert!(output.status.success(), "{statement}: {}", String::from_utf8_lossy(&output.stderr));
            said += &String::from_utf8_lossy(&output.stdout);
        }
        said.trim_end().to_owned()
    }

    /// A new desk that is known to the server; the first one has the table made.
    pub fn desk(&self, name: &str, role: &str) -> Desk {
        let desk = Desk::new(self.port, name, role);
        let setup = desk.said("sync init --lang en");
        let parts: Vec<&str> = setup.split("\n\n").collect();
        assert_eq!(parts.len(), 4, "{setup}");
        if self.sql("SELECT to_regclass('qjcppcc.entry') IS NULL") == "t" {
            self.sql(parts[0]);
            self.sql(parts[1]);
        }
        self.sql(parts[2]);
        self.sql(&format!("ALTER ROLE \"{name}\" PASSWORD '{PASSWORD}'"));
        desk
    }
}

impl Drop for Cluster {
    fn drop(&mut self) {
        self.kill();
    }
}

/// The processes that one has started.
fn children(parent: u32) -> Vec<u32> {
    let processes = fs::read_dir("/proc").expect("/proc").flatten();
    let pids = processes.filter_map(|entry| entry.file_name().to_string_lossy().parse::<u32>().ok());
    pids.filter(|pid| {
        let stat = fs::read_to_string(format!("/proc/{pid}/stat")).unwrap_or_default();
        // The name in brackets may have anything in it.
        let after = stat.rsplit_once(')').map_or("", |(_, after)| after);
        after.split_whitespace().nth(1) == Some(&parent.to_string())
    })
    .collect()
}

/// A desk: a folder with a ledger file of its own, and a login.
pub struct Desk {
    pub home: TempDir,
    pub url: String,
    pub name: String,
}

impl Desk {
    pub fn new(port: u16, name: &str, role: &str) -> Desk {
        let home = tempfile::tempdir().expect("a folder");
        let url = format!("postgres://{name}@127.0.0.1:{port}/postgres");
        let desk = Desk { home, url, name: name.to_owned() };
        desk.said_of("init x.db --site", &[name, "--role", role]);
        desk
    }

    pub fn file(&self) -> PathBuf {
        self.home.path().join("x.db")
    }

    pub fn command(&self, words: &[&str]) -> Command {
        let mut command = qjcppcc(self.home.path());
        command.args(words).env("PGPASSWORD", PASSWORD);
        if words.first() != Some(&"init") {
            command.env("QJCPPCC_DB", "x.db");
        }
        command
    }

    fn said_of(&self, line: &str, more: &[&str]) -> String {
        let words: Vec<&str> = line.split(' ').chain(more.iter().copied()).collect();
        let output = self.command(&words).output().expect("it starts");
        assert!(output.status.success(), "{line}: {}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8(output.stdout).expect("UTF-8")
    }

    /// What a command says that goes well.
    pub fn said(&self, line: &str) -> String {
        self.said_of(line, &[])
    }

    /// Records a session.
    pub fn add(&self, turns: usize) -> String {
        self.said(&format!("study add chair -d 2026-03-05 -n {turns} --again --yes -O id")).trim().to_owned()
    }

    pub fn sync_command(&self) -> Command {
        self.command(&["sync", &self.url, "--office", OFFICE])
    }

    /// What a sync answers that goes well.
    pub fn sync(&self) -> Value {
        let output = self.sync_command().arg("--json").output().expect("it starts");
        assert!(output.status.success(), "{}: {}", self.name, String::from_utf8_lossy(&output.stderr));
        serde_json::from_slice(&output.stdout).expect("JSON")
    }

    /// The code of the error with which a sync ends that does not, and its exit code.
    pub fn refused(&self, more: &[&str]) -> (String, i32) {
        code_of(self.command(&["sync", &self.url, "--json"]).args(more))
    }
}

/// The code of an error, and the exit code; its words are there in both languages.
pub fn code_of(command: &mut Command) -> (String, i32) {
    let output = command.output().expect("it starts");
    let said = String::from_utf8(output.stderr).expect("UTF-8");
    let line = said.lines().last().unwrap_or_else(|| panic!("nothing was said: {:?}", output.stdout));
    let error: Value = serde_json::from_str(line).unwrap_or_else(|_| panic!("{said}"));
    assert!(!said.contains(PASSWORD), "{said}");
    assert!(error["error"]["hint"].is_string(), "{said}");
    (error["error"]["code"].as_str().expect("a code").to_owned(), output.status.code().unwrap_or_default())
}

/// Everything that a ledger file says of its records, but for when others' entries came.
pub fn rows(file: &Path) -> Vec<(String, Vec<Vec<Cell>>)> {
    let connection = Connection::open(file).expect("the file");
    let tables =
        "SELECT name, sql FROM sqlite_schema WHERE type = 'table' AND name NOT IN ('here', 'arrival') ORDER BY name";
    let mut statement = connection.prepare(tables).expect("the tables");
    let names = statement.query_map([], |row| row.get::<_, String>(0)).expect("names");
    let names: Vec<String> = names.map(|name| name.expect("a name")).collect();
    assert!(names.contains(&"posting".to_owned()) && names.contains(&"place".to_owned()), "{names:?}");
    let all = |name: &String| {
        let mut statement = connection.prepare(&format!("SELECT * FROM {name}")).expect("the table");
        let columns = statement.column_count();
        let cells = statement.query_map([], |row| (0..columns).map(|at| row.get(at)).collect()).expect("rows");
        let mut cells: Vec<Vec<Cell>> = cells.map(|row| row.expect("a row")).collect();
        cells.sort_by_cached_key(|row| format!("{row:?}"));
        cells
    };
    names.iter().map(|name| (name.clone(), all(name))).collect()
}

/// The files of all desks are the same, and sound.
pub fn are_the_same(desks: &[&Desk]) {
    let first = rows(&desks[0].file());
    for desk in desks {
        desk.said("verify");
        for ((name, one), (_, other)) in first.iter().zip(rows(&desk.file())) {
            assert!(*one == other, "{name} of {} and {}: {one:#?} {other:#?}", desks[0].name, desk.name);
        }
    }
}

/// Nobody but its owner reads a file.
pub fn close(file: &Path) {
    fs::set_permissions(file, fs::Permissions::from_mode(0o600)).expect("the file");
}
