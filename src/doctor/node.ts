import type { Finding } from './finding.js';

/** The day on which each release of Node gets its last update, as its schedule says. */
const lastUpdates: Readonly<Record<number, string>> = {
  20: '2026-04-30',
  22: '2027-04-30',
  23: '2025-06-01',
  24: '2028-04-30',
  25: '2026-06-01',
  26: '2029-04-30',
};

/** Whether a version of Node, such as `v22.13.0`, still gets updates. A release that is not known is newer than cbase. */
export function checkNode(version: string, nowMs: number): Finding {
  const [major = 0] = version.replace(/^v/, '').split('.').map(Number);
  const day = lastUpdates[major];
  if (day === undefined || nowMs < Date.parse(day)) return { check: 'node', status: 'ok', detail: version };
  return {
    check: 'node',
    status: 'warn',
    detail: `${version} is out of support since ${day} and gets no security updates`,
    advice: 'Install the current LTS release from https://nodejs.org',
  };
}
