#![allow(clippy::unwrap_used)]
use super::*;

fn parse(text: &str) -> Result<Config, ConfigError> {
    Config::parse(text, Path::new("/p/migrate.toml"), None)
}

fn nothing(_: &str) -> Option<String> {
    None
}

const ALL: &str = r#"
script_location = "db"
version_locations = ["db/versions", "${EXTRA}/v"]
recursive_version_locations = true
url = "sqlite://~/${NAME}.db"
url_env = "APP_DB"
migrate_url = "sqlite://$$x.db"
prompt_password = true
databases = ["test"]
version_table = "v"
version_table_schema = "s"
version_table_pk = false
journal = false
transaction = "run"
lock = false
runner_lock_timeout = "500ms"
ddl_lock_timeout = 5
statement_timeout = "2m"
compare_types = false
compare_defaults = false
file_template = "{year}_{id}"
timezone = "Europe/Berlin"
truncate_slug_length = 20
[filter]
schemas = ["app"]
only_tables = ["a*"]
except_tables = ["b"]
[naming_convention]
ix = "idx"
fk = "{table}_to_{referred_table}"
[[post_write_hooks]]
command = "rustfmt"
args = ["--edition", "2024", "{path}"]
[build]
package = "app-migrate"
features = ["x"]
profile = "dev"
args = ["--locked"]
command = ["db"]
[env.test]
url = "sqlite://test.db"
[env.prod]
transaction = "revision"
"#;

#[test]
fn every_key_is_read() {
    let config = parse(ALL).unwrap();
    let lookup = |name: &str| match name {
        "EXTRA" => Some("/extra".to_owned()),
        _ => None,
    };
    assert_eq!(
        config.version_folders(&lookup).unwrap(),
        [PathBuf::from("/p/db/versions"), PathBuf::from("/extra/v")]
    );
    assert!(!config.version_table_pk);
    assert_eq!(config.runner_lock_timeout, Duration::from_millis(500));
    assert_eq!(config.ddl_lock_timeout, Some(Duration::from_secs(5)));
    assert_eq!(config.statement_timeout, Some(Duration::from_secs(120)));
    assert_eq!(config.transaction, Transaction::Run);
    assert_eq!(config.filter.only_tables, ["a*"]);
    let patterns: Vec<_> = config.naming_convention.patterns().collect();
    assert_eq!(
        patterns,
        [
            ("ix", "idx_{table}_{columns}"),
            ("fk", "{table}_to_{referred_table}")
        ]
    );
    assert_eq!(config.databases, ["test"]);
    assert_eq!(config.build.command, ["db"]);
    assert_eq!(config.build.package.as_deref(), Some("app-migrate"));
    assert_eq!(config.envs, ["test", "prod"]);
    assert!(config.recursive_version_locations && config.prompt_password);
    assert!(!(config.journal || config.lock || config.compare_types || config.compare_defaults));
    assert_eq!(
        (config.version_table.as_str(), config.truncate_slug_length),
        ("v", 20)
    );
    assert_eq!(
        (
            config.timezone.as_str(),
            config.file_template.to_string().as_str()
        ),
        ("Europe/Berlin", "{year}_{id}")
    );
    let hooks = config.post_write_hooks.unwrap();
    let (command, args) = hooks[0].command_line(Path::new("x.rs"), &nothing).unwrap();
    assert_eq!(
        (command.as_str(), args.len(), args[2].to_str()),
        ("rustfmt", 3, Some("x.rs"))
    );
}

#[test]
fn an_environment_lies_over_the_rest() {
    let env = |name| Config::parse(ALL, Path::new("/p/migrate.toml"), Some(name));
    let test = env("test").unwrap();
    assert_eq!(
        (test.url.as_deref(), test.version_table.as_str()),
        (Some("sqlite://test.db"), "v")
    );
    assert_eq!(env("prod").unwrap().transaction, Transaction::Revision);
    assert_eq!(
        env("tset").unwrap_err().to_string(),
        "/p/migrate.toml has no `[env.tset]`; did you mean `test`?"
    );
}

#[test]
fn without_a_file_everything_has_its_default() {
    let folder = tempfile::tempdir().unwrap();
    let config = Config::load(folder.path(), None).unwrap();
    assert_eq!(config, Config::default_in(folder.path()));
    assert_eq!(
        config.version_folders(&nothing).unwrap(),
        [folder.path().join("migrations/versions")]
    );
    let mut empty = parse("").unwrap();
    empty.file = None;
    assert_eq!(empty, Config::default_in(Path::new("/p")));
}

