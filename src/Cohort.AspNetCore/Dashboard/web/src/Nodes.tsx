import { useState } from "preact/hooks";
import type { Cluster, NodeState } from "./cluster";
import { colorIndex } from "./colors";
import { bytes, duration } from "./text";

/** The nodes of the cluster, and what each sees of the others. */
export function Nodes({ cluster }: { cluster: Cluster }) {
  const names = cluster.nodeNames();
  return (
    <section id="nodes" aria-labelledby="nodes-title">
      <h2 id="nodes-title">
        Nodes <span class="quiet">{names.length}</span>
      </h2>
      <ul class="cards">
        {names.map((name) => (
          <NodeCard key={name} cluster={cluster} name={name} index={colorIndex(names, name)} />
        ))}
      </ul>
      <Links cluster={cluster} names={names} />
    </section>
  );
}

function NodeCard({ cluster, name, index }: { cluster: Cluster; name: string; index: number }) {
  const node = cluster.nodes.get(name);
  const entry = cluster.directory.find((each) => each.name === name);
  const summary = node?.summary;
  const state = stateOf(cluster, node, entry !== undefined);
  const seconds = summary ? Math.max(0, cluster.now() - summary.startedAt) : 0;
  return (
    <li class="card" data-node={name}>
      <h3>
        <i class={`dot n${index}`} /> {name} {name === cluster.servedBy ? <small class="chip">serves this page</small> : null}
        <span class={`chip ${state.kind}`}>{state.text}</span>
      </h3>
      <dl>
        <dt>address</dt>
        <dd>{summary?.address ?? entry?.address ?? "unknown"}</dd>
        {summary ? (
          <>
            <dt>up for</dt>
            <dd>{duration(Math.max(1000, seconds))}</dd>
            <dt>memory</dt>
            <dd>{bytes(summary.memoryBytes)}</dd>
            <dt>groups</dt>
            <dd>{summary.groups.length + summary.omittedGroups}</dd>
          </>
        ) : null}
        {node && Math.abs(node.offset) > 0 ? (
          <>
            <dt>clock</dt>
            <dd>{node.offset > 0 ? `${duration(node.offset)} behind` : `${duration(-node.offset)} ahead`}</dd>
          </>
        ) : null}
        {Object.entries(entry?.labels ?? {}).map(([key, value]) => (
          <>
            <dt>{key}</dt>
            <dd>{value}</dd>
          </>
        ))}
      </dl>
      {summary?.reason ? <p class="quiet">{summary.reason}</p> : null}
      {cluster.allowsActions && name === cluster.servedBy ? <Drain name={name} /> : null}
    </li>
  );
}

function stateOf(cluster: Cluster, node: NodeState | undefined, isKnown: boolean): { kind: string; text: string } {
  if (!node) return { kind: "quiet", text: "has no dashboard" };
  if (cluster.isSilent(node))
    return isKnown
      ? { kind: "bad", text: `silent for ${duration(Math.max(1000, cluster.now() - node.heardAt))}` }
      : { kind: "bad", text: "gone" };
  if (!isKnown && cluster.directory.length > 0) return { kind: "warn", text: "not in the directory" };
  const status = node.summary?.status ?? "Running";
  return { kind: status === "Running" ? "good" : "warn", text: status.toLowerCase() };
}

/** What each node sees of each other. */
function Links({ cluster, names }: { cluster: Cluster; names: string[] }) {
  if (names.length < 2) return null;
  return (
    <>
      <h3 id="links-title">Links</h3>
      <p class="quiet small">Who sees whom: the round trip of reports, or what is wrong. Rows look at columns.</p>
      <div class="scroll" tabindex={0} role="region" aria-labelledby="links-title">
        <table class="links">
          <thead>
            <tr>
              <th scope="col">
                <span class="unseen">node</span>
              </th>
              {names.map((name) => (
                <th key={name} scope="col">
                  {name}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {names.map((from) => (
              <tr key={from}>
                <th scope="row">{from}</th>
                {names.map((to) => {
                  const cell = linkOf(cluster, from, to);
                  return (
                    <td key={to} class={cell.kind} title={cell.title}>
                      {cell.text}
                    </td>
                  );
                })}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </>
  );
}

function linkOf(cluster: Cluster, from: string, to: string): { kind: string; text: string; title: string } {
  if (from === to) return { kind: "quiet", text: "·", title: "itself" };
  const node = cluster.nodes.get(from);
  if (!node?.summary || cluster.isSilent(node)) return { kind: "quiet", text: "?", title: `${from} tells nothing` };
  const suspecting = node.summary.groups.filter((group) =>
    group.members.some((member) => member.name === to && member.isSuspected),
  );
  if (suspecting.length > 0)
    return { kind: "bad", text: "suspected", title: `in ${suspecting.map((group) => group.name).join(", ")}` };
  const peer = node.summary.peers.find((each) => each.node === to);
  if (!peer) return { kind: "quiet", text: "–", title: `${from} has not heard ${to}` };
  const silence = node.heardAt - (peer.heardAt + node.offset);
  if (silence > 4000) return { kind: "bad", text: `silent ${duration(silence)}`, title: "since the last report" };
  const back = cluster.nodes.get(to)?.summary?.peers.find((each) => each.node === from);
  if (!back) return { kind: "quiet", text: "one way", title: `${to} does not hear ${from}` };
  const round = Math.max(0, peer.delayMilliseconds + back.delayMilliseconds);
  return { kind: "good", text: duration(round), title: "there and back" };
}

function Drain({ name }: { name: string }) {
  const [asked, setAsked] = useState(false);
  const [answer, setAnswer] = useState("");
  const drain = async (): Promise<void> => {
    setAsked(false);
    const response = await fetch("actions/drain", { method: "POST", headers: { "Cohort-Dashboard": "drain" } });
    setAnswer(response.ok ? "It leaves its groups and stops." : await response.text());
  };
  return (
    <div class="actions" role="group" aria-label={`Actions of ${name}`}>
      {asked ? (
        <>
          <span>
            Have <b>{name}</b> leave its groups, and its process stop?
          </span>
          <button type="button" class="danger" onClick={() => void drain()}>
            Drain {name}
          </button>
          <button type="button" onClick={() => setAsked(false)}>
            Keep it
          </button>
        </>
      ) : (
        <button type="button" onClick={() => setAsked(true)}>
          Drain…
        </button>
      )}
      <output aria-live="polite">{answer}</output>
    </div>
  );
}
