//! The command `migrate` as a person uses it: through the built program, in folders of its own, on what it prints.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    missing_docs,
    unreachable_pub,
    reason = "a test fails by panicking"
)]

#[path = "suite/adopt.rs"]
mod adopt;
#[path = "suite/alembic.rs"]
mod alembic;
#[path = "suite/commands.rs"]
mod commands;
#[cfg(unix)]
#[path = "suite/connections.rs"]
mod connections;
#[path = "suite/flow.rs"]
mod flow;
#[path = "suite/gallery.rs"]
mod gallery;
#[path = "suite/history.rs"]
mod history;
#[path = "suite/hooks.rs"]
mod hooks;
#[path = "suite/hosted.rs"]
mod hosted;
#[path = "suite/init.rs"]
mod init;
#[cfg(unix)]
#[path = "suite/password.rs"]
mod password;
#[path = "suite/project.rs"]
mod project;
#[path = "../../tests/tests/alembic/python.rs"]
mod python;
#[path = "suite/schemas.rs"]
mod schemas;
#[path = "suite/servers.rs"]
mod servers;
#[path = "suite/settings.rs"]
mod settings;
#[path = "suite/templates.rs"]
mod templates;