#[test]
fn what_is_wrong_is_said_with_its_place() {
    for (text, expected) in [
        (
            "\nversoin_table = \"v\"",
            "2:1: unknown key `versoin_table`; did you mean `version_table`?",
        ),
        ("zzz = 1", "1:1: unknown key `zzz`"),
        (
            "[build]\npakage = \"x\"",
            "2:1: unknown key `build.pakage`; did you mean `build.package`?",
        ),
        (
            "[env.a]\nlokc = true",
            "2:1: unknown key `env.a.lokc`; did you mean `env.a.lock`?",
        ),
        ("[env.a.env.b]\nlock = true", "1:8: unknown key `env.a.env`"),
        (
            "journal = \"yes\"",
            "1:11: `journal` has to be true or false, not `\"yes\"`",
        ),
        ("url = 1", "1:7: `url` has to be a string, not `1`"),
        (
            "version_table = \" \"",
            "1:17: `version_table` has to be a name, not `\" \"`",
        ),
        (
            "transaction = \"all\"",
            "1:15: `transaction` has to be \"revision\" or \"run\", not `\"all\"`",
        ),
        (
            "version_locations = \"v\"",
            "1:21: `version_locations` has to be a list of strings, not `\"v\"`",
        ),
        (
            "version_locations = [1]",
            "1:22: `version_locations` has to be a list of strings, not `1`",
        ),
        (
            "build = 1",
            "1:9: `build` has to be a table, `[build]`, not `1`",
        ),
        (
            "statement_timeout = \"5 parsecs\"",
            "1:21: `statement_timeout` has to be seconds, or a time like",
        ),
        (
            "statement_timeout = -1",
            "1:21: `statement_timeout` has to be seconds, or a time like",
        ),
        (
            "truncate_slug_length = 0",
            "1:24: `truncate_slug_length` has to be a number from 1 to 200, not `0`",
        ),
        (
            "file_template = \"{yaer}\"",
            "1:17: `file_template` knows no `{yaer}`; did you mean `{year}`?",
        ),
        (
            "[[post_write_hooks]]\nargs = []",
            "1:1: `[[post_write_hooks]]` needs `command`",
        ),
        ("url = ", "1:7: "),
    ] {
        let error = parse(text).unwrap_err().to_string();
        let expected = format!("/p/migrate.toml:{expected}");
        assert!(error.starts_with(&expected), "{error}\n{expected}");
    }
}

#[test]
fn the_url_comes_from_the_first_that_names_one() {
    let mut config =
        parse("url = \"sqlite://a.db\"\nurl_env = \"APP_DB\"\nmigrate_url = \"sqlite://m.db\"")
            .unwrap();
    let all = |name: &str| match name {
        "MIGRATE_URL" => Some("sqlite://env.db".to_owned()),
        "APP_DB" => Some("sqlite://app.db".to_owned()),
        _ => None,
    };
    let app = |name: &str| all(name).filter(|_| name == "APP_DB");
    let empty = |_: &str| Some(String::new());
    let found = |config: &Config, argument, lookup: Lookup<'_>| {
        config
            .resolve_url(argument, lookup)
            .unwrap()
            .map(|found| (found.url, found.source))
    };
    let is = |url: &str, source| Some((url.to_owned(), source));
    assert_eq!(
        found(&config, Some("x"), &all),
        is("x", UrlSource::Argument)
    );
    assert_eq!(
        found(&config, None, &all),
        is("sqlite://env.db", UrlSource::MigrateUrl)
    );
    assert_eq!(
        found(&config, None, &app),
        is("sqlite://m.db", UrlSource::ConfigMigrateUrl)
    );
    config.migrate_url = None;
    assert_eq!(
        found(&config, None, &app),
        is("sqlite://app.db", UrlSource::Variable("APP_DB".to_owned()))
    );
    assert_eq!(
        found(&config, None, &empty),
        is("sqlite://a.db", UrlSource::ConfigUrl)
    );
    config.url = None;
    assert_eq!(found(&config, None, &empty), None);
}

