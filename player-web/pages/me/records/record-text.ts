/* The canonical text of a record (docs/attendance.md, "Record"), as far as a page shows it. Pure. */

export interface Span {
  from: number; // ms of the event's media
  to: number;
}

export interface RecordText {
  live: readonly Span[];
  replay: readonly Span[];
  offline: readonly Span[];
  faults: readonly Span[];
  confirmed: string; // '' for nothing, as the next ones
  reason: string;
  approved: string;
}

const SPAN = /^(\d+)-(\d+)$/;

function spansOf(value: string): Span[] {
  return value.split(',').flatMap((part) => {
    const match = SPAN.exec(part);
    return match ? [{ from: Number(match[1]), to: Number(match[2]) }] : [];
  });
}

export function readRecordText(text: string): RecordText {
  const values = new Map<string, string>();
  for (const line of text.split('\n')) {
    const at = line.indexOf(' ');
    if (at > 0) values.set(line.slice(0, at), line.slice(at + 1));
  }
  const words = (key: string) => {
    const value = values.get(key) ?? '-';
    return value === '-' ? '' : value;
  };
  const spans = (key: string) => spansOf(words(key));
  return {
    live: spans('live'),
    replay: spans('replay'),
    offline: spans('offline'),
    faults: spans('faults'),
    confirmed: words('confirmed'),
    reason: words('reason'),
    approved: words('approved'),
  };
}

export type SpanClass = 'live' | 'replay' | 'offline' | 'fault';

export interface Piece extends Span {
  what: SpanClass;
}

/* All of it in the order of the media. */
export function piecesOf(text: RecordText): Piece[] {
  const rows: readonly (readonly [SpanClass, readonly Span[]])[] = [
    ['live', text.live],
    ['replay', text.replay],
    ['offline', text.offline],
    ['fault', text.faults],
  ];
  return rows
    .flatMap(([what, spans]) => spans.map((span) => ({ ...span, what })))
    .sort((a, b) => a.from - b.from);
}

export function sumOf(spans: readonly Span[]): number {
  return spans.reduce((sum, { from, to }) => sum + to - from, 0);
}
