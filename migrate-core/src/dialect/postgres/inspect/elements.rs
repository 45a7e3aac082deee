//! Schemas, extensions, enumerations, sequences; and which sequences number columns.

use super::{Cells, SCHEMA, Tables, USERS, not_of_extension};
use crate::connection::Connection;
use crate::dialect::InspectError;
use crate::dialect::postgres::create::comment_on;
use crate::dialect::postgres::normalise::defaults_of_sequence;
use crate::dialect::postgres::sequence::nextval;
use crate::dialect::postgres::types::{normal, parse, quote_name, sequence_name};
use crate::schema::{
    ColumnDefault, ColumnRef, EnumType, Extension, Identity, Namespace, QualifiedName, Schema,
    Sequence, SequenceOptions,
};

pub(super) fn namespaces_and_extensions(
    conn: &mut dyn Connection,
    schema: &mut Schema,
) -> Result<(), InspectError> {
    let rows = conn.query(&format!(
        "SELECT 'schema', n.nspname::text, d.description FROM pg_catalog.pg_namespace n \
         LEFT JOIN pg_catalog.pg_description d ON d.objoid = n.oid AND d.objsubid = 0 \
         AND d.classoid = 'pg_catalog.pg_namespace'::regclass \
         WHERE {USERS} AND n.nspname <> 'public' AND n.nspname IS DISTINCT FROM current_schema() AND {} \
         UNION ALL SELECT 'extension', e.extname::text, {SCHEMA} FROM pg_catalog.pg_extension e \
         JOIN pg_catalog.pg_namespace n ON n.oid = e.extnamespace WHERE e.extname <> 'plpgsql' ORDER BY 1, 2",
        not_of_extension("pg_namespace", "n.oid")
    ))?;
    for row in rows {
        let mut cells = Cells::new(row);
        let kind = cells.text();
        let name = cells.text();
        let detail = cells.optional();
        if kind == "schema" {
            schema.namespaces.push(Namespace {
                name,
                comment: detail,
            });
        } else {
            schema.extensions.push(Extension {
                name,
                schema: detail,
                version: None,
            });
        }
    }
    Ok(())
}

pub(super) fn enums(conn: &mut dyn Connection, schema: &mut Schema) -> Result<(), InspectError> {
    let rows = conn.query(&format!(
        "SELECT {SCHEMA}, t.typname::text, d.description, e.enumlabel::text FROM pg_catalog.pg_type t \
         JOIN pg_catalog.pg_namespace n ON n.oid = t.typnamespace \
         LEFT JOIN pg_catalog.pg_enum e ON e.enumtypid = t.oid \
         LEFT JOIN pg_catalog.pg_description d ON d.objoid = t.oid AND d.objsubid = 0 \
         AND d.classoid = 'pg_catalog.pg_type'::regclass \
         WHERE t.typtype = 'e' AND {USERS} AND {} ORDER BY n.nspname, t.typname, e.enumsortorder",
        not_of_extension("pg_type", "t.oid")
    ))?;
    for row in rows {
        let mut cells = Cells::new(row);
        let name: QualifiedName = cells.name();
        let comment = cells.optional();
        let value = cells.optional();
        match schema.enums.last_mut() {
            Some(kind) if kind.name == name => kind.values.extend(value),
            _ => {
                let mut kind = EnumType::new(name, value.into_iter().collect());
                kind.comment = comment;
                schema.enums.push(kind);
            }
        }
    }
    Ok(())
}

/// A sequence, and the column that it belongs to.
pub(super) struct Found {
    sequence: Sequence,
    /// Whether it is part of an identity column, and not only goes with its column.
    internal: bool,
    /// The table's number in the catalog.
    table: Option<String>,
}

