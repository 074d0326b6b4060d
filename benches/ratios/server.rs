//! A server that does as little as possible: it responds from memory, after a delay if the path requests one.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use serde_json::{Value, json};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

/// Prints the base URL and serves until the process is killed.
pub(crate) fn run() {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    runtime.block_on(async {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        println!("http://{}", listener.local_addr().unwrap());
        let requests = Arc::<AtomicUsize>::default();
        loop {
            let (connection, _) = listener.accept().await.unwrap();
            connection.set_nodelay(true).unwrap();
            tokio::spawn(serve(connection, Arc::clone(&requests)));
        }
    });
}

async fn serve(mut connection: TcpStream, requests: Arc<AtomicUsize>) -> Option<()> {
    let one = body(&json!(certificate(1)), None);
    let mut buffer = Vec::new();
    loop {
        while !buffer.ends_with(b"\r\n\r\n") {
            if connection.read_buf(&mut buffer).await.ok()? == 0 {
                return None;
            }
        }
        let request = String::from_utf8_lossy(&buffer).into_owned();
        let target = request.split(' ').nth(1)?;
        let number = |key: &str| -> Option<usize> {
            let (_, rest) = target.split_once(key)?;
            rest.split(|c: char| !c.is_ascii_digit()).next()?.parse().ok()
        };
        if target.ends_with("/requests") {
            let seen = body(&json!(requests.load(Ordering::SeqCst)), None);
            connection.write_all(&seen).await.ok()?;
        } else if let Some(total) = number("/total-").filter(|_| is_list(target)) {
            requests.fetch_add(1, Ordering::SeqCst);
            if let Some(delay) = number("/delay-") {
                tokio::time::sleep(Duration::from_millis(delay as u64)).await;
            }
            let page = number("?page=").or_else(|| number("&page=")).unwrap_or(1);
            let per_page = number("per_page=").unwrap_or(50);
            connection.write_all(&listing(page, per_page, total)).await.ok()?;
        } else {
            connection.write_all(&one).await.ok()?;
        }
        buffer.clear();
    }
}

fn is_list(target: &str) -> bool {
    let path = target.split('?').next().unwrap_or_default();
    path.ends_with("/custom_certificates") || path.ends_with("/custom_hostnames")
}

fn listing(page: usize, per_page: usize, total: usize) -> Vec<u8> {
    let items: Vec<Value> = ((page - 1) * per_page..total.min(page * per_page)).map(certificate).collect();
    let info = json!({
        "page": page, "per_page": per_page, "count": items.len(), "total_count": total,
        "total_pages": total.div_ceil(per_page),
    });
    body(&json!(items), Some(&info))
}

fn body(result: &Value, info: Option<&Value>) -> Vec<u8> {
    let mut envelope = json!({ "result": result, "success": true, "errors": [], "messages": [] });
    if let Some(info) = info {
        envelope["result_info"] = info.clone();
    }
    let body = envelope.to_string();
    let head = format!(
        "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: {}\r\n\r\n",
        body.len()
    );
    (head + &body).into_bytes()
}

fn certificate(number: usize) -> Value {
    json!({
        "id": format!("{number:032x}"),
        "zone_id": "023e105f4ecef8ad9ca31a8372d0c353",
        "hosts": ["example.com", "www.example.com"],
        "issuer": "Let's Encrypt",
        "signature": "SHA256WithRSA",
        "status": "active",
        "bundle_method": "ubiquitous",
        "geo_restrictions": { "label": "us" },
        "priority": number,
        "uploaded_on": "2026-01-01T05:20:00.123456Z",
        "modified_on": "2026-01-01T05:20:00.123456Z",
        "expires_on": "2027-01-01T05:20:00Z",
    })
}
