//! A file that readers see whole: the old content, or the new one.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

/// Replaces a file, or makes it; everybody may read it. A link stays, and its target is replaced. What is there and is no
/// file, such as a device or a pipe, is written to.
pub(crate) fn replace(path: &Path, content: &str) -> io::Result<()> {
    let path = fs::canonicalize(path).unwrap_or_else(|_| path.to_owned());
    match fs::metadata(&path) {
        Ok(metadata) if metadata.is_dir() => return Err(io::Error::from(io::ErrorKind::IsADirectory)),
        Ok(metadata) if !metadata.is_file() => {
            return OpenOptions::new().write(true).open(&path)?.write_all(content.as_bytes());
        }
        _ => {}
    }
    let Some(name) = path.file_name() else { return Err(io::Error::from(io::ErrorKind::InvalidFilename)) };
    // Collectors of metrics read the files whose names end with `.prom`.
    let temporary = path.with_file_name(format!(".{}.{}.tmp", name.to_string_lossy(), std::process::id()));
    let written = write(&temporary, content).and_then(|()| fs::rename(&temporary, &path));
    if written.is_err() {
        // What is left of it is in nobody's way.
        let _ = fs::remove_file(&temporary);
    }
    written
}

fn write(temporary: &PathBuf, content: &str) -> io::Result<()> {
    // One of the same name was left by a process of the same number that was killed.
    match fs::remove_file(temporary) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
        _ => {}
    }
    let mut file = OpenOptions::new().write(true).create_new(true).open(temporary)?;
    file.write_all(content.as_bytes())?;
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
