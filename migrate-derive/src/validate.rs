//! Decides what a struct means, and reports what it cannot mean.
//!
//! In: a [`Model`] as received. Out: a [`Table`] that `expand` may trust. A mistake is replaced by the guess that leads
//! to the fewest errors after it, so that the rest of the struct is still checked and generated.

mod column;
mod link;

use std::collections::HashSet;

use proc_macro2::{Ident, Span};
use syn::ext::IdentExt;
use syn::{LitStr, Path};

pub(crate) use column::{Column, DefaultValue};
pub(crate) use link::Link;

use crate::errors::{Errors, suggestion};
use crate::receive::{
    Check, Deferred, Exclude, ForeignKey, Index, IndexKey, KeyPart, Label, Model, Unique,
};

/// A table, checked. Columns are named by their place in `columns`.
pub(crate) struct Table {
    pub(crate) ident: Ident,
    pub(crate) krate: Path,
    /// Where Diesel's table is.
    pub(crate) path: Path,
    /// Whether a `schema.rs` has it already.
    pub(crate) external: bool,
    pub(crate) name: String,
    pub(crate) schema: Option<LitStr>,
    pub(crate) database: Option<LitStr>,
    pub(crate) comment: Option<LitStr>,
    pub(crate) renamed_from: Option<LitStr>,
    pub(crate) strict: bool,
    pub(crate) without_rowid: bool,
    pub(crate) engine: Option<LitStr>,
    pub(crate) charset: Option<LitStr>,
    pub(crate) collation: Option<LitStr>,
    pub(crate) primary_key: Vec<usize>,
    pub(crate) primary_key_name: Option<LitStr>,
    /// Former names of indexes and constraints, each with the present one.
    pub(crate) former_names: Vec<(LitStr, LitStr)>,
    pub(crate) columns: Vec<Column>,
    /// Columns of a `schema.rs` that the model leaves out on purpose.
    pub(crate) skipped: Vec<String>,
    pub(crate) uniques: Vec<CheckedUnique>,
    pub(crate) checks: Vec<Check>,
    pub(crate) excludes: Vec<Exclude>,
    pub(crate) foreign_keys: Vec<CheckedForeignKey>,
    pub(crate) indexes: Vec<CheckedIndex>,
    pub(crate) links: Vec<Link>,
}

pub(crate) struct CheckedUnique {
    pub(crate) label: Label,
    pub(crate) columns: Vec<usize>,
    pub(crate) deferred: Deferred,
    pub(crate) nulls_not_distinct: bool,
}

pub(crate) struct CheckedIndex {
    pub(crate) index: Index,
    /// The column of each part that is one.
    pub(crate) columns: Vec<Option<usize>>,
    pub(crate) include: Vec<usize>,
}

pub(crate) struct CheckedForeignKey {
    pub(crate) foreign_key: ForeignKey,
    pub(crate) columns: Vec<usize>,
}

/// Checks a model.
///
/// `None` if nothing is left to generate.
pub(crate) fn validate(mut model: Model, errors: &mut Errors) -> Option<Table> {
    let skipped = model
        .fields
        .iter()
        .filter(|field| field.skip)
        .map(|field| field.ident.unraw().to_string())
        .collect();
    // What a field says of the table joins what the struct says, the fields' first.
    let mut indexes = Vec::new();
    let mut uniques = Vec::new();
    let mut checks = Vec::new();
    let mut foreign_keys = Vec::new();
    for field in &mut model.fields {
        let stated = (
            field.indexes.len() + field.uniques.len() + field.checks.len(),
            field.foreign_keys.len(),
        );
        if field.skip {
            if stated != (0, 0) {
                errors.push(
                    field.ident.span(),
                    "a field that is skipped is no column: it takes no constraint and no index",
                );
            }
            continue;
        }
        if let Some(second) = field.foreign_keys.get(1) {
            errors.push(second.span, "`references` is stated twice");
        }
        indexes.append(&mut field.indexes);
        uniques.append(&mut field.uniques);
        checks.append(&mut field.checks);
        foreign_keys.append(&mut field.foreign_keys);
    }
    indexes.append(&mut model.indexes);
    uniques.append(&mut model.uniques);
    checks.append(&mut model.checks);
    foreign_keys.append(&mut model.foreign_keys);

    // Code stands beside the struct, not inside of it: there, `Self` is nothing.
    for foreign_key in &mut foreign_keys {
        if foreign_key.parent.is_ident("Self") {
            foreign_key.parent =
                Ident::new(&model.ident.to_string(), path_span(&foreign_key.parent)).into();
        }
    }

    let table = model.table.segments.last().map(|last| last.ident.clone());
    let table = table.unwrap_or_else(|| model.ident.clone());
    let columns = column::columns(&mut model, &table, errors);
    let fields = Columns { columns: &columns };
    let primary_key = primary_key(&model, &columns, errors);

    let former_names = former_names(
        [&model.primary_key_label]
            .into_iter()
            .chain(uniques.iter().map(|it| &it.label))
            .chain(checks.iter().map(|it| &it.label))
            .chain(foreign_keys.iter().map(|it| &it.label))
            .chain(model.excludes.iter().map(|it| &it.label))
            .chain(indexes.iter().map(|it| &it.label)),
        errors,
    );
    let uniques = uniques
        .into_iter()
        .filter_map(|unique| fields.unique(unique, errors))
        .collect();
    let indexes = indexes
        .into_iter()
        .filter_map(|index| fields.index(index, errors))
        .collect();
    let foreign_keys: Vec<_> = foreign_keys
        .into_iter()
        .filter_map(|foreign_key| fields.foreign_key(foreign_key, errors))
        .collect();
    let links = link::links(&model, &columns, &foreign_keys, errors);
    numbering(&columns, &primary_key, errors);
    schema(&model, errors);

    if columns.is_empty() {
        return None;
    }
    Some(Table {
        name: model
            .name
            .as_ref()
            .map_or_else(|| table.unraw().to_string(), LitStr::value),
        ident: model.ident,
        krate: model.krate,
        path: model.table,
        external: model.external,
        schema: model.schema,
        database: model.database,
        comment: model.comment,
        renamed_from: model.renamed_from,
        strict: model.strict,
        without_rowid: model.without_rowid,
        engine: model.engine,
        charset: model.charset,
        collation: model.collation,
        primary_key,
        primary_key_name: model.primary_key_label.name,
        former_names,
        columns,
        skipped,
        uniques,
        checks,
        excludes: model.excludes,
        foreign_keys,
        indexes,
        links,
    })
}

