//! What is not carried over is named: a database with an object of each kind, made again, differs by pg_dump only in what the notes say.

use std::collections::BTreeMap;

use migrate_core::command;
use migrate_core::diff::Note;
use migrate_test_servers::{Database, Server};

use super::{connect, dialect, load};

/// One object of each kind.
const KINDS: &str = include_str!("kinds.sql");

/// What pg_dump tells, entry by entry; tablespaces and access methods stand between those, and are told of here by name only.
fn entries(database: &Database<'_>) -> BTreeMap<String, String> {
    let output = database
        .client("pg_dump")
        .arg("--schema-only")
        .output()
        .unwrap();
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    assert!(output.status.success(), "{text}");
    let mut entries: BTreeMap<String, String> = BTreeMap::new();
    for entry in text.split("-- Name: ").skip(1) {
        let (head, body) = entry.split_once('\n').unwrap();
        let head = head.split("; Owner:").next().unwrap_or(head);
        let lines = body.lines().filter(|line| {
            let between = ["--", "SET default_table", "\\unrestrict"];
            !line.is_empty() && !between.iter().any(|word| line.starts_with(word))
        });
        let text = entries.entry(head.to_owned()).or_default();
        lines.for_each(|line| text.push_str(&format!("{line}\n")));
    }
    entries
}

#[test]
fn what_is_not_carried_over_is_named() {
    let Some(server) = Server::postgres() else {
        return;
    };
    let (original, copy) = (server.database(), server.database());
    let role = format!("{}_somebody", original.name());
    let tablespace = format!("{}_fast", original.name());
    server.execute(&format!("CREATE ROLE {role}"));
    load(
        &original,
        &format!("SET allow_in_place_tablespaces = on; CREATE TABLESPACE {tablespace} LOCATION ''"),
    );
    let kinds = KINDS.replace("{role}", &role);
    load(&original, &kinds.replace("{tablespace}", &tablespace));

    let mut conn = connect(&original);
    let script = command::creation_script(&mut conn, &|_| true).unwrap();
    let mut named: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for note in command::left_out(&mut conn).unwrap() {
        let Note::LeftOut { what, names } = note else {
            panic!("{note}");
        };
        named.insert(what, names);
    }
    load(&copy, &script);

    let (before, after) = (entries(&original), entries(&copy));
    let words = |text: &str| -> Vec<String> {
        let words = text.split(|c: char| !(c.is_alphanumeric() || c == '_'));
        words.map(str::to_owned).collect()
    };
    let bare = named.values().flatten();
    let bare: Vec<&str> = bare
        .map(|name| name.split_once('.').map_or(name.as_str(), |(_, name)| name))
        .map(|name| name.trim_start_matches("schema "))
        .collect();
    for (head, text) in &before {
        if after.get(head) == Some(text) {
            continue;
        }
        let name = head.split("; Type:").next().unwrap_or(head);
        let in_head = words(head);
        let told = bare.iter().any(|noted| {
            let joints = ["", "to", "on"];
            let mut noted_words = words(noted).into_iter();
            noted.starts_with(name)
                || noted_words.all(|word| joints.contains(&&*word) || in_head.contains(&word))
        });
        assert!(told, "{head}: {named:#?}\n{text}\n{:?}", after.get(head));
    }
    for head in after.keys() {
        assert!(before.contains_key(head), "{head}");
    }
    for (what, name) in [
        ("access methods", "heap2"),
        ("access methods of tables", "public.other_am"),
        ("owners", "public.plain"),
        ("owners", "schema app"),
        ("subscriptions", "sb"),
        ("tablespaces", "public.in_fast"),
        ("tablespaces", "public.in_ts"),
        ("user mappings", &format!("{role} on sv")),
    ] {
        let named = named.get(what).unwrap_or_else(|| panic!("{what}"));
        assert!(named.iter().any(|it| it == name), "{what}: {named:?}");
    }

    // What only a partition has is no part of the whole, and is told.
    let both = |sql: &str| {
        copy.execute(sql);
        let dialect = dialect(&mut connect(&copy));
        let mut schemas = [&original, &copy].map(|database| {
            let conn = &mut connect(database);
            dialect.inspect_everything(conn, &|_| true).unwrap()
        });
        let [from, to] = &mut schemas;
        command::difference(
            from,
            to,
            &*dialect,
            command::Extent::Database,
            Some(&mut connect(&copy)),
        )
        .unwrap()
    };
    let same = both("SELECT");
    assert_eq!((same.operations, same.notes), (vec![], vec![]));
    let other = both("DROP INDEX own_index");
    assert_eq!(other.operations, []);
    let [Note::NotCompared { name, .. }] = &other.notes[..] else {
        panic!("{:?}", other.notes);
    };
    assert_eq!(name, "part1");

    drop(conn);
    load(
        &original,
        "ALTER SUBSCRIPTION sb DISABLE; DROP SUBSCRIPTION sb",
    );
    let gone = format!("DROP OWNED BY {role} CASCADE");
    load(&original, &gone);
    drop((original, copy));
    server.execute(&format!("DROP TABLESPACE {tablespace}"));
    server.execute(&format!("DROP ROLE {role}"));
}
