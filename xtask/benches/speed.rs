//! How long the tasks take: `validate` on the document, `diff` against a document of Cloudflare's size, beside parsing
//! that file and nothing else. `cargo bench -p xtask`.

#![allow(clippy::unwrap_used, clippy::print_stdout, reason = "a program for the terminal, run by developers")]

use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use serde_json::{Map, Value, json};

fn main() {
    let folder = tempfile::tempdir().unwrap();
    let large = folder.path().join("large.json");
    std::fs::write(&large, synthetic().to_string()).unwrap();
    let size = std::fs::metadata(&large).unwrap().len() as f64 / 1e6;

    let start = Instant::now();
    let parsed: Value = serde_json::from_str(&std::fs::read_to_string(&large).unwrap()).unwrap();
    let baseline = start.elapsed();
    assert!(parsed.is_object());
    let path = large.to_str().unwrap();
    let all = task(&["diff", path, "--ours", path, "--all"]);
    let ours = task(&["diff", path]);
    let folder = format!("{}/../openapi", env!("CARGO_MANIFEST_DIR"));
    let validate = task(&["validate", "--folder", &folder]);

    let seconds = |time: Duration| time.as_secs_f64();
    println!("parse {size:.1} MB:             {:.3} s (baseline)", seconds(baseline));
    println!(
        "diff, the paths of ours:  {:.3} s, ratio {:.1} (limit 5 s)",
        seconds(ours),
        seconds(ours) / seconds(baseline)
    );
    println!(
        "diff, all paths:          {:.3} s, ratio {:.1} (limit 5 s)",
        seconds(all),
        seconds(all) / seconds(baseline)
    );
    println!("validate:                 {:.3} s (limit 2 s)", seconds(validate));
}

fn task(arguments: &[&str]) -> Duration {
    let start = Instant::now();
    Command::new(env!("CARGO_BIN_EXE_xtask")).args(arguments).stdout(Stdio::null()).status().unwrap();
    start.elapsed()
}

/// Some 5 MB: 2,000 paths, schemas that refer to each other, ours among the paths.
fn synthetic() -> Value {
    let mut paths = Map::new();
    let mut schemas = Map::new();
    for number in 0..2000 {
        let name = format!("Thing{number}");
        let next = format!("#/components/schemas/Thing{}", (number + 1) % 2000);
        let long = "A description of some length, as they are found in large documents. ".repeat(6);
        schemas.insert(
            name.clone(),
            json!({ "type": "object", "description": long, "required": ["id"], "properties": {
                "id": { "type": "string", "maxLength": 32, "description": long },
                "status": { "type": "string", "enum": ["active", "pending", "deleted"] },
                "next": { "type": "array", "items": { "type": "object", "properties": { "id": { "type": "string" } } } },
                "other": { "allOf": [{ "type": "object" }, { "$ref": next }] },
            } }),
        );
        let reference = json!({ "$ref": format!("#/components/schemas/{name}") });
        let answer = json!({ "200": { "description": "", "content": { "application/json": { "schema": {
            "type": "object", "properties": { "success": { "type": "boolean" }, "result": reference } } } } } });
        let body = json!({ "content": { "application/json": { "schema": reference } } });
        paths.insert(
            format!("/zones/{{zone_id}}/things_{number}"),
            json!({ "get": { "responses": answer }, "post": { "description": long, "requestBody": body, "responses": answer } }),
        );
    }
    json!({
        "openapi": "3.0.3", "info": { "title": "t", "version": "1" }, "paths": paths,
        "components": { "schemas": schemas },
    })
}
