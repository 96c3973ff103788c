const REASONS: Readonly<Record<string, string>> = {
  ENOENT: 'it is not there',
  ENOTDIR: 'part of its path is a file, not a folder',
  EISDIR: 'it is a folder',
  EACCES: 'the user of this process may not read it',
  EPERM: 'the user of this process may not read it',
  EMFILE: 'too many files are open',
  ENAMETOOLONG: 'its name is too long',
}

/** Why a file or folder could not be read, for a sentence that has named it. */
export function whyUnreadable(error: unknown): string {
  const { code = '', message } = error as NodeJS.ErrnoException
  return REASONS[code] ?? message
}