/// The former names that are stated. What has no name takes whatever name the database has, and needs none.
fn former_names<'l>(
    labels: impl Iterator<Item = &'l Label>,
    errors: &mut Errors,
) -> Vec<(LitStr, LitStr)> {
    let mut names = Vec::new();
    for label in labels {
        match (&label.renamed_from, &label.name) {
            (None, _) => {}
            (Some(former), Some(name)) => names.push((former.clone(), name.clone())),
            (Some(former), None) => errors.push_on(
                former,
                "`renamed_from` needs `name` beside it: what states no name keeps the one that \
                 the database has",
            ),
        }
    }
    names
}

/// Finds the columns of the primary key: Diesel's attribute names columns, `id` if it is absent.
fn primary_key(model: &Model, columns: &[Column], errors: &mut Errors) -> Vec<usize> {
    let known: Vec<String> = columns.iter().map(Column::rust_name).collect();
    let known: Vec<&str> = known.iter().map(String::as_str).collect();
    let mut key = Vec::new();
    match &model.primary_key {
        Some(stated) => {
            for column in stated {
                let name = column.unraw().to_string();
                match known.iter().position(|known| *known == name) {
                    Some(place) if key.contains(&place) => {
                        errors.push_on(column, format!("`{name}` is in the key twice"));
                    }
                    Some(place) => key.push(place),
                    None => errors.push_on(
                        column,
                        format!("there is no column `{name}`: {}", suggestion(&name, &known)),
                    ),
                }
            }
        }
        None => match known.iter().position(|known| *known == "id") {
            Some(place) => key.push(place),
            None if columns.is_empty() => {
                errors.push(model.ident.span(), "a table needs a column");
            }
            None => errors.push(
                model.ident.span(),
                "there is no primary key: add a field `id`, or name the key with \
                 `#[diesel(primary_key(...))]`",
            ),
        },
    }
    for &place in &key {
        let column = &columns[place];
        if column.nullable {
            errors.push_on(
                &column.ty,
                format!(
                    "`{}` is in the primary key, which takes no NULL: the field cannot be an \
                     `Option`",
                    column.field
                ),
            );
        }
    }
    // Diesel's `table!` takes no table without a key; the mistake is reported above.
    if key.is_empty() && !columns.is_empty() {
        key.push(0);
    }
    key
}

/// A table is numbered once, and SQLite's keyword stands at its whole key.
fn numbering(columns: &[Column], primary_key: &[usize], errors: &mut Errors) {
    use crate::receive::Numbering;

    let mut numbered = None;
    for (place, column) in columns.iter().enumerate() {
        let Some((span, numbering)) = column.numbering else {
            continue;
        };
        match numbering {
            Numbering::None => continue,
            Numbering::Autoincrement if primary_key != [place] => {
                errors.push(
                    span,
                    "`autoincrement` numbers a primary key of one column, and this is none",
                );
                continue;
            }
            // Reported where its type was.
            _ if !column.sql_type.kind.is_integer() && column.db_type.is_none() => continue,
            Numbering::Autoincrement | Numbering::ByDefault | Numbering::Always => {}
        }
        match &numbered {
            Some(first) => errors.push(
                span,
                format!("a table is numbered in one column, and `{first}` is it already"),
            ),
            None => numbered = Some(column.field.clone()),
        }
    }
}

