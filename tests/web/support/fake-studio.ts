/* The studio of the fake server: meetings whose steps a test allows, inputs, health as it is wanted,
 * sites, a recording. */
import type {
  InputHealth,
  Meeting,
  MeetingHealth,
  MeetingInput,
  MeetingRecording,
  MeetingRow,
  MeetingSite,
  MeetingState,
  MeetingStep,
  MeetingWish,
  SiteState,
} from '../../../player-web/shared/contract/live.ts';
import { fakeId } from './fake-county.ts';
import { Refusal, type Handlers } from './fake-handler.ts';
import { MEETING_ID, RECORDING_ID, type FakeLive } from './fake-live.ts';

export const INPUT_ID = fakeId(0x50, 1);
export const SPARE_ID = fakeId(0x50, 2);

const STEPS: Readonly<Record<MeetingState, MeetingStep[]>> = {
  scheduled: ['rehearse', 'open', 'go_live', 'cancel'],
  rehearsal: ['open', 'go_live', 'cancel'],
  open: ['go_live', 'end', 'cancel'],
  live: ['end'],
  ended: ['undo_end', 'make_ready'],
  ready: ['publish'],
  published: ['unpublish'],
  cancelled: [],
};

const AFTER: Readonly<Record<MeetingStep, MeetingState>> = {
  rehearse: 'rehearsal', open: 'open', go_live: 'live', end: 'ended', undo_end: 'live', make_ready: 'ready',
  publish: 'published', unpublish: 'ready', cancel: 'cancelled',
};

export function liveInput(change: Partial<InputHealth> = {}): InputHealth {
  return {
    input_id: INPUT_ID, state: 'live', peer: '10.8.3.21:52114', encoder: 'OBS 30.2', video_codec: 'H.264',
    audio_codec: 'AAC', width: 1920, height: 1080, frame_rate: 25, is_interlaced: false, bit_rate: 4_820_000,
    dropped_frames: 0, av_offset_ms: 12, key_frame_age_ms: 900, has_spare: true, rtt_ms: 0, lost_packets: 0,
    message: '', ...change,
  };
}

function firstHealth(): MeetingHealth {
  return {
    is_running: true, restarts: 0, media_ms: 754000,
    inputs: [
      liveInput(),
      liveInput({ input_id: SPARE_ID, video_codec: '', width: 0, height: 0, frame_rate: 0, encoder: 'libsrt 1.5',
        bit_rate: 128000, has_spare: false, rtt_ms: 18, av_offset_ms: -40 }),
    ],
    levels: [
      { language: 'zh', momentary_lufs: -21.4, short_term_lufs: -22.8, peak_dbfs: -9.2 },
      { language: 'mn', momentary_lufs: -38, short_term_lufs: -36.1, peak_dbfs: -24 },
    ],
    rungs: [
      { name: 'v1080', height: 1080, bit_rate: 4_500_000, is_active: true, dropped_frames: 0 },
      { name: 'v720', height: 720, bit_rate: 2_500_000, is_active: true, dropped_frames: 0 },
      { name: 'v360', height: 360, bit_rate: 800_000, is_active: true, dropped_frames: 0 },
      { name: 'v180', height: 180, bit_rate: 250_000, is_active: true, dropped_frames: 0 },
    ],
    refused: [], viewers: 1284, recorded_bytes: 2_140_000_000, free_bytes: 412_000_000_000,
    is_recording_stopped: false,
  };
}

const PLACES: readonly (readonly [string, string, SiteState, string, string])[] = [
  ['镇党群服务中心', '乌里雅斯太镇', 'confirmed', '李秀英', '138****2210'],
  ['苏木会议室', '道特淖尔镇', 'watching', '巴特尔', '139****0071'],
  ['嘎查活动室', '巴彦查干苏木', 'online', '其木格', '136****5518'],
  ['牧民夜校', '额尔敦嘎查', 'offline', '王建国', '13904790001'],
  ['社区大讲堂', '新华社区', 'watching', '', ''],
];

