/* Answers of the server that were asked for before the page's scripts had come. A script of its own asks
 * (pages/home/ahead.ts), `call` takes: each answer once. They lie on `window`, since the two share no modules. */

interface Shelf {
  tongpingEarly?: Record<string, Promise<Response> | undefined>;
}

const shelf: Shelf = typeof window === 'undefined' ? {} : (window as Shelf);

const keyOf = (method: string, address: string, body: string): string => `${method} ${address} ${body}`;

export function keepEarly(method: string, address: string, body: string, answer: Promise<Response>): void {
  answer.catch(() => undefined); // whoever takes it hears of it
  (shelf.tongpingEarly ??= {})[keyOf(method, address, body)] = answer;
}

export function takeEarly(method: string, address: string, body: string): Promise<Response> | undefined {
  const key = keyOf(method, address, body);
  const answer = shelf.tongpingEarly?.[key];
  if (answer) delete shelf.tongpingEarly![key];
  return answer;
}
