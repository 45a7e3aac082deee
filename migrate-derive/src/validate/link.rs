//! Which parents a model is tied to, so that Diesel lets both into one query, and which of them it joins.

use proc_macro2::Ident;
use syn::ext::IdentExt;
use syn::{Path, PathSegment};

use super::{CheckedForeignKey, Column, path_span};
use crate::errors::{Errors, suggestion};
use crate::receive::Model;

/// A parent that Diesel shall know of.
pub(crate) struct Link {
    pub(crate) parent: Path,
    /// The column that an implicit `ON` compares with the parent's key; none if there would be several.
    pub(crate) join: Option<Join>,
}

/// The column of an implicit `ON`.
pub(crate) struct Join {
    pub(crate) column: usize,
    /// The field of the parent that it points at; none for its key.
    pub(crate) field: Option<Ident>,
}

/// Collects the parents of foreign keys and of `belongs_to`, each once.
pub(super) fn links(
    model: &Model,
    columns: &[Column],
    foreign_keys: &[CheckedForeignKey],
    errors: &mut Errors,
) -> Vec<Link> {
    let belongs = belongs(model, columns, foreign_keys, errors);
    if model.external || model.no_join {
        return Vec::new();
    }
    let mut links: Vec<Link> = Vec::new();
    let mut add = |parent: &Path, join: Option<Join>| {
        let itself = parent.is_ident("Self") || parent.is_ident(&model.ident);
        if !itself && !links.iter().any(|link| same(&link.parent, parent)) {
            links.push(Link {
                parent: parent.clone(),
                join,
            });
        }
    };
    // `belongs_to` picks the join; without it, there must be one foreign key only.
    for (parent, column) in belongs {
        let field = foreign_keys
            .iter()
            .find(|key| key.columns == [column] && same(&key.foreign_key.parent, parent))
            .and_then(|key| key.foreign_key.parent_fields.first().cloned());
        let unwanted = foreign_keys
            .iter()
            .any(|key| same(&key.foreign_key.parent, parent) && key.foreign_key.no_join);
        if !unwanted {
            add(parent, Some(Join { column, field }));
        }
    }
    for key in foreign_keys {
        let parent = &key.foreign_key.parent;
        let of_parent: Vec<_> = foreign_keys
            .iter()
            .filter(|other| same(&other.foreign_key.parent, parent))
            .collect();
        if of_parent.iter().any(|key| key.foreign_key.no_join) {
            continue;
        }
        let join = match (of_parent.as_slice(), key.columns.as_slice()) {
            ([_], [column]) => Some(Join {
                column: *column,
                field: key.foreign_key.parent_fields.first().cloned(),
            }),
            _ => None,
        };
        add(parent, join);
    }
    links
}

/// Finds the column of each `belongs_to`, and holds it against the foreign key of that column.
fn belongs<'a>(
    model: &'a Model,
    columns: &[Column],
    foreign_keys: &[CheckedForeignKey],
    errors: &mut Errors,
) -> Vec<(&'a Path, usize)> {
    let mut found = Vec::new();
    for belongs in &model.belongs_to {
        let name = belongs.foreign_key.unraw().to_string();
        let Some(place) = columns.iter().position(|column| column.rust_name() == name) else {
            let known: Vec<String> = columns.iter().map(Column::rust_name).collect();
            let known: Vec<&str> = known.iter().map(String::as_str).collect();
            errors.push(
                path_span(&belongs.parent),
                format!(
                    "`belongs_to` needs a column `{name}`: {}",
                    suggestion(&name, &known)
                ),
            );
            continue;
        };
        let other = foreign_keys
            .iter()
            .find(|key| key.columns == [place] && !same(&key.foreign_key.parent, &belongs.parent));
        if let Some(other) = other {
            errors.push_on(
                &other.foreign_key.parent,
                format!(
                    "`{}` references one model and belongs to another, `{}`",
                    columns[place].field,
                    written(&belongs.parent)
                ),
            );
            continue;
        }
        found.push((&belongs.parent, place));
    }
    found
}

/// Tells whether two paths name one model, as far as can be seen: `Team` and `models::Team` do.
fn same(a: &Path, b: &Path) -> bool {
    let name = |path: &Path| {
        path.segments
            .last()
            .map(|last: &PathSegment| last.ident.unraw())
    };
    let qualified = |path: &Path| path.segments.len() > 1;
    name(a) == name(b) && (!qualified(a) || !qualified(b) || written(a) == written(b))
}

pub(crate) fn written(path: &Path) -> String {
    path.segments
        .iter()
        .map(|segment| segment.ident.to_string())
        .collect::<Vec<_>>()
        .join("::")
}
