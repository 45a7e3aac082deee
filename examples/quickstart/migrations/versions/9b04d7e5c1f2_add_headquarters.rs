//! add headquarters
//!
//! Created 2026-11-21 10:31:07 UTC

use migrate_core::prelude::*;

pub static REVISION: Revision = Revision {
    id: "9b04d7e5c1f2",
    down_revisions: &["3f8e21c06a9d"],
    depends_on: &[],
    branch_labels: &[],
};

pub fn upgrade(op: &mut Operations) -> Result {
    op.add_column("teams", column("headquarters", Varchar(120)))
}

pub fn downgrade(op: &mut Operations) -> Result {
    // Destroys data: the values of `teams.headquarters`.
    op.drop_column("teams", "headquarters")
}
