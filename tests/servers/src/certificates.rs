//! Certificates for servers that speak TLS, made by openssl in a folder.

use std::path::Path;
use std::process::Command;

/// Runs openssl in a folder.
fn openssl(folder: &Path, arguments: &[&str]) {
    let output = Command::new("openssl")
        .current_dir(folder)
        .args(arguments)
        .output()
        .expect("openssl runs; scripts/test installs it");
    let told = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "openssl {arguments:?}: {told}");
}

/// Makes two authorities, `ours.crt` and `others.crt`, and a certificate for `localhost` that the first one signed:
/// `server.crt` with `server.key`.
///
/// # Panics
/// If openssl is not there.
pub fn certificates(folder: &Path) {
    for name in ["ours", "others"] {
        openssl(
            folder,
            &[
                "req",
                "-x509",
                "-newkey",
                "rsa:2048",
                "-nodes",
                "-days",
                "2",
                "-keyout",
                &format!("{name}.key"),
                "-out",
                &format!("{name}.crt"),
                "-subj",
                &format!("/CN={name}"),
            ],
        );
    }
    openssl(
        folder,
        &[
            "req",
            "-newkey",
            "rsa:2048",
            "-nodes",
            "-keyout",
            "server.key",
            "-out",
            "server.csr",
            "-subj",
            "/CN=localhost",
        ],
    );
    let names = folder.join("names");
    std::fs::write(names, "subjectAltName=DNS:localhost\n").expect("the folder is ours");
    openssl(
        folder,
        &[
            "x509",
            "-req",
            "-in",
            "server.csr",
            "-CA",
            "ours.crt",
            "-CAkey",
            "ours.key",
            "-days",
            "2",
            "-set_serial",
            "1",
            "-extfile",
            "names",
            "-out",
            "server.crt",
        ],
    );
}
