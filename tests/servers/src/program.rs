//! The programs of the servers: where they are, how a data folder is made, and how they are started on it.

use std::ffi::OsString;
use std::fmt;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use crate::address::Address;
use crate::certificates::certificates;

/// A server that tests can start.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Program {
    Postgres,
    Mariadb,
    /// With certificates.
    MariadbEncrypted,
}

impl fmt::Display for Program {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Program::Postgres => "PostgreSQL",
            Program::Mariadb | Program::MariadbEncrypted => "MariaDB",
        })
    }
}

impl Program {
    /// The name of the folder that its processes share.
    pub(crate) fn folder(self) -> &'static str {
        match self {
            Program::Postgres => "postgres",
            Program::Mariadb => "mariadb",
            Program::MariadbEncrypted => "mariadb-encrypted",
        }
    }

    /// The signal that ends it at once; nothing of the data is needed any more.
    pub(crate) fn signal(self) -> &'static str {
        match self {
            Program::Postgres => "QUIT",
            Program::Mariadb | Program::MariadbEncrypted => "KILL",
        }
    }

    /// The user that the server runs as when root starts it: servers refuse to be root.
    pub(crate) fn user(self) -> &'static str {
        match self {
            Program::Postgres => "postgres",
            Program::Mariadb | Program::MariadbEncrypted => "mysql",
        }
    }

    pub(crate) fn address(self, port: u16) -> Address {
        let (scheme, user, database) = match self {
            Program::Postgres => ("postgres", "postgres", "postgres"),
            Program::Mariadb | Program::MariadbEncrypted => ("mysql", "root", "mysql"),
        };
        Address {
            scheme: scheme.to_owned(),
            user: user.to_owned(),
            password: None,
            host: "127.0.0.1".to_owned(),
            port,
            database: database.to_owned(),
            parameters: None,
        }
    }

    /// Makes a data folder.
    pub(crate) fn initialise(self, data: &Path) -> Result<(), String> {
        let mut command = match self {
            Program::Postgres => {
                let mut command = self.as_user(&find("initdb")?);
                command.args([
                    "--auth=trust",
                    "--username=postgres",
                    "--no-sync",
                    "--encoding=UTF8",
                    "--locale=C",
                ]);
                command.arg("--pgdata").arg(data.join("data"));
                command
            }
            Program::Mariadb | Program::MariadbEncrypted => {
                let mut command = self.as_user(&find("mariadb-install-db")?);
                command.args([
                    "--no-defaults",
                    "--auth-root-authentication-method=normal",
                    "--skip-test-db",
                ]);
                command.arg(format!("--datadir={}", data.join("data").display()));
                command
            }
        };
        let output = command
            .stdin(Stdio::null())
            .current_dir(data)
            .output()
            .map_err(|error| format!("{command:?}: {error}"))?;
        if output.status.success() {
            if self == Program::MariadbEncrypted {
                certificates(data);
                open_to_all(&data.join("server.key"))?;
            }
            return Ok(());
        }
        Err(format!(
            "{command:?} failed:\n{}{}",
            String::from_utf8_lossy(&output.stdout),
            String::from_utf8_lossy(&output.stderr)
        ))
    }

    /// The command that runs the server in the foreground; it begins with arguments of setpriv.
    pub(crate) fn serve(self, data: &Path, port: u16) -> Result<Vec<OsString>, String> {
        let mut command: Vec<OsString> = self.credentials();
        let mut add = |words: &[String]| command.extend(words.iter().map(OsString::from));
        let folder = data.display();
        match self {
            Program::Postgres => {
                add(&[
                    find("postgres")?.display().to_string(),
                    "-D".to_owned(),
                    format!("{folder}/data"),
                ]);
                for setting in [
                    &format!("port={port}"),
                    "listen_addresses=127.0.0.1",
                    &format!("unix_socket_directories={folder}"),
                    "max_connections=300",
                    "fsync=off",
                    "full_page_writes=off",
                    "synchronous_commit=off",
                ] {
                    add(&["-c".to_owned(), setting.to_owned()]);
                }
            }
            Program::Mariadb | Program::MariadbEncrypted => add(&[
                find("mariadbd")?.display().to_string(),
                "--no-defaults".to_owned(),
                format!("--datadir={folder}/data"),
                format!("--socket={folder}/socket"),
                format!("--pid-file={folder}/pid"),
                // A server that starts deletes the temporary files of all others in the same folder.
                format!("--tmpdir={folder}"),
                format!("--port={port}"),
                "--bind-address=127.0.0.1".to_owned(),
                "--skip-name-resolve".to_owned(),
                "--max-connections=300".to_owned(),
                "--innodb-flush-log-at-trx-commit=0".to_owned(),
                "--innodb-doublewrite=0".to_owned(),
            ]),
        }
        if self == Program::MariadbEncrypted {
            add(&[
                format!("--ssl-ca={folder}/ours.crt"),
                format!("--ssl-cert={folder}/server.crt"),
                format!("--ssl-key={folder}/server.key"),
            ]);
        }
        Ok(command)
    }

    fn as_user(self, program: &Path) -> Command {
        let mut command = Command::new("setpriv");
        command.args(self.credentials()).arg(program);
        command
    }

    /// The arguments of setpriv that leave root's rights behind.
    fn credentials(self) -> Vec<OsString> {
        if !is_root() {
            return Vec::new();
        }
        let user = self.user();
        ["--reuid", user, "--regid", user, "--clear-groups", "--"]
            .map(OsString::from)
            .to_vec()
    }
}

/// The server, which may be another user, reads the key; the folder goes with it.
fn open_to_all(file: &Path) -> Result<(), String> {
    use std::os::unix::fs::PermissionsExt as _;
    std::fs::set_permissions(file, std::fs::Permissions::from_mode(0o644))
        .map_err(|error| format!("{}: {error}", file.display()))
}

/// Whether this process is root's, which the owner of its own folder in /proc tells.
pub(crate) fn is_root() -> bool {
    use std::os::unix::fs::MetadataExt;
    std::fs::metadata("/proc/self").is_ok_and(|metadata| metadata.uid() == 0)
}

/// Finds a program where packages put those that are not meant to be called by hand.
fn find(program: &str) -> Result<PathBuf, String> {
    let mut folders: Vec<PathBuf> =
        std::env::split_paths(&std::env::var_os("PATH").unwrap_or_default()).collect();
    folders.extend(["/usr/sbin", "/usr/local/sbin"].map(PathBuf::from));
    if let Ok(versions) = std::fs::read_dir("/usr/lib/postgresql") {
        let mut versions: Vec<PathBuf> = versions
            .flatten()
            .map(|entry| entry.path().join("bin"))
            .collect();
        versions.sort();
        // The newest first.
        folders.extend(versions.into_iter().rev());
    }
    folders
        .into_iter()
        .map(|folder| folder.join(program))
        .find(|path| path.is_file())
        .ok_or_else(|| format!("there is no program `{program}`"))
}
