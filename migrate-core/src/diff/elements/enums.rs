//! Enumerations that are types of their own: values renamed, added in place, or all set anew, with the defaults that hold them.

use std::borrow::Cow;

use super::Frame;
use crate::diff::DiffOptions;
use crate::diff::renames::handed_on;
use crate::operation::{Change, ColumnPatch, EnumChange, EnumUse, Operation, ValuePlace};
use crate::schema::{
    ColumnDefault, ColumnType, EnumType, IndexKey, Literal, Object, Schema, Table,
};

/// The types that come, change and go.
pub(super) fn diff(from: &Schema, to: &Schema, options: &DiffOptions<'_>, frame: &mut Frame) {
    for kind in &to.enums {
        match from.enum_type(&kind.name) {
            None => frame.before.push(Operation::CreateEnum {
                enum_type: EnumType {
                    renamed_values: Vec::new(),
                    ..kind.clone()
                },
                if_not_exists: false,
            }),
            Some(present) => {
                let (aside, changes) = values(present, kind, from, to, options.beside);
                frame.before.extend(aside);
                frame
                    .before
                    .extend(changes.into_iter().map(|change| Operation::AlterEnum {
                        name: kind.name.clone(),
                        change,
                    }));
                if options.complete && present.comment != kind.comment {
                    frame.before.push(Operation::AlterEnum {
                        name: kind.name.clone(),
                        change: EnumChange::SetComment {
                            to: kind.comment.clone(),
                            was: present.comment.clone(),
                        },
                    });
                }
            }
        }
    }
    for kind in &from.enums {
        if to.enum_type(&kind.name).is_none() && (options.droppable)(&kind.name) {
            frame.after.insert(
                0,
                Operation::DropEnum {
                    name: kind.name.clone(),
                    was: Some(kind.clone()),
                    if_exists: false,
                },
            );
        }
    }
}

/// Values are renamed where the model says so, added in place where all others stay in their order, and set anew, the
/// long way, where one goes or moves, or where a default or an expression holds a new one: PostgreSQL lets no transaction
/// use a value that it added. Defaults that hold what only one of the two types has are put aside first.
fn values(
    present: &EnumType,
    wanted: &EnumType,
    from: &Schema,
    to: &Schema,
    beside: &[Object],
) -> (Vec<Operation>, Vec<EnumChange>) {
    let mut changes = Vec::new();
    let mut values = present.values.clone();
    let renamed = handed_on::values(&values, &wanted.values, &wanted.renamed_values);
    let mut as_renamed = Cow::Borrowed(from);
    for (former, name) in renamed.iter() {
        if let Some(value) = values.iter_mut().find(|value| *value == former) {
            value.clone_from(name);
            let change = EnumChange::RenameValue {
                from: former.clone(),
                to: name.clone(),
            };
            let rename = Operation::AlterEnum {
                name: present.name.clone(),
                change: change.clone(),
            };
            if rename.apply(as_renamed.to_mut()).is_err() {
                log::warn!("cannot follow: {rename}");
            }
            changes.push(change);
        }
    }
    if values == wanted.values {
        return (Vec::new(), changes);
    }
    let mut uses = uses(present, &as_renamed);
    let mut rest = wanted.values.iter();
    let in_order = values
        .iter()
        .all(|value| rest.by_ref().any(|wanted| wanted == value));
    let after = self::uses(wanted, to);
    let fits = |default: &Option<ColumnDefault>, values: &[String]| match default {
        Some(ColumnDefault::Literal(Literal::Text(text))) if !text.starts_with('{') => {
            values.contains(text)
        }
        Some(ColumnDefault::Literal(Literal::Text(text))) => {
            let items = text.trim_matches(['{', '}']).split(',');
            items
                .map(|item| item.trim_matches('"'))
                .all(|item| item.is_empty() || values.iter().any(|value| value == item))
        }
        Some(ColumnDefault::Literal(_) | ColumnDefault::Expression(_)) | None => true,
    };
    let added = wanted.values.iter().filter(|value| !values.contains(value));
    let added: Vec<String> = added.map(|value| literal(value)).collect();
    let at_once = after.iter().any(|column| !fits(&column.default, &values))
        || says_one_of(&added, wanted, &after, to, beside);
    if !in_order || at_once {
        let mut aside = Vec::new();
        for column in &mut uses {
            let becomes = after
                .iter()
                .find(|it| it.table == column.table && it.column == column.column);
            let stays = fits(&column.default, &wanted.values)
                && becomes.is_none_or(|becomes| fits(&becomes.default, &values));
            if stays || column.default.is_none() {
                continue;
            }
            column.default = None;
            aside.extend(default_aside(column, from));
        }
        changes.push(EnumChange::SetValues {
            to: wanted.values.clone(),
            was: Some(values),
            replace: Vec::new(),
            columns: uses,
        });
        return (aside, changes);
    }
    for (at, value) in wanted.values.iter().enumerate() {
        if values.contains(value) {
            continue;
        }
        let place = match at
            .checked_sub(1)
            .and_then(|before| wanted.values.get(before))
        {
            Some(before) if values.last() == Some(before) => None,
            Some(before) => Some(ValuePlace::After(before.clone())),
            None => values.first().cloned().map(ValuePlace::Before),
        };
        changes.push(EnumChange::AddValue {
            value: value.clone(),
            place,
            if_not_exists: false,
            was: Some((values.clone(), uses.clone())),
        });
        values.insert(at, value.clone());
    }
    (Vec::new(), changes)
}

