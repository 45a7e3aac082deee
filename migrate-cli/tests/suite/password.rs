//! The password that is asked for at the terminal: what is typed reaches the server, and nothing else.

use std::io::{Read as _, Write as _};
use std::net::{TcpListener, TcpStream};
use std::process::{Command, Stdio};
use std::thread;

use crate::project::Folder;

/// A server that speaks as much PostgreSQL as it takes to be told a password, and then refuses.
fn server() -> (u16, thread::JoinHandle<String>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    let told = thread::spawn(move || {
        let (mut stream, _) = listener.accept().unwrap();
        let length = length_of(&mut stream);
        take(&mut stream, length);
        // AuthenticationCleartextPassword.
        stream.write_all(&[b'R', 0, 0, 0, 8, 0, 0, 0, 3]).unwrap();
        assert_eq!(take(&mut stream, 1), b"p");
        let length = length_of(&mut stream);
        let mut password = take(&mut stream, length);
        password.pop();
        let refusal = b"SFATAL\0C28P01\0Mno entry\0\0";
        let length = u32::try_from(refusal.len() + 4).unwrap();
        stream.write_all(b"E").unwrap();
        stream.write_all(&length.to_be_bytes()).unwrap();
        stream.write_all(refusal).unwrap();
        String::from_utf8(password).unwrap()
    });
    (port, told)
}

/// The length of what is left of a message.
fn length_of(stream: &mut TcpStream) -> usize {
    let bytes: [u8; 4] = take(stream, 4).try_into().unwrap();
    usize::try_from(u32::from_be_bytes(bytes)).unwrap() - 4
}

fn take(stream: &mut TcpStream, count: usize) -> Vec<u8> {
    let mut bytes = vec![0; count];
    stream.read_exact(&mut bytes).unwrap();
    bytes
}

/// Runs `migrate` on a terminal of its own, and types when it is asked. Returns all that the terminal showed.
fn on_a_terminal(folder: &Folder, arguments: &str, typed: &str) -> String {
    let command = format!("{} {arguments}", env!("CARGO_BIN_EXE_migrate"));
    let mut child = Command::new("script")
        .args(["-q", "-e", "-c", &command, "/dev/null"])
        .current_dir(&folder.path)
        .env_remove("DATABASE_URL")
        .env_remove("MIGRATE_URL")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut stdin = child.stdin.take().unwrap();
    let mut stdout = child.stdout.take().unwrap();
    let mut shown = Vec::new();
    let mut buffer = [0; 1024];
    let mut answered = false;
    loop {
        let count = stdout.read(&mut buffer).unwrap();
        if count == 0 {
            break;
        }
        shown.extend_from_slice(buffer.get(..count).unwrap());
        if !answered && String::from_utf8_lossy(&shown).contains("Password for") {
            answered = true;
            stdin.write_all(typed.as_bytes()).unwrap();
        }
    }
    assert_eq!(child.wait().unwrap().code(), Some(1));
    String::from_utf8(shown).unwrap()
}

fn project() -> Folder {
    let folder = Folder::new();
    folder
        .write("migrate.toml", "prompt_password = true\n")
        .revision("1975ea83b712", &[], "create heros");
    folder
}

#[test]
fn what_is_typed_reaches_the_server_and_is_not_shown() {
    let folder = project();
    for arguments in ["current", "-v current", "--format json current"] {
        let (port, told) = server();
        let url = format!("postgres://me@127.0.0.1:{port}/app?sslmode=disable");
        let shown = on_a_terminal(&folder, &format!("{arguments} --url '{url}'"), "s3 cret'\n");
        assert_eq!(told.join().unwrap(), "s3 cret'", "{shown}");
        assert!(
            shown.contains("Password for PostgreSQL at 127.0.0.1"),
            "{shown}"
        );
        assert!(shown.contains("no entry"), "{shown}");
        assert!(!shown.contains("cret"), "{shown}");
    }
}

#[test]
fn a_password_that_is_there_is_not_asked_for() {
    let folder = project();
    let (port, told) = server();
    let url = format!("postgres://me:s3cret@127.0.0.1:{port}/app?sslmode=disable");
    let ran = folder.migrate_with(&[("MIGRATE_URL", &url)], &["current", "--ask-password"]);
    assert_eq!(told.join().unwrap(), "s3cret");
    assert_eq!(ran.status, 1);
    assert!(!ran.stderr.contains("s3cret"), "{}", ran.stderr);
}

#[test]
fn without_a_terminal_it_says_so() {
    let folder = project();
    let output = Command::new("setsid")
        .args(["-w", env!("CARGO_BIN_EXE_migrate"), "current"])
        .args(["--url", "mysql://me@127.0.0.1:1/app"])
        .current_dir(&folder.path)
        .stdin(Stdio::null())
        .output()
        .unwrap();
    assert_eq!(output.status.code(), Some(1));
    let told = String::from_utf8(output.stderr).unwrap();
    assert!(
        told.contains("the password for MySQL at 127.0.0.1:1"),
        "{told}"
    );
    assert!(told.contains("there is no terminal"), "{told}");
}
