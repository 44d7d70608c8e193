import type { Convo } from '../../api/convos.js';

/** The heading of a conversation: time, source, customer, country. */
export function aboutConvo({ createdAtMs, source, customer, raw }: Convo): readonly string[] {
  const moment = createdAtMs === undefined ? undefined : readableTime(createdAtMs);
  return [moment, source, customer, raw.country].filter((part): part is string => typeof part === 'string');
}

/** `2026-03-01 10:00 UTC` */
export function readableTime(ms: number): string {
  return `${new Date(ms).toISOString().slice(0, 16).replace('T', ' ')} UTC`;
}

const roles: Readonly<Record<string, string>> = { user: 'Visitor', assistant: 'Bot' };

export function nameOfRole(role: string): string {
  return Object.hasOwn(roles, role) ? (roles[role] ?? role) : role || 'Unknown';
}
