#![allow(clippy::unwrap_used)]
use super::*;

const DATE: FileDate = FileDate {
    epoch: 1_795_255_965,
    year: 2026,
    month: 1,
    day: 2,
    hour: 3,
    minute: 4,
    second: 5,
};

/// The expected values are those that Alembic writes for the same messages.
#[test]
fn slugs() {
    for (message, expected) in [
        ("create heros", "create_heros"),
        ("Add  e-mail, (unique)!", "add_e_mail_unique"),
        ("größe_ändern", "größe_ändern"),
        ("", ""),
        (
            "exactly forty characters make this slug.",
            "exactly_forty_characters_make_this_slug",
        ),
        (
            "a message that is longer than the forty characters",
            "a_message_that_is_longer_than_the_forty_",
        ),
        (
            "donaudampfschifffahrtsgesellschaftskapitaensmuetze",
            "donaudampfschifffahrtsgesellschaftskapit_",
        ),
    ] {
        assert_eq!(slug(message, 40), expected);
    }
}

#[test]
fn templates() {
    let name = |template: &str| {
        template
            .parse::<FileTemplate>()
            .unwrap()
            .file_name("abc", "x_y", &DATE)
    };
    assert_eq!(
        FileTemplate::default().file_name("abc", "x_y", &DATE),
        "abc_x_y.rs"
    );
    assert_eq!(
        name("{year}/{month}/{day}_{hour}{minute}{second}_{id}"),
        "2026/01/02_030405_abc.rs"
    );
    assert_eq!(name("{epoch}-{slug}"), "1795255965-x_y.rs");
    for bad in [
        "{idd}", "{id", "id}", "../{id}", "/{id}", "", "a//b", ".{id}",
    ] {
        assert!(bad.parse::<FileTemplate>().is_err(), "{bad}");
    }
    let error = "{yaer}".parse::<FileTemplate>().unwrap_err().to_string();
    assert!(error.ends_with("did you mean `{year}`?"), "{error}");
}

#[test]
fn ids_are_new() {
    let ids: Vec<String> = (0..1000).map(|_| new_id([])).collect();
    assert!(
        ids.iter()
            .all(|id| id.len() == 12 && id.bytes().all(|b| b.is_ascii_hexdigit()))
    );
    let unique: std::collections::HashSet<&String> = ids.iter().collect();
    assert_eq!(unique.len(), ids.len());
    // Nothing that begins with one of these is taken.
    let taken = ["0", "1", "2", "3", "4", "5", "6", "7"];
    assert!((0..50).all(|_| new_id(taken).starts_with(['8', '9', 'a', 'b', 'c', 'd', 'e', 'f'])));
}

#[test]
fn a_file_is_never_written_over() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("2026/a.rs");
    write_new(&file, "one").unwrap();
    assert!(matches!(
        write_new(&file, "two"),
        Err(WriteError::Exists { .. })
    ));
    assert_eq!(std::fs::read_to_string(&file).unwrap(), "one");
    assert_eq!(
        std::fs::read_dir(file.parent().unwrap()).unwrap().count(),
        1
    );
}

#[test]
fn alembics_tokens_are_read_as_ours() {
    for template in [
        "%%(year)d_%%(month).2d_%%(day).2d_%%(rev)s_%%(slug)s",
        "%(year)d_%(month)02d_%(day)02d_%(rev)s_%(slug)s",
        "{year}_{month}_{day}_{rev}_{slug}",
    ] {
        let template: FileTemplate = template.parse().unwrap();
        assert_eq!(
            template.file_name("ae10", "heros", &DATE),
            "2026_01_02_ae10_heros.rs"
        );
    }
    assert!("%(revision)s".parse::<FileTemplate>().is_err());
}
