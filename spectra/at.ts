/** The number at an index; an index outside is a mistake of the program. @throws RangeError */
export function at(values: ArrayLike<number>, index: number): number {
  const value = values[index]
  if (value === undefined) throw new RangeError(`index ${index} outside 0..${values.length - 1}`)
  return value
}

/** Two arrays that must run in parallel do. @throws RangeError */
export function requireSameLength(a: ArrayLike<number>, b: ArrayLike<number>): void {
  if (a.length !== b.length) throw new RangeError(`lengths differ: ${a.length} and ${b.length}`)
}
