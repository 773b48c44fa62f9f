import { type Static, Type } from 'typebox';
import { NullableText } from './nullable.ts';

/**
 * One installed package or program, as its package manager or registry records it.
 * `source`: dpkg, rpm, apk, pacman, snap, flatpak, uninstall, uninstall-wow64, uninstall-user, swid.
 * `location`: the file or registry key it was read from.
 */
export const SoftwareItem = Type.Object(
  {
    name: Type.String({ minLength: 1, maxLength: 512 }),
    version: NullableText(256),
    architecture: NullableText(64),
    publisher: NullableText(512),
    source: Type.String({ maxLength: 64 }),
    location: Type.String({ maxLength: 1024 }),
    /** Name of the filter by which SSM's inventory would leave this row out, where one does. */
    ssmFilter: Type.Optional(Type.String({ maxLength: 64 })),
  },
  { additionalProperties: false },
);
export type SoftwareItem = Static<typeof SoftwareItem>;

export const MAX_SOFTWARE_ITEMS = 50_000;

/** Sorted by source, name, version, architecture, location in UTF-16 code unit order. */
export const Software = Type.Array(SoftwareItem, { maxItems: MAX_SOFTWARE_ITEMS });
export type Software = Static<typeof Software>;
