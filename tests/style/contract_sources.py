"""Readers of the four places that say what the server speaks. Each gives the same plain form:

  routes    (METHOD, path) → Route(who, body, answer)
  messages  (direction, type) → object
  errors    word → HTTP status, or None where the place names words only
  rights    word → (scope, sorted tuple of role words, summary)

who is "open", "signed_in", "any" or a sorted tuple of role words. A value's form is one of
  "string" "number" "boolean" "null", ("words", frozenset), ("list", form), ("null or", form),
  ("object", {member: (form, required)}); None: this place does not say.
"""
import json
import re
from dataclasses import dataclass, field

ROLES = ('administrator', 'auditor', 'clerk', 'editor', 'interpreter', 'member', 'studio')
ANY = tuple(sorted((*ROLES, 'screen')))  # signed in, or a paired screen
TO_SERVER, TO_CLIENT = 'client', 'server'  # who sends


@dataclass
class Route:
    who: object
    body: object = None
    answer: object = None


@dataclass
class Contract:
    name: str
    routes: dict = field(default_factory=dict)
    messages: dict = field(default_factory=dict)
    errors: dict = field(default_factory=dict)
    rights: dict = field(default_factory=dict)


def who_of(words):
    """No role: open; all roles: whoever is signed in; screens too: any."""
    words = tuple(sorted(words))
    return {(): 'open', ROLES: 'signed_in', ANY: 'any'}.get(words, words)


# ---- the server's tables ----

def read_tables(text):
    contract = Contract('print-tables')
    for line in filter(str.strip, text.splitlines()):
        row = json.loads(line)
        if row['table'] == 'route':
            contract.routes[row['method'], row['path']] = Route(who_of(row['roles']))
        elif row['table'] == 'message':
            contract.messages[row['direction'], row['type']] = (
                table_object(row['fields']) if 'fields' in row else None)
        elif row['table'] == 'error':
            contract.errors[row['word']] = row['status']
        elif row['table'] == 'right':
            contract.rights[row['word']] = (row['scope'], tuple(sorted(row['roles'])),
                                            row['summary'])
    return contract


def table_object(fields):
    """Without "type": it is the message's name."""
    return ('object', {row['name']: (table_form(row), row.get('required', True)) for row in fields
                       if row['name'] != 'type' or row['kind'] != 'enum'})


def table_form(row):
    kind = row['kind']
    if kind == 'enum':
        return ('words', frozenset(row['words']))
    if kind == 'strings' and 'words' in row:
        return ('list', ('words', frozenset(row['words'])))
    if kind == 'object':
        return table_object(row['fields'])
    if kind == 'objects':
        return ('list', table_object(row['fields']))
    return {'integer': 'number', 'number': 'number', 'string': 'string', 'bool': 'boolean',
            'boolean': 'boolean', 'strings': ('list', 'string')}[kind]


# ---- docs/openapi.yaml ----

