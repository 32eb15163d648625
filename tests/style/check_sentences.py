#!/usr/bin/python3
"""Every sentence that a client may read has a row in the tables of catalog/say/, and every row is
still said by somebody. Sentences are found in the calls that raise errors (their first argument with
a text) and wherever a text looks like one."""
import fnmatch
import re

from house import Example, Rule, report

TABLES = 'catalog/say/sentences_*.c'
SOURCES = ('catalog/*.c', 'base/json_table*.c', 'base/json_scan.c', 'base/api_*.c', 'base/error.c',
           'base/token.c', 'base/worker.c', 'media/course/subtitle*.c', 'media/course/problem.c', 'media/rtc/rtc*.c',
           'media/rtc/wire/sdp.c', 'media/rtc/wire/sdp_answer.c', 'media/rtc/wire/sdp_fragment.c',
           'media/rtc/wire/sdp_offer.c')

# Whose errors reach the log, a terminal or the operator, never a client.
NOT_FOR_CLIENTS = (
    'catalog/say/*',
    'catalog/bootstrap.c',  # the start
    'catalog/store/backup.c', 'catalog/store/restore.c', 'catalog/store/folder_copy.c',
    'catalog/store/data_dir.c', 'catalog/store/migrations.c',  # commands of the operator
    'catalog/store/database.c',  # the start
    'catalog/store/outbox_table.c', 'catalog/store/audit_table.c',  # our own records
    'catalog/roster/make_pinyin.c',  # a tool of the build
)
# Files with sentences that are no errors: a text is one only in a call that raises an error.
SPEAKS_OTHERWISE = ('catalog/intake/import_note.c', 'catalog/paper/*', 'catalog/slip/*', 'catalog/sheet/xlsx_package.c',
                    'catalog/store/*', 'catalog/api/routes.c', 'base/*', 'media/rtc/*')
# Sentences for the log or a terminal in files that also speak to clients.
ALLOWED = (
    # frames: the rows have them with their parts
    '%s', '%s%s at byte %s', '%s: %s%s%s%s', "cannot close unit '%s': %s %s to it; %s first",
    'The last change could not be written to the disk.',  # GET health, for the operator
)
# Made of parts: no source has them as one text.
COMPOSED = (
    'cannot read %s: %s',  # base/json_table.c: struct, reason
    'cannot read %s: %s: %s',  # struct, field, reason
    'cannot read %s: %s at byte %s',
    'cannot read %s: %s: %s at byte %s',
    'nested deeper than %s levels', 'has more than %s values',  # base/json_scan.c
    'cannot use the database: %s', 'cannot store this: %s', 'cannot finish this in time: %s',
    "cannot close unit '%s': %s belongs to it; %s first",
    "cannot close unit '%s': %s belong to it; %s first",
    *(f'%s {what}' for what in ('open unit', 'open units', 'person', 'people', 'place', 'places',
                                'screen', 'screens', 'transfer', 'transfers')),  # a unit's tenants
)

CALL = re.compile(r'(?:\w+_)?(?:set_error|set_error_literal|error_new|error_new_literal|fail|'
                  r'fail_literal|refuse|conflict|set_unsupported)')
PREFIX_CALL = 'g_prefix_error'
CODE = re.compile(r'ERROR_[A-Z]+')
HIDDEN = re.compile(r'ERROR_(INTERNAL|IO|CORRUPT|CONFIG|NEWER)')
SENTENCE = re.compile(r"cannot [^/]+ .*|[A-Z'][^\"{}<>]* [^\"{}<>]* [^\"{}<>]*\.", re.DOTALL)

PREPROCESSOR = re.compile(r'^#(?:[^\n]*\\\n)*[^\n]*', re.MULTILINE)
TOKEN = re.compile(r'/\*.*?\*/|//[^\n]*|\\\n|"(?:\\.|[^"\\\n])*"|\'(?:\\.|[^\'\\\n])+\'|\w+|[^\s\w]',
                   re.DOTALL)
CONVERSION = re.compile(r'%[-+ #0]*(?:\*|\d+)?(?:\.(?:\*|\d+))?(?:hh|h|ll|l|z|j|t)?[diouxXeEfgGcsp]')
DEFINE = re.compile(r'^#define[ \t]+(\w+)[ \t]+((?:[^\n]*\\\n)*[^\n]*)', re.MULTILINE)
FORMATS = {name: 'ld' for name in ('G_GINT64_FORMAT', 'G_GUINT64_FORMAT', 'G_GSIZE_FORMAT', 'PRId64',
                                   'PRIu64')}
