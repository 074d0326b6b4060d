//! The file that an issued certificate is written to.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use cloudflare_certificates::preflight::Certificate;

use crate::exit::Exit;
use crate::{Failure, Result, input, whole_file};

/// More than any certificate has.
const MOST: u64 = 1024 * 1024;

/// A file for a certificate, which may have one.
pub(super) struct Kept {
    path: PathBuf,
    before: Option<Certificate>,
}

impl Kept {
    /// Looks at the file before anything is issued. What is there and is no certificate is not overwritten.
    pub(super) fn at(path: &Path) -> Result<Self> {
        if input::is_stdin(path) {
            return Err(Failure::usage("--out is a file; without it, the row has the certificate"));
        }
        let shown = path.display();
        // A link stays, and its target is replaced.
        let path = fs::canonicalize(path).unwrap_or_else(|_| path.to_owned());
        let metadata = match fs::metadata(&path) {
            Ok(metadata) => metadata,
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                let directory = directory_of(&path);
                if !directory.is_dir() {
                    return Err(Failure::usage(format!("there is no directory {}", directory.display())));
                }
                return Ok(Self { path, before: None });
            }
            Err(error) => return Err(Failure::usage(format!("cannot read {shown}: {error}"))),
        };
        if metadata.len() == 0 && metadata.is_file() {
            return Ok(Self { path, before: None });
        }
        let text =
            if metadata.is_file() && metadata.len() <= MOST { fs::read_to_string(&path).ok() } else { None };
        let is_key = text.as_ref().is_some_and(|text| text.contains("PRIVATE KEY-----"));
        match text.and_then(|text| Certificate::from_pem(&text).ok()).filter(|_| !is_key) {
            Some(certificate) => Ok(Self { path, before: Some(certificate) }),
            None => Err(Failure::usage(format!("{shown} is there and is no certificate: name another file"))),
        }
    }

    /// Writes the certificate unless the file has it. One that is newer is not overwritten.
    pub(super) fn write(&self, pem: &str) -> Result<()> {
        let new = Certificate::from_pem(pem).ok();
        if let (Some(before), Some(new)) = (&self.before, &new) {
            if before.fingerprint_sha256() == new.fingerprint_sha256() {
                return Ok(());
            }
            if before.not_before() > new.not_before() {
                let message = format!(
                    "{} has a newer certificate, which was kept: move it away, or name another file",
                    self.path.display()
                );
                return Err(Failure::new(Exit::Refused, message));
            }
        }
        let pem = if pem.ends_with('\n') { pem.to_owned() } else { format!("{pem}\n") };
        whole_file::replace(&self.path, &pem).map_err(|error| {
            Failure::new(Exit::Failed, format!("cannot write {}: {error}", self.path.display()))
        })
    }

    pub(super) fn path(&self) -> String {
        self.path.display().to_string()
    }
}

fn directory_of(path: &Path) -> &Path {
    path.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or_else(|| Path::new("."))
}
