//! A connection on which nobody waits longer than was said, and what a server says when something is wrong.

use std::error::Error as _;
use std::future::Future;
use std::io;
use std::time::Duration;

use tokio::runtime::{Builder, Runtime};
use tokio::time::timeout;
use tokio_postgres::error::SqlState;
use tokio_postgres::types::{FromSql, ToSql};
use tokio_postgres::{Client, Row};

use super::address::Address;
use super::certificate::encryption;
use crate::error::{Error, Result};

/// The version of the table on a server.
const VERSION: i64 = 1;
/// So often is something tried that others were in the way of.
const TRIES: u64 = 8;

/// What a server answers.
pub type Answer<T> = std::result::Result<T, Fault>;

/// Why something was not done on a server.
pub enum Fault {
    /// Others did something at the same moment: it may go well the next time.
    Again,
    /// The server wants a password, and none is known.
    NoPassword,
    /// What people are told.
    Told(Error),
}

impl Fault {
    /// What people are told where it cannot be helped.
    pub fn told(self) -> Error {
        match self {
            Fault::Told(error) => error,
            Fault::Again => error_of!(Failed, "server_busy": "别人一直在同步，没有轮到，什么也没有送出",
                "others were syncing all the time; nothing was sent"; "过一会儿再同步", "sync again in a while"),
            Fault::NoPassword => error_of!(Failed, "no_password": "服务器要口令", "the server wants a password";
                "放在环境变量 PGPASSWORD 或文件 .pgpass 里", "put it into PGPASSWORD or the file .pgpass"),
        }
    }
}

impl From<Error> for Fault {
    fn from(error: Error) -> Fault {
        Fault::Told(error)
    }
}

/// A server with which one is connected.
pub struct Server {
    runtime: Runtime,
    client: Client,
    name: String,
    patience: Duration,
}

impl Server {
    /// Connects, and sees to it that the table of entries is there.
    pub fn connect(address: &Address) -> Answer<Server> {
        let (name, patience) = (address.name.clone(), address.patience);
        let runtime = Builder::new_current_thread().enable_all().build();
        let runtime = runtime.map_err(|fault| unreachable(&name, &fault.to_string()))?;
        let connecting = async { timeout(patience, address.config.connect(encryption())).await };
        let (client, connection) = match runtime.block_on(connecting) {
            Ok(Ok(connected)) => connected,
            other => {
                // A name that is still being looked up is not waited for.
                runtime.shutdown_background();
                return Err(other.map_or_else(
                    |_| silent(&name, patience).into(),
                    |answer| answer.err().map_or(Fault::Again, |fault| fault_of(&name, patience, &fault)),
                ));
            }
        };
        runtime.spawn(connection);
        let server = Server { runtime, client, name, patience };
        // What was begun by a program that is gone is not kept open for it.
        let limit = patience.as_millis();
        server.tell(&format!("SET statement_timeout = {limit}"))?;
        server.tell(&format!("SET idle_in_transaction_session_timeout = {}", 4 * limit))?;
        server.has_table()?;
        Ok(server)
    }

    fn has_table(&self) -> Answer<()> {
        let said = "SELECT pg_catalog.obj_description(pg_catalog.to_regclass('qjcppcc.entry'), 'pg_class')";
        let said = self.ask(said, &[])?.first().map(|row| self.cell::<Option<String>>(row, 0)).transpose()?.flatten();
        let version = said.as_deref().and_then(|said| said.strip_prefix("qjcppcc ")?.parse::<i64>().ok());
        match version {
            Some(VERSION) => Ok(()),
            Some(version) if version > VERSION => Err(newer().into()),
            _ => {
                let name = &self.name;
                Err(refused!("no_table_on_server": "{name} 上还没有放流水的表", "there is no table for entries on {name}";
                    "请管理员执行 qjcppcc sync init 印出的语句", "have its keeper run what qjcppcc sync init prints")
                .into())
            }
        }
    }

    /// Does something that others may be in the way of, again if they were.
    pub fn trying<T>(&self, mut work: impl FnMut(&Server) -> Answer<T>) -> Result<T> {
        for tries in 1..TRIES {
            match work(self) {
                Err(Fault::Again) => self.tell("ROLLBACK").map_err(Fault::told)?,
                other => return other.map_err(Fault::told),
            }
            // Those who met once are not to meet again.
            std::thread::sleep(Duration::from_millis(fastrand::u64(5..20 << tries)));
        }
        work(self).map_err(Fault::told)
    }

