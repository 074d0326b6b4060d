//! `cargo xtask new`: the skeleton of a resource.

#![allow(clippy::unwrap_used, reason = "tests may panic")]

use std::path::Path;
use std::process::{Command, Output};

/// A copy of the parts of the project that a new resource touches.
fn project() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    for part in ["openapi", "src", "tests/api"] {
        std::fs::create_dir_all(folder.path().join(part)).unwrap();
        for entry in std::fs::read_dir(root.join(part)).unwrap() {
            let path = entry.unwrap().path();
            if path.is_file() {
                std::fs::copy(&path, folder.path().join(part).join(path.file_name().unwrap())).unwrap();
            }
        }
    }
    std::fs::copy(root.join("Cargo.toml"), folder.path().join("Cargo.toml")).unwrap();
    folder
}

fn xtask(arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_xtask")).args(arguments).output().unwrap()
}

fn new(folder: &Path, arguments: &[&str]) -> Output {
    xtask(&[&["new", "--root", folder.to_str().unwrap()], arguments].concat())
}

#[test]
fn a_resource_gets_its_name_in_every_place_and_a_valid_document() {
    let folder = project();
    for (name, scope) in
        [("garden_certificates", "zone"), ("field_certificates", "account"), ("key_policies", "both")]
    {
        let output = new(folder.path(), &[name, "--scope", scope]);
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        let read = |path: &str| std::fs::read_to_string(folder.path().join(path)).unwrap();
        assert!(read(&format!("openapi/{name}.yaml")).contains(&format!("operationId: {name}_list")));
        assert!(read("openapi/openapi.yaml").contains(&format!("  - name: {name}\n")));
        assert!(read("tests/api/main.rs").contains(&format!("\nmod {name};\n")));
        let manifest = read("Cargo.toml");
        let (full, rest) = manifest.split_once("full = [").unwrap().1.split_once(']').unwrap();
        assert!(full.contains(&format!("\"{name}\",")) && rest.contains(&format!("\n{name} = []\n")));
        let called = if scope == "account" { "server.account()" } else { "server.zone()" };
        assert!(read(&format!("tests/api/{name}.rs")).contains(called));
        assert!(read(&format!("tests/api/{name}.rs")).contains("#[tokio::test]"));
        for path in [format!("openapi/{name}.yaml"), format!("tests/api/{name}.rs")] {
            assert!(!read(&path).contains("__"), "{path} has a gap that was not filled");
        }
    }
    let files = std::fs::read_dir(folder.path().join("openapi")).unwrap().map(|entry| entry.unwrap().path());
    let operations: usize =
        files.map(|path| std::fs::read_to_string(path).unwrap().matches("operationId: ").count()).sum();
    let output = xtask(&["validate", "--folder", folder.path().join("openapi").to_str().unwrap()]);
    let text = String::from_utf8_lossy(&output.stdout);
    assert!(output.status.success() && text.contains(&format!("{operations} operations")), "{text}");
}

#[test]
fn a_name_that_is_none_or_is_taken_is_refused_and_nothing_is_written() {
    let folder = project();
    for bad in [
        "Client",
        "client-certificates",
        "client",
        "_clients",
        "client__keys",
        "../keys",
        "",
        "clients_",
        "custom_csrs",
        // A keyword, types that would hide others, and a schema that there is.
        "as",
        "responses",
        "options",
        "pages",
        "envelopes",
    ] {
        let output = new(folder.path(), &[bad]);
        assert!(!output.status.success() && output.stdout.is_empty(), "{bad}");
        assert_eq!(String::from_utf8_lossy(&output.stderr).lines().count(), 1, "{bad}");
    }
    assert!(!new(folder.path(), &["keys", "--scope", "moon"]).status.success());
    assert!(!folder.path().join("openapi/keys.yaml").exists());
}

#[test]
fn a_project_that_lacks_a_place_is_refused_before_anything_is_written() {
    let folder = project();
    std::fs::write(folder.path().join("tests/api/main.rs"), "// another file\n").unwrap();
    let output = new(folder.path(), &["keys"]);
    assert!(!output.status.success());
    assert!(String::from_utf8_lossy(&output.stderr).contains("tests/api/main.rs"));
    assert!(!folder.path().join("openapi/keys.yaml").exists());
}

#[test]
fn a_name_that_stands_in_one_place_only_is_taken() {
    for (path, before, line) in [
        ("openapi/openapi.yaml", "paths: {}\n", "  - name: keys\n"),
        ("src/lib.rs", "pub use response::", "pub use other::Keys;\n"),
        ("tests/api/main.rs", "mod support;\n", "mod keys;\n"),
        ("openapi/custom_csrs.yaml", "    NewCustomCsr:\n", "    NewKey:\n      type: object\n"),
    ] {
        let folder = project();
        let file = folder.path().join(path);
        let text = std::fs::read_to_string(&file).unwrap();
        assert!(text.contains(before), "{path} has changed");
        let planted = text.replacen(before, &format!("{line}{before}"), 1);
        std::fs::write(&file, &planted).unwrap();
        let output = new(folder.path(), &["keys"]);
        assert!(!output.status.success() && output.stdout.is_empty(), "{path}: {line}");
        assert_eq!(String::from_utf8_lossy(&output.stderr).lines().count(), 1, "{path}: {line}");
        assert_eq!(std::fs::read_to_string(&file).unwrap(), planted, "{path} was written");
        assert!(!folder.path().join("openapi/keys.yaml").exists(), "{path}: {line}");
    }
}

#[test]
fn what_was_written_before_a_failure_is_named() {
    let folder = project();
    // The second file cannot be written: it leads to a folder that is none.
    let nowhere = folder.path().join("nowhere/keys.rs");
    std::os::unix::fs::symlink(nowhere, folder.path().join("tests/api/keys.rs")).unwrap();
    let output = new(folder.path(), &["keys"]);
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(!output.status.success());
    assert!(said.contains("tests/api/keys.rs cannot be written"), "{said}");
    assert!(said.trim_end().ends_with("written before: openapi/keys.yaml"), "{said}");
}
