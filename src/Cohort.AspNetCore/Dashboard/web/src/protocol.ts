// What the node tells its pages. Times are milliseconds since 1970, by the clock of the node that a report is from.

export interface Member {
  name: string;
  address: string;
  holdsState: boolean;
  isSuspected: boolean;
  rowLag: number;
  unreceived: number;
  unhandled: number;
  waitedSeconds: number;
}

export interface Latency {
  count: number;
  median: number;
  percentile99: number;
  longest: number;
}

export interface GroupSummary {
  name: string;
  status: string;
  reason: string;
  formation: string;
  view: number;
  stableView?: number;
  members: Member[];
  memberCount: number;
  pending: number;
  windowBytes: number;
  windowLimit: number;
  waiting: number;
  sent: number;
  sentBytes: number;
  delivered: number;
  deliveredBytes: number;
  queue: number;
  latency?: Latency;
}

export interface Peer {
  node: string;
  delayMilliseconds: number;
  heardAt: number;
}

export interface NodeSummary {
  address: string;
  status: string;
  reason: string;
  startedAt: number;
  memoryBytes: number;
  socketBytes: number;
  groups: GroupSummary[];
  omittedGroups: number;
  peers: Peer[];
}

export interface ViewDetail {
  number: number;
  formation: string;
  members: string[];
  joined: string[];
  left: string[];
  promoted: string[];
}

export interface ClusterEvent {
  number: number;
  at: number;
  kind: "view" | "status" | "suspicion" | "leaving" | "warning";
  group: string;
  text: string;
  view?: ViewDetail;
  about?: string;
}

export interface SendLife {
  message?: string;
  sentAt: number;
  acceptedAt?: number;
  orderedAt?: number;
  stableAt?: number;
  deliveredAt?: number;
  order: string;
  delivery: string;
  bytes: number;
  failure?: string;
}

export interface DeliveryMoment {
  message: string;
  sender: string;
  at: number;
  handledMilliseconds: number;
}

export interface LifeBatch {
  group: string;
  oneOf: number;
  omitted: number;
  sends: SendLife[];
  deliveries: DeliveryMoment[];
}

export interface Report {
  node: string;
  incarnation: string;
  sentAt: number;
  summary?: NodeSummary;
  events: ClusterEvent[];
  lives: LifeBatch[];
}

export interface DirectoryEntry {
  name: string;
  address: string;
  labels: Record<string, string>;
}

export interface News {
  report: Report;
  offset: number;
  heardAt: number;
  directory?: DirectoryEntry[];
}

export interface Greeting {
  cluster: string;
  node: string;
  now: number;
  allowsActions: boolean;
  nodes: News[];
}
