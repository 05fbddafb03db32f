import { Lives } from "./lives";
import type { ClusterEvent, DirectoryEntry, Greeting, GroupSummary, News, NodeSummary, ViewDetail } from "./protocol";

/** A second of a group at a node. */
export interface Sample {
  at: number;
  sent: number;
  delivered: number;
  bytes: number;
  median?: number;
  percentile99?: number;
}

export interface NodeState {
  name: string;
  incarnation: string;
  offset: number;
  heardAt: number;
  summaryAt: number;
  summary?: NodeSummary;
  history: Map<string, Sample[]>;
}

/** An event, and the nodes that have told of it: a view is one event, however many have installed it. */
export interface LoggedEvent {
  key: string;
  at: number;
  kind: ClusterEvent["kind"];
  group: string;
  text: string;
  nodes: string[];
  installed: Map<string, number>;
  view?: ClusterEvent["view"];
  about?: string;
  incarnations: Map<string, string>;
}

export type Connection = "connecting" | "live" | "broken" | "refused";

const HISTORY_MILLISECONDS = 150_000;
const MOST_EVENTS = 1000;
export const SILENT_MILLISECONDS = 4000;

/** All that the page knows. It changes in place; whoever shows it is told. */
export class Cluster {
  name = "";
  servedBy = "";
  allowsActions = false;
  connection: Connection = "connecting";
  refusal = "";
  lost = 0;
  directory: DirectoryEntry[] = [];
  readonly nodes = new Map<string, NodeState>();
  readonly events = new Map<string, LoggedEvent>();
  lives = new Lives();
  group = "";
  /** The moment that the diagram is to show, until it does. */
  wanted: number | undefined;
  private clock = Number.NEGATIVE_INFINITY;
  private source: EventSource | undefined;
  private retry: number | undefined;
  private readonly listeners = new Set<() => void>();
  private isTelling = false;

  constructor(group: string) {
    this.group = group;
    this.open();
  }

