//! What an operation does to the rows that are there: destroyed, or squeezed into less.
//!
//! The renderer writes it into the file, `check` and the terminal say it.

use std::borrow::Cow;
use std::fmt;

use super::{Change, EnumChange, Operation};
use crate::schema::{ColumnType, ObjectId, ObjectKind, QualifiedName, Sequence, TableName};

/// Something that a person should know before an operation runs on data.
#[derive(Debug, Clone, PartialEq, Eq)]
#[allow(
    clippy::large_enum_variant,
    reason = "few are made, to be told at once"
)]
#[non_exhaustive]
pub enum Hazard {
    /// The rows of a table go.
    DestroysRows {
        /// The table.
        table: TableName,
    },
    /// The values of a column go.
    DestroysValues {
        /// The table.
        table: TableName,
        /// The column.
        column: String,
    },
    /// What an enumeration is no longer to hold.
    RemovesValues {
        /// The enumeration.
        name: QualifiedName,
        /// The values that go.
        values: Vec<String>,
    },
    /// What is dropped may be of use to somebody: where a sequence stands.
    Forgets {
        /// What is dropped.
        what: String,
    },
    /// Where a sequence stands outside of its new bounds, it goes on at the nearest one.
    Moves {
        /// The sequence.
        sequence: QualifiedName,
        /// The least number that it gives out then.
        min: i64,
        /// The greatest.
        max: i64,
    },
    /// Not every value of a column fits its next type.
    Narrows {
        /// The table.
        table: TableName,
        /// The column.
        column: String,
        /// The type that it has.
        from: Box<ColumnType>,
        /// The type that it gets.
        to: Box<ColumnType>,
        /// What does not fit.
        loss: &'static str,
    },
}

impl Hazard {
    /// Whether data goes in any case, and not only what does not fit.
    #[must_use]
    pub fn destroys(&self) -> bool {
        match self {
            Hazard::DestroysRows { .. }
            | Hazard::DestroysValues { .. }
            | Hazard::Forgets { .. } => true,
            Hazard::RemovesValues { .. } | Hazard::Moves { .. } | Hazard::Narrows { .. } => false,
        }
    }
}

impl fmt::Display for Hazard {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Hazard::DestroysRows { table } => {
                write!(f, "Destroys data: every row of `{table}`.")
            }
            Hazard::DestroysValues { table, column } => {
                write!(f, "Destroys data: the values of `{table}.{column}`.")
            }
            Hazard::RemovesValues { name, values } => write!(
                f,
                "Removes values of `{name}`: rows that hold {} are refused, unless `replace` says what they get.",
                list(values)
            ),
            Hazard::Forgets { what } => write!(f, "Destroys data: {what}."),
            Hazard::Moves { sequence, min, max } => write!(
                f,
                "Narrows `{sequence}` to {min} to {max}: where it stands outside, it goes on at the nearest of the two (MariaDB refuses)."
            ),
            Hazard::Narrows {
                table,
                column,
                from,
                to,
                loss,
            } => write!(f, "Narrows `{table}.{column}` from {from} to {to}: {loss}."),
        }
    }
}

fn list(values: &[String]) -> String {
    let values: Vec<String> = values.iter().map(|value| format!("`{value}`")).collect();
    values.join(", ")
}

