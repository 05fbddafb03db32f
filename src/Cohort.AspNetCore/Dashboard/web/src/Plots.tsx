import { useEffect, useMemo, useRef, useState } from "preact/hooks";
import uPlot from "uplot";
import type { Cluster, Sample } from "./cluster";
import { colorIndex, nodeColor, styled } from "./colors";
import { bytes, clockTime, count, duration } from "./text";

interface Measure {
  title: string;
  of: (sample: Sample) => number | undefined;
  text: (value: number) => string;
}

const SHOWN_SECONDS = 120;

const MEASURES: Measure[] = [
  { title: "Delivered messages per second", of: (sample) => sample.delivered, text: count },
  { title: "Delivered bytes per second", of: (sample) => sample.bytes, text: bytes },
  { title: "Latency, half of the messages within", of: (sample) => sample.median, text: duration },
  { title: "Latency, 99 of 100 within", of: (sample) => sample.percentile99, text: duration },
];

/** How much and how fast, of all nodes, for the chosen group. */
export function Plots({ cluster, version }: { cluster: Cluster; version: number }) {
  return (
    <section id="plots" aria-labelledby="plots-title">
      <h2 id="plots-title">
        Throughput and latency <span class="quiet">of {cluster.group || "no group"}, the last two minutes</span>
      </h2>
      <div class="plots">
        {MEASURES.map((measure) => (
          <Plot key={measure.title} cluster={cluster} measure={measure} version={version} />
        ))}
      </div>
    </section>
  );
}

function Plot({ cluster, measure, version }: { cluster: Cluster; measure: Measure; version: number }) {
  const holder = useRef<HTMLDivElement>(null);
  const plot = useRef<uPlot | undefined>(undefined);
  const [width, setWidth] = useState(300);
  const scheme = useScheme();
  const all = cluster.nodeNames();
  const names = all.filter((name) => cluster.nodes.get(name)?.history.has(cluster.group)).slice(0, 8);
  const key = names.join(" ");
  const data = useMemo(() => tableOf(cluster, names, measure), [version, key]);

  useEffect(() => {
    const observer = new ResizeObserver((entries) => setWidth(Math.max(160, entries[0]!.contentRect.width)));
    observer.observe(holder.current!);
    return () => observer.disconnect();
  }, []);
  useEffect(() => {
    const made = new uPlot(optionsOf(names, all, measure, cluster), data, holder.current!);
    plot.current = made;
    return () => made.destroy();
  }, [key, scheme]);
  useEffect(() => plot.current?.setSize({ width, height: 150 }), [width, key, scheme]);
  useEffect(() => plot.current?.setData(data), [data, scheme]);

  return (
    <figure class="plot">
      <figcaption>{measure.title}</figcaption>
      <div ref={holder} aria-hidden="true" />
      <ul class="legend">
        {names.map((name) => (
          <li key={name}>
            <i class={`dot n${colorIndex(all, name)}`} /> {name} <b>{last(cluster, name, measure)}</b>
          </li>
        ))}
        {names.length === 0 ? <li class="quiet">nothing yet</li> : null}
      </ul>
    </figure>
  );
}

function last(cluster: Cluster, name: string, measure: Measure): string {
  const node = cluster.nodes.get(name);
  const sample = node?.history.get(cluster.group)?.at(-1);
  if (!sample || !node || cluster.isSilent(node)) return "–";
  const value = measure.of(sample);
  return value === undefined ? "–" : measure.text(value);
}

// Whole seconds, so that the nodes' values stand below each other.
function tableOf(cluster: Cluster, names: string[], measure: Measure): uPlot.AlignedData {
  const end = Math.floor(cluster.now() / 1000);
  const seconds = Array.from({ length: SHOWN_SECONDS + 1 }, (_, index) => end - SHOWN_SECONDS + index);
  const columns = names.map((name) => {
    const values: (number | null)[] = seconds.map(() => null);
    for (const sample of cluster.nodes.get(name)?.history.get(cluster.group) ?? []) {
      const index = Math.round(sample.at / 1000) - seconds[0]!;
      if (index >= 0 && index < values.length) values[index] = measure.of(sample) ?? null;
    }
    // One that fell between two seconds is no gap.
    for (let index = 1; index < values.length - 1; index++)
      if (values[index] === null && values[index - 1] !== null && values[index + 1] !== null)
        values[index] = (values[index - 1]! + values[index + 1]!) / 2;
    return values;
  });
  return [seconds, ...columns];
}

function optionsOf(names: string[], all: string[], measure: Measure, cluster: Cluster): uPlot.Options {
  const axis = { stroke: styled("--quiet"), grid: { stroke: styled("--line"), width: 1 }, ticks: { show: false }, font: "11px system-ui" };
  return {
    width: 300,
    height: 150,
    padding: [8, 6, 0, 0],
    legend: { show: false },
    cursor: { show: false },
    scales: {
      x: { time: false, range: () => [cluster.now() / 1000 - SHOWN_SECONDS, cluster.now() / 1000] },
      y: { range: (_, __, most) => [0, (most ?? 0) > 0 ? most * 1.15 : 1] },
    },
    axes: [
      { ...axis, size: 22, space: 70, values: (_, splits) => splits.map((second) => clockTime(second * 1000)) },
      { ...axis, size: 62, space: 30, values: (_, splits) => splits.map((value) => measure.text(value)) },
    ],
    series: [
      {},
      ...names.map((name) => ({
        label: name,
        stroke: nodeColor(colorIndex(all, name)),
        width: 1.75,
        points: { show: false },
        spanGaps: false,
      })),
    ],
  };
}

function useScheme(): boolean {
  const query = useMemo(() => matchMedia("(prefers-color-scheme: dark)"), []);
  const [isDark, setDark] = useState(query.matches);
  useEffect(() => {
    const changed = (): void => setDark(query.matches);
    query.addEventListener("change", changed);
    return () => query.removeEventListener("change", changed);
  }, [query]);
  return isDark;
}
