//! The network and the credentials: what fails, and what a user reads then.

use std::net::TcpListener;
use std::path::Path;
use std::process::Command;
use std::time::{Duration, Instant};

use cloudflare_certificates_simulator::{Fault, RequestMatch, Token};

use crate::support::{Ran, Stage, bare};

const LIST: [&str; 2] = ["list", "zones"];

fn zones() -> RequestMatch {
    RequestMatch::any().operation("zones_list")
}

/// The binary with the address of the simulator, but without credentials.
fn without_token(stage: &Stage) -> Command {
    let mut command = bare(LIST);
    command.env("CLOUDFLARE_BASE_URL", stage.simulator.base_url());
    command
}

fn run(mut command: Command) -> Ran {
    Ran::of(command.output().unwrap())
}

#[test]
fn without_a_network_it_fails_within_seconds() {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}/client/v4", listener.local_addr().unwrap());
    drop(listener);
    let mut command = bare(LIST);
    command.env("CLOUDFLARE_BASE_URL", url).env("CLOUDFLARE_API_TOKEN", "token");
    let start = Instant::now();
    let ran = run(command).exits(1);
    assert!(start.elapsed() < Duration::from_secs(20), "{:?}", start.elapsed());
    assert_eq!(ran.stderr.lines().count(), 1, "{}", ran.stderr);
    assert!(ran.stderr.contains("zones_list") && ran.stderr.contains("connect"), "{}", ran.stderr);
}

#[test]
fn a_server_that_does_not_respond_is_given_up() {
    let stage = Stage::new();
    stage.simulator.fail_always(zones(), Fault::hang());
    let ran = stage.run(["list", "zones", "--request-timeout", "1s"]).exits(1);
    assert!(ran.stderr.contains("tim"), "{}", ran.stderr);
    assert_eq!(stage.simulator.requests_seen(), 4);
}

#[test]
fn a_rate_limit_midway_delays_the_list() {
    let stage = Stage::new();
    let zone = stage.simulator.zones()[0].id().to_owned();
    stage.simulator.seed_custom_certificates(&zone, 100);
    let list = RequestMatch::any().operation("custom_certificates_list");
    let fault = stage.simulator.fail_nth(list, 2, Fault::too_many_requests(Duration::from_secs(1)));
    let ran = stage.run(["list", "custom_certificates", "--zone", "example.com", "-v"]).exits(0);
    assert_eq!(fault.times_happened(), 1);
    assert_eq!(ran.rows().len(), 100);
    assert!(ran.stderr.contains("rate limit"), "-v says why it takes so long: {}", ran.stderr);
}

#[test]
fn an_error_page_of_a_proxy_is_one_line() {
    let stage = Stage::new();
    stage.simulator.fail_always(zones(), Fault::html(403));
    let ran = stage.run(LIST).exits(1);
    assert_eq!(ran.stderr.lines().count(), 1, "{}", ran.stderr);
    assert!(ran.stderr.contains("403") && !ran.stderr.contains('<'), "{}", ran.stderr);
}

#[test]
fn a_token_that_is_refused_is_a_failure_with_cf_ray() {
    let stage = Stage::new();
    let mut command = stage.command(LIST);
    command.env("CLOUDFLARE_API_TOKEN", "not-the-token-of-the-simulator");
    let ran = run(command).exits(1);
    assert!(ran.stderr.contains("cf-ray"), "{}", ran.stderr);
    assert!(!ran.stderr.contains("not-the-token"), "{}", ran.stderr);
}

#[test]
fn a_token_that_may_only_read_learns_which_permission_it_lacks() {
    let stage = Stage::new();
    let zone = stage.simulator.zones()[0].id().to_owned();
    let id = stage.simulator.seed_custom_certificates(&zone, 1).remove(0);
    stage.simulator.add_token(Token::new("reader").read_only());
    let mut command = stage.command(["remove", "custom_certificates", &id, "--zone", "example.com", "--yes"]);
    command.env("CLOUDFLARE_API_TOKEN", "reader");
    let ran = run(command).exits(1);
    assert!(ran.stderr.contains("SSL and Certificates Write"), "{}", ran.stderr);
    assert!(ran.stdout.is_empty(), "{}", ran.stdout);
}

