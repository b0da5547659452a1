const FORM = /^v(\d+)(?:\.(\d+))?$/

/**
 * The next free model version: "v8" for a full training, "v7.1" for a recalibration of `parent` ("v7" or
 * "v7.x"; without a parent of that form a recalibration counts as a full training).
 */
export function nextVersion(
  taken: readonly string[],
  kind: 'full' | 'recalibration',
  parent: string | undefined,
): string {
  const parts = taken.flatMap((version) => {
    const match = FORM.exec(version)
    return match === null ? [] : [{ major: Number(match[1]), minor: Number(match[2] ?? 0) }]
  })
  const family = FORM.exec(parent ?? '')
  if (kind === 'full' || family === null) return `v${Math.max(0, ...parts.map(({ major }) => major)) + 1}`
  const major = Number(family[1])
  const minors = parts.filter((part) => part.major === major).map(({ minor }) => minor)
  return `v${major}.${Math.max(0, ...minors) + 1}`
}