ESCAPES = {'n': '\n', 't': '\t', 'r': '\r', '0': '\0'}


def matches(path, patterns):
    return any(fnmatch.fnmatchcase(path, pattern) for pattern in patterns)


def tokens_of(text):
    return [(match.group(), text.count('\n', 0, match.start()) + 1)
            for match in TOKEN.finditer(text) if not match.group().startswith(('/*', '//', '\\\n'))]


def blank_lines(match):
    return '\n' * match.group().count('\n')


def unescape(text):
    return re.sub(r'\\(.)', lambda match: ESCAPES.get(match.group(1), match.group(1)), text)


def defines(text, given):
    """Names of texts: those given and the macros of this file that are texts."""
    known = dict(given)
    for name, value in DEFINE.findall(text):
        tokens = [token for token, _line in tokens_of(value)]
        parts = [text_of(token, known) for token in tokens]
        if parts and None not in parts:
            known[name] = ''.join(parts)
    return known


def text_of(token, known):
    if token.startswith('"'):
        return unescape(token[1:-1])
    return known.get(token)


def join_texts(tokens, known):
    """The tokens with texts that stand side by side made one: (text or None, token, line)."""
    joined = []
    for token, line in tokens:
        text = text_of(token, known)
        if text is not None and joined and joined[-1][0] is not None:
            joined[-1] = (joined[-1][0] + text, '"', joined[-1][2])
        else:
            joined.append((text, token, line))
    return joined


def normal(text):
    return CONVERSION.sub('%s', text)


def first_texts(call):
    """The texts of a call's first argument that has any."""
    depth, argument = 0, []
    for text, token, line in call:
        depth += (token in '([{') - (token in ')]}') if text is None else 0
        if text is None and token == ',' and depth == 0:
            if argument:
                break
        elif text is not None:
            argument.append((text, line))
    return argument


def is_hidden(call):
    """Whether all codes of the call are our own fault: clients get another sentence."""
    codes = [token for text, token, _line in call if text is None and CODE.fullmatch(token)]
    return bool(codes) and all(HIDDEN.fullmatch(code) for code in codes)


def calls(joined):
    """(name, tokens between its parentheses) of each call that raises an error."""
    for i, (_text, name, _line) in enumerate(joined[:-1]):
        if joined[i + 1][1] != '(' or not (CALL.fullmatch(name) or name == PREFIX_CALL):
            continue
        depth, end = 0, i + 1
        while end < len(joined):
            text, token, _line = joined[end]
            depth += (token == '(') - (token == ')') if text is None else 0
            if depth == 0:
                break
            end += 1
        yield name, joined[i + 2:end]


def said(tree):
    """path:line and normal text of what clients may read; and all texts of the sources."""
    needed, every, shared = {}, set(), dict(FORMATS)
    for path, text in sorted(tree.items()):
        if path.startswith('catalog/') and path.endswith('.h'):
            shared = defines(text, shared)
    for path, text in sorted(tree.items()):
        if not matches(path, SOURCES) or matches(path, NOT_FOR_CLIENTS):
            continue
        joined = join_texts(tokens_of(PREPROCESSOR.sub(blank_lines, text)), defines(text, shared))
        every |= {normal(part) for part, _token, _line in joined if part}
        hidden = set()
        for name, call in calls(joined):
            more = '%s' if name == PREFIX_CALL else ''
            for part, line in first_texts(call):
                if more or is_hidden(call):
                    hidden.add(part)
                if not is_hidden(call):
                    needed.setdefault(normal(part) + more, f'{path}:{line}')
                    every.add(normal(part) + more)
        for part, _token, line in joined:
            looks_so = part and SENTENCE.fullmatch(part) and part not in hidden
            if looks_so and not matches(path, SPEAKS_OTHERWISE):
                needed.setdefault(normal(part), f'{path}:{line}')
    return needed, every


def rows(tree):
    """path:line and English of each row."""
    found = []
    for path, text in sorted(tree.items()):
        if not fnmatch.fnmatchcase(path, TABLES):
            continue
        joined = join_texts(tokens_of(text), {})
        found += [(f'{path}:{line}', part, joined[i + 2][0] if i + 2 < len(joined) else None)
                  for i, (part, _token, line) in enumerate(joined)
                  if part is not None and joined[i - 1][1] == '{']
    return found


