// The dashboard reads the REST API that everybody else uses. Every text goes in as text, never as markup:
// host names and titles come from machines that others control.

const KEY = 'coreledger-key';
/** More rows than this make no page that anybody reads. */
const MOST_ROWS = 500;
const SEVERITIES = ['critical', 'warning', 'info'];
const main = document.getElementById('main');
const asOf = document.getElementById('as-of');
const logOut = document.getElementById('log-out');

class ApiProblem extends Error {
  constructor(status, detail) {
    super(detail);
    this.status = status;
  }
}

async function call(path, query = {}) {
  const url = new URL(`v1/${path}`, location.href.split('#')[0]);
  const asked = asOf.value === '' ? {} : { asOf: asOf.value };
  for (const [name, value] of Object.entries({ ...asked, ...query })) url.searchParams.set(name, value);
  const response = await fetch(url, {
    headers: { authorization: `Bearer ${sessionStorage.getItem(KEY) ?? ''}` },
  });
  const body = await response.json();
  if (!response.ok) throw new ApiProblem(response.status, body.detail ?? response.statusText);
  return body;
}

function element(name, content = [], attributes = {}) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  made.append(...[content].flat().map((part) => (part instanceof Node ? part : String(part ?? '?'))));
  return made;
}

function link(text, ...path) {
  return element('a', text, { href: `#${path.map(encodeURIComponent).join('/')}` });
}

function table(columns, rows) {
  if (rows.length === 0) return element('p', 'None.', { class: 'quiet' });
  const shown = rows.slice(0, MOST_ROWS);
  const cell = (name, column, content) => element(name, content, column.figure ? { class: 'figure' } : {});
  const scroll = element(
    'div',
    element('table', [
      element(
        'thead',
        element(
          'tr',
          columns.map((column) => cell('th', column, column.title)),
        ),
      ),
      element(
        'tbody',
        shown.map((row) =>
          element(
            'tr',
            columns.map((column) => cell('td', column, column.of(row))),
          ),
        ),
      ),
    ]),
    { class: 'scroll' },
  );
  return shown.length === rows.length
    ? scroll
    : element('div', [
        element('p', `The first ${shown.length} of ${rows.length}; the API and its CSV have all.`, {
          class: 'quiet',
        }),
        scroll,
      ]);
}

/** A link to the page after this one, where there is one. */
function nextPage(next, ...path) {
  return next === null ? '' : element('p', link('Next page', ...path, next));
}

const figure = (title, of) => ({ title, of, figure: true });
const dash = (value) => value ?? '–';
const most = (sure, worst, unmeasurable) =>
  unmeasurable === 0 ? sure : `${sure} (≤ ${worst ?? 'unbounded'})`;
const owes = (line) => line.quantity ?? `≤ ${line.worstCase ?? 'unbounded'}`;
const lineState = ({ state: said, quantity, stale }) =>
  `${said === 'counted' && quantity === null ? 'not measurable' : said}${stale ? ', stale' : ''}`;
const gapsOf = ({ gaps }) =>
  gaps.map(({ reason, hosts }) => (hosts === null ? reason : `${reason}: ${hosts}`)).join(', ');
const state = (text) => element('span', text, { class: text });

async function positions() {
  const report = await call('reports/consumption');
  const unknown = gapsOf(report.completeness);
  return [
    element('h1', 'Effective license position'),
    element(
      'p',
      `As of ${report.asOf}. ${report.completeness.known} of ${report.completeness.hosts} hosts known whole${unknown === '' ? '.' : ` (${unknown}).`}`,
      { class: 'quiet' },
    ),
    table(
      [
        { title: 'License', of: (one) => link(one.name, 'license', one.license) },
        { title: 'Counts', of: (one) => one.metric?.unit },
        figure('Owned', (one) => dash(one.owned)),
        figure('On-premises', (one) =>
          most(one.consumedOnPremises, one.worstCaseOnPremises, one.unmeasurable),
        ),
        figure('In AWS', (one) => dash(one.consumedInAws)),
        figure('Balance', (one) => dash(one.balance)),
        { title: 'State', of: (one) => state(one.state) },
        figure('Known', (one) => `${one.completeness.known}/${one.completeness.hosts}`),
      ],
      report.licenses,
    ),
    element('h2', 'Licensable, and paid by no license'),
    table(
      [
        { title: 'Product', of: (one) => one.product },
        { title: 'Edition', of: (one) => dash(one.edition) },
        figure('Hosts', (one) => one.hosts),
      ],
      report.unlicensed,
    ),
    ...report.notes.map((note) => element('p', `${note.license}: ${note.text}`, { class: 'warning' })),
  ];
}

