//! What is added to the user's manifests: workspace members, the dependency on the migrations, the build profile.
//!
//! Formatting and comments stay as they are; what is there already is left alone.

use toml_edit::{Array, DocumentMut, InlineTable, Item, RawString, Table, Value};

use super::application::{Application, Manifest};
use super::plan::{Change, Plan};
use super::{ScaffoldError, Template, files, relative};

pub(super) fn plan(application: &Application, plan: &mut Plan) -> Result<(), ScaffoldError> {
    let mut own = Edit::new(&application.manifest);
    own.dependency(
        application,
        &application.migrations_package(),
        InlineTable::from_iter([(
            "path",
            relative(application.package.folder(), &application.migrations),
        )]),
    )?;
    if application.template == Template::Single {
        let entry = files::command_line(application, application.package.folder())?;
        own.dependency(application, "migrate-cli", entry)?;
    }
    match &application.workspace_manifest {
        None => {
            own.workspace(application)?;
            own.finish(plan);
        }
        Some(manifest) => {
            let mut shared = Edit::new(manifest);
            shared.workspace(application)?;
            shared.finish(plan);
            own.finish(plan);
        }
    }
    Ok(())
}

/// A manifest that is being changed.
struct Edit<'a> {
    manifest: &'a Manifest,
    document: DocumentMut,
    added: Vec<String>,
}

impl<'a> Edit<'a> {
    fn new(manifest: &'a Manifest) -> Self {
        Edit {
            manifest,
            document: manifest.document.clone(),
            added: Vec::new(),
        }
    }

    fn finish(self, plan: &mut Plan) {
        if !self.added.is_empty() {
            plan.changes.push(Change::Edit {
                path: self.manifest.path.clone(),
                from: self.manifest.text.clone(),
                to: self.document.to_string(),
                added: self.added,
            });
        }
    }

    /// The application depends on its migrations, and on the command line that it hosts.
    fn dependency(
        &mut self,
        application: &Application,
        name: &str,
        entry: InlineTable,
    ) -> Result<(), ScaffoldError> {
        let Some(dependencies) = self
            .document
            .get_mut("dependencies")
            .and_then(Item::as_table_like_mut)
        else {
            return Err(self.refused("`dependencies` is not a table"));
        };
        if name == application.package.name || dependencies.contains_key(name) {
            return Ok(());
        }
        let keys: Vec<String> = dependencies.iter().map(|(key, _)| key.to_owned()).collect();
        let sorted = keys.is_sorted();
        dependencies.insert(name, Item::Value(Value::InlineTable(entry)));
        if sorted {
            dependencies.sort_values();
        }
        self.added.push(format!("dependency on `{name}`"));
        Ok(())
    }

    /// The workspace has the packages as members, and builds a thousand revisions quickly.
    fn workspace(&mut self, application: &Application) -> Result<(), ScaffoldError> {
        let root = &application.workspace_root;
        let mut wanted = vec![relative(root, &application.migrations)];
        if application.template != Template::Single {
            wanted.push(relative(root, &application.command_folder()));
        }
        self.members(&wanted)?;
        self.profile(&application.migrations_package())
    }

    fn members(&mut self, wanted: &[String]) -> Result<(), ScaffoldError> {
        let turned = !self.document.contains_key("workspace");
        let is_virtual = !self.document.contains_key("package");
        let workspace = self.document.entry("workspace").or_insert_with(|| {
            let mut table = Table::new();
            table.decor_mut().set_prefix("\n");
            Item::Table(table)
        });
        let Some(workspace) = workspace.as_table_like_mut() else {
            return Err(self.refused("`workspace` is not a table"));
        };
        let members = workspace
            .entry("members")
            .or_insert_with(|| Item::Value(Value::Array(Array::new())));
        let Some(members) = members.as_array_mut() else {
            return Err(self.refused("`workspace.members` is not an array"));
        };
        let before: Array = members.iter().filter_map(Value::as_str).collect();
        let mut added = Vec::new();
        for member in wanted {
            let covered = members
                .iter()
                .filter_map(Value::as_str)
                .any(|pattern| covers(pattern, member));
            if !covered {
                push(members, member);
                added.push(format!("`{member}`"));
            }
        }
        if !added.is_empty() {
            let what = if turned {
                "workspace with members"
            } else {
                "workspace members"
            };
            self.added.push(format!("{what} {}", added.join(", ")));
            // Without a package at its root, cargo would take the command line for one more program to run.
            if is_virtual && !before.is_empty() && !workspace.contains_key("default-members") {
                workspace.insert("default-members", Item::Value(Value::Array(before)));
                self.added
                    .push("`default-members`, so that `cargo run` means what it did".to_owned());
            }
        }
        Ok(())
    }

    /// The build profile that keeps a thousand revisions quick: small units without debug information for the
    /// revisions, and none for the library either.
    fn profile(&mut self, package: &str) -> Result<(), ScaffoldError> {
        self.profile_of(
            package,
            "# Keeps builds quick, however many revisions there are.",
            &[("debug", 0.into()), ("codegen-units", 4096.into())],
        )?;
        self.profile_of(
            "migrate-core",
            "# Builds faster without what only its own developers need.",
            &[("debug", 0.into()), ("incremental", false.into())],
        )
    }

