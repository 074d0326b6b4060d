//! Shell completions and man pages.

use crate::support::{Ran, bare};

#[test]
fn each_shell_has_completions() {
    for shell in ["bash", "zsh", "fish", "powershell", "elvish"] {
        let ran = Ran::of(bare(["completions", shell]).output().unwrap()).exits(0);
        assert!(ran.stdout.contains("cfcerts") && ran.stdout.contains("dry-run"), "{shell}: {}", ran.stdout);
        assert_eq!(ran.stderr, "", "{shell}");
    }
}

#[test]
fn an_unknown_shell_is_a_mistake() {
    let ran = Ran::of(bare(["completions", "sh"]).output().unwrap()).exits(2);
    assert!(ran.stderr.contains("zsh"), "{}", ran.stderr);
}

#[test]
fn each_command_has_a_man_page() {
    let directory = tempfile::tempdir().unwrap();
    let target = directory.path().join("share/man1");
    Ran::of(bare(["man".as_ref(), target.as_os_str()]).output().unwrap()).exits(0);
    for page in ["cfcerts", "cfcerts-list", "cfcerts-deploy", "cfcerts-pack-ensure", "cfcerts-completions"] {
        let text = std::fs::read_to_string(target.join(format!("{page}.1"))).unwrap();
        assert!(text.contains(".SH SYNOPSIS") && text.contains(page), "{page}: {text}");
    }
    let main = std::fs::read_to_string(target.join("cfcerts.1")).unwrap();
    assert!(main.contains("somebody must act"), "the exit codes are there: {main}");
}

#[test]
fn man_pages_that_cannot_be_written_are_a_failure() {
    let directory = tempfile::tempdir().unwrap();
    let file = directory.path().join("file");
    std::fs::write(&file, "").unwrap();
    let ran = Ran::of(bare(["man".as_ref(), file.as_os_str()]).output().unwrap()).exits(1);
    assert!(ran.stderr.contains("cannot write the man pages"), "{}", ran.stderr);
}