class OpenApiReader:
    METHODS = ('get', 'put', 'post', 'patch', 'delete', 'options')

    def __init__(self, document):
        self.document = document

    def read(self):
        contract = Contract('docs/openapi.yaml')
        prefix = next((row['url'] for row in self.document.get('servers', ())), '').rstrip('/')
        for path, item in self.document['paths'].items():
            full = path if path.startswith('/api/') else prefix + path
            for method in self.METHODS:
                if method in item:
                    contract.routes[method.upper(), full] = self.route(item[method])
        words = self.form({'$ref': '#/components/schemas/Problem'})[1].get('code', (None,))[0]
        if words and words[0] == 'words':
            contract.errors = dict.fromkeys(words[1])
        return contract

    def route(self, operation):
        security = operation.get('security', self.document.get('security', ()))
        is_open = not security or {} in security
        roles = operation.get('x-roles', () if is_open else ROLES)
        answer = next((response for status, response in operation['responses'].items()
                       if str(status).startswith('2')), {})
        return Route(who_of(roles), self.content(operation.get('requestBody')),
                     self.content(answer))

    def resolve(self, node):
        while node and '$ref' in node:
            target = self.document
            for part in node['$ref'].removeprefix('#/').split('/'):
                target = target[part]
            node = target
        return node

    def content(self, node):
        node = self.resolve(node) or {}
        schema = node.get('content', {}).get('application/json', {}).get('schema')
        return 'null' if schema is None else self.form(schema)

    def form(self, schema):
        schema = self.resolve(schema)
        for choice in ('oneOf', 'anyOf'):
            if choice in schema:
                rest = [part for part in schema[choice] if part.get('type') != 'null']
                return ('null or', self.form(rest[0]))
        if 'allOf' in schema:
            members = {}
            for part in schema['allOf']:
                members.update(self.form(part)[1])
            return ('object', members)
        kind = schema.get('type')
        if isinstance(kind, list):
            rest = dict(schema, type=next(word for word in kind if word != 'null'))
            return ('null or', self.form(rest))
        if 'enum' in schema:
            return ('words', frozenset(schema['enum']))
        if kind == 'array':
            return ('list', self.form(schema['items']))
        if kind == 'object' or 'properties' in schema:
            required = schema.get('required', ())
            return ('object', {name: (self.form(part), name in required)
                               for name, part in schema.get('properties', {}).items()})
        return 'number' if kind == 'integer' else kind


# ---- player-web/shared/contract.ts and contract/ ----

class TypesReader:
    """The small part of TypeScript that the file promises to keep to."""

    DECLARATION = re.compile(
        r'export\s+(?:interface\s+(?P<interface>\w+)(?:\s+extends\s+(?P<bases>[\s\w,]+))?\s*\{|type\s+(?P<type>\w+)\s*=)')

    def __init__(self, text):
        self.declared = {}
        self.bases = {}  # of interfaces
        text = re.sub(r'/\*.*?\*/|//[^\n]*', '', text, flags=re.DOTALL)
        for match in self.DECLARATION.finditer(text):
            if match['interface']:
                self.declared[match['interface']] = text[match.end() - 1:
                                                         closing(text, match.end() - 1) + 1]
                self.bases[match['interface']] = re.findall(r'\w+', match['bases'] or '')
            else:
                self.declared[match['type']] = text[match.end():text.index(';', match.end())].strip()

    def read(self):
        contract = Contract('contract.ts')
        rows = [row for name, text in self.declared.items() if name.endswith('Routes')
                for row in members_of(text)]
        for key, row in rows:
            parts = dict(members_of(row))
            method, path = key.split(' ')
            contract.routes[method, path] = Route(
                self.who(parts['who']), self.form(parts['body']), self.form(parts['answer']))
        for sender, name in ((TO_SERVER, 'ClientMessages'), (TO_CLIENT, 'ServerMessages')):
            for kind, row in members_of(self.declared[name]):
                contract.messages[sender, kind] = self.form(row)
        contract.errors = dict.fromkeys(self.form('ErrorWord')[1])
        return contract

    @staticmethod
    def who(text):
        word = text.strip("'")
        return word if word in ('open', 'signed_in', 'any') else who_of(word.split('|'))

    def form(self, text):
        text = text.strip().removeprefix('|').strip()
        if text.endswith('[]'):
            return ('list', self.form(text[:-2].strip('() ')))
        if text.startswith('Record<never'):
            return ('object', {})
        if text.startswith('{'):
            return ('object', {name.rstrip('?'): (self.form(kind), not name.endswith('?'))
                               for name, kind in members_of(text)})
        parts = [part.strip() for part in text.split('|')]
        if len(parts) > 1 and 'null' in parts:
            return ('null or', self.form('|'.join(part for part in parts if part != 'null')))
        if all(re.fullmatch(r"'[^']*'", part) for part in parts):
            return ('words', frozenset(part.strip("'") for part in parts))
        if text in ('string', 'number', 'boolean', 'null'):
            return text
        if len(parts) > 1:  # names of words beside words
            return ('words', frozenset().union(*(self.form(part)[1] for part in parts)))
        form = self.form(self.declared[text])
        for base in self.bases.get(text, []):
            form = ('object', {**self.form(base)[1], **form[1]})
        return form