  listen(listener: () => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  /** What the clock of the serving node shows. */
  now(): number {
    return Number.isFinite(this.clock) ? performance.now() + this.clock : Date.now();
  }

  choose(group: string): void {
    if (group === this.group) return;
    this.group = group;
    this.lives = new Lives();
    this.open();
  }

  /** Has the diagram show a moment. */
  lookAt(at: number): void {
    this.wanted = at;
    this.tell();
  }

  /** The groups that anybody is in, those of applications first. */
  groups(): string[] {
    const names = new Set<string>();
    for (const node of this.nodes.values()) for (const group of node.summary?.groups ?? []) names.add(group.name);
    return [...names].sort((left, right) => Number(isOwn(left)) - Number(isOwn(right)) || left.localeCompare(right));
  }

  nodeNames(): string[] {
    const names = new Set([...this.nodes.keys(), ...this.directory.map((entry) => entry.name)]);
    return [...names].sort();
  }

  isSilent(node: NodeState): boolean {
    return this.connection === "live" && this.now() - node.heardAt > SILENT_MILLISECONDS;
  }

  groupAt(node: string, group: string): GroupSummary | undefined {
    return this.nodes.get(node)?.summary?.groups.find((each) => each.name === group);
  }

  private open(): void {
    this.source?.close();
    clearTimeout(this.retry);
    const source = new EventSource(`stream?group=${encodeURIComponent(this.group)}`);
    this.source = source;
    source.addEventListener("greeting", (event) => this.greet(JSON.parse(event.data) as Greeting));
    source.addEventListener("news", (event) => {
      this.take(JSON.parse(event.data) as News);
      this.tell();
    });
    source.addEventListener("loss", (event) => {
      this.lost += (JSON.parse(event.data) as { lost: number }).lost;
      this.tell();
    });
    source.addEventListener("error", () => void this.broken(source));
    this.tell();
  }

  private async broken(source: EventSource): Promise<void> {
    if (source !== this.source) return;
    this.connection = "broken";
    this.tell();
    if (source.readyState !== EventSource.CLOSED) return;
    // The browser gives up where it got an answer that is no stream: it says why.
    try {
      const answer = await fetch("snapshot");
      if (!answer.ok) [this.connection, this.refusal] = ["refused", await answer.text()];
      else [this.connection, this.refusal] = ["refused", "too many pages are open at this node"];
    } catch {
      this.connection = "broken";
    }
    if (source !== this.source) return;
    this.tell();
    this.retry = window.setTimeout(() => this.open(), 4000);
  }

  private greet(greeting: Greeting): void {
    this.name = greeting.cluster;
    this.servedBy = greeting.node;
    this.allowsActions = greeting.allowsActions;
    this.connection = "live";
    this.clock = greeting.now - performance.now();
    document.title = `${greeting.cluster} · Cohort`;
    for (const news of greeting.nodes) this.take(news, true);
    if (this.group === "") {
      const first = this.groups().find((name) => !isOwn(name));
      if (first) this.choose(first);
    }
    this.tell();
  }

  private take(news: News, isOld = false): void {
    const { report, offset, heardAt } = news;
    if (!isOld) this.clock = Math.max(this.clock, heardAt - performance.now());
    let node = this.nodes.get(report.node);
    if (!node || (node.incarnation !== report.incarnation && node.heardAt <= heardAt)) {
      node = {
        name: report.node,
        incarnation: report.incarnation,
        offset,
        heardAt,
        summaryAt: 0,
        history: node?.history ?? new Map<string, Sample[]>(),
      };
      this.nodes.set(report.node, node);
    }
    for (const event of report.events) this.log(report.node, report.incarnation, event, offset);
    if (node.incarnation !== report.incarnation) return;
    node.offset = offset;
    node.heardAt = heardAt;
    if (news.directory) this.directory = news.directory;
    if (report.summary) this.summarize(node, report.summary, report.sentAt + offset, isOld);
    for (const batch of report.lives) if (batch.group === this.group) this.lives.take(report.node, offset, batch);
    this.lives.forget(this.now());
    if (this.group === "" && !isOld) {
      const first = this.groups().find((name) => !isOwn(name));
      if (first) this.choose(first);
    }
  }

  private summarize(node: NodeState, summary: NodeSummary, at: number, isOld: boolean): void {
    const before = node.summary;
    const seconds = (at - node.summaryAt) / 1000;
    for (const group of summary.groups) {
      const earlier = before?.groups.find((each) => each.name === group.name);
      if (isOld || !earlier || seconds <= 0.05 || seconds > 10) continue;
      const history = node.history.get(group.name) ?? [];
      node.history.set(group.name, history);
      const sample: Sample = {
        at,
        sent: Math.max(0, group.sent - earlier.sent) / seconds,
        delivered: Math.max(0, group.delivered - earlier.delivered) / seconds,
        bytes: Math.max(0, group.deliveredBytes - earlier.deliveredBytes) / seconds,
      };
      if (group.latency) {
        sample.median = group.latency.median;
        sample.percentile99 = group.latency.percentile99;
      }
      history.push(sample);
      while (history.length > 0 && history[0]!.at < at - HISTORY_MILLISECONDS) history.shift();
    }
    node.summary = summary;
    node.summaryAt = at;
  }

  private log(node: string, incarnation: string, event: ClusterEvent, offset: number): void {
    const at = event.at + offset;
    const key = event.view
      ? `${event.group} ${event.view.formation} v${event.view.number}`
      : `${node} ${incarnation} ${event.number}`;
    const known = this.events.get(key);
    if (known) {
      known.installed.set(node, at);
      known.incarnations.set(node, incarnation);
      if (!known.nodes.includes(node)) known.nodes.push(node);
      known.at = Math.min(known.at, at);
      // The first view that a process sees says nothing of who came and went.
      if (event.view && known.view && changesIn(known.view) === 0) known.view = event.view;
      return;
    }
    this.events.set(key, {
      key,
      at,
      kind: event.kind,
      group: event.group,
      text: event.text,
      nodes: [node],
      installed: new Map([[node, at]]),
      incarnations: new Map([[node, incarnation]]),
      ...(event.view ? { view: event.view } : {}),
      ...(event.about ? { about: event.about } : {}),
    });
    if (this.events.size > MOST_EVENTS) this.events.delete(this.events.keys().next().value!);
  }

  // Several pieces of news at once are shown once.
  private tell(): void {
    if (this.isTelling) return;
    this.isTelling = true;
    setTimeout(() => {
      this.isTelling = false;
      for (const listener of this.listeners) listener();
    }, 100);
  }
}

function changesIn(view: ViewDetail): number {
  return view.joined.length + view.left.length + view.promoted.length;
}

/** Whether a group is the cluster's own. */
export function isOwn(group: string): boolean {
  return group.startsWith("cohort.");
}