async function license(id, after) {
  const path = `reports/consumption/${encodeURIComponent(id)}`;
  const report = await call(path, { limit: MOST_ROWS, ...(after && { after }) });
  const { position, totals } = report;
  const { metric } = position;
  const unknown = gapsOf(position.completeness);
  return [
    element('h1', position.name),
    element(
      'p',
      `As of ${report.asOf}. ${metric === null ? 'No metric is known for it.' : `Counted in ${metric.unit}: ${metric.name}, in effect from ${metric.effectiveFrom}. Source: ${metric.source}`}`,
      { class: 'quiet' },
    ),
    element('p', [
      `Owned ${dash(position.owned)}, on-premises ${most(position.consumedOnPremises, position.worstCaseOnPremises, position.unmeasurable)}, in AWS ${dash(position.consumedInAws)}, balance ${dash(position.balance)}: `,
      state(position.state),
      unknown === '' ? '' : `. Not known whole: ${unknown}`,
    ]),
    table(
      [
        { title: 'Host', of: (one) => link(one.hostName, 'host', one.hostId) },
        figure('Owes', owes),
        { title: 'State', of: lineState },
        { title: 'Derivation', of: (one) => one.derivation.line },
        {
          title: 'Evidence',
          of: (one) =>
            one.installations
              .flatMap(({ evidence }) => evidence)
              .map(({ text, location: where, seenAt }) =>
                element('div', `${text} — ${where}, seen ${seenAt}`),
              ),
        },
        { title: 'Confidence', of: (one) => one.confidence },
      ],
      report.items,
    ),
    element('p', [
      `Sum of ${totals.lines} lines: ${totals.total}`,
      totals.unmeasurable === 0 ? '' : `, at most ${totals.worstCase ?? 'unbounded'}`,
    ]),
    nextPage(report.next, 'license', id),
  ];
}

async function hosts(name = '', after = '') {
  const filter = { limit: MOST_ROWS, ...(name && { name }), ...(after && { after }) };
  const { items, total, next } = await call('hosts', filter);
  return [
    element('h1', 'Hosts'),
    searchForm(name),
    element('p', items.length < total ? `${items.length} of ${total} hosts, by name.` : `${total} hosts.`, {
      class: 'quiet',
    }),
    table(
      [
        { title: 'Host', of: (one) => link(one.name, 'host', one.hostId) },
        { title: 'Runs as', of: (one) => [one.kind, one.hypervisor].filter(Boolean).join(', ') },
        figure('Sockets', (one) => one.sockets),
        figure('Cores', (one) => one.cores),
        figure('Logical', (one) => one.logicalProcessors),
        { title: 'Products', of: (one) => one.products.join(', ') },
        { title: 'In SSM as', of: (one) => dash(one.managedInstanceIds.join(', ') || null) },
        { title: 'Last seen', of: (one) => `${one.lastSeenAt}${one.stale ? ' (stale)' : ''}` },
      ],
      items,
    ),
    nextPage(next, 'hosts', name),
  ];
}

function searchForm(name) {
  const input = element('input', [], { name: 'name', type: 'search', value: name });
  const form = element('form', [
    element('label', ['Name begins with ', input]),
    element('button', 'Search', { type: 'submit' }),
  ]);
  form.className = 'search';
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    location.hash = `hosts/${encodeURIComponent(input.value.trim())}`;
  });
  return form;
}

