//! The OpenAPI document as the server uses it: finds the operation of a request, and checks the request against it.

mod body;
mod operation;
mod parameter;
mod route;
mod schema;
#[cfg(test)]
mod tests;

use std::collections::BTreeMap;
use std::sync::{Arc, OnceLock};

use cloudflare_certificates_compiler::Operation as Documented;
use http::Method;
use serde_json::{Map, Value};

pub(crate) use body::Body;
pub(crate) use operation::Operation;
pub(crate) use parameter::Parameter;
use route::Route;
use schema::Schemas;

use crate::api_error::ApiError;

/// The result of routing a request by its path and method.
pub(crate) enum Found<'a> {
    /// An operation, and the values of its path parameters, by name.
    Operation(&'a Operation, BTreeMap<String, String>),
    /// No operation with this method. Contains the methods that the path has, in alphabetical order.
    NoMethod(Vec<&'a str>),
    /// A path parameter that is not valid.
    MalformedId,
    /// No such path.
    NoRoute,
}

/// All operations of the document.
pub(crate) struct Contract {
    routes: Vec<Route>,
}

impl Contract {
    /// Returns the embedded document. It is prepared once for all simulators of a process.
    pub(crate) fn embedded() -> Result<Arc<Self>, String> {
        static EMBEDDED: OnceLock<Result<Arc<Contract>, String>> = OnceLock::new();
        let prepare = || {
            let text = include_str!(concat!(env!("OUT_DIR"), "/document.json"));
            let document = serde_json::from_str(text).map_err(|error| error.to_string())?;
            Self::new(&document).map(Arc::new)
        };
        EMBEDDED.get_or_init(prepare).clone()
    }

    /// Prepares a merged document. No schema is compiled before a request needs it.
    pub(crate) fn new(document: &Value) -> Result<Self, String> {
        let mut schemas = Schemas::new(document);
        let no_paths = Map::new();
        let paths = document.get("paths").and_then(Value::as_object).unwrap_or(&no_paths);
        let mut routes = Vec::new();
        for (path, item) in paths {
            let mut route = Route::new(path);
            for (verb, value) in item.as_object().into_iter().flatten() {
                // The other keys of a path item, such as `parameters`, are not methods.
                let Some(method) = method(verb) else { continue };
                let documented = Documented { path, verb, value, item };
                route.operations.insert(method, Operation::new(document, &mut schemas, documented)?);
            }
            routes.push(route);
        }
        Ok(Self { routes })
    }

    /// Returns all operations.
    pub(crate) fn operations(&self) -> impl Iterator<Item = &Operation> {
        self.routes.iter().flat_map(|route| route.operations.values())
    }

    /// Whether there is an operation with this id.
    pub(crate) fn has_operation(&self, id: &str) -> bool {
        self.operations().any(|operation| operation.id == id)
    }

    /// Finds the operation for a method and a path below the base URL. If two templates match, OpenAPI prefers the one
    /// with more literal segments, whether or not it has the method.
    ///
    /// # Errors
    /// Fails if the schema of a path parameter cannot be used.
    pub(crate) fn find(&self, method: &Method, path: &str) -> Result<Found<'_>, ApiError> {
        let segments = route::segments(path);
        let fitting = self.routes.iter().filter_map(|route| Some((route, route.parameters(&segments)?)));
        let Some((route, parameters)) = fitting.max_by_key(|(route, _)| route.literals()) else {
            return Ok(Found::NoRoute);
        };
        let Some(operation) = route.operations.get(method.as_str()) else {
            return Ok(Found::NoMethod(route.methods()));
        };
        let fits = operation.fits_path(&parameters)?;
        Ok(if fits { Found::Operation(operation, parameters) } else { Found::MalformedId })
    }
}

fn method(verb: &str) -> Option<String> {
    let known = ["get", "post", "put", "patch", "delete", "head", "options", "trace"];
    known.contains(&verb).then(|| verb.to_ascii_uppercase())
}
