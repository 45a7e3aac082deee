//! How a manifest states a dependency, and how another manifest of the same workspace states the same one.

use std::path::{Path, PathBuf};

use toml_edit::{Array, DocumentMut, InlineTable, Item, Value};

use super::relative;

/// A dependency as the application states it.
#[derive(Debug, Clone)]
pub(super) struct Stated {
    /// The entry as it stands, without what is the application's own business (`optional`, a rename).
    entry: InlineTable,
    /// The folder that a path in it counts from.
    base: PathBuf,
    /// What `workspace = true` stands for, if that is what it says.
    inherited: Option<(InlineTable, PathBuf)>,
}

impl Stated {
    /// Looks a package up among the dependencies of a manifest; `shared` is the workspace's manifest and folder.
    pub(super) fn find(
        manifest: &DocumentMut,
        folder: &Path,
        shared: (&DocumentMut, &Path),
        package: &str,
    ) -> Option<Self> {
        let entry = lookup(manifest.get("dependencies")?, package)?;
        let inherits = entry.get("workspace").and_then(Value::as_bool) == Some(true);
        let inherited = if inherits {
            Self::shared(shared, package)
        } else {
            None
        };
        Some(Stated {
            entry,
            base: folder.to_owned(),
            inherited,
        })
    }

    /// Looks a package up in `[workspace.dependencies]`.
    pub(super) fn shared(
        (manifest, folder): (&DocumentMut, &Path),
        package: &str,
    ) -> Option<(InlineTable, PathBuf)> {
        let dependencies = manifest.get("workspace")?.get("dependencies")?;
        Some((lookup(dependencies, package)?, folder.to_owned()))
    }

    /// Whether a feature is asked for, here or in the workspace.
    pub(super) fn has_feature(&self, feature: &str) -> bool {
        let in_table = |table: &InlineTable| {
            features(table).is_some_and(|list| list.iter().any(|f| f.as_str() == Some(feature)))
        };
        in_table(&self.entry)
            || self
                .inherited
                .as_ref()
                .is_some_and(|(table, _)| in_table(table))
    }

    /// The same dependency as a manifest in another folder states it.
    pub(super) fn seen_from(&self, folder: &Path) -> InlineTable {
        moved(&self.entry, &self.base, folder)
    }

    /// The source of the dependency and the folder that a path in it counts from, inheritance resolved.
    pub(super) fn source(&self) -> (&InlineTable, &Path) {
        match &self.inherited {
            Some((table, folder)) => (table, folder),
            None => (&self.entry, &self.base),
        }
    }
}

/// The dependencies of a manifest by package name: an entry of that key, or one that was renamed.
fn lookup(dependencies: &Item, package: &str) -> Option<InlineTable> {
    let dependencies = dependencies.as_table_like()?;
    let renamed = |item: &Item| {
        item.get("package")
            .and_then(Item::as_str)
            .map(str::to_owned)
    };
    let (_, item) = dependencies
        .iter()
        .find(|(key, item)| renamed(item).unwrap_or_else(|| (*key).to_owned()) == package)?;
    let mut entry = match item {
        Item::Value(Value::String(version)) => {
            InlineTable::from_iter([("version", version.value().as_str())])
        }
        Item::Value(Value::InlineTable(table)) => table.clone(),
        Item::Table(table) => table.clone().into_inline_table(),
        Item::None | Item::Value(_) | Item::ArrayOfTables(_) => return None,
    };
    entry.remove("optional");
    entry.remove("package");
    entry.set_dotted(false);
    for (_, value) in entry.iter_mut() {
        value.decor_mut().clear();
        if let Value::Array(array) = value {
            one_line(array);
        }
    }
    entry.fmt();
    Some(entry)
}

fn features(table: &InlineTable) -> Option<&Array> {
    table.get("features").and_then(Value::as_array)
}

/// The same source as a manifest in another folder states it.
pub(super) fn moved(entry: &InlineTable, base: &Path, folder: &Path) -> InlineTable {
    let mut entry = entry.clone();
    if let Some(path) = entry.get("path").and_then(Value::as_str)
        && Path::new(path).is_relative()
    {
        let path = relative(folder, &base.join(path));
        entry.insert("path", path.into());
    }
    entry.fmt();
    entry
}

/// Adds a feature to an entry.
pub(super) fn add_feature(entry: &mut InlineTable, feature: &str) {
    let features = entry.get_or_insert("features", Array::new());
    if let Some(list) = features.as_array_mut() {
        list.push(feature);
    }
    entry.fmt();
}

/// An entry as a line of `[dependencies]`.
pub(super) fn line(name: &str, entry: &InlineTable) -> String {
    let only = (entry.len() == 1).then(|| entry.iter().next()).flatten();
    match only {
        Some(("version", version)) => format!("{name} = {}", version.to_string().trim()),
        Some(("workspace", _)) => format!("{name}.workspace = true"),
        _ => format!("{name} = {}", entry.to_string().trim()),
    }
}

fn one_line(array: &mut Array) {
    for value in array.iter_mut() {
        value.decor_mut().clear();
    }
    array.fmt();
}
