//! What is rendered, compiled and run equals what was diffed: pairs of schemas, the revision files that autogenerate writes
//! between them, all of them compiled by one call of cargo, and carried out on the databases by the program that comes of it.
//!
//! The files lie in the target folder; the test target `compiled` takes them in, so that whatever it leans on was built for
//! these tests already. 200 pairs of each database, unless `PROPTEST_CASES` says otherwise.

use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use migrate_tests::laws::compiled::{ENGINES, files};
use migrate_tests::laws::number;

/// How many pairs of each database are tried.
const PAIRS: u64 = 200;

#[test]
fn what_is_rendered_compiled_and_run_is_what_was_found() {
    let since = std::time::UNIX_EPOCH.elapsed().unwrap_or_default();
    let seed = number("PROPTEST_RNG_SEED").unwrap_or_else(|| u64::from(since.subsec_nanos()));
    let pairs = number("PROPTEST_CASES").unwrap_or(PAIRS);
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("compiled");
    let _ = std::fs::remove_dir_all(&folder);
    std::fs::create_dir_all(&folder).expect("a folder for the files");
    let written = written(&folder, seed, pairs);
    leaves_alone(&written);
    let program = built(&list(&folder, &written));
    for (name, output) in carried_out(&program, seed) {
        let told = [&output.stdout[..], &output.stderr].concat();
        assert!(
            output.status.success(),
            "PROPTEST_RNG_SEED={seed} PROPTEST_CASES={pairs} {name}: {}",
            String::from_utf8_lossy(&told)
        );
    }
}

/// A file: the database's name, and where it lies.
type Written = (&'static str, PathBuf);

/// Writes the files, each database's in a thread of its own.
fn written(folder: &Path, seed: u64, pairs: u64) -> Vec<Written> {
    std::thread::scope(|scope| {
        let threads = ENGINES.map(|(engine, name)| {
            scope.spawn(move || {
                let count = usize::try_from(pairs).expect("so many fit");
                let files = files(engine, name, seed, count).into_iter();
                let write = |(id, text): (String, String)| {
                    let path = folder.join(id).with_extension("rs");
                    std::fs::write(&path, text).expect("the file can be written");
                    (name, path)
                };
                files.map(write).collect::<Vec<Written>>()
            })
        });
        let joined = threads.into_iter().map(|thread| match thread.join() {
            Ok(files) => files,
            Err(panic) => std::panic::resume_unwind(panic),
        });
        joined.flatten().collect()
    })
}

/// rustfmt changes nothing.
fn leaves_alone(written: &[Written]) {
    let output = Command::new("rustfmt")
        .args(["--edition", "2024", "--check"])
        .args(written.iter().map(|(_, path)| path))
        .output()
        .expect("rustfmt runs");
    assert!(output.status.success(), "{}", told(&output));
}

/// Writes the list of the files, by which they are compiled.
fn list(folder: &Path, written: &[Written]) -> PathBuf {
    let (mut modules, mut entries) = (String::new(), String::new());
    for (name, path) in written {
        let module = path.file_stem().unwrap_or_default().to_string_lossy();
        modules.push_str(&format!("#[path = {path:?}]\nmod {module};\n"));
        entries.push_str(&format!(
            "    ({name:?}, Compiled {{ id: {module}::REVISION.id, text: include_str!({path:?}), \
             upgrade: {module}::upgrade, downgrade: {module}::downgrade }}),\n"
        ));
    }
    let text = format!("{modules}\npub const FILES: &[(&str, Compiled)] = &[\n{entries}];\n");
    let path = folder.join("list.rs");
    std::fs::write(&path, text).expect("the list can be written");
    path
}

/// Builds the program, as one of all tests: so cargo chooses the features and profiles that these were built with, and builds
/// nothing else anew.
fn built(list: &Path) -> PathBuf {
    let target = Path::new(env!("CARGO_TARGET_TMPDIR")).parent();
    let mut command = Command::new(env!("CARGO"));
    // What cargo tells a test of its package would make it build anew what asks for these variables.
    for (name, _) in std::env::vars_os() {
        let name = name.to_string_lossy().into_owned();
        if name.starts_with("CARGO_PKG_") || name.starts_with("CARGO_MANIFEST_") {
            command.env_remove(name);
        }
    }
    let output = command
        .args([
            "test",
            "--frozen",
            "--workspace",
            "--all-features",
            "--no-run",
        ])
        .args(["--lib", "--test", "*", "--message-format", "json"])
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .env("CARGO_TARGET_DIR", target.expect("a folder above it"))
        .env("MIGRATE_COMPILED", list)
        .output()
        .expect("cargo runs");
    assert!(output.status.success(), "{}", rendered(&output));
    let messages = String::from_utf8_lossy(&output.stdout);
    let messages = messages
        .lines()
        .filter_map(|line| serde_json::from_str::<serde_json::Value>(line).ok());
    let mut programs = messages.filter(|message| message["target"]["name"] == "compiled");
    let program = programs.find_map(|message| message["executable"].as_str().map(PathBuf::from));
    program.expect("cargo says where the program is")
}

/// Runs the program on each database at once.
fn carried_out(program: &Path, seed: u64) -> Vec<(&'static str, Output)> {
    std::thread::scope(|scope| {
        let threads = ENGINES.map(|(_, name)| {
            scope.spawn(move || {
                let mut command = Command::new(program);
                command.args([name, &seed.to_string()]);
                (name, command.output().expect("what was built can be run"))
            })
        });
        let joined = threads.map(|thread| thread.join().expect("nothing in there panics"));
        joined.into()
    })
}

/// What the compiler complained of.
fn rendered(output: &Output) -> String {
    let messages = String::from_utf8_lossy(&output.stdout);
    let messages = messages
        .lines()
        .filter_map(|line| serde_json::from_str::<serde_json::Value>(line).ok());
    let errors =
        messages.filter_map(|message| Some(message["message"]["rendered"].as_str()?.to_owned()));
    let errors: String = errors.take(10).collect();
    errors + &String::from_utf8_lossy(&output.stderr)
}

fn told(output: &Output) -> String {
    let text = [&output.stdout[..], &output.stderr].concat();
    String::from_utf8_lossy(&text).into_owned()
}
