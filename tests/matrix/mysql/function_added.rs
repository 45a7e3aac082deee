//! function added
//!
//! Created 2026-01-01 00:00:00 UTC

use migrate_core::prelude::*;

pub static REVISION: Revision = Revision {
    id: "function_added",
    down_revisions: &[],
    depends_on: &[],
    branch_labels: &[],
};

pub fn upgrade(op: &mut Operations) -> Result {
    op.create_object(
        function("twice")
            .definition("CREATE FUNCTION twice(a INT) RETURNS INT DETERMINISTIC RETURN a * 2"),
    )
}

pub fn downgrade(op: &mut Operations) -> Result {
    op.drop_object(function("twice"))
}
