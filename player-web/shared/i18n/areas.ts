/* The areas of words beside messages.*.ts. Types only: a page that needs an area imports its words-*.ts,
 * so that nobody else carries them. */
import type { activateZhCN } from './activate.zh-CN.ts';
import type { adminZhCN } from './admin.zh-CN.ts';
import type { attendZhCN } from './attend.zh-CN.ts';
import type { besideZhCN } from './beside.zh-CN.ts';
import type { boothZhCN } from './booth.zh-CN.ts';
import type { cameraZhCN } from './camera.zh-CN.ts';
import type { deskZhCN } from './desk.zh-CN.ts';
import type { editorZhCN } from './editor.zh-CN.ts';
import type { installZhCN } from './install.zh-CN.ts';
import type { joinZhCN } from './join.zh-CN.ts';
import type { learnZhCN } from './learn.zh-CN.ts';
import type { lessonsZhCN } from './lessons.zh-CN.ts';
import type { meZhCN } from './me.zh-CN.ts';
import type { membersZhCN } from './members.zh-CN.ts';
import type { newsZhCN } from './news.zh-CN.ts';
import type { mineZhCN } from './mine.zh-CN.ts';
import type { officeZhCN } from './office.zh-CN.ts';
import type { pairZhCN } from './pair.zh-CN.ts';
import type { placesZhCN } from './places.zh-CN.ts';
import type { queueZhCN } from './queue.zh-CN.ts';
import type { readersZhCN } from './readers.zh-CN.ts';
import type { reportsZhCN } from './reports.zh-CN.ts';
import type { rightsZhCN } from './rights.zh-CN.ts';
import type { rollZhCN } from './roll.zh-CN.ts';
import type { inviteZhCN } from './invite.zh-CN.ts';
import type { roomZhCN } from './room.zh-CN.ts';
import type { roomsZhCN } from './rooms.zh-CN.ts';
import type { rulesZhCN } from './rules.zh-CN.ts';
import type { studioZhCN } from './studio.zh-CN.ts';
import type { studyZhCN } from './study.zh-CN.ts';
import type { unitsZhCN } from './units.zh-CN.ts';
import type { watchZhCN } from './watch.zh-CN.ts';
import type { writeZhCN } from './write.zh-CN.ts';

export type AreaMessages = typeof activateZhCN &
  typeof adminZhCN &
  typeof attendZhCN &
  typeof besideZhCN &
  typeof boothZhCN &
  typeof cameraZhCN &
  typeof deskZhCN &
  typeof editorZhCN &
  typeof installZhCN &
  typeof joinZhCN &
  typeof learnZhCN &
  typeof lessonsZhCN &
  typeof meZhCN &
  typeof membersZhCN &
  typeof newsZhCN &
  typeof mineZhCN &
  typeof officeZhCN &
  typeof pairZhCN &
  typeof placesZhCN &
  typeof queueZhCN &
  typeof readersZhCN &
  typeof reportsZhCN &
  typeof rightsZhCN &
  typeof rollZhCN &
  typeof inviteZhCN &
  typeof roomZhCN &
  typeof roomsZhCN &
  typeof rulesZhCN &
  typeof studioZhCN &
  typeof studyZhCN &
  typeof unitsZhCN &
  typeof watchZhCN &
  typeof writeZhCN;
