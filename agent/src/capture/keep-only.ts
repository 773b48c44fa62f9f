interface Rule {
  readonly file: RegExp;
  readonly keep: (text: string) => string;
}

const INSTALL_TYPE =
  /<VAR\b[^<>]{0,500}\b(?:oracle_install_db_InstallType|s_serverInstallType)\b[^<>]{0,500}>/g;

/** Of files that hold credentials, accounts or command lines beside a fact, the fact alone is kept. */
const RULES: readonly Rule[] = [
  {
    file: /^\/proc\/1\/environ$/,
    keep: (text) =>
      text
        .split('\0')
        .filter((entry) => entry.startsWith('container='))
        .join('\0'),
  },
  { file: /\/errorlog(\.\d+)?$/, keep: bannerAndProcessors },
  { file: /\/mssql\.conf$/, keep: lines(/^\s*(\[|errorlogfile\b|hadrenabled\b)/i) },
  { file: /\/oraInst\.loc$/, keep: lines(/^\s*inventory_loc\b/) },
  { file: /\/oratab$/, keep: lines(/^[^#]/) },
  { file: /\/(mqinst|mqs)\.ini$/, keep: lines(/^(\w+:|\s+(Name|FilePath|Identifier)=)/) },
  {
    file: /\/config\/config\.xml$/,
    keep: (text) =>
      /<cluster>\s*<name>/.test(text) ? '<domain><cluster><name></name></cluster></domain>' : '',
  },
  {
    file: /\/(globalvariables|context)\.xml$/,
    keep: (text) => {
      const variables = text.match(INSTALL_TYPE) ?? [];
      return `<GLOBAL_VARS>${variables.map((tag) => tag.replace(/\/?>$/, '/>')).join('')}</GLOBAL_VARS>\n`;
    },
  },
  {
    file: /\/RegistrationKey$/,
    keep: (text) => {
      const members = text.match(/"(instanceID|region)"\s{0,8}:\s{0,8}"[\w.-]{1,100}"/g) ?? [];
      return `{${members.join(',')}}`;
    },
  },
  // The last field is the user who installed the copy.
  { file: /^db2ls\.txt$/, keep: (text) => text.replaceAll(/:[^:\n]*$/gm, ':') },
];

/** The rule for a file, if it needs one. */
export function keepOnly(path: string): Rule['keep'] | undefined {
  return RULES.find(({ file }) => file.test(path))?.keep;
}

function lines(wanted: RegExp): Rule['keep'] {
  return (text) =>
    `${text
      .split('\n')
      .filter((line) => wanted.test(line))
      .join('\n')}\n`;
}

function bannerAndProcessors(text: string): string {
  const start = text.indexOf('Microsoft SQL Server');
  const banner = start === -1 ? '' : text.slice(start).split('\n').slice(0, 4).join('\n');
  return `${banner}\n${/SQL Server detected[^\n]{0,400}/.exec(text)?.[0] ?? ''}\n`;
}
