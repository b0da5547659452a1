import { scanUnderFaults } from './scan.ts'
import { inVirtualTime } from './virtual-time.ts'
const real = setTimeout
real(() => { console.log('now', performance.now(), process.resourceUsage().userCPUTime/1e6) ; }, 5000)
let n = 0
await inVirtualTime(async () => {
  const st = globalThis.setTimeout as any
  let last = ''
  globalThis.setTimeout = ((a: any, ms: any, ...g: any[]) => { n++; if (performance.now() > 13807 && n % 1 === 0) { const e = new Error(); const l = String(ms) + e.stack!.split('\n').slice(2,6).join('|'); if (n < 1200) console.log(performance.now().toFixed(0), l) } return st(a, ms, ...g) }) as any
  return scanUnderFaults({ rows: 5, columns: 20, faults: 40, unplugs: 6, seed: Number(process.argv[2] ?? 1) })
})
