//! enum value renamed
//!
//! Created 2026-01-01 00:00:00 UTC

use migrate_core::prelude::*;

pub static REVISION: Revision = Revision {
    id: "enum_value_renamed",
    down_revisions: &[],
    depends_on: &[],
    branch_labels: &[],
};

pub fn upgrade(op: &mut Operations) -> Result {
    op.alter_column(
        "heros",
        "mood",
        alter()
            .type_(enum_of(["unhappy", "happy"]))
            .rename_value("sad", "unhappy"),
    )
}

pub fn downgrade(op: &mut Operations) -> Result {
    op.alter_column(
        "heros",
        "mood",
        alter()
            .type_(enum_of(["sad", "happy"]))
            .rename_value("unhappy", "sad"),
    )
}