export class FakeStudio {
  state: MeetingState = 'live';
  health = firstHealth();
  isSilent = false; // health is not answered any more
  undoUntil: string | null = null;
  isSlate = false;
  inputs: MeetingInput[] = [];
  sites: MeetingSite[] = [];
  recording: MeetingRecording;
  title: string;
  made: MeetingWish[] = [];
  changes: unknown[] = [];
  private readonly live: FakeLive;
  private keys = 1;

  constructor(live: FakeLive) {
    this.live = live;
    this.title = live.row(MEETING_ID).title;
    this.inputs = [
      this.input({ id: INPUT_ID, name: '主会场', kind: 'push' }),
      this.input({ id: SPARE_ID, name: '蒙古语同传', kind: 'push', language: 'mn', passphrase: 'mare-colt-steppe' }),
    ];
    this.sites = PLACES.map(([place_name, unit_name, state, clerk_name, clerk_phone], i) => ({
      place_id: fakeId(0x51, i), place_name, unit_name, state, clerk_name, clerk_phone,
      confirmed_at: state === 'confirmed' ? new Date().toISOString() : null,
      confirmed_by: state === 'confirmed' ? clerk_name : '',
    }));
    this.recording = {
      meeting_id: MEETING_ID, state: 'ended', duration_ms: 5_400_000, bytes: 3_900_000_000, trim_from_ms: 0,
      trim_to_ms: 0, cuts: [], is_playable: true, allows_download: false, is_kept: false, kept_until: null, removed_at: null, mp4_url: `/live/${MEETING_ID}/~${live.token}/download.mp4`,
    };
  }

  input(part: Partial<MeetingInput>): MeetingInput {
    const key = part.kind === 'push' ? `k${this.keys++}-9f3a7c51` : '';
    return {
      id: fakeId(0x50, 100 + this.keys), kind: 'push', name: '', language: '', uri: '', priority: 0, key, passphrase: '',
      rtmp_url: key === '' ? '' : 'rtmp://10.8.0.5:1935/live',
      srt_url: key === '' ? '' : `srt://10.8.0.5:9000?streamid=publish:${key}`, ...part,
    };
  }

  newKey(input: MeetingInput): MeetingInput {
    const fresh = this.input({ ...input, key: `k${this.keys++}-4be20d66` });
    fresh.srt_url = `srt://10.8.0.5:9000?streamid=publish:${fresh.key}`;
    this.inputs = this.inputs.map((one) => (one.id === input.id ? fresh : one));
    return fresh;
  }

  rows(): MeetingRow[] {
    const plain = { is_on_air: false, has_recording: false, may_download: false, kept_until: null };
    const later = new Date(Date.now() + 86400000);
    const until = new Date(later.getTime() + 7200000);
    return [
      this.live.row(MEETING_ID, { state: this.state, title: this.title }),
      this.live.row(fakeId(0x40, 7), {
        ...plain, state: 'scheduled', title: '牧区防火电视电话会议', starts_at: later.toISOString(), ends_at: until.toISOString(),
      }),
      this.live.row(RECORDING_ID, { ...plain, state: 'published', title: '春季接羔保育技术讲座' }),
    ];
  }

  meeting(id: string): Meeting {
    if (!this.rows().some((row) => row.id === id)) throw new Refusal(404, 'not_found', 'there is none');
    return {
      ...this.live.meeting(id), title: this.title, state: this.state, is_slate: this.isSlate,
      steps: STEPS[this.state], undo_until: this.state === 'ended' ? this.undoUntil : null, recording_removed_at: null,
      ended_at: this.undoUntil, units: [{ id: fakeId(1, 1), name: '锡林郭勒盟委' }],
    };
  }

  take(step: MeetingStep): void {
    if (!STEPS[this.state].includes(step)) throw new Refusal(409, 'conflict', 'The meeting is not there.');
    this.state = AFTER[step];
    if (step === 'end') this.undoUntil = new Date(Date.now() + 600000).toISOString();
    this.live.state = this.state;
  }
}

