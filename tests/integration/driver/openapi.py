"""Holds real answers against docs/openapi.yaml: status, media type and every member."""
import re

import jsonschema
import yaml

from .server import ROOT

BASE = '/api/v1/'


class OpenApi:
    def __init__(self):
        with open(ROOT / 'docs/openapi.yaml', encoding='utf-8') as file:
            self.document = yaml.safe_load(file)
        self.operations = {}  # (METHOD, path) → operation
        prefix = next((server['url'] for server in self.document.get('servers', ())), '').rstrip('/')
        for path, item in self.document['paths'].items():
            full = path if path.startswith('/api/') else prefix + path
            for method, operation in item.items():
                if method in ('get', 'put', 'post', 'patch', 'delete', 'options'):
                    self.operations[method.upper(), full] = operation

    def find(self, method, path):
        """The operation's key for a concrete path."""
        for key in self.operations:
            pattern = re.sub(r'\{[^}]+\}', '[^/]+', key[1])
            if key[0] == method and re.fullmatch(pattern, path):
                return key
        raise AssertionError(f'docs/openapi.yaml does not know {method} {path}')

    def resolve(self, node):
        while '$ref' in node:
            target = self.document
            for part in node['$ref'].removeprefix('#/').split('/'):
                target = target[part.replace('~1', '/').replace('~0', '~')]
            node = target
        return node

    def check(self, answer):
        """Raises AssertionError when the answer is not what the document promises."""
        method = answer.request.method
        path = answer.request.path_url.split('?')[0]
        key = self.find(method, path)
        responses = self.operations[key].get('responses', {})
        described = next((responses[status] for status in
                          (str(answer.status_code), answer.status_code,
                           f'{answer.status_code // 100}XX', 'default') if status in responses), None)
        what = f'{key[0]} {key[1]} → {answer.status_code}'
        assert described is not None, f'{what} is not in the document'
        contents = self.resolve(described).get('content')
        if not contents:
            assert answer.content == b'', f'{what} has a body that the document does not know'
            return
        kind = answer.headers.get('Content-Type', '').split(';')[0]
        assert kind in contents, f'{what} is {kind}, the document says {list(contents)}'
        if kind.endswith('json') and 'schema' in contents[kind]:
            self.check_schema(contents[kind]['schema'], answer.json(), what)

    def check_schema(self, schema, value, what):
        validator = jsonschema.Draft202012Validator(
            schema, resolver=jsonschema.RefResolver('', self.document),
            format_checker=jsonschema.FormatChecker())
        problems = [f'{"/".join(map(str, error.absolute_path))}: {error.message}'
                    for error in validator.iter_errors(value)]
        assert not problems, f'{what}: {problems}'
