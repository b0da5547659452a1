import { OBP_INSTRUMENTS } from '../../drivers/simulators/obp-models.ts'
import { oceanObp } from '../../drivers/simulators/ocean-obp.ts'
import { oceanUsb } from '../../drivers/simulators/ocean-usb.ts'
import { OOI_INSTRUMENTS } from '../../drivers/simulators/ooi-models.ts'
import { fastPace } from '../../drivers/simulators/pace.ts'
import { serveTcp } from '../../drivers/simulators/serve-tcp.ts'
import type { LineEndpoint } from '../../drivers/transports/transport.ts'

// Spectrometers whose light costs nothing to work out, at loopback ports: prints {"hdx": port, ...} and waits to be ended.
const unitOf = (words: number) => {
  const light = Uint16Array.from({ length: words }, (_, pixel) => (7 * pixel) % 4000)
  return {
    serial: 'BENCH-1',
    pace: fastPace(),
    view: { wavelengthCoefficients: [350, 0.125, -1e-5, 2e-10], spectrum: () => light },
  }
}
const { hdx, fx } = OBP_INSTRUMENTS
const { jaz } = OOI_INSTRUMENTS
const lines: Readonly<Record<string, LineEndpoint>> = {
  hdx: oceanObp({ instrument: hdx, ...unitOf(hdx.words) }),
  fx: oceanObp({ instrument: fx, ...unitOf(fx.words) }),
  jaz: oceanUsb({ instrument: jaz, ...unitOf(jaz.words) }),
}
const ports: Record<string, number> = {}
for (const [name, line] of Object.entries(lines)) ports[name] = (await serveTcp(line)).port
process.stdout.write(`${JSON.stringify(ports)}\n`)