impl Operation {
    /// What the operation does to data, one entry for each table or column.
    #[must_use]
    pub fn hazards(&self) -> Vec<Hazard> {
        match self {
            Operation::DropTable { name, .. } => vec![Hazard::DestroysRows {
                table: name.clone(),
            }],
            Operation::AlterTable { table, changes, .. } => changes
                .iter()
                .filter_map(|change| change.hazard(table))
                .collect(),
            Operation::AlterEnum { name, change } => match change {
                EnumChange::SetValues {
                    to, was: Some(was), ..
                } => {
                    let gone = was.iter().filter(|value| !to.contains(value));
                    let values: Vec<String> = gone.cloned().collect();
                    let name = name.clone();
                    let hazard =
                        (!values.is_empty()).then_some(Hazard::RemovesValues { name, values });
                    hazard.into_iter().collect()
                }
                EnumChange::SetValues { was: None, .. }
                | EnumChange::AddValue { .. }
                | EnumChange::RenameValue { .. }
                | EnumChange::SetComment { .. } => Vec::new(),
            },
            Operation::AlterSequence { to, was: Some(was) } => moved(to, was).into_iter().collect(),
            Operation::DropSequence { name, .. } => vec![Hazard::Forgets {
                what: format!("where the sequence `{name}` stands"),
            }],
            Operation::AutocommitBlock { operations } => {
                operations.iter().flat_map(Operation::hazards).collect()
            }
            Operation::DropObject { id, .. } => rows_of(id),
            Operation::ReplaceObject { object, .. } => rows_of(&object.id),
            Operation::CreateTable { .. }
            | Operation::RenameTable { .. }
            | Operation::CreateEnum { .. }
            | Operation::DropEnum { .. }
            | Operation::RenameEnum { .. }
            | Operation::CreateSequence { .. }
            | Operation::AlterSequence { was: None, .. }
            | Operation::CreateSchema { .. }
            | Operation::DropSchema { .. }
            | Operation::CreateExtension { .. }
            | Operation::DropExtension { .. }
            | Operation::CreateObject { .. }
            | Operation::BulkInsert { .. }
            | Operation::Execute { .. }
            | Operation::Run { .. } => Vec::new(),
        }
    }
}

/// What becomes of a sequence that may stand where it is not to count any more.
fn moved(to: &Sequence, was: &Sequence) -> Option<Hazard> {
    let (least, greatest) = was.options.bounds();
    let min = to.options.min.unwrap_or(least);
    let max = to.options.max.unwrap_or(greatest);
    (min > least || max < greatest).then(|| Hazard::Moves {
        sequence: to.name.clone(),
        min,
        max,
    })
}

/// The rows of an object that is a table.
fn rows_of(id: &ObjectId) -> Vec<Hazard> {
    let table = (id.kind == ObjectKind::Partition).then(|| id.name.clone());
    let hazard = |table| Hazard::DestroysRows { table };
    table.into_iter().map(hazard).collect()
}

impl Change {
    /// What the change does to the data of the table.
    #[must_use]
    pub fn hazard(&self, table: &TableName) -> Option<Hazard> {
        let destroys = |column: &str| Hazard::DestroysValues {
            table: table.clone(),
            column: column.to_owned(),
        };
        match self {
            // What is computed can be computed again.
            Change::DropColumn { name, was, .. } => {
                let computed = was.as_ref().is_some_and(|was| was.generated.is_some());
                (!computed).then(|| destroys(name))
            }
            Change::AlterColumn { name, patch, was } => {
                let was = was.as_ref()?;
                if matches!(patch.generated, Some(Some(_))) && was.generated.is_none() {
                    return Some(destroys(name));
                }
                let to = patch.type_.as_ref()?;
                let loss = narrowing(&renamed(&was.type_, &patch.renamed_values), to)?;
                (was.generated.is_none()).then(|| Hazard::Narrows {
                    table: table.clone(),
                    column: name.clone(),
                    from: Box::new(was.type_.clone()),
                    to: Box::new(to.clone()),
                    loss,
                })
            }
            Change::AddColumn { .. }
            | Change::RenameColumn { .. }
            | Change::AddPrimaryKey { .. }
            | Change::DropPrimaryKey { .. }
            | Change::AddUnique { .. }
            | Change::DropUnique { .. }
            | Change::AddCheck { .. }
            | Change::DropCheck { .. }
            | Change::AddForeignKey { .. }
            | Change::DropForeignKey { .. }
            | Change::AddExclusion { .. }
            | Change::DropExclusion { .. }
            | Change::ValidateConstraint { .. }
            | Change::RenameConstraint { .. }
            | Change::RenameIndex { .. }
            | Change::DropConstraint { .. }
            | Change::CreateIndex { .. }
            | Change::DropIndex { .. }
            | Change::SetOptions { .. }
            | Change::SetComment { .. } => None,
        }
    }
}

