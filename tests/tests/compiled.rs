//! The program of the law that revision files are what they were rendered from: it holds generated files, compiled into it,
//! against the databases. The test `laws::compiled` writes the files and the list of them, builds this and runs it.
#![allow(missing_docs, reason = "a test's program")]

use std::process::ExitCode;

use migrate_tests::laws::compiled::{ENGINES, hold};

/// What the files of a project with words of its own use.
pub mod types {
    use migrate_core::schema::ColumnType;

    pub fn bytes() -> ColumnType {
        ColumnType::Binary
    }
}

mod revisions {
    use migrate_tests::laws::Compiled;

    include!(env!(
        "MIGRATE_COMPILED",
        "the test `laws::compiled` builds this"
    ));
}

/// `compiled sqlite 777`: the database and the seed of the pairs.
fn main() -> ExitCode {
    // What goes wrong is told at the end.
    std::panic::set_hook(Box::new(|_| {}));
    let mut arguments = std::env::args().skip(1);
    let (database, seed) = (arguments.next(), arguments.next());
    let engine = ENGINES
        .iter()
        .find(|(_, name)| database.as_deref() == Some(name));
    let seed = seed.and_then(|seed| seed.parse().ok());
    let (Some((engine, name)), Some(seed)) = (engine, seed) else {
        eprintln!("say which database and which seed");
        return ExitCode::from(2);
    };
    let files: Vec<_> = revisions::FILES
        .iter()
        .filter(|(database, _)| database == name)
        .map(|(_, file)| *file)
        .collect();
    let failed = hold(*engine, seed, &files);
    println!("{} of {} files failed", failed.len(), files.len());
    for reason in &failed {
        println!("\n{reason}");
    }
    ExitCode::from(u8::from(!failed.is_empty()))
}
