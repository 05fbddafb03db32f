import { colorIndex } from "./colors";
import type { Cluster } from "./cluster";
import { staysIn, viewsOf } from "./faults";
import type { MessageLife } from "./lives";
import { clockTime, duration } from "./text";

/** What part of time is shown, and how. */
export interface Window {
  from: number;
  span: number;
  width: number;
  gutter: number;
  names: string[];
  selected: string | undefined;
}

const NAMESPACE = "http://www.w3.org/2000/svg";
export const TOP = 46;
const MOST_DRAWN = 500;

export function rowHeight(names: string[]): number {
  return names.length <= 4 ? 72 : names.length <= 7 ? 54 : 38;
}

export function heightOf(names: string[]): number {
  return TOP + Math.max(1, names.length) * rowHeight(names) + 6;
}

export function rowAt(names: string[], name: string): number {
  return TOP + (names.indexOf(name) + 0.5) * rowHeight(names);
}

/** Makes the elements of the space–time diagram: lines of processes, views, messages, faults. */
export class Picture {
  private readonly root = make("g");
  private readonly scale: number;

  constructor(
    private readonly cluster: Cluster,
    private readonly window: Window,
  ) {
    this.scale = (window.width - window.gutter) / window.span;
  }

  draw(): { root: SVGElement; drawn: MessageLife[]; isCut: boolean } {
    this.axis();
    this.processes();
    this.views();
    const { from, span } = this.window;
    let lives = this.cluster.lives.between(from - span * 0.1, from + span * 1.35);
    const isCut = lives.length > MOST_DRAWN;
    if (isCut) lives = lives.slice(-MOST_DRAWN);
    for (const life of lives) if (life.id !== this.window.selected) this.message(life);
    const selected = this.cluster.lives.messages.get(this.window.selected ?? "");
    if (selected) this.message(selected);
    return { root: this.root, drawn: lives, isCut };
  }

  x(at: number): number {
    return this.window.gutter + (at - this.window.from) * this.scale;
  }

  private axis(): void {
    const { from, span, width, gutter, names } = this.window;
    const wanted = span / Math.max(2, (width - gutter) / 110);
    const step = [1, 2, 5]
      .flatMap((unit) => [-2, -1, 0, 1, 2, 3, 4].map((power) => unit * 10 ** power))
      .sort((left, right) => left - right)
      .find((each) => each >= wanted);
    if (step === undefined) return;
    const origin = Math.floor((from - span * 0.1) / 1000) * 1000;
    for (let at = origin + Math.ceil((from - span * 0.1 - origin) / step) * step; at < from + span * 1.35; at += step) {
      const x = this.x(at);
      this.add("line", { class: "tick", x1: x, x2: x, y1: 18, y2: heightOf(names) });
      const label = step >= 1000 ? clockTime(at) : step >= 1 ? clockTime(at, true).slice(6) : `+${duration(at - origin)}`;
      this.add("text", { class: "time", x: x + 3, y: 12 }, label);
    }
  }

  private processes(): void {
    const { names, width, gutter, from, span } = this.window;
    const end = from + span * 1.35;
    for (const name of names) {
      const y = rowAt(names, name);
      this.add("line", { class: "absent", x1: gutter - width * 0.1, x2: this.x(end), y1: y, y2: y });
    }
    for (const stay of staysIn(this.cluster, this.cluster.group)) {
      if (!names.includes(stay.node) || (stay.to ?? end) < from - span * 0.1 || stay.from > end) continue;
      const y = rowAt(names, stay.node);
      const x1 = this.x(Math.max(stay.from, from - span * 0.1));
      const x2 = this.x(Math.min(stay.to ?? end, end));
      this.add("line", { class: `process n${colorIndex(names, stay.node)}`, x1, x2, y1: y, y2: y });
      if (stay.to === undefined || stay.end === undefined) continue;
      const x = this.x(stay.to);
      const what = stay.end === "left" ? "left" : stay.end === "out" ? "put out" : "gone";
      const mark = this.add("g", { class: `fault ${stay.end}`, "data-fault": stay.node });
      if (stay.end === "left") append(mark, "circle", { cx: x, cy: y, r: 7 });
      else append(mark, "path", { d: `M${x - 8} ${y - 8}l16 16m0-16l-16 16` });
      append(mark, "text", { x: x + 12, y: y - 10 }, what);
    }
  }

  private views(): void {
    const { names, from, span } = this.window;
    let labelEnd = Number.NEGATIVE_INFINITY;
    for (const event of viewsOf(this.cluster, this.cluster.group)) {
      const times = [...event.installed].filter(([node]) => names.includes(node));
      if (times.length === 0) continue;
      const last = Math.max(...times.map(([, at]) => at));
      if (last < from - span * 0.1 || event.at > from + span * 1.35) continue;
      const group = this.add("g", { class: "view", "data-view": event.view!.number });
      const points = times
        .sort(([left], [right]) => names.indexOf(left) - names.indexOf(right))
        .map(([node, at]) => [this.x(at), rowAt(names, node)] as const);
      append(group, "path", { class: "joint", d: `M${points.map(([x, y]) => `${x} ${y}`).join("L")}` });
      for (const [x, y] of points) append(group, "rect", { x: x - 2.5, y: y - 15, width: 5, height: 30, rx: 2 });
      const x = this.x(event.at);
      const members = event.view!.members.join(" ");
      const left = event.view!.left.map((name) => ` −${name}`).join("");
      const joined = event.view!.joined.map((name) => ` +${name}`).join("");
      const label = `v${event.view!.number} [${members}]${joined}${left}`;
      append(group, "path", { class: "joint", d: `M${x} 34L${points[0]![0]} ${points[0]![1]}` });
      if (x > labelEnd) {
        append(group, "text", { x: x - 4, y: 31 }, label);
        labelEnd = x + label.length * 6.6;
      }
      const title = append(group, "title", {});
      title.textContent = `${label}: installed at ${times.map(([node]) => node).join(", ")}`;
    }
  }

