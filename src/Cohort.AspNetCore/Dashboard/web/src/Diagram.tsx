import { useCallback, useEffect, useMemo, useRef, useState } from "preact/hooks";
import type { Cluster } from "./cluster";
import { colorIndex } from "./colors";
import { MessagePanel } from "./MessagePanel";
import type { MessageLife } from "./lives";
import { heightOf, nearest, Picture, rowAt } from "./picture";
import { count, duration } from "./text";

// What the others tell is on its way for so long: the live edge is that much behind.
const BEHIND_MILLISECONDS = 900;
const SHORTEST = 1;
const LONGEST = 60_000;

/** The live space–time diagram of the chosen group. */
export function Diagram({ cluster, version }: { cluster: Cluster; version: number }) {
  const svg = useRef<SVGSVGElement>(null);
  const holder = useRef<HTMLDivElement>(null);
  const [width, setWidth] = useState(800);
  const [span, setSpan] = useState(4000);
  const [paused, setPaused] = useState<number | undefined>(undefined);
  const [selected, setSelected] = useState<string | undefined>(undefined);
  const [isCut, setCut] = useState(false);
  const drawn = useRef<MessageLife[]>([]);
  const names = useNames(cluster, version);
  const gutter = Math.min(110, 26 + 7.5 * Math.max(4, ...names.map((name) => name.length)));
  const reduced = useMemo(() => matchMedia("(prefers-reduced-motion: reduce)").matches, []);

  useEffect(() => {
    const observer = new ResizeObserver((entries) => setWidth(Math.max(200, entries[0]!.contentRect.width)));
    observer.observe(holder.current!);
    return () => observer.disconnect();
  }, []);

  useEffect(() => {
    if (cluster.wanted === undefined) return;
    setPaused(cluster.wanted + span * 0.4);
    cluster.wanted = undefined;
  }, [version]);

  const edge = useCallback(() => paused ?? cluster.now() - BEHIND_MILLISECONDS, [cluster, paused]);
  const from = edge() - span;
  cluster.lives.heldFrom = paused === undefined ? undefined : from;

  // Drawn when there is something new; between, it only moves.
  const epoch = useRef(from);
  useEffect(() => {
    epoch.current = edge() - span;
    const picture = new Picture(cluster, { from: epoch.current, span, width, gutter, names, selected });
    const { root, drawn: lives, isCut: cut } = picture.draw();
    drawn.current = lives;
    setCut(cut);
    svg.current!.querySelector(".moving")!.replaceChildren(root);
    move();
  });
  const move = useCallback(() => {
    const moved = ((edge() - span - epoch.current) * (width - gutter)) / span;
    svg.current?.querySelector(".moving")?.setAttribute("transform", `translate(${(-moved).toFixed(2)} 0)`);
  }, [edge, span, width, gutter]);
  useEffect(() => {
    if (paused !== undefined || reduced) return;
    let frame = requestAnimationFrame(function next() {
      move();
      frame = requestAnimationFrame(next);
    });
    return () => cancelAnimationFrame(frame);
  }, [paused, reduced, move]);

  const pause = (): void => setPaused((before) => before ?? cluster.now() - BEHIND_MILLISECONDS);
  const zoom = (factor: number, center = 0.5): void => {
    const next = Math.min(LONGEST, Math.max(SHORTEST, span * factor));
    if (paused !== undefined) setPaused(paused + (next - span) * (1 - center));
    setSpan(next);
  };
  const pan = (share: number): void => {
    const at = edge() + share * span;
    setPaused(Math.min(at, cluster.now() - BEHIND_MILLISECONDS));
  };
  const select = (id: string | undefined): void => {
    if (id !== undefined) pause();
    setSelected(id);
  };
  const step = (by: number): void => {
    pause();
    const end = edge();
    const visible = cluster.lives.between(end - span, end).filter((life) => life.sentAt !== undefined);
    if (visible.length === 0) return;
    const present = visible.findIndex((life) => life.id === selected);
    const next = present < 0 ? (by > 0 ? 0 : visible.length - 1) : Math.min(visible.length - 1, Math.max(0, present + by));
    setSelected(visible[next]!.id);
  };
  const show = (life: MessageLife): void => {
    const last = Math.max(life.lastAt, life.deliveredAt ?? 0);
    const wanted = Math.max(2, (last - life.firstAt) * 2.4);
    setSpan(wanted);
    setPaused((life.firstAt + last) / 2 + wanted / 2);
  };

  const keys = (event: KeyboardEvent): void => {
    const actions: Record<string, () => void> = {
      " ": () => setPaused(paused === undefined ? cluster.now() - BEHIND_MILLISECONDS : undefined),
      "+": () => zoom(0.5),
      "=": () => zoom(0.5),
      "-": () => zoom(2),
      ArrowRight: () => (event.shiftKey ? pan(0.25) : step(1)),
      ArrowLeft: () => (event.shiftKey ? pan(-0.25) : step(-1)),
      Enter: () => {
        const life = cluster.lives.messages.get(selected ?? "");
        if (life) show(life);
      },
      Escape: () => setSelected(undefined),
    };
    const action = actions[event.key];
    if (!action || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    action();
  };

  const drag = useRef<{ x: number; at: number; moved: boolean } | undefined>(undefined);
  const pointerDown = (event: PointerEvent): void => {
    drag.current = { x: event.clientX, at: edge(), moved: false };
    svg.current!.setPointerCapture(event.pointerId);
  };
  const pointerMove = (event: PointerEvent): void => {
    const begun = drag.current;
    if (!begun) return;
    const by = event.clientX - begun.x;
    if (Math.abs(by) > 4) begun.moved = true;
    if (begun.moved) setPaused(Math.min(begun.at - (by * span) / (width - gutter), cluster.now() - BEHIND_MILLISECONDS));
  };
  const pointerUp = (event: PointerEvent): void => {
    const begun = drag.current;
    drag.current = undefined;
    if (!begun || begun.moved) return;
    const box = svg.current!.getBoundingClientRect();
    const start = edge() - span;
    const x = (at: number): number => gutter + ((at - start) * (width - gutter)) / span;
    select(nearest(drawn.current, names, x, { x: event.clientX - box.left, y: event.clientY - box.top }));
  };
  const wheel = useRef(zoom);
  wheel.current = zoom;
  useEffect(() => {
    const turned = (event: WheelEvent): void => {
      if (!event.ctrlKey && !event.metaKey) return;
      event.preventDefault();
      const box = svg.current!.getBoundingClientRect();
      wheel.current(event.deltaY > 0 ? 1.25 : 0.8, Math.max(0, (event.clientX - box.left - gutter) / (box.width - gutter)));
    };
    const element = svg.current!;
    element.addEventListener("wheel", turned, { passive: false });
    return () => element.removeEventListener("wheel", turned);
  }, [gutter]);

  const life = selected === undefined ? undefined : cluster.lives.messages.get(selected);
  const height = heightOf(names);
  const oneOf = Math.max(1, ...cluster.lives.oneOf.values());
  return (
    <section id="diagram" aria-labelledby="diagram-title">
      <div class="title-row">
        <h2 id="diagram-title">
          Space–time diagram <span class="quiet">of {cluster.group || "no group"}</span>
        </h2>
        <div class="tools" role="toolbar" aria-label="Diagram">
          <button
            type="button"
            aria-pressed={paused !== undefined}
            onClick={() => setPaused(paused === undefined ? cluster.now() - BEHIND_MILLISECONDS : undefined)}
          >
            {paused === undefined ? "❚❚ Pause" : "▶ Go on"}
          </button>
          <button type="button" aria-label="Earlier" title="Earlier" onClick={() => pan(-0.5)}>
            ←
          </button>
          <button type="button" aria-label="Later" title="Later" onClick={() => pan(0.5)}>
            →
          </button>
          <button type="button" aria-label="Zoom out" title="Zoom out" onClick={() => zoom(2)}>
            −
          </button>
          <output class="span" aria-label="Shown time">
            {duration(span)}
          </output>
          <button type="button" aria-label="Zoom in" title="Zoom in" onClick={() => zoom(0.5)}>
            +
          </button>
          <button type="button" aria-label="Message before" title="Message before" onClick={() => step(-1)}>
            ‹
          </button>
          <button type="button" aria-label="Next message" title="Next message" onClick={() => step(1)}>
            ›
          </button>
        </div>
      </div>
      <div class="diagram" ref={holder}>
        <svg
          ref={svg}
          width={width}
          height={height}
          tabindex={0}
          role="application"
          aria-roledescription="space–time diagram"
          aria-label={`Messages of ${cluster.group} between ${names.join(", ")}. Left and right arrow choose a message, plus and minus zoom, space pauses.`}
          onKeyDown={keys}
          onPointerDown={pointerDown}
          onPointerMove={pointerMove}
          onPointerUp={pointerUp}
          onPointerCancel={() => (drag.current = undefined)}
        >
          <g class="moving" />
          <rect class="gutter" x="0" y="0" width={gutter - 8} height={height} />
          {names.map((name) => (
            <g key={name} class={`name n${colorIndex(names, name)}`}>
              <circle cx="10" cy={rowAt(names, name)} r="5" />
              <text x="21" y={rowAt(names, name) + 4}>
                {name.length > 11 ? `${name.slice(0, 10)}…` : name}
              </text>
            </g>
          ))}
        </svg>
      </div>
      <p class="hint">
        {oneOf > 1 ? (
          <span>Too many messages to show them all: about one of {count(oneOf)} is. </span>
        ) : (
          <span>Every message is shown. </span>
        )}
        {isCut ? <span>Only the last 500 of this window are drawn: zoom in. </span> : null}
        {cluster.lives.omitted > 0 ? <span>{count(cluster.lives.omitted)} were left out. </span> : null}
        <span>Click a message, or use the arrow keys; drag to move, + and − to zoom.</span>
      </p>
      {life ? (
        <MessagePanel life={life} names={names} onShow={() => show(life)} onClose={() => setSelected(undefined)} />
      ) : null}
    </section>
  );
}

// The members of the group, and those that were: a process that is gone stays in the picture.
function useNames(cluster: Cluster, version: number): string[] {
  return useMemo(() => {
    const names = new Set<string>();
    for (const node of cluster.nodes.values())
      for (const member of cluster.groupAt(node.name, cluster.group)?.members ?? []) names.add(member.name);
    for (const event of cluster.events.values())
      if (event.group === cluster.group) for (const name of event.view?.members ?? []) names.add(name);
    return [...names].sort().slice(0, 16);
  }, [cluster, cluster.group, version]);
}