    /// A statement that has no answer.
    pub(super) fn tell(&self, statement: &str) -> Answer<()> {
        self.wait(self.client.batch_execute(statement))
    }

    /// A statement with values, and what it answers.
    pub(super) fn ask(&self, statement: &str, values: &[&(dyn ToSql + Sync)]) -> Answer<Vec<Row>> {
        self.wait(self.client.query(statement, values))
    }

    /// What stands in a row, if it is what it has to be.
    pub(super) fn cell<'r, T: FromSql<'r>>(&self, row: &'r Row, at: usize) -> Answer<T> {
        row.try_get(at).map_err(|fault| fault_of(&self.name, self.patience, &fault))
    }

    fn wait<T>(&self, answer: impl Future<Output = std::result::Result<T, tokio_postgres::Error>>) -> Answer<T> {
        let (name, patience) = (&self.name, self.patience);
        match self.runtime.block_on(async { timeout(patience, answer).await }) {
            Ok(answer) => answer.map_err(|fault| fault_of(name, patience, &fault)),
            Err(_) => Err(silent(name, patience).into()),
        }
    }
}

/// What an answer that is none means.
fn fault_of(name: &str, patience: Duration, fault: &tokio_postgres::Error) -> Fault {
    let told = fault.as_db_error().map(|told| told.message().to_owned());
    let code = fault.code().map_or("", SqlState::code);
    let reason = told.or_else(|| fault.source().map(ToString::to_string)).unwrap_or_else(|| fault.to_string());
    let is_io = fault.source().and_then(|source| source.downcast_ref::<io::Error>()).is_some();
    let error = match code {
        "40001" | "40P01" | "23505" => return Fault::Again,
        "57014" | "55P03" => silent(name, patience),
        "42501" | "42704" => refused!("not_allowed_on_server": "{name} 不许这个登录这样做：{reason}",
            "{name} does not allow this login to do so: {reason}";
            "请管理员执行 qjcppcc sync init 印出的语句，把站点的角色给这个登录",
            "have its keeper grant the roles that qjcppcc sync init prints"),
        // A password, a login or a database is not what the server knows.
        code if code.starts_with("28") || code == "3D000" => error_of!(Failed, "login_refused":
            "{name} 不认这个登录：{reason}", "{name} does not know this login: {reason}";
            "核对登录名、库名和口令（PGPASSWORD、.pgpass）", "check login, database and password (PGPASSWORD, .pgpass)"),
        "" if reason == "password missing" => return Fault::NoPassword,
        "" if fault.to_string().contains("authentication") => error_of!(Failed, "login_not_bound":
            "{name} 的登录没有绑定证书，没有送出口令：{reason}",
            "the login at {name} is not bound to its certificate, and no password was sent: {reason}";
            "服务器要用 TLS 和 scram-sha-256；信得过这条线路的，地址后加 ?channel_binding=disable",
            "the server needs TLS and scram-sha-256; where the way to it is safe, add ?channel_binding=disable to the address"),
        "" if fault.is_closed() || is_io || fault.to_string().contains("connect") => unreachable(name, &reason),
        _ => error_of!(Failed, "server_refused": "{name} 说：{reason}", "{name} says: {reason}";
            "把这句话告诉管理员；本机的台账没有动", "tell its keeper; the ledger file here was left as it was"),
    };
    error.into()
}

fn unreachable(name: &str, reason: &str) -> Error {
    error_of!(Failed, "server_unreachable": "连不上 {name}，或连接断了：{reason}",
        "{name} cannot be reached, or the connection broke: {reason}";
        "查网络和地址，再同步一次；已送到的不会送两遍", "check network and address and sync again; what has arrived is not sent twice")
}

fn silent(name: &str, patience: Duration) -> Error {
    let seconds = patience.as_secs();
    error_of!(Failed, "server_silent": "{name} {seconds}秒没有回答", "{name} has not answered for {seconds} seconds";
        "过一会儿再同步，已送到的不会送两遍；要等久些，地址后加 ?connect_timeout=120",
        "sync again in a while, what has arrived is not sent twice; to wait longer, add ?connect_timeout=120 to the address")
}

/// What is there comes from a newer program.
pub fn newer() -> Error {
    refused!("newer_server": "服务器上有更新的版本写的，什么也没有并入",
        "there is something on the server that a newer program has written; nothing was taken in"; "请更新 qjcppcc", "update qjcppcc")
}
