import { faultyInstruments } from './lines.ts'
import { endure } from './endure.ts'
import { inVirtualTime } from './virtual-time.ts'
import { tallyTable } from './tally.ts'
const [want = 'jeti', faults = '40', seed = '1'] = process.argv.slice(2)
const rows = []
for (const instrument of faultyInstruments.filter(
  (i) => want === 'all' || want.split(',').includes(i.name),
)) {
  const t = process.cpuUsage()
  for (const s of seed.split(',')) {
    const tally = await inVirtualTime(() => endure(instrument, { faults: Number(faults), seed: Number(s) }))
    const c = process.cpuUsage(t)
    console.log(
      instrument.name,
      s,
      ((c.user + c.system) / 1e6).toFixed(2),
      's',
      [...new Set(tally.broken)].slice(0, 4),
    )
    rows.push({ name: instrument.name, safeguard: instrument.safeguard, tally })
  }
}
console.log(tallyTable(rows))
