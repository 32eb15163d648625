/* The areas of words beside messages.*.ts. Types only: a page that needs an area imports its words-*.ts,
 * so that nobody else carries them. */
import type { adminZhCN } from './admin.zh-CN.ts';
import type { deskZhCN } from './desk.zh-CN.ts';
import type { officeZhCN } from './office.zh-CN.ts';
import type { rightsZhCN } from './rights.zh-CN.ts';

export type AreaMessages = typeof adminZhCN &
  typeof deskZhCN &
  typeof officeZhCN &
  typeof rightsZhCN;
