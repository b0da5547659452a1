import { expect } from 'vitest'

/** Any text that contains `part`, inside an expected object. */
export const containing = (part: string): unknown => expect.stringContaining(part)
/** Any text that matches, inside an expected object. */
export const matching = (pattern: RegExp): unknown => expect.stringMatching(pattern)
