/** A number that can be read at a glance. */
export function count(value: number): string {
  if (value >= 1e6) return `${(value / 1e6).toFixed(value >= 1e7 ? 0 : 1)} M`;
  if (value >= 1e4) return `${(value / 1e3).toFixed(value >= 1e5 ? 0 : 1)} k`;
  return value >= 100 || Number.isInteger(value) ? String(Math.round(value)) : value.toFixed(1);
}

export function bytes(value: number): string {
  if (value >= 1 << 30) return `${(value / (1 << 30)).toFixed(1)} GiB`;
  if (value >= 1 << 20) return `${(value / (1 << 20)).toFixed(value >= 10 << 20 ? 0 : 1)} MiB`;
  if (value >= 1 << 10) return `${(value / (1 << 10)).toFixed(value >= 10 << 10 ? 0 : 1)} KiB`;
  return `${Math.round(value)} B`;
}

/** A duration, in the unit that suits it. */
export function duration(milliseconds: number): string {
  const size = Math.abs(milliseconds);
  if (size >= 120_000) return `${Math.round(milliseconds / 60_000)} min`;
  if (size >= 10_000) return `${Math.round(milliseconds / 1000)} s`;
  if (size >= 1000) return `${(milliseconds / 1000).toFixed(1)} s`;
  if (size >= 10) return `${milliseconds.toFixed(1)} ms`;
  if (size >= 1) return `${milliseconds.toFixed(2)} ms`;
  return `${Math.round(milliseconds * 1000)} µs`;
}

export function clockTime(at: number, withMilliseconds = false): string {
  const time = new Date(at);
  const two = (value: number): string => String(value).padStart(2, "0");
  const text = `${two(time.getHours())}:${two(time.getMinutes())}:${two(time.getSeconds())}`;
  return withMilliseconds ? `${text}.${String(time.getMilliseconds()).padStart(3, "0")}` : text;
}
