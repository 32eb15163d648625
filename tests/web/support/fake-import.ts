/* One import of the fake server: reads for a few questions, knows good and bad rows, applies. */
import type { Import, ImportPatch, ImportRow, RowOutcome } from '../../../player-web/shared/contract/sheets.ts';
import { Refusal } from './fake-handler.ts';

/* So many times the page is told to wait. */
const READING_STEPS = 2;

const FIELDS: Readonly<Record<Import['kind'], Import['fields']>> = {
  members: [
    { field: 'name', name: '姓名', required: true },
    { field: 'unit', name: '所在党支部', required: true },
    { field: 'identity_number', name: '身份证号', required: false },
    { field: 'phone', name: '手机号', required: false },
    { field: 'kind', name: '类别', required: false },
  ],
  units: [
    { field: 'name', name: '组织名称', required: true },
    { field: 'parent', name: '上级组织', required: false },
    { field: 'code', name: '代码', required: false },
  ],
};

const COLUMNS: Readonly<Record<Import['kind'], Import['columns']>> = {
  members: [
    { header: '序号', samples: ['1', '2', '3'] },
    { header: '姓名', field: 'name', samples: ['王建国', '李秀英', '张明芳'] },
    { header: '公民身份号码', field: 'identity_number', samples: ['530***********0017', '530***********1223'] },
    { header: '联系电话', field: 'phone', samples: ['138****0001', '139****2002'] },
    { header: '党支部', field: 'unit', samples: ['石桥镇/河东村', '石桥镇/河西村'] },
    { header: '备注', samples: ['', '外出务工'] },
  ],
  units: [
    { header: '组织名称', field: 'name', samples: ['石桥镇', '河东村'] },
    { header: '上级组织', field: 'parent', samples: ['云岭县', '石桥镇'] },
  ],
};

const PROBLEMS = [
  '身份证号“5.1E+17”被表格软件改写成了近似值：请把这一列设为文本后重新填写。',
  '身份证号“530***********001X”的校验位不对：请核对。',
  '找不到组织“石桥镇/河冬村”：相近的有“河东村”。',
];

const COUNTS: Readonly<Record<RowOutcome, number>> = { new: 1180, changed: 96, same: 112, wrong: 14, skipped: 3 };

export class FakeImport {
  readonly state: Import;
  private asked = 0;

  constructor(id: string, query: URLSearchParams) {
    const kind = query.get('kind') === 'units' ? 'units' : 'members';
    this.state = {
      id, kind, file_name: query.get('name') ?? '', state: 'reading', sheets: [], sheet: 0, header_row: 1,
      columns: [], fields: FIELDS[kind], progress: 0, expires_at: new Date(Date.now() + 3600000).toISOString(),
      counts: { rows: 0, created: 0, changed: 0, same: 0, wrong: 0, skipped: 0 },
    };
  }

  /* One question further. */
  step(): Import {
    const { state } = this;
    if (state.state !== 'reading' && state.state !== 'applying') return state;
    this.asked += 1;
    state.progress = Math.min(100, this.asked * 45);
    if (this.asked <= READING_STEPS) return state;
    if (state.state === 'applying') state.state = 'done';
    else if (/bad/.test(state.file_name)) this.fail();
    else this.read();
    return state;
  }

  change(patch: ImportPatch): Import {
    const { state } = this;
    if (patch.sheet !== undefined) state.sheet = patch.sheet;
    if (patch.header_row !== undefined) state.header_row = patch.header_row;
    if (patch.unit_id) state.unit_id = patch.unit_id;
    if (patch.columns) {
      state.columns = state.columns.map(({ header, samples }, i) => {
        const field = patch.columns?.[i] ?? '';
        return field === '' ? { header, samples } : { header, samples, field };
      });
    }
    state.state = 'reading';
    this.asked = READING_STEPS - 1;
    return state;
  }

  apply(): Import {
    if (this.state.state !== 'ready') throw new Refusal(409, 'conflict', 'the file is still being read');
    this.state.state = 'applying';
    this.state.progress = 0;
    this.asked = 0;
    return this.state;
  }

  rows(query: URLSearchParams): ImportRow[] {
    const outcome = (query.get('outcome') ?? 'new') as RowOutcome;
    const after = Number(query.get('after') ?? 0);
    const all = Array.from({ length: COUNTS[outcome] }, (_, n): ImportRow => ({
      row: 2 + n * 7, outcome, name: `${'王李张陈杨'.charAt(n % 5)}${'建秀志文玉'.charAt((n * 3) % 5)}${'国英强海兰'.charAt((n * 2) % 5)}`,
      unit: `石桥镇/${'河东河西青山大坪'.slice((n % 4) * 2, (n % 4) * 2 + 2)}村`,
      problems: outcome === 'wrong' ? [PROBLEMS[n % PROBLEMS.length]!] : [],
    }));
    return all.filter((row) => row.row > after).slice(0, Number(query.get('limit') ?? 50));
  }

  report(): string {
    return '\uFEFF行,姓名,问题\r\n';
  }

  private read(): void {
    const { state } = this;
    if (state.columns.length === 0) state.columns = COLUMNS[state.kind];
    Object.assign(state, { state: 'ready', sheets: ['党员名册', '说明'], progress: 100 });
    const { new: created, changed, same, wrong, skipped } = COUNTS;
    state.counts = { rows: created + changed + same + wrong + skipped, created, changed, same, wrong, skipped };
  }

  private fail(): void {
    this.state.state = 'failed';
    this.state.detail = '文件“bad.xlsx”不是表格：它的内容与扩展名不符。';
  }
}
