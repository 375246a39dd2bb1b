//! Where a server is, and as whom one is known there.

use std::net::IpAddr;
use std::time::Duration;

use tokio_postgres::Config;
use tokio_postgres::config::{ChannelBinding, Host, SslMode};

use super::password;
use crate::error::Result;
use crate::outside::Outside;

/// So long a server may take for each answer, unless its address says otherwise.
const PATIENCE: Duration = Duration::from_secs(30);

/// A server, and as whom one is known there.
pub struct Address {
    pub(super) config: Config,
    /// As people write it.
    pub name: String,
    pub(super) patience: Duration,
}

impl Address {
    /// Reads `postgres://user@host/database`. What goes further than this machine is encrypted, and the login is bound to the certificate
    /// that it went through, so that nobody between the two can be taken for the server.
    pub fn read(url: &str, outside: &Outside) -> Result<Address> {
        let is_url = ["postgres://", "postgresql://"].iter().any(|scheme| url.starts_with(scheme));
        let config = url
            .parse::<Config>()
            .map_err(|fault| std::error::Error::source(&fault).map_or_else(|| fault.to_string(), ToString::to_string));
        let mut config = match config {
            Ok(config) if is_url && !config.get_hosts().is_empty() => config,
            other => {
                let reason = other.err().filter(|_| is_url).map_or_else(String::new, |reason| format!(" ({reason})"));
                return Err(
                    usage!("bad_server": "这不是服务器的地址{reason}", "this is no address of a server{reason}";
                    "写成 postgres://登录名@主机/数据库", "write postgres://LOGIN@HOST/DATABASE"),
                );
            }
        };
        if config.get_password().is_some() {
            return Err(usage!("password_in_address": "口令不写在地址里：别人从进程列表里看得到",
                "a password does not stand in the address: others see it in the list of processes";
                "放在环境变量 PGPASSWORD 或文件 .pgpass 里，或者等它来问",
                "put it into PGPASSWORD or the file .pgpass, or wait to be asked"));
        }
        if config.get_user().is_none() {
            config.user(outside.variable("PGUSER").map_or_else(|| (outside.user)(), str::to_owned));
        }
        if !config.get_hosts().iter().all(is_here) {
            if config.get_ssl_mode() == SslMode::Prefer {
                config.ssl_mode(SslMode::Require);
            }
            if config.get_channel_binding() == ChannelBinding::Prefer && config.get_ssl_mode() == SslMode::Require {
                config.channel_binding(ChannelBinding::Require);
            }
        }
        let patience = config.get_connect_timeout().copied().unwrap_or(PATIENCE);
        config.application_name("qjcppcc").connect_timeout(patience);
        let name = url.split('?').next().unwrap_or(url).to_owned();
        Ok(Address { config, name, patience })
    }

    /// The login.
    pub fn user(&self) -> &str {
        self.config.get_user().unwrap_or_default()
    }

    /// Takes the password that is kept for it.
    pub fn know(&mut self, outside: &Outside) -> Result<bool> {
        let password = match outside.variable("PGPASSWORD") {
            Some(password) => Some(password.to_owned()),
            None => password::kept(&self.config, outside)?,
        };
        let knows = password.is_some();
        if let Some(password) = password {
            self.take(&password);
        }
        Ok(knows)
    }

    /// Takes a password.
    pub fn take(&mut self, password: &str) {
        self.config.password(password);
    }
}

/// Whether nobody is between this machine and that one.
fn is_here(host: &Host) -> bool {
    match host {
        Host::Tcp(name) => name == "localhost" || name.parse::<IpAddr>().is_ok_and(|address| address.is_loopback()),
        #[cfg(unix)]
        Host::Unix(_) => true,
    }
}
