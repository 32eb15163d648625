#!/usr/bin/python3
"""The house of docs/architecture.md: who may include whom, which library is used where, no cycles,
no lock outside base/worker.c. The tables below are the rule; a new folder or library needs a row."""
import fnmatch
import re

from house import C_FOLDERS, Example, Rule, blank, c_files, report

FLOOR = ('base', 'base/gate')

# Folder → folders whose headers it may include, besides its own. A folder that is not named belongs
# to the nearest named one above it.
ARROWS = {
    'base': (),
    'base/gate': ('base',),
    'signaling/protocol': FLOOR,
    'signaling/ports': FLOOR + ('signaling/protocol',),
    'signaling/session': FLOOR + ('signaling/protocol', 'signaling/ports'),
    'signaling/room': FLOOR + ('signaling/protocol', 'signaling/ports', 'signaling/session'),
    'signaling/handlers': FLOOR + ('signaling/protocol', 'signaling/ports', 'signaling/session',
                                   'signaling/room'),
    'signaling': FLOOR + ('signaling/*',),
    'media': FLOOR + ('media/*',),
    'media/types': (),
    'media/link': FLOOR + ('media/types',),
    'media/ingest': FLOOR,
    'media/encode': FLOOR + ('media/types', 'media/link'),
    'media/program': FLOOR + ('media/types', 'media/link', 'media/encode'),
    'media/package': FLOOR + ('media/types',),
    'media/record': FLOOR + ('media/types', 'media/package'),
    'media/ts': FLOOR + ('media/types', 'media/package'),
    'media/deliver': FLOOR + ('media/types', 'media/package'),
    'media/lesson': FLOOR + ('media/types', 'media/package'),
    'media/course': FLOOR + ('media/types', 'media/package', 'media/lesson'),
    'media/library': FLOOR + ('media/types', 'media/package', 'media/lesson', 'media/ts', 'media/deliver'),
    'media/workshop': FLOOR,
    'media/rtc/net': FLOOR + ('media/rtc/wire',),
    'media/rtc/wire': FLOOR,
    'media/rtc/srtp': FLOOR + ('media/rtc/wire',),
    'media/rtc/dtls': FLOOR,
    'media/rtc/flow': FLOOR + ('media/rtc/wire',),
    'media/rtc': FLOOR + ('media/types', 'media/rtc/*'),
    'media/engine': FLOOR + ('media/*',),
    'catalog/say': (),
    'catalog/store': FLOOR,
    'catalog/roster': FLOOR + ('catalog/store',),
    'catalog/rights': FLOOR + ('catalog/store',),
    'catalog/sheet': FLOOR,
    'catalog/slip': FLOOR,
    'catalog/intake': FLOOR + ('catalog/store', 'catalog/roster', 'catalog/say', 'catalog/sheet'),
    'catalog/screen': FLOOR + ('catalog/store',),
    'catalog/meeting': FLOOR + ('catalog/store', 'catalog/roster', 'catalog/rights'),
    'catalog/room': FLOOR + ('catalog/store', 'catalog/rights', 'catalog/meeting'),
    'catalog/course': FLOOR + ('catalog/store', 'catalog/roster', 'catalog/rights', 'catalog/meeting'),
    'catalog/study': FLOOR + ('catalog/store', 'catalog/roster', 'catalog/rights', 'catalog/meeting', 'catalog/course'),
    'catalog/upload': FLOOR + ('catalog/store', 'catalog/rights', 'catalog/course'),
    'catalog/viewing': FLOOR + ('catalog/store', 'catalog/meeting', 'catalog/course', 'catalog/rights'),
    'catalog/auth': FLOOR + ('catalog/store', 'catalog/screen'),
    'catalog/credit': FLOOR + ('catalog/viewing',),
    'catalog/ledger': FLOOR + ('catalog/store',),
    'catalog/attendance': FLOOR + ('catalog/store', 'catalog/roster', 'catalog/rights', 'catalog/meeting',
                                   'catalog/course', 'catalog/study', 'catalog/viewing', 'catalog/credit',
                                   'catalog/ledger'),
    'catalog/report': FLOOR + ('catalog/store', 'catalog/roster', 'catalog/rights', 'catalog/course', 'catalog/sheet', 'catalog/credit',
                               'catalog/ledger', 'catalog/attendance'),
    'catalog/paper': FLOOR + ('catalog/store', 'catalog/say', 'catalog/slip', 'catalog/ledger', 'catalog/attendance'),
    'catalog/api': FLOOR + ('catalog/store', 'catalog/auth', 'catalog/roster', 'catalog/rights',
                            'catalog/say', 'catalog/sheet', 'catalog/slip', 'catalog/intake', 'catalog/screen',
                            'catalog/meeting', 'catalog/room', 'catalog/viewing', 'catalog/course', 'catalog/upload',
                            'catalog/study', 'catalog/credit', 'catalog/ledger', 'catalog/attendance',
                            'catalog/report', 'catalog/paper'),
    'catalog': FLOOR + ('catalog/*',),
    'server': FLOOR + ('signaling', 'signaling/*', 'media', 'media/*', 'catalog', 'catalog/*'),
}

