//! Asks the person at the terminal for a database's password. It is kept in memory for the one connection and nowhere
//! else; a program that the command is handed on to asks by itself.

use std::io;

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
    let password = rpassword::prompt_password(format!("Password for {server}: "));
    match password {
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
