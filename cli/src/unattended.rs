//! Programs that nobody watches.

use std::io::{self, IsTerminal};

use crate::Result;
use crate::context::Context;

impl Context {
    /// Fails, before anything is sent, if nobody could answer a question and `--yes` is not set.
    pub(crate) async fn can_confirm(&self, yes: bool, question: &str) -> Result<()> {
        if io::stdin().is_terminal() && io::stderr().is_terminal() {
            return Ok(());
        }
        self.confirm(yes, question).await
    }
}
