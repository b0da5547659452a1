import { scanUnderFaults } from './scan.ts'
import { inVirtualTime } from './virtual-time.ts'
const [rows='4', columns='5', faults='0', unplugs='0', seed='1'] = process.argv.slice(2).map(Number) as any
const t = performance.now()
const r = await inVirtualTime(() => scanUnderFaults({ rows, columns, faults, unplugs, seed }))
console.log(r, performance.now() - t, 'virtual/real', process.cpuUsage().user/1e6)
