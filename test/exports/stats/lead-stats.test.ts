import { describe, expect, test } from 'vitest';
import { readLead } from '../../../src/api/leads.js';
import { LeadStats } from '../../../src/exports/stats/lead-stats.js';
import { statsJson } from '../../../src/exports/stats/stats.js';

function told(...leads: readonly object[]) {
  const stats = new LeadStats();
  for (const lead of leads) stats.add(readLead({ ...lead }));
  return statsJson(stats.stats('t'));
}

describe('the numbers of leads', () => {
  test('of none are zero', () => {
    expect(new LeadStats().stats('t').isEmpty).toBe(true);
    expect(told()).toMatchObject({ leads: 0, with_name: 0, with_email: 0, with_phone: 0, by_day: [] });
  });

  test('count who left what; empty fields are not counted', () => {
    expect(told({ name: 'Ada', phone: 5 }, { email: 'a@b.c' }, { name: '', email: null })).toMatchObject({
      ...{ leads: 3, with_name: 1, with_email: 1, with_phone: 1 },
    });
  });

  test('are told by day, where the day is known', () => {
    expect(
      told({ created_at: '2026-03-02T00:00:00Z' }, { created_at: '2026-02-28T23:00:00Z' }, {}),
    ).toMatchObject({
      by_day: [
        { name: '2026-02-28', leads: 1 },
        { name: '2026-03-01', leads: 0 },
        { name: '2026-03-02', leads: 1 },
      ],
    });
  });

  test.each([
    ['ada@example.com', ['example.com']],
    [' Ada@EXAMPLE.com ', ['example.com']],
    ['"a@b"@example.com', ['example.com']],
    ['a@b', ['b']],
    ['ada@', []],
    ['example.com', []],
    ['ada@two words', []],
  ])('the domain of %j is %j', (email, names) => {
    expect(told({ email })).toMatchObject({ by_mail_domain: names.map((name) => ({ name, leads: 1 })) });
  });
});
