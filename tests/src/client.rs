//! The databases' own clients, which run the scripts that `--sql` writes.

use std::io::Write;
use std::path::Path;
use std::process::{Command, Stdio};

/// What a client answered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answer {
    /// Whether it ended well.
    pub success: bool,
    /// What it printed.
    pub stdout: String,
    /// What it complained of.
    pub stderr: String,
}

/// Gives a script to `sqlite3`.
pub fn sqlite3(database: &Path, script: &str) -> Answer {
    let mut command = Command::new("sqlite3");
    command.arg(database);
    fed(command, script)
}

/// Runs a client with a script on its standard input.
pub fn fed(mut command: Command, script: &str) -> Answer {
    let mut child = command
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap_or_else(|error| panic!("{command:?}: {error}; scripts/test installs it"));
    let mut stdin = child.stdin.take().expect("it is piped");
    let script = script.to_owned();
    // A client that stops early closes its input.
    let writer = std::thread::spawn(move || drop(stdin.write_all(script.as_bytes())));
    let output = child.wait_with_output().expect("the client ends");
    writer.join().expect("nothing in there panics");
    let text = |bytes: Vec<u8>| String::from_utf8_lossy(&bytes).into_owned();
    Answer {
        success: output.status.success(),
        stdout: text(output.stdout),
        stderr: text(output.stderr),
    }
}
