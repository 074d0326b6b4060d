use super::stage::Stage;
use crate::Result;

pub(super) async fn inventory(_stage: &Stage) -> Result<()> {
    Ok(())
}
