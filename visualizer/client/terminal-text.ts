const SHOWN = 200_000;
// biome-ignore lint/suspicious/noControlCharactersInRegex: terminals' control sequences are what is removed
const SEQUENCES = /\x1b(?:\[[0-?]*[ -/]*[@-~]|\][^\x07\x1b]*(?:\x07|\x1b\\)?|[@-Z\\-_])/g;
// biome-ignore lint/suspicious/noControlCharactersInRegex: as above
const CONTROLS = /[\x00-\x08\x0b-\x1f\x7f]/g;

/** A terminal's output as plain text: no colours, and of a line redrawn with `\r` only what stays. */
export function terminalText(output: string): string {
  const end = output.length > SHOWN ? `[earlier output not shown]\n${output.slice(-SHOWN)}` : output;
  return end
    .replace(SEQUENCES, '')
    .replace(/\r+\n/g, '\n')
    .split('\n')
    .map((line) => line.slice(line.lastIndexOf('\r', line.length - 2) + 1).replace(CONTROLS, ''))
    .join('\n');
}
