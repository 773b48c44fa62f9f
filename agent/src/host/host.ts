/** Why a read did not give data. `absent` is the ordinary, quiet case; the rest become a source outcome. */
export type HostReadFailure = 'absent' | 'denied' | 'not-a-file' | 'too-large' | 'timeout' | 'failed';

export class HostReadError extends Error {
  readonly failure: HostReadFailure;
  constructor(failure: HostReadFailure, message: string) {
    super(message);
    this.name = 'HostReadError';
    this.failure = failure;
  }
}

/** A program a collector may run: a fixed list of absolute names, no shell, `LC_ALL=C`, a deadline and an output cap. */
export interface Command {
  /** Absolute candidates, first that exists is run. Windows programs are named from `%SystemRoot%`. */
  readonly paths: readonly string[];
  readonly args: readonly string[];
  /** File in the `--commands` folder that stands for this command's output when another root is read. */
  readonly capture: string;
  readonly timeoutMs?: number;
  readonly maxBytes?: number;
}

export interface RegistryKey {
  /** Last part of the key's path, as written. */
  readonly name: string;
  /** By lower-case value name; the default value under ''. REG_DWORD and REG_QWORD come as decimal text. */
  readonly values: ReadonlyMap<string, RegistryValue>;
  readonly subkeys: readonly RegistryKey[];
}

export interface RegistryValue {
  readonly name: string;
  readonly type: string;
  readonly data: string;
}

/** A network interface as the system call lists it; loopback left out. Addresses without prefix or scope. */
export interface HostInterface {
  readonly name: string;
  readonly mac: string;
  readonly addresses: readonly string[];
}

/**
 * All a collector may know of the machine. File calls are synchronous: small local files, one process that ends after the
 * scan, and half the CPU time of the promise calls. Paths are absolute within the host's root; symbolic links are
 * resolved inside that root. Windows paths are written `C:\Windows`. Only regular files are opened (never a FIFO or
 * device), up to a byte cap.
 */
export interface Host {
  readonly platform: 'linux' | 'win32';
  /** False for `--root`: nothing of the running machine may be asked then, neither by command nor by syscall. */
  readonly local: boolean;
  /** Throws HostReadError. Default cap 16 MiB. */
  readBytes(path: string, maxBytes?: number): Uint8Array;
  /** Text in UTF-8 or, by its byte-order mark, UTF-16; invalid sequences become U+FFFD; CRLF becomes LF. Throws HostReadError. */
  readText(path: string, maxBytes?: number): string;
  /** At most the first `bytes` of a file that may be of any size. Throws HostReadError. */
  readHead(path: string, bytes: number): Uint8Array;
  /** The path with every symbolic link in it resolved, within the host's root. Throws HostReadError. */
  realPath(path: string): string;
  /** Names in a directory, sorted. Throws HostReadError. */
  list(path: string): string[];
  /** Names of the folders in a directory, links to folders among them, sorted. Throws HostReadError. */
  folders(path: string): readonly string[];
  /** Kind of what the path leads to, links followed; 'absent' where nothing can be seen. Never throws. */
  kind(path: string): 'file' | 'directory' | 'other' | 'absent';
  /** The blobs that a query of one column gives from a SQLite database, which is not changed. Throws HostReadError. */
  sqliteBlobs(path: string, query: string): Promise<Uint8Array[]>;
  /** Standard output. Throws HostReadError ('absent' where no candidate exists or no capture is given). */
  run(command: Command): Promise<string>;
  /**
   * A registry key with everything below it or, with `values`, its own values and the names of its subkeys: some keys hold
   * tens of megabytes. Always the 64-bit view; the 32-bit one is below `Wow6432Node`. Undefined where the key is absent.
   * Throws HostReadError.
   */
  registry(path: string, extent?: 'tree' | 'values'): Promise<RegistryKey | undefined>;
  /** Interfaces that are up and have an address; none for another root. */
  interfaces(): readonly HostInterface[];
  /** Memory that the kernel manages; null for another root. */
  memoryBytes(): number | null;
}
