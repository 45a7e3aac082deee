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
    op.rename_enum_value("mood", "happy", "elated")?;
    op.rename_enum_value("mood", "sad", "happy")
}

pub fn downgrade(op: &mut Operations) -> Result {
    op.rename_enum_value("mood", "happy", "sad")?;
    op.rename_enum_value("mood", "elated", "happy")
}
