//! The history as scripts for SQLite's own client, held against a run.

use std::io::Write as _;
use std::process::{Command, Stdio};

use migrate_core::connection::Engine;

use crate::Result;
use crate::history::{MERGE, SEEDS, SLUGS, STOCK};

/// A database file, and SQLite's own client for it.
struct File {
    folder: tempfile::TempDir,
}

impl File {
    fn new() -> Result<Self> {
        let folder = tempfile::tempdir()?;
        Ok(File { folder })
    }

    fn path(&self) -> String {
        self.folder.path().join("shop.db").display().to_string()
    }

    fn upgrade(&self, target: &str) -> Result {
        let mut conn = shop_migrations::open(&self.path())?;
        let _ = shop_migrations::environment().upgrade(&mut conn, target)?;
        Ok(())
    }

    fn client(&self, input: &str) -> Result<String> {
        let mut client = Command::new("sqlite3")
            .arg(self.path())
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()?;
        let mut stdin = client.stdin.take().ok_or("it is piped")?;
        stdin.write_all(input.as_bytes())?;
        drop(stdin);
        let output = client.wait_with_output()?;
        assert!(output.status.success(), "{input}");
        Ok(String::from_utf8(output.stdout)?)
    }

    /// Everything in the database, but times and names in the journal.
    fn dump(&self) -> Result<Vec<String>> {
        let dump = self.client(".dump")?;
        let lines = dump
            .lines()
            .filter(|line| !line.starts_with("INSERT INTO migrate_version_journal"));
        Ok(lines.map(str::to_owned).collect())
    }
}

#[test]
fn a_script_for_a_dba_does_what_a_run_does() -> Result {
    let (online, offline) = (File::new()?, File::new()?);
    let environment = shop_migrations::environment();
    let script = environment.script(Engine::Sqlite)?;
    // The branch, its merge, and the seeds.
    for (from, stop) in [("base", STOCK), (STOCK, MERGE), (MERGE, SEEDS)] {
        let range = format!("{from}:{stop}");
        offline.client(&script.upgrade(&range)?)?;
        online.upgrade(stop)?;
        assert_eq!(offline.dump()?, online.dump()?, "{range}");
    }
    // Slugs are written by code, which no script can hold.
    let refused = script
        .upgrade(&format!("{SEEDS}:head"))
        .err()
        .ok_or("refused")?;
    assert!(
        refused.to_string().contains("run `write slugs`"),
        "{refused}"
    );
    offline.upgrade(SLUGS)?;
    online.upgrade(SLUGS)?;
    // A rebuild of a table full of rows, and all the way back.
    offline.client(&script.upgrade(&format!("{SLUGS}:head"))?)?;
    online.upgrade("head")?;
    assert_eq!(offline.dump()?, online.dump()?);
    offline.client(&script.downgrade("head:base")?)?;
    let mut conn = shop_migrations::open(&online.path())?;
    let _ = environment.downgrade(&mut conn, "base")?;
    assert_eq!(offline.dump()?, online.dump()?);
    Ok(())
}
