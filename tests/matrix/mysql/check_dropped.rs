//! check dropped
//!
//! Created 2026-01-01 00:00:00 UTC

use migrate_core::prelude::*;

pub static REVISION: Revision = Revision {
    id: "check_dropped",
    down_revisions: &[],
    depends_on: &[],
    branch_labels: &[],
};

pub fn upgrade(op: &mut Operations) -> Result {
    op.drop_check_constraint("heros", check("age >= 0").name("ck_heros"))
}

pub fn downgrade(op: &mut Operations) -> Result {
    op.create_check_constraint("heros", check("age >= 0").name("ck_heros"))
}
