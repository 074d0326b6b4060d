//! Checks the generated types against the document. This is a separate program, because it cannot even be built
//! while the document is faulty.

use std::process::{Command, Stdio};

use cloudflare_certificates_compiler::{Finding, Place};
use serde_json::Value;

pub(super) fn proof() -> Result<Vec<Finding>, String> {
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let mut command = Command::new(cargo);
    command.args(["run", "--quiet", "--package", "cloudflare-certificates-proof"]).current_dir(crate::root());
    let output =
        command.stderr(Stdio::inherit()).output().map_err(|error| format!("cargo cannot be run: {error}"))?;
    let text = String::from_utf8_lossy(&output.stdout);
    let findings: Vec<Finding> = text.lines().filter_map(finding).collect();
    if findings.is_empty() && !output.status.success() {
        return Err("the proof of the generated types could not be run; the reason stands above".to_owned());
    }
    Ok(findings)
}

fn finding(line: &str) -> Option<Finding> {
    let value: Value = serde_json::from_str(line).ok()?;
    let text = |key: &str| value.get(key).and_then(Value::as_str).map(str::to_owned);
    let line = value.get("line").and_then(Value::as_u64).and_then(|line| usize::try_from(line).ok());
    let place = Place { file: text("file")?, line: line.unwrap_or_default() };
    let rule = if text("rule")? == "round-trip" { "round-trip" } else { "generated-type" };
    Some(Finding { place, rule, message: text("message")? })
}
