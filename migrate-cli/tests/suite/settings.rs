//! Settings of migrate.toml that decide about new revision files.

use crate::project::Folder;

/// The path that `migrate revision` says it created.
fn created(folder: &Folder, arguments: &[&str]) -> String {
    let all: Vec<&str> = ["revision", "-m", "add heros to teams"]
        .iter()
        .chain(arguments)
        .copied()
        .collect();
    let told = folder.ok(&all);
    told.trim().strip_prefix("Created ").unwrap().to_owned()
}

#[test]
fn names_of_files() {
    let folder = Folder::new();
    for (settings, expected) in [
        ("", "versions/id1_add_heros_to_teams.rs"),
        ("truncate_slug_length = 10", "versions/id1_add_heros_.rs"),
        (
            "file_template = \"{slug}-{rev}\"",
            "versions/add_heros_to_teams-id1.rs",
        ),
        (
            "file_template = \"%%(slug)s-%%(rev)s\"",
            "versions/add_heros_to_teams-id1.rs",
        ),
        (
            "file_template = \"new/{id}\"\nrecursive_version_locations = true",
            "versions/new/id1.rs",
        ),
        (
            "script_location = \"db\"",
            "db/versions/id1_add_heros_to_teams.rs",
        ),
        (
            "version_locations = [\"db/a\"]",
            "db/a/id1_add_heros_to_teams.rs",
        ),
        (
            "version_locations = [\"${PLACE}/a\"]",
            "here/a/id1_add_heros_to_teams.rs",
        ),
    ] {
        folder
            .write("migrate.toml", settings)
            .write(".env", "PLACE=here\n");
        let path = created(&folder, &["--rev-id", "id1"]);
        let expected = if expected.starts_with("versions") {
            format!("migrations/{expected}")
        } else {
            expected.to_owned()
        };
        assert_eq!(path, expected, "{settings}");
        // What was written is found again.
        assert_eq!(folder.ok(&["heads"]), "id1 (head)\n", "{settings}");
        std::fs::remove_file(folder.path.join(path)).unwrap();
    }
}

#[test]
fn dates_in_the_projects_time_zone() {
    let folder = Folder::new();
    folder.write(
        "migrate.toml",
        "file_template = \"{year}{month}{day}_{id}\"\ntimezone = \"Asia/Kolkata\"\n",
    );
    let path = created(&folder, &[]);
    let text = folder.read(&path);
    let date = text
        .lines()
        .find_map(|line| line.strip_prefix("//! Created "))
        .unwrap();
    assert!(date.ends_with("+05:30"), "{date}");
    let day = date.get(..10).unwrap().replace('-', "");
    assert!(path.contains(&format!("/{day}_")), "{path} {date}");
}

#[test]
fn a_new_file_lies_beside_its_parent() {
    let folder = Folder::new();
    folder.write(
        "migrate.toml",
        "version_locations = [\"core\", \"plugin\"]\n",
    );
    let ran = folder.migrate(&["revision", "-m", "which"]);
    assert_eq!(ran.status, 1);
    assert!(ran.stderr.contains("--version-path core"), "{}", ran.stderr);

    let new = |arguments: &[&str]| created(&folder, arguments);
    let base = ["--head", "base", "--version-path"];
    assert!(new(&["--rev-id", "c1", base[0], base[1], base[2], "core"]).starts_with("core/"));
    let plugin = [
        "--rev-id",
        "p1",
        base[0],
        base[1],
        base[2],
        "./plugin/",
        "--branch-label",
        "plug",
    ];
    assert!(new(&plugin).starts_with("plugin/"));
    assert!(new(&["--rev-id", "p2", "--head", "plug@head"]).starts_with("plugin/"));
    assert!(new(&["--rev-id", "c2", "--head", "c1"]).starts_with("core/"));
    assert!(
        new(&[
            "--rev-id",
            "m",
            "--head",
            "heads",
            "--version-path",
            "plugin"
        ])
        .starts_with("plugin/")
    );

    let ran = folder.migrate(&["revision", "-m", "x", "--version-path", "elsewhere"]);
    assert_eq!(ran.status, 1);
    assert!(
        ran.stderr.contains("elsewhere is no folder of revisions"),
        "{}",
        ran.stderr
    );
}

#[cfg(unix)]
#[test]
fn hooks_run_on_the_new_file() {
    let folder = Folder::new();
    folder.write(
        "migrate.toml",
        "[[post_write_hooks]]\ncommand = \"sh\"\nargs = [\"-c\", \"echo '// checked' >> \\\"$0\\\"\", \"{path}\"]\n\
         [[post_write_hooks]]\ncommand = \"sh\"\nargs = [\"-c\", \"echo '// ${BY}' >> $0\"]\n",
    );
    folder.write(".env", "BY=me\n");
    let path = created(&folder, &[]);
    assert!(folder.read(&path).ends_with("}\n// checked\n// me\n"));

    folder.write(
        "migrate.toml",
        "[[post_write_hooks]]\ncommand = \"false\"\n",
    );
    let ran = folder.migrate(&["revision", "-m", "second", "--rev-id", "b2"]);
    assert_eq!(ran.status, 1);
    assert!(
        ran.stderr
            .contains("the hook `false` failed on migrations/versions/b2_second.rs")
    );
    assert!(
        folder
            .read("migrations/versions/b2_second.rs")
            .contains("second")
    );
}

#[test]
fn environments() {
    let folder = Folder::new();
    folder
        .write(
            "migrate.toml",
            "url = \"sqlite://dev.db\"\n[env.test]\nurl = \"sqlite://test.db\"\nversion_table = \"other\"\n",
        )
        .revision("1975ea83b712", &[], "create heros");
    folder.ok(&["-n", "test", "stamp", "head"]);
    assert!(folder.path.join("test.db").exists() && !folder.path.join("dev.db").exists());
    let told = folder.ok(&["ensure-version", "-n", "test"]);
    assert_eq!(told, "The version table `other` is there.\n");
}