def find_untranslated(tree):
    known = {english for _place, english, _chinese in rows(tree)}
    needed, _every = said(tree)
    needed = {text: place for text, place in needed.items()
              if text not in ALLOWED}
    return [f'{place}: no row of {TABLES} has "{text}"' for text, place in sorted(needed.items())
            if text not in known]


def find_unsaid(tree):
    _needed, every = said(tree)
    return [f'{place}: nobody says "{english}"' for place, english, _chinese in rows(tree)
            if english not in every and english not in COMPOSED]


def find_bad_rows(tree):
    problems, seen = [], set()
    for place, english, chinese in rows(tree):
        n_holes = english.count('%s')
        wrong = [int(number) for number in re.findall(r'[{<\[](\d)[}>\]]', chinese or '')
                 if not 1 <= int(number) <= n_holes]
        if english in seen:
            problems.append(f'{place}: "{english}" has a row already')
        if not re.search(r'[\u4e00-\u9fff]', chinese or ''):
            problems.append(f'{place}: "{english}" has no Chinese')
        if '%s%s' in english or n_holes > 9 or re.search(r'%(?!s)', english):
            problems.append(f'{place}: "{english}" cannot be matched')
        if wrong:
            problems.append(f'{place}: "{english}" has no hole {wrong[0]}')
        seen.add(english)
    return problems


def table(*texts):
    lines = ''.join('    {"%s", "%s"},\n' % pair for pair in texts)
    return {'catalog/say/sentences_a.c': f'const SentenceRow SENTENCES_A[] = {{\n{lines}}};\n'}


def source(code, path='catalog/roster/a.c'):
    return {path: f'#define ATTEMPT "cannot do it"\nvoid f(void) {{\n    {code}\n}}\n'}


CLOSED = source('g_set_error(error, BASE_ERROR, ERROR_CONFLICT, "unit \'%s\' has %" '
                'G_GINT64_FORMAT " people", row->name, n);')

RULES = [
    Rule('what a client may read has a row', find_untranslated, [
        Example('a conflict without a row', CLOSED, "\"unit '%s' has %s people\""),
        Example('with one', CLOSED | table(("unit '%s' has %s people", '组织“{1}”有 {2} 人'))),
        Example('a row that differs', CLOSED | table(("unit '%s' has %s person", '有 {2} 人')),
                'no row'),
        Example('a literal of a handler',
                source('call_fail_literal(call, ERROR_INVALID, "The file is empty.");',
                       'catalog/api/a.c'), 'The file is empty.'),
        Example('both sides of a choice', source(
            'g_set_error(error, BASE_ERROR, (int)code, is_many ? "many %u" : "one", n);') |
                table(('one', '一个')), '"many %s"'),
        Example('a macro', source('g_set_error(error, BASE_ERROR, ERROR_INVALID, ATTEMPT ": no");'),
                '"cannot do it: no"'),
        Example('a prefix', source('g_prefix_error(error, "cannot read row %u: ", n);'),
                '"cannot read row %s: %s"'),
        Example('what an attempt is called', source(
            'return field_text_check("cannot use this name", name, 64, error);'),
                'cannot use this name'),
        Example('a sentence that is handed on', source('return "\'limit\' must be a number.";'),
                'must be a number'),
        Example('a body\'s field', source('return fail(path, error, "must be a word");',
                                          'base/json_table.c'), 'must be a word'),
        Example('our own fault', source(
            'g_set_error(error, BASE_ERROR, ERROR_INTERNAL, "a database job failed", n);')),
        Example('for the operator', source(
            'g_set_error(error, BASE_ERROR, ERROR_CONFLICT, "cannot restore it");',
            'catalog/store/restore.c')),
    ]),
    Rule('every row is said by somebody', find_unsaid, [
        Example('nobody', table(('it is gone', '没有了')), 'nobody says "it is gone"'),
        Example('a part from a table', table(('it is gone', '没有了')) |
                source('static const char *const WHY[] = {"it is gone"};')),
    ]),
    Rule('a row is sound', find_bad_rows, [
        Example('sound', table(("unit '%s' has %s people", '“{1}”有 [2]'))),
        Example('twice', table(('it is gone', '没有了'), ('it is gone', '不在了')), 'has a row already'),
        Example('no Chinese', table(('it is gone', 'weg')), 'has no Chinese'),
        Example('holes side by side', table(('it is %s%s', '是<1>')), 'cannot be matched'),
        Example('a conversion', table(('it is %d', '是 {1}')), 'cannot be matched'),
        Example('a hole too many', table(('it is %s', '是<2>')), 'no hole 2'),
    ]),
]

if __name__ == '__main__':
    report(RULES)
