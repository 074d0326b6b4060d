//! The client and its builder.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use futures_util::task::AtomicWaker;
use http::{HeaderMap, HeaderValue, Method};
use reqwest::Url;

use crate::auth::variable;
use crate::error::Cause;
use crate::pace::Paces;
use crate::transport::{Budget, Call, Limiter};
use crate::{
    Account, Clock, Credentials, Error, Middleware, Observer, Options, RateLimit, RateLimitStatus, Request,
    Result, Retry, Secret, SystemClock, Zone, generated,
};

const DEFAULT_BASE_URL: &str = "https://api.cloudflare.com/client/v4";
const BASE_URL: &str = "CLOUDFLARE_BASE_URL";
/// Uploads are parsed and verified during the request; half a minute is not rare.
const DEFAULT_TIMEOUT: Duration = Duration::from_secs(60);
/// Three retransmissions of a lost handshake packet.
const CONNECT_TIMEOUT: Duration = Duration::from_secs(10);
/// A whole window of the rate limit, and an attempt after it.
const DEFAULT_DEADLINE: Duration = Duration::from_secs(360);
/// A page of 50 certificates has about 100 kB.
const MAX_RESPONSE_SIZE: usize = 64 * 1024 * 1024;
/// Enough for a hundred concurrent calls to survive a short failure.
const RETRY_BUDGET: u32 = 100;
/// A timeout on the user's HTTP client would end attempts without regard to [`ClientBuilder::timeout`]. It cannot
/// be unset, so it is set to a century.
const NEVER: Duration = Duration::from_secs(100 * 365 * 86_400);
const USER_AGENT: &str = concat!("cloudflare-certificates/", env!("CARGO_PKG_VERSION"));

/// A client for the Cloudflare API. Build it once and clone it: clones are cheap and share the connections.
///
/// ```no_run
/// # use cloudflare_certificates::Client;
/// # fn main() -> cloudflare_certificates::Result<()> {
/// let client = Client::from_env()?; // CLOUDFLARE_API_TOKEN
/// let zone = client.zone("023e105f4ecef8ad9ca31a8372d0c353")?;
/// # Ok(()) }
/// ```
#[derive(Clone)]
pub struct Client {
    pub(crate) shared: Arc<Shared>,
    pub(crate) options: Options,
    /// Woken when a call of this view begins to wait before it sends its request.
    pub(crate) on_wait: Option<Arc<AtomicWaker>>,
}

/// State shared by all clones of a client.
pub(crate) struct Shared {
    pub(crate) http: reqwest::Client,
    /// The generated client, which prepares requests and builds their URLs.
    pub(crate) api: generated::Client,
    pub(crate) base_url: Url,
    pub(crate) credentials: Credentials,
    pub(crate) headers: HeaderMap,
    pub(crate) timeout: Duration,
    pub(crate) deadline: Duration,
    pub(crate) retry: Retry,
    pub(crate) budget: Budget,
    pub(crate) limiter: Limiter,
    pub(crate) max_response_size: usize,
    pub(crate) clock: Arc<dyn Clock>,
    pub(crate) observer: Option<Arc<dyn Observer>>,
    pub(crate) middleware: Vec<Arc<dyn Middleware>>,
    pub(crate) paces: Paces,
}

impl Client {
    /// Creates a client with the credentials from the environment (see [`Credentials::from_env`]) and, if it is
    /// set, the base URL from `CLOUDFLARE_BASE_URL`.
    pub fn from_env() -> Result<Self> {
        Self::builder().credentials(Credentials::from_env()?).base_url_from_env()?.build()
    }

    /// Returns a builder.
    pub fn builder() -> ClientBuilder {
        ClientBuilder::default()
    }

    /// Returns a handle for a zone by its id of 32 hexadecimal digits. No request is sent.
    ///
    /// # Errors
    /// [`InvalidRequest`](crate::ErrorKind::InvalidRequest) if the id is not 32 hexadecimal digits.
    pub fn zone(&self, zone_id: impl AsRef<str>) -> Result<Zone> {
        Zone::new(self.clone(), zone_id.as_ref())
    }

    /// Returns a handle for an account by its id of 32 hexadecimal digits. No request is sent.
    ///
    /// # Errors
    /// [`InvalidRequest`](crate::ErrorKind::InvalidRequest) if the id is not 32 hexadecimal digits.
    pub fn account(&self, account_id: impl AsRef<str>) -> Result<Account> {
        Account::new(self.clone(), account_id.as_ref())
    }

    /// Returns the executor of this client's calls.
    pub(crate) fn call(&self) -> Call {
        Call::new(self.clone())
    }

    /// Returns the time limit of a whole call.
    pub(crate) fn call_deadline(&self) -> Duration {
        self.options.deadline.unwrap_or(self.shared.deadline)
    }

