//! The records of one kind in one place, whatever their type.

use std::time::Duration;

use cloudflare_certificates::workflows::{Wait, Waits, Workflow};
use cloudflare_certificates::{List, ListQuery, Progress, Response, workflows};
use futures_util::future::LocalBoxFuture;
use futures_util::stream::LocalBoxStream;
use futures_util::{FutureExt, StreamExt};
use serde::Serialize;
use serde_json::Value;

use super::Fields;
use crate::context::Context;
use crate::exit::Exit;
use crate::{Failure, Result};

type Get = Box<dyn Fn(String) -> LocalBoxFuture<'static, Result<Option<Value>>>>;
type WaitFor = Box<dyn for<'a> FnOnce(&'a Context, Waiting) -> LocalBoxFuture<'a, Result<Value>>>;
type Remove = Box<dyn FnOnce(&Removing) -> Result<Removal>>;

/// What can be done with the records of one kind in one place. Not every kind can be listed, waited for or removed.
#[derive(Default)]
pub(crate) struct Records {
    pub(crate) list: Option<LocalBoxStream<'static, Result<Value>>>,
    pub(crate) get: Option<Get>,
    pub(crate) wait: Option<WaitFor>,
    pub(crate) remove: Option<Remove>,
}

/// What is waited for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Until {
    Ready,
    Gone,
    Status(String),
}

/// A wait for one record.
pub(crate) struct Waiting {
    pub(crate) what: String,
    pub(crate) id: String,
    pub(crate) until: Until,
    pub(crate) fields: Fields,
    pub(crate) timeout: Option<Duration>,
}

/// The record to remove, and what is taken away from it before.
pub(crate) struct Removing {
    pub(crate) id: String,
    /// The zones of `--from`, if they were asked for.
    pub(crate) zones: Vec<cloudflare_certificates::Zone>,
    /// The hostnames of `--from`, if they were asked for.
    pub(crate) hostnames: Vec<String>,
}

/// How a record is removed.
pub(crate) enum Removal {
    /// With a workflow of the SDK.
    Workflow(Workflow<()>),
    /// With one call; then a wait for its end, if there is one.
    Call(LocalBoxFuture<'static, Result<()>>),
}

impl Records {
    /// Sets how they are listed.
    pub(super) fn list<Q: ListQuery>(mut self, list: List<Q>) -> Self
    where
        Q::Item: Serialize,
    {
        self.list = Some(list.stream().map(|item| to_value(&item?)).boxed_local());
        self
    }

    /// Sets the only record, which is there without an id, as their list.
    pub(super) fn once<T: Serialize + 'static, F>(
        mut self,
        get: impl Fn(String) -> F + 'static,
        id: &str,
    ) -> Self
    where
        F: Future<Output = cloudflare_certificates::Result<Option<T>>> + 'static,
    {
        let found = get(id.to_owned()).map(|outcome| match outcome {
            Ok(found) => found.map(|found| to_value(&found)),
            Err(error) => Some(Err(error.into())),
        });
        self.list = Some(futures_util::stream::once(found).filter_map(std::future::ready).boxed_local());
        self
    }

    /// Sets how one of them is read, with the handle's `get_opt`.
    pub(super) fn get<T: Serialize + 'static, F>(self, get: impl Fn(String) -> F + 'static) -> Self
    where
        F: Future<Output = cloudflare_certificates::Result<Option<Response<T>>>> + 'static,
    {
        self.get_value(move |id| get(id).map(|outcome| outcome.map(|found| found.map(Response::into_inner))))
    }

    /// Sets how one of them is read.
    pub(super) fn get_value<T: Serialize + 'static, F, E>(
        mut self,
        get: impl Fn(String) -> F + 'static,
    ) -> Self
    where
        F: Future<Output = Result<Option<T>, E>> + 'static,
        Failure: From<E>,
    {
        self.get = Some(Box::new(move |id| {
            get(id).map(|outcome| outcome?.as_ref().map(to_value).transpose()).boxed_local()
        }));
        self
    }

    /// Sets how one of them is waited for, with the handle's `wait`.
    pub(super) fn wait<S: Waits>(mut self, wait: impl Fn(String) -> Wait<S> + 'static) -> Self
    where
        S::Record: Serialize,
    {
        self.wait = Some(Box::new(move |context, waiting| {
            let Waiting { what, id, until, fields, timeout } = waiting;
            let mut wait = match until {
                Until::Ready => wait(id),
                Until::Gone => wait(id).until(Progress::Gone),
                Until::Status(status) => wait(id).until(move |record: &S::Record| {
                    to_value(record).is_ok_and(|record| fields.has_status(&record, &status))
                }),
            };
            if let Some(timeout) = timeout {
                wait = wait.at_most(timeout);
            }
            async move { to_value(&context.run(&what, wait.steps()).await?) }.boxed_local()
        }));
        self
    }

    /// Sets the workflow with which one of them is removed.
    pub(super) fn remove(mut self, remove: impl FnOnce(&Removing) -> Workflow<()> + 'static) -> Self {
        self.remove = Some(Box::new(move |removing| Ok(Removal::Workflow(remove(removing)))));
        self
    }

    /// Sets the call with which one of them is removed. `users` are the kinds that may use it, for the message of a refusal.
    pub(super) fn delete<T, F>(
        mut self,
        users: &'static str,
        delete: impl FnOnce(String) -> F + 'static,
    ) -> Self
    where
        F: Future<Output = cloudflare_certificates::Result<Response<T>>> + 'static,
    {
        self.remove = Some(Box::new(move |removing| {
            let deleted = delete(removing.id.clone());
            Ok(Removal::Call(
                async move {
                    match deleted.await {
                        Err(error) if error.is_not_found() => Ok(()),
                        Err(error) if error.is_conflict() => Err(Failure::new(
                            Exit::NeedsAction,
                            format!("{error}; nothing was removed: first remove what uses it, such as records of {users}"),
                        )),
                        outcome => outcome.map(drop).map_err(Failure::from),
                    }
                }
                .boxed_local(),
            ))
        }));
        self
    }
}

/// Returns a record as JSON. Secrets are left out when it is serialized.
pub(super) fn to_value(record: &impl Serialize) -> Result<Value> {
    serde_json::to_value(record)
        .map_err(|error| Failure::new(Exit::Failed, format!("the record cannot be shown: {error}")))
}

impl Removal {
    /// Removes the record, and shows the steps.
    pub(crate) async fn run(self, context: &Context, what: &str, timeout: Option<Duration>) -> Result<()> {
        match self {
            Self::Workflow(workflow) => {
                let workflow: workflows::Workflow<()> = match timeout {
                    Some(timeout) => workflow.at_most(timeout),
                    None => workflow,
                };
                context.run(what, workflow.steps()).await
            }
            Self::Call(call) => call.await,
        }
    }
}
