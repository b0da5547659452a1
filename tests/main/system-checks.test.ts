import { describe, expect, it } from 'vitest'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { packagedRule, serialAccess, udevCheck, udevRule } from '../../main/system-checks.ts'

const refuse = async (path: string): Promise<void> => {
  if (path === '/dev/ttyUSB1') throw new Error('EACCES')
}

describe('permission for serial ports', () => {
  it('is fine where all can be opened, or none is there', async () => {
    expect(await serialAccess(async () => ['/dev/ttyACM0'], refuse)).toMatchObject({ ok: true })
    expect(await serialAccess(async () => [], refuse)).toMatchObject({ ok: true, detail: 'no port to try' })
  })

  it('names the port that refuses and the group to join', async () => {
    const check = await serialAccess(async () => ['/dev/ttyACM0', '/dev/ttyUSB1'], refuse)
    expect(check).toMatchObject({ ok: false, detail: '/dev/ttyUSB1 refuses your account' })
    expect(check.nextStep).toContain('dialout')
  })
})

describe('udev rule', () => {
  it('is missing, that of another version, or in order', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'isochrome-udev-'))
    const target = join(folder, '70-isochrome.rules')
    try {
      expect(await udevCheck(target)).toMatchObject({
        ok: false,
        detail: expect.stringMatching(/^not installed/) as string,
      })
      writeFileSync(target, 'SUBSYSTEM=="usb"')
      expect(await udevCheck(target)).toMatchObject({
        ok: false,
        detail: expect.stringContaining('another one than this version has') as string,
        nextStep: expect.stringContaining('--install-udev') as string,
      })
      // A packaged program has the rule among its resources and no command line to install it.
      expect(packagedRule(folder)).toBe(target)
      expect(packagedRule(join(folder, 'none'))).toBeUndefined()
      const other = join(folder, 'installed.rules')
      writeFileSync(target, await udevRule(undefined))
      expect(await udevCheck(other, target)).toMatchObject({
        ok: false,
        nextStep: `Run: sudo cp "${target}" ${other} && sudo udevadm control --reload; then plug the instruments in again.`,
      })
      expect(await udevCheck(target)).toMatchObject({ ok: true, detail: target })
    } finally {
      rmSync(folder, { recursive: true })
    }
  })
})
