import type { Check, DeviceDetail, DeviceInfo } from '../../../contract/instrument.ts'

const line = (name: string, value: string): string => `${name}: ${value === '' ? 'not known' : value}`

const checkLine = ({ ok, name, detail, nextStep }: Check): string =>
  `${ok ? 'pass' : 'FAIL'}  ${name}: ${detail}${ok || nextStep === undefined ? '' : ` Next: ${nextStep}`}`

function problemLines(title: string, given: DeviceInfo['problem'], at?: string): string[] {
  if (given === undefined) return []
  const { code, happened, kept, next } = given
  return ['', `${title}${at === undefined ? '' : `, ${at}`}: ${code}, ${given.title}`, happened, kept, next]
}

/**
 * Everything known of a device as text to paste into a message: identity, state, facts, settings, last error, checks,
 * link times and the end of the transcript. It holds no measurement and no name of a person.
 */
export function diagnosticsText(
  device: DeviceInfo,
  detail: DeviceDetail | undefined,
  system: readonly Check[] | undefined,
  program: string,
): string {
  const link = detail?.link ?? []
  const failed = link.filter(({ ok }) => !ok).length
  const times = link.flatMap(({ ok, ms }) => (ok ? [ms] : [])).sort((a, b) => a - b)
  const median = times[Math.floor(times.length / 2)]
  return [
    `${device.model}, ${device.role === 'none' ? 'not in use' : device.role}`,
    line('Program', program),
    line('Serial', device.serial),
    line('Firmware', device.firmware),
    line('Family', device.family),
    line('Address', device.uri),
    line('Connection', device.connection),
    line('State', `${device.state}${device.activity === '' ? '' : `, ${device.activity}`}`),
    line('Kind', device.simulated ? 'simulated' : 'real'),
    line('Last seen', device.lastSeen),
    ...(device.unconfirmed === undefined ? [] : [device.unconfirmed]),
    ...(detail?.facts ?? []).map(({ name, value }) => line(name, value)),
    ...problemLines('Fault', device.problem),
    ...problemLines('Last error', device.lastProblem?.problem, device.lastProblem?.at),
    '',
    'Settings (required / read back)',
    ...device.settings.map(
      ({ name, required, readBack, ok }) =>
        `${ok ? '     ' : 'DIFF '} ${name}: ${required === '' ? 'no rule' : required} / ${readBack}`,
    ),
    '',
    'Checks',
    ...(detail?.doctor ?? []).map(checkLine),
    ...(system ?? []).map(checkLine),
    '',
    line(
      'Link, last 60 s',
      `${link.length} requests, ${failed} without reply${median === undefined ? '' : `, median ${median.toFixed(0)} ms`}`,
    ),
    'Transcript',
    ...(detail?.transcript ?? []).map(({ at, direction, text, ms }) =>
      [
        new Date(at).toISOString(),
        direction,
        text,
        ...(ms === undefined ? [] : [`${ms.toFixed(0)} ms`]),
      ].join('  '),
    ),
    '',
  ].join('\n')
}
