//! The virtual environment with Alembic: made once, in the target folder, and used by the tests of several packages.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::OnceLock;

/// The interpreter of the virtual environment.
pub fn python() -> &'static Path {
    static PYTHON: OnceLock<PathBuf> = OnceLock::new();
    PYTHON.get_or_init(|| {
        let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("alembic-1.20");
        let made = Command::new("python3")
            .arg(script("environment.py"))
            .arg(&folder)
            .stderr(Stdio::inherit())
            .output()
            .expect("python3 is installed; scripts/test installs it");
        assert!(
            made.status.success(),
            "Alembic cannot be installed from PyPI"
        );
        PathBuf::from(String::from_utf8_lossy(&made.stdout).trim())
    })
}

/// One of the programs beside `environment.py`.
pub fn script(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../tests/alembic")
        .join(name)
}
