//! Views, triggers and events, and with [`routines`](super::routines) everything that is defined by a text.

use std::collections::HashSet;

use super::Reader;
use super::routines;
use crate::dialect::InspectError;

use crate::dialect::mysql::literal::quote;
use crate::dialect::mysql::moment::is_passing;
use crate::dialect::mysql::token::{TokenKind, tokens};
use crate::schema::{Object, ObjectId, ObjectKind, QualifiedName, TableName};

pub(super) fn read(
    reader: &mut Reader<'_>,
    names: &[String],
    include: &dyn Fn(&TableName) -> bool,
) -> Result<Vec<Object>, InspectError> {
    let database = reader.text(reader.database);
    let algorithm = if reader.facts.mariadb {
        "ALGORITHM"
    } else {
        "NULL"
    };
    let sql = format!(
        "SELECT 'VIEW', TABLE_NAME, VIEW_DEFINITION, DEFINER, CHECK_OPTION, SECURITY_TYPE, {algorithm}, \
         NULL, NULL, NULL, NULL, NULL, {session}, NULL, CURRENT_USER() \
         FROM information_schema.VIEWS WHERE TABLE_SCHEMA = {database} \
         UNION ALL SELECT 'TRIGGER', TRIGGER_NAME, ACTION_STATEMENT, DEFINER, ACTION_TIMING, \
         EVENT_MANIPULATION, EVENT_OBJECT_TABLE, CAST(ACTION_ORDER AS CHAR), NULL, NULL, NULL, {kept}, NULL, CURRENT_USER() \
         FROM information_schema.TRIGGERS WHERE TRIGGER_SCHEMA = {database} \
         UNION ALL SELECT 'EVENT', EVENT_NAME, EVENT_DEFINITION, DEFINER, CAST(EXECUTE_AT AS CHAR), \
         CONCAT(INTERVAL_VALUE, ' ', INTERVAL_FIELD), ON_COMPLETION, STATUS, CAST(STARTS AS CHAR), \
         CAST(ENDS AS CHAR), EVENT_COMMENT, {kept}, TIME_ZONE, CURRENT_USER() \
         FROM information_schema.EVENTS WHERE EVENT_SCHEMA = {database} \
         UNION ALL SELECT 'USER', '', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, CURRENT_USER()",
        kept = kept(reader),
        session = SESSION
    );
    let known: HashSet<&str> = names.iter().map(String::as_str).collect();
    let mut definer = Definer {
        current: String::new(),
    };
    let mut views = Vec::new();
    let mut triggers: Vec<(String, u32, Object)> = Vec::new();
    let mut events = Vec::new();
    for mut row in reader.query(&sql)? {
        let (kind, name, text, owner) = (row.text(), row.text(), row.text(), row.text());
        // MySQL keeps the end of a statement that came among others.
        let text = text.trim_end_matches(';');
        let mut cells: [String; 7] = std::array::from_fn(|_| row.text());
        let settings = settings(reader, text, std::array::from_fn(|_| row.next()));
        definer.current = row.text();
        let clause = definer.clause(&owner);
        match kind.as_str() {
            // One that a crash left.
            "VIEW" if is_passing(&name) => {}
            "VIEW" if include(&TableName::new(name.as_str())) => {
                let [check, security, algorithm, ..] = &cells;
                views.push(view(
                    reader,
                    &known,
                    &name,
                    text,
                    [&clause, check, security, algorithm],
                    settings,
                ));
            }
            "TRIGGER" if include(&TableName::new(cells[2].as_str())) => {
                let table = std::mem::take(&mut cells[2]);
                let statement = format!(
                    "CREATE {clause}TRIGGER {} {} {} ON {} FOR EACH ROW {text}",
                    quote(&name),
                    cells[0],
                    cells[1],
                    quote(&table)
                );
                let order = cells[3].parse().unwrap_or(0);
                let mut trigger = object(ObjectKind::Trigger, &name, Some(&table), statement);
                trigger.options = settings;
                triggers.push((table, order, trigger));
            }
            "EVENT" => {
                let mut event = event(reader, &name, text, &clause, &cells);
                event.options = settings;
                events.push(event);
            }
            _ => {}
        }
    }
    triggers.sort_by(|a, b| (&a.0, a.1, &a.2.id.name).cmp(&(&b.0, b.1, &b.2.id.name)));
    events.sort_by(|a: &Object, b| a.id.name.cmp(&b.id.name));
    let mut objects = routines::read(reader, &definer)?;
    objects.sort_by(|a, b| (a.id.kind, &a.id.name).cmp(&(b.id.kind, &b.id.name)));
    views.sort_by(|a: &Object, b| a.id.name.cmp(&b.id.name));
    objects.extend(in_order(views));
    objects.extend(triggers.into_iter().map(|(_, _, trigger)| trigger));
    objects.extend(events);
    Ok(objects)
}

