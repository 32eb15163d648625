/* What a script for old sets may contain: ES5 syntax, and only names that Chromium 38 and Android
 * 4.4 (Chromium 30) know. */
import { parse, type Node } from 'acorn';

/* Globals that every such engine has; what is not here is refused. */
const ALLOWED_GLOBALS = new Set(
  (
    'Array Boolean Date Error Function Infinity JSON Math NaN Number Object RegExp String ' +
    'arguments decodeURIComponent document encodeURIComponent history isNaN location navigator ' +
    'parseFloat parseInt screen undefined window Uint8Array XMLHttpRequest'
  ).split(' '),
);

/* Members that came later, of objects of the language or the document. `key` is that of keyboard
 * events (Chromium 51). */
const REFUSED_MEMBERS = new Set(
  (
    'after append assign before catch closest copyWithin entries fetch fill finally find ' +
    'findIndex flat flatMap from fromEntries includes isArrayLike isConnected isFinite isInteger ' +
    'isSafeInteger key normalize of padEnd padStart prepend remove repeat replaceAll ' +
    'replaceChildren replaceWith scrollIntoViewIfNeeded startsWith endsWith then toggleAttribute ' +
    'trunc values'
  ).split(' '),
);

interface AnyNode extends Node {
  [member: string]: unknown;
}

function isNode(value: unknown): value is AnyNode {
  return typeof value === 'object' && value !== null && typeof (value as Node).type === 'string';
}

function childrenOf(node: AnyNode): AnyNode[] {
  return Object.values(node).flatMap((value) =>
    Array.isArray(value) ? value.filter(isNode) : isNode(value) ? [value] : [],
  );
}

function nameOf(node: unknown): string {
  return isNode(node) && node.type === 'Identifier' ? String(node['name']) : '';
}

/* Names that the code binds itself. One set for the whole script is enough here: a name bound
 * anywhere is ours. */
function boundNames(root: AnyNode): Set<string> {
  const names = new Set<string>();
  const visit = (node: AnyNode): void => {
    if (node.type === 'VariableDeclarator') names.add(nameOf(node['id']));
    if (node.type === 'FunctionDeclaration' || node.type === 'FunctionExpression') {
      names.add(nameOf(node['id']));
      for (const parameter of node['params'] as unknown[]) names.add(nameOf(parameter));
    }
    if (node.type === 'CatchClause') names.add(nameOf(node['param']));
    childrenOf(node).forEach(visit);
  };
  visit(root);
  return names;
}

/* Identifiers that stand for a value, not for a member or a label. */
function usedNames(root: AnyNode): { globals: Set<string>; members: Set<string> } {
  const globals = new Set<string>();
  const members = new Set<string>();
  const visit = (node: AnyNode): void => {
    if (node.type === 'Identifier') globals.add(nameOf(node));
    for (const child of childrenOf(node)) {
      const isMember = node.type === 'MemberExpression' && !node['computed'] && child === node['property'];
      const isKey = node.type === 'Property' && !node['computed'] && child === node['key'];
      if (isMember) members.add(nameOf(child));
      if (!isMember && !isKey) visit(child);
    }
  };
  visit(root);
  return { globals, members };
}

export function checkEs5(name: string, source: string): string[] {
  let root: AnyNode;
  try {
    root = parse(source, { ecmaVersion: 5, sourceType: 'script' }) as unknown as AnyNode;
  } catch (error) {
    return [`${name}: not ES5: ${(error as Error).message}`];
  }
  const bound = boundNames(root);
  const { globals, members } = usedNames(root);
  return [
    ...[...globals]
      .filter((global) => !bound.has(global) && !ALLOWED_GLOBALS.has(global))
      .map((global) => `${name}: uses '${global}', which old sets lack`),
    ...[...members]
      .filter((member) => REFUSED_MEMBERS.has(member))
      .map((member) => `${name}: uses the member '${member}', which old sets lack`),
  ];
}

/* Style of old sets: nothing from after 2014. */
const LATE_CSS = /var\(|\bgap\s*:|display\s*:\s*(inline-)?grid|clamp\(|min\(|max\(|:is\(|:has\(|inset\s*:/;

export function checkOldCss(name: string, source: string): string[] {
  const late = LATE_CSS.exec(source);
  return late ? [`${name}: uses '${late[0]}', which old sets lack`] : [];
}
