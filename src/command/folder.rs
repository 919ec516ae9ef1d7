//! A folder of output: written whole or not at all, and never over a folder that is not ours.

use super::interrupt;
use crate::error::{Error, Kind, Result};
use crate::finding::{Code, Finding, Place};
use crate::render::File;
use crate::verify::Files;
use crate::verify::files::digest;
use crate::verify::manifest::{About, MANIFEST, Manifest, PROGRAM};
use std::collections::BTreeMap;
use std::path::Path;

/// Writes files as the whole content of a folder.
pub(super) fn write(
    dir: &Path,
    files: &[File],
    sources: BTreeMap<String, String>,
    report: Option<About>,
) -> Result<()> {
    interrupt::whole(|| put(dir, files, sources, report))
}

fn put(dir: &Path, files: &[File], sources: BTreeMap<String, String>, report: Option<About>) -> Result<()> {
    let failed = |cause: std::io::Error| Error::file(dir.display().to_string(), cause);
    check_ours(dir)?;
    let parent = dir.parent().filter(|p| !p.as_os_str().is_empty()).unwrap_or(Path::new("."));
    std::fs::create_dir_all(parent).map_err(failed)?;
    // Beside the target, so that the last step is a rename; removed by itself if anything fails before.
    let fresh = tempfile::Builder::new().prefix(".polku-").tempdir_in(parent).map_err(failed)?;
    let mut manifest = Manifest {
        program: PROGRAM.to_owned(),
        version: env!("CARGO_PKG_VERSION").to_owned(),
        files: BTreeMap::new(),
        sources,
        report,
    };
    for file in files {
        if interrupt::is_asked() {
            return Err(failed(interrupt::failure()));
        }
        let path = fresh.path().join(&file.name);
        if let Some(folder) = path.parent() {
            std::fs::create_dir_all(folder).map_err(failed)?;
        }
        std::fs::write(&path, &file.bytes).map_err(failed)?;
        manifest.files.insert(file.name.clone(), digest(&file.bytes));
    }
    let mut text = serde_json::to_vec_pretty(&manifest).map_err(Error::bug)?;
    text.push(b'\n');
    std::fs::write(fresh.path().join(MANIFEST), text).map_err(failed)?;
    open_to_readers(fresh.path(), 0o755).map_err(failed)?;
    if dir.exists() {
        let old = tempfile::Builder::new().prefix(".polku-old-").tempdir_in(parent).map_err(failed)?;
        let aside = old.path().join("old");
        std::fs::rename(dir, &aside).map_err(failed)?;
        if let Err(cause) = std::fs::rename(fresh.path(), dir) {
            // Put back what was there.
            std::fs::rename(&aside, dir).map_err(failed)?;
            return Err(failed(cause));
        }
    } else {
        std::fs::rename(fresh.path(), dir).map_err(failed)?;
    }
    // What it pointed to has a new name now.
    let _ = fresh.keep();
    Ok(())
}

/// Temporary folders and files are for their owner only; a report is for whoever could read what stood beside it.
pub(super) fn open_to_readers(path: &Path, mode: u32) -> std::io::Result<()> {
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        std::fs::set_permissions(path, std::fs::Permissions::from_mode(mode))?;
    }
    let _ = (path, mode);
    Ok(())
}

/// Whether a folder may be replaced: it does not exist, it is empty, or all in it was written by polku and is as it was.
fn check_ours(dir: &Path) -> Result<()> {
    let refuse = || {
        let finding = Finding::new(Code::NotOurs, Place::file(dir.display().to_string()));
        Err(Error::one(Kind::Usage, finding))
    };
    if !dir.exists() {
        return Ok(());
    }
    if !dir.is_dir() {
        return refuse();
    }
    let mut found = Vec::new();
    list(dir, "", &mut found).map_err(|cause| Error::file(dir.display().to_string(), cause))?;
    if found.is_empty() {
        return Ok(());
    }
    let Ok(text) = std::fs::read(dir.join(MANIFEST)) else { return refuse() };
    let Ok(manifest) = serde_json::from_slice::<Manifest>(&text) else { return refuse() };
    let ours = |name: &String| {
        name == MANIFEST
            || manifest
                .files
                .get(name)
                .is_some_and(|hash| std::fs::read(dir.join(name)).is_ok_and(|bytes| digest(&bytes) == *hash))
    };
    if manifest.program == PROGRAM && found.iter().all(ours) { Ok(()) } else { refuse() }
}

/// Reads a folder that polku wrote: every file but the manifest, and the manifest.
pub(super) fn read(dir: &Path) -> Result<(Files, Manifest)> {
    let shown = dir.display().to_string();
    let failed = |cause: std::io::Error| Error::file(&shown, cause);
    let mut names = Vec::new();
    list(dir, "", &mut names).map_err(failed)?;
    let not_ours = || Error::one(Kind::Usage, Finding::new(Code::NotAReport, Place::file(&shown)));
    let text = std::fs::read(dir.join(MANIFEST)).map_err(|_| not_ours())?;
    let manifest: Manifest =
        serde_json::from_slice(&text).map_err(|cause| Error::file(dir.join(MANIFEST).display().to_string(), cause))?;
    if manifest.program != PROGRAM {
        return Err(not_ours());
    }
    let mut files = Files::new();
    for name in names.into_iter().filter(|name| name != MANIFEST) {
        let path = dir.join(&name);
        let bytes = std::fs::read(&path).map_err(|cause| Error::file(path.display().to_string(), cause))?;
        files.insert(name, bytes);
    }
    Ok((files, manifest))
}

fn list(dir: &Path, prefix: &str, found: &mut Vec<String>) -> std::io::Result<()> {
    for entry in std::fs::read_dir(dir)? {
        let entry = entry?;
        let name = format!("{prefix}{}", entry.file_name().to_string_lossy());
        if entry.file_type()?.is_dir() {
            list(&entry.path(), &format!("{name}/"), found)?;
        } else {
            found.push(name);
        }
    }
    Ok(())
}
