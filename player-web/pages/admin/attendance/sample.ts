/* GET /api/v1/registers/{id}/sample?count=&seed=: closed records drawn at random. */
import { addressOf, failureOf, headersFor, UNREACHABLE, type Result } from '../../../shared/api-client.ts';
import type { AttendanceRecord } from '../../../shared/contract/policies.ts';

export interface RecordSample {
  seed: string;
  records: AttendanceRecord[];
}

/* An empty seed: the server chooses one and says it. */
export async function askSample(register: string, count: number, seed: string): Promise<Result<RecordSample>> {
  const url = addressOf('/api/v1/registers/{id}/sample', { id: register }, { count, seed });
  try {
    const response = await fetch(url, { headers: headersFor('GET', false), credentials: 'same-origin', cache: 'no-store' });
    if (!response.ok) return { ok: false, failure: await failureOf(response) };
    return { ok: true, value: (await response.json()) as RecordSample };
  } catch {
    return { ok: false, failure: UNREACHABLE };
  }
}
