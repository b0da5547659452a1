/** The plate that needs no file has no name of its own. */
const BUILT_IN = 'builtin'

/** Name of a plate as people read it. */
export const plateName = (name: string): string => (name === BUILT_IN ? 'Default plate' : name)
