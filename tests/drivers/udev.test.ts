import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { registry } from '../../drivers/registry.ts'

const rules = readFileSync(new URL('../../drivers/udev/70-isochrome.rules', import.meta.url), 'utf8')

const hex4 = (id: number): string => id.toString(16).padStart(4, '0')
const idsOf = (subsystem: string): string[] =>
  [...rules.matchAll(/^SUBSYSTEM=="(\w+)".*idVendor\}=="([0-9a-f]{4})".*idProduct\}=="([0-9a-f]{4})"/gm)]
    .filter(([, kind]) => kind === subsystem)
    .map(([, , vendor, product]) => `${vendor!}:${product!}`)
    .sort()
const idsKnown = (
  of: (driver: (typeof registry)[number]) => readonly { vendorId: number; productId: number }[] | undefined,
): string[] =>
  [
    ...new Set(
      registry
        .flatMap((driver) => of(driver) ?? [])
        .map(({ vendorId, productId }) => `${hex4(vendorId)}:${hex4(productId)}`),
    ),
  ].sort()

test('the udev rule opens exactly the USB devices the drivers know', () => {
  expect(idsOf('usb')).toEqual(idsKnown(({ match }) => match.usb))
})

test('the udev rule opens exactly the HID devices the drivers know', () => {
  expect(idsOf('hidraw')).toEqual(idsKnown(({ match }) => match.hid))
})

test('the udev rule opens exactly the serial adapters the drivers know, and keeps ModemManager away', () => {
  expect(idsOf('tty')).toEqual(idsKnown(({ match }) => match.serialAdapter))
  expect(rules.match(/ID_MM_DEVICE_IGNORE/g)).toHaveLength(idsOf('tty').length)
})
