//! Operations of the document.

use std::collections::BTreeMap;

use cloudflare_certificates_compiler::{Operation as Documented, schema::resolve};
use serde_json::Value;

use super::schema::Schemas;
use super::{Body, Parameter};
use crate::api_error::ApiError;
use crate::codes;

/// One operation of the document.
pub(crate) struct Operation {
    /// The `operationId`.
    pub(crate) id: String,
    /// The resource that it belongs to.
    pub(crate) tag: String,
    pub(super) path_parameters: Vec<Parameter>,
    pub(super) query_parameters: Vec<Parameter>,
    /// The request body, if the operation has one.
    pub(crate) body: Option<Body>,
    /// Whether the operation accepts the Origin CA key (user service key).
    pub(crate) takes_service_key: bool,
}

impl Operation {
    /// Prepares an operation of a document.
    pub(crate) fn new(
        document: &Value,
        schemas: &mut Schemas,
        documented: Documented<'_>,
    ) -> Result<Self, String> {
        let mut operation = Self {
            id: documented.id().to_owned(),
            tag: tag(documented.value),
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
            list.push(Parameter::new(document, schemas, parameter));
        }
        if let Some(body) = documented.value.get("requestBody") {
            let body = resolve(document, body);
            operation.body = Some(Body::new(document, schemas, body, documented)?);
        }
        Ok(operation)
    }

    /// Returns whether the operation has pages.
    pub(crate) fn is_paged(&self) -> bool {
        self.query_parameters.iter().any(|parameter| parameter.name == "page")
    }

    /// Returns whether the values of the path's parameters are valid.
    pub(crate) fn fits_path(&self, values: &BTreeMap<String, String>) -> Result<bool, ApiError> {
        for parameter in &self.path_parameters {
            match values.get(&parameter.name) {
                Some(text) if parameter.accepts(text)? => {}
                _ => return Ok(false),
            }
        }
        Ok(true)
    }

    /// Reads and checks the documented parameters of a query. Others are ignored, as Cloudflare does.
    pub(crate) fn query(&self, query: &str) -> Result<BTreeMap<String, Value>, ApiError> {
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
            Some(parameter) => {
                let message = format!("the query parameter `{}` is missing", parameter.name);
                Err(ApiError::bad_request(codes::INVALID_REQUEST, message))
            }
            None => Ok(values),
        }
    }
}

fn tag(operation: &Value) -> String {
    operation.pointer("/tags/0").and_then(Value::as_str).unwrap_or_default().to_owned()
}

fn takes_service_key(operation: &Value) -> bool {
    let schemes = operation.get("security").and_then(Value::as_array);
    schemes.into_iter().flatten().any(|scheme| scheme.get("user_service_key").is_some())
}
