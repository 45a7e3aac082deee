//! policy added
//!
//! Created 2026-01-01 00:00:00 UTC

use migrate_core::prelude::*;

pub static REVISION: Revision = Revision {
    id: "policy_added",
    down_revisions: &[],
    depends_on: &[],
    branch_labels: &[],
};

pub fn upgrade(op: &mut Operations) -> Result {
    op.create_object(
        policy("adults")
            .on("heros")
            .definition("CREATE POLICY adults ON heros FOR SELECT TO PUBLIC USING (age >= 18)"),
    )
}

pub fn downgrade(op: &mut Operations) -> Result {
    op.drop_object(policy("adults").on("heros"))
}
