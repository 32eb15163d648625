/* A name for this device that its owner recognises in the list of sessions. */

const SYSTEMS: readonly (readonly [RegExp, string])[] = [
  [/Windows NT 10/, 'Windows 10/11'],
  [/Windows NT 6\.1/, 'Windows 7'],
  [/Windows/, 'Windows'],
  [/iPad/, 'iPad'],
  [/iPhone/, 'iPhone'],
  [/Tizen/, 'Samsung TV'],
  [/Web0S|webOS/i, 'LG TV'],
  [/HarmonyOS|OpenHarmony/, 'HarmonyOS'],
  [/Android/, 'Android'],
  [/UOS|Uniontech/i, 'UOS'],
  [/Kylin/i, 'Kylin'],
  [/CrOS/, 'ChromeOS'],
  [/Mac OS X/, 'macOS'],
  [/Linux/, 'Linux'],
];

const BROWSERS: readonly (readonly [RegExp, string])[] = [
  [/MicroMessenger/, 'WeChat'],
  [/UOSBrowser|UBrowser/i, 'UOS Browser'],
  [/QQBrowser/, 'QQ Browser'],
  [/360|QIHU/i, '360'],
  [/Edg/, 'Edge'],
  [/Firefox/, 'Firefox'],
  [/Chrome|Chromium/, 'Chrome'],
  [/Safari/, 'Safari'],
];

function firstMatch(rows: readonly (readonly [RegExp, string])[], text: string): string | null {
  return rows.find(([pattern]) => pattern.test(text))?.[1] ?? null;
}

/* Both are product names, the same in every language; null when unknown. */
export function deviceName(userAgent: string): string | null {
  const system = firstMatch(SYSTEMS, userAgent);
  const browser = firstMatch(BROWSERS, userAgent);
  if (!system && !browser) return null;
  return [system, browser].filter(Boolean).join(' · ');
}
