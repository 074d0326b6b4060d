//! Arguments that are one of several names, such as a kind.

use std::ffi::OsStr;

use clap::builder::{PossibleValue, PossibleValuesParser, TypedValueParser};
use clap::error::ErrorKind;
use clap::{Arg, Command, Error};

/// Parses one of these names; dashes are as good as underscores. Shells complete them, and a similar name is suggested.
#[derive(Clone)]
pub(crate) struct Names<T> {
    parser: PossibleValuesParser,
    find: fn(&str) -> Option<T>,
}

impl<T> Names<T> {
    pub(crate) fn new(names: impl Iterator<Item = &'static str>, find: fn(&str) -> Option<T>) -> Self {
        Self { parser: PossibleValuesParser::new(names), find }
    }
}

impl<T: Clone + Send + Sync + 'static> TypedValueParser for Names<T> {
    type Value = T;

    fn parse_ref(&self, command: &Command, argument: Option<&Arg>, value: &OsStr) -> Result<T, Error> {
        let name = value.to_string_lossy().to_lowercase().replace('-', "_");
        let name = self.parser.parse_ref(command, argument, OsStr::new(&name))?;
        (self.find)(&name).ok_or_else(|| Error::new(ErrorKind::InvalidValue).with_cmd(command))
    }

    fn possible_values(&self) -> Option<Box<dyn Iterator<Item = PossibleValue> + '_>> {
        self.parser.possible_values()
    }
}
