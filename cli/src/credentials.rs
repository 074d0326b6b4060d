//! The credentials: from the environment or from files, never from an argument.

use std::env;
use std::path::{Path, PathBuf};

use cloudflare_certificates::{Credentials, Secret};

use crate::input;
use crate::{Failure, Result};

/// The file of the token in the directory that systemd makes for `LoadCredential=cloudflare-api-token:…`.
const CREDENTIAL: &str = "cloudflare-api-token";
const TOKEN: &str = "CLOUDFLARE_API_TOKEN";
const TOKEN_FILE: &str = "CLOUDFLARE_API_TOKEN_FILE";
const OTHERS: [&str; 3] = ["CLOUDFLARE_EMAIL", "CLOUDFLARE_API_KEY", "CLOUDFLARE_API_USER_SERVICE_KEY"];

/// Finds the credentials. The first of these wins: `--token-file`, `CLOUDFLARE_API_TOKEN`,
/// `CLOUDFLARE_API_TOKEN_FILE`, the other variables of the SDKs, systemd's directory.
pub(crate) fn find(token_file: Option<&Path>) -> Result<Credentials> {
    if let Some(path) = token_file {
        return token_of(path);
    }
    if !is_set(TOKEN)
        && let Some(path) = env::var_os(TOKEN_FILE).filter(|path| !path.is_empty())
    {
        return token_of(Path::new(&path));
    }
    if !is_set(TOKEN)
        && !OTHERS.iter().any(|name| is_set(name))
        && let Some(path) = credential_of_systemd()
    {
        return token_of(&path);
    }
    Credentials::from_env()
        .map_err(|error| Failure::usage(format!("{error}, or name a file with --token-file or {TOKEN_FILE}")))
}

fn is_set(name: &str) -> bool {
    env::var_os(name).is_some_and(|value| !value.is_empty())
}

fn credential_of_systemd() -> Option<PathBuf> {
    let path = Path::new(&env::var_os("CREDENTIALS_DIRECTORY")?).join(CREDENTIAL);
    path.is_file().then_some(path)
}

fn token_of(path: &Path) -> Result<Credentials> {
    let text = input::read_secret(path)?;
    let token = text.expose().trim();
    if token.is_empty() {
        return Err(Failure::usage(format!("{} has no token", path.display())));
    }
    Ok(Credentials::ApiToken(Secret::new(token)))
}
