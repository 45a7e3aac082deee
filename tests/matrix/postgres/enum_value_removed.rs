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
    // Fails while rows hold `sad`: `.replace(gone, with)` says what they become.
    op.set_enum_values("mood", values(["happy"]).used_by("heros", "mood"))
}

pub fn downgrade(op: &mut Operations) -> Result {
    op.set_enum_values("mood", values(["sad", "happy"]).used_by("heros", "mood"))
}