#[test]
fn variables_and_the_home_folder() {
    let lookup = |name: &str| match name {
        "HOME" => Some("/home/me".to_owned()),
        "X" => Some("x".to_owned()),
        _ => None,
    };
    let expand = |text| expand::expand(text, &lookup);
    for (text, expected) in [
        ("~", "/home/me"),
        ("~/a", "/home/me/a"),
        ("a~/b", "a~/b"),
        ("~b", "~b"),
        ("sqlite://~/a.db", "sqlite:///home/me/a.db"),
        ("${X}/${X}", "x/x"),
        ("$$${X}$", "$x$"),
        ("p$word", "p$word"),
    ] {
        assert_eq!(expand(text).as_deref(), Ok(expected), "{text}");
    }
    assert_eq!(
        expand("${NO}"),
        Err(ExpandError::NotSet {
            name: "NO".to_owned()
        })
    );
    assert!(matches!(expand("${NO"), Err(ExpandError::Unclosed { .. })));
    assert!(matches!(expand("${}"), Err(ExpandError::Unclosed { .. })));
}

#[test]
fn the_file_is_found_above_but_not_beyond_the_workspace() {
    let folder = tempfile::tempdir().unwrap();
    let inner = folder.path().join("a/b");
    fs::create_dir_all(&inner).unwrap();
    fs::write(folder.path().join(FILE_NAME), "").unwrap();
    assert_eq!(Config::find(&inner).as_deref(), Some(folder.path()));
    fs::write(
        folder.path().join("a/Cargo.toml"),
        "[workspace]\nmembers = []\n",
    )
    .unwrap();
    assert_eq!(Config::find(&inner), None);
}

#[test]
fn every_key_is_documented() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/settings.md");
    let documented = fs::read_to_string(path).unwrap();
    let keys = read::KEYS
        .iter()
        .chain(&read::FILTER_KEYS)
        .chain(&naming::KEYS)
        .chain(&read::HOOK_KEYS)
        .chain(&read::BUILD_KEYS);
    for key in keys {
        let forms = [
            format!("`{key}`"),
            format!("`[{key}]`"),
            format!("`[[{key}]]`"),
            format!("`[{key}.NAME]`"),
        ];
        assert!(
            forms.iter().any(|form| documented.contains(form)),
            "docs/settings.md says nothing of {key}"
        );
    }
}

#[test]
fn depth_uses_up_no_stack() {
    const DEPTH: usize = 10_000;
    for text in [
        format!("url = {}{}", "[".repeat(DEPTH), "]".repeat(DEPTH)),
        format!("url = {}1{}", "{a = ".repeat(DEPTH), "}".repeat(DEPTH)),
        format!("{}a = 1", "a.".repeat(DEPTH)),
        format!("[{}a]", "a.".repeat(DEPTH)),
        format!("script_location = \"{}\"", "${A".repeat(DEPTH)),
    ] {
        // Every one of them is a mistake, or says nothing to `migrate`.
        let _ = parse(&text).map(|config| config.version_folders(&nothing).is_ok());
    }
}

proptest::proptest! {
    #[test]
    fn whatever_a_file_says_is_read(words in proptest::collection::vec(proptest::sample::select(vec![
        "url", "script_location", "version_table", "runner_lock_timeout", "[filter]", "[env.a]", "[naming_convention]",
        "[[post_write_hooks]]", "include", "command", "ix", " = ", "\"", "'", "\"\"\"", "${", "$", "}", "~", "%(", "\\", "1",
        "\"5s\"", "\"18446744073709551615h\"", "-1", "1e999", "true", "[", "]", ",", "\n", "#", "é", "\0", ".",
    ]), 0..20)) {
        let _ = parse(&words.concat()).map(|config| config.version_folders(&nothing).is_ok());
    }
}

#[test]
fn a_package_belongs_to_the_project_around_it() {
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path();
    fs::create_dir(root.join(".git")).unwrap();
    for package in ["migrations", "db/revisions"] {
        fs::create_dir_all(root.join(package)).unwrap();
    }
    let above = |package: &str| Config::root_above(&root.join(package));
    assert_eq!(above("migrations"), root);
    assert_eq!(above("db/revisions"), root.join("db/revisions"));
    fs::write(root.join("migrate.toml"), "").unwrap();
    assert_eq!(above("db/revisions"), root);
}
