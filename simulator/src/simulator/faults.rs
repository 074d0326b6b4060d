//! Ordering faults.

use super::Simulator;
use crate::control::check_match;
use crate::faults::{Fault, RequestInfo, RequestMatch, Rule, When};

/// # Faults
///
/// A request for which several faults are due fails because of the one that was ordered first; the others stay due.
impl Simulator {
    /// Lets the next matching request fail. A string names an operation.
    ///
    /// ```
    /// # async fn test() -> std::io::Result<()> {
    /// use cloudflare_certificates_simulator::{Fault, Simulator};
    /// let simulator = Simulator::start().await?;
    /// // The certificate is uploaded, and the client does not learn of it.
    /// simulator.fail_next("custom_certificates_create", Fault::lose_response());
    /// # Ok(()) }
    /// ```
    pub fn fail_next(&self, requests: impl Into<RequestMatch>, fault: Fault) {
        self.fail(requests, 0, Some(1), fault);
    }

    /// Lets the nth matching request from now on fail; 1 is the next one. Requests that fail because of another fault count, too.
    pub fn fail_nth(&self, requests: impl Into<RequestMatch>, nth: u32, fault: Fault) {
        if nth == 0 {
            return self.server.report_mistake("the first request is the one with `nth` 1, not 0");
        }
        self.fail(requests, nth.saturating_sub(1), Some(1), fault);
    }

    /// Lets the next matching requests fail, this many.
    pub fn fail_times(&self, requests: impl Into<RequestMatch>, times: u32, fault: Fault) {
        self.fail(requests, 0, Some(times), fault);
    }

    /// Lets all matching requests fail until the faults are [cleared](Self::clear_faults). For example, a zone that is not
    /// entitled to custom hostnames:
    ///
    /// ```
    /// # async fn test() -> std::io::Result<()> {
    /// use cloudflare_certificates_simulator::{Fault, RequestMatch, Simulator};
    /// let simulator = Simulator::start().await?;
    /// let hostnames = RequestMatch::any().zone("023e105f4ecef8ad9ca31a8372d0c353").resource("custom_hostnames");
    /// simulator.fail_always(hostnames, Fault::error(403, 1404, "Access to custom hostnames has not been granted"));
    /// # Ok(()) }
    /// ```
    pub fn fail_always(&self, requests: impl Into<RequestMatch>, fault: Fault) {
        self.fail(requests, 0, None, fault);
    }

    /// Lets all requests fail for which a predicate holds, until the faults are [cleared](Self::clear_faults). The predicate
    /// must not call the simulator. If it panics, the request fails with 500.
    pub fn fail_when(&self, predicate: impl Fn(&RequestInfo) -> bool + Send + 'static, fault: Fault) {
        let when = When::Predicate(Box::new(predicate));
        self.server.faults().add(Rule { when, skip: 0, times: None, fault });
    }

    /// Forgets the faults that have not happened yet.
    pub fn clear_faults(&self) {
        self.server.faults().clear();
    }

    /// Returns how many of the ordered faults have not happened, or not as often as ordered.
    pub fn pending_faults(&self) -> usize {
        self.server.faults().pending()
    }

    fn fail(&self, requests: impl Into<RequestMatch>, skip: u32, times: Option<u32>, fault: Fault) {
        let requests = requests.into();
        if let Err(error) = check_match(&self.server.contract, &requests) {
            return self.server.report_mistake(error.to_string());
        }
        self.server.faults().add(Rule { when: When::Matches(requests), skip, times, fault });
    }
}
