//! The hostnames that a command is about.

use std::collections::HashSet;
use std::path::PathBuf;

use clap::Args;

use crate::{Failure, Result, input};

/// Hostnames, as arguments or in a file.
#[derive(Clone, Debug, Args)]
pub(super) struct Named {
    /// The hostnames; where they exist, their ids will do
    #[arg(value_name = "HOSTNAME")]
    pub(super) hostnames: Vec<String>,
    /// A file with more hostnames, one a line; - is standard input. Lines that begin with # do not count
    #[arg(long, value_name = "FILE")]
    pub(super) from: Option<PathBuf>,
}

impl Named {
    /// Returns the hostnames, each once, in the form in which two of them are compared. An id stays as it is.
    pub(super) fn read(self) -> Result<Vec<String>> {
        let mut all = self.hostnames;
        if let Some(path) = self.from {
            all.extend(input::read(&path)?.lines().map(str::to_owned));
        }
        let mut seen = HashSet::new();
        let all =
            all.iter().map(|line| line.trim()).filter(|line| !line.is_empty() && !line.starts_with('#'));
        let all = all.map(|line| line.trim_end_matches('.').to_lowercase());
        Ok(all.filter(|hostname| seen.insert(hostname.clone())).collect())
    }

    /// As [`read`](Self::read), where at least one has to be named.
    pub(super) fn read_some(self) -> Result<Vec<String>> {
        let all = self.read()?;
        if all.is_empty() {
            return Err(Failure::usage("name at least one hostname, or a file with hostnames with --from"));
        }
        Ok(all)
    }
}
