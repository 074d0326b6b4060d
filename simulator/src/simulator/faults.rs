//! Ordering faults.

use super::Simulator;
use crate::control::check_match;
use crate::faults::{Fault, OrderedFault, RequestInfo, RequestMatch, Rule, When};

/// # Faults
///
/// A request for which several faults are due fails because of the one that was ordered first; the others stay due. Each method
/// returns what a test needs to wait until the fault has happened.
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
    pub fn fail_next(&self, requests: impl Into<RequestMatch>, fault: Fault) -> OrderedFault {
        self.fail(requests, 1, Some(1), fault)
    }

    /// Lets the nth matching request from now on fail; 1 is the next one. Requests that fail because of another fault count, too.
    pub fn fail_nth(&self, requests: impl Into<RequestMatch>, nth: u32, fault: Fault) -> OrderedFault {
        self.fail(requests, nth, Some(1), fault)
    }

    /// Lets the nth matching request from now on fail, with all its retries and nothing else: every later request with the same
    /// method, path, query and body fails, too, until the faults are [cleared](Self::clear_faults).
    ///
    /// A request that is the same for another reason fails as well, such as the next one of a program that polls.
    pub fn fail_nth_with_retries(
        &self,
        requests: impl Into<RequestMatch>,
        nth: u32,
        fault: Fault,
    ) -> OrderedFault {
        self.order(requests.into(), nth, None, true, fault)
    }

    /// Lets the next matching requests fail, this many.
    pub fn fail_times(&self, requests: impl Into<RequestMatch>, times: u32, fault: Fault) -> OrderedFault {
        self.fail(requests, 1, Some(times), fault)
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
    pub fn fail_always(&self, requests: impl Into<RequestMatch>, fault: Fault) -> OrderedFault {
        self.fail(requests, 1, None, fault)
    }

    /// Lets all requests fail for which a predicate holds, until the faults are [cleared](Self::clear_faults). The predicate
    /// must not call the simulator. If it panics, the request fails with 500.
    pub fn fail_when(
        &self,
        predicate: impl Fn(&RequestInfo) -> bool + Send + 'static,
        fault: Fault,
    ) -> OrderedFault {
        let when = When::Predicate(Box::new(predicate));
        self.server.faults().add(Rule { when, skip: 0, times: None, with_retries: false, fault })
    }

    /// Forgets the faults that have not happened yet.
    pub fn clear_faults(&self) {
        self.server.faults().clear();
    }

    /// Returns how many of the ordered faults have not happened, or not as often as ordered.
    pub fn pending_faults(&self) -> usize {
        self.server.faults().pending()
    }

    fn fail(
        &self,
        requests: impl Into<RequestMatch>,
        nth: u32,
        times: Option<u32>,
        fault: Fault,
    ) -> OrderedFault {
        self.order(requests.into(), nth, times, false, fault)
    }

    fn order(
        &self,
        requests: RequestMatch,
        nth: u32,
        times: Option<u32>,
        with_retries: bool,
        fault: Fault,
    ) -> OrderedFault {
        let checked = check_match(&self.server.contract, &requests).map_err(|error| error.to_string());
        let skip = nth.checked_sub(1).ok_or("the first request is the one with `nth` 1, not 0");
        match checked.and_then(|()| skip.map_err(str::to_owned)) {
            Ok(skip) => {
                let when = When::Matches(requests);
                self.server.faults().add(Rule { when, skip, times, with_retries, fault })
            }
            Err(message) => {
                self.server.report_mistake(message);
                OrderedFault::never()
            }
        }
    }
}
