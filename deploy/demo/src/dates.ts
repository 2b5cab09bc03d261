const DAY = new Intl.DateTimeFormat("en-GB", { day: "numeric", month: "short", year: "numeric" });
const MINUTE = new Intl.DateTimeFormat("en-GB", {
  day: "numeric",
  month: "short",
  hour: "2-digit",
  minute: "2-digit",
});
const RELATIVE = new Intl.RelativeTimeFormat("en-GB", { numeric: "auto" });

export function day(timestamp: string): string {
  return DAY.format(new Date(timestamp));
}

/** "just now", "5 minutes ago", "3 hours ago", then the date. */
export function ago(timestamp: string, now = Date.now()): string {
  const minutes = Math.round((now - Date.parse(timestamp)) / 60_000);
  if (minutes < 1) {
    return "just now";
  }
  if (minutes < 60) {
    return RELATIVE.format(-minutes, "minute");
  }
  const hours = Math.round(minutes / 60);
  return hours < 24 ? RELATIVE.format(-hours, "hour") : day(timestamp);
}

export function exact(timestamp: string): string {
  return MINUTE.format(new Date(timestamp));
}
