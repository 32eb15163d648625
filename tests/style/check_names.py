#!/usr/bin/python3
"""Names and headers: the file name is the prefix (foo.c exports foo_…), each header is read once and
compiles alone, each C file reads its own header first."""
import concurrent.futures
import fnmatch
import os
import re
import shlex
import subprocess
import tempfile

from house import C_FOLDERS, ROOT, Example, Rule, c_files, functions, report

# Files whose exports may start with these too, besides the file's own name. A family is several files
# that implement one header.
PREFIXES = (
    ('base/api_*', ('api_',)),
    ('base/ws_*', ('ws_',)),
    ('base/config_*', ('config_',)),
    ('base/json_*', ('json_',)),
    ('base/config*', ('config_',)),
    ('base/error.c', ('base_error_',)),
    ('base/token*.c', ('token_', 'id_')),
    ('base/timer_wheel.c', ('timer_',)),
    ('base/gate/*', ('gate_',)),
    ('base/gate/http_*', ('http_',)),
    ('signaling/signaling_service.c', ('signaling_',)),
    ('signaling/handlers/*', ('handle_', 'handler_')),
    ('catalog/api/*', ('handle_',)),
    ('catalog/auth/device_mark.c', ('device_marks_',)),
    ('catalog/auth/session_cache.c', ('session_entry_',)),
    ('catalog/roster/make_pinyin.c', ('main',)),
    ('catalog/store/folder_copy.c', ('folder_',)),
    ('media/package/cmaf_*', ('cmaf_',)),
    ('media/package/packager_*', ('packager_',)),
    ('media/package/playlist_*', ('playlist_',)),
    ('server/doctor*', ('doctor_',)),
    ('server/settings*', ('settings_',)),
    ('server/main.c', ('main',)),
)
TABLE_ENDING = '_table.c'  # account_table.c has the verbs account_table_… of account_row_… too
PACKAGES = ('glib-2.0', 'gio-unix-2.0', 'openssl', 'libsodium', 'jansson', 'libsoup-3.0',
            'libwebsockets', 'sqlite3', 'libqrencode', 'pangocairo', 'gstreamer-1.0')
COMPILER = ('cc', '-std=gnu11', '-D_GNU_SOURCE', '-DTONGPING_VERSION="0"', '-fsyntax-only', '-Wall',
            '-Wextra', '-Werror', '-Wstrict-prototypes', '-Wno-unused-function', '-x', 'c')


def prefixes_of(path):
    own = path.rsplit('/', 1)[-1].removesuffix('.c') + '_'
    if path.endswith(TABLE_ENDING):
        own = own.removesuffix('table_')
    more = [prefix for pattern, prefixes in PREFIXES if fnmatch.fnmatchcase(path, pattern)
            for prefix in prefixes]
    return (own, *more)


def find_foreign_names(tree):
    """A file of one function may be called like it."""
    problems = []
    for path, text in c_files(tree):
        if not path.endswith('.c'):
            continue
        prefixes = prefixes_of(path)
        stem = path.rsplit('/', 1)[-1].removesuffix('.c')
        problems += [f'{path}:{function.line}: exports {function.name}, which does not start with '
                     f'{" or ".join(prefixes)}'
                     for function in functions(text)
                     if not function.is_static and function.name != stem and
                     not function.name.startswith(prefixes)]
    return problems


def find_unguarded(tree):
    return [f'{path}: its first directive is not #pragma once'
            for path, text in c_files(tree, C_FOLDERS + ('tests/',)) if path.endswith('.h')
            and not re.match(r'(\s|/\*.*?\*/|//[^\n]*\n)*#pragma once\n', text, re.DOTALL)]


def find_late_own_headers(tree):
    problems = []
    for path, text in c_files(tree):
        own = path.removesuffix('.c') + '.h'
        if not path.endswith('.c') or own not in tree:
            continue
        first = re.search(r'^#include\s+["<]([^">]+)[">]', text, re.MULTILINE)
        if first is None or first.group(1) != own:
            problems.append(f'{path}: its first include is not "{own}"')
    return problems


def find_dependent_headers(tree):
    """Compiles each header of the tree alone, from a copy, so that examples work like the project."""
    headers = [path for path, _text in c_files(tree, C_FOLDERS + ('tests/',)) if path.endswith('.h')]
    flags = package_flags()
    with tempfile.TemporaryDirectory() as folder:
        for path in headers:
            copy = os.path.join(folder, path)
            os.makedirs(os.path.dirname(copy), exist_ok=True)
            with open(copy, 'w', encoding='utf-8') as file:
                file.write(tree[path])
        with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
            results = pool.map(lambda path: compile_alone(folder, path, flags), headers)
            return [problem for problem in results if problem]


def package_flags():
    done = subprocess.run(('pkg-config', '--cflags') + PACKAGES, capture_output=True, text=True,
                          check=True)
    return shlex.split(done.stdout)


def compile_alone(folder, path, flags):
    # Included from an empty file: a header given as the main file warns about its #pragma once.
    done = subprocess.run([*COMPILER, '-I', folder, *flags, '-'], input=f'#include "{path}"\n',
                          capture_output=True, text=True, cwd=ROOT, check=False)
    if done.returncode == 0:
        return None
    first = next((line for line in done.stderr.splitlines() if 'error' in line), done.stderr[:200])
    return f'{path} does not compile alone: {first.replace(folder + "/", "")}'


RULES = [
    Rule('a file exports only names that start with its own', find_foreign_names, [
        Example('a foreign name', {'base/log.c': 'void write_line(void) {\n}\n'},
                'exports write_line'),
        Example('a name over two lines', {'base/log.c': 'bool\nlog_open(void) {\n}\n\n'
                                          'bool open_log(int a,\n              int b) {\n}\n'},
                'exports open_log'),
        Example('its own and static ones', {
            'base/log.c': 'static int f(void) {\n}\n\nint log_open(void) {\n}\n'}),
        Example('a family', {'base/token.c': 'char *id_new_secret(unsigned n) {\n}\n'}),
        Example('a table and its rows', {
            'catalog/store/unit_table.c': 'void unit_row_free(UnitRow *row) {\n}\n'}),
    ]),
    Rule('a header begins with #pragma once', find_unguarded, [
        Example('none', {'base/a.h': '/* a */\n#include <glib.h>\n'}, 'base/a.h'),
        Example('after its comment', {'base/a.h': '/* a\n * b */\n#pragma once\n'}),
    ]),
    Rule('a C file includes its own header first', find_late_own_headers, [
        Example('second', {'base/a.c': '#include <glib.h>\n#include "base/a.h"\n', 'base/a.h': ''},
                'first include is not "base/a.h"'),
        Example('first', {'base/a.c': '#include "base/a.h"\n', 'base/a.h': ''}),
    ]),
    Rule('a header compiles alone', find_dependent_headers, [
        Example('a type from nowhere', {'base/a.h': '#pragma once\nbool a_is(void);\n'},
                'base/a.h does not compile alone'),
        Example('with what it needs', {
            'base/a.h': '#pragma once\n#include <stdbool.h>\n#include "base/b.h"\nbool a_is(B *b);\n',
            'base/b.h': '#pragma once\ntypedef struct B B;\n'}),
    ]),
]

if __name__ == '__main__':
    report(RULES)
