//! Files that commands read: certificates, keys, tokens.

use std::env;
use std::fs::File;
use std::io::{self, Read, Write};
use std::path::Path;

use cloudflare_certificates::Secret;

use crate::{Failure, Result};

/// More than any chain or key has.
const MOST: u64 = 1024 * 1024;
/// The name of standard input.
const STDIN: &str = "-";

/// Reads a file of text; `-` is standard input.
pub(crate) fn read(path: &Path) -> Result<String> {
    let text = read_bytes(path)?;
    String::from_utf8(text).map_err(|_| Failure::usage(format!("{} is not text", name(path))))
}

/// Reads a file with a secret; `-` is standard input. Warns if others may read the file.
pub(crate) fn read_secret(path: &Path) -> Result<Secret> {
    let text = read(path)?;
    if !is_stdin(path) && !is_of_systemd(path) && is_open_to_others(path) {
        let _ = writeln!(
            anstream::stderr(),
            "warning: other users may read {}: restrict it to its owner (chmod 600)",
            name(path)
        );
    }
    Ok(Secret::new(text))
}

pub(crate) fn is_stdin(path: &Path) -> bool {
    path.as_os_str() == STDIN
}

fn read_bytes(path: &Path) -> Result<Vec<u8>> {
    let mut bytes = Vec::new();
    let outcome = if is_stdin(path) {
        io::stdin().lock().take(MOST + 1).read_to_end(&mut bytes)
    } else {
        File::open(path).and_then(|file| file.take(MOST + 1).read_to_end(&mut bytes))
    };
    outcome.map_err(|error| Failure::usage(format!("cannot read {}: {error}", name(path))))?;
    if bytes.len() as u64 > MOST {
        return Err(Failure::usage(format!("{} is longer than {MOST} bytes", name(path))));
    }
    Ok(bytes)
}

fn name(path: &Path) -> String {
    if is_stdin(path) { "standard input".to_owned() } else { path.display().to_string() }
}

/// Returns whether systemd provides the file: it lets only the service read it, with an access list that shows in the mode
/// as that of a group.
fn is_of_systemd(path: &Path) -> bool {
    let directory = env::var_os("CREDENTIALS_DIRECTORY").filter(|directory| !directory.is_empty());
    directory.is_some_and(|directory| path.starts_with(directory))
}

#[cfg(unix)]
fn is_open_to_others(path: &Path) -> bool {
    use std::os::unix::fs::MetadataExt;
    std::fs::metadata(path).is_ok_and(|metadata| metadata.is_file() && metadata.mode() & 0o077 != 0)
}

/// Elsewhere, access lists decide, which say more than a mode.
#[cfg(not(unix))]
fn is_open_to_others(_: &Path) -> bool {
    false
}
