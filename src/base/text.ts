/** A number with thousands separators, the same in every locale. */
export function count(number: number): string {
  return String(number).replace(/\B(?=(\d{3})+$)/g, ',');
}

/** `1 row`, `2,500 rows`. */
export function counted(number: number, one: string, many = `${one}s`): string {
  return `${count(number)} ${number === 1 ? one : many}`;
}

/** `45 s`, `3 min`, `2 h`, `2 h 5 min`: rounded up to seconds, and above a minute to minutes. */
export function durationText(seconds: number): string {
  const whole = Math.ceil(seconds);
  if (whole < 60) return `${whole} s`;
  const minutes = Math.ceil(whole / 60);
  if (minutes < 60) return `${minutes} min`;
  return minutes % 60 === 0 ? `${minutes / 60} h` : `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}

/** How long ago something was: `just now`, `3 min ago`, `5 h ago`, `2 d ago`. Below the minute, and after now, it is now. */
export function agoText(ms: number): string {
  const minutes = Math.floor(ms / 60_000);
  if (minutes < 1) return 'just now';
  if (minutes < 60) return `${minutes} min ago`;
  const hours = Math.floor(minutes / 60);
  return hours < 48 ? `${hours} h ago` : `${Math.floor(hours / 24)} d ago`;
}

/** `0 bytes`, `1 byte`, `12 kB`, `3.4 MB`: decimal, as file managers count. */
export function sizeText(bytes: number): string {
  if (bytes < 1000) return counted(bytes, 'byte');
  const [unit, size] =
    bytes < 999_500 ? ['kB', bytes / 1e3] : bytes < 999.5e6 ? ['MB', bytes / 1e6] : ['GB', bytes / 1e9];
  return `${size < 9.95 ? size.toFixed(1) : Math.round(size)} ${unit}`;
}
