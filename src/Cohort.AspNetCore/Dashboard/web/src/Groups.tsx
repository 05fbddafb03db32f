import { isOwn, type Cluster } from "./cluster";
import { colorIndex } from "./colors";
import { endOf, viewsOf } from "./faults";
import type { GroupSummary } from "./protocol";
import { bytes, clockTime, count, duration } from "./text";

/** The groups, with their views. */
export function Groups({ cluster }: { cluster: Cluster }) {
  const groups = cluster.groups();
  const own = groups.filter(isOwn);
  return (
    <section id="groups" aria-labelledby="groups-title">
      <h2 id="groups-title">
        Groups <span class="quiet">{groups.length - own.length}</span>
      </h2>
      {groups.length === own.length ? <p class="quiet">No application has joined a group yet.</p> : null}
      {groups
        .filter((name) => !isOwn(name))
        .map((name) => (
          <GroupCard key={name} cluster={cluster} name={name} />
        ))}
      <details>
        <summary>The cluster’s own groups: {own.join(", ")}</summary>
        {own.map((name) => (
          <GroupCard key={name} cluster={cluster} name={name} />
        ))}
      </details>
    </section>
  );
}

interface Told {
  node: string;
  group: GroupSummary;
}

function GroupCard({ cluster, name }: { cluster: Cluster; name: string }) {
  const told: Told[] = cluster
    .nodeNames()
    .filter((node) => {
      const state = cluster.nodes.get(node);
      return state !== undefined && !cluster.isSilent(state);
    })
    .flatMap((node) => {
      const group = cluster.groupAt(node, name);
      return group ? [{ node, group }] : [];
    });
  const newest = told.reduce<Told | undefined>(
    (best, each) => (!best || each.group.view > best.group.view ? each : best),
    undefined,
  );
  if (!newest) return null;
  const { group } = newest;
  const pending = Math.max(...told.map((each) => each.group.pending));
  const queue = Math.max(...told.map((each) => each.group.queue));
  const window = Math.max(...told.map((each) => (each.group.windowLimit > 0 ? each.group.windowBytes / each.group.windowLimit : 0)));
  const stable = Math.min(...told.map((each) => each.group.stableView ?? each.group.view));
  const troubled = told.filter((each) => each.group.status !== "active");
  return (
    <article class="card group" data-group={name} aria-label={`Group ${name}`}>
      <h3>
        {name} <span class="chip view-chip">v{group.view}</span>
        {troubled.length === 0 ? <span class="chip good">active</span> : null}
        {troubled.map((each) => (
          <span key={each.node} class="chip warn" title={each.group.reason}>
            {each.node}: {each.group.status}
          </span>
        ))}
        {name === cluster.group ? null : (
          <button type="button" class="small" onClick={() => cluster.choose(name)}>
            Show in the diagram
          </button>
        )}
      </h3>
      <Members cluster={cluster} told={told} group={group} />
      <dl class="figures">
        <div>
          <dt>pending changes</dt>
          <dd class={pending > 0 ? "warn" : ""}>{pending}</dd>
        </div>
        <div>
          <dt>stable everywhere</dt>
          <dd class={stable < group.view ? "warn" : ""}>v{stable}</dd>
        </div>
        <div>
          <dt>delivered</dt>
          <dd>{count(rateOf(cluster, name))}/s</dd>
        </div>
        <div>
          <dt>window used</dt>
          <dd>{Math.round(window * 100)} %</dd>
        </div>
        <div>
          <dt>not yet handled</dt>
          <dd>{count(queue)}</dd>
        </div>
        <div>
          <dt>delivered in all</dt>
          <dd>{bytes(Math.max(...told.map((each) => each.group.deliveredBytes)))}</dd>
        </div>
      </dl>
      <Views cluster={cluster} name={name} />
    </article>
  );
}

/** The members, in rank order, and how far each is behind in the eyes of the others. */
function Members({ cluster, told, group }: { cluster: Cluster; told: Told[]; group: GroupSummary }) {
  const names = cluster.nodeNames();
  const shown = group.members;
  return (
    <ol class="members" aria-label="Members in rank order" start={0}>
      {shown.map((member, rank) => {
        const eyes = told.flatMap((each) => each.group.members.filter((seen) => seen.name === member.name));
        const behind = Math.max(0, ...eyes.map((seen) => Math.max(seen.rowLag, seen.unreceived)));
        const unhandled = Math.max(0, ...eyes.map((seen) => seen.unhandled));
        const waited = Math.max(0, ...eyes.map((seen) => seen.waitedSeconds));
        const isSuspected = eyes.some((seen) => seen.isSuspected);
        return (
          <li key={member.name} class={isSuspected ? "bad" : ""} data-member={member.name}>
            <span class="rank">{rank}</span>
            <i class={`dot n${colorIndex(names, member.name)}`} />
            <b>{member.name}</b>
            {rank === 0 ? <span class="crown" title="The oldest: it coordinates view changes"> rank 0</span> : null}
            {member.holdsState ? null : <span class="warn"> has no state yet</span>}
            {isSuspected ? <span> suspected</span> : null}
            <span class={`lag ${waited > 0 ? "bad" : behind + unhandled > 1000 ? "warn" : "quiet"}`}>
              {waited > 0
                ? `sends wait for it, ${duration(waited * 1000)}`
                : behind + unhandled === 0
                  ? "up to date"
                  : [behind > 0 ? `${count(behind)} behind` : "", unhandled > 0 ? `${count(unhandled)} unhandled` : ""]
                      .filter((text) => text !== "")
                      .join(", ")}
            </span>
          </li>
        );
      })}
      {group.memberCount > shown.length ? <li class="quiet">and {group.memberCount - shown.length} more</li> : null}
    </ol>
  );
}

/** The last views, the newest first. */
function Views({ cluster, name }: { cluster: Cluster; name: string }) {
  const views = viewsOf(cluster, name).slice(-8).reverse();
  if (views.length === 0) return null;
  return (
    <div class="scroll" tabindex={0} role="region" aria-label={`Views of ${name}`}>
      <table class="views">
        <caption class="unseen">Views of {name}, the newest first</caption>
        <tbody>
          {views.map((event) => (
            <tr key={event.key}>
              <th scope="row">v{event.view!.number}</th>
              <td class="quiet">{clockTime(event.at)}</td>
              <td>[{event.view!.members.join(" ")}]</td>
              <td>
                {event.view!.joined.map((member) => (
                  <span key={member} class="good">
                    +{member}{" "}
                  </span>
                ))}
                {event.view!.promoted.map((member) => (
                  <span key={member} class="quiet">
                    {member} has the state{" "}
                  </span>
                ))}
                {event.view!.left.map((member) => {
                  const end = endOf(cluster, member, event);
                  return (
                    <span key={member} class={end === "left" ? "quiet" : "bad"}>
                      −{member} {end === "left" ? "left" : end === "out" ? "was put out" : "is gone"}{" "}
                    </span>
                  );
                })}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function rateOf(cluster: Cluster, group: string): number {
  return Math.max(
    0,
    ...[...cluster.nodes.values()]
      .filter((node) => !cluster.isSilent(node))
      .map((node) => node.history.get(group)?.at(-1)?.delivered ?? 0),
  );
}
