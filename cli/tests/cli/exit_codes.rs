//! The exit codes that all commands share.

use crate::support::{Ran, bare};

#[test]
fn without_credentials_it_is_a_mistake_of_the_environment() {
    let ran = Ran::of(bare(["whoami"]).output().unwrap()).exits(2);
    assert!(ran.stderr.contains("CLOUDFLARE_API_TOKEN"), "{}", ran.stderr);
}