    /// Returns itself: generated code calls this on a zone, an account or a client.
    pub(crate) fn client(&self) -> &Self {
        self
    }

    /// Returns the client's clock, so that your own waiting can follow the same time.
    pub fn clock(&self) -> Arc<dyn Clock> {
        Arc::clone(&self.shared.clock)
    }

    /// Returns how much of the rate limit is left, and how many calls wait for it. No request is sent, and the calls
    /// that wait are not affected.
    pub fn rate_limit_status(&self) -> RateLimitStatus {
        self.shared.limiter.status()
    }

    /// Returns a view of the same client with different options for its calls.
    #[must_use]
    pub fn with(&self, options: Options) -> Self {
        Self { options: options.over(&self.options), ..self.clone() }
    }

    /// Starts a request for an endpoint that this crate does not model, from the path segments below the base URL.
    /// It is handled like every other call: credentials, limits, envelope, errors.
    ///
    /// ```no_run
    /// # use cloudflare_certificates::{Client, http::Method};
    /// # async fn f(client: Client, zone_id: &str) -> cloudflare_certificates::Result<()> {
    /// let dnssec = client
    ///     .request(Method::GET, ["zones", zone_id, "dnssec"])
    ///     .send::<serde_json::Value>()
    ///     .await?;
    /// # Ok(()) }
    /// ```
    pub fn request<S: Into<String>>(&self, method: Method, path: impl IntoIterator<Item = S>) -> Request {
        Request::new(self.clone(), method, path.into_iter().map(Into::into).collect())
    }
}

impl fmt::Debug for Client {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { shared, options, on_wait: _ } = self;
        let Shared {
            http: _,
            api: _,
            base_url,
            credentials,
            headers: _, // they are the credentials
            timeout,
            deadline,
            retry,
            budget: _,
            limiter: _,
            max_response_size,
            clock: _,
            observer: _,
            middleware,
            paces: _,
        } = &**shared;
        f.debug_struct("Client")
            .field("base_url", &base_url.as_str())
            .field("credentials", credentials)
            .field("timeout", &options.timeout.unwrap_or(*timeout))
            .field("deadline", &options.deadline.unwrap_or(*deadline))
            .field("retry", &options.retry.unwrap_or(*retry))
            .field("max_response_size", max_response_size)
            .field("middleware", &middleware.len())
            .finish_non_exhaustive()
    }
}

/// Builds a [`Client`]. Nothing is read from the environment unless you ask for it.
#[derive(Default)]
pub struct ClientBuilder {
    credentials: Option<Credentials>,
    token: Option<Secret>,
    email: Option<Secret>,
    key: Option<Secret>,
    service_key: Option<Secret>,
    base_url: Option<String>,
    http: Option<reqwest::ClientBuilder>,
    connect_timeout: Option<Duration>,
    timeout: Option<Duration>,
    deadline: Option<Duration>,
    retry: Retry,
    retry_budget: Option<u32>,
    rate_limit: RateLimit,
    max_response_size: Option<usize>,
    clock: Option<Arc<dyn Clock>>,
    observer: Option<Arc<dyn Observer>>,
    middleware: Vec<Arc<dyn Middleware>>,
    user_agent: Option<String>,
    plain_http: bool,
}

impl ClientBuilder {
    /// Sets an API token, the preferred scheme. It wins over the other schemes if several are set.
    #[must_use]
    pub fn api_token(mut self, token: impl Into<Secret>) -> Self {
        self.token = Some(token.into());
        self
    }

    /// Sets the email address that belongs to the [Global API key](Self::api_key).
    #[must_use]
    pub fn email(mut self, email: impl Into<Secret>) -> Self {
        self.email = Some(email.into());
        self
    }

    /// Sets the Global API key. It requires the [email address](Self::email).
    #[must_use]
    pub fn api_key(mut self, key: impl Into<Secret>) -> Self {
        self.key = Some(key.into());
        self
    }

    /// Sets the Origin CA key, which only the Origin CA operations accept. All other calls fail before anything is
    /// sent.
    #[must_use]
    pub fn user_service_key(mut self, key: impl Into<Secret>) -> Self {
        self.service_key = Some(key.into());
        self
    }

    /// Sets existing credentials. They win over tokens and keys that are set one by one.
    #[must_use]
    pub fn credentials(mut self, credentials: Credentials) -> Self {
        self.credentials = Some(credentials);
        self
    }

    /// Sets the base URL. The default is `https://api.cloudflare.com/client/v4`.
    #[must_use]
    pub fn base_url(mut self, url: impl Into<String>) -> Self {
        self.base_url = Some(url.into());
        self
    }

    /// Sets the base URL from `CLOUDFLARE_BASE_URL`, if that is set.
    pub fn base_url_from_env(mut self) -> Result<Self> {
        if let Some(url) = variable(BASE_URL)? {
            self.base_url = Some(url.expose().to_owned());
        }
        Ok(self)
    }

