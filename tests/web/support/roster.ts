/* Units and members for tests of pages, made as an administrator's program makes them. */
import assert from 'node:assert/strict';

import type { ImportState } from '../../../player-web/shared/contract/sheets.ts';
import type { Slip } from '../../../player-web/shared/contract/activation.ts';
import { eventually } from './wait.ts';

export class Roster {
  private readonly url: string;

  constructor(url: string) {
    this.url = url;
  }

  async makeUnit(name: string, parentId?: string): Promise<string> {
    const body = { name, ...(parentId === undefined ? {} : { parent_id: parentId }) };
    return (await this.ask<{ id: string }>('POST', 'units', JSON.stringify(body))).id;
  }

  /* Rows: name, identity number, phone. */
  async bring(unitName: string, rows: readonly (readonly [string, string, string])[]): Promise<void> {
    const header = '\u59d3\u540d,\u8eab\u4efd\u8bc1\u53f7,\u624b\u673a\u53f7,\u6240\u5728\u515a\u652f\u90e8';
    const lines = rows.map((row) => [...row, unitName].join(','));
    const made = await this.ask<{ id: string }>(
      'POST',
      'imports?kind=members&name=people.csv',
      [header, ...lines, ''].join('\n'),
    );
    const reach = (state: ImportState) =>
      eventually(
        `the import is ${state}`,
        () => this.ask<{ state: ImportState }>('GET', `imports/${made.id}`),
        (row) => row.state === state,
      );
    await reach('ready');
    await this.ask('POST', `imports/${made.id}/apply`);
    await reach('done');
  }

  async slips(unitId: string): Promise<Slip[]> {
    return this.ask<Slip[]>('POST', 'activations', JSON.stringify({ unit_id: unitId, below: true }));
  }

  async reset(memberId: string): Promise<Slip> {
    const body = JSON.stringify({ member_ids: [memberId] });
    const [slip] = await this.ask<Slip[]>('POST', 'activations', body);
    assert.ok(slip);
    return slip;
  }

  private async ask<T>(method: string, path: string, body?: string): Promise<T> {
    const answer = await fetch(`${this.url}/api/v1/${path}`, {
      method,
      headers: {
        Authorization: 'Bearer demo-admin',
        ...(body?.startsWith('{') ? { 'Content-Type': 'application/json' } : {}),
      },
      ...(body === undefined ? {} : { body }),
    });
    const text = await answer.text();
    assert.ok(answer.ok, `${method} ${path}: ${answer.status} ${text}`);
    return (text === '' ? null : JSON.parse(text)) as T;
  }
}