#[test]
fn each_way_to_give_the_token_works() {
    let stage = Stage::new();
    let file = stage.file("token", &format!("{}\r\n\n", stage.simulator.token()));
    let directory = stage.file("cloudflare-api-token", stage.simulator.token());
    let ways: [&dyn Fn(&mut Command); 4] = [
        &|command| {
            command.env("CLOUDFLARE_API_TOKEN", stage.simulator.token());
        },
        &|command| {
            command.env("CLOUDFLARE_API_TOKEN_FILE", &file);
        },
        &|command| {
            command.env("CREDENTIALS_DIRECTORY", directory.parent().unwrap());
        },
        &|command| {
            command.arg("--token-file").arg(&file);
        },
    ];
    for (number, way) in ways.iter().enumerate() {
        let mut command = without_token(&stage);
        way(&mut command);
        let ran = run(command).exits(0);
        assert_eq!((number, ran.stderr.as_str()), (number, ""));
    }
}

#[test]
fn the_nearest_way_to_give_the_token_wins() {
    let stage = Stage::new();
    let right = stage.file("right", stage.simulator.token());
    let wrong = stage.file("cloudflare-api-token", "wrong");
    let directory = wrong.parent().unwrap();
    // The option wins over the variable, the variable over the file, the file over systemd's directory.
    let mut command = without_token(&stage);
    command.arg("--token-file").arg(&right).env("CLOUDFLARE_API_TOKEN", "wrong");
    run(command).exits(0);
    let mut command = without_token(&stage);
    command.env("CLOUDFLARE_API_TOKEN", stage.simulator.token()).env("CLOUDFLARE_API_TOKEN_FILE", &wrong);
    run(command).exits(0);
    let mut command = without_token(&stage);
    command.env("CLOUDFLARE_API_TOKEN_FILE", &right).env("CREDENTIALS_DIRECTORY", directory);
    run(command).exits(0);
    let mut command = without_token(&stage);
    command.env("CREDENTIALS_DIRECTORY", directory);
    run(command).exits(1);
}

#[test]
fn a_token_file_that_is_missing_or_empty_is_a_mistake() {
    let stage = Stage::new();
    let empty = stage.file("empty", "\n");
    for (file, problem) in [(empty.as_path(), "has no token"), (Path::new("missing"), "cannot read missing")]
    {
        let mut command = without_token(&stage);
        command.arg("--token-file").arg(file);
        let ran = run(command).exits(2);
        assert!(ran.stderr.contains(problem), "{}", ran.stderr);
    }
    assert_eq!(stage.simulator.requests_seen(), 0);
}

#[cfg(unix)]
#[test]
fn a_token_file_that_others_may_read_gets_a_warning() {
    use std::fs::{Permissions, set_permissions};
    use std::os::unix::fs::PermissionsExt;

    let stage = Stage::new();
    let file = stage.file("cloudflare-api-token", stage.simulator.token());
    let warned = |mode: u32, by_systemd: bool| {
        set_permissions(&file, Permissions::from_mode(mode)).unwrap();
        let mut command = without_token(&stage);
        match by_systemd {
            true => command.env("CREDENTIALS_DIRECTORY", file.parent().unwrap()),
            false => command.arg("--token-file").arg(&file),
        };
        run(command).exits(0).stderr.contains("warning: other users may read")
    };
    assert!(warned(0o644, false) && warned(0o640, false) && warned(0o604, false));
    assert!(!warned(0o600, false) && !warned(0o400, false));
    // systemd's access list shows in the mode as that of a group.
    assert!(!warned(0o440, true) && !warned(0o400, true));
}

#[test]
fn no_verbosity_shows_the_token() {
    let stage = Stage::new();
    let ran = stage.run(["list", "zones", "-vvv"]).exits(0);
    assert!(ran.stderr.lines().count() > 5, "{}", ran.stderr);
    assert!(!ran.stderr.contains(stage.simulator.token()), "{}", ran.stderr);
    assert!(!ran.stdout.contains(stage.simulator.token()));
}
