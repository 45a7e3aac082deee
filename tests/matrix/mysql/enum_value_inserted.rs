//! enum value inserted
//!
//! Created 2026-01-01 00:00:00 UTC

use migrate_core::prelude::*;

pub static REVISION: Revision = Revision {
    id: "enum_value_inserted",
    down_revisions: &[],
    depends_on: &[],
    branch_labels: &[],
};

pub fn upgrade(op: &mut Operations) -> Result {
    op.alter_column(
        "heros",
        "mood",
        alter().type_(enum_of(["sad", "calm", "happy"])),
    )
}

pub fn downgrade(op: &mut Operations) -> Result {
    // Narrows `heros.mood` from ENUM('sad', 'calm', 'happy') to ENUM('sad', 'happy'): values that it no longer has are refused.
    op.alter_column("heros", "mood", alter().type_(enum_of(["sad", "happy"])))
}
