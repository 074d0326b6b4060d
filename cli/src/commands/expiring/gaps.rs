//! The lists that could not be read, in a few lines.

use std::collections::BTreeMap;

use cloudflare_certificates::workflows::{Gap, GapReason};

use crate::context::Context;
use crate::exit::Exit;
use crate::{Failure, Result, warnings};

/// How many lists could not be read, by the reason and the kind.
#[derive(Debug, Default)]
pub(in crate::commands) struct Gaps {
    groups: BTreeMap<(&'static str, &'static str), Group>,
}

#[derive(Debug)]
struct Group {
    count: u64,
    /// The first of these places, and its error.
    place: String,
    error: String,
    failed: bool,
}

impl Gaps {
    pub(in crate::commands) fn push(&mut self, gap: &Gap) {
        let (words, failed) = match gap.reason() {
            GapReason::Permission => ("no permission", false),
            GapReason::Entitlement => ("not in the plan", false),
            GapReason::Transient => ("failed", true),
            GapReason::Credentials => ("the token is not accepted", true),
            _ => ("not readable", true),
        };
        // A list that ends in the middle is no matter of permissions.
        let failed = failed || gap.error.page().is_some_and(|page| page > 1);
        let kind = match (gap.kind, &gap.place) {
            (Some(kind), _) => kind.as_str(),
            (None, Some(_)) => "all lists",
            (None, None) => "accounts",
        };
        let group = self.groups.entry((words, kind)).or_insert_with(|| Group {
            count: 0,
            place: gap.place.as_ref().map_or_else(|| "the token".to_owned(), ToString::to_string),
            error: gap.error.to_string(),
            failed,
        });
        group.count += 1;
    }

    /// Returns the number of lists.
    pub(in crate::commands) fn count(&self) -> u64 {
        self.groups.values().map(|group| group.count).sum()
    }

    /// Returns the number of lists that should have been readable.
    pub(in crate::commands) fn failed(&self) -> u64 {
        self.groups.values().filter(|group| group.failed).map(|group| group.count).sum()
    }

    /// Shows a line for each reason and kind; with `--quiet`, only what makes the answer incomplete.
    pub(in crate::commands) fn show(&self, context: &Context) {
        let is_shown = |failed: bool| failed || !context.global.quiet;
        let groups = self.groups.values().map(|group| is_shown(group.failed));
        for (line, _) in self.lines().iter().zip(groups).filter(|(_, shown)| *shown) {
            warnings::warn(line);
        }
    }

    /// Returns a line for each reason and kind.
    pub(in crate::commands) fn lines(&self) -> Vec<String> {
        let line = |((words, kind), group): (&(&str, &str), &Group)| {
            let Group { count, place, error, failed } = group;
            let others = match count {
                1 => place.clone(),
                2 => format!("{place} and 1 other"),
                _ => format!("{place} and {} others", count - 1),
            };
            let error = if *failed { format!(": {error}") } else { String::new() };
            format!("{words}: {kind} of {others}{error}")
        };
        self.groups.iter().map(line).collect()
    }

    /// Decides whether the answer is complete enough.
    pub(in crate::commands) fn verdict(&self, strict: bool) -> Result<Exit> {
        match (self.failed(), self.count()) {
            (0, 0) => Ok(Exit::Done),
            (0, count) if strict => Err(Failure::new(
                Exit::Failed,
                format!("{count} lists could not be read, and --strict was given"),
            )),
            (0, _) => Ok(Exit::Done),
            (failed, _) => Err(Failure::new(
                Exit::Failed,
                format!("{failed} of the lists could not be read, and so the answer is incomplete"),
            )),
        }
    }
}
