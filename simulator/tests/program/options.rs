//! What the options do.

use std::net::TcpListener;

use serde_json::{Value, json};

use crate::support::{File, ID, Program, client, refused};

#[tokio::test]
async fn credentials_are_those_of_the_options() {
    let program =
        Program::start(&["--token=t-1", "--email=me@example.net", "--api-key=k-1", "--service-key=v1.0-1"]);
    assert_eq!(program.value("CLOUDFLARE_API_TOKEN"), "t-1");
    assert_eq!(program.value("CLOUDFLARE_EMAIL"), "me@example.net");
    assert_eq!(program.value("CLOUDFLARE_API_KEY"), "k-1");
    assert_eq!(program.value("CLOUDFLARE_API_USER_SERVICE_KEY"), "v1.0-1");
    assert_eq!(program.get("/zones").await.status(), 200);
}

#[tokio::test]
async fn zones_have_the_names_ids_and_account_of_the_options() {
    let account = "9999105f4ecef8ad9ca31a8372d0c353";
    let zone = format!("example.org={ID}");
    let program = Program::start(&["--zone", &zone, "--zone=example.net", "--account", account]);
    let overview = program.control("", &Value::Null).await;
    let zones = overview["zones"].as_array().unwrap();
    assert_eq!(zones.len(), 2);
    assert_eq!((&zones[0]["name"], &zones[0]["id"]), (&json!("example.org"), &json!(ID)));
    assert_eq!((&zones[1]["name"], &zones[1]["account"]), (&json!("example.net"), &json!(account)));
    assert_eq!(program.get(&format!("/zones/{ID}")).await.status(), 200);
    assert_eq!(program.comments("zone")[0], format!("example.org {ID} in account {account}"));
}

#[tokio::test]
async fn any_zone_exists_where_it_is_asked_for() {
    let path = format!("/zones/{ID}/keyless_certificates");
    assert_eq!(Program::start(&["--any-zone"]).get(&path).await.status(), 200);
    assert_ne!(Program::start(&[]).get(&path).await.status(), 200);
}

#[tokio::test]
async fn stages_take_as_long_as_the_option_says() {
    let program = Program::start(&["--activation", "0", "--zone", &format!("example.com={ID}")]);
    let issued = program.control("/ca/issue", &json!({ "hosts": ["example.com"] })).await;
    let body = json!({ "certificate": issued["certificate"], "private_key": issued["private_key"] });
    let url = format!("{}/zones/{ID}/custom_certificates", program.value("CLOUDFLARE_BASE_URL"));
    let upload = client().post(url).bearer_auth(program.value("CLOUDFLARE_API_TOKEN")).json(&body);
    assert_eq!(upload.send().await.unwrap().status(), 200);
    let list: Value = program.get(&format!("/zones/{ID}/custom_certificates")).await.json().await.unwrap();
    assert_eq!(list["result"][0]["status"], "active");
    for valid in ["2", "2s", "0.5s", "dcv=3"] {
        Program::start(&["--activation", valid]);
    }
    for invalid in ["", "s", "-1", "-1s", "NaNs", "infs", "dcv=", "soon", "99999999999"] {
        let option = format!("--activation={invalid}");
        assert!(refused(&[&option]).1.contains("--activation"), "{invalid}");
    }
}

#[tokio::test]
async fn a_seed_is_added() {
    let seed = json!({
        "zones": [{ "name": "example.net", "id": ID }],
        "custom_certificates": [{ "zone": ID, "count": 2 }],
    });
    let file = File::new("seed.json", &seed.to_string());
    let program = Program::start(&["--seed", file.path()]);
    assert_eq!(program.comments("zone").len(), 2);
    let list: Value = program.get(&format!("/zones/{ID}/custom_certificates")).await.json().await.unwrap();
    assert_eq!(list["result"].as_array().unwrap().len(), 2);
}

#[tokio::test]
async fn each_request_is_a_line_of_the_log() {
    let mut program = Program::start(&["--log"]);
    program.get("/zones?per_page=5").await;
    program.get("/nowhere").await;
    let mut line = || program.stderr.next().unwrap().unwrap();
    let first = line();
    assert!(first.starts_with("GET /client/v4/zones?per_page=5 200 zones_list "), "{first}");
    assert!(first.ends_with(" ms"), "{first}");
    let second = line();
    assert!(second.starts_with("GET /client/v4/nowhere 404 - "), "{second}");
}

#[tokio::test]
async fn without_the_option_there_is_no_log() {
    let mut program = Program::start(&[]);
    program.get("/zones").await;
    program.child.kill().unwrap();
    assert!(program.stderr.next().is_none());
}

// Elsewhere, loopback has one address only.
#[cfg(target_os = "linux")]
#[tokio::test]
async fn the_port_and_the_host_are_those_of_the_options() {
    // A port that was free a moment ago.
    let port = TcpListener::bind("127.0.0.2:0").unwrap().local_addr().unwrap().port();
    let program = Program::start(&["--host=127.0.0.2", &format!("--port={port}")]);
    assert_eq!(program.value("CLOUDFLARE_BASE_URL"), format!("http://127.0.0.2:{port}/client/v4"));
    assert_eq!(program.get("/zones").await.status(), 200);
}
