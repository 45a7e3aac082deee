//! enum values renamed in a chain
//!
//! Created 2026-01-01 00:00:00 UTC

use migrate_core::prelude::*;

pub static REVISION: Revision = Revision {
    id: "enum_values_renamed_in_a_chain",
    down_revisions: &[],
    depends_on: &[],
    branch_labels: &[],
};

pub fn upgrade(op: &mut Operations) -> Result {
    op.alter_column(
        "heros",
        "mood",
        alter()
            .type_(enum_of(["happy", "elated"]))
            .rename_value("happy", "elated")
            .rename_value("sad", "happy"),
    )
}

pub fn downgrade(op: &mut Operations) -> Result {
    op.alter_column(
        "heros",
        "mood",
        alter()
            .type_(enum_of(["sad", "happy"]))
            .rename_value("happy", "sad")
            .rename_value("elated", "happy"),
    )
}
