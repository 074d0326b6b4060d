//! Copies of the document with faults in them, and what validate says of them.

use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use serde_json::Value;
use tempfile::TempDir;

pub(crate) const ROOT: &str = "openapi.yaml";
pub(crate) const SHARED: &str = "shared.yaml";
pub(crate) const CSRS: &str = "custom_csrs.yaml";
pub(crate) const CERTIFICATES: &str = "custom_certificates.yaml";

pub(crate) fn validate(arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_xtask")).arg("validate").args(arguments).output().unwrap()
}

/// A copy of the document.
pub(crate) fn copy() -> TempDir {
    let ours = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../openapi");
    let folder = tempfile::tempdir().unwrap();
    for entry in std::fs::read_dir(ours).unwrap() {
        let path = entry.unwrap().path();
        std::fs::copy(&path, folder.path().join(path.file_name().unwrap())).unwrap();
    }
    folder
}

/// Replaces the first occurrence of a text. Answers the line of what is looked for: the last one with `at` up to the
/// end of the new text.
pub(crate) fn plant(folder: &Path, file: &str, old: &str, new: &str, at: &str) -> u64 {
    let path = folder.join(file);
    let text = std::fs::read_to_string(&path).unwrap();
    let start = text.find(old).unwrap_or_else(|| panic!("{file} does not contain {old:?}"));
    let text = text.replacen(old, new, 1);
    std::fs::write(&path, &text).unwrap();
    let found = text[..start + new.len()].rfind(at).unwrap_or_else(|| panic!("{at:?} is not in {file}"));
    text[..found].matches('\n').count() as u64 + 1
}

/// What validate says of a folder: file, line, rule and message of each finding.
pub(crate) fn findings(folder: &Path) -> Vec<(String, u64, String, String)> {
    let output = validate(&["--format", "json", "--folder", folder.to_str().unwrap()]);
    let report: Value = serde_json::from_slice(&output.stdout)
        .unwrap_or_else(|_| panic!("no report: {}", String::from_utf8_lossy(&output.stderr)));
    assert_eq!(output.status.success(), report["valid"] == true);
    assert!(output.stderr.is_empty(), "{}", String::from_utf8_lossy(&output.stderr));
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    let list = report["findings"].as_array().unwrap().iter();
    list.map(|finding| {
        let line = finding["line"].as_u64().unwrap();
        (text(&finding["file"]), line, text(&finding["rule"]), text(&finding["message"]))
    })
    .collect()
}
