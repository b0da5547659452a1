import type { Provenance } from '../../../contract/provenance.ts'

const first = '2026-11-21T08:02:00.000Z'
const last = '2026-11-21T09:31:00.000Z'

/** A morning's scan under one exposure. */
export const provenance = (): Provenance => ({
  conditions: [
    { role: 'spectrometer', kind: 'dark', readings: 2, first, last, integrationMs: [4, 4], scans: [25, 25] },
    {
      role: 'spectrometer',
      kind: 'sample',
      readings: 792,
      first,
      last,
      integrationMs: [4, 5.5],
      scans: [25, 75],
    },
    { role: 'spectrometer', kind: 'white', readings: 5, first, last, integrationMs: [4, 4], scans: [25, 25] },
    { role: 'reference', kind: 'sample', readings: 660, first, last, integrationMs: null, scans: null },
  ],
  oldestWhiteMs: 312_000,
  pairsHash: '7c1e94aa0f3b5d2281c6e0497d1f00c2b6a85e913f47d20c68aa1b95e37d4c10',
})
