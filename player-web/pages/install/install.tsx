import './install.css';
import '../../shared/theme/theme.css';
import '../../shared/i18n/words-install.ts';

import { useSignal } from '@preact/signals';
import type { ComponentChildren } from 'preact';
import { useEffect } from 'preact/hooks';

import { AppShell, mountPage } from '../../components/app-shell.tsx';
import { ButtonLink } from '../../components/button.tsx';
import { FailureNotice } from '../../components/failure-notice.tsx';
import { Loading } from '../../components/loading.tsx';
import { call, type Failure } from '../../shared/api-client.ts';
import { deviceName } from '../../shared/device-name.ts';
import { dateAndTime } from '../../shared/format.ts';
import { t } from '../../shared/i18n/locale.ts';
import { loadInstallation, type Installation } from '../../shared/installation.ts';

const CERTIFICATE_URL = '/install/ca.crt';
const QR_URL = '/install/qr.svg';
const FILE_NAME = 'tongping-ca.crt';

const DEVICES = ['windows', 'android', 'ios', 'uos'] as const;
type Device = (typeof DEVICES)[number];

const STEPS = {
  windows: [
    'install.windows_1',
    'install.windows_2',
    'install.windows_3',
    'install.windows_4',
  ],
  android: [
    'install.android_1',
    'install.android_2',
    'install.android_3',
    'install.android_4',
  ],
  ios: ['install.ios_1', 'install.ios_2', 'install.ios_3', 'install.ios_4'],
  uos: ['install.uos_1', 'install.uos_2', 'install.uos_3', 'install.uos_4'],
} as const;

function deviceHere(): Device {
  const name = deviceName(navigator.userAgent) ?? '';
  if (/iPhone|iPad|macOS/.test(name)) return 'ios';
  if (/Android|HarmonyOS/.test(name)) return 'android';
  return /UOS|Kylin|Linux/.test(name) ? 'uos' : 'windows';
}

function Step(props: { title: string; children: ComponentChildren }) {
  return (
    <li class="step">
      <span class="step-number numbers" aria-hidden="true" />
      <div class="step-body">
        <h2>{props.title}</h2>
        {props.children}
      </div>
    </li>
  );
}

/* Hex digits in groups of four: easy to compare aloud. */
function Fingerprint({ sha256 }: { sha256: string }) {
  const pairs = sha256.replace(/[^0-9a-f]/gi, '').toUpperCase().match(/.{4}/g) ?? [];
  return (
    <div class="fingerprint">
      <p class="fingerprint-title">{t('install.fingerprint')}</p>
      <p class="fingerprint-digits" data-sha256={sha256}>
        {pairs.map((pair, i) => (
          <span key={i}>{pair}</span>
        ))}
      </p>
      <p class="fingerprint-hint">{t('install.fingerprint_hint')}</p>
    </div>
  );
}

function DeviceSteps() {
  const device = useSignal<Device>(deviceHere());
  return (
    <>
      <div class="choices" role="radiogroup" aria-label={t('install.pick')}>
        {DEVICES.map((one) => (
          <label key={one} class="choice">
            <input
              type="radio"
              name="device"
              value={one}
              checked={device.value === one}
              onChange={() => (device.value = one)}
            />
            <span>{t(`install.${one}`)}</span>
          </label>
        ))}
      </div>
      <ol class="device-steps">
        {STEPS[device.value].map((key) => (
          <li key={key}>{t(key, { file: FILE_NAME })}</li>
        ))}
      </ol>
    </>
  );
}

function Steps({ installation }: { installation: Installation }) {
  return (
    <ol class="steps">
      <Step title={t('install.step_scan')}>
        <div class="scan">
          <img class="qr" src={QR_URL} alt={t('install.qr')} width="180" height="180" />
          <p>{t('install.scan')}</p>
        </div>
      </Step>
      <Step title={t('install.step_download')}>
        <div>
          <ButtonLink kind="primary" icon="download" href={CERTIFICATE_URL} download={FILE_NAME}>
            {t('install.download')}
          </ButtonLink>
        </div>
        <Fingerprint sha256={installation.sha256} />
        {installation.notAfterMs !== null && (
          <p class="fingerprint-hint">
            {t('install.valid_until', { time: dateAndTime(installation.notAfterMs) })}
          </p>
        )}
      </Step>
      <Step title={t('install.step_install')}>
        <DeviceSteps />
      </Step>
      <Step title={t('install.step_open')}>
        <p>{t('install.open')}</p>
        <p>
          <a class="secure-address" href={installation.secureUrl}>
            {installation.secureUrl}
          </a>
        </p>
      </Step>
    </ol>
  );
}

function InstallPage() {
  const available = useSignal<boolean | null>(null);
  const installation = useSignal<Installation | null>(null);
  const failure = useSignal<Failure | null>(null);
  useEffect(() => {
    void call('GET /api/v1/server').then(async (result) => {
      if (!result.ok) {
        failure.value = result.failure;
        return;
      }
      available.value = result.value.installation_page;
      if (available.value) installation.value = await loadInstallation(result.value);
    });
  }, []);
  return (
    <AppShell page="other" nav={false}>
      <div class="install">
        {failure.value && <FailureNotice failure={failure.value} />}
        {available.value === null && !failure.value && <Loading />}
        {available.value === false && (
          <>
            <h1>{t('install.none_title')}</h1>
            <p class="install-lead">{t('install.none_text')}</p>
            <div>
              <ButtonLink href="/">{t('missing.home')}</ButtonLink>
            </div>
          </>
        )}
        {available.value === true && (
          <>
            <h1>{t('install.heading')}</h1>
            <p class="install-lead">{t('install.lead')}</p>
            {installation.value ? <Steps installation={installation.value} /> : <Loading />}
          </>
        )}
      </div>
    </AppShell>
  );
}

mountPage(InstallPage, 'title.install');
