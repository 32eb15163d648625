/* The page that verifies, opened from a disk: no server, no network, no module, one file. */
import { verifyBytes, warmUp, type Result, type Verdict } from './verify.ts';
import { LINES, say, STATES, type Language, type Word } from './words.ts';

const MAX_SHOWN = 2000; // of those that are good; all that are not are shown
const MINUTE_MS = 60000;

const find = (id: string) => document.getElementById(id)!;
let language: Language = navigator.language.startsWith('zh') ? 'zh-CN' : 'en';
let bytes: Uint8Array | null = null;

function element(name: string, className: string, text: string): HTMLElement {
  const made = document.createElement(name);
  made.className = className;
  made.textContent = text;
  return made;
}

/* ---- a record as people read it ---- */

function moment(microseconds: string): string {
  const date = new Date(Number(microseconds) / 1000);
  return Number.isNaN(date.getTime()) ? microseconds : date.toLocaleString(language);
}

function minutes(milliseconds: string): string {
  const value = Number(milliseconds) / MINUTE_MS;
  return new Intl.NumberFormat(language, { style: 'unit', unit: 'minute', maximumFractionDigits: 1 }).format(value);
}

const SHOWN: Readonly<Record<string, (value: string) => string>> = {
  began: moment,
  closed: moment,
  required: minutes,
  covered: minutes,
  credited: minutes,
  unit: (value) => value.replace(/^\S+ /, ''),
  state: (value) => STATES[language][value] ?? value,
};

function facts(text: string): HTMLElement {
  const list = element('dl', '', '');
  for (const line of text.split('\n')) {
    const at = line.indexOf(' ');
    const [key, value] = [line.slice(0, at), line.slice(at + 1)];
    const label = LINES[language][key];
    if (!label || value === '-') continue;
    list.append(element('dt', '', label), element('dd', '', (SHOWN[key] ?? String)(value)));
  }
  return list;
}

function entry({ index, text, problem }: Verdict): HTMLElement {
  const item = element('details', problem ? 'bad' : 'good', '');
  const summary = document.createElement('summary');
  const why = problem === 'unreadable' ? 'entry_unreadable' : problem;
  const name = /^name (.+)$/m.exec(text)?.[1] ?? '';
  summary.append(
    element('b', 'verdict', say(language, problem ? 'no' : 'yes')),
    element('span', 'place', say(language, 'entry', { index })),
    element('span', 'who', name),
    element('span', 'why', why ? say(language, why) : ''),
  );
  item.append(summary, facts(text), element('pre', '', text));
  return item;
}

/* ---- what was found ---- */

function headline({ verdicts, known }: Result): readonly [string, boolean] {
  const bad = verdicts.filter((one) => one.problem);
  const values = { n: verdicts.length, bad: bad.length, first: bad[0]?.index ?? '' };
  if (verdicts.length === 0) return [say(language, 'nothing'), false];
  return [say(language, bad.length > 0 ? 'some_bad' : 'all_good', values), bad.length === 0 && known !== 'bad'];
}

function showResult(result: Result): void {
  const [sentence, isGood] = headline(result);
  const { checkpoint, key, verdicts, known, milliseconds, signatureMilliseconds } = result;
  const said = [element('p', isGood ? 'headline good' : 'headline bad', sentence)];
  if (known !== 'none') said.push(element('p', known === 'good' ? 'good' : 'bad', say(language, `known_${known}`)));
  said.push(element('p', 'small', say(language, 'signed_by', { origin: checkpoint.origin, size: checkpoint.head.size, key })));
  said.push(element('p', 'small', say(language, 'took', { ms: milliseconds.toFixed(2), signature: signatureMilliseconds.toFixed(1) })));
  const shown = [...verdicts.filter((one) => one.problem), ...verdicts.filter((one) => !one.problem).slice(0, MAX_SHOWN)];
  find('result').replaceChildren(...said, ...shown.sort((a, b) => a.index - b.index).map(entry));
}

function show(): void {
  document.documentElement.lang = language;
  document.title = say(language, 'title');
  for (const one of Array.from(document.querySelectorAll<HTMLElement>('[data-word]'))) {
    one.textContent = say(language, one.dataset['word'] as Word);
  }
  if (!bytes) return;
  const result = verifyBytes(bytes, (find('known') as HTMLTextAreaElement).value);
  if (result) showResult(result);
  else find('result').replaceChildren(element('p', 'headline bad', say(language, 'unreadable')));
}

async function take(file: File | undefined): Promise<void> {
  if (!file) return;
  find('result').replaceChildren();
  bytes = new Uint8Array(await file.arrayBuffer());
  show();
}

/* ---- the page ---- */

const input = find('file') as HTMLInputElement;
input.addEventListener('change', () => void take(input.files?.[0]));
find('known').addEventListener('input', show);
for (const button of Array.from(document.querySelectorAll<HTMLElement>('[data-language]'))) {
  button.addEventListener('click', () => {
    language = button.dataset['language'] as Language;
    show();
  });
}
document.addEventListener('dragover', (event) => {
  event.preventDefault();
  document.body.classList.add('over');
});
document.addEventListener('dragleave', () => document.body.classList.remove('over'));
document.addEventListener('drop', (event) => {
  event.preventDefault();
  document.body.classList.remove('over');
  void take(event.dataTransfer?.files[0]);
});
show();
setTimeout(warmUp, 0);
