#!/usr/bin/python3
"""Sizes that keep code readable (docs/architecture.md): what no longer fits is two things.

Files: 500 lines, whatever the language; headers 150. Functions of the server: 80 lines at most, and
those above 60 are listed as notes. Five parameters at most, then a struct. Functions of tests may be
longer: a test reads as a trace, top to bottom. Tables that are data are excepted by name below."""
import statistics

from house import C_FOLDERS, Example, Rule, c_files, functions, load_tree, report

FILE_MAX_LINES = 500
HEADER_MAX_LINES = 150
FUNCTION_MAX_LINES = 80
FUNCTION_NOTE_LINES = 60
MAX_PARAMETERS = 5
CODE_ENDINGS = ('.c', '.h', '.py', '.ts', '.tsx', '.js', '.mjs', '.css', '.sh')

# Path → lines allowed, with the reason.
FILE_EXCEPTIONS = {
    'base/gate/gate.h': 200,  # the one contract between handlers and the port, read as one page
}
# Functions whose parameters another library fixes: (path, name).
PARAMETER_EXCEPTIONS = set()


def line_limit(path):
    if path in FILE_EXCEPTIONS:
        return FILE_EXCEPTIONS[path]
    return HEADER_MAX_LINES if path.endswith('.h') else FILE_MAX_LINES


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


def find_long_lists(tree):
    return [f'{path}:{function.line}: {function.name} has {len(function.parameters)} parameters, '
            f'at most {MAX_PARAMETERS}'
            for path, function in all_functions(tree)
            if len(function.parameters) > MAX_PARAMETERS and
            (path, function.name) not in PARAMETER_EXCEPTIONS]


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
        Example('a long test', {'tests/unit/base/test_a.c': '\n' * 501}, 'at most 500'),
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
        Example('none', {'base/a.c': c_function(3, 'void f(void)')}),
    ]),
]

if __name__ == '__main__':
    project = load_tree()
    report(RULES, project, notes(project))
