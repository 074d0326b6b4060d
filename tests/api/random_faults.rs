//! Thousands of calls under random faults: nothing is made twice, no result is lost, nothing leaks, nothing hangs.

use std::collections::{HashMap, HashSet};
use std::hash::{DefaultHasher, Hash, Hasher};
use std::net::SocketAddr;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use crate::support::clock::Hurried;
use crate::support::faults::read_request;
use crate::support::{TOKEN, ZONE};
use cloudflare_certificates::http::Method;
use cloudflare_certificates::{Client, Error, RateLimit, Response};
use serde_json::{Value, json};
use tokio::io::AsyncWriteExt;
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinSet;

/// What may go wrong with a request, and when: before it is carried out, or after.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Mishap {
    None,
    LostBefore,
    LostAfter,
    HalfAnswer,
    UnavailableBefore,
    BusyBefore,
    TooManyBefore,
    BrokenAfter,
    HtmlAfter,
    HungAfter,
}

const MISHAPS: [Mishap; 9] = [
    Mishap::LostBefore,
    Mishap::LostAfter,
    Mishap::HalfAnswer,
    Mishap::UnavailableBefore,
    Mishap::BusyBefore,
    Mishap::TooManyBefore,
    Mishap::BrokenAfter,
    Mishap::HtmlAfter,
    Mishap::HungAfter,
];

/// The things that there are, and how often each was made.
struct World {
    seed: u64,
    things: Mutex<HashSet<String>>,
    made: Mutex<HashMap<String, usize>>,
    requests: Mutex<HashMap<String, u64>>,
    connections: AtomicUsize,
}

impl World {
    /// What happens to a request: the same for the same seed, thing, verb and attempt, whatever else goes on.
    fn mishap(&self, line: &str) -> Mishap {
        let mut requests = self.requests.lock().unwrap();
        let count = requests.entry(line.to_owned()).or_default();
        *count += 1;
        let mut hasher = DefaultHasher::new();
        (self.seed, line, *count).hash(&mut hasher);
        let drawn = hasher.finish();
        // Two of three go well; a hang costs real time and is rare.
        match (drawn % 3, MISHAPS[(drawn >> 8) as usize % MISHAPS.len()]) {
            (0, Mishap::HungAfter) if drawn >> 32 & 15 != 0 => Mishap::None,
            (0, mishap) => mishap,
            _ => Mishap::None,
        }
    }

    /// Carries a request out.
    fn carry_out(&self, line: &str) -> (u16, String) {
        let (verb, target) = line.split_once(' ').unwrap();
        let name = target.rsplit('/').next().unwrap().to_owned();
        let found = (200, json!({ "success": true, "result": { "id": name } }).to_string());
        let missing =
            (404, json!({ "success": false, "errors": [{ "code": 1, "message": "none" }] }).to_string());
        let mut things = self.things.lock().unwrap();
        match verb {
            "POST" => {
                *self.made.lock().unwrap().entry(name.clone()).or_default() += 1;
                things.insert(name);
                found
            }
            "DELETE" if things.remove(&name) => (200, "{}".to_owned()),
            "GET" | "PUT" if things.contains(&name) => found,
            _ => missing,
        }
    }
}

fn answer(status: u16, headers: &str, body: &str) -> String {
    format!("HTTP/1.1 {status} X\r\ncontent-length: {}\r\n{headers}\r\n{body}", body.len())
}

async fn serve(mut connection: TcpStream, world: &World) -> Option<()> {
    loop {
        let request = read_request(&mut connection).await?;
        let mishap = world.mishap(&request.line);
        let early = match mishap {
            Mishap::LostBefore => return None,
            Mishap::UnavailableBefore => Some((503, "retry-after: 1\r\n")),
            Mishap::BusyBefore => Some((520, "")),
            Mishap::TooManyBefore => Some((429, "retry-after: 1\r\n")),
            _ => None,
        };
        if let Some((status, headers)) = early {
            connection.write_all(answer(status, headers, "{}").as_bytes()).await.ok()?;
            continue;
        }
        let (status, body) = world.carry_out(&request.line);
        let text = match mishap {
            Mishap::LostAfter => return None,
            Mishap::HungAfter => std::future::pending().await,
            Mishap::BrokenAfter => answer(500, "", "{}"),
            Mishap::HtmlAfter => answer(502, "content-type: text/html\r\n", "<html>"),
            _ => answer(status, "", &body),
        };
        let half = if mishap == Mishap::HalfAnswer { text.len() / 2 } else { text.len() };
        connection.write_all(&text.as_bytes()[..half]).await.ok()?;
        if mishap == Mishap::HalfAnswer {
            return None;
        }
    }
}