/// What an object keeps of the session that made it, where this one is another.
pub(super) fn kept(reader: &Reader<'_>) -> String {
    format!(
        "NULLIF(SQL_MODE, {}), {}",
        reader.text(&reader.facts.modes),
        SESSION
    )
}

/// What of that views keep, too: text in them has this collation.
const SESSION: &str = "NULLIF(CHARACTER_SET_CLIENT, @@SESSION.character_set_client), \
     NULLIF(COLLATION_CONNECTION, @@SESSION.collation_connection)";

/// Writes what [`kept`] found, and the time zone of an event. The character set of the client is how the statement is sent:
/// this session, which speaks UTF-8, may claim another one of plain letters only.
pub(super) fn settings(
    reader: &Reader<'_>,
    text: &str,
    mut values: [Option<String>; 4],
) -> Option<String> {
    if !text.is_ascii() {
        values[1] = values[1]
            .take()
            .filter(|charset| charset.starts_with("utf8"));
    }
    let names = [
        "sql_mode",
        "character_set_client",
        "collation_connection",
        "time_zone",
    ];
    let stated: Vec<String> = names
        .into_iter()
        .zip(values)
        .filter_map(|(name, value)| Some(format!("{name} = {}", reader.text(&value?))))
        .collect();
    (!stated.is_empty()).then(|| stated.join(", "))
}

/// Views behind those that they read from. They cannot read from each other in a circle.
fn in_order(mut waiting: Vec<Object>) -> Vec<Object> {
    let mut ordered = Vec::with_capacity(waiting.len());
    while !waiting.is_empty() {
        let free = waiting.iter().position(|view| {
            !waiting
                .iter()
                .any(|other| view.depends_on.contains(&other.id.name))
        });
        ordered.push(waiting.remove(free.unwrap_or(0)));
    }
    ordered
}

/// Who an object belongs to; the one that reads needs no mention.
pub(super) struct Definer {
    current: String,
}

impl Definer {
    pub(super) fn clause(&self, owner: &str) -> String {
        if owner.is_empty() || owner == self.current {
            return String::new();
        }
        match owner.rsplit_once('@') {
            Some((user, host)) => format!("DEFINER={}@{} ", quote(user), quote(host)),
            None => format!("DEFINER={} ", quote(owner)),
        }
    }
}

pub(super) fn object(
    kind: ObjectKind,
    name: &str,
    table: Option<&str>,
    definition: String,
) -> Object {
    Object {
        id: ObjectId {
            kind,
            name: QualifiedName::new(name),
            table: table.map(TableName::new),
            arguments: None,
        },
        definition,
        options: None,
        depends_on: Vec::new(),
        comment: None,
        further: Vec::new(),
    }
}

fn view(
    reader: &Reader<'_>,
    known: &HashSet<&str>,
    name: &str,
    query: &str,
    [clause, check, security, algorithm]: [&str; 4],
    settings: Option<String>,
) -> Object {
    let (mut definition, depends_on) =
        unqualified(query, reader.database, &|name| known.contains(name));
    if check == "CASCADED" || check == "LOCAL" {
        definition.push_str(&format!(" WITH {check} CHECK OPTION"));
    }
    let mut options = String::new();
    if !algorithm.is_empty() && algorithm != "UNDEFINED" {
        options.push_str(&format!("ALGORITHM={algorithm} "));
    }
    options.push_str(clause);
    if security == "INVOKER" {
        options.push_str("SQL SECURITY INVOKER ");
    }
    options.push_str(&settings.unwrap_or_default());
    let options = options.trim_end();
    let mut object = object(ObjectKind::View, name, None, definition);
    object.options = (!options.is_empty()).then(|| options.to_owned());
    object.depends_on = depends_on
        .into_iter()
        .filter(|other| other.name != name)
        .collect();
    object
}

