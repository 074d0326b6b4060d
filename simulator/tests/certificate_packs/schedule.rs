//! Validation on Cloudflare's schedule.

use std::time::Duration;

use cloudflare_certificates_simulator::{Activation, SimulatedZone};

use crate::{ordered, start_in, status};

/// The seconds from one attempt to the next are those of the table in the documentation:
/// <https://developers.cloudflare.com/ssl/edge-certificates/changing-dcv-method/validation-backoff-schedule/>
#[tokio::test]
async fn validation_succeeds_at_the_wanted_attempt_of_the_schedule() {
    let seconds = [60, 63, 66, 69, 72, 76, 80, 84, 88, 93, 242, 279];
    for attempt in [0, 2, 9, 10, 11] {
        let until = Duration::from_secs(seconds[..=attempt].iter().sum());
        let activation = Activation::AtDcvAttempt(u32::try_from(attempt).unwrap());
        let api = start_in(SimulatedZone::new("example.com"), activation).await;
        let id = ordered(&api).await;
        // The order itself, as every stage that is no validation.
        api.simulator.advance(Duration::from_secs(5));
        assert_eq!(status(&api, &id).await, "pending_validation");
        let moment = Duration::from_millis(1);
        api.simulator.advance(until - moment);
        assert_eq!(status(&api, &id).await, "pending_validation", "before attempt {attempt}");
        api.simulator.advance(moment);
        assert_eq!(status(&api, &id).await, "pending_issuance", "at attempt {attempt}");
    }
}

/// The sum of the table up to attempt 39 is 106,263 seconds; from there on, the attempts are four hours apart.
#[tokio::test]
async fn attempts_are_at_most_four_hours_apart() {
    let api = start_in(SimulatedZone::new("example.com"), Activation::AtDcvAttempt(41)).await;
    let id = ordered(&api).await;
    api.simulator.advance(Duration::from_secs(5));
    assert_eq!(status(&api, &id).await, "pending_validation");
    api.simulator.advance(Duration::from_secs(106_263 + 2 * 14_400 - 1));
    assert_eq!(status(&api, &id).await, "pending_validation");
    api.simulator.advance(Duration::from_secs(1));
    assert_eq!(status(&api, &id).await, "pending_issuance");
}
