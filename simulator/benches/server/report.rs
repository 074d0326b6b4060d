//! The lines of the output, and the limits.

use std::process::ExitCode;

/// The time from the start of the process until it listens, in seconds.
const MAX_START: f64 = 0.5;
/// The resident memory in MB.
const MAX_MEMORY: f64 = 60.0;
/// The responses in a second.
const MIN_RATE: f64 = 2000.0;

/// Prints what was measured, and remembers whether a limit is exceeded.
#[derive(Default)]
pub(crate) struct Report {
    exceeded: bool,
}

impl Report {
    /// Reports starts of the simulator, each with one of the bare server.
    pub(crate) fn start(&mut self, pairs: &[(f64, f64)]) {
        let (simulator, bare, ratio) = medians(pairs);
        let verdict = self.verdict(simulator <= MAX_START);
        print(
            "start to listening",
            &format!(
                "simulator {simulator:.3} s, bare {bare:.3} s, ratio {ratio:.2} (limit {MAX_START} s{verdict})"
            ),
        );
    }

    /// Reports the memory of both servers.
    pub(crate) fn memory(&mut self, name: &str, simulator: Option<f64>, bare: Option<f64>) {
        let (Some(simulator), Some(bare)) = (simulator, bare) else {
            return print(name, "unknown: no /proc here");
        };
        let verdict = self.verdict(simulator <= MAX_MEMORY);
        let ratio = simulator / bare;
        print(
            name,
            &format!(
                "simulator {simulator:.1} MB, bare {bare:.1} MB, ratio {ratio:.2} (limit {MAX_MEMORY} MB{verdict})"
            ),
        );
    }

    /// Reports the time of the first response, which includes that of compiling the schemas that it needs.
    pub(crate) fn first_response(&self, seconds: f64) {
        print("first response", &format!("simulator {:.1} ms (no limit)", seconds * 1e3));
    }

    /// Reports rates of the simulator, each with one of the bare server.
    pub(crate) fn rate(&mut self, name: &str, pairs: &[(f64, f64)], limited: bool) {
        let (simulator, bare, ratio) = medians(pairs);
        let limit = if limited {
            format!("limit {MIN_RATE}/s{}", self.verdict(simulator >= MIN_RATE))
        } else {
            "no limit without optimization".to_owned()
        };
        print(name, &format!("simulator {simulator:.0}/s, bare {bare:.0}/s, ratio {ratio:.2} ({limit})"));
    }

    fn verdict(&mut self, met: bool) -> &'static str {
        self.exceeded |= !met;
        if met { "" } else { ", NOT MET" }
    }

    /// Returns the exit code of the benchmark: a failure if a limit is exceeded.
    pub(crate) fn exit_code(&self) -> ExitCode {
        if self.exceeded { ExitCode::FAILURE } else { ExitCode::SUCCESS }
    }
}

fn print(name: &str, line: &str) {
    println!("{:<24} {line}", format!("{name}:"));
}

/// Returns the medians of both sides, and of the ratios.
fn medians(pairs: &[(f64, f64)]) -> (f64, f64, f64) {
    let median = |of: fn(&(f64, f64)) -> f64| {
        let mut values: Vec<f64> = pairs.iter().map(of).collect();
        values.sort_by(f64::total_cmp);
        values[values.len() / 2]
    };
    (median(|pair| pair.0), median(|pair| pair.1), median(|(simulator, bare)| simulator / bare))
}
