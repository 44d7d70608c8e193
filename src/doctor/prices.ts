import type { Finding } from './finding.js';

const oldMonths = 6;

/** Whether the price list, dated `2025-05` or `2025-05-31`, is older than half a year. `file` is where the user can keep another. */
export function checkPrices(date: string, nowMs: number, file: string): Finding {
  const months = monthsSince(date, nowMs);
  if (months === undefined || months <= oldMonths) return { check: 'prices', status: 'ok', detail: date };
  return {
    check: 'prices',
    status: 'warn',
    detail: `the credits per reply are those of ${date}, ${months} months ago; estimates may be wrong`,
    advice: `Look up the prices of your models, and write them to ${file} as {"date": "2026-11", "credits": {"gpt-5": 2}}`,
  };
}

function monthsSince(date: string, nowMs: number): number | undefined {
  const [, year, month] = /^(\d{4})-(\d{2})/.exec(date) ?? [];
  if (year === undefined || month === undefined) return undefined;
  const now = new Date(nowMs);
  return (now.getUTCFullYear() - Number(year)) * 12 + now.getUTCMonth() + 1 - Number(month);
}
