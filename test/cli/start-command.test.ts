import { expect, test } from 'vitest'
import { startCommand } from '../../server/cli/start-command.js'

const FILES = [
  'C:\\Program Files\\nodejs\\npm.cmd',
  'C:\\Program Files\\nodejs\\node.exe',
  'C:\\shop\\node_modules\\.bin\\vitest.cmd',
]
const windows = {
  platform: 'win32',
  env: {
    Path: 'C:\\Windows;C:\\Program Files\\nodejs',
    PATHEXT: '.COM;.EXE;.BAT;.CMD',
    ComSpec: 'C:\\Windows\\system32\\cmd.exe',
  },
  isFile: (path: string) => FILES.some((file) => file.toLowerCase() === path.toLowerCase()),
} as const

test.each([
  ['npm', ['test'], '"C:\\Program^ Files\\nodejs\\npm.cmd ^^^"test^^^""'],
  ['npm.cmd', [], '"C:\\Program^ Files\\nodejs\\npm.cmd"'],
  [
    'C:\\shop\\node_modules\\.bin\\vitest',
    ['run', 'a b'],
    '"C:\\shop\\node_modules\\.bin\\vitest.cmd ^^^"run^^^" ^^^"a^^^ b^^^""',
  ],
  [
    'npm',
    ['-t', 'x & del *'],
    '"C:\\Program^ Files\\nodejs\\npm.cmd ^^^"-t^^^" ^^^"x^^^ ^^^&^^^ del^^^ ^^^*^^^""',
  ],
])('%s on Windows is the script of that name, run by cmd.exe', (file, args, line) => {
  expect(startCommand(file, args, windows)).toEqual({
    file: 'C:\\Windows\\system32\\cmd.exe',
    args: ['/d', '/s', '/c', line],
    verbatim: true,
  })
})

test.each(['node', 'node.exe', 'nowhere'])('%s on Windows is started as it is', (file) => {
  expect(startCommand(file, ['-v'], windows)).toEqual({ file, args: ['-v'], verbatim: false })
})

test('a command on other systems is started as it is', () => {
  const linux = { ...windows, platform: 'linux' } as const
  expect(startCommand('npm', ['test'], linux)).toEqual({ file: 'npm', args: ['test'], verbatim: false })
})
