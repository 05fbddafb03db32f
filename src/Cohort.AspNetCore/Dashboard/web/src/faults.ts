import type { Cluster, LoggedEvent } from "./cluster";

/** A time in which a process was a member. */
export interface Stay {
  node: string;
  from: number;
  to?: number;
  /** How it ended. */
  end?: "left" | "gone" | "out";
  /** The view without it. */
  endView?: number;
}

const LEAVE_NOTICE_MILLISECONDS = 20_000;

/** The views of a group that the page knows, the oldest first. */
export function viewsOf(cluster: Cluster, group: string): LoggedEvent[] {
  return [...cluster.events.values()]
    .filter((event) => event.view && event.group === group)
    .sort((left, right) => left.at - right.at);
}

/** How a member came to be none: it said before that it leaves, the others put it out, or it is simply gone. */
export function endOf(cluster: Cluster, node: string, view: LoggedEvent): "left" | "gone" | "out" {
  for (const event of cluster.events.values()) {
    const before = view.at - event.at;
    if (before < -LEAVE_NOTICE_MILLISECONDS || before > LEAVE_NOTICE_MILLISECONDS) continue;
    if (event.kind === "leaving" && event.about === node && before > -2000) return "left";
    if (event.kind !== "status" || event.group !== view.group || event.about !== node) continue;
    if (event.text.startsWith("Left") && before > -2000) return "left";
    if (event.text.startsWith("Expelled") && before < 2000) return "out";
  }
  return "gone";
}

/** When each process was a member of a group, as far as the views say. */
export function staysIn(cluster: Cluster, group: string): Stay[] {
  const open = new Map<string, Stay>();
  const stays: Stay[] = [];
  for (const event of viewsOf(cluster, group)) {
    const view = event.view!;
    for (const [name, stay] of open)
      if (!view.members.includes(name) || view.joined.includes(name)) {
        stay.to = Math.max(stay.from, Math.min(event.at, lastSign(cluster, name, event.at)));
        stay.end = endOf(cluster, name, event);
        stay.endView = view.number;
        open.delete(name);
      }
    for (const name of view.members) {
      if (open.has(name)) continue;
      const stay: Stay = { node: name, from: event.installed.get(name) ?? event.at };
      open.set(name, stay);
      stays.push(stay);
    }
  }
  return stays;
}

// The last that was seen of a process before a view without it.
function lastSign(cluster: Cluster, node: string, before: number): number {
  let last = Number.NEGATIVE_INFINITY;
  for (const life of cluster.lives.messages.values()) {
    const at = life.deliveries.get(node)?.at ?? (life.sender === node ? life.sentAt : undefined);
    if (at !== undefined && at <= before) last = Math.max(last, at);
  }
  return Number.isFinite(last) && last > before - 5000 ? last : before;
}
