//! Looks at the application that `init` works for: its package, its workspace, and how it depends on what we need.

use std::fs;
use std::path::{Path, PathBuf};

use toml_edit::DocumentMut;

use super::dependency::Stated;
use super::driver::Driver;
use super::plan::file_error;
use super::{Request, ScaffoldError, Template, plain, relative};
use crate::cargo::{self, Package, Workspace};

/// The folder that `init` takes unless it is told another.
const DIRECTORY: &str = "migrations";

/// A manifest of the user's.
#[derive(Debug)]
pub(super) struct Manifest {
    pub(super) path: PathBuf,
    pub(super) text: String,
    pub(super) document: DocumentMut,
}

/// Everything that the scaffolding has to know; all of it valid.
#[derive(Debug)]
pub(super) struct Application {
    /// The folder of `migrate.toml`: the package's, or the workspace's if `init` was run there.
    pub(super) project: PathBuf,
    /// The folder of the migrations package.
    pub(super) migrations: PathBuf,
    /// The same, relative to the project.
    pub(super) directory: String,
    pub(super) package: Package,
    /// The application's library, as Rust names it; an application that hosts the commands need not have one.
    pub(super) library: Option<String>,
    pub(super) template: Template,
    /// The databases of a project that has several.
    pub(super) databases: Vec<String>,
    /// The name of the migrations library.
    pub(super) migrations_library: String,
    pub(super) manifest: Manifest,
    pub(super) workspace_root: PathBuf,
    /// The workspace's manifest, where it is not the application's own.
    pub(super) workspace_manifest: Option<Manifest>,
    pub(super) core: Stated,
    pub(super) diesel: Stated,
    /// Where the driver is one of its own.
    pub(super) diesel_async: Option<Stated>,
    pub(super) driver: Driver,
}

impl Application {
    pub(super) fn find(request: &Request<'_>) -> Result<Self, ScaffoldError> {
        let folder = nearest_manifest(request.folder)?;
        let workspace = cargo::workspace(folder)?;
        let (package, project) = choose(&workspace, folder, request.package)?;
        let library = package.library();
        let template = match (request.template, &library) {
            (Some(template), _) => template,
            (None, Some(_)) => Template::Generic,
            (None, None) => Template::Single,
        };
        if library.is_none() && template != Template::Single {
            return Err(ScaffoldError::NoLibrary {
                package: package.name.clone(),
            });
        }
        let databases = databases(template, request.databases)?;

        let manifest = Manifest::read(&package.manifest_path)?;
        let workspace_root = plain(&workspace.workspace_root);
        let workspace_manifest = if plain(package.folder()) == workspace_root {
            None
        } else {
            Some(Manifest::read(&workspace_root.join("Cargo.toml"))?)
        };
        let shared = workspace_manifest.as_ref().unwrap_or(&manifest);
        let shared = (&shared.document, workspace_root.as_path());
        let depends_on = |name: &'static str| {
            Stated::find(&manifest.document, package.folder(), shared, name).ok_or_else(|| {
                ScaffoldError::NoDependency {
                    package: package.name.clone(),
                    dependency: name,
                }
            })
        };
        let core = depends_on("migrate-core")?;
        let diesel = depends_on("diesel")?;
        let diesel_async =
            Stated::find(&manifest.document, package.folder(), shared, "diesel-async");
        let driver = Driver::of(&core, &diesel, diesel_async.as_ref());

        let directory = request.directory.unwrap_or(DIRECTORY);
        let migrations = plain(&project.join(directory));
        let application = Application {
            directory: relative(&project, &migrations),
            migrations_library: migrations_library(&workspace, &package.name),
            project,
            migrations,
            library,
            template,
            databases,
            manifest,
            workspace_root,
            workspace_manifest,
            core,
            diesel,
            diesel_async: diesel_async.filter(|_| driver.is_async()),
            driver,
            package,
        };
        application.check_folder()?;
        Ok(application)
    }

    /// The name of the package that holds the revisions.
    pub(super) fn migrations_package(&self) -> String {
        format!("{}-migrations", self.package.name)
    }

    /// The name of the package that hosts the command line.
    pub(super) fn command_package(&self) -> String {
        format!("{}-migrate", self.package.name)
    }

    /// The folder of the package that hosts the command line.
    pub(super) fn command_folder(&self) -> PathBuf {
        self.migrations.join("cli")
    }

    /// The folder must be inside the workspace, and must not hold something else.
    fn check_folder(&self) -> Result<(), ScaffoldError> {
        let folder = self.migrations.display().to_string();
        if !self.migrations.starts_with(&self.workspace_root)
            || self.migrations == self.project
            || self.migrations == self.workspace_root
        {
            return Err(ScaffoldError::Outside {
                folder,
                workspace: self.workspace_root.display().to_string(),
            });
        }
        if holds_sql(&self.migrations)? {
            return Err(ScaffoldError::SqlMigrations {
                folder: self.directory.clone(),
            });
        }
        for (folder, expected) in [
            (self.migrations.clone(), self.migrations_package()),
            (self.command_folder(), self.command_package()),
        ] {
            let path = folder.join("Cargo.toml");
            if !path.exists() {
                continue;
            }
            let manifest = Manifest::read(&path)?;
            let package = manifest.document.get("package");
            let name = package.and_then(|package| package.get("name")?.as_str());
            if name != Some(expected.as_str()) {
                return Err(ScaffoldError::Occupied {
                    folder: relative(&self.project, &folder),
                    package: name.unwrap_or("?").to_owned(),
                });
            }
        }
        Ok(())
    }
}

