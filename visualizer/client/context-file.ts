/** A file of the build context, in the forms the API takes: text in short, or spelled out. */
export type ContextFile =
  | string
  | { text: string; mode?: number; mtime?: number }
  | { base64: string; mode?: number; mtime?: number }
  | { directory: true }
  | { symlink: string };

export type ContextFiles = Readonly<Record<string, ContextFile>>;

/** The text one can edit, null where there is none. */
export function editableText(file: ContextFile): string | null {
  if (typeof file === 'string') return file;
  return 'text' in file ? file.text : null;
}

export function withText(file: ContextFile, text: string): ContextFile {
  return typeof file === 'string' || !('text' in file) ? text : { ...file, text };
}

/** What stands in the place of text: `folder`, `link to /etc/motd`, `binary file`. */
export function describeFile(file: ContextFile): string {
  if (typeof file === 'string' || 'text' in file) return 'text file';
  if ('directory' in file) return 'folder';
  if ('symlink' in file) return `link to ${file.symlink}`;
  return 'binary file';
}
