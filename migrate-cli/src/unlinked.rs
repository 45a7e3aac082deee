//! Models that stand in the project's source and are not linked into this program: their tables look as if nobody
//! wanted them any more, or as if there were nothing to do. Looked for only where a table would be dropped, or nothing was
//! found to write, in the files themselves.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::fs;
use std::path::{Path, PathBuf};

use migrate_source::header::string_value;
use migrate_source::lexer::{Lexer, Token, TokenKind};
use migrate_source::versions::shown;

/// Folders that hold no models of an application.
const SKIPPED: [&str; 5] = ["target", "tests", "benches", "examples", "node_modules"];

/// A model that is not linked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Unlinked {
    /// Its table.
    pub(crate) table: String,
    /// The file that it stands in, for people.
    pub(crate) file: String,
    /// The crate, as Rust code names it.
    pub(crate) krate: Option<String>,
    /// Whether other models of that crate are linked: then the module is left out, not the crate.
    pub(crate) crate_is_linked: bool,
}

impl fmt::Display for Unlinked {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "`{}` in {}", self.table, self.file)
    }
}

/// Finds models of the tables that are asked for in the source around a folder.
pub(crate) fn find(
    is_wanted: &dyn Fn(&str) -> bool,
    root: &Path,
    except: Option<&Path>,
    linked_crates: &BTreeSet<String>,
) -> Vec<Unlinked> {
    let workspace = workspace(root);
    let mut files = Vec::new();
    walk(&workspace, except, &mut files);
    files.sort();
    let mut crates: BTreeMap<PathBuf, Option<String>> = BTreeMap::new();
    let mut unlinked: Vec<Unlinked> = Vec::new();
    for file in files {
        let Ok(text) = fs::read_to_string(&file) else {
            continue;
        };
        if !text.contains("Migratable") {
            continue;
        }
        for table in models(&text) {
            if !is_wanted(&table) || unlinked.iter().any(|known| known.table == table) {
                continue;
            }
            let folder = file.parent().unwrap_or(&file);
            let krate = crates
                .entry(folder.to_owned())
                .or_insert_with(|| crate_of(folder))
                .clone();
            unlinked.push(Unlinked {
                table,
                file: shown(root, &file),
                crate_is_linked: krate
                    .as_ref()
                    .is_some_and(|krate| linked_crates.contains(krate)),
                krate,
            });
        }
    }
    unlinked
}

/// The outermost folder around this one that has a manifest: the workspace's.
fn workspace(folder: &Path) -> PathBuf {
    let manifests = folder
        .ancestors()
        .filter(|folder| folder.join("Cargo.toml").is_file());
    manifests.last().unwrap_or(folder).to_owned()
}

fn walk(folder: &Path, except: Option<&Path>, files: &mut Vec<PathBuf>) {
    // What cannot be read cannot speak for a model.
    let Ok(entries) = fs::read_dir(folder) else {
        return;
    };
    for entry in entries.flatten() {
        let path = entry.path();
        let name = entry.file_name();
        let name = name.to_string_lossy();
        // Links are not followed: they may lead around in a circle.
        let Ok(kind) = entry.file_type() else {
            continue;
        };
        if kind.is_dir() {
            let skipped = name.starts_with('.') || SKIPPED.contains(&&*name);
            if !skipped && except != Some(&path) {
                walk(&path, except, files);
            }
        } else if kind.is_file() && name.ends_with(".rs") {
            files.push(path);
        }
    }
}

/// The crate that a folder of source belongs to.
fn crate_of(folder: &Path) -> Option<String> {
    let mut manifests = folder.ancestors().map(|folder| folder.join("Cargo.toml"));
    let manifest = fs::read_to_string(manifests.find(|manifest| manifest.is_file())?).ok()?;
    let package = manifest.split("[package]").nth(1)?;
    let name = package.lines().find_map(|line| {
        let value = line.trim().strip_prefix("name")?.trim().strip_prefix('=')?;
        value.split('"').nth(1)
    })?;
    Some(name.replace('-', "_"))
}

