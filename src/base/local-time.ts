const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/**
 * An ISO time for people, in the time zone of this machine: `Nov 26 17:58`, with the year where it is not the current one:
 * `Nov 26 2025 17:58`. Anything else, such as a day without a time, is returned unchanged.
 */
export function localTime(iso: string, nowMs: number): string {
  if (!/^\d{4}-\d\d-\d\d[T ]\d\d:\d\d/.test(iso)) return iso;
  const time = new Date(iso);
  if (Number.isNaN(time.getTime())) return iso;
  const isThisYear = time.getFullYear() === new Date(nowMs).getFullYear();
  const day = `${months[time.getMonth()]} ${twoDigits(time.getDate())}`;
  const year = isThisYear ? '' : ` ${time.getFullYear()}`;
  return `${day}${year} ${twoDigits(time.getHours())}:${twoDigits(time.getMinutes())}`;
}

function twoDigits(number: number): string {
  return String(number).padStart(2, '0');
}