/// The type with its values under the names that they get.
fn renamed<'t>(type_: &'t ColumnType, values: &[(String, String)]) -> Cow<'t, ColumnType> {
    let mut type_ = Cow::Borrowed(type_);
    if !values.is_empty()
        && let ColumnType::Enum(kind) = type_.to_mut()
    {
        for value in &mut kind.values {
            if let Some((_, to)) = values.iter().find(|(from, _)| from == value) {
                value.clone_from(to);
            }
        }
    }
    type_
}

/// Says what of one type does not fit the other; `None` where all does, or nothing is known.
fn narrowing(from: &ColumnType, to: &ColumnType) -> Option<&'static str> {
    const LENGTH: &str = "longer values do not fit (SQLite keeps them)";
    const RANGE: &str = "numbers beyond its range may be refused";
    const DIGITS: &str = "digits may be lost";
    const FORM: &str = "values of another form may be refused";
    const MOMENT: &str = "a part of the moment is lost";
    let loses = |loss: &'static str, is: bool| is.then_some(loss);
    match (Kind::of(from), Kind::of(to)) {
        (Kind::Integer(a), Kind::Integer(b)) => {
            loses(RANGE, a.bits > b.bits || a.unsigned != b.unsigned)
        }
        (Kind::Integer(a), Kind::Float(b)) => loses(DIGITS, a.bits > b),
        (Kind::Integer(_), Kind::Truth) => Some(RANGE),
        (Kind::Integer(_), Kind::Exact(digits)) => loses(RANGE, digits.is_some()),
        (Kind::Float(a), Kind::Float(b)) => loses(DIGITS, a > b),
        (Kind::Exact(_), Kind::Float(_)) | (Kind::Float(_), Kind::Exact(Some(_))) => Some(DIGITS),
        (Kind::Exact(_) | Kind::Float(_), Kind::Integer(_) | Kind::Truth) => Some(DIGITS),
        (Kind::Exact(a), Kind::Exact(Some(b))) => match a {
            Some(a) => loses(DIGITS, a.whole > b.whole || a.scale > b.scale),
            None => Some(DIGITS),
        },
        (Kind::Text(a), Kind::Text(Some(b))) => loses(LENGTH, a.is_none_or(|a| a > b)),
        (Kind::Values(a), Kind::Values(b)) => loses(
            "values that it no longer has are refused",
            a.iter().any(|value| !b.contains(value)),
        ),
        (Kind::Values(a), Kind::Text(Some(b))) => {
            let longest = a.iter().map(|value| value.chars().count()).max();
            loses(LENGTH, longest.is_some_and(|a| a > b as usize))
        }
        (Kind::Moment(a), Kind::Moment(b)) => loses(MOMENT, !b.holds(a)),
        (Kind::Opaque, _) | (_, Kind::Opaque) => None,
        // A text has room for everything, unless it is a short one.
        (_, Kind::Text(length)) => loses(LENGTH, length.is_some()),
        (Kind::Truth, Kind::Integer(_) | Kind::Exact(None) | Kind::Float(_) | Kind::Truth)
        | (Kind::Float(_), Kind::Exact(None))
        | (Kind::Exact(_), Kind::Exact(None)) => None,
        (Kind::Text(_), _) | (_, Kind::Values(_) | Kind::Moment(_) | Kind::Truth) => Some(FORM),
        (Kind::Truth | Kind::Values(_) | Kind::Moment(_), _) => Some(FORM),
    }
}

/// What a type is to a value that it has to hold.
enum Kind<'t> {
    Truth,
    Integer(Bits),
    /// The whole numbers that it holds exactly, in bits.
    Float(u32),
    Exact(Option<Digits>),
    Text(Option<u32>),
    Values(&'t [String]),
    Moment(Moment),
    /// Nothing is known of what its values can become.
    Opaque,
}

