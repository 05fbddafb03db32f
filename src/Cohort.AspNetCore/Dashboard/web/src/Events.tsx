import { useMemo, useState } from "preact/hooks";
import { isOwn, type Cluster, type LoggedEvent } from "./cluster";
import { endOf } from "./faults";
import { clockTime } from "./text";

const KINDS = ["views", "joins", "leaves", "suspicions", "status", "warnings"] as const;
type Kind = (typeof KINDS)[number];

interface Row {
  key: string;
  at: number;
  kind: Kind;
  isBad: boolean;
  group: string;
  text: string;
  nodes: string;
}

const MOST_ROWS = 200;

/** What has happened, the newest first. */
export function Events({ cluster, version }: { cluster: Cluster; version: number }) {
  const [hidden, setHidden] = useState<ReadonlySet<Kind>>(new Set());
  const [wanted, setWanted] = useState("");
  const [withOwn, setWithOwn] = useState(false);
  const rows = useMemo(() => rowsOf(cluster), [cluster, version]);
  const shown = rows.filter(
    (row) =>
      !hidden.has(row.kind) &&
      (withOwn || !isOwn(row.group)) &&
      `${row.group} ${row.text} ${row.nodes}`.toLowerCase().includes(wanted.toLowerCase()),
  );
  const toggle = (kind: Kind): void => {
    const next = new Set(hidden);
    if (!next.delete(kind)) next.add(kind);
    setHidden(next);
  };
  return (
    <section id="events" aria-labelledby="events-title">
      <h2 id="events-title">
        Events <span class="quiet">{shown.length}</span>
      </h2>
      <fieldset class="filters">
        <legend class="unseen">Which events</legend>
        {KINDS.map((kind) => (
          <label key={kind}>
            <input type="checkbox" checked={!hidden.has(kind)} onChange={() => toggle(kind)} /> {kind}
          </label>
        ))}
        <label>
          <input type="checkbox" checked={withOwn} onChange={() => setWithOwn(!withOwn)} /> of the cluster’s own groups
        </label>
        <label class="search">
          <span class="unseen">Filter by text</span>
          <input
            type="search"
            placeholder="Filter: a node, a group, a word"
            value={wanted}
            onInput={(event) => setWanted(event.currentTarget.value)}
          />
        </label>
      </fieldset>
      <div class="scroll log" tabindex={0} role="region" aria-label="Events, the newest first">
        <table>
          <thead class="unseen">
            <tr>
              <th scope="col">when</th>
              <th scope="col">kind</th>
              <th scope="col">group</th>
              <th scope="col">what</th>
              <th scope="col">told by</th>
            </tr>
          </thead>
          <tbody>
            {shown.slice(0, MOST_ROWS).map((row) => (
              <tr key={row.key} data-kind={row.kind}>
                <td class="quiet number">
                  {row.group === cluster.group ? (
                    <a
                      href="#diagram"
                      title="Show in the diagram"
                      aria-label={`${clockTime(row.at, true)}: show in the diagram`}
                      onClick={() => cluster.lookAt(row.at)}
                    >
                      {clockTime(row.at, true)}
                    </a>
                  ) : (
                    clockTime(row.at, true)
                  )}
                </td>
                <td>
                  <span class={`chip ${row.isBad ? "bad" : ""}`}>{row.kind.replace(/s$/, "").replace("statu", "status")}</span>
                </td>
                <td>{row.group}</td>
                <td class="what">{row.text}</td>
                <td class="quiet">{row.nodes}</td>
              </tr>
            ))}
          </tbody>
        </table>
        {shown.length === 0 ? <p class="quiet">Nothing of that kind has happened.</p> : null}
      </div>
    </section>
  );
}

function rowsOf(cluster: Cluster): Row[] {
  const rows: Row[] = [];
  for (const event of cluster.events.values()) rows.push(...rowsFor(cluster, event));
  return rows.sort((left, right) => right.at - left.at || right.key.localeCompare(left.key));
}

function rowsFor(cluster: Cluster, event: LoggedEvent): Row[] {
  const base = { at: event.at, group: event.group, isBad: false, nodes: event.nodes.join(", ") };
  if (!event.view) {
    const kind: Kind =
      event.kind === "suspicion" ? "suspicions" : event.kind === "warning" ? "warnings" : event.kind === "leaving" ? "leaves" : "status";
    const isBad = kind === "warnings" || (kind === "suspicions" && !event.text.endsWith("more")) || event.text.startsWith("Expelled");
    return [{ ...base, key: event.key, kind, isBad, text: event.kind === "status" ? `${event.nodes[0]} is ${event.text}` : event.text }];
  }
  const { number, members, joined, left, promoted } = event.view;
  const news = promoted.length > 0 ? `: ${promoted.join(", ")} ${promoted.length > 1 ? "have" : "has"} the state now` : "";
  return [
    { ...base, key: event.key, kind: "views", text: `v${number} [${members.join(" ")}]${news}` },
    ...joined.map((name): Row => ({ ...base, key: `${event.key} +${name}`, kind: "joins", text: `${name} has joined` })),
    ...left.map((name): Row => {
      const end = endOf(cluster, name, event);
      return {
        ...base,
        key: `${event.key} -${name}`,
        kind: "leaves",
        isBad: end !== "left",
        text: end === "left" ? `${name} has left` : end === "out" ? `${name} was put out` : `${name} is gone: it died, or cannot be reached`,
      };
    }),
  ];
}
