"""The official SDK, with models that tell where a response is not what they describe.

Usually, the SDK accepts what it gets: a wrong type stays as it is, and an unknown field is kept. Here each response is
validated without any conversion, and each field that the model does not have is noted, too.
"""

import re

import pydantic
from cloudflare import Cloudflare
from cloudflare._models import BaseModel  # Every model of the SDK is one.
from pydantic_core import to_json

# Parts of Cloudflare's envelope, which the models of single results and of pages leave out.
ENVELOPE = {"success", "errors", "messages", "result", "result_info"}
# Identifiers in paths.
ID = re.compile(r"[0-9a-f]{32}|[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")


class StrictCloudflare(Cloudflare):
    """A client that collects the disagreements between responses and models in `findings`."""

    findings: list[str] = []

    def _process_response_data(self, *, data, cast_to, response):
        where = f"{response.request.method} {ID.sub('{id}', response.request.url.path)}"
        try:
            model = pydantic.TypeAdapter(cast_to).validate_json(to_json(data), strict=True)
            self.findings += [f"{where}: {path} is not in {name}" for path, name in unknown(model)]
        except pydantic.ValidationError as error:
            for one in error.errors():
                path = ".".join(map(str, one["loc"]))
                self.findings.append(f"{where}: {path}: {one['msg']}, not {one['input']!r:.80}")
        return super()._process_response_data(data=data, cast_to=cast_to, response=response)


def unknown(value, path=""):
    """Yields the fields of a response that its model does not have, and the name of the model."""
    if isinstance(value, BaseModel):
        known = set(type(value).model_fields)
        if path == ".result_info":  # The models of pages have the fields only that they use.
            return
        for name in value.model_extra or {}:
            if path or name not in ENVELOPE:
                yield f"{path}.{name}".lstrip("."), type(value).__name__
        for name in known:
            yield from unknown(getattr(value, name, None), f"{path}.{name}")
    elif isinstance(value, list):
        for item in value:
            yield from unknown(item, f"{path}[]")
    elif isinstance(value, dict):
        for item in value.values():
            yield from unknown(item, f"{path}{{}}")
