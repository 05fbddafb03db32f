import { useEffect, useState } from "preact/hooks";
import type { Cluster } from "./cluster";
import { Diagram } from "./Diagram";
import { Events } from "./Events";
import { Groups } from "./Groups";
import { Nodes } from "./Nodes";
import { Plots } from "./Plots";
import { count } from "./text";

export function App({ cluster }: { cluster: Cluster }) {
  const [version, setVersion] = useState(0);
  useEffect(() => cluster.listen(() => setVersion((before) => before + 1)), [cluster]);
  useEffect(() => {
    // Silence is to be seen, too.
    const timer = setInterval(() => setVersion((before) => before + 1), 1000);
    return () => clearInterval(timer);
  }, []);
  return (
    <>
      <a class="skip" href="#diagram">
        Skip to the diagram
      </a>
      <header>
        <h1>
          <img src="icon.svg" alt="" width="26" height="26" /> {cluster.name || "Cohort"}
        </h1>
        <State cluster={cluster} />
        <label class="choice">
          Group{" "}
          <select value={cluster.group} onChange={(event) => choose(cluster, event.currentTarget.value)}>
            {cluster.group === "" ? <option value="">none yet</option> : null}
            {[...new Set([...cluster.groups(), ...(cluster.group ? [cluster.group] : [])])].map((name) => (
              <option key={name} value={name}>
                {name}
              </option>
            ))}
          </select>
        </label>
        <nav aria-label="Parts of the page">
          <a href="#nodes">Nodes</a> <a href="#groups">Groups</a> <a href="#plots">Plots</a> <a href="#events">Events</a>
        </nav>
      </header>
      <main>
        <Diagram key={cluster.group} cluster={cluster} version={version} />
        <div class="columns">
          <Groups cluster={cluster} />
          <Nodes cluster={cluster} />
        </div>
        <Plots cluster={cluster} version={version} />
        <Events cluster={cluster} version={version} />
      </main>
      <footer class="quiet">
        Served by {cluster.servedBy || "a node"}. Nodes tell each other how they stand only while somebody looks.
      </footer>
    </>
  );
}

function State({ cluster }: { cluster: Cluster }) {
  const [kind, text] = {
    connecting: ["warn", "connecting"],
    live: ["good", "live"],
    broken: ["bad", "no connection: trying again"],
    refused: ["bad", cluster.refusal],
  }[cluster.connection] as [string, string];
  return (
    <p class="state" role="status">
      <span class={`chip ${kind}`} data-connection={cluster.connection}>
        {text}
      </span>
      {cluster.servedBy ? <span class="quiet"> from {cluster.servedBy}</span> : null}
      {cluster.lost > 0 ? (
        <span class="chip warn">this page is too slow: it has missed {count(cluster.lost)} reports</span>
      ) : null}
    </p>
  );
}

function choose(cluster: Cluster, group: string): void {
  history.replaceState(null, "", `?group=${encodeURIComponent(group)}${location.hash}`);
  cluster.choose(group);
}