/// `table!` writes the schema as an identifier.
fn schema(model: &Model, errors: &mut Errors) {
    if let Some(schema) = &model.schema
        && !model.external
        && syn::parse_str::<Ident>(&schema.value()).is_err()
    {
        errors.push_on(
            schema,
            "Diesel's `table!` takes a schema that is a Rust identifier and no keyword",
        );
    }
}

/// Looks fields up by name.
struct Columns<'a> {
    columns: &'a [Column],
}

impl Columns<'_> {
    /// Finds a field; a second mention in one list is a mistake.
    fn find(&self, field: &Ident, seen: &mut HashSet<usize>, errors: &mut Errors) -> Option<usize> {
        let name = field.unraw().to_string();
        let place = self.columns.iter().position(|column| column.field == name);
        let Some(place) = place else {
            let by_column = self
                .columns
                .iter()
                .find(|column| column.sql_name == name || column.rust_name() == name);
            let hint = match by_column {
                Some(column) => {
                    format!("`{name}` is a column; write its field, `{}`", column.field)
                }
                None => {
                    let known: Vec<&str> = self
                        .columns
                        .iter()
                        .map(|column| column.field.as_str())
                        .collect();
                    suggestion(&name, &known)
                }
            };
            errors.push_on(field, format!("there is no field `{name}`: {hint}"));
            return None;
        };
        if !seen.insert(place) {
            errors.push_on(field, format!("`{name}` is named twice"));
            return None;
        }
        Some(place)
    }

    fn all(&self, fields: &[Ident], errors: &mut Errors) -> Option<Vec<usize>> {
        let mut seen = HashSet::new();
        let places: Vec<usize> = fields
            .iter()
            .filter_map(|field| self.find(field, &mut seen, errors))
            .collect();
        (places.len() == fields.len()).then_some(places)
    }

    fn unique(&self, unique: Unique, errors: &mut Errors) -> Option<CheckedUnique> {
        Some(CheckedUnique {
            columns: self.all(&unique.columns, errors)?,
            label: unique.label,
            deferred: unique.deferred,
            nulls_not_distinct: unique.nulls_not_distinct,
        })
    }

    fn index(&self, index: Index, errors: &mut Errors) -> Option<CheckedIndex> {
        let mut seen = HashSet::new();
        let mut columns = Vec::new();
        let mut complete = true;
        for KeyPart { key, .. } in &index.parts {
            columns.push(match key {
                IndexKey::Field(field) => {
                    let place = self.find(field, &mut seen, errors);
                    complete &= place.is_some();
                    place
                }
                IndexKey::Expression(_) => None,
            });
        }
        let include = self.all(&index.include, errors)?;
        complete.then_some(CheckedIndex {
            index,
            columns,
            include,
        })
    }

    fn foreign_key(
        &self,
        foreign_key: ForeignKey,
        errors: &mut Errors,
    ) -> Option<CheckedForeignKey> {
        let columns = self.all(&foreign_key.columns, errors)?;
        let (here, there) = (columns.len(), foreign_key.parent_fields.len());
        if there != 0 && here != there {
            errors.push(
                foreign_key.span,
                format!("the foreign key has {here} columns and points at {there}"),
            );
            return None;
        }
        for action in [foreign_key.on_delete, foreign_key.on_update] {
            self.action(&foreign_key, action, &columns, errors);
        }
        Some(CheckedForeignKey {
            foreign_key,
            columns,
        })
    }

    /// `set_null` and `set_default` fail in the database, at the first delete, if the column cannot take the value.
    fn action(
        &self,
        foreign_key: &ForeignKey,
        action: Option<&'static str>,
        columns: &[usize],
        errors: &mut Errors,
    ) {
        let not_null = columns
            .iter()
            .map(|&place| &self.columns[place])
            .find(|column| !column.nullable);
        match (action, not_null) {
            (Some("SetNull"), Some(column)) => errors.push(
                foreign_key.span,
                format!(
                    "`set_null` cannot be: `{}` takes no NULL; make it an `Option`",
                    column.field
                ),
            ),
            (Some("SetDefault"), Some(column)) if column.default.is_none() => errors.push(
                foreign_key.span,
                format!(
                    "`set_default` cannot be: `{}` has no default and takes no NULL",
                    column.field
                ),
            ),
            _ => {}
        }
    }
}

/// The span of a path's last segment: what a reader takes for its name.
pub(crate) fn path_span(path: &Path) -> Span {
    path.segments
        .last()
        .map_or_else(Span::call_site, |last| last.ident.span())
}
