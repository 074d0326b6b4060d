//! A tour of the SDK: a custom CSR signed by a CA, the upload and its activation, many certificates and their
//! order, Access mTLS roots in both scopes, Keyless SSL, an error, and the clean-up.
//!
//! `cargo run --example tour` needs no account: it starts a simulator. With `CLOUDFLARE_API_TOKEN` and
//! `CLOUDFLARE_ZONE_ID` in the environment (and `CLOUDFLARE_ACCOUNT_ID` for the account's part) it calls
//! Cloudflare, after asking for confirmation. It removes everything that it created, also if a step fails or you
//! press Ctrl-C.

#![allow(clippy::print_stdout, clippy::print_stderr, reason = "a program for the terminal")]

mod made;
mod report;
mod stage;
mod steps;

use std::error::Error;
use std::process::ExitCode;

use made::Made;
use report::say;
use stage::Stage;

type Result<T, E = Box<dyn Error>> = std::result::Result<T, E>;

#[tokio::main(flavor = "current_thread")]
async fn main() -> ExitCode {
    match tour().await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("\nThe tour failed: {error}");
            let mut source = error.source();
            while let Some(cause) = source {
                eprintln!("  because: {cause}");
                source = cause.source();
            }
            ExitCode::FAILURE
        }
    }
}

async fn tour() -> Result<()> {
    let Some(stage) = Stage::set().await? else {
        say("Nothing was changed.");
        return Ok(());
    };
    stage.stop_at_ctrl_c();
    let mut made = Made::default();
    let outcome = steps::all(&stage, &mut made).await;
    let left = made.remove(&stage).await;
    outcome?;
    if left > 0 {
        return Err(format!("{left} things could not be removed; they are named above").into());
    }
    say(&format!("\nDone. {}", stage.farewell()));
    Ok(())
}