# Library header → files that may include it. The first row that matches counts; a header that no
# row knows is refused. Headers of C, POSIX and Linux are free for all.
LIBRARIES = (
    (r'(glib|glib-unix|glib/.+|gio/.+)', ('*',)),
    (r'libsoup/.+', ('base/api_*',)),
    (r'(libwebsockets|ev)\.h', ('base/ws_*',)),
    (r'jansson\.h', ('base/json_table.c',)),
    (r'sqlite3\.h', ('catalog/store/*',)),
    (r'openssl/(ssl|srtp)\.h', ('base/gate/*', 'media/rtc/dtls/*', 'server/turn_probe.c')),
    (r'openssl/.+', ('base/token*.c', 'base/gate/*', 'media/rtc/dtls/*', 'media/rtc/srtp/*', 'media/rtc/wire/stun*',
                      'server/*')),
    (r'intel-ipsec-mb\.h', ('media/rtc/srtp/*',)),
    (r'sodium\.h', ('base/*', 'catalog/*', 'server/*')),
    (r'nghttp2/.+', ('base/gate/*',)),
    (r'qrencode\.h', ('server/*', 'catalog/slip/*')),
    (r'(pango|cairo).*', ('catalog/slip/*',)),
    (r'unicode/.+', ('catalog/roster/make_pinyin.c',)),
    (r'expat\.h', ('catalog/sheet/*',)),
    (r'zip\.h', ('catalog/sheet/*', 'catalog/ledger/*')),
    (r'gst/.+', ('media/program/*', 'media/encode/*')),
    (r'srt/.+', ('media/ingest/*',)),
    (r'lib(av(codec|format|filter|util)|swscale|swresample)/.+', ('media/course/*',)),
    (r'(seccomp|ebur128)\.h', ('media/course/*',)),
    (r'zlib\.h', ('media/package/*', 'media/record/*', 'media/lesson/*', 'media/rtc/wire/stun_hash.c')),
)
SYSTEM = re.compile(
    r'(assert|ctype|dirent|endian|errno|fcntl|float|ftw|getopt|grp|ifaddrs|inttypes|limits|link|locale|malloc|math|'
    r'netdb|poll|pthread|pwd|sched|setjmp|signal|spawn|stdarg|stdatomic|stdbool|stddef|stdint|stdio|stdlib|'
    r'string|strings|syslog|termios|time|unistd|'
    r'(arpa|linux|net|netinet|sys)/[\w/-]+)\.h')

# Headers that several files implement: the header is a module of its own, below those files.
CONTRACTS = ('base/api_reply.h', 'base/api_request.h', 'base/api_server.h', 'base/config.h',
             'base/json_table.h', 'base/token.h', 'base/ws_server.h', 'base/gate/gate.h',
             'catalog/store/account_table.h', 'media/ingest/ingest.h', 'media/record/recording.h')
# Headers that the build writes.
GENERATED = ('pinyin_syllables.h', 'store_sql.h')

LOCKS = re.compile(r'\b(G(?:Static)?(?:Rec)?Mutex|GRWLock|GCond|G_LOCK\w*|g_(?:rec_)?mutex_\w+|'
                   r'pthread_(?:mutex|rwlock|spin|cond)_\w+|mtx_\w+|cnd_\w+)\b')
LOCKS_ALLOWED = ('base/worker.c',)

