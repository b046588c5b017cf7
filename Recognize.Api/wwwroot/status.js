const find = id => document.getElementById(id);
const FACE_TILE = 96; // Pixels; the size of .face in the style sheet.
const FACE_MARGIN = 1.7; // A face box ends at chin and brow; a portrait shows some hair and neck.
let filter = '';

class Refused extends Error {
  constructor(status, problem) {
    super(problem.detail ?? problem.title ?? 'The service did not answer as expected.');
    this.status = status;
    this.code = problem.code;
  }
}

async function call(path, method = 'GET', body) {
  const answer = await fetch(path, {
    method,
    headers: { 'X-Recognize': 'page', ...(body && { 'Content-Type': 'application/json' }) },
    body: body && JSON.stringify(body),
  });
  if (!answer.ok) throw new Refused(answer.status, await answer.json().catch(() => ({})));
  return answer.status === 204 ? null : answer.json();
}

function element(name, properties = {}, ...children) {
  const made = Object.assign(document.createElement(name), properties);
  made.append(...children);
  return made;
}

function show(id) {
  for (const part of ['sign-in', 'password', 'link', 'library']) find(part).hidden = part !== id;
}

function say(text) {
  find('message').textContent = text;
  find('message').hidden = !text;
}

// Scales and shifts the whole thumbnail so that a square around the face fills the tile.
function faceCrop(cover, name) {
  const tile = element('div', { className: 'face' });
  if (!cover) return tile;
  const image = element('img', { alt: `Face of ${name}`, loading: 'lazy' });
  image.addEventListener('load', () => {
    const { x, y, width, height } = cover.box;
    const full = { width: image.naturalWidth, height: image.naturalHeight };
    const side = Math.min(
      Math.max(width * full.width, height * full.height) * FACE_MARGIN, full.width, full.height);
    const scale = FACE_TILE / side;
    const place = (start, size, all) =>
      -Math.min(Math.max((start + size / 2) * all - side / 2, 0), all - side) * scale;
    image.style.width = `${full.width * scale}px`;
    image.style.left = `${place(x, width, full.width)}px`;
    image.style.top = `${place(y, height, full.height)}px`;
  });
  image.src = `api/media/${cover.mediaId}/thumbnail?size=large`;
  tile.append(image);
  return tile;
}

function filterButton(path, title, ...children) {
  const button = element('button', { type: 'button' }, ...children);
  button.setAttribute('aria-pressed', 'false');
  button.addEventListener('click', () => {
    const isOff = button.getAttribute('aria-pressed') === 'true';
    document.querySelectorAll('[aria-pressed]').forEach(other => other.setAttribute('aria-pressed', 'false'));
    button.setAttribute('aria-pressed', String(!isOff));
    run(() => showMedia(isOff ? 'api/media' : path, isOff ? 'Recent' : title));
  });
  return element('li', {}, button);
}

function personItem(person) {
  const name = person.name ?? 'Unnamed';
  const files = `${person.mediaCount} ${person.mediaCount === 1 ? 'photo' : 'photos'}`;
  return filterButton(`api/people/${person.id}/media`, name,
    faceCrop(person.cover, name), name, element('span', { className: 'quiet', textContent: files }));
}

function mediaItem(item) {
  const tile = element('a', { className: 'tile', href: `api/media/${item.id}/original`, title: item.fileName });
  const image = element('img', { alt: item.fileName, loading: 'lazy', src: `api/media/${item.id}/thumbnail?size=small` });
  image.addEventListener('error', () => tile.replaceChildren(item.fileName));
  tile.append(image);
  return element('li', {}, tile);
}

async function showMedia(path, title, cursor) {
  filter = path;
  const page = await call(`${path}?limit=60${cursor ? `&cursor=${encodeURIComponent(cursor)}` : ''}`);
  if (filter !== path) return; // Another choice was made while this one loaded.
  find('media-title').textContent = title;
  if (!cursor) find('media').replaceChildren();
  find('media').append(...page.items.map(mediaItem));
  find('more').hidden = !page.next;
  find('more').onclick = () => run(() => showMedia(path, title, page.next));
}

function describe(jobs) {
  const count = (task, state) => jobs.counts
    .filter(row => (!task || row.task === task) && row.state === state)
    .reduce((sum, row) => sum + row.count, 0);
  const parts = [`${count('basics', 'done').toLocaleString()} files analysed`];
  if (jobs.remaining) parts.push(`${jobs.remaining.toLocaleString()} steps to go`);
  if (jobs.remaining && jobs.secondsLeft) parts.push(`about ${Math.ceil(jobs.secondsLeft / 60)} min left`);
  if (count(null, 'failed')) parts.push(`${count(null, 'failed').toLocaleString()} steps failed`);
  if (count('faces', 'withheld')) parts.push('face recognition is off');
  return parts.join(' · ');
}

async function showLibrary() {
  show('library');
  const [jobs, people, tags] = await Promise.all(
    [call('api/jobs'), call('api/people?limit=60'), call('api/tags?limit=60')]);
  find('progress').textContent = describe(jobs);
  find('people').replaceChildren(...people.items.map(personItem));
  find('tags').replaceChildren(...tags.items.map(tag =>
    filterButton(`api/tags/${encodeURIComponent(tag.id)}/media`, tag.name, `${tag.name} ${tag.mediaCount}`)));
  if (!people.items.length) find('people').append(element('li', { className: 'quiet', textContent: 'Nobody yet.' }));
  if (!tags.items.length) find('tags').append(element('li', { className: 'quiet', textContent: 'None yet.' }));
  await showMedia('api/media', 'Recent');
}

// Behind the #, which browsers send to no server; gone from the address bar as soon as it has been read.
const told = new URLSearchParams(location.hash.slice(1));
const secret = told.get('link');
const problems = {
  'not-linked': 'Nobody here is linked with that user of the provider: sign in by name, then link, or ask an admin.',
  'linked-elsewhere': 'That user of the provider is somebody else here.',
  'session-ended': 'The session has ended: sign in and try again.',
  provider: 'The provider did not sign you in.',
};
if (location.hash) history.replaceState(null, '', location.pathname);

async function start() {
  const session = await call('api/session');
  find('who').hidden = false;
  find('name').textContent = session.name;
  if (session.mustChangePassword) show('password');
  else await showLibrary();
}

async function run(work) {
  try {
    say('');
    await work();
  } catch (error) {
    if (error instanceof Refused && error.status === 401 && error.code !== 'wrong-password') {
      find('who').hidden = true;
      show('sign-in');
    } else {
      say(error.message);
    }
  }
}

function onSubmit(id, path, more = {}) {
  find(id).addEventListener('submit', event => {
    event.preventDefault();
    const fields = Object.fromEntries(new FormData(event.target));
    run(async () => {
      await call(path, 'POST', { ...fields, ...more });
      event.target.reset();
      await start();
    });
  });
}

onSubmit('sign-in', 'api/session');
onSubmit('password', 'api/session/password');
onSubmit('link', 'api/session/link', { secret });
find('sign-out').addEventListener('click', () => run(async () => {
  await call('api/session', 'DELETE');
  location.reload();
}));
addEventListener('hashchange', () => location.reload());
call('api/session/ways').then(ways => {
  if (!ways.provider) return;
  Object.assign(find('by-provider'), { hidden: false, href: 'api/session/provider' });
  Object.assign(find('be-linked'), { hidden: false, href: 'api/session/provider?link=true' });
}).catch(error => say(error.message));
if (secret) show('link');
else run(start).then(() => { if (told.has('problem')) say(problems[told.get('problem')] ?? problems.provider); });
