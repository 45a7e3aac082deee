//! Asks the person at the terminal for a database's password. It is kept in memory for the one connection and nowhere
//! else; a program that the command is handed on to asks by itself.

use std::io;
#[cfg(unix)]
use std::{fs::File, io::Write as _};

use thiserror::Error;

/// There is no password.
#[derive(Debug, Error)]
#[non_exhaustive]
pub(crate) enum PasswordError {
    /// Nobody can be asked.
    #[error("the password for {server} is to be asked for, and there is no terminal")]
    NoTerminal {
        /// The server, without the password.
        server: String,
        /// What the system says.
        source: io::Error,
    },
    /// Nothing was typed.
    #[error("no password was given for {server}")]
    None {
        /// The server, without the password.
        server: String,
    },
}

/// Asks without showing what is typed. The terminal itself is asked: standard input and output may be redirected.
pub(crate) fn ask(server: &str) -> Result<String, PasswordError> {
    match prompted(&format!("Password for {server}: ")) {
        Ok(password) if password.is_empty() => Err(PasswordError::None {
            server: server.to_owned(),
        }),
        Ok(password) => Ok(password),
        // End of input: the terminal was closed, or the person pressed Ctrl-D.
        Err(error) if error.kind() == io::ErrorKind::UnexpectedEof => Err(PasswordError::None {
            server: server.to_owned(),
        }),
        Err(source) => Err(PasswordError::NoTerminal {
            server: server.to_owned(),
            source,
        }),
    }
}

#[cfg(not(unix))]
fn prompted(prompt: &str) -> io::Result<String> {
    rpassword::prompt_password(prompt)
}

/// Silences the terminal before it shows the prompt: what is typed in between would be seen otherwise.
#[cfg(unix)]
fn prompted(prompt: &str) -> io::Result<String> {
    let mut terminal = Silent::open()?;
    terminal.file.write_all(prompt.as_bytes())?;
    rpassword::read_password()
}

/// The terminal, which does not show what is typed.
#[cfg(unix)]
struct Silent {
    file: File,
    before: rustix::termios::Termios,
}

#[cfg(unix)]
impl Silent {
    fn open() -> io::Result<Self> {
        use rustix::termios::{LocalModes, OptionalActions, tcgetattr, tcsetattr};

        let file = File::options().read(true).write(true).open("/dev/tty")?;
        let before = tcgetattr(&file)?;
        let mut silent = before.clone();
        silent.local_modes.remove(LocalModes::ECHO);
        tcsetattr(&file, OptionalActions::Flush, &silent)?;
        Ok(Silent { file, before })
    }
}

#[cfg(unix)]
impl Drop for Silent {
    fn drop(&mut self) {
        use rustix::termios::{OptionalActions, tcsetattr};

        // Nothing can be done about a terminal that has gone.
        let _ = tcsetattr(&self.file, OptionalActions::Now, &self.before);
    }
}
