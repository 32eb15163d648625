#!/usr/bin/python3
"""Leftovers: paths of one machine, mirrors' names, notes without an issue, documents' links that lead
nowhere."""
import posixpath
import re

from house import Example, Rule, report

SELF = 'tests/style/check_words.py'

MACHINE_PATHS = re.compile(r'(?<![\w.])/(?:work|root|home/\w+|tmp/wt)/')
# A mirror or registry belongs into apt's and npm's own configuration; a lock file without hosts
# works with any of them.
REGISTRIES = re.compile(r'registry\.npmjs|npmmirror|registry\.yarnpkg|pypi\.(?:org|python)|'
                        r'deb\.debian\.org|ftp\.\w+\.debian\.org|artifactory|\bpkg\.dev\b', re.IGNORECASE)
NOTE = re.compile(r'\b(?:TODO|FIXME|XXX|HACK)\b(?=[:( ]|$)')
NOTE_WITH_ISSUE = re.compile(r'\b(?:TODO|FIXME)\(#\d+\)')
LINK = re.compile(r'\]\(([^)\s]+)\)')


def find_lines(tree, wrong):
    """Lines for which wrong(line) is true."""
    return [f'{path}:{number}: {line.strip()[:100]}'
            for path, text in sorted(tree.items()) if path != SELF
            for number, line in enumerate(text.split('\n'), 1) if wrong(line)]


def find_machine_paths(tree):
    return find_lines(tree, MACHINE_PATHS.search)


def find_registries(tree):
    return find_lines(tree, REGISTRIES.search)


def find_notes(tree):
    documents = ('.md', '.json', '.html')
    code = {path: text for path, text in tree.items() if not path.endswith(documents)}
    return find_lines(code, lambda line: NOTE.search(NOTE_WITH_ISSUE.sub('', line)))


def find_dead_links(tree):
    folders = {path.rsplit('/', 1)[0] for path in tree if '/' in path}
    problems = []
    for path, text in sorted(tree.items()):
        for link in LINK.findall(text) if path.endswith('.md') else ():
            target = link.split('#')[0]
            if not target or '://' in target or target.startswith('mailto:'):
                continue
            full = posixpath.normpath(posixpath.join(posixpath.dirname(path), target))
            if full not in tree and full not in folders and full not in ('LICENSE',):
                problems.append(f'{path}: the link {link} leads nowhere')
    return problems


RULES = [
    Rule('no path of one machine', find_machine_paths, [
        Example('a folder of ours', {'base/a.c': 'open("/wo' 'rk/x");\n'}, 'base/a.c:1'),
        Example('a home', {'scripts/run': 'cd /home/li/\n'}, 'scripts/run:1'),
        Example('a part of a path', {'docs/a.md': 'see ./network/a and /var/lib/tongping\n'}),
    ]),
    Rule('no registry or mirror by name', find_registries, [
        Example('in a lock file', {'player-web/package-lock.json':
                                   '"resolved": "https://registry.' 'npmjs.org/a"\n'}, ':1'),
        Example('in a script', {'scripts/run': 'curl http://deb.' 'debian.org/\n'}, 'scripts/run:1'),
    ]),
    Rule('a note in code names its issue', find_notes, [
        Example('no issue', {'base/a.c': '/* TODO: later */\n'}, 'base/a.c:1'),
        Example('with its issue', {'base/a.c': '/* TODO(#12): layers */\n'}),
    ]),
    Rule('a link in a document leads to a file', find_dead_links, [
        Example('nowhere', {'docs/a.md': '[b](b.md)\n'}, 'the link b.md'),
        Example('files, folders, places', {'docs/a.md': '[b](b.md#x) [c](../base/) [d](#y)\n',
                                           'docs/b.md': '', 'base/a.c': ''}),
    ]),
]

if __name__ == '__main__':
    report(RULES)