def closing(text, start):
    """Index of the bracket that closes the one at `start`."""
    depth = 0
    for index in range(start, len(text)):
        depth += (text[index] in '{[(<') - (text[index] in '}])>')
        if depth == 0:
            return index
    raise ValueError(f'no bracket closes: {text[start:start + 80]}')


def members_of(text):
    """(name, type) of each member of "{ name: type; … }"; an optional one's name ends in "?"."""
    inner, found = text.strip()[1:-1], []
    while match := re.match(r"\s*(?:'(?P<quoted>[^']+)'|(?P<name>\w+))(?P<maybe>\??)\s*:", inner):
        end = match.end()
        while inner[end] != ';':
            end = closing(inner, end) + 1 if inner[end] in '{[(<' else end + 1
            if end >= len(inner):
                break
        found.append(((match['quoted'] or match['name']) + match['maybe'],
                      inner[match.end():end].strip()))
        inner = inner[end + 1:]
    return found


# ---- docs/protocol.md ----

class ProtocolReader:
    """Sections "### `type`" below "## From the client", "## From the server" and "## Parts of messages",
    each with a table of fields."""

    SIDES = {'From the client': TO_SERVER, 'From the server': TO_CLIENT, 'Parts of messages': None}
    ROW = re.compile(r'^\| `(?P<name>\w+)` \| (?P<value>[^|]+) \| (?P<required>yes|no) \|', re.MULTILINE)

    def __init__(self, text):
        self.messages = {}  # (direction, type) → text of its section
        self.parts = {}     # name → text of its section
        for chapter in re.split(r'^## ', text, flags=re.MULTILINE)[1:]:
            title, _, body = chapter.partition('\n')
            if title.strip() not in self.SIDES:
                continue
            side = self.SIDES[title.strip()]
            for section in re.split(r'^### `', body, flags=re.MULTILINE)[1:]:
                name, _, rest = section.partition('`')
                if side is None:
                    self.parts[name] = rest
                else:
                    self.messages[side, name] = rest

    def read(self):
        return Contract('docs/protocol.md', messages={
            key: self.table(text) for key, text in self.messages.items()})

    def table(self, text):
        return ('object', {row['name']: (self.form(row['value'].strip()), row['required'] == 'yes')
                           for row in self.ROW.finditer(text)
                           if not row['value'].startswith('always')})

    def form(self, text):
        words = re.findall(r'`([^`]+)`', text)
        if text.startswith('list of'):
            if len(words) == 1:
                return ('list', self.table(self.parts[words[0]]))
            return ('list', ('words', frozenset(words)) if words else 'string')
        if text.startswith('object'):
            return self.table(self.parts[words[0]])
        if text.startswith('one of'):
            return ('words', frozenset(words))
        if text == 'true or false':
            return 'boolean'
        return {'string': 'string', 'integer': 'number', 'number': 'number'}[text.split(',')[0].split()[0]]


# ---- docs/rights.md ----

RIGHT_ROW = re.compile(r'^\| `(?P<word>[\w.]+)` \| (?P<scope>\w+) \| (?P<roles>[^|]+) \| (?P<summary>[^|]+) \|$',
                       re.MULTILINE)


def read_rights(text):
    return Contract('docs/rights.md', rights={
        row['word']: (row['scope'], right_roles(row['roles']), row['summary'].strip())
        for row in RIGHT_ROW.finditer(text)})


def right_roles(text):
    words = {'nobody in particular': (), 'whoever is signed in': ROLES}.get(text.strip())
    return tuple(sorted(text.split(', ') if words is None else words))
