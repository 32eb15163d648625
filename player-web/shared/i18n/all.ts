/* All words of the pages together, for tools and tests; no page imports this. */
import { activateEn } from './activate.en.ts';
import { activateZhCN } from './activate.zh-CN.ts';
import { adminEn } from './admin.en.ts';
import { adminZhCN } from './admin.zh-CN.ts';
import { attendEn } from './attend.en.ts';
import { attendZhCN } from './attend.zh-CN.ts';
import { besideEn } from './beside.en.ts';
import { besideZhCN } from './beside.zh-CN.ts';
import { boothEn } from './booth.en.ts';
import { boothZhCN } from './booth.zh-CN.ts';
import { cameraEn } from './camera.en.ts';
import { cameraZhCN } from './camera.zh-CN.ts';
import { deskEn } from './desk.en.ts';
import { deskZhCN } from './desk.zh-CN.ts';
import { editorEn } from './editor.en.ts';
import { editorZhCN } from './editor.zh-CN.ts';
import { installEn } from './install.en.ts';
import { installZhCN } from './install.zh-CN.ts';
import { joinEn } from './join.en.ts';
import { joinZhCN } from './join.zh-CN.ts';
import { learnEn } from './learn.en.ts';
import { learnZhCN } from './learn.zh-CN.ts';
import { lessonsEn } from './lessons.en.ts';
import { lessonsZhCN } from './lessons.zh-CN.ts';
import { meEn } from './me.en.ts';
import { meZhCN } from './me.zh-CN.ts';
import { membersEn } from './members.en.ts';
import { membersZhCN } from './members.zh-CN.ts';
import { newsEn } from './news.en.ts';
import { newsZhCN } from './news.zh-CN.ts';
import { en as coreEn } from './messages.en.ts';
import { zhCN as coreZhCN } from './messages.zh-CN.ts';
import { mineEn } from './mine.en.ts';
import { mineZhCN } from './mine.zh-CN.ts';
import { officeEn } from './office.en.ts';
import { officeZhCN } from './office.zh-CN.ts';
import { pairEn } from './pair.en.ts';
import { pairZhCN } from './pair.zh-CN.ts';
import { placesEn } from './places.en.ts';
import { placesZhCN } from './places.zh-CN.ts';
import { queueEn } from './queue.en.ts';
import { queueZhCN } from './queue.zh-CN.ts';
import { readersEn } from './readers.en.ts';
import { readersZhCN } from './readers.zh-CN.ts';
import { reportsEn } from './reports.en.ts';
import { reportsZhCN } from './reports.zh-CN.ts';
import { rightsEn } from './rights.en.ts';
import { rightsZhCN } from './rights.zh-CN.ts';
import { rollEn } from './roll.en.ts';
import { rollZhCN } from './roll.zh-CN.ts';
import { inviteEn } from './invite.en.ts';
import { inviteZhCN } from './invite.zh-CN.ts';
import { roomEn } from './room.en.ts';
import { roomZhCN } from './room.zh-CN.ts';
import { roomsEn } from './rooms.en.ts';
import { roomsZhCN } from './rooms.zh-CN.ts';
import { rulesEn } from './rules.en.ts';
import { rulesZhCN } from './rules.zh-CN.ts';
import { studioEn } from './studio.en.ts';
import { studioZhCN } from './studio.zh-CN.ts';
import { studyEn } from './study.en.ts';
import { studyZhCN } from './study.zh-CN.ts';
import { unitsEn } from './units.en.ts';
import { unitsZhCN } from './units.zh-CN.ts';
import { watchEn } from './watch.en.ts';
import { watchZhCN } from './watch.zh-CN.ts';
import { writeEn } from './write.en.ts';
import { writeZhCN } from './write.zh-CN.ts';

export const zhCN = {
  ...coreZhCN,
  ...activateZhCN,
  ...adminZhCN,
  ...attendZhCN,
  ...besideZhCN,
  ...boothZhCN,
  ...cameraZhCN,
  ...deskZhCN,
  ...editorZhCN,
  ...installZhCN,
  ...joinZhCN,
  ...learnZhCN,
  ...lessonsZhCN,
  ...meZhCN,
  ...membersZhCN,
  ...newsZhCN,
  ...mineZhCN,
  ...officeZhCN,
  ...pairZhCN,
  ...placesZhCN,
  ...queueZhCN,
  ...readersZhCN,
  ...reportsZhCN,
  ...rightsZhCN,
  ...rollZhCN,
  ...inviteZhCN,
  ...roomZhCN,
  ...roomsZhCN,
  ...rulesZhCN,
  ...studioZhCN,
  ...studyZhCN,
  ...unitsZhCN,
  ...watchZhCN,
  ...writeZhCN,
} as const;
export const en = {
  ...coreEn,
  ...activateEn,
  ...adminEn,
  ...attendEn,
  ...besideEn,
  ...boothEn,
  ...cameraEn,
  ...deskEn,
  ...editorEn,
  ...installEn,
  ...joinEn,
  ...learnEn,
  ...lessonsEn,
  ...meEn,
  ...membersEn,
  ...newsEn,
  ...mineEn,
  ...officeEn,
  ...pairEn,
  ...placesEn,
  ...queueEn,
  ...readersEn,
  ...reportsEn,
  ...rightsEn,
  ...rollEn,
  ...inviteEn,
  ...roomEn,
  ...roomsEn,
  ...rulesEn,
  ...studioEn,
  ...studyEn,
  ...unitsEn,
  ...watchEn,
  ...writeEn,
} as const;