INCLUDE = re.compile(r'^[ \t]*#[ \t]*include[ \t]*([<"])([^>"]+)[>"]', re.MULTILINE)


def includes(text):
    """(line, quote, path) of each include."""
    return [(text.count('\n', 0, match.start()) + 1, match.group(1), match.group(2))
            for match in INCLUDE.finditer(text)]


def folder_of(path):
    """The nearest folder with a row in ARROWS, or None."""
    folder = path
    while '/' in folder:
        folder = folder.rsplit('/', 1)[0]
        if folder in ARROWS:
            return folder
    return None


def may_include(source, target):
    return source == target or any(fnmatch.fnmatchcase(target, row) for row in ARROWS[source])


def find_wrong_arrows(tree):
    problems = []
    for path, text in c_files(tree):
        source = folder_of(path)
        for line, quote, name in includes(text):
            target = folder_of(name) if name.startswith(C_FOLDERS) else None
            if name.startswith('tests/'):
                problems.append(f'{path}:{line}: nobody looks into tests/: "{name}"')
            elif target and quote == '<':
                problems.append(f'{path}:{line}: <{name}> is ours: write it with quotes')
            elif target and source and not may_include(source, target):
                problems.append(f'{path}:{line}: {source}/ must not include {target}/: "{name}"')
    return problems


def find_lost_includes(tree):
    """Tests may also include what lies beside them."""
    problems = []
    for path, text in c_files(tree, C_FOLDERS + ('tests/',)):
        beside = path.rsplit('/', 1)[0] + '/' if path.startswith('tests/') else ''
        problems += [f'{path}:{line}: "{name}" is not the path of a file from the root'
                     for line, quote, name in includes(text)
                     if quote == '"' and name not in GENERATED and name not in tree and
                     beside + name not in tree]
    return problems


def find_wrong_libraries(tree):
    problems = []
    for path, text in c_files(tree):
        for line, quote, name in includes(text):
            if quote == '"' or SYSTEM.fullmatch(name) or name.startswith(C_FOLDERS):
                continue
            row = next((files for header, files in LIBRARIES
                        if re.fullmatch(header, name.removesuffix('.h')) or
                        re.fullmatch(header, name)), None)
            if row is None:
                problems.append(f'{path}:{line}: <{name}> has no row in LIBRARIES')
            elif not any(fnmatch.fnmatchcase(path, pattern) for pattern in row):
                problems.append(f'{path}:{line}: <{name}> belongs to {", ".join(row)} only')
    return problems


def cycles(edges):
    """Strongly connected groups of more than one node (Tarjan), each sorted."""
    index, low, stack, on_stack, groups = {}, {}, [], set(), []

    def visit(node):
        index[node] = low[node] = len(index)
        stack.append(node)
        on_stack.add(node)
        for target in sorted(edges.get(node, ())):
            if target not in index:
                visit(target)
                low[node] = min(low[node], low[target])
            elif target in on_stack:
                low[node] = min(low[node], index[target])
        if low[node] == index[node]:
            group = []
            while not group or group[-1] != node:
                group.append(stack.pop())
                on_stack.discard(group[-1])
            if len(group) > 1:
                groups.append(sorted(group))

    for node in sorted(edges):
        if node not in index:
            visit(node)
    return groups


def find_cycles(tree, node_of):
    edges = {}
    for path, text in c_files(tree):
        node = node_of(path)
        for _line, quote, name in includes(text):
            if quote == '"' and name in tree and node_of(name) != node:
                edges.setdefault(node, set()).add(node_of(name))
    return [f'cycle: {" → ".join(group + group[:1])}' for group in cycles(edges)]


def find_module_cycles(tree):
    return find_cycles(tree, lambda path: path if path in CONTRACTS else path.rsplit('.', 1)[0])


def find_folder_cycles(tree):
    return find_cycles(tree, lambda path: path.rsplit('/', 1)[0])


def find_locks(tree):
    return [f'{path}:{number}: {match.group()}: a lock means that an owner is missing'
            for path, text in c_files(tree) if path not in LOCKS_ALLOWED
            for number, line in enumerate(blank(text).split('\n'), 1)
            for match in [LOCKS.search(line)] if match]


