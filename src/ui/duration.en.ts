const plural = (count: number, one: string, many: string): string => (count === 1 ? `1 ${one}` : `${count} ${many}`);

/** How long something is, as people say it: in minutes, and from two hours on in hours, rounded up. */
export function duration(minutes: number): string {
  if (minutes === 60 || minutes >= 120) return plural(Math.ceil(minutes / 60), 'hour', 'hours');
  return plural(minutes, 'minute', 'minutes');
}