async fn start(seed: u64) -> (SocketAddr, Arc<World>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let world = Arc::new(World {
        seed,
        things: Mutex::default(),
        made: Mutex::default(),
        requests: Mutex::default(),
        connections: AtomicUsize::new(0),
    });
    let shared = Arc::clone(&world);
    tokio::spawn(async move {
        let mut connections = JoinSet::new();
        while let Ok((connection, _)) = listener.accept().await {
            let world = Arc::clone(&shared);
            world.connections.fetch_add(1, Ordering::SeqCst);
            connections.spawn(async move {
                serve(connection, &world).await;
                world.connections.fetch_sub(1, Ordering::SeqCst);
            });
        }
    });
    (address, world)
}

async fn call(client: &Client, verb: Method, name: &str) -> Result<Response<Value>, Error> {
    client.request(verb, ["zones", ZONE, "things", name]).send().await
}

/// The life of one thing. What the caller was told must be so.
async fn live(client: Client, world: Arc<World>, name: String) {
    let made = || world.made.lock().unwrap().get(&name).copied().unwrap_or_default();
    let there = || world.things.lock().unwrap().contains(&name);
    match call(&client, Method::POST, &name).await {
        Ok(thing) => {
            assert_eq!((thing["id"].as_str(), made()), (Some(name.as_str()), 1));
        }
        Err(error) if error.may_have_taken_effect() => assert!(made() <= 1, "{error}"),
        Err(error) => assert_eq!(made(), 0, "{error}"),
    }
    for verb in [Method::GET, Method::PUT] {
        match call(&client, verb, &name).await {
            Ok(thing) => assert!(there() && thing["id"] == name.as_str()),
            Err(error) if error.is_not_found() => assert!(!there(), "{error}"),
            Err(error) => assert!(error.is_retryable(), "{error}"),
        }
    }
    let before = there();
    match call(&client, Method::DELETE, &name).await {
        Ok(_) => assert!(!there()),
        Err(error) if error.is_not_found() => assert!(!before, "{error}"),
        Err(error) if error.may_have_taken_effect() => {}
        Err(error) => assert_eq!(there(), before, "{error}"),
    }
    assert!(made() <= 1, "made twice");
}

const THINGS: usize = 1000;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn thousands_of_calls_under_random_faults_do_no_harm() {
    for seed in [1, 20_261_121] {
        let (address, world) = start(seed).await;
        let alive = tokio::runtime::Handle::current().metrics().num_alive_tasks();
        let client = Client::builder()
            .api_token(TOKEN)
            .base_url(format!("http://{address}"))
            .timeout(Duration::from_millis(500))
            .deadline(Duration::from_secs(1_000_000))
            .rate_limit(RateLimit::unlimited())
            .clock(Hurried::default())
            .build()
            .unwrap();
        let mut tasks = JoinSet::new();
        let names = (0..THINGS).map(|number| format!("thing-{number}"));
        let mut names = names.collect::<Vec<_>>().into_iter();
        let run = async {
            loop {
                while tasks.len() < 32 {
                    let Some(name) = names.next() else { break };
                    tasks.spawn(live(client.clone(), Arc::clone(&world), name));
                }
                let Some(ended) = tasks.join_next().await else { break };
                ended.unwrap();
            }
        };
        tokio::time::timeout(Duration::from_secs(120), run).await.expect("it hangs");
        let requests: u64 = world.requests.lock().unwrap().values().sum();
        assert!(requests > 4000, "{requests}");
        drop(client);
        // Nothing is left: no task, and no connection but those on which the server hangs.
        tokio::time::timeout(Duration::from_secs(20), async {
            while tokio::runtime::Handle::current().metrics().num_alive_tasks()
                > alive + world.connections.load(Ordering::SeqCst)
            {
                tokio::task::yield_now().await;
            }
        })
        .await
        .expect("tasks are left");
    }
}