    /// Sets a custom HTTP client with its own pool, proxies, certificates and TLS. This crate builds it: the time
    /// limits and the user agent of this builder apply, and redirects (reqwest does not know that `X-Auth-Key`
    /// must not be sent to another host), reqwest's own retries (see [`Retry`]) and the logging of bytes are
    /// turned off.
    ///
    /// Its proxies are used as they are, including those from the environment: with a base URL of plain `http`, a
    /// proxy can read the credentials. Without this method no proxy is used for plain `http`.
    #[must_use]
    pub fn http_client(mut self, http: reqwest::ClientBuilder) -> Self {
        self.http = Some(http);
        self
    }

    /// Sets the time limit for connecting, including TLS. The default is 10 seconds.
    #[must_use]
    pub fn connect_timeout(mut self, limit: Duration) -> Self {
        self.connect_timeout = Some(limit);
        self
    }

    /// Sets the time limit of one attempt, from connecting to the last byte of the response. The default is 60
    /// seconds, because uploads are verified during the request.
    #[must_use]
    pub fn timeout(mut self, limit: Duration) -> Self {
        self.timeout = Some(limit);
        self
    }

    /// Sets the time limit of a whole call, with all attempts and all waiting. The default is 6 minutes: a window
    /// of the rate limit, and an attempt after it.
    #[must_use]
    pub fn deadline(mut self, limit: Duration) -> Self {
        self.deadline = Some(limit);
        self
    }

    /// Sets how often and how soon calls are retried.
    #[must_use]
    pub fn retry(mut self, retry: Retry) -> Self {
        self.retry = retry;
        self
    }

    /// Sets how many retries all calls of the client have together, and [background](crate::Options::background) calls
    /// as many for themselves. The default is 100. Ten successes give one
    /// back, so a failing server gets at most a tenth more requests, and not a multiple. Retries after 429 do not
    /// count, because the rate limit delays them.
    #[must_use]
    pub fn retry_budget(mut self, repetitions: u32) -> Self {
        self.retry_budget = Some(repetitions);
        self
    }

    /// Sets how many requests the client may send in a window of time.
    #[must_use]
    pub fn rate_limit(mut self, limit: RateLimit) -> Self {
        self.rate_limit = limit;
        self
    }

    /// Sets the maximum size of a response, in bytes after decompression. The default is 64 MiB. No more than that
    /// is held in memory, whatever the server sends.
    #[must_use]
    pub fn max_response_size(mut self, bytes: usize) -> Self {
        self.max_response_size = Some(bytes);
        self
    }

    /// Sets an observer, for metrics.
    #[must_use]
    pub fn observer(mut self, observer: impl Observer) -> Self {
        self.observer = Some(Arc::new(observer));
        self
    }

    /// Adds a custom middleware around every call. The first one added is the outermost.
    #[must_use]
    pub fn middleware(mut self, middleware: impl Middleware) -> Self {
        self.middleware.push(Arc::new(middleware));
        self
    }

    /// Sets the clock, for tests.
    #[must_use]
    pub fn clock(mut self, clock: impl Clock) -> Self {
        self.clock = Some(Arc::new(clock));
        self
    }

    /// Sets the product name that precedes this crate's name in `User-Agent`, such as `my-controller/1.2`.
    #[must_use]
    pub fn user_agent(mut self, product: impl Into<String>) -> Self {
        self.user_agent = Some(product.into());
        self
    }

    /// Allows a base URL with plain `http` outside the loopback interface. Credentials and private keys are then
    /// sent unencrypted.
    #[must_use]
    pub fn dangerously_allow_plain_http(mut self) -> Self {
        self.plain_http = true;
        self
    }

