/** A distance of the domain test with its limit. */
export interface DomainRow {
  readonly name: string
  readonly value: number
  readonly limit: number
}

/** Distances named in a domain sentence: "D2 0.73, limit 1.40; T2 0.57, limit 1" gives two rows. */
export function domainRows(detail: string): DomainRow[] {
  return [...detail.matchAll(/\b([DT]2|Q)\s+([\d.]+)[^;\d]*limit\s+([\d.]+)/g)].map((match) => ({
    name: (match[1] ?? '').replace('2', '²'),
    value: Number(match[2]),
    limit: Number(match[3]),
  }))
}
