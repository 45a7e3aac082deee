//! How a table is partitioned, put together again from the list of its partitions.

use std::collections::HashMap;

use super::{Cells, Reader, Tables};
use crate::dialect::InspectError;
use crate::dialect::mysql::literal::quote;

pub(super) fn read(reader: &mut Reader<'_>, tables: &mut Tables) -> Result<(), InspectError> {
    let sql = format!(
        "SELECT TABLE_NAME, PARTITION_NAME, PARTITION_METHOD, PARTITION_EXPRESSION, \
         PARTITION_DESCRIPTION, PARTITION_COMMENT, SUBPARTITION_NAME, SUBPARTITION_METHOD, \
         SUBPARTITION_EXPRESSION FROM information_schema.PARTITIONS \
         WHERE {} AND PARTITION_NAME IS NOT NULL \
         ORDER BY TABLE_NAME, PARTITION_ORDINAL_POSITION, SUBPARTITION_ORDINAL_POSITION",
        reader.condition("TABLE_SCHEMA", "TABLE_NAME")
    );
    let mut partitions: HashMap<String, Partitioning> = HashMap::new();
    for mut row in reader.query(&sql)? {
        let table = row.text();
        partitions.entry(table).or_default().add(row);
    }
    for (table, partitioning) in partitions {
        let comments = |text: &str| reader.text(text);
        let clause = partitioning.clause(&comments);
        if let Some(table) = tables.get(&table) {
            table.options.partition_by = Some(clause);
        }
    }
    Ok(())
}

#[derive(Default)]
struct Partitioning {
    method: String,
    expression: String,
    sub: Option<(String, String)>,
    partitions: Vec<Partition>,
}

struct Partition {
    name: String,
    values: Option<String>,
    comment: String,
    subpartitions: Vec<String>,
}

impl Partitioning {
    fn add(&mut self, mut row: Cells) {
        let name = row.text();
        self.method = row.text();
        self.expression = row.text();
        let values = row.next();
        let comment = row.text();
        let subpartition = row.next();
        self.sub = row.next().map(|method| (method, row.text()));
        if self.partitions.last().is_none_or(|last| last.name != name) {
            self.partitions.push(Partition {
                name,
                values,
                comment,
                subpartitions: Vec::new(),
            });
        }
        if let Some(last) = self.partitions.last_mut() {
            last.subpartitions.extend(subpartition);
        }
    }

    fn clause(&self, text: &dyn Fn(&str) -> String) -> String {
        let mut clause = if self.method == "SYSTEM_TIME" {
            format!("PARTITION BY SYSTEM_TIME {}", self.expression)
        } else {
            format!("PARTITION BY {} ({})", self.method, self.expression)
        };
        if let Some((method, expression)) = &self.sub {
            clause.push_str(&format!("\nSUBPARTITION BY {method} ({expression})"));
        }
        let usual = self
            .partitions
            .iter()
            .enumerate()
            .all(|(at, partition)| partition.is_usual(at));
        if usual {
            return format!("{clause}\nPARTITIONS {}", self.partitions.len());
        }
        let partitions: Vec<String> = self
            .partitions
            .iter()
            .map(|partition| partition.definition(&self.method, text))
            .collect();
        format!("{clause}\n({})", partitions.join(",\n "))
    }
}

impl Partition {
    /// Whether the server would make the same one from a mere number of partitions.
    fn is_usual(&self, at: usize) -> bool {
        self.name == format!("p{at}")
            && self.values.is_none()
            && self.comment.is_empty()
            && self.subpartitions.is_empty()
    }

    fn definition(&self, method: &str, text: &dyn Fn(&str) -> String) -> String {
        let mut definition = format!("PARTITION {}", quote(&self.name));
        let values = self.values.as_deref().map(|values| match values {
            "MAXVALUE" if method.starts_with("LIST") => " DEFAULT".to_owned(),
            values if method.starts_with("LIST") => format!(" VALUES IN ({values})"),
            "MAXVALUE" => " VALUES LESS THAN MAXVALUE".to_owned(),
            "CURRENT" => " CURRENT".to_owned(),
            values if method == "SYSTEM_TIME" => format!(" {values}"),
            values => format!(" VALUES LESS THAN ({values})"),
        });
        definition.push_str(&values.unwrap_or_default());
        if !self.comment.is_empty() {
            definition.push_str(&format!(" COMMENT = {}", text(&self.comment)));
        }
        if !self.subpartitions.is_empty() {
            let names: Vec<String> = self
                .subpartitions
                .iter()
                .map(|name| format!("SUBPARTITION {}", quote(name)))
                .collect();
            definition.push_str(&format!("\n ({})", names.join(",\n  ")));
        }
        definition
    }
}
