//! A file that readers see whole: the old one, or the new one.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use crate::exit::Exit;
use crate::{Failure, Result};

/// Replaces a file, or makes it. Everybody may read it: the textfile collector is another user.
pub(super) fn replace(path: &Path, text: &str) -> Result<()> {
    let failure =
        |error: io::Error| Failure::new(Exit::Failed, format!("cannot write {}: {error}", path.display()));
    let name = path.file_name().ok_or_else(|| Failure::usage(format!("{} is no file", path.display())))?;
    // Collectors read the files whose names end with `.prom`.
    let temporary = path.with_file_name(format!(".{}.{}.tmp", name.to_string_lossy(), std::process::id()));
    let outcome = write(&temporary, text).and_then(|()| fs::rename(&temporary, path));
    outcome.map_err(|error| {
        let _ = fs::remove_file(&temporary);
        failure(error)
    })
}

fn write(temporary: &PathBuf, text: &str) -> io::Result<()> {
    // One of the same name was left by a process of the same number that was killed.
    match fs::remove_file(temporary) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
        _ => {}
    }
    let mut file = OpenOptions::new().write(true).create_new(true).open(temporary)?;
    file.write_all(text.as_bytes())?;
    let_everybody_read(&file)?;
    file.sync_all()
}

#[cfg(unix)]
fn let_everybody_read(file: &File) -> io::Result<()> {
    use std::os::unix::fs::PermissionsExt;
    file.set_permissions(fs::Permissions::from_mode(0o644))
}

/// Elsewhere, the directory decides.
#[cfg(not(unix))]
fn let_everybody_read(_: &File) -> io::Result<()> {
    Ok(())
}