/// Takes the database's own name off the names in a query, and lists the tables and views that it reads.
pub(super) fn unqualified(
    query: &str,
    database: &str,
    known: &dyn Fn(&str) -> bool,
) -> (String, Vec<QualifiedName>) {
    let Ok(tokens) = tokens(query) else {
        return (query.to_owned(), Vec::new());
    };
    let mut text = String::with_capacity(query.len());
    let mut names: Vec<QualifiedName> = Vec::new();
    let mut done = 0;
    for (at, token) in tokens.iter().enumerate() {
        let [_, dot, name, ..] = &tokens[at..] else {
            break;
        };
        let inside = at > 0 && tokens[at - 1].is_symbol(query, ".");
        let qualifies = !inside
            && token.kind == TokenKind::Quoted
            && token.name(query).as_deref() == Some(database)
            && dot.is_symbol(query, ".");
        let Some(name) = name.name(query).filter(|name| qualifies && known(name)) else {
            continue;
        };
        text.push_str(&query[done..token.span.start]);
        done = dot.span.end;
        let name = QualifiedName::new(name);
        if !names.contains(&name) {
            names.push(name);
        }
    }
    text.push_str(&query[done..]);
    (text, names)
}

fn event(
    reader: &Reader<'_>,
    name: &str,
    body: &str,
    clause: &str,
    [at, every, completion, status, starts, ends, comment]: &[String; 7],
) -> Object {
    let mut schedule = if at.is_empty() {
        format!("EVERY {}", quoted_interval(reader, every))
    } else {
        format!("AT {}", reader.text(at))
    };
    for (word, moment) in [("STARTS", starts), ("ENDS", ends)] {
        if !moment.is_empty() && at.is_empty() {
            schedule.push_str(&format!(" {word} {}", reader.text(moment)));
        }
    }
    let status = match status.as_str() {
        "DISABLED" => "DISABLE",
        "SLAVESIDE_DISABLED" | "REPLICA_SIDE_DISABLED" => "DISABLE ON SLAVE",
        _ => "ENABLE",
    };
    let comment = if comment.is_empty() {
        String::new()
    } else {
        format!(" COMMENT {}", reader.text(comment))
    };
    let statement = format!(
        "CREATE {clause}EVENT {} ON SCHEDULE {schedule} ON COMPLETION {completion} {status}{comment} DO {body}",
        quote(name)
    );
    object(ObjectKind::Event, name, None, statement)
}

/// `1 DAY` as it is, `1:30 MINUTE_SECOND` with its value in quotes.
fn quoted_interval(reader: &Reader<'_>, interval: &str) -> String {
    match interval.rsplit_once(' ') {
        Some((value, unit)) if !value.bytes().all(|byte| byte.is_ascii_digit()) => {
            format!("{} {unit}", reader.text(value))
        }
        _ => interval.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_view_loses_its_database_and_tells_what_it_reads() {
        let known = |name: &str| ["t", "u"].contains(&name);
        let (text, names) = unqualified(
            "select `lab`.`t`.`id` AS `id`,`x`.`lab` AS `lab` from (`lab`.`t` join `lab`.`u` `x`) where `lab`.`t`.`n` = '`lab`.`t`'",
            "lab",
            &known,
        );
        assert_eq!(
            text,
            "select `t`.`id` AS `id`,`x`.`lab` AS `lab` from (`t` join `u` `x`) where `t`.`n` = '`lab`.`t`'"
        );
        assert_eq!(names, [QualifiedName::new("t"), QualifiedName::new("u")]);
    }
}
