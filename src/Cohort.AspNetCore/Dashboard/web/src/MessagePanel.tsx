import { colorIndex } from "./colors";
import type { MessageLife } from "./lives";
import { bytes, clockTime, duration } from "./text";

interface Moment {
  what: string;
  node: string;
  at: number;
  more?: string;
}

/** The life of a message: what became of it, where and when. */
export function MessagePanel(properties: {
  life: MessageLife;
  names: string[];
  onShow: () => void;
  onClose: () => void;
}) {
  const { life, names } = properties;
  const start = life.sentAt ?? life.firstAt;
  const moments: Moment[] = [];
  const own = (what: string, at: number | undefined, more?: string): void => {
    if (at !== undefined) moments.push({ what, node: life.sender, at, ...(more ? { more } : {}) });
  };
  own("sent", life.sentAt, "the call");
  own("accepted", life.acceptedAt, "has its place in the stream of its sender");
  own("ordered", life.orderedAt, "has its place in the order");
  own("stable", life.stableAt, "every member has it");
  own("delivered", life.deliveries.has(life.sender) ? undefined : life.deliveredAt);
  for (const [node, delivery] of life.deliveries)
    moments.push({ what: "delivered", node, at: delivery.at, more: `handled in ${duration(delivery.handled)}` });
  moments.sort((left, right) => left.at - right.at);
  const whole = Math.max(1e-6, ...moments.map((moment) => moment.at - start));
  return (
    <section class="panel message-panel" aria-label={`Message ${life.id}`} aria-live="polite">
      <div class="title-row">
        <h3>
          Message <code>{life.id}</code>
        </h3>
        <div class="tools">
          <button type="button" onClick={properties.onShow}>
            Zoom to it
          </button>
          <button type="button" onClick={properties.onClose}>
            Close
          </button>
        </div>
      </div>
      <p class="quiet">
        from <b>{life.sender}</b> at {clockTime(start, true)}
        {life.bytes === undefined ? "" : `, ${bytes(life.bytes)}`}
        {life.order ? `, ${life.order} order, delivered when ${life.delivery}` : ", its sending was not seen"}
      </p>
      {life.failure ? <p class="bad">{life.failure}</p> : null}
      <div class="scroll" tabindex={0} role="region" aria-label="Its life">
        <table class="life">
          <thead>
            <tr>
              <th scope="col">what</th>
              <th scope="col">where</th>
              <th scope="col" class="number">
                after
              </th>
              <th scope="col" class="wide">
                <span class="unseen">on the way</span>
              </th>
              <th scope="col">meaning</th>
            </tr>
          </thead>
          <tbody>
            {moments.map((moment) => (
              <tr key={`${moment.what} ${moment.node}`}>
                <td>{moment.what}</td>
                <td>
                  <i class={`dot n${colorIndex(names, moment.node)}`} /> {moment.node}
                </td>
                <td class="number">{duration(moment.at - start)}</td>
                <td class="wide">
                  <progress value={Math.max(0, moment.at - start)} max={whole} aria-hidden="true" />
                </td>
                <td class="quiet">{moment.more ?? ""}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </section>
  );
}
