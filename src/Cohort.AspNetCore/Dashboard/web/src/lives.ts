import type { LifeBatch } from "./protocol";

export interface Delivered {
  at: number;
  handled: number;
}

/** A message of the group that the diagram shows, with times by the clock of the serving node. */
export interface MessageLife {
  id: string;
  sender: string;
  sentAt?: number;
  acceptedAt?: number;
  orderedAt?: number;
  stableAt?: number;
  deliveredAt?: number;
  order: string;
  delivery: string;
  bytes?: number;
  failure?: string;
  deliveries: Map<string, Delivered>;
  firstAt: number;
  lastAt: number;
}

const MOST = 6000;
const KEPT_MILLISECONDS = 90_000;

/** The last messages of one group: what its members have told of them, put together. */
export class Lives {
  readonly messages = new Map<string, MessageLife>();
  readonly oneOf = new Map<string, number>();
  omitted = 0;
  /** From when on all is kept, since somebody looks at it. */
  heldFrom: number | undefined;
  private failures = 0;

  take(node: string, offset: number, batch: LifeBatch): void {
    this.oneOf.set(node, batch.oneOf);
    this.omitted += batch.omitted;
    for (const send of batch.sends) {
      const id = send.message ?? `lost at ${node} ${++this.failures}`;
      const life = this.find(id, node, send.sentAt + offset);
      life.sentAt = send.sentAt + offset;
      for (const moment of ["acceptedAt", "orderedAt", "stableAt", "deliveredAt"] as const) {
        const at = send[moment];
        if (at !== undefined) life[moment] = at + offset;
      }
      life.order = send.order;
      life.delivery = send.delivery;
      life.bytes = send.bytes;
      if (send.failure !== undefined) life.failure = send.failure;
      stretch(life, life.sentAt);
      stretch(life, life.deliveredAt ?? life.sentAt);
    }
    for (const delivery of batch.deliveries) {
      const at = delivery.at + offset;
      const life = this.find(delivery.message, delivery.sender, at);
      life.deliveries.set(node, { at, handled: delivery.handledMilliseconds });
      stretch(life, at);
    }
  }

  forget(now: number): void {
    const oldest = Math.min(now - KEPT_MILLISECONDS, this.heldFrom ?? Number.POSITIVE_INFINITY);
    for (const [id, life] of this.messages)
      if (life.lastAt < oldest || (this.messages.size > MOST && life.lastAt < (this.heldFrom ?? now)))
        this.messages.delete(id);
    // Nothing old is left to make room with.
    if (this.messages.size > MOST)
      for (const id of [...this.messages.keys()].slice(MOST)) this.messages.delete(id);
  }

  /** In the order in which they were sent. */
  between(from: number, to: number): MessageLife[] {
    return [...this.messages.values()]
      .filter((life) => life.lastAt >= from && life.firstAt <= to)
      .sort((left, right) => left.firstAt - right.firstAt || left.id.localeCompare(right.id));
  }

  private find(id: string, sender: string, at: number): MessageLife {
    let life = this.messages.get(id);
    if (!life) {
      life = { id, sender, order: "", delivery: "", deliveries: new Map(), firstAt: at, lastAt: at };
      this.messages.set(id, life);
    }
    return life;
  }
}

function stretch(life: MessageLife, at: number): void {
  life.firstAt = Math.min(life.firstAt, at);
  life.lastAt = Math.max(life.lastAt, at);
}
