"""What the style checks share: the files of the project, a small reading of C, and the report in TAP.

A check is a list of rules. A rule has one sentence and a function that takes a tree (path → text) and
returns the problems it finds. Each rule brings examples: small trees that it must accept or refuse;
they run first, so that a check that can no longer fail fails.
"""
import os
import pathlib
import re
import sys
from dataclasses import dataclass, field
from typing import Callable

ROOT = pathlib.Path(__file__).resolve().parents[2]

# Not ours, or made by a build. build* also hides the build folders' copies.
SKIPPED_FOLDERS = re.compile(
    r'^(build.*|node_modules|dist|data|\.git|\.cache|__pycache__|test-results|corpus|\.venv)$')
TEXT_ENDINGS = ('.c', '.h', '.py', '.sh', '.ts', '.tsx', '.js', '.mjs', '.json', '.css', '.html',
                '.md', '.yaml', '.yml', '.build', '.txt', '.sql', '.conf', '.service', '.supp')
TEXT_FOLDERS = ('scripts/', '.ci/')  # programs without an ending

# The houses of C code. Nobody outside tests/ looks into tests/.
C_FOLDERS = ('base/', 'media/', 'signaling/', 'catalog/', 'server/')

Tree = dict  # path from the root, with "/" → text


@dataclass
class Example:
    what: str
    tree: Tree
    problem: str = ''  # a part of the expected problem; '': accepted


@dataclass
class Rule:
    sentence: str
    find: Callable[[Tree], list]
    examples: list = field(default_factory=list)


def load_tree(root=ROOT):
    """All texts of the project that people write. Needs no git."""
    tree = {}
    for folder, folders, names in os.walk(root):
        folders[:] = sorted(name for name in folders if not SKIPPED_FOLDERS.match(name))
        for name in sorted(names):
            path = pathlib.Path(folder, name)
            short = path.relative_to(root).as_posix()
            if name.endswith(TEXT_ENDINGS) or short.startswith(TEXT_FOLDERS):
                tree[short] = path.read_text(encoding='utf-8', errors='replace')
    return tree


def c_files(tree, folders=C_FOLDERS):
    """C files below these folders, sorted by path."""
    return [(path, text) for path, text in sorted(tree.items())
            if path.endswith(('.c', '.h')) and path.startswith(folders)]


def blank(text):
    """The same text with comments, strings and preprocessor lines blanked, line for line."""
    def spaces(match):
        return re.sub(r'[^\n]', ' ', match.group())
    text = re.sub(r'//[^\n]*|/\*.*?\*/|"(?:\\.|[^"\\\n])*"|\'(?:\\.|[^\'\\\n])*\'', spaces, text,
                  flags=re.DOTALL)
    return re.sub(r'^[ \t]*#(?:[^\n]*\\\n)*[^\n]*', spaces, text, flags=re.MULTILINE)


@dataclass
class Function:
    name: str
    line: int
    n_lines: int
    is_static: bool
    parameters: list


def functions(text):
    """Function definitions of a C file in clang-format's layout: they start in column 0 and end with
    a brace in column 0."""
    found = []
    lines = blank(text).split('\n')
    opens = [i for i, line in enumerate(lines) if re.search(r'\)\s*\{\s*$', line)]
    last_end = -1
    for i in opens:
        if i <= last_end:
            continue  # inside the body of the function before
        start = i
        while start > 0 and lines[start][:1] in (' ', '\t'):
            start -= 1
        signature = ' '.join(lines[start:i + 1])
        if not re.match(r'[A-Za-z_]', signature) or re.match(r'(typedef|struct|enum|union)\b.*=',
                                                             signature):
            continue
        name = re.search(r'([A-Za-z_]\w*)\s*\(', signature)
        end = next((n for n in range(i, len(lines)) if lines[n].startswith('}')), None)
        if name is None or end is None or '=' in signature[:name.start()]:
            continue
        last_end = end
        found.append(Function(name.group(1), start + 1, end - start + 1,
                              bool(re.search(r'\bstatic\b', signature[:name.start()])),
                              parameters(signature[name.end():])))
    return found


def parameters(text):
    """Parameters up to the parenthesis that ends the list; none for (void)."""
    depth, current, found = 0, '', []
    for letter in text:
        if letter == ')' and depth == 0:
            break
        depth += (letter in '([{') - (letter in ')]}')
        if letter == ',' and depth == 0:
            found.append(current.strip())
            current = ''
        else:
            current += letter
    found.append(current.strip())
    return [] if found in ([''], ['void']) else found


def try_examples(rule):
    """What is wrong with the rule itself."""
    wrong = []
    for example in rule.examples:
        problems = rule.find(example.tree)
        if example.problem and not any(example.problem in problem for problem in problems):
            wrong.append(f'example "{example.what}" must be refused with "{example.problem}", '
                         f'got {problems}')
        if not example.problem and problems:
            wrong.append(f'example "{example.what}" must be accepted, got {problems}')
    if not any(example.problem for example in rule.examples):
        wrong.append('no example shows that this rule can fail')
    return wrong


def report(rules, tree=None, notes=()):
    """Runs all rules over their examples and over the project; TAP on stdout, exit status."""
    tree = load_tree() if tree is None else tree
    points = []
    for rule in rules:
        points.append((f'{rule.sentence} (the rule can fail)', try_examples(rule)))
        points.append((rule.sentence, rule.find(tree)))
    print(f'1..{len(points)}')
    for number, (sentence, problems) in enumerate(points, 1):
        print(f'{"not " if problems else ""}ok {number} - {sentence}')
        for problem in problems:
            print(f'# {problem}')
    for note in notes:
        print(f'# note: {note}')
    sys.exit(1 if any(problems for _sentence, problems in points) else 0)
