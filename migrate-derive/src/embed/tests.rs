#![allow(clippy::unwrap_used)]
use super::*;

fn parse(text: &str) -> syn::Result<Arguments> {
    syn::parse_str(text)
}

#[test]
fn arguments() {
    let arguments =
        parse(r#""versions", "more", allow_multiple_heads, crate = my::core,"#).unwrap();
    let folders: Vec<String> = arguments.folders.iter().map(LitStr::value).collect();
    assert_eq!(folders, ["versions", "more"]);
    assert!(arguments.allow_multiple_heads);
    let krate = &arguments.krate;
    assert_eq!(quote!(#krate).to_string(), "my :: core");
    assert!(!parse("").unwrap().allow_multiple_heads);
    for bad in ["versions", "\"a\" \"b\"", "\"a\", crate = 1", "\"a\", 1"] {
        assert!(parse(bad).is_err(), "{bad}");
    }
}

#[test]
fn a_mistake_still_makes_an_empty_history() {
    let items = embed_revisions(quote!("versions", allow_many_heads)).to_string();
    assert!(items.contains("expected a folder, `allow_multiple_heads` or `crate = path`"));
    assert!(items.contains("pub static REVISIONS") && items.contains("revisions : & []"));
}

#[test]
fn folders_that_the_command_writes_to_are_embedded() {
    let config = |text: &str| Config::parse(text, Path::new("/p/migrate.toml"), None).unwrap();
    let told = |text: &str| not_embedded(&config(text), &[PathBuf::from("/p/a")], &|_| None);
    assert_eq!(told(""), None);
    assert_eq!(told("version_locations = [\"a\"]"), None);
    assert!(
        told("version_locations = [\"a\", \"b\"]")
            .unwrap()
            .contains("names b, which is not embedded")
    );
}

#[test]
fn modules_are_named_after_files() {
    let header = |file: &str| {
        let text = "pub static REVISION: Revision = Revision { id: \"x\", ..Revision::DEFAULT };\n\
                    pub fn upgrade() {}\npub fn downgrade() {}\n";
        migrate_source::header::read(text, file, Path::new(file)).unwrap()
    };
    let headers = [
        "v/1975ea_Create Heros.rs",
        "w/1975ea-create-heros.rs",
        "v/été.rs",
    ]
    .map(header);
    let names: Vec<String> = module_names(headers.iter())
        .iter()
        .map(ToString::to_string)
        .collect();
    assert_eq!(
        names,
        ["r_1975ea_create_heros", "r_1975ea_create_heros_2", "r_t"]
    );
}
