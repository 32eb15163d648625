/* What can be told about a file before it is sent; the limit is the server's own. */

export const FILE_MAX_BYTES = 32 * 1024 * 1024;
export const FILE_ENDINGS = '.xlsx,.csv';

export type Refusal = 'empty' | 'too_large' | 'old_excel' | 'other_kind';

export function refusalOf(file: { name: string; size: number }): Refusal | null {
  if (!/\.(xlsx|xlsm|csv|txt)$/i.test(file.name)) {
    return /\.(xls|et|wps|ods|numbers)$/i.test(file.name) ? 'old_excel' : 'other_kind';
  }
  if (file.size === 0) return 'empty';
  return file.size > FILE_MAX_BYTES ? 'too_large' : null;
}
