#!/usr/bin/python3
"""scripts/run must build all that the server starts: what is missing shows only when somebody uses it."""
import re

from house import Example, Rule, report

EXECUTABLE = re.compile(r"\bexecutable\('([\w-]+)',([^()]*(?:\([^()]*\)[^()]*)*)\)")
BUILT = re.compile(r'^ *build run (.*?)(?: \|\| .*)?$', re.MULTILINE)


def find_not_built(tree):
    built = {word for line in BUILT.findall(tree.get('scripts/run', '')) for word in line.split()}
    targets = {f'{path.removesuffix("/meson.build")}/{name}'
               for path, text in tree.items() if path.endswith('/meson.build')
               for name, rest in EXECUTABLE.findall(text) if 'install: true' in rest}
    return [f'scripts/run: does not build {target}' for target in sorted(targets - built)]


SERVER = "tongping = executable('tongping', 'main.c', install: true)\n"
CHILD = "child = executable('tongping-child', files('main.c'),\n  install: true)\n"
RULES = [
    Rule('scripts/run builds each program that is installed', find_not_built, [
        Example('all of them', {'server/meson.build': SERVER,
                                'scripts/run': '    build run server/tongping pages.stamp || exit 1\n'}),
        Example('a tool of the tests', {'tests/meson.build': "dump = executable('dump', 'main.c')\n"}),
        Example('one is left out', {'server/meson.build': SERVER, 'a/child/meson.build': CHILD,
                                    'scripts/run': '    build run server/tongping || exit 1\n'},
                'does not build a/child/tongping-child'),
    ]),
]

if __name__ == '__main__':
    report(RULES)
