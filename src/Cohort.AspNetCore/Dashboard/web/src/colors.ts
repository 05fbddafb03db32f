/** How many colours there are for nodes: a node has the same one in the diagram and in the plots. */
const COLORS = 8;

export function colorIndex(names: string[], name: string): number {
  return Math.max(0, names.indexOf(name)) % COLORS;
}

/** A colour as the style sheet has it at present. */
export function styled(variable: string): string {
  return getComputedStyle(document.documentElement).getPropertyValue(variable).trim();
}

export function nodeColor(index: number): string {
  return styled(`--n${index}`);
}
