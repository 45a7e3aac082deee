//! What the databases' own programs say of a schema, without what differs from run to run.

use migrate_test_servers::Database;

/// `pg_dump` of the schema, without what differs from run to run.
pub fn postgres(database: &Database<'_>) -> String {
    let output = database
        .client("pg_dump")
        .args(["--schema-only", "--no-owner", "--no-privileges"])
        .output()
        .expect("the client is there");
    assert!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    let lines = text
        .lines()
        .filter(|line| !line.starts_with("\\restrict") && !line.starts_with("\\unrestrict"))
        .filter(|line| !line.starts_with("--") && !line.is_empty());
    let mut statements: Vec<String> = lines
        .collect::<Vec<_>>()
        .join("\n")
        .split(";\n")
        .map(str::to_owned)
        .collect();
    statements.sort();
    statements.join(";\n")
}

/// The client's dump of a database, without what tells when it was made.
pub fn mysql(database: &Database<'_>) -> String {
    let ours = ["migrate_version", "migrate_version_journal"];
    let ours = ours.map(|table| format!("--ignore-table={}.{table}", database.name()));
    let output = database
        .client("mariadb-dump")
        .args([
            "--no-data",
            "--routines",
            "--events",
            "--triggers",
            "--skip-comments",
        ])
        .args(ours)
        .arg(database.name())
        .output()
        .expect("the client is there");
    assert!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
    String::from_utf8_lossy(&output.stdout)
        .replace(database.name(), "THE_DATABASE")
        // An event remembers the time zone of the session that made it, and Diesel's is UTC.
        .replace(
            "time_zone             = 'SYSTEM'",
            "time_zone             = '+00:00'",
        )
}