struct Bits {
    bits: u32,
    unsigned: bool,
}

struct Digits {
    whole: u32,
    scale: u32,
}

#[derive(PartialEq, Eq, Clone, Copy)]
enum Moment {
    Date,
    Time,
    Timestamp,
    TimestampTz,
}

impl Moment {
    fn holds(self, other: Moment) -> bool {
        match other {
            Moment::Date => self != Moment::Time,
            Moment::Time => self == Moment::Time,
            Moment::Timestamp => matches!(self, Moment::Timestamp | Moment::TimestampTz),
            Moment::TimestampTz => self == Moment::TimestampTz,
        }
    }
}

impl<'t> Kind<'t> {
    fn of(type_: &'t ColumnType) -> Self {
        let signed = |bits| {
            Kind::Integer(Bits {
                bits,
                unsigned: false,
            })
        };
        match type_ {
            ColumnType::Bool => Kind::Truth,
            ColumnType::TinyInt => signed(8),
            ColumnType::SmallInt => signed(16),
            ColumnType::Integer => signed(32),
            ColumnType::BigInt => signed(64),
            ColumnType::Unsigned(inner) => match Kind::of(inner) {
                Kind::Integer(Bits { bits, .. }) => Kind::Integer(Bits {
                    bits,
                    unsigned: true,
                }),
                other => other,
            },
            ColumnType::Float => Kind::Float(24),
            ColumnType::Double => Kind::Float(53),
            ColumnType::Decimal { precision, scale } => Kind::Exact(precision.map(|precision| {
                let scale = scale.unwrap_or(0);
                Digits {
                    whole: precision.saturating_sub(scale),
                    scale,
                }
            })),
            ColumnType::Text => Kind::Text(None),
            ColumnType::Varchar(length) => Kind::Text(*length),
            ColumnType::Char(length) => Kind::Text(Some(length.unwrap_or(1))),
            ColumnType::Enum(type_) => Kind::Values(&type_.values),
            ColumnType::Date => Kind::Moment(Moment::Date),
            ColumnType::Time => Kind::Moment(Moment::Time),
            ColumnType::Timestamp => Kind::Moment(Moment::Timestamp),
            ColumnType::TimestampTz => Kind::Moment(Moment::TimestampTz),
            ColumnType::Binary
            | ColumnType::Interval
            | ColumnType::Json
            | ColumnType::Jsonb
            | ColumnType::Uuid
            | ColumnType::Array(_)
            | ColumnType::Other(_) => Kind::Opaque,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::narrowing;
    use crate::schema::ColumnType::{self, *};

    #[test]
    fn what_does_not_fit_is_told() {
        let decimal = |precision, scale| Decimal {
            precision: Some(precision),
            scale: Some(scale),
        };
        let narrows: &[(ColumnType, ColumnType)] = &[
            (BigInt, Integer),
            (BigInt, Double),
            (Double, Integer),
            (decimal(10, 2), decimal(10, 3)),
            (decimal(10, 2), decimal(8, 2)),
            (Text, Varchar(Some(20))),
            (Varchar(Some(80)), Varchar(Some(20))),
            (Text, Integer),
            (Text, Date),
            (TimestampTz, Timestamp),
            (Timestamp, Date),
            (Integer, Date),
            (Integer, Bool),
        ];
        for (from, to) in narrows {
            assert!(narrowing(from, to).is_some(), "{from} -> {to}");
        }
        let widens: &[(ColumnType, ColumnType)] = &[
            (Integer, BigInt),
            (Integer, Double),
            (decimal(8, 2), decimal(10, 2)),
            (Varchar(Some(20)), Varchar(Some(80))),
            (Varchar(Some(20)), Text),
            (Integer, Text),
            (Date, Timestamp),
            (Timestamp, TimestampTz),
            (Bool, Integer),
            (Json, Jsonb),
            (Text, Other("citext".to_owned())),
        ];
        for (from, to) in widens {
            assert_eq!(narrowing(from, to), None, "{from} -> {to}");
        }
    }
}
