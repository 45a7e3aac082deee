#![allow(clippy::unwrap_used)]
use super::*;

fn revision(id: &str) -> String {
    format!(
        "pub static REVISION: Revision = Revision {{ id: \"{id}\", ..Revision::DEFAULT }};\n\
         pub fn upgrade() {{}}\npub fn downgrade() {{}}\n"
    )
}

fn folder(files: &[(&str, String)]) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    for (path, text) in files {
        let file = folder.path().join(path);
        fs::create_dir_all(file.parent().unwrap()).unwrap();
        fs::write(file, text).unwrap();
    }
    folder
}

fn ids(versions: &Versions) -> Vec<&str> {
    versions
        .headers
        .iter()
        .map(|header| header.id.as_str())
        .collect()
}

#[test]
fn files_come_before_folders_byte_by_byte() {
    let project = folder(&[
        ("v/b.rs", revision("b")),
        ("v/B.rs", revision("B")),
        ("v/a/z.rs", revision("z")),
        ("v/.hidden.rs", "no".to_owned()),
        ("v/.gitkeep", String::new()),
        ("v/notes.md", "no".to_owned()),
    ]);
    let location = [project.path().join("v")];
    let flat = read(project.path(), &location, false);
    assert_eq!((ids(&flat), flat.errors.len()), (vec!["B", "b"], 0));
    let deep = read(project.path(), &location, true);
    assert_eq!(ids(&deep), ["B", "b", "z"]);
    assert_eq!(deep.headers[2].path, "v/a/z.rs");
}

#[test]
fn a_missing_folder_is_empty_and_overlapping_ones_count_once() {
    let project = folder(&[("v/a.rs", revision("a")), ("v/sub/b.rs", revision("b"))]);
    let at = |path: &str| project.path().join(path);
    let versions = read(project.path(), &[at("none"), at("v"), at("v/sub")], true);
    assert_eq!((ids(&versions), versions.errors.len()), (vec!["a", "b"], 0));
}

#[test]
fn every_bad_file_is_reported() {
    let project = folder(&[
        ("a.rs", revision("a")),
        ("b.rs", "fn".to_owned()),
        ("c.rs", revision("a")),
        ("d.rs", revision("d d")),
    ]);
    fs::write(project.path().join("e.rs"), b"\xff").unwrap();
    let versions = read(project.path(), &[project.path().to_owned()], false);
    let errors: Vec<String> = versions.errors.iter().map(ToString::to_string).collect();
    assert!(
        errors[0].starts_with("b.rs:1:1: no `pub static REVISION"),
        "{errors:?}"
    );
    assert!(
        errors[1].starts_with("d.rs:1:48: ` ` is not allowed"),
        "{errors:?}"
    );
    assert_eq!(errors[2], "cannot read e.rs");
    assert_eq!(errors[3], "two revisions have the id `a`: a.rs and c.rs");
    assert!(versions.into_headers().is_err());
}

#[test]
fn two_threads_keep_the_order() {
    let files: Vec<(String, String)> = (0..SHARED_FROM * 2 + 1)
        .map(|n| (format!("{n:04}.rs"), revision(&format!("r{n:04}"))))
        .collect();
    let files: Vec<(&str, String)> = files
        .iter()
        .map(|(path, text)| (path.as_str(), text.clone()))
        .collect();
    let project = folder(&files);
    let versions = read(project.path(), &[project.path().to_owned()], false);
    assert_eq!(versions.headers.len(), files.len());
    assert!(versions.headers.is_sorted_by_key(|header| &header.id));
}
