//! What a check found.

use std::fmt;

/// How bad a finding is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[non_exhaustive]
pub enum Severity {
    /// Cloudflare may refuse it, or something else deserves a look.
    Warning,
    /// Cloudflare refuses it.
    Error,
}

/// Something that Cloudflare refuses or that deserves a look, and how to mend it. It holds no private key and no text of
/// the request.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Finding {
    /// How bad it is.
    pub severity: Severity,
    /// The field of the request, as in Cloudflare's documentation: `private_key`, `ssl.custom_certificate`.
    pub field: String,
    /// The error code with which Cloudflare would respond, where it is known.
    pub code: Option<i64>,
    /// What is wrong.
    pub problem: String,
    /// What to do.
    pub advice: String,
}

impl Finding {
    fn new(severity: Severity, field: &str, code: Option<i64>, problem: String, advice: &str) -> Self {
        Self { severity, field: field.to_owned(), code, problem, advice: advice.to_owned() }
    }
}

impl fmt::Display for Severity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Warning => "warning",
            Self::Error => "error",
        })
    }
}

/// Writes one line: `error: private_key: it belongs to another certificate; … (code 2200)`.
impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}: {}; {}", self.severity, self.field, self.problem, self.advice)?;
        match self.code {
            Some(code) => write!(f, " (code {code})"),
            None => Ok(()),
        }
    }
}

/// All findings of a check.
///
/// ```
/// # fn example(findings: cloudflare_certificates::preflight::Findings) -> Result<(), Box<dyn std::error::Error>> {
/// for finding in &findings {
///     eprintln!("{finding}");
/// }
/// let warnings = findings.into_result()?;
/// # Ok(()) }
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Findings(Vec<Finding>);

impl Findings {
    /// Returns whether there is no error. There may be warnings.
    pub fn is_ok(&self) -> bool {
        self.errors().next().is_none()
    }

    /// Returns whether there is neither an error nor a warning.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Returns the number of findings.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Returns the findings because of which Cloudflare would refuse the request.
    pub fn errors(&self) -> impl Iterator<Item = &Finding> {
        self.of(Severity::Error)
    }

    /// Returns the findings that may have no consequence.
    pub fn warnings(&self) -> impl Iterator<Item = &Finding> {
        self.of(Severity::Warning)
    }

    /// Returns all findings, in the order of the request's fields.
    pub fn iter(&self) -> std::slice::Iter<'_, Finding> {
        self.0.iter()
    }

    /// Returns the warnings, unless there are errors.
    ///
    /// # Errors
    /// Fails with all findings if one of them is an error.
    pub fn into_result(self) -> Result<Self, Refused> {
        if self.is_ok() { Ok(self) } else { Err(Refused(self)) }
    }

    fn of(&self, severity: Severity) -> impl Iterator<Item = &Finding> {
        self.0.iter().filter(move |finding| finding.severity == severity)
    }

    pub(super) fn error(
        &mut self,
        field: &str,
        code: impl Into<Option<i64>>,
        problem: impl Into<String>,
        advice: &str,
    ) {
        self.0.push(Finding::new(Severity::Error, field, code.into(), problem.into(), advice));
    }

    pub(super) fn warning(
        &mut self,
        field: &str,
        code: impl Into<Option<i64>>,
        problem: impl Into<String>,
        advice: &str,
    ) {
        self.0.push(Finding::new(Severity::Warning, field, code.into(), problem.into(), advice));
    }
}

/// Writes each finding on a line.
impl fmt::Display for Findings {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (place, finding) in self.0.iter().enumerate() {
            if place > 0 {
                f.write_str("\n")?;
            }
            fmt::Display::fmt(finding, f)?;
        }
        Ok(())
    }
}

impl IntoIterator for Findings {
    type Item = Finding;
    type IntoIter = std::vec::IntoIter<Finding>;

    fn into_iter(self) -> Self::IntoIter {
        self.0.into_iter()
    }
}

impl<'a> IntoIterator for &'a Findings {
    type Item = &'a Finding;
    type IntoIter = std::slice::Iter<'a, Finding>;

    fn into_iter(self) -> Self::IntoIter {
        self.0.iter()
    }
}

/// A request that Cloudflare would refuse, with all findings.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refused(Findings);

impl Refused {
    /// Returns all findings: errors and warnings.
    pub fn findings(&self) -> &Findings {
        &self.0
    }
}

/// Writes the errors in one line.
impl fmt::Display for Refused {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Cloudflare would refuse this")?;
        for (place, finding) in self.0.errors().enumerate() {
            f.write_str(if place == 0 { ": " } else { " / " })?;
            write!(f, "{}: {}; {}", finding.field, finding.problem, finding.advice)?;
            if let Some(code) = finding.code {
                write!(f, " (code {code})")?;
            }
        }
        Ok(())
    }
}

impl std::error::Error for Refused {}