  private message(life: MessageLife): void {
    const { names, selected } = this.window;
    if (!names.includes(life.sender)) return;
    const isSelected = life.id === selected;
    const dim = selected !== undefined && !isSelected ? " dim" : "";
    const group = this.add("g", {
      class: `message n${colorIndex(names, life.sender)}${isSelected ? " selected" : ""}${dim}`,
      "data-message": life.id,
    });
    const y = rowAt(names, life.sender);
    for (const [node, { at }] of life.deliveries) {
      if (!names.includes(node)) continue;
      const to = rowAt(names, node);
      if (node !== life.sender && life.sentAt !== undefined) this.arrow(group, this.x(life.sentAt), y, this.x(at), to);
      append(group, "circle", { class: "delivery", cx: this.x(at), cy: to, r: isSelected ? 4.5 : 2.6 });
    }
    if (life.sentAt === undefined) return;
    const start = this.x(life.sentAt);
    append(group, "circle", { class: "sent", cx: start, cy: y, r: isSelected ? 5 : 3.4 });
    if (life.deliveredAt !== undefined)
      append(group, "line", { class: "own", x1: start, x2: this.x(life.deliveredAt), y1: y, y2: y });
    if (life.failure !== undefined)
      append(group, "path", { class: "failed", d: `M${start - 5} ${y - 5}l10 10m0-10l-10 10` });
    if (isSelected) this.moments(group, life, y);
  }

  private moments(group: SVGElement, life: MessageLife, y: number): void {
    let labelEnd = Number.NEGATIVE_INFINITY;
    for (const [label, at] of [
      ["sent", life.sentAt],
      ["ordered", life.orderedAt],
      ["stable", life.stableAt],
      ["delivered", life.deliveredAt],
    ] as const) {
      if (at === undefined) continue;
      const x = this.x(at);
      append(group, "path", { class: "moment", d: `M${x} ${y - 9}v18` });
      if (x <= labelEnd) continue;
      append(group, "text", { x: x + 3, y: y - 13 }, label);
      labelEnd = x + label.length * 7 + 6;
    }
  }

  private arrow(group: SVGElement, x1: number, y1: number, x2: number, y2: number): void {
    const length = Math.hypot(x2 - x1, y2 - y1) || 1;
    const [dx, dy] = [(x2 - x1) / length, (y2 - y1) / length];
    const [hx, hy] = [x2 - dx * 9, y2 - dy * 9];
    const head = `M${x2} ${y2}L${hx - dy * 3.4} ${hy + dx * 3.4}L${hx + dy * 3.4} ${hy - dx * 3.4}Z`;
    append(group, "path", { class: "way", d: `M${x1} ${y1}L${hx} ${hy}` });
    append(group, "path", { class: "head", d: head });
  }

  private add(name: string, attributes: Record<string, string | number>, text?: string): SVGElement {
    return append(this.root, name, attributes, text);
  }
}

/** The message whose lines are nearest to a point, if one is near. */
export function nearest(
  lives: MessageLife[],
  names: string[],
  x: (at: number) => number,
  at: { x: number; y: number },
): string | undefined {
  let found: string | undefined;
  let least = 14;
  for (const life of lives) {
    if (!names.includes(life.sender)) continue;
    const y = rowAt(names, life.sender);
    const begin = x(life.sentAt ?? life.firstAt);
    const ends: [number, number][] = [[begin, y]];
    for (const [node, delivery] of life.deliveries)
      if (names.includes(node)) ends.push([x(delivery.at), rowAt(names, node)]);
    for (const [endX, endY] of ends) {
      const distance = toSegment(at.x, at.y, life.sentAt === undefined ? endX : begin, life.sentAt === undefined ? endY : y, endX, endY);
      if (distance < least) [least, found] = [distance, life.id];
    }
  }
  return found;
}

function toSegment(px: number, py: number, x1: number, y1: number, x2: number, y2: number): number {
  const square = (x2 - x1) ** 2 + (y2 - y1) ** 2;
  const share = square === 0 ? 0 : Math.max(0, Math.min(1, ((px - x1) * (x2 - x1) + (py - y1) * (y2 - y1)) / square));
  return Math.hypot(px - x1 - share * (x2 - x1), py - y1 - share * (y2 - y1));
}

function make(name: string): SVGElement {
  return document.createElementNS(NAMESPACE, name) as SVGElement;
}

function append(parent: SVGElement, name: string, attributes: Record<string, string | number>, text?: string): SVGElement {
  const element = make(name);
  for (const [key, value] of Object.entries(attributes))
    element.setAttribute(key, typeof value === "number" ? String(Math.round(value * 100) / 100) : value);
  if (text !== undefined) element.textContent = text;
  parent.append(element);
  return element;
}