    fn profile_of(
        &mut self,
        package: &str,
        comment: &str,
        settings: &[(&str, Value)],
    ) -> Result<(), ScaffoldError> {
        let mut table: &mut dyn toml_edit::TableLike = self.document.as_table_mut();
        for key in ["profile", "dev", "package"] {
            let entry = table.entry(key).or_insert_with(|| {
                let mut table = Table::new();
                table.set_implicit(true);
                Item::Table(table)
            });
            match entry.as_table_like_mut() {
                Some(inner) => table = inner,
                None => {
                    let reason = format!("`{key}` in `profile.dev.package` is not a table");
                    return Err(refused(self.manifest, reason));
                }
            }
        }
        if table.contains_key(package) {
            return Ok(());
        }
        let mut written = Table::new();
        for (key, value) in settings {
            written.insert(key, Item::Value(value.clone()));
        }
        written.decor_mut().set_prefix(format!("\n{comment}\n"));
        table.insert(package, Item::Table(written));
        self.added.push(format!("build profile of `{package}`"));
        Ok(())
    }

    fn refused(&self, reason: &str) -> ScaffoldError {
        refused(self.manifest, reason.to_owned())
    }
}

fn refused(manifest: &Manifest, reason: String) -> ScaffoldError {
    ScaffoldError::Manifest {
        path: manifest.path.display().to_string(),
        reason,
    }
}

/// Adds an element in the way that the others stand: on a line of its own where they do.
fn push(array: &mut Array, member: &str) {
    let mut value = Value::from(member);
    let Some(indent) = array.get(0).and_then(own_line) else {
        array.push(value);
        return;
    };
    // What stands behind the last element: comments, and the end of the line before the bracket.
    let mut behind = array.trailing().as_str().unwrap_or_default().to_owned();
    if !array.trailing_comma()
        && let Some(last) = array.len().checked_sub(1).and_then(|at| array.get_mut(at))
    {
        let suffix = last.decor().suffix().and_then(RawString::as_str);
        behind = suffix.unwrap_or_default().to_owned();
        last.decor_mut().set_suffix("");
    }
    let (comments, end) = behind.split_at(behind.rfind('\n').unwrap_or(behind.len()));
    value
        .decor_mut()
        .set_prefix(format!("{}\n{indent}", comments.trim_end()));
    let end = if end.is_empty() { "\n" } else { end }.to_owned();
    array.set_trailing(end);
    array.set_trailing_comma(true);
    array.push_formatted(value);
}

/// The white space that an element has before it, if it begins a line.
fn own_line(value: &Value) -> Option<String> {
    let prefix = value.decor().prefix()?.as_str()?;
    let (_, indent) = prefix.rsplit_once('\n')?;
    Some(indent.to_owned())
}

/// Whether a member pattern of cargo's covers a path: `*` and `?` stand for anything within one folder name.
fn covers(pattern: &str, path: &str) -> bool {
    fn part(pattern: &[u8], name: &[u8]) -> bool {
        match (pattern, name) {
            ([], []) => true,
            ([b'*', rest @ ..], _) => {
                part(rest, name) || matches!(name, [_, shorter @ ..] if part(pattern, shorter))
            }
            ([b'?', rest @ ..], [_, shorter @ ..]) => part(rest, shorter),
            ([a, rest @ ..], [b, shorter @ ..]) => a == b && part(rest, shorter),
            ([], [_, ..]) | ([_, ..], []) => false,
        }
    }
    let pattern = pattern.trim_start_matches("./").trim_end_matches('/');
    let (mut patterns, mut names) = (pattern.split('/'), path.split('/'));
    loop {
        match (patterns.next(), names.next()) {
            (None, None) => return true,
            (Some(pattern), Some(name)) if part(pattern.as_bytes(), name.as_bytes()) => {}
            (Some(_) | None, Some(_) | None) => return false,
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn patterns_cover_one_folder_name_at_a_time() {
        assert!(covers("crates/*", "crates/migrations"));
        assert!(covers("./migrations/", "migrations"));
        assert!(!covers("crates/*", "crates/migrations/cli"));
        assert!(!covers("crates/m?", "crates/migrations"));
    }

    fn pushed(before: &str) -> String {
        let mut document: DocumentMut = before.parse().unwrap();
        push(document["members"].as_array_mut().unwrap(), "new");
        document.to_string()
    }

    #[test]
    fn members_are_added_as_the_others_stand() {
        assert_eq!(pushed("members = []\n"), "members = [\"new\"]\n");
        assert_eq!(
            pushed("members = [\"a\"]\n"),
            "members = [\"a\", \"new\"]\n"
        );
        assert_eq!(
            pushed("members = [\n    \"a\", # the first\n    \"b\", # the last\n]\n"),
            "members = [\n    \"a\", # the first\n    \"b\", # the last\n    \"new\",\n]\n",
        );
        assert_eq!(
            pushed("members = [\n  \"a\"\n]\n"),
            "members = [\n  \"a\",\n  \"new\",\n]\n",
        );
    }
}
