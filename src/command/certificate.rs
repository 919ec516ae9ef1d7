//! The certificate of a report, kept beside the project and never in the folder that is handed on.

use crate::analysis::Certificate;
use crate::error::{Error, Result};
use crate::verify::files::digest;
use std::io::Write;
use std::path::{Path, PathBuf};

/// The folder beside polku.toml; files of polku that stay with the data.
const FOLDER: &str = ".polku";
/// How much of the digest of its content stands in the name of a certificate.
const DIGITS: usize = 12;

/// A certificate as it is written, and where.
pub(super) struct Kept {
    /// The file.
    pub(super) path: PathBuf,
    bytes: Vec<u8>,
}

impl Kept {
    /// The file of the certificates of a project's parts, beside it in its folder: its name is of what is in it.
    pub(super) fn of(root: &Path, certificates: &[Certificate]) -> Result<Kept> {
        let mut bytes = serde_json::to_vec(certificates).map_err(Error::bug)?;
        bytes.push(b'\n');
        let digest = digest(&bytes);
        let name = format!("certificate-{}.json", digest.get(..DIGITS).unwrap_or(&digest));
        Ok(Kept { path: root.join(FOLDER).join(name), bytes })
    }

    /// Writes it, whole or not at all.
    pub(super) fn write(&self) -> std::io::Result<()> {
        let folder = self.path.parent().unwrap_or(Path::new("."));
        std::fs::create_dir_all(folder)?;
        let mut fresh = tempfile::NamedTempFile::new_in(folder)?;
        fresh.write_all(&self.bytes)?;
        fresh.persist(&self.path).map_err(|error| error.error)?;
        Ok(())
    }

    /// The certificates that are there; none where there are none, or they cannot be read.
    pub(super) fn read(&self) -> Option<Vec<Certificate>> {
        let bytes = std::fs::read(&self.path).ok()?;
        serde_json::from_slice(&bytes).ok()
    }
}
