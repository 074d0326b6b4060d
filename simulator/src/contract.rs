//! The document as the server uses it: which operation a request is for, and whether it agrees with that.

mod body;
mod parameter;
mod route;
mod schema;

use std::collections::BTreeMap;
use std::sync::{Arc, OnceLock};

use cloudflare_certificates_compiler::{Operation as Documented, schema::resolve};
use http::Method;
use serde_json::{Map, Value};

pub(crate) use body::Body;
pub(crate) use parameter::Parameter;
use route::Route;

/// What a request's path and method lead to.
pub(crate) enum Found<'a> {
    /// An operation, and what the path says for its parameters.
    Operation(&'a Operation, BTreeMap<String, String>),
    /// A path that has operations, but none with this method.
    NoMethod,
    /// Nothing.
    NoRoute,
}

/// One operation of the document.
pub(crate) struct Operation {
    /// The `operationId`.
    pub(crate) id: String,
    path_parameters: Vec<Parameter>,
    query_parameters: Vec<Parameter>,
    /// What the document says of the request's body, if there is one.
    pub(crate) body: Option<Body>,
    /// Whether the Origin CA key (user service key) is let in.
    pub(crate) takes_service_key: bool,
}

/// All operations of the document.
pub(crate) struct Contract {
    routes: Vec<Route>,
}

impl Contract {
    /// The document that was built in. It is prepared once for all simulators of a process.
    pub(crate) fn embedded() -> Result<Arc<Self>, String> {
        static EMBEDDED: OnceLock<Result<Arc<Contract>, String>> = OnceLock::new();
        let prepare = || {
            let text = include_str!(concat!(env!("OUT_DIR"), "/document.json"));
            let document = serde_json::from_str(text).map_err(|error| error.to_string())?;
            Self::new(&document).map(Arc::new)
        };
        EMBEDDED.get_or_init(prepare).clone()
    }

    /// Prepares a merged document.
    pub(crate) fn new(document: &Value) -> Result<Self, String> {
        // References into the document as it was must lead into the converted one as well.
        let document = schema::converted(document);
        let no_paths = Map::new();
        let paths = document.get("paths").and_then(Value::as_object).unwrap_or(&no_paths);
        let mut routes = Vec::new();
        for (path, item) in paths {
            let mut route = Route::new(path);
            for (verb, value) in item.as_object().into_iter().flatten() {
                // The other keys of a path item, such as `parameters`, are no verbs.
                let Some(method) = method(verb) else { continue };
                let documented = Documented { path, verb, value, item };
                route.operations.insert(method, Operation::new(&document, documented)?);
            }
            routes.push(route);
        }
        Ok(Self { routes })
    }

    /// The operation for a method and a path below the base URL. Of two templates that fit, the one with more
    /// literal segments is meant, whether or not it has the method: so OpenAPI has it.
    pub(crate) fn find(&self, method: &Method, path: &str) -> Found<'_> {
        let segments = route::segments(path);
        let fitting = self.routes.iter().filter_map(|route| Some((route, route.parameters(&segments)?)));
        let Some((route, parameters)) = fitting.max_by_key(|(route, _)| route.literals()) else {
            return Found::NoRoute;
        };
        match route.operations.get(method.as_str()) {
            Some(operation) if operation.fits_path(&parameters) => Found::Operation(operation, parameters),
            Some(_) => Found::NoRoute,
            None => Found::NoMethod,
        }
    }
}

impl Operation {
    fn new(document: &Value, documented: Documented<'_>) -> Result<Self, String> {
        let mut operation = Self {
            id: documented.id().to_owned(),
            path_parameters: Vec::new(),
            query_parameters: Vec::new(),
            body: None,
            takes_service_key: takes_service_key(documented.value),
        };
        for (_, parameter) in documented.parameters(document) {
            let list = match parameter.get("in").and_then(Value::as_str) {
                Some("path") => &mut operation.path_parameters,
                Some("query") => &mut operation.query_parameters,
                _ => continue,
            };
            list.push(Parameter::new(document, parameter)?);
        }
        if let Some(body) = documented.value.get("requestBody") {
            operation.body = Some(Body::new(document, resolve(document, body), documented.value)?);
        }
        Ok(operation)
    }

    /// Whether the operation knows pages.
    pub(crate) fn is_paged(&self) -> bool {
        self.query_parameters.iter().any(|parameter| parameter.name == "page")
    }

    fn fits_path(&self, values: &BTreeMap<String, String>) -> bool {
        let fits = |parameter: &Parameter| {
            values.get(&parameter.name).is_some_and(|text| parameter.read(text).is_ok())
        };
        self.path_parameters.iter().all(fits)
    }

    /// Reads the query: the documented parameters, checked. Others are ignored, as Cloudflare does.
    pub(crate) fn query(&self, query: &str) -> Result<BTreeMap<String, Value>, String> {
        let mut values = BTreeMap::new();
        for (name, text) in form_urlencoded::parse(query.as_bytes()) {
            if let Some(parameter) = self.query_parameters.iter().find(|parameter| parameter.name == name) {
                let value = parameter.read(&text)?;
                if let (Some(Value::Array(list)), Value::Array(more)) =
                    (values.get_mut(name.as_ref()), &value)
                {
                    list.extend_from_slice(more);
                } else {
                    values.insert(name.into_owned(), value);
                }
            }
        }
        let missing = |parameter: &&Parameter| parameter.required && !values.contains_key(&parameter.name);
        match self.query_parameters.iter().find(missing) {
            Some(parameter) => Err(format!("the query parameter `{}` is missing", parameter.name)),
            None => Ok(values),
        }
    }
}

fn takes_service_key(operation: &Value) -> bool {
    let schemes = operation.get("security").and_then(Value::as_array);
    schemes.into_iter().flatten().any(|scheme| scheme.get("user_service_key").is_some())
}

fn method(verb: &str) -> Option<String> {
    let known = ["get", "post", "put", "patch", "delete", "head", "options", "trace"];
    known.contains(&verb).then(|| verb.to_ascii_uppercase())
}