export const STUDIO_ROUTES: Handlers = {
  'GET /api/v1/meetings': ({ api }) => ({ meetings: api.studio.rows() }),
  'GET /api/v1/meeting-types': () => ({ types: [{ id: 'broadcast', name: '视频会议', is_builtin: true }] }),
  'POST /api/v1/meetings': ({ api, body }) => {
    api.studio.made.push(body as unknown as MeetingWish);
    api.studio.title = String(body['title']);
    api.studio.state = 'scheduled';
    return api.studio.meeting(MEETING_ID);
  },
  'GET /api/v1/meetings/{id}': ({ api, account, path }) =>
    account.roles.includes('studio') ? api.studio.meeting(path[0]!) : api.live.meeting(path[0]!),
  'PATCH /api/v1/meetings/{id}': ({ api, body, path }) => {
    api.studio.changes.push(body);
    if (typeof body['title'] === 'string') api.studio.title = body['title'];
    return api.studio.meeting(path[0]!);
  },
  'POST /api/v1/meetings/{id}/steps': ({ api, body, path }) => {
    api.studio.take(body['step'] as MeetingStep);
    return api.studio.meeting(path[0]!);
  },
  'POST /api/v1/meetings/{id}/slate': ({ api, body, path }) => {
    api.studio.isSlate = body['is_slate'] === true;
    return api.studio.meeting(path[0]!);
  },
  'POST /api/v1/meetings/{id}/agenda/{item}': ({ api, path }) => {
    const item = api.live.agenda.find((one) => one.id === path[1]);
    if (!item) throw new Refusal(404, 'not_found', 'there is none');
    item.started_at_ms = Math.round(api.live.stream.mediaMs());
    return api.studio.meeting(path[0]!);
  },
  'GET /api/v1/meetings/{id}/inputs': ({ api }) => ({ inputs: api.studio.inputs }),
  'POST /api/v1/meetings/{id}/inputs': ({ api, body }) => {
    const input = api.studio.input(body as Partial<MeetingInput>);
    api.studio.inputs = [...api.studio.inputs, input];
    return input;
  },
  'POST /api/v1/meetings/{id}/inputs/{input}/key': ({ api, path }) =>
    api.studio.newKey(api.studio.inputs.find((one) => one.id === path[1])!),
  'DELETE /api/v1/meetings/{id}/inputs/{input}': ({ api, path }) => {
    api.studio.inputs = api.studio.inputs.filter((one) => one.id !== path[1]);
    return null;
  },
  'GET /api/v1/meetings/{id}/invitation': ({ api }) => ({
    text: `${api.studio.title}\n请准时收看`, url: 'http://10.8.0.5/?meeting=1',
  }),
  'GET /api/v1/meetings/{id}/health': ({ api }) => {
    if (api.studio.isSilent) throw new Refusal(503, 'unavailable', 'not now');
    return api.studio.health;
  },
  'GET /api/v1/meetings/{id}/sites': ({ api }) => {
    const { sites } = api.studio;
    const count = (state: SiteState) => sites.filter((site) => site.state === state).length;
    return {
      sites, offline: count('offline'), online: count('online'), watching: count('watching'), confirmed: count('confirmed'),
    };
  },
  'GET /api/v1/meetings/{id}/recording': ({ api }) => ({ ...api.studio.recording, state: api.studio.state }),
  'PATCH /api/v1/meetings/{id}/recording': ({ api, body }) => {
    Object.assign(api.studio.recording, body);
    return api.studio.recording;
  },
  'POST /api/v1/meetings/{id}/recording/cuts': ({ api, body }) => {
    const span = { from_ms: Number(body['from_ms']), to_ms: Number(body['to_ms']) };
    api.studio.recording.cuts.push({ id: fakeId(0x52, api.studio.recording.cuts.length), ...span });
    return api.studio.recording;
  },
  'DELETE /api/v1/meetings/{id}/recording/cuts/{cut}': ({ api, path }) => {
    api.studio.recording.cuts = api.studio.recording.cuts.filter((cut) => cut.id !== path[1]);
    return api.studio.recording;
  },
};
