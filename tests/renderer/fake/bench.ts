import type { BenchState, DeviceDetail, DeviceInfo } from '../../../contract/instrument.ts'
import type { ProblemData } from '../../../contract/errors.ts'

const device = (
  over: Partial<DeviceInfo> & Pick<DeviceInfo, 'uri' | 'model' | 'serial' | 'role'>,
): DeviceInfo => ({
  family: over.uri.split('@')[0] ?? '',
  firmware: '2.14',
  roles: over.role === 'none' ? ['spectrometer'] : [over.role],
  state: 'ready',
  simulated: true,
  connection: 'In process, 115200 8N1',
  activity: '',
  settings: [],
  lastSeen: new Date().toISOString(),
  ...over,
})

const rows = (...texts: [string, string, string][]): DeviceInfo['settings'] =>
  texts.map(([name, required, readBack]) => ({
    name,
    required,
    readBack,
    ok: required === readBack || name === 'Temperature',
  }))

/** Three instruments on the bench, one found, one seen before. */
export function benchDevices(): DeviceInfo[] {
  return [
    device({
      uri: 'ocean-hdx@sim',
      model: 'Bench unit 101',
      serial: 'SIM-0101',
      role: 'spectrometer',
      state: 'busy',
      roles: ['spectrometer'],
      activity: 'Streaming, 30 spectra/s',
      connection: 'TCP 127.0.0.1:5001, 2,068 pixels, 350 to 800 nm',
      settings: rows(
        ['Integration time', '4 ms', '4 ms'],
        ['Scans averaged', '25', '25'],
        ['Temperature', '15 to 35 °C', '24.1 °C'],
        ['Trigger', 'free running', 'free running'],
      ),
    }),
    device({
      uri: 'jeti-1211@sim',
      model: 'Bench reference',
      serial: 'SIM-R007',
      role: 'reference',
      roles: ['reference'],
      activity: 'Ready, 380 to 780 nm in 1 nm',
      connection: 'Serial, /dev/ttyUSB1, 921600 8N1',
      settings: rows(
        ['Geometry', '45/0', '45/0'],
        ['Illumination', 'M0, D50', 'M0, D50'],
        ['Averages', '1', '1'],
        ['Spectral range', '380 to 780, 1 nm', '380 to 780, 1 nm'],
        ['Temperature', '15 to 35 °C', '24.1 °C'],
      ),
    }),
    device({
      uri: 'grbl@sim',
      model: 'XY stage',
      serial: 'SIM-XY02',
      role: 'stage',
      roles: ['stage'],
      activity: 'parked',
      connection: 'Serial, /dev/ttyACM0, 115200 8N1',
      settings: rows(['Units', 'mm', 'mm']),
    }),
    device({
      uri: 'unknown@serial:/dev/ttyUSB2',
      model: 'USB serial adapter',
      serial: '1a86:7523',
      role: 'none',
      roles: ['none'],
      simulated: false,
      activity: 'Not recognised',
      connection: '/dev/ttyUSB2, no known instrument answered',
    }),
    device({
      uri: 'ocean-hdx@usb:2457:2003:SIM-0104',
      model: 'Bench unit 104',
      serial: 'SIM-0104',
      role: 'none',
      state: 'absent',
      simulated: false,
      activity: 'Absent',
      connection: 'Last used 12 Nov 2026',
    }),
  ]
}

export const SILENT: ProblemData = {
  code: 'DEVICE_TIMEOUT',
  title: 'The reference stopped answering',
  happened:
    'No reply to READ within 2.0 s, 3 attempts. The port is open and the adapter is present, so the instrument itself is silent.',
  kept: '264 pairs are on disk. At P14 the spectrometer reading is stored and waits for its partner.',
  next: 'Press the button on the reference to wake it. The scan continues at P14 by itself.',
  device: 'jeti-1211@sim',
}

export function benchState(over: Partial<BenchState> = {}): BenchState {
  const taken = new Date(Date.now() - 14 * 60_000).toISOString()
  return {
    devices: benchDevices(),
    session: { id: 1, name: 'Line 3 acceptance', started: '2026-11-21T08:02:00.000Z' },
    integrationMs: 4,
    scansToAverage: 25,
    autoExposure: true,
    level: 0.877,
    dark: { takenAt: taken, ageSeconds: 840, pairsSince: 3, state: 'fresh', reason: '' },
    white: { takenAt: taken, ageSeconds: 840, pairsSince: 3, state: 'fresh', reason: '' },
    activeModel: { version: 'v7', method: 'gated', hash: '7c1e94aa', created: '2026-11-14T10:00:00.000Z' },
    storeBytes: 412_000_000,
    diskFreeBytes: 88_000_000_000,
    undo: 'store spot',
    ...over,
  }
}

export function deviceDetail(uri: string, silent: boolean): DeviceDetail {
  const now = Date.now()
  const link = Array.from({ length: 28 }, (_, i) => ({
    at: now - 59_000 + i * 1650,
    ms: 850 + 40 * Math.sin(i * 2.1),
    ok: true,
  }))
  const failures = [12_000, 10_000, 8_000].map((ago) => ({ at: now - ago, ms: 2000, ok: false }))
  const lines = link.slice(-5).flatMap((sample) => [
    { at: sample.at, direction: 'tx' as const, text: 'READ 1' },
    { at: sample.at + sample.ms, direction: 'rx' as const, text: 'OK 41 bands crc C71B', ms: sample.ms },
  ])
  const broken = failures.map((sample) => ({
    at: sample.at,
    direction: '--' as const,
    text: 'time-out, 0 bytes',
    ms: 2000,
  }))
  return {
    uri,
    timeoutMs: 2000,
    link: silent ? [...link, ...failures] : [...link, { at: now - 1000, ms: 860, ok: true }],
    transcript: silent ? [...lines, ...broken] : lines,
    doctor: [
      { name: 'Adapter present', ok: true, detail: 'CP2102N on /dev/ttyUSB1' },
      { name: 'Permission', ok: true, detail: 'your account is in dialout' },
      { name: 'Port free', ok: true, detail: 'held by Isochrome only' },
      { name: 'Line settings', ok: true, detail: '115200 8N1' },
      {
        name: 'Instrument answers',
        ok: !silent,
        detail: silent ? 'ID and READ, 0 bytes in 2.0 s' : '850 ms',
        nextStep: 'Wake or replug it.',
      },
      { name: 'Firmware known', ok: true, detail: '2.14' },
    ],
    ...(silent
      ? {}
      : {
          adjustments: [
            {
              id: 'averages',
              name: 'Averages',
              unit: '',
              value: 1,
              takes: { kind: 'number', min: 1, max: 20, whole: true },
            },
          ],
          facts: [
            { name: 'Pixels', value: '2,068' },
            { name: 'Wavelengths', value: '350.0 to 800.0 nm' },
            { name: 'Wavelength c0', value: '350' },
            { name: 'Wavelength c1', value: '0.2294' },
            { name: 'Wavelength c2', value: '-1.210e-6' },
            { name: 'Wavelength c3', value: '-2.514e-10' },
            { name: 'Full scale', value: '65,535 counts' },
            { name: 'Integration time, limits', value: '3 ms to 10 s' },
          ],
        }),
  }
}