pub(super) fn sequences(conn: &mut dyn Connection) -> Result<Vec<Found>, InspectError> {
    let rows = conn.query(&format!(
        "SELECT {SCHEMA}, c.relname::text, pg_catalog.format_type(s.seqtypid, NULL), s.seqstart::text, \
         s.seqincrement::text, s.seqmin::text, s.seqmax::text, s.seqcache::text, s.seqcycle::text, d.deptype::text, \
         d.refobjid::text, CASE WHEN tn.nspname = current_schema() THEN NULL ELSE tn.nspname::text END, \
         t.relname::text, a.attname::text, de.description \
         FROM pg_catalog.pg_sequence s JOIN pg_catalog.pg_class c ON c.oid = s.seqrelid \
         JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace \
         LEFT JOIN pg_catalog.pg_depend d ON d.classid = 'pg_catalog.pg_class'::regclass AND d.objid = c.oid \
         AND d.refclassid = 'pg_catalog.pg_class'::regclass AND d.deptype IN ('a', 'i') AND d.refobjsubid > 0 \
         LEFT JOIN pg_catalog.pg_class t ON t.oid = d.refobjid \
         LEFT JOIN pg_catalog.pg_namespace tn ON tn.oid = t.relnamespace \
         LEFT JOIN pg_catalog.pg_attribute a ON a.attrelid = d.refobjid AND a.attnum = d.refobjsubid \
         LEFT JOIN pg_catalog.pg_description de ON de.objoid = c.oid AND de.objsubid = 0 \
         AND de.classoid = 'pg_catalog.pg_class'::regclass \
         WHERE c.relpersistence <> 't' AND {USERS} AND {} ORDER BY n.nspname, c.relname",
        not_of_extension("pg_class", "c.oid")
    ))?;
    let found = rows.into_iter().map(|row| {
        let mut cells = Cells::new(row);
        let name = cells.name();
        let mut options = SequenceOptions {
            type_: Some(parse(&cells.text())),
            start: cells.number(),
            increment: cells.number(),
            min: cells.number(),
            max: cells.number(),
            cache: cells.number(),
            cycle: Some(cells.flag()),
        };
        defaults_of_sequence(&mut options);
        let internal = cells.text() == "i";
        let table = cells.optional();
        let owner = cells.name();
        let owned_by = cells.optional().map(|column| ColumnRef {
            table: owner,
            column,
        });
        Found {
            sequence: Sequence {
                name,
                options,
                owned_by,
                comment: cells.optional(),
            },
            internal,
            table,
        }
    });
    Ok(found.collect())
}

/// Gives each sequence to the column that it numbers; the others stand alone.
pub(super) fn place(sequences: Vec<Found>, tables: &mut Tables, schema: &mut Schema) {
    for found in sequences {
        let Found {
            mut sequence,
            internal,
            table: oid,
        } = found;
        let (Some(owner), Some(oid)) = (sequence.owned_by.clone(), oid) else {
            schema.sequences.push(sequence);
            continue;
        };
        let Some(table) = tables.get(&oid) else {
            // It goes with a table that is not wanted.
            if !internal && !tables.all.contains(&owner.table) {
                schema.sequences.push(sequence);
            }
            continue;
        };
        let table_name = table.name.clone();
        let Some(column) = table
            .columns
            .iter_mut()
            .find(|column| column.name == owner.column)
        else {
            continue;
        };
        // What `serial` makes takes no NULL.
        let drawn = match &column.default {
            Some(ColumnDefault::Expression(expression)) => {
                !column.nullable && draws(expression, &sequence.name)
            }
            Some(ColumnDefault::Literal(_)) | None => false,
        };
        if !internal && !drawn {
            schema.sequences.push(sequence);
            continue;
        }
        if drawn {
            column.default = None;
            column.identity = Some(Identity::Serial);
        }
        let own_type = normal(&column.type_);
        let same_type = match &sequence.options.type_ {
            Some(type_) => *type_ == own_type,
            None => own_type == crate::schema::ColumnType::BigInt,
        };
        if same_type {
            sequence.options.type_ = None;
            // The greatest number is that of the type.
            if sequence.options.max == Some(own_type.range().1) {
                sequence.options.max = None;
            }
        } else {
            // Nothing said is the column's type.
            let counted = &mut sequence.options.type_;
            counted.get_or_insert(crate::schema::ColumnType::BigInt);
        }
        if let Some(comment) = sequence.comment.take() {
            let name = quote_name(&sequence.name);
            let statement = comment_on("SEQUENCE", &name, Some(&comment));
            table.further.push(statement);
        }
        sequence.owned_by = None;
        let usual = QualifiedName {
            schema: table_name.schema.clone(),
            name: sequence_name(&table_name.name, &column.name),
        };
        let plain =
            sequence.name == usual && same_type && sequence.options == SequenceOptions::default();
        column.sequence = (!plain).then(|| Box::new(sequence));
    }
}

/// Whether a default draws from the sequence, however its name is quoted.
fn draws(expression: &str, name: &QualifiedName) -> bool {
    let bare = |text: &str| text.replace('"', "");
    let plain = QualifiedName::new(&name.name);
    [name, &plain]
        .into_iter()
        .any(|name| bare(expression) == bare(&nextval(name)))
        || name.schema.is_none()
            && bare(expression).ends_with(&format!(".{}'::regclass)", bare(&name.name)))
}
