//! some tickets are urgent
//!
//! Created 2026-11-21 10:31:48 UTC

use migrate_core::prelude::*;

pub static REVISION: Revision = Revision {
    id: "c84f1e6a07d5",
    down_revisions: &["91c6d20b4f3e"],
    depends_on: &[],
    branch_labels: &[],
};

pub fn upgrade(op: &mut Operations) -> Result {
    op.add_enum_value("priority", values(["urgent"]).after("high"))
}

/// PostgreSQL removes no value: the type is made anew, and tickets that are urgent become high ones.
pub fn downgrade(op: &mut Operations) -> Result {
    op.set_enum_values(
        "priority",
        values(["low", "normal", "high"]).replace("urgent", "high"),
    )
}
