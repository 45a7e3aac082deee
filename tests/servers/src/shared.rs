//! One server for all processes of a run: who comes first starts it, and a watcher stops it behind the last one.
//!
//! In the shared folder, `users` is locked by everyone who uses the server, `starting` by who starts it, and
//! `address` says where it is. Locks go with their process, so that nothing is left behind by one that was killed.

use std::fs::{self, File, OpenOptions};
use std::io;
use std::net::{SocketAddr, TcpListener};
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use diesel::{Connection, MysqlConnection, PgConnection};

use crate::address::Address;
use crate::program::{Program, is_root};

const WATCHER: &str = include_str!("watch.sh");

/// How long a server may take to answer: machines that build are slow.
const PATIENCE: Duration = Duration::from_secs(120);

/// Returns where the server is, and starts it if nobody has. This process counts as one of its users until it ends.
pub(crate) fn start(program: Program) -> Result<Address, String> {
    start_in(program, program.folder())
}

/// As [`start`], a server of another name: one whose settings a test changes.
pub(crate) fn start_in(program: Program, name: &str) -> Result<Address, String> {
    let folder = shared_folder(name).map_err(|error| error.to_string())?;
    let users = open(&folder.join("users"))?;
    users
        .lock_shared()
        .map_err(|error| format!("cannot lock {}: {error}", folder.display()))?;
    // The lock lasts as long as the process.
    std::mem::forget(users);
    touch(&folder.join("used"))?;

    let starting = open(&folder.join("starting"))?;
    starting
        .lock()
        .map_err(|error| format!("cannot lock {}: {error}", folder.display()))?;
    if let Some(address) = running(program, &folder) {
        return Ok(address);
    }
    remove_leftovers(&folder);
    let since = std::time::UNIX_EPOCH.elapsed().unwrap_or_default();
    let data = folder.join(format!("data-{:x}", since.as_millis()));
    let address =
        launch(program, &folder, &data).inspect_err(|_| drop(fs::remove_dir_all(&data)))?;
    fs::write(folder.join("address"), address.port.to_string())
        .map_err(|error| error.to_string())?;
    Ok(address)
}

/// The folder that all processes share which this user runs from this checkout.
fn shared_folder(server: &str) -> io::Result<PathBuf> {
    use std::hash::{DefaultHasher, Hash, Hasher};
    let mut hasher = DefaultHasher::new();
    (WATCHER, env!("CARGO_MANIFEST_DIR")).hash(&mut hasher);
    let user = if is_root() {
        "root".to_owned()
    } else {
        std::env::var("USER").unwrap_or_default()
    };
    let name = format!("migrate-tests-{user}-{:08x}", hasher.finish() & 0xffff_ffff);
    let folder = room().join(name).join(server);
    fs::create_dir_all(&folder)?;
    Ok(folder)
}

/// Memory, where a folder of it has room: MariaDB waits for the disk at every change of a schema.
fn room() -> PathBuf {
    const ENOUGH_KILOBYTES: u64 = 4_000_000;
    let memory = PathBuf::from("/dev/shm");
    let free = || {
        let output = std::process::Command::new("df")
            .args(["-k", "--output=avail", "/dev/shm"])
            .output()
            .ok()?;
        let text = String::from_utf8(output.stdout).ok()?;
        text.lines().nth(1)?.trim().parse::<u64>().ok()
    };
    match free() {
        Some(kilobytes) if kilobytes >= ENOUGH_KILOBYTES => memory,
        Some(_) | None => std::env::temp_dir(),
    }
}

fn open(path: &Path) -> Result<File, String> {
    OpenOptions::new()
        .create(true)
        .truncate(false)
        .read(true)
        .write(true)
        .open(path)
        .map_err(|error| format!("cannot open {}: {error}", path.display()))
}

fn touch(path: &Path) -> Result<(), String> {
    open(path)?
        .set_modified(std::time::SystemTime::now())
        .map_err(|error| format!("cannot touch {}: {error}", path.display()))
}

/// The server of an earlier process, if it answers.
fn running(program: Program, folder: &Path) -> Option<Address> {
    let port = fs::read_to_string(folder.join("address")).ok()?;
    let address = program.address(port.parse().ok()?);
    connect(program, &address).ok()?;
    Some(address)
}

/// Removes the data of servers whose watcher was killed; the server died with it.
fn remove_leftovers(folder: &Path) {
    let Ok(entries) = fs::read_dir(folder) else {
        return;
    };
    for entry in entries.flatten() {
        if entry.file_name().to_string_lossy().starts_with("data-") {
            let _ = fs::remove_dir_all(entry.path());
        }
    }
}

fn launch(program: Program, folder: &Path, data: &Path) -> Result<Address, String> {
    let failed = |error: io::Error| format!("cannot write to {}: {error}", data.display());
    fs::create_dir(data).map_err(failed)?;
    fs::set_permissions(data, fs::Permissions::from_mode(0o755)).map_err(failed)?;
    if is_root() {
        let owner = program.user();
        let status = Command::new("chown")
            .arg(owner)
            .arg(data)
            .status()
            .map_err(failed)?;
        if !status.success() {
            return Err(format!("there is no user `{owner}`"));
        }
    }
    program.initialise(data)?;
    // Somebody else may take the port between our look at it and the server's.
    let mut told = String::new();
    for _ in 0..3 {
        let port = free_port().map_err(failed)?;
        let mut watcher = Command::new("setsid")
            .args(["bash", "-c", WATCHER, "watch.sh"])
            .arg(folder)
            .arg(data)
            .arg(program.signal())
            .args(program.serve(data, port)?)
            // Whoever runs the tests waits for who holds its output.
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .map_err(failed)?;
        let address = program.address(port);
        match wait(program, &address, &mut watcher) {
            Ok(()) => return Ok(address),
            Err(error) => {
                let log = fs::read_to_string(data.join("log")).unwrap_or_default();
                told = format!("{error}\n{log}");
            }
        }
    }
    Err(told)
}

fn free_port() -> io::Result<u16> {
    let listener = TcpListener::bind(SocketAddr::from(([127, 0, 0, 1], 0)))?;
    Ok(listener.local_addr()?.port())
}

fn wait(program: Program, address: &Address, watcher: &mut Child) -> Result<(), String> {
    let deadline = Instant::now() + PATIENCE;
    loop {
        let error = match connect(program, address) {
            Ok(()) => return Ok(()),
            Err(error) => error,
        };
        if let Ok(Some(status)) = watcher.try_wait() {
            return Err(format!("the server ended ({status})"));
        }
        if Instant::now() > deadline {
            let _ = watcher.kill();
            return Err(format!("the server does not answer: {error}"));
        }
        std::thread::sleep(Duration::from_millis(50));
    }
}

fn connect(program: Program, address: &Address) -> Result<(), String> {
    let url = address.url(&address.database);
    let outcome = match program {
        Program::Postgres => PgConnection::establish(&url).map(drop),
        Program::Mariadb | Program::MariadbEncrypted => MysqlConnection::establish(&url).map(drop),
    };
    outcome.map_err(|error| error.to_string())
}
