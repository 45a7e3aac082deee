//! Views and triggers: all that SQLite has of replaceable objects.

use super::token::{TokenKind, tokens};
use super::types::{quote, text};
use super::unsupported::SQLITE;
use crate::connection::Connection;
use crate::dialect::{Catalog, DdlError, InspectError, Unsupported};
use crate::schema::{Object, ObjectId, ObjectKind, TableName};

/// Writes the statement that creates an object.
pub(super) fn create(object: &Object) -> Result<String, DdlError> {
    let name = known(&object.id)?;
    if object.comment.is_some() {
        return Err(Unsupported::new(SQLITE, "comments", object.id.to_string()).into());
    }
    let definition = object.body();
    Ok(match (&object.id.kind, &object.options) {
        (ObjectKind::View, Some(options)) => {
            format!("CREATE VIEW {name} {options} AS {definition}")
        }
        (ObjectKind::View, None) => format!("CREATE VIEW {name} AS {definition}"),
        _ => definition,
    })
}

/// Writes the statement that drops an object.
pub(super) fn drop(id: &ObjectId, if_exists: bool) -> Result<String, DdlError> {
    let name = known(id)?;
    let guard = if if_exists { "IF EXISTS " } else { "" };
    Ok(format!("DROP {} {guard}{name}", id.kind.sql()))
}

/// Writes the statements that put an object in the place of the one of its name. What fires on a view goes with it, and
/// comes back as it was.
pub(super) fn replace(object: &Object, catalog: &mut dyn Catalog) -> Result<Vec<String>, DdlError> {
    let mut statements = vec![drop(&object.id, false)?, create(object)?];
    if object.id.kind == ObjectKind::View {
        let rows = catalog.query(
            "the triggers of a view",
            &format!(
                "SELECT sql FROM main.sqlite_master WHERE type = 'trigger' AND tbl_name = {} COLLATE NOCASE ORDER BY rowid",
                text(&object.id.name.name)
            ),
        )?;
        statements.extend(rows.into_iter().flatten().flatten());
    }
    Ok(statements)
}

/// Reads the views and triggers of the database in the order in which they were made, a view parted where its query begins.
pub(super) fn live(conn: &mut dyn Connection) -> Result<Vec<Object>, InspectError> {
    // A trigger is on its table however it wrote the name.
    let rows = conn.query(
        "SELECT it.type, it.name, coalesce(whole.name, it.tbl_name), it.sql FROM main.sqlite_master it \
         LEFT JOIN main.sqlite_master whole ON whole.type IN ('table', 'view') AND whole.name = it.tbl_name COLLATE NOCASE \
         WHERE it.type IN ('view', 'trigger') AND it.sql IS NOT NULL ORDER BY it.rowid",
    )?;
    let object = |row: Vec<Option<String>>| {
        let [Some(kind), Some(name), Some(table), Some(sql)] = <[_; 4]>::try_from(row).ok()? else {
            return None;
        };
        let is_view = kind == "view";
        let (options, definition) = if is_view { query_of(&sql) } else { (None, sql) };
        let (kind, table) = if is_view {
            (ObjectKind::View, None)
        } else {
            (ObjectKind::Trigger, Some(TableName::new(table)))
        };
        Some(Object {
            id: ObjectId {
                kind,
                name: TableName::new(name),
                table,
                arguments: None,
            },
            definition,
            options,
            depends_on: Vec::new(),
            comment: None,
            further: Vec::new(),
        })
    };
    Ok(rows.into_iter().filter_map(object).collect())
}

/// What stands between a view's name and `AS`, and what stands behind it.
fn query_of(sql: &str) -> (Option<String>, String) {
    let whole = || (None, sql.to_owned());
    let Ok(tokens) = tokens(sql) else {
        return whole();
    };
    let Some(at) = tokens.iter().position(|token| token.is_word(sql, "AS")) else {
        return whole();
    };
    let (head, query) = (&tokens[..at], sql[tokens[at].span.end..].trim());
    let open = head.iter().position(|token| token.is_symbol(sql, "("));
    let options = open.map(|open| {
        sql[head[open].span.start..tokens[at].span.start]
            .trim()
            .to_owned()
    });
    (options, query.to_owned())
}

/// Tells whether two definitions are the same but for white space, comments and the case of words: SQLite keeps the text.
pub(super) fn same(live: &Object, written: &Object) -> bool {
    fn words(object: &Object) -> Option<Vec<String>> {
        let sql = create(object).ok()?;
        let tokens = tokens(&sql).ok()?;
        let words = tokens.iter().map(|token| match token.kind {
            TokenKind::Word => token.text(&sql).to_lowercase(),
            TokenKind::Quoted => token.name(&sql).unwrap_or_default().to_lowercase(),
            TokenKind::Text | TokenKind::Bits | TokenKind::Number | TokenKind::Symbol => {
                token.text(&sql).to_owned()
            }
        });
        Some(words.collect())
    }
    // Of the two `CREATE` and what may stand behind it only one can say `IF NOT EXISTS`: SQLite forgets that, and TEMP.
    let without = |words: Vec<String>| -> Vec<String> {
        let guard = ["if", "not", "exists"];
        let at = words.windows(3).take(4).position(|three| three == guard);
        match at {
            Some(at) => [&words[..at], &words[at + 3..]].concat(),
            None => words,
        }
    };
    words(live).map(without) == words(written).map(without)
}

/// The object's quoted name, if SQLite has its kind.
fn known(id: &ObjectId) -> Result<String, DdlError> {
    match id.kind {
        ObjectKind::View | ObjectKind::Trigger => Ok(quote(&id.name.name)),
        ObjectKind::Type
        | ObjectKind::Domain
        | ObjectKind::Function
        | ObjectKind::Procedure
        | ObjectKind::Aggregate
        | ObjectKind::MaterializedView
        | ObjectKind::Policy
        | ObjectKind::Rule
        | ObjectKind::Collation
        | ObjectKind::Partition
        | ObjectKind::Statistics
        | ObjectKind::Event => {
            Err(Unsupported::new(SQLITE, id.kind.plural(), id.to_string()).into())
        }
    }
}
