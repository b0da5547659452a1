/** A set that is never changed: reactive state replaces it as a whole. */
export const setOf = <T>(values: Iterable<T> = []): ReadonlySet<T> => new Set(values)

/** A map by a key of its values, never changed. */
export const mapBy = <K, T>(values: readonly T[], keyOf: (value: T) => K): ReadonlyMap<K, T> =>
  new Map(values.map((value) => [keyOf(value), value]))
