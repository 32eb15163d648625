#!/usr/bin/python3
"""Layout is not a matter of opinion: clang-format for C, shellcheck for scripts."""
import pathlib
import re
import shutil
import subprocess
import tempfile

from house import C_FOLDERS, ROOT, Example, Rule, c_files, load_tree, report

CLANG_FORMAT_MAJOR = '14'  # Debian 12's; other versions lay the same code out differently


def in_copy(texts, command):
    """Runs the command on copies of these files; lines of its output, without the copy's folder."""
    if not texts:
        return []
    with tempfile.TemporaryDirectory() as folder:
        shutil.copy(ROOT / '.clang-format', folder)
        for path, text in texts:
            copy = pathlib.Path(folder, path)
            copy.parent.mkdir(parents=True, exist_ok=True)
            copy.write_text(text, encoding='utf-8')
        done = subprocess.run([*command, *(path for path, _text in texts)], cwd=folder,
                              capture_output=True, text=True, check=False)
    if done.returncode == 0:
        return []
    return (done.stdout + done.stderr).strip().splitlines() or [f'exit status {done.returncode}']


def find_unformatted(tree):
    texts = c_files(tree, C_FOLDERS + ('tests/',))
    lines = in_copy(texts, ['clang-format', '--dry-run', '-Werror', '--ferror-limit=3'])
    return [line for line in lines if ': error:' in line]


def find_shell_problems(tree):
    texts = [(path, text) for path, text in sorted(tree.items())
             if re.match(r'#!.*\b(?:ba)?sh\b', text) or path.endswith('.sh')]
    return in_copy(texts, ['shellcheck', '--external-sources', '--format=gcc'])


RULES = [
    Rule('C is laid out by clang-format', find_unformatted, [
        Example('two on one line', {'base/a.c': 'int a;   int b;\n'}, 'base/a.c:1'),
        Example('laid out', {'base/a.c': 'int a(void) {\n    return 1;\n}\n'}),
    ]),
    Rule('scripts pass shellcheck', find_shell_problems, [
        Example('an unquoted name', {'scripts/a': '#!/usr/bin/env bash\nrm $1\n'}, 'SC2086'),
        Example('quoted', {'scripts/a': '#!/usr/bin/env bash\nrm "$1"\n'}),
    ]),
]


def main():
    for program in ('clang-format', 'shellcheck'):
        if shutil.which(program) is None:
            print(f'1..0 # SKIP {program} is not installed: scripts/install-deps test')
            return
    version = subprocess.run(['clang-format', '--version'], capture_output=True, text=True,
                             check=True).stdout
    if f'version {CLANG_FORMAT_MAJOR}.' not in version:
        print(f'1..0 # SKIP this is {version.strip()}, not {CLANG_FORMAT_MAJOR}')
        return
    report(RULES, load_tree())


if __name__ == '__main__':
    main()
