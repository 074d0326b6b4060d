//! `cargo xtask new`: the skeleton of a resource in all its places.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on shall panic")]

use std::path::Path;
use std::process::{Command, Output};

/// A copy of the parts of the project that a new resource touches.
fn project() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    for part in ["openapi", "src", "src/resources", "tests"] {
        std::fs::create_dir_all(folder.path().join(part)).unwrap();
        for entry in std::fs::read_dir(root.join(part)).unwrap() {
            let path = entry.unwrap().path();
            if path.is_file() {
                std::fs::copy(&path, folder.path().join(part).join(path.file_name().unwrap())).unwrap();
            }
        }
    }
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
    for (name, scope, camel) in
        [("client_certificates", "zone", "ClientCertificates"), ("key_policies", "both", "KeyPolicies")]
    {
        let output = new(folder.path(), &[name, "--scope", scope]);
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        let read = |path: &str| std::fs::read_to_string(folder.path().join(path)).unwrap();
        assert!(read(&format!("openapi/{name}.yaml")).contains(&format!("operationId: {name}_list")));
        assert!(read("openapi/openapi.yaml").contains(&format!("  - name: {name}\n")));
        assert!(read(&format!("src/resources/{name}.rs")).contains(&format!("pub struct {camel} {{")));
        assert!(read("src/resources.rs").contains(&format!("mod {name};")));
        assert!(read("src/lib.rs").contains(&format!("pub use resources::{name}::")));
        let methods = read("src/scope.rs").matches(&format!("pub fn {name}(&self)")).count();
        assert_eq!(methods, if scope == "both" { 2 } else { 1 });
        assert!(read(&format!("tests/{name}.rs")).contains("#[tokio::test]"));
        for path in
            [format!("openapi/{name}.yaml"), format!("src/resources/{name}.rs"), format!("tests/{name}.rs")]
        {
            assert!(!read(&path).contains("__"), "{path} has a gap that was not filled");
        }
    }
    let output = xtask(&["validate", "--folder", folder.path().join("openapi").to_str().unwrap()]);
    let text = String::from_utf8_lossy(&output.stdout);
    assert!(output.status.success() && text.contains("30 operations"), "{text}");
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
    std::fs::write(folder.path().join("src/scope.rs"), "// another file\n").unwrap();
    let output = new(folder.path(), &["keys"]);
    assert!(!output.status.success());
    assert!(String::from_utf8_lossy(&output.stderr).contains("src/scope.rs"));
    assert!(!folder.path().join("openapi/keys.yaml").exists());
}
