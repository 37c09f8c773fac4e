const HEREDOC = /^\d*<<(-?)(["']?)([^\s<"']+)\2$/;
const READS_HEREDOCS = /^(RUN|COPY|ADD)$/i;

/** How many stages a Dockerfile has: its FROM instructions, not what a heredoc says. */
export function stageCount(dockerfile: string): number {
  let stages = 0;
  let keyword = '';
  const ends: { word: string; tabs: boolean }[] = [];
  for (const line of instructionLines(dockerfile, ends)) {
    if (line.first) keyword = /^\s*(\S*)/.exec(line.text)?.[1] ?? '';
    if (line.first && /^FROM$/i.test(keyword)) stages += 1;
    if (READS_HEREDOCS.test(keyword)) ends.push(...heredocs(line.text));
  }
  return stages;
}

/** The lines of instructions, comments and heredocs left out; `ends` are the heredocs still open. */
function* instructionLines(
  dockerfile: string,
  ends: { word: string; tabs: boolean }[],
): Generator<{ text: string; first: boolean }> {
  let first = true;
  for (const text of dockerfile.split(/\r?\n/)) {
    const [open] = ends;
    if (first && open !== undefined) {
      if ((open.tabs ? text.replace(/^\t+/, '') : text) === open.word) ends.shift();
    } else if (!/^\s*(#|$)/.test(text)) {
      yield { text, first };
      first = !/\\\s*$/.test(text);
    }
  }
}

function heredocs(line: string): { word: string; tabs: boolean }[] {
  return line.split(/\s+/).flatMap((word) => {
    const found = HEREDOC.exec(word);
    return found === null ? [] : [{ word: found[3] ?? '', tabs: found[1] === '-' }];
  });
}
