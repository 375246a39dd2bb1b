//! The one writer of files: made without a name, synced, and put in their place whole; never over what the same run reads or writes
//! elsewhere. What is no file that could be replaced is written to as it is.

use std::fs::{self, File};
use std::io::{self, ErrorKind, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

use tempfile::{NamedTempFile, TempPath};

use crate::cli::args::Given;
use crate::cli::desk::Desk;
use crate::error::{Error, Result};
use crate::store::{folder_of, is_sidecar, reserved_name, sync_folder};
use crate::windows::names_device;

/// Whether bytes pass through what has this name, as through pipes and terminals, or it is what a process has open, as `/dev/stdout` is.
pub fn is_stream(file: &Path) -> bool {
    let passes = fs::metadata(file).is_ok_and(|facts| !facts.is_file() && !facts.is_dir());
    passes || is_open(&followed(file)) || (cfg!(windows) && names_device(file))
}

fn is_open(file: &Path) -> bool {
    ["/proc", "/dev/fd"].iter().any(|folder| file.starts_with(folder))
}

/// What has this name, to be written to at its end.
pub fn appended(file: &Path) -> io::Result<File> {
    File::options().append(true).open(file)
}

/// Where a name leads to, there yet or not: a link stays when its file is replaced. What a process has open is followed no further.
fn followed(file: &Path) -> PathBuf {
    // More links than these are a circle.
    const LINKS: usize = 40;
    let mut place = file.to_owned();
    for _ in 0..LINKS {
        let (Ok(folder), Some(name)) = (folder_of(&place).canonicalize(), place.file_name()) else { break };
        let target = folder.join(name);
        match fs::read_link(&target) {
            Ok(link) if !is_open(&target) => place = folder.join(link),
            _ => return target,
        }
    }
    place
}

/// Whether two names lead to one file, by hard links too.
fn is_one(a: &Path, b: &Path) -> bool {
    let one_case = cfg!(any(windows, target_vendor = "apple"));
    let place = |file| if one_case { followed(file).to_string_lossy().to_lowercase().into() } else { followed(file) };
    place(a) == place(b) || is_one_file(a, b)
}

#[cfg(unix)]
fn is_one_file(a: &Path, b: &Path) -> bool {
    use std::os::unix::fs::MetadataExt;
    let number = |file: &Path| fs::metadata(file).map(|facts| (facts.dev(), facts.ino()));
    matches!((number(a), number(b)), (Ok(a), Ok(b)) if a == b)
}

#[cfg(not(unix))]
fn is_one_file(a: &Path, b: &Path) -> bool {
    matches!((a.canonicalize(), b.canonicalize()), (Ok(a), Ok(b)) if a == b)
}

/// The files that a run reads and writes, as its command line names them.
pub struct Named {
    ledger: Option<PathBuf>,
    /// What each option names.
    files: Vec<(&'static str, PathBuf)>,
}

impl Named {
    /// What this command line names.
    pub fn of(desk: &Desk) -> Named {
        let ledger = desk.file().ok().map(|(ledger, _)| ledger);
        let given = desk.given.iter().flat_map(Given::files);
        // Stdin may be a file, too; stdout is looked after by whoever opened it.
        let files = given.filter(|said| *said != ("output", "-"));
        let files = files.map(|(option, file)| (option, PathBuf::from(if file == "-" { "/dev/stdin" } else { file })));
        Named { ledger, files: files.collect() }
    }

    /// Refuses to write a file that the run reads, or that another option names; and the ledger file, whatever name leads to it.
    pub fn may_write(&self, option: &str, file: &Path) -> Result<()> {
        let refused = |error: Error| Err(error.file(&file.display().to_string()));
        if is_sidecar(&followed(file)) {
            return refused(reserved_name());
        }
        if fs::metadata(file).is_ok_and(|facts| !facts.is_file()) {
            return Ok(());
        }
        if self.ledger.as_ref().is_some_and(|ledger| is_one(file, ledger)) {
            return refused(refused!("output_is_ledger": "这是台账文件本身，不能覆盖",
                "this is the ledger file itself; it is not overwritten"; "换一个文件名", "choose another name"));
        }
        for (_, other) in self.files.iter().filter(|(name, _)| *name != option) {
            let is_inside =
                || other.is_dir() && other.canonicalize().is_ok_and(|folder| followed(file).starts_with(folder));
            if file.exists() && (is_one(file, other) || is_inside()) {
                return refused(usage!("output_is_input": "这是这次要读的文件，不能覆盖",
                    "this is a file that is read here; it is not overwritten"; "换一个文件名", "choose another name"));
            }
            if is_one(file, other) {
                return refused(usage!("given_twice": "两处要写的是同一个文件",
                    "two options write one and the same file"; "各写一个文件名", "name a file for each"));
            }
        }
        Ok(())
    }

    /// A new file in the place of an old one, if there is one; a link to it stays.
    pub fn over(&self, file: &Path) -> Result<New> {
        let fits = match fs::metadata(file) {
            Ok(facts) if facts.is_dir() => Err(ErrorKind::IsADirectory.into()),
            Err(fault) if fault.kind() != ErrorKind::NotFound => Err(fault),
            _ => Ok(followed(file)),
        };
        fits.and_then(|place| self.begin(file, place, true)).map_err(|fault| unwritten(file, fault))
    }

    /// A new file whose name the program has chosen: nothing may be there, not even a link.
    pub fn only(&self, file: &Path) -> Result<New> {
        self.begin(file, file.to_owned(), false).map_err(|fault| unwritten(file, fault))
    }

    /// Writes a whole file in the place of an old one, or to what is no file that could be replaced.
    pub fn write(&self, file: &Path, bytes: &[u8]) -> Result<()> {
        let wrong = |fault| unwritten(file, fault);
        if is_stream(file) {
            return appended(file).and_then(|mut stream| stream.write_all(bytes)).map_err(wrong);
        }
        let mut new = self.over(file)?;
        new.file.write_all(bytes).map_err(wrong)?;
        new.take_place()
    }

    fn begin(&self, name: &Path, place: PathBuf, over: bool) -> io::Result<New> {
        let file = tempfile::tempfile_in(folder_of(&place))?;
        Ok(New { file, name: name.to_owned(), place, over, mode: self.mode() })
    }

    /// How far what the run makes its files from is open to others; a new file is no more so.
    #[cfg(unix)]
    fn mode(&self) -> u32 {
        use std::os::unix::fs::PermissionsExt;
        let read =
            |option: &'static str| self.files.iter().filter(move |(name, _)| *name == option).map(|(_, file)| file);
        let ledger = self.ledger.iter().filter(|_| read("from").next().is_none());
        let sources = ["from", "file"].into_iter().flat_map(read).chain(ledger);
        let facts = sources.filter_map(|file| fs::metadata(file).ok()).filter(fs::Metadata::is_file);
        facts.fold(0o666, |mode, facts| mode & (facts.permissions().mode() | 0o600))
    }

    #[cfg(not(unix))]
    fn mode(&self) -> u32 {
        0
    }
}

/// A file that is being written. It has no name until it is whole: wherever the program ends, nothing of it is left.
pub struct New {
    /// What is written to.
    pub file: File,
    name: PathBuf,
    place: PathBuf,
    over: bool,
    mode: u32,
}

impl New {
    /// Syncs the file, and gives it its name.
    pub fn take_place(self) -> Result<()> {
        let New { file, name, place, over, mode } = self;
        let put = || -> io::Result<()> {
            let beside = named(file, folder_of(&place), &|file| {
                settle(file, &place, over, mode)?;
                file.sync_all()
            })?;
            let put = if over { beside.persist(&place) } else { beside.persist_noclobber(&place) };
            put.map_err(|fault| in_use(fault.error, &place))
        };
        put().map_err(|fault| unwritten(&name, fault))?;
        sync_folder(&place).map_err(|error| error.file(&name.display().to_string()))
    }
}

/// Windows denies permission to replace a file that another program has open: it is named for what it is.
fn in_use(fault: io::Error, file: &Path) -> io::Error {
    let may_be_written = || fs::metadata(file).is_ok_and(|facts| !facts.permissions().readonly());
    let is_in_use = cfg!(windows) && fault.kind() == ErrorKind::PermissionDenied && may_be_written();
    if is_in_use { io::Error::from_raw_os_error(Error::IN_USE) } else { fault }
}

/// A file without a name gets one for the moment before it takes its place; where the system cannot give it one, a copy has it.
fn named(mut file: File, folder: &Path, finish: &dyn Fn(&File) -> io::Result<()>) -> io::Result<TempPath> {
    #[cfg(target_os = "linux")]
    {
        finish(&file)?;
        if let Ok(linked) = tempfile::Builder::new().make_in(folder, |name| link(&file, name)) {
            return Ok(linked.into_temp_path());
        }
    }
    let mut copy = NamedTempFile::new_in(folder)?;
    file.seek(SeekFrom::Start(0))?;
    io::copy(&mut file, &mut copy)?;
    finish(copy.as_file())?;
    Ok(copy.into_temp_path())
}

#[cfg(target_os = "linux")]
fn link(file: &File, name: &Path) -> io::Result<()> {
    use rustix::fs::{AtFlags, CWD, linkat};
    let open = format!("/proc/self/fd/{}", std::os::fd::AsRawFd::as_raw_fd(file));
    Ok(linkat(CWD, open, CWD, name, AtFlags::SYMLINK_FOLLOW)?)
}

/// Gives the file the permissions of the old one, or else those of the person's files, narrowed to `mode`.
#[cfg(unix)]
fn settle(file: &File, place: &Path, over: bool, mode: u32) -> io::Result<()> {
    use std::os::unix::fs::PermissionsExt;
    let old = fs::metadata(place).map(|facts| facts.permissions());
    let permissions = if let (Ok(old), true) = (old, over) {
        old
    } else {
        let usual = fs::Permissions::from_mode(0o666);
        let usual = tempfile::Builder::new().permissions(usual).tempfile_in(folder_of(place))?;
        fs::Permissions::from_mode(usual.as_file().metadata()?.permissions().mode() & mode)
    };
    // Sticks that know no permissions take none.
    match file.set_permissions(permissions) {
        Err(fault) if fault.kind() != ErrorKind::PermissionDenied => Err(fault),
        _ => Ok(()),
    }
}

#[cfg(not(unix))]
fn settle(_: &File, _: &Path, _: bool, _: u32) -> io::Result<()> {
    Ok(())
}

/// Makes the folders that a file will stand in.
pub fn folder(file: &Path) -> Result<()> {
    fs::create_dir_all(folder_of(file)).map_err(|fault| unwritten(file, fault))
}

/// What could not be written to a file.
pub fn unwritten(file: &Path, fault: io::Error) -> Error {
    Error::unwritten(fault).file(&file.display().to_string())
}