/// The tables of the models in a file.
fn models(text: &str) -> Vec<String> {
    // What is no Rust from some place on is read up to there.
    let tokens: Vec<Token> = Lexer::new(text)
        .map_while(Result::ok)
        .filter(|token| !matches!(token.kind, TokenKind::Comment | TokenKind::InnerDoc))
        .collect();
    let mut tables = Vec::new();
    let mut item = 0;
    for (at, token) in tokens.iter().enumerate() {
        match token.text(text) {
            "{" | "}" | ";" => item = at + 1,
            "struct" => {
                let attributes = &tokens[item..at];
                let name = tokens.get(at + 1).map(|name| name.name(text));
                if derives(attributes, text)
                    && let Some(name) = name
                {
                    tables.push(table_of(attributes, text, name));
                }
            }
            _ => {}
        }
    }
    tables
}

/// Whether `Migratable` is derived.
fn derives(attributes: &[Token], text: &str) -> bool {
    let derive = attributes
        .iter()
        .position(|token| token.text(text) == "derive");
    derive.is_some_and(|derive| {
        attributes[derive..]
            .iter()
            .any(|token| token.text(text) == "Migratable")
    })
}

/// The table of a model: what its attributes say, or else what Diesel makes of the struct's name.
fn table_of(attributes: &[Token], text: &str, model: &str) -> String {
    let mut table = None;
    let mut spelled = None;
    for (at, token) in attributes.iter().enumerate() {
        let assigned = || {
            let value = attributes.get(at + 2..)?;
            (attributes.get(at + 1)?.text(text) == "=").then_some(value)
        };
        match token.text(text) {
            "table_name" => {
                let path = assigned().unwrap_or_default().iter();
                let path = path
                    .take_while(|token| token.kind == TokenKind::Ident || token.text(text) == "::");
                table = path.last().map(|token| token.name(text).to_owned());
            }
            // The first `name` of `migratable(...)` is the table's; those of its constraints stand deeper.
            "migratable" => spelled = spelled.or_else(|| name_of(&attributes[at + 1..], text)),
            _ => {}
        }
    }
    spelled.or(table).unwrap_or_else(|| {
        let mut name = String::new();
        for (index, letter) in model.char_indices() {
            if letter.is_uppercase() && index > 0 {
                name.push('_');
            }
            name.extend(letter.to_lowercase());
        }
        name + "s"
    })
}

/// `name = "..."` in the outermost parentheses.
fn name_of(tokens: &[Token], text: &str) -> Option<String> {
    let mut depth = 0;
    for (at, token) in tokens.iter().enumerate() {
        match token.kind {
            TokenKind::Open => depth += 1,
            TokenKind::Close if depth == 1 => return None,
            TokenKind::Close => depth -= 1,
            TokenKind::Ident if depth == 1 && token.text(text) == "name" => {
                return string_value(*tokens.get(at + 2)?, text);
            }
            _ => {}
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::models;

    #[test]
    fn models_are_found_in_source() {
        let text = r###"
            //! #[derive(Migratable)] struct NotThis;
            use migrate_core::Migratable;
            #[derive(Queryable, Migratable)]
            #[diesel(table_name = crate::schema::heros, primary_key(id))]
            #[migratable(index(columns(name), name = "ix"))]
            pub struct Hero { pub id: i32 }
            #[derive(Queryable)]
            struct NotThat { name: String }
            mod inner {
                #[migratable(name = "Order Items", strict)]
                #[derive(Migratable)]
                #[diesel(table_name = order_items)]
                struct OrderItem { id: i32 }
                #[derive(migrate_core::Migratable)]
                struct TeamMember { id: i32 }
                #[derive(Migratable)]
                #[migratable(name = "the \"odd\" one")]
                struct Odd { id: i32 }
            }
            /* #[derive(Migratable)] struct Gone; */
            const TEXT: &str = "#[derive(Migratable)] struct Text;";
        "###;
        assert_eq!(
            models(text),
            ["heros", "Order Items", "team_members", "the \"odd\" one"]
        );
    }
}
