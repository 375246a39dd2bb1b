//! Passwords kept in a file, as other programs for PostgreSQL keep them: `host:port:database:login:password`, a line each, `*` for any.

use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use tokio_postgres::Config;
use tokio_postgres::config::Host;

use crate::error::{Error, Kind, Result};
use crate::outside::Outside;
use crate::text::text;

/// The password that is kept for a login.
pub(super) fn kept(config: &Config, outside: &Outside) -> Result<Option<String>> {
    let Some(file) = place(outside) else { return Ok(None) };
    let lines = match std::fs::read_to_string(&file) {
        Ok(lines) => lines,
        Err(fault) if fault.kind() == ErrorKind::NotFound => return Ok(None),
        Err(fault) => {
            let what = text("读不了口令文件", "the file of passwords cannot be read");
            let hint = message!("PGPASSFILE 写的是不是一个文件", "see what PGPASSFILE names");
            let error = Error::system(Kind::Failed, "unreadable", what, &fault).hint(hint);
            return Err(error.file(&file.display().to_string()));
        }
    };
    if is_open(&file) {
        return Err(refused!("open_passwords": "口令文件别人也读得到，没有用", "others can read the file of passwords; it was not used";
            "chmod 600 这个文件", "chmod 600 it")
        .file(&file.display().to_string()));
    }
    let host = match config.get_hosts().first() {
        Some(Host::Tcp(name)) => name.clone(),
        #[cfg(unix)]
        Some(Host::Unix(_)) => "localhost".to_owned(),
        None => String::new(),
    };
    let port = config.get_ports().first().map_or_else(|| "5432".to_owned(), ToString::to_string);
    let user = config.get_user().unwrap_or_default();
    let asked = [&*host, &port, config.get_dbname().unwrap_or(user), user];
    Ok(lines.lines().filter(|line| !line.starts_with('#')).find_map(|line| {
        let parts = parts(line);
        let fits = |(part, asked): (&String, &&str)| part == "*" || part == *asked;
        (parts.len() == 5 && parts.iter().zip(&asked).all(fits)).then(|| parts[4].clone())
    }))
}

fn place(outside: &Outside) -> Option<PathBuf> {
    let below = |name: &str, path: &str| outside.variable(name).map(|folder| Path::new(folder).join(path));
    let own = || if cfg!(windows) { below("APPDATA", "postgresql/pgpass.conf") } else { below("HOME", ".pgpass") };
    outside.variable("PGPASSFILE").map(PathBuf::from).or_else(own)
}

/// What stands between the colons; a backslash takes away what the next letter means.
fn parts(line: &str) -> Vec<String> {
    let mut parts = vec![String::new()];
    let mut letters = line.chars();
    while let Some(letter) = letters.next() {
        match letter {
            ':' if parts.len() < 5 => parts.push(String::new()),
            '\\' => parts.last_mut().into_iter().for_each(|part| part.extend(letters.next())),
            _ => parts.last_mut().into_iter().for_each(|part| part.push(letter)),
        }
    }
    parts
}

#[cfg(unix)]
fn is_open(file: &Path) -> bool {
    use std::os::unix::fs::MetadataExt;
    file.metadata().is_ok_and(|facts| facts.mode() & 0o077 != 0)
}

#[cfg(not(unix))]
fn is_open(_: &Path) -> bool {
    false
}
