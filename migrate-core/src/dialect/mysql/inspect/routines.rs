//! Functions and procedures.
//!
//! MariaDB keeps their parameters as they were written, in `mysql.proc`; who may not read that, and MySQL, put them
//! together again from `information_schema`.

use std::collections::HashMap;

use super::objects::{Definer, kept, object, settings};
use super::{Cells, Reader};
use crate::dialect::InspectError;
use crate::dialect::mysql::literal::quote;
use crate::schema::{Object, ObjectKind};

/// A function or procedure, in the parts of its statement.
struct Routine {
    kind: ObjectKind,
    name: String,
    parameters: String,
    returns: String,
    deterministic: bool,
    data_access: String,
    security: String,
    comment: String,
    definer: String,
    body: String,
    /// What it keeps of the session that made it.
    kept: [Option<String>; 4],
    aggregate: bool,
}

pub(super) fn read(
    reader: &mut Reader<'_>,
    definer: &Definer,
) -> Result<Vec<Object>, InspectError> {
    let routines = match as_written(reader) {
        Some(routines) => routines,
        None => described(reader)?,
    };
    Ok(routines
        .into_iter()
        .map(|routine| routine.object(reader, definer))
        .collect())
}

/// What MariaDB keeps, if it shows it.
fn as_written(reader: &mut Reader<'_>) -> Option<Vec<Routine>> {
    if !reader.facts.mariadb {
        return None;
    }
    let kept = kept(reader);
    let sql = format!(
        "SELECT type, name, CONVERT(param_list USING utf8mb4), CONVERT(returns USING utf8mb4), is_deterministic, \
         sql_data_access, security_type, comment, definer, CONVERT(body_utf8 USING utf8mb4), {kept}, aggregate \
         FROM mysql.proc WHERE db = {} AND type IN ('FUNCTION', 'PROCEDURE')",
        reader.text(reader.database)
    );
    let rows = reader.conn.query(&sql).ok()?;
    Some(
        rows.into_iter()
            .map(Cells::new)
            .map(|mut row| Routine {
                kind: kind(&row.text()),
                name: row.text(),
                parameters: row.text(),
                returns: row.text(),
                deterministic: row.text() == "YES",
                data_access: row.text().replace('_', " "),
                security: row.text(),
                comment: row.text(),
                definer: row.text(),
                body: row.text(),
                kept: [row.next(), row.next(), row.next(), None],
                aggregate: row.text() == "GROUP",
            })
            .collect(),
    )
}

fn kind(text: &str) -> ObjectKind {
    if text == "FUNCTION" {
        ObjectKind::Function
    } else {
        ObjectKind::Procedure
    }
}

fn described(reader: &mut Reader<'_>) -> Result<Vec<Routine>, InspectError> {
    let (database, kept) = (reader.text(reader.database), kept(reader));
    let sql = format!(
        "SELECT ROUTINE_TYPE, ROUTINE_NAME, DTD_IDENTIFIER, IS_DETERMINISTIC, SQL_DATA_ACCESS, \
         SECURITY_TYPE, ROUTINE_COMMENT, DEFINER, ROUTINE_DEFINITION, {kept}, NULL \
         FROM information_schema.ROUTINES WHERE ROUTINE_SCHEMA = {database} AND ROUTINE_BODY = 'SQL' \
         UNION ALL SELECT 'PARAMETER', SPECIFIC_NAME, DTD_IDENTIFIER, ROUTINE_TYPE, PARAMETER_MODE, \
         PARAMETER_NAME, CHARACTER_SET_NAME, COLLATION_NAME, NULL, NULL, NULL, NULL, CAST(ORDINAL_POSITION AS CHAR) \
         FROM information_schema.PARAMETERS WHERE SPECIFIC_SCHEMA = {database} AND ORDINAL_POSITION > 0"
    );
    let mut routines = Vec::new();
    let mut parameters: HashMap<(String, String), Vec<(u32, String)>> = HashMap::new();
    for mut row in reader.query(&sql)? {
        let (type_, name, data_type) = (row.text(), row.text(), row.text());
        if type_ == "PARAMETER" {
            let (of, mode, parameter) = (row.text(), row.text(), row.text());
            let charset = row.next();
            let position = row.0.next_back().flatten();
            let position = position.and_then(|digits| digits.parse().ok()).unwrap_or(0);
            let mode = if of == "PROCEDURE" {
                format!("{mode} ")
            } else {
                String::new()
            };
            let charset = charset
                .map(|charset| format!(" CHARACTER SET {charset}"))
                .unwrap_or_default();
            let text = format!("{mode}{} {data_type}{charset}", quote(&parameter));
            parameters
                .entry((of, name))
                .or_default()
                .push((position, text));
            continue;
        }
        let routine = Routine {
            kind: kind(&type_),
            name,
            parameters: String::new(),
            returns: data_type,
            deterministic: row.text() == "YES",
            data_access: row.text(),
            security: row.text(),
            comment: row.text(),
            definer: row.text(),
            // MySQL keeps the end of a statement that came among others.
            body: row.text().trim_end_matches(';').to_owned(),
            kept: [row.next(), row.next(), row.next(), None],
            aggregate: false,
        };
        routines.push(routine);
    }
    for routine in &mut routines {
        let key = (routine.kind.sql().to_owned(), routine.name.clone());
        let mut own = parameters.remove(&key).unwrap_or_default();
        own.sort();
        let texts: Vec<String> = own.into_iter().map(|(_, text)| text).collect();
        routine.parameters = texts.join(", ");
    }
    Ok(routines)
}

impl Routine {
    fn object(self, reader: &Reader<'_>, definer: &Definer) -> Object {
        let mut statement = format!(
            "CREATE {}{}{} {}({})",
            definer.clause(&self.definer),
            if self.aggregate { "AGGREGATE " } else { "" },
            self.kind.sql(),
            quote(&self.name),
            self.parameters
        );
        if self.kind == ObjectKind::Function {
            statement.push_str(&format!(" RETURNS {}", self.returns));
        }
        if self.deterministic {
            statement.push_str("\n    DETERMINISTIC");
        }
        if self.data_access != "CONTAINS SQL" && !self.data_access.is_empty() {
            statement.push_str(&format!("\n    {}", self.data_access));
        }
        if self.security == "INVOKER" {
            statement.push_str("\n    SQL SECURITY INVOKER");
        }
        if !self.comment.is_empty() {
            statement.push_str(&format!("\n    COMMENT {}", reader.text(&self.comment)));
        }
        statement.push('\n');
        statement.push_str(&self.body);
        Object {
            options: settings(reader, &statement, self.kept),
            ..object(self.kind, &self.name, None, statement)
        }
    }
}