impl Manifest {
    pub(super) fn read(path: &Path) -> Result<Self, ScaffoldError> {
        let text = fs::read_to_string(path).map_err(|source| file_error("read", path, source))?;
        let document = text.parse().map_err(|source| ScaffoldError::Toml {
            path: path.display().to_string(),
            source: Box::new(source),
        })?;
        Ok(Manifest {
            path: path.to_owned(),
            text,
            document,
        })
    }
}

/// The names of the databases, which become parts of functions' names.
fn databases(template: Template, named: &[String]) -> Result<Vec<String>, ScaffoldError> {
    let plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_';
    if let Some(name) = named.iter().find(|name| {
        !name.starts_with(|c: char| c.is_ascii_lowercase()) || !name.chars().all(plain)
    }) {
        return Err(ScaffoldError::DatabaseName { name: name.clone() });
    }
    Ok(match (template, named) {
        (Template::Generic | Template::Single, _) => Vec::new(),
        (Template::Multidb, []) => vec!["main".to_owned(), "other".to_owned()],
        (Template::Multidb, named) => named.to_vec(),
    })
}

fn nearest_manifest(folder: &Path) -> Result<&Path, ScaffoldError> {
    folder
        .ancestors()
        .find(|folder| folder.join("Cargo.toml").is_file())
        .ok_or_else(|| ScaffoldError::NoManifest(folder.display().to_string()))
}

/// Chooses the application and the project's folder: the package that stands here, the one that was named, or the
/// only one that can be meant.
fn choose(
    workspace: &Workspace,
    folder: &Path,
    named: Option<&str>,
) -> Result<(Package, PathBuf), ScaffoldError> {
    let project = plain(folder);
    if let Some(name) = named {
        let package = workspace.packages.iter().find(|p| p.name == name);
        let package = package.ok_or_else(|| ScaffoldError::NoPackage {
            package: name.to_owned(),
            known: workspace.packages.iter().map(|p| p.name.clone()).collect(),
        })?;
        return Ok((package.clone(), project));
    }
    let here = |package: &&Package| plain(package.folder()) == project;
    if let Some(package) = workspace.packages.iter().find(here) {
        return Ok((package.clone(), project));
    }
    let depends =
        |package: &Package, name: &str| package.dependencies.iter().any(|d| d.name == name);
    // What `init` made uses diesel too, but never as the application.
    let ours = |package: &Package| {
        depends(package, "migrate-cli")
            || workspace.packages.iter().any(|other| {
                depends(other, "migrate-cli")
                    && depends(other, &package.name)
                    && package.name.ends_with("-migrations")
            })
    };
    let candidates: Vec<&Package> = workspace
        .packages
        .iter()
        .filter(|package| depends(package, "diesel") && !ours(package))
        .collect();
    match candidates.as_slice() {
        [] => Err(ScaffoldError::NoApplication(project.display().to_string())),
        [package] => Ok(((*package).clone(), project)),
        several => Err(ScaffoldError::Ambiguous {
            candidates: several.iter().map(|p| p.name.clone()).collect(),
        }),
    }
}

/// `migrations`, unless another application of the workspace has taken that name: cargo puts the libraries of a
/// workspace into one folder.
fn migrations_library(workspace: &Workspace, application: &str) -> String {
    let own = format!("{application}-migrations");
    let taken = workspace
        .packages
        .iter()
        .any(|package| package.name != own && package.library().as_deref() == Some("migrations"));
    if taken {
        format!("{}_migrations", application.replace('-', "_"))
    } else {
        "migrations".to_owned()
    }
}

/// Whether a folder holds SQL migrations: files of SQL, or folders with an `up.sql`.
fn holds_sql(folder: &Path) -> Result<bool, ScaffoldError> {
    if !folder.is_dir() {
        return Ok(false);
    }
    let entries = fs::read_dir(folder).map_err(|source| file_error("read", folder, source))?;
    for entry in entries {
        let path = entry
            .map_err(|source| file_error("read", folder, source))?
            .path();
        if path.extension().is_some_and(|extension| extension == "sql")
            || path.join("up.sql").exists()
        {
            return Ok(true);
        }
    }
    Ok(false)
}
