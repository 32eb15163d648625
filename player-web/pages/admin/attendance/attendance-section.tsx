import './attendance.css';
import '../../../shared/i18n/words-attend.ts';

import type { SectionProps } from '../section-props.ts';
import { PersonView } from './person-view.tsx';
import { RecordView } from './record-view.tsx';
import { RegisterList } from './register-list.tsx';
import { RegisterView } from './register-view.tsx';

/* Events, who attended, and why each number is what it is: #/attendance, #/attendance/REGISTER, with
 * ?record=ID one closed record (without a register too), with ?person=ID somebody before closing. */
export default function AttendanceSection({ route }: SectionProps) {
  const { record = '', person = '' } = route.query;
  if (record !== '') return <RecordView key={record} id={record} register={route.id} />;
  if (route.id === '') return <RegisterList />;
  if (person !== '') return <PersonView key={person} register={route.id} member={person} />;
  return <RegisterView key={route.id} id={route.id} />;
}