async function host(id) {
  const path = `hosts/${encodeURIComponent(id)}`;
  const [one, owed] = await Promise.all([call(path), call(`${path}/licenses`)]);
  const trouble = Object.entries(one.trouble).map(([section, { status, detail }]) => ({
    section,
    status,
    detail,
  }));
  return [
    element('h1', one.name),
    element(
      'p',
      `${one.operatingSystem ?? 'system unknown'}; ${one.cpuModel ?? 'processor unknown'}; sockets ${one.sockets ?? 'unknown'}, cores ${one.cores ?? 'unknown'}${one.socketCores === null ? '' : ` (${one.socketCores.join(' + ')})`}, logical ${one.logicalProcessors ?? 'unknown'}; last seen ${one.lastSeenAt}`,
      { class: 'quiet' },
    ),
    element('h2', 'Owes'),
    table(
      [
        { title: 'License', of: (line) => link(line.licenseName, 'license', line.license) },
        figure('Owes', owes),
        { title: 'State', of: lineState },
        { title: 'Derivation', of: (line) => line.derivation.line },
      ],
      owed.items,
    ),
    element('h2', 'Installed and recognized'),
    table(
      [
        { title: 'Product', of: (line) => line.product },
        { title: 'Edition', of: (line) => dash(line.edition) },
        { title: 'Version', of: (line) => dash(line.version) },
        {
          title: 'Evidence',
          of: (line) =>
            line.evidence.map(({ text, location: where }) => element('div', `${text} — ${where}`)),
        },
      ],
      one.installations,
    ),
    element('h2', 'Could not be read'),
    table(
      [
        { title: 'Section', of: (line) => line.section },
        { title: 'Outcome', of: (line) => line.status },
        { title: 'Why', of: (line) => line.detail },
      ],
      trouble,
    ),
  ];
}

async function reconciliation() {
  const report = await call('reports/reconciliation');
  return [
    element('h1', 'Reconciliation with AWS'),
    element('p', `As of ${report.asOf}.`, { class: 'quiet' }),
    table(
      [
        { title: 'License', of: (one) => link(one.name, 'license', one.license) },
        figure('Ours', (one) => one.oursOnPremises),
        figure('License Manager', (one) => dash(one.awsOnPremises)),
        figure('Difference', (one) => dash(one.difference)),
        { title: 'Compared', of: (one) => one.note },
      ],
      report.comparisons,
    ),
    element('h2', 'Findings'),
    table(
      [
        { title: 'Severity', of: (one) => state(one.severity) },
        { title: 'Finding', of: (one) => one.title },
        { title: 'What differs', of: (one) => one.summary },
        { title: 'Why', of: (one) => one.cause ?? '' },
        { title: 'What to do', of: (one) => one.remedy },
      ],
      report.findings.toSorted((a, b) => SEVERITIES.indexOf(a.severity) - SEVERITIES.indexOf(b.severity)),
    ),
    element('h2', 'Host by host'),
    table(
      [
        { title: 'License', of: (one) => one.license },
        { title: 'Host', of: (one) => one.name },
        figure('Ours', (one) => dash(one.ours)),
        figure('License Manager', (one) => dash(one.theirs)),
        { title: 'Why', of: (one) => one.cause },
      ],
      report.comparisons.flatMap(({ name, resources }) =>
        resources.map((one) => ({ ...one, license: name })),
      ),
    ),
    element('h2', 'Not judged'),
    table(
      [
        { title: 'Finding', of: (one) => one.kind },
        figure('How many', (one) => one.count),
        { title: 'Why not', of: (one) => one.reason },
        { title: 'For example', of: (one) => one.examples.join(', ') },
      ],
      report.unjudged,
    ),
  ];
}

const views = { positions, license, hosts, host, reconciliation };

async function show() {
  const [name = '', ...parameters] = location.hash.slice(1).split('/').map(decodeURIComponent);
  const view = Object.hasOwn(views, name) ? views[name] : positions;
  for (const one of document.querySelectorAll('nav a'))
    one.toggleAttribute('aria-current', one.getAttribute('href') === `#${view.name}`);
  if (sessionStorage.getItem(KEY) === null) return showLogIn('');
  logOut.hidden = false;
  main.setAttribute('aria-busy', 'true');
  try {
    main.replaceChildren(...(await view(...parameters)));
  } catch (error) {
    if (error instanceof ApiProblem && error.status === 401) return showLogIn(error.message);
    main.replaceChildren(element('p', error.message, { class: 'problem', role: 'alert' }));
  } finally {
    main.removeAttribute('aria-busy');
  }
}

function showLogIn(problem) {
  sessionStorage.removeItem(KEY);
  logOut.hidden = true;
  const form = document.getElementById('log-in').content.cloneNode(true);
  form.querySelector('.problem').textContent = problem;
  form.querySelector('form').addEventListener('submit', (event) => {
    event.preventDefault();
    sessionStorage.setItem(KEY, new FormData(event.target).get('key').trim());
    void show();
  });
  main.replaceChildren(form);
}

logOut.addEventListener('click', () => showLogIn(''));
asOf.max = new Date().toISOString().slice(0, 10);
asOf.addEventListener('change', () => void show());
addEventListener('hashchange', () => void show());
void show();
