//! The head of `CREATE TRIGGER`: what it waits for. Its body is never looked into.

use super::Reader;

/// A `CREATE TRIGGER` statement.
#[derive(Debug, Clone, PartialEq)]
pub(in super::super) struct CreateTrigger {
    pub(in super::super) event: TriggerEvent,
    /// The table or view.
    pub(in super::super) table: String,
}

/// What a trigger waits for.
#[derive(Debug, Clone, PartialEq)]
pub(in super::super) enum TriggerEvent {
    /// A row is inserted.
    Insert,
    /// A row is deleted.
    Delete,
    /// A row is updated, in one of these columns where some are named.
    Update { columns: Vec<String> },
}

/// Reads the head of a `CREATE TRIGGER` statement.
///
/// # Errors
/// What was expected, and what stands there instead.
pub(in super::super) fn create_trigger(sql: &str) -> Result<CreateTrigger, String> {
    let mut reader = Reader::new(sql)?;
    reader.expect_word("CREATE")?;
    let _ = reader.take_words(&["TEMP"]) || reader.take_words(&["TEMPORARY"]);
    reader.expect_word("TRIGGER")?;
    reader.take_words(&["IF", "NOT", "EXISTS"]);
    reader.qualified_name()?;
    let _ = reader.take_words(&["BEFORE"])
        || reader.take_words(&["AFTER"])
        || reader.take_words(&["INSTEAD", "OF"]);
    let event = if reader.take_words(&["INSERT"]) {
        TriggerEvent::Insert
    } else if reader.take_words(&["DELETE"]) {
        TriggerEvent::Delete
    } else {
        reader.expect_word("UPDATE")?;
        let mut columns = Vec::new();
        if reader.take_words(&["OF"]) {
            loop {
                columns.push(reader.name()?.0);
                if !reader.take_symbol(",") {
                    break;
                }
            }
        }
        TriggerEvent::Update { columns }
    };
    reader.expect_word("ON")?;
    let (table, _) = reader.qualified_name()?;
    Ok(CreateTrigger { event, table })
}
