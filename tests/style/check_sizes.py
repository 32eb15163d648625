#!/usr/bin/python3
"""Sizes that keep code readable (docs/architecture.md): what no longer fits is two things.

Files: 500 lines, whatever the language; headers 150; files of tests 700, because half of them are
tables. Functions of the server: 80 lines at most, and those above 60 are listed as notes; functions of
tests may be longer: a test reads as a trace, top to bottom. Five parameters at most, then a struct;
outputs (ret_…, at most three) and the GError ** at the end are what comes back and not counted."""
import re
import statistics

from house import C_FOLDERS, Example, Rule, c_files, functions, load_tree, report

FILE_MAX_LINES = 500
HEADER_MAX_LINES = 150
TEST_MAX_LINES = 700
FUNCTION_MAX_LINES = 80
FUNCTION_NOTE_LINES = 60
MAX_PARAMETERS = 5
MAX_OUTPUTS = 3
CODE_ENDINGS = ('.c', '.h', '.py', '.ts', '.tsx', '.js', '.mjs', '.css', '.sh')

# Path → lines allowed, with the reason.
FILE_EXCEPTIONS = {
    'base/gate/gate.h': 205,  # the one contract between handlers and the port, read as one page
}
# (path, function) → why it may have more parameters.
PARAMETER_EXCEPTIONS = {
    ('base/gate/gate_tls.c', 'on_alpn'): 'a callback of OpenSSL',
    ('base/gate/gate_h2_send.c', 'gate_h2_send_body'): 'a callback of nghttp2',
    ('base/gate/gate_h2_session.c', 'on_header'): 'a callback of nghttp2',
    ('base/gate/gate_h2_session.c', 'on_invalid_header'): 'a callback of nghttp2',
    ('base/gate/gate_h2_session.c', 'on_data'): 'a callback of nghttp2',
    ('base/gate/gate_h2_session.c', 'frame_length'): 'a callback of nghttp2',
    ('base/gate/gate_h2_stream.c', 'on_read'): 'a callback of nghttp2',
    ('media/ingest/srt_port.c', 'be_quiet'): 'a callback of libsrt',
}


def line_limit(path):
    if path in FILE_EXCEPTIONS:
        return FILE_EXCEPTIONS[path]
    if path.endswith('.h'):
        return HEADER_MAX_LINES
    return TEST_MAX_LINES if path.startswith('tests/') else FILE_MAX_LINES


def find_long_files(tree):
    problems = []
    for path, text in sorted(tree.items()):
        n_lines = text.count('\n')
        is_code = path.endswith(CODE_ENDINGS) or path.startswith(('scripts/', '.ci/'))
        if is_code and n_lines > line_limit(path):
            problems.append(f'{path}: {n_lines} lines, at most {line_limit(path)}')
    return problems


def all_functions(tree):
    return [(path, function) for path, text in c_files(tree) for function in functions(text)]


def find_long_functions(tree):
    return [f'{path}:{function.line}: {function.name} has {function.n_lines} lines, at most '
            f'{FUNCTION_MAX_LINES}'
            for path, function in all_functions(tree) if function.n_lines > FUNCTION_MAX_LINES]


def split_parameters(function):
    """(inputs, outputs)"""
    outputs = [name for name in function.parameters if re.search(r'\bret_\w+(\[.*\])?$', name)]
    inputs = [name for name in function.parameters
              if name not in outputs and not name.startswith('GError **')]
    return len(inputs), len(outputs)


def find_long_lists(tree):
    problems = []
    for path, function in all_functions(tree):
        inputs, outputs = split_parameters(function)
        if (path, function.name) in PARAMETER_EXCEPTIONS:
            continue
        if inputs > MAX_PARAMETERS or outputs > MAX_OUTPUTS:
            problems.append(f'{path}:{function.line}: {function.name} has {inputs} parameters and '
                            f'{outputs} outputs, at most {MAX_PARAMETERS} and {MAX_OUTPUTS}')
    return problems


def notes(tree):
    found = all_functions(tree)
    lengths = [function.n_lines for _path, function in found]
    if lengths:
        yield f'{len(lengths)} functions, median {statistics.median(lengths):g} lines'
    for path, function in found:
        if function.n_lines > FUNCTION_NOTE_LINES:
            yield f'{path}:{function.line}: {function.name} has {function.n_lines} lines'


def c_function(n_lines, signature='static void f(int a)'):
    return signature + ' {\n' + '    g();\n' * (n_lines - 2) + '}\n'


RULES = [
    Rule(f'a file has at most {FILE_MAX_LINES} lines, a header {HEADER_MAX_LINES}', find_long_files, [
        Example('a long file', {'base/a.c': '\n' * 501}, '501 lines, at most 500'),
        Example('a long test', {'tests/unit/base/test_a.c': '\n' * 701}, 'at most 700'),
        Example('a long header', {'base/a.h': '\n' * 151}, '151 lines, at most 150'),
        Example('a long script', {'scripts/test': '\n' * 501}, 'at most 500'),
        Example('at the limits', {'base/a.c': '\n' * 500, 'base/a.h': '\n' * 150}),
    ]),
    Rule(f'a function has at most {FUNCTION_MAX_LINES} lines', find_long_functions, [
        Example('one line too many', {'base/a.c': c_function(81)}, 'f has 81 lines'),
        Example('a signature over two lines',
                {'base/a.c': c_function(80, 'static void f(int a,\n              int b)')},
                'f has 81 lines'),
        Example('two that fit', {'base/a.c': c_function(80) + '\n' + c_function(80)}),
        Example('a test may', {'tests/unit/base/test_a.c': c_function(200)}),
    ]),
    Rule(f'a function has at most {MAX_PARAMETERS} parameters', find_long_lists, [
        Example('six', {'base/a.c': c_function(3, 'void f(int a, int b, int c, int d, int e, int f)')},
                'f has 6 parameters'),
        Example('a callback counts as one',
                {'base/a.c': c_function(3, 'void f(int (*a)(int, int), int b, int c, int d, int e)')}),
        Example('four outputs', {'base/a.c': c_function(
            3, 'void f(int *ret_a, int *ret_b, int ret_c[4], int *ret_d)')}, '4 outputs'),
        Example('outputs and an error besides', {'base/a.c': c_function(
            3, 'bool f(int a, int b, int c, int d, int e, int *ret_f,\n       GError **error)')}),
        Example('none', {'base/a.c': c_function(3, 'void f(void)')}),
    ]),
]

if __name__ == '__main__':
    project = load_tree()
    report(RULES, project, notes(project))
