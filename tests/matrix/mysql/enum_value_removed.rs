//! enum value removed
//!
//! Created 2026-01-01 00:00:00 UTC

use migrate_core::prelude::*;

pub static REVISION: Revision = Revision {
    id: "enum_value_removed",
    down_revisions: &[],
    depends_on: &[],
    branch_labels: &[],
};

pub fn upgrade(op: &mut Operations) -> Result {
    // Narrows `heros.mood` from ENUM('sad', 'happy') to ENUM('happy'): values that it no longer has are refused.
    op.alter_column("heros", "mood", alter().type_(enum_of(["happy"])))
}

pub fn downgrade(op: &mut Operations) -> Result {
    op.alter_column("heros", "mood", alter().type_(enum_of(["sad", "happy"])))
}