    /// Builds the client.
    ///
    /// # Errors
    /// [`Configuration`](crate::ErrorKind::Configuration): no credentials or half of a pair, credentials that are
    /// not valid in a header, or a base URL that is not `https`.
    pub fn build(self) -> Result<Client> {
        let base_url =
            checked_base_url(self.base_url.as_deref().unwrap_or(DEFAULT_BASE_URL), self.plain_http)?;
        let credentials = match self.credentials {
            Some(credentials) => Some(credentials),
            None => Credentials::choose(self.token, self.email, self.key, self.service_key)?,
        };
        let credentials = credentials.ok_or_else(|| {
            Error::configuration("no credentials: give an API token, or an email with its Global API key")
        })?;
        let mut headers = credentials.headers()?;
        headers.insert(http::header::USER_AGENT, user_agent(self.user_agent.as_deref())?);
        if self.http.is_none() {
            crypto_provider()?;
        }
        let http = self
            .http
            .map_or_else(|| own_http_client(&base_url), |http| http.timeout(NEVER))
            // Retries happen in this crate: counted, within the budget, and only where they are safe.
            .retry(reqwest::retry::never())
            .redirect(reqwest::redirect::Policy::none())
            .connection_verbose(false)
            .connect_timeout(self.connect_timeout.unwrap_or(CONNECT_TIMEOUT))
            .build()
            .map_err(|error| {
                Error::configuration("the HTTP client cannot be built").with_source(Cause::plain(&error))
            })?;
        let clock = self.clock.unwrap_or_else(|| Arc::new(SystemClock::new()));
        let shared = Shared {
            api: generated::Client::new_with_client("", http.clone(), base_url.clone()),
            http,
            base_url,
            credentials,
            headers,
            timeout: self.timeout.unwrap_or(DEFAULT_TIMEOUT),
            deadline: self.deadline.unwrap_or(DEFAULT_DEADLINE),
            retry: self.retry,
            budget: Budget::new(self.retry_budget.unwrap_or(RETRY_BUDGET)),
            limiter: Limiter::new(self.rate_limit, Arc::clone(&clock)),
            max_response_size: self.max_response_size.unwrap_or(MAX_RESPONSE_SIZE),
            clock,
            observer: self.observer,
            middleware: self.middleware,
            paces: Paces::default(),
        };
        Ok(Client { shared: Arc::new(shared), options: Options::new(), on_wait: None })
    }
}

/// The default HTTP client. With plain `http`, a proxy from the environment could read the credentials.
fn own_http_client(base_url: &Url) -> reqwest::ClientBuilder {
    let http = reqwest::Client::builder();
    if base_url.scheme() == "https" { http } else { http.no_proxy() }
}

/// Without this check reqwest would panic.
#[cfg(all(feature = "rustls-no-provider", not(feature = "rustls"), not(feature = "native-tls")))]
fn crypto_provider() -> Result<()> {
    if rustls::crypto::CryptoProvider::get_default().is_some() {
        return Ok(());
    }
    Err(Error::configuration(
        "no crypto provider for rustls: install one before a client is built \
         (`CryptoProvider::install_default`), or use the feature `rustls`",
    ))
}

#[cfg(not(all(feature = "rustls-no-provider", not(feature = "rustls"), not(feature = "native-tls"))))]
#[allow(clippy::unnecessary_wraps, reason = "the other one can fail")]
fn crypto_provider() -> Result<()> {
    Ok(())
}

impl fmt::Debug for ClientBuilder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            credentials,
            token,
            email,
            key,
            service_key,
            base_url: _, // it may hold credentials until it is checked
            http: _,
            connect_timeout,
            timeout,
            deadline,
            retry,
            retry_budget,
            rate_limit,
            max_response_size,
            clock: _,
            observer: _,
            middleware,
            user_agent,
            plain_http,
        } = self;
        f.debug_struct("ClientBuilder")
            .field("credentials", credentials)
            .field("api_token", token)
            .field("email", email)
            .field("api_key", key)
            .field("user_service_key", service_key)
            .field("connect_timeout", connect_timeout)
            .field("timeout", timeout)
            .field("deadline", deadline)
            .field("retry", retry)
            .field("retry_budget", retry_budget)
            .field("rate_limit", rate_limit)
            .field("max_response_size", max_response_size)
            .field("middleware", &middleware.len())
            .field("user_agent", user_agent)
            .field("plain_http", plain_http)
            .finish_non_exhaustive()
    }
}

fn user_agent(product: Option<&str>) -> Result<HeaderValue> {
    let text = product.map_or_else(|| USER_AGENT.to_owned(), |product| format!("{product} {USER_AGENT}"));
    HeaderValue::from_str(&text)
        .map_err(|_| Error::configuration("the user agent cannot be sent in a header"))
}

/// Parses the base URL. Errors do not contain it, as it may hold a password.
fn checked_base_url(text: &str, plain_http: bool) -> Result<Url> {
    let refuse = |problem: &str| Err(Error::configuration(format!("the base URL {problem}")));
    let Ok(url) = Url::parse(text) else { return refuse("is not a URL") };
    if !url.username().is_empty() || url.password().is_some() {
        return refuse("contains a user name or password; give credentials to the builder");
    }
    if url.query().is_some() || url.fragment().is_some() {
        return refuse("contains a query or a fragment");
    }
    match url.scheme() {
        "https" => {}
        "http" if plain_http || is_loopback(&url) => {}
        "http" => return refuse("is plain http and not on the loopback interface; use https"),
        _ => return refuse("is not an https URL"),
    }
    Ok(url)
}

fn is_loopback(url: &Url) -> bool {
    let host = url.host_str().unwrap_or_default();
    let host = host.trim_start_matches('[').trim_end_matches(']');
    host == "localhost" || host.parse::<std::net::IpAddr>().is_ok_and(|address| address.is_loopback())
}
