/* What is dubbed in one breath: paragraphs of a lesson, from subtitles, from marks set by hand, or from where the
 * original is silent. Times are milliseconds of the picture. Pure. */

export interface Paragraph {
  id: number; // of its dub, never used again
  fromMs: number;
  toMs: number; // exclusive; at most where the next one begins
  source: string; // what is said there, in the language of the subtitle; ""
  own: string; // what is to be read aloud, in the language of the dub; ""
  takeId: string; // the take that counts; "": none
  isCut: boolean; // the take ends where the paragraph does, and does not flow over into the pause
}

interface TimedText {
  fromMs: number;
  toMs: number;
  text: string;
}

/* A pause of speech as long as this ends a paragraph. */
const PAUSE_MS = 1000;
/* From here on the next end of a sentence ends it, then any end of a cue. */
const LONG_MS = 15000;
const TOO_LONG_MS = 25000;
/* Shorter ones cannot be read by anybody. */
const LEAST_MS = 300;

const SENTENCE_END = /[。！？!?.…།༎۔؟꓿᠃]["”’」』）)]*$/;

function isOver(open: TimedText, next: TimedText): boolean {
  const length = open.toMs - open.fromMs;
  if (next.fromMs - open.toMs >= PAUSE_MS) return true;
  if (next.toMs - open.fromMs > TOO_LONG_MS) return true;
  return length >= LONG_MS && SENTENCE_END.test(open.text);
}

/* Chinese has no spaces between sentences, other languages have. */
function joined(a: string, b: string): string {
  if (a === '' || b === '') return a + b;
  return /[\p{Script=Han}\u3000-\u303f\uff00-\uffef]$/u.test(a) ? a + b : `${a} ${b}`;
}

function paragraphOf(id: number, { fromMs, toMs, text }: TimedText): Paragraph {
  return { id, fromMs, toMs, source: text, own: '', takeId: '', isCut: false };
}

/* Spans in any order, overlapping or beyond the end, become paragraphs that follow each other. */
function joinedAtPauses(spans: readonly TimedText[], durationMs: number): Paragraph[] {
  const inside = spans
    .map((one) => ({ ...one, fromMs: Math.max(0, one.fromMs), toMs: Math.min(durationMs, one.toMs) }))
    .filter((one) => one.toMs > one.fromMs)
    .sort((a, b) => a.fromMs - b.fromMs);
  const paragraphs: TimedText[] = [];
  let open: TimedText | null = null;
  for (const one of inside) {
    if (open && !isOver(open, one)) {
      open.toMs = Math.max(open.toMs, one.toMs);
      open.text = joined(open.text, one.text);
    } else {
      if (open) open.toMs = Math.min(open.toMs, one.fromMs);
      open = { ...one };
      paragraphs.push(open);
    }
  }
  return paragraphs.filter((one) => one.toMs - one.fromMs >= LEAST_MS).map((one, i) => paragraphOf(i + 1, one));
}

export interface ReadCue {
  fromMs: number;
  toMs: number;
  lines: readonly string[];
}

const textOf = (cue: ReadCue) => cue.lines.reduce(joined, '');

export function paragraphsOfCues(cues: readonly ReadCue[], durationMs: number): Paragraph[] {
  return joinedAtPauses(
    cues.map((cue) => ({ fromMs: cue.fromMs, toMs: cue.toMs, text: textOf(cue) })),
    durationMs,
  );
}

export interface Span {
  fromMs: number;
  toMs: number;
}

export function paragraphsOfSpeech(spans: readonly Span[], durationMs: number): Paragraph[] {
  return joinedAtPauses(spans.map((span) => ({ ...span, text: '' })), durationMs);
}

/* Each mark is a beginning; the last paragraph goes on to the end. */
export function paragraphsOfMarks(marks: readonly number[], durationMs: number): Paragraph[] {
  const begins = [...new Set(marks)].filter((at) => at >= 0 && at < durationMs).sort((a, b) => a - b);
  const kept = begins.filter((at, i) => i === 0 || at - (begins[i - 1] ?? 0) >= LEAST_MS);
  return kept.map((at, i) => paragraphOf(i + 1, { fromMs: at, toMs: kept[i + 1] ?? durationMs, text: '' }));
}

/* Where what is said here must have ended at the latest. */
export function limitOf(paragraphs: readonly Paragraph[], at: number, durationMs: number): number {
  return paragraphs[at + 1]?.fromMs ?? durationMs;
}

/* Gives each paragraph the cues of the dub's language whose middle lies in it. Text that somebody typed stays. */
export function withOwnCues(paragraphs: readonly Paragraph[], cues: readonly ReadCue[], durationMs: number): Paragraph[] {
  return paragraphs.map((one, i) => {
    if (one.own !== '') return one;
    const endMs = limitOf(paragraphs, i, durationMs);
    const own = cues.filter(({ fromMs, toMs }) => {
      const middle = (fromMs + toMs) / 2;
      return middle >= one.fromMs && middle < endMs;
    });
    return { ...one, own: own.map((cue) => cue.lines.join('\n')).join('\n') };
  });
}

/* This one and the next become one; what was recorded for them stays behind. */
export function joinedWithNext(paragraphs: readonly Paragraph[], at: number): Paragraph[] {
  const [one, next] = [paragraphs[at], paragraphs[at + 1]];
  if (!one || !next) return [...paragraphs];
  const lines = (a: string, b: string) => [a, b].filter(Boolean).join('\n');
  const both: Paragraph = {
    id: Math.max(...paragraphs.map(({ id }) => id)) + 1,
    fromMs: one.fromMs,
    toMs: next.toMs,
    source: joined(one.source, next.source),
    own: lines(one.own, next.own),
    takeId: '',
    isCut: false,
  };
  return [...paragraphs.slice(0, at), both, ...paragraphs.slice(at + 2)];
}