RULES = [
    Rule('a folder includes only the folders below it', find_wrong_arrows, [
        Example('the floor looks up', {'base/log.c': '#include "catalog/store/a.h"\n'},
                'base/ must not include catalog/store/'),
        Example('the core looks into the gate', {'base/log.c': '#include "base/gate/gate.h"\n'},
                'base/ must not include base/gate/'),
        Example('rooms look at each other', {'signaling/a.c': '#include "catalog/b.h"\n'},
                'signaling/ must not include catalog/'),
        Example('a room looks at the roof', {'catalog/a.c': '#include "server/app.h"\n'},
                'catalog/ must not include server/'),
        Example('the store looks at the API', {'catalog/store/a.c': '#include "catalog/api/b.h"\n'},
                'catalog/store/ must not include catalog/api/'),
        Example('the program looks into tests', {'server/a.c': '#include "tests/support/b.h"\n'},
                'nobody looks into tests/'),
        Example('brackets hide nothing', {'base/a.c': '#include <base/log.h>\n'}, 'with quotes'),
        Example('the roof sees all', {
            'server/a.c': '#include "catalog/store/a.h"\n#include "base/gate/gate.h"\n'}),
    ]),
    Rule('an include in quotes is a path from the root', find_lost_includes, [
        Example('a neighbour by its bare name',
                {'base/a.c': '#include "a.h"\n', 'base/a.h': '#pragma once\n'}, '"a.h" is not'),
        Example('from the root', {'base/a.c': '#include "base/a.h"\n', 'base/a.h': ''}),
    ]),
    Rule('a library is used only where its row says', find_wrong_libraries, [
        Example('SQL in a handler', {'catalog/api/a.c': '#include <sqlite3.h>\n'},
                'belongs to catalog/store/*'),
        Example('JSON outside its table', {'signaling/a.c': '#include <jansson.h>\n'},
                'belongs to base/json_table.c'),
        Example('TLS outside the gate', {'server/a.c': '#include <openssl/ssl.h>\n'},
                'belongs to base/gate/*'),
        Example('a library without a row', {'base/a.c': '#include <curl/curl.h>\n'}, 'has no row'),
        Example('where they belong', {
            'base/a.c': '#include <errno.h>\n#include <glib.h>\n#include <sys/un.h>\n',
            'base/api_server.c': '#include <libsoup/soup.h>\n',
            'base/gate/tls.c': '#include <openssl/ssl.h>\n#include <openssl/err.h>\n'}),
    ]),
    Rule('no cycle between modules', find_module_cycles, [
        Example('two modules', {
            'base/a.c': '#include "base/b.h"\n', 'base/a.h': '', 'base/b.h': '#include "base/a.h"\n'},
                'base/a → base/b → base/a'),
        Example('parts of a contract', {
            'base/token.c': '#include "base/token_keys.h"\n', 'base/token.h': '',
            'base/token_keys.c': '#include "base/token_keys.h"\n',
            'base/token_keys.h': '#include "base/token.h"\n'}),
        Example('parts that know each other', {
            'base/token.c': '#include "base/token_keys.h"\n', 'base/token.h': '',
            'base/token_keys.h': '#include "base/token_text.h"\n',
            'base/token_text.h': '', 'base/token_text.c': '#include "base/token_keys.h"\n'},
                'base/token_keys → base/token_text'),
        Example('a chain', {'base/a.c': '#include "base/a.h"\n#include "base/b.h"\n',
                            'base/a.h': '#include "base/c.h"\n', 'base/b.h': '#include "base/c.h"\n',
                            'base/c.h': ''}),
    ]),
    Rule('no cycle between folders', find_folder_cycles, [
        Example('two folders by different modules', {
            'signaling/a/x.c': '#include "signaling/b/y.h"\n', 'signaling/b/y.h': '',
            'signaling/b/z.c': '#include "signaling/a/w.h"\n', 'signaling/a/w.h': ''},
                'signaling/a → signaling/b → signaling/a'),
    ]),
    Rule('no lock outside base/worker.c', find_locks, [
        Example('a mutex', {'catalog/a.c': 'static GMutex guard;\n'}, 'GMutex'),
        Example('a call', {'base/b.c': 'void f(void) {\n    pthread_mutex_lock(&m);\n}\n'},
                'pthread_mutex_lock'),
        Example('a comment', {'base/b.c': '/* no GMutex here */\n'}),
    ]),
]

if __name__ == '__main__':
    report(RULES)
