import type { Lead } from '../../api/leads.js';
import { clockCharts } from './convo-stats.js';
import { rankedChart, type Stats } from './stats.js';
import { Tally } from './tally.js';
import { Times } from './times.js';

/** Counts leads as they are read; memory grows with days and email domains, not with leads. */
export class LeadStats {
  readonly #times: Times;
  readonly #domains = new Tally();
  readonly #counts = { leads: 0, names: 0, emails: 0, phones: 0 };

  constructor(zone?: string) {
    this.#times = new Times(zone);
  }

  add({ createdAtMs, name, email, phone }: Lead): void {
    const counts = this.#counts;
    counts.leads++;
    if (name) counts.names++;
    if (email) counts.emails++;
    if (phone) counts.phones++;
    if (createdAtMs !== undefined) this.#times.add(createdAtMs);
    const [, domain] = /@([^@\s]{1,253})$/.exec(email?.trim() ?? '') ?? [];
    if (domain !== undefined) this.#domains.add(domain.toLowerCase());
  }

  stats(title: string): Stats {
    const { leads, names, emails, phones } = this.#counts;
    const days = this.#times.byDay();
    return {
      title,
      isEmpty: leads === 0,
      figures: [
        { key: 'leads', label: 'Leads', value: leads },
        { key: 'with_name', label: 'With a name', value: names },
        { key: 'with_email', label: 'With an email address', value: emails },
        { key: 'with_phone', label: 'With a phone number', value: phones },
      ],
      charts: [
        {
          key: 'by_day',
          title: 'Per day',
          shape: 'time',
          labels: days.map(({ day }) => day),
          series: [{ name: 'leads', values: days.map(({ count }) => count) }],
          more: 0,
        },
        rankedChart('by_mail_domain', 'By email domain', 'leads', this.#domains.ranked()),
        ...clockCharts(this.#times, 'leads'),
      ],
    };
  }
}
