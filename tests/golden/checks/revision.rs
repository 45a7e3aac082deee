//! checks
//!
//! Created 2026-01-01 00:00:00 UTC

use migrate_core::prelude::*;

pub static REVISION: Revision = Revision {
    id: "checks",
    down_revisions: &[],
    depends_on: &[],
    branch_labels: &[],
};

pub fn upgrade(op: &mut Operations) -> Result {
    op.drop_check_constraint("heros", check("length(name) < 100"))?;
    op.drop_check_constraint("heros", check("age >= 0").name("ck_age"))?;
    op.create_check_constraint("heros", check("age > 0 AND age < 1000").name("ck_age"))?;
    op.create_check_constraint("heros", check("name <> 'it''s \"nobody\"'").name("ck_name"))
}

pub fn downgrade(op: &mut Operations) -> Result {
    op.drop_check_constraint("heros", check("name <> 'it''s \"nobody\"'").name("ck_name"))?;
    op.drop_check_constraint("heros", check("age > 0 AND age < 1000").name("ck_age"))?;
    op.create_check_constraint("heros", check("age >= 0").name("ck_age"))?;
    op.create_check_constraint("heros", check("length(name) < 100"))
}
