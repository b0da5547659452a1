import { describe, expect, test } from 'vitest'
import { installProblem, nodeVersionProblem } from '../../scripts/setup/words.mjs'
import { runsTypeScript } from '../../scripts/setup/runtime.mjs'

describe('the Node version', () => {
  test.each(['20.0.0', '20.20.2', '22.12.0', '24.21.0', '100.0.0'])('%s sets up', (version) => {
    expect(nodeVersionProblem(version)).toBeUndefined()
  })
  test.each(['8.17.0', '18.20.4', '19.9.0'])(
    '%s is refused with what is needed and what is here',
    (version) => {
      const sentence = nodeVersionProblem(version)
      expect(sentence).toContain('needs Node 20 or newer')
      expect(sentence).toContain(`this is Node ${version}.`)
    },
  )
  test.each([
    ['20.20.2', false],
    ['22.17.1', false],
    ['22.18.0', true],
    ['23.11.0', false],
    ['24.0.0', true],
    ['26.1.0', true],
  ])('%s runs TypeScript as it is: %s', (version, runs) => {
    expect(runsTypeScript(version)).toBe(runs)
  })
})

describe('a failed installation', () => {
  test.each([
    [
      'npm error code ENOTFOUND\nnpm error network request to a host failed',
      'registry could not be reached (ENOTFOUND)',
    ],
    ['npm error code EAI_AGAIN', 'registry could not be reached (EAI_AGAIN)'],
    ['npm ERR! code ENOSPC\nnpm ERR! write', 'disk is full (ENOSPC)'],
    ['npm error code EACCES\nnpm error syscall mkdir', 'node_modules could not be written (EACCES)'],
    ['npm error code EINTEGRITY', 'does not match the checksum'],
    ['Error spawn npm ENOENT', 'npm itself could not be started'],
    ['npm error code SELF_SIGNED_CERT_IN_CHAIN', 'certificate is not trusted'],
  ])('%j is put in words', (stderr, words) => {
    expect(installProblem(stderr)).toContain(words)
  })
  test('of an unknown kind keeps npm own first line', () => {
    expect(installProblem('npm error something odd\nnpm error more')).toContain('packages: something odd.')
  })
  test('always says that data are untouched and never shows a stack', () => {
    const sentence = installProblem('npm error code ENOTFOUND\n    at Socket.connect (node:net:1:1)')
    expect(sentence).toContain('Your data are untouched')
    expect(sentence).not.toContain('    at ')
  })
})
