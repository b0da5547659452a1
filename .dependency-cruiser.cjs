/**
 * The layers, as docs/architecture.md draws them:
 *
 *   contract <- spectra <- formats, drivers, model <- core <- main
 *   contract, spectra <- renderer        contract <- preload
 *
 * tests/architecture/layers.test.ts plants one violation of every rule below and sees it reported.
 */
const layers = {
  contract: ['contract'],
  spectra: ['contract', 'spectra'],
  formats: ['contract', 'spectra', 'formats'],
  drivers: ['contract', 'spectra', 'drivers'],
  model: ['contract', 'spectra', 'model'],
  core: ['contract', 'spectra', 'formats', 'drivers', 'model', 'core'],
  main: ['contract', 'spectra', 'formats', 'drivers', 'model', 'core', 'main'],
  renderer: ['contract', 'spectra', 'renderer'],
  preload: ['contract', 'preload'],
}
const ours = '^(contract|spectra|formats|drivers|model|core|main|renderer|preload|scripts|tests)/'

/** Where a module starts a process or a page; everything shipped is reached from one of these. */
const entries = '^(main/(electron|bench|cli)|model/worker|preload/preload|renderer/main)\\.ts$'

/** A package may be imported from the named files only. */
function onlyIn(name, packages, files) {
  return {
    name,
    severity: 'error',
    comment: `${packages} has one door: ${files}`,
    from: { path: ours, pathNot: `${files}|^(tests|scripts)/` },
    to: { path: `(^|/)node_modules/(@types/)?(${packages})(/|$)` },
  }
}

module.exports = {
  forbidden: [
    ...Object.entries(layers).map(([layer, allowed]) => ({
      name: `layer-${layer}`,
      severity: 'error',
      comment: `${layer} may import ${allowed.join(', ')} and packages`,
      from: { path: `^${layer}/` },
      to: { path: ours, pathNot: `^(${allowed.join('|')})/` },
    })),
    {
      name: 'contract-packages',
      severity: 'error',
      comment: 'the contract is a language, not a program',
      from: { path: '^contract/' },
      to: { pathNot: '^contract/|(^|/)node_modules/(zod|@orpc/contract)(/|$)' },
    },
    {
      name: 'pure-no-node',
      severity: 'error',
      comment: 'contract, spectra and formats are pure functions: no IO, no clock',
      from: { path: '^(contract|spectra|formats)/' },
      to: { dependencyTypes: ['core'] },
    },
    {
      name: 'page-no-node',
      severity: 'error',
      comment: 'the page is a plain web page and the preload is sandboxed',
      from: { path: '^(renderer|preload)/' },
      to: { dependencyTypes: ['core'] },
    },
    {
      name: 'no-cycles',
      severity: 'error',
      from: { path: ours },
      to: { circular: true },
    },
    {
      name: 'no-orphans',
      severity: 'error',
      comment: 'a module that nothing uses and that uses nothing is dead',
      from: { path: ours, pathNot: `${entries}|^scripts/|\\.d\\.ts$`, orphan: true },
      to: {},
    },
    {
      name: 'no-dead-modules',
      severity: 'error',
      comment: 'everything shipped is reached from an entry of a process or the page',
      from: { path: entries },
      to: {
        path: '^(contract|spectra|formats|drivers|model|core|main|renderer|preload)/.*\\.(ts|svelte)$',
        pathNot: `${entries}|\\.d\\.ts$`,
        reachable: false,
      },
    },
    {
      name: 'no-unresolvable',
      severity: 'error',
      from: { path: ours },
      to: { couldNotResolve: true, pathNot: '^virtual:|\\?' },
    },
    {
      name: 'not-to-tests',
      severity: 'error',
      comment: 'tests and build helpers are not part of the program',
      from: { path: ours, pathNot: '^(tests|scripts)/' },
      to: { path: '^(tests|scripts)/' },
    },
    {
      name: 'not-to-undeclared',
      severity: 'error',
      comment: 'a package that package.json does not name may vanish with the next install',
      // The default app has a package.json of its own and runs inside Electron.
      from: { path: ours, pathNot: '^scripts/electron/default-app/' },
      to: { dependencyTypes: ['npm-no-pkg', 'npm-unknown'] },
    },
    {
      name: 'simulators-without-codec',
      severity: 'error',
      comment: 'a codec shared with the driver would hide its own mistakes',
      from: { path: '^drivers/simulators/' },
      to: { path: '^drivers/protocols/', reachable: true },
    },
    {
      name: 'simulators-only-in-simulation',
      severity: 'error',
      from: { path: ours, pathNot: '^(drivers/simulators/|main/simulation\\.ts$|tests/)' },
      to: { path: '^drivers/simulators/' },
    },
    onlyIn('electron-door', 'electron', '^(main/(electron|security|ipc|print-window)\\.ts$|preload/)'),
    onlyIn('tensorflow-door', '@tensorflow', '^model/tf\\.ts$'),
    onlyIn('sqlite-door', 'better-sqlite3', '^core/store/database\\.ts$'),
    onlyIn('serialport-door', 'serialport|@serialport', '^drivers/transports/serial\\.ts$'),
    onlyIn('hid-door', 'node-hid', '^drivers/transports/hid\\.ts$'),
    onlyIn('usb-door', 'usb', '^drivers/transports/usb\\.ts$'),
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '^dist/' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.base.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'node', 'browser', 'default', 'types', 'svelte'],
      extensions: ['.ts', '.js', '.mjs', '.cjs', '.svelte', '.d.ts', '.json'],
    },
  },
}
