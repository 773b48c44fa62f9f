declare module 'postject' {
  /** Adds a resource to an executable in place and turns the fuse on. */
  export function inject(
    path: string,
    resource: string,
    data: Uint8Array,
    options: { readonly sentinelFuse: string },
  ): Promise<void>;
}
