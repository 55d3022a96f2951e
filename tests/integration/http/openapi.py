# SPDX-License-Identifier: Apache-2.0
"""docs/openapi.yaml as something to hold answers against: a small validator for the part of JSON Schema that it uses."""
import pathlib
import re

import yaml

ROOT = pathlib.Path(__file__).resolve().parents[3]
TYPES = {"object": dict, "array": list, "string": str, "boolean": bool, "null": type(None)}
KNOWN = {"$ref", "type", "enum", "required", "properties", "additionalProperties", "items", "oneOf", "pattern", "minimum",
         "maximum", "minLength", "maxLength", "minItems", "maxItems", "format", "description", "default", "contentEncoding"}


class Contract:
    def __init__(self):
        self.doc = yaml.safe_load((ROOT / "docs/openapi.yaml").read_text())

    def resolve(self, node):
        while isinstance(node, dict) and "$ref" in node:
            target = self.doc
            for key in node["$ref"][2:].split("/"):
                target = target[key]
            node = target
        return node

    def operations(self):
        """(method, pattern below the server, operation) of all there are."""
        for path, item in self.doc["paths"].items():
            prefix = "" if item.get("servers") else "/api/v1"
            for method in ("get", "post", "put", "patch", "delete"):
                if method in item:
                    yield method.upper(), prefix + path, item[method]

    def find(self, method, path):
        for known, pattern, operation in self.operations():
            if known == method and re.fullmatch(re.sub(r"\{[a-z_]+\}", "[^/]+", pattern), path):
                return operation
        raise AssertionError(f"{method} {path} is not in openapi.yaml")

    def check(self, method, path, status, body):
        """The status must be documented, and the body (parsed JSON, None when empty) what is documented for it."""
        operation = self.find(method, path)
        name = operation["operationId"]
        if str(status) not in operation["responses"]:
            raise AssertionError(f"{name}: status {status} is not documented: {body}")
        response = self.resolve(operation["responses"][str(status)])
        content = response.get("content")
        if content is None:
            assert body is None, f"{name} {status}: a body that is not documented: {body}"
            return
        self.validate(content["application/json"]["schema"], body, f"{name} {status}")

    def validate_as(self, schema_name, value):
        self.validate(self.doc["components"]["schemas"][schema_name], value, schema_name)

    def validate(self, schema, value, where):
        schema = self.resolve(schema)
        unknown = set(schema) - KNOWN
        assert not unknown, f"{where}: the validator does not know {unknown}"
        if "oneOf" in schema:
            self.one_of(schema["oneOf"], value, where)
            return
        self.check_type(schema, value, where)
        if "enum" in schema:
            assert value in schema["enum"], f"{where}: {value!r} is none of {schema['enum']}"
        if isinstance(value, dict):
            self.check_object(schema, value, where)
        elif isinstance(value, list):
            assert schema.get("minItems", 0) <= len(value) <= schema.get("maxItems", len(value)), f"{where}: {len(value)} items"
            for i, item in enumerate(value):
                self.validate(schema.get("items", {}), item, f"{where}[{i}]")
        elif isinstance(value, str):
            self.check_string(schema, value, where)
        elif isinstance(value, (int, float)) and not isinstance(value, bool):
            assert schema.get("minimum", value) <= value <= schema.get("maximum", value), f"{where}: {value} out of range"

    def one_of(self, choices, value, where):
        faults = []
        for choice in choices:
            try:
                self.validate(choice, value, where)
                return
            except AssertionError as fault:
                faults.append(str(fault))
        raise AssertionError(f"{where}: none of the choices: {faults}")

    @staticmethod
    def check_type(schema, value, where):
        wanted = schema.get("type")
        if wanted is None:
            return
        for name in wanted if isinstance(wanted, list) else [wanted]:
            if name in ("integer", "number"):
                fits = isinstance(value, int if name == "integer" else (int, float)) and not isinstance(value, bool)
            else:
                fits = isinstance(value, TYPES[name])
            if fits:
                return
        raise AssertionError(f"{where}: {value!r} is no {wanted}")

    def check_object(self, schema, value, where):
        for name in schema.get("required", []):
            assert name in value, f"{where}: {name} is missing"
        properties = schema.get("properties", {})
        more = schema.get("additionalProperties", True)
        for name, member in value.items():
            if name in properties:
                self.validate(properties[name], member, f"{where}.{name}")
            elif isinstance(more, dict):
                self.validate(more, member, f"{where}.{name}")
            else:
                assert more, f"{where}: {name} is not documented"

    @staticmethod
    def check_string(schema, value, where):
        if "pattern" in schema:
            assert re.search(schema["pattern"], value), f"{where}: {value!r} is not {schema['pattern']}"
        if schema.get("format") == "date-time":
            assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z", value), f"{where}: {value!r} is no time"