fn literal(value: &str) -> String {
    format!("'{}'", value.replace('\'', "''"))
}

/// Whether expressions of the tables that use a type, or objects that have to do with it, hold one of some literals.
fn says_one_of(
    literals: &[String],
    kind: &EnumType,
    uses: &[EnumUse],
    schema: &Schema,
    beside: &[Object],
) -> bool {
    let says = |text: &str| literals.iter().any(|literal| text.contains(literal));
    let of_table = |table: &Table| {
        let computed = table.columns.iter().filter_map(|it| it.generated.as_ref());
        let parts = table.indexes.iter().flat_map(|index| &index.columns);
        let predicates = table
            .indexes
            .iter()
            .filter_map(|it| it.predicate.as_deref());
        let expressions = parts.filter_map(|part| match &part.key {
            IndexKey::Expression(text) => Some(text.as_str()),
            IndexKey::Column(_) => None,
        });
        let checks = table.checks.iter().map(|it| it.expression.as_str());
        let exclusions = table.exclusions.iter().map(|it| it.definition.as_str());
        computed
            .map(|it| it.expression.as_str())
            .chain(predicates)
            .chain(expressions)
            .chain(checks)
            .chain(exclusions)
            .any(says)
    };
    // A view may stand on another one of a table, so that nothing in its words tells the type.
    let of_object = |object: &Object| {
        let is_named = || object.definition.contains(&kind.name.name);
        says(&object.definition) && (!uses.is_empty() || is_named())
    };
    let mut tables = uses.iter().filter_map(|it| schema.table(&it.table));
    let mut objects = schema.objects.iter().chain(beside);
    !literals.is_empty() && (tables.any(of_table) || objects.any(of_object))
}

/// Drops the default of a column.
fn default_aside(column: &EnumUse, from: &Schema) -> Option<Operation> {
    let was = from.table(&column.table)?.column(&column.column)?;
    let patch = ColumnPatch {
        default: Some(None),
        ..ColumnPatch::default()
    };
    Some(Operation::alter_table(
        column.table.clone(),
        vec![Change::AlterColumn {
            name: column.column.clone(),
            patch: Box::new(patch),
            was: Some(Box::new(was.clone())),
        }],
    ))
}

/// The columns of a type.
fn uses(kind: &EnumType, schema: &Schema) -> Vec<EnumUse> {
    let mut uses = Vec::new();
    for table in &schema.tables {
        for column in &table.columns {
            let array = matches!(column.type_, ColumnType::Array(_));
            if column
                .type_
                .enumeration()
                .is_some_and(|used| used.name == kind.name)
            {
                uses.push(EnumUse {
                    table: table.name.clone(),
                    column: column.name.clone(),
                    array,
                    default: column.default.clone(),
                });
            }
        }
    }
    uses
}
