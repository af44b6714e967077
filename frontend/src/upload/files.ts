/** One file to send, with its path inside the chosen folder. */
export interface Pick {
  file: File;
  path: string;
}

/** What happened to one file, in the server's words where it spoke. */
export interface Outcome {
  path: string;
  bytes: number;
  outcome: string;
  reason: string;
}

/** The files of a folder input, in the order of their paths. */
export function fromInput(input: HTMLInputElement): Pick[] {
  const picks = Array.from(input.files ?? []).map((file) => ({ file, path: file.webkitRelativePath || file.name }));
  return picks.sort((a, b) => a.path.localeCompare(b.path));
}

function fileOf(entry: FileSystemFileEntry): Promise<File> {
  return new Promise((resolve, reject) => entry.file(resolve, reject));
}

function batch(reader: FileSystemDirectoryReader): Promise<FileSystemEntry[]> {
  return new Promise((resolve, reject) => reader.readEntries(resolve, reject));
}

/** Walks a dropped entry to its files. A folder that cannot be read is reported, not passed over. */
export async function walk(entry: FileSystemEntry, failed: (path: string, why: string) => void): Promise<Pick[]> {
  const path = entry.fullPath.replace(/^\//, '');
  try {
    if (entry.isFile) return [{ file: await fileOf(entry as FileSystemFileEntry), path }];
    const reader = (entry as FileSystemDirectoryEntry).createReader();
    const picks: Pick[] = [];
    // readEntries hands out at most a hundred at a time, and an empty list at the end.
    for (let entries = await batch(reader); entries.length > 0; entries = await batch(reader)) {
      for (const child of entries) picks.push(...(await walk(child, failed)));
    }
    return picks;
  } catch (error) {
    failed(path, error instanceof Error ? error.message : String(error));
    return [];
  }
}

/** All files of a drop, folders walked through. */
export async function fromDrop(data: DataTransfer, failed: (path: string, why: string) => void): Promise<Pick[]> {
  const entries = Array.from(data.items)
    .map((item) => item.webkitGetAsEntry())
    .filter((entry) => entry !== null);
  const picks: Pick[] = [];
  for (const entry of entries) picks.push(...(await walk(entry, failed)));
  return picks.sort((a, b) => a.path.localeCompare(b.path));
}

/** The SHA-256 of some bytes in lower-case hexadecimal. */
export async function sha256(bytes: ArrayBuffer): Promise<string> {
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', bytes));
  return Array.from(digest, (byte) => byte.toString(16).padStart(2, '0')).join('');
}

const UNITS = ['B', 'kB', 'MB', 'GB', 'TB'];

/** A number of bytes for people, in decimal units: "52.6 MB". */
export function bytesText(bytes: number): string {
  let value = bytes;
  let unit = 0;
  while (value >= 1000 && unit < UNITS.length - 1) {
    value /= 1000;
    unit += 1;
  }
  return `${unit === 0 ? value : value.toFixed(1)} ${UNITS[unit] ?? ''}`;
}
