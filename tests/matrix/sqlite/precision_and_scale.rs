//! precision and scale
//!
//! Created 2026-01-01 00:00:00 UTC

use migrate_core::prelude::*;

pub static REVISION: Revision = Revision {
    id: "precision_and_scale",
    down_revisions: &[],
    depends_on: &[],
    branch_labels: &[],
};

pub fn upgrade(op: &mut Operations) -> Result {
    op.alter_column("heros", "price", alter().type_(Decimal(12, 3)))
}

pub fn downgrade(op: &mut Operations) -> Result {
    // Narrows `heros.price` from DECIMAL(12, 3) to DECIMAL(10, 2): digits may be lost.
    op.alter_column("heros", "price", alter().type_(Decimal(10, 2)))
}
