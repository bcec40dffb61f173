// Prints what assistive technology gets of a document, a line for each node: its role, its name, and
// its states. Argument: a JSON file {modules, browser, flags, document}.
import fs from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';

const request = JSON.parse(fs.readFileSync(process.argv[2], 'utf8'));
const puppeteer = createRequire(path.join(request.modules, 'index.js'))('puppeteer-core');

// Roles of boxes that say nothing unless they have a name.
const SILENT = new Set(['generic', 'none', 'LineBreak']);
const STATES = new Set(['level', 'checked', 'expanded', 'focusable', 'details']);

const browser = await puppeteer.launch({
  executablePath: request.browser,
  headless: true,
  args: [...request.flags, '--force-renderer-accessibility'],
});
try {
  const page = await browser.newPage();
  await page.goto(request.document);
  const session = await page.createCDPSession();
  await session.send('Accessibility.enable');
  const { nodes } = await session.send('Accessibility.getFullAXTree');
  const byId = new Map(nodes.map((node) => [node.nodeId, node]));
  const lines = [];
  const walk = (node, depth) => {
    const role = node.role?.value;
    const name = node.name?.value ?? '';
    if (role === 'InlineTextBox') return;
    const shown = !node.ignored && !(SILENT.has(role) && !name) && (role !== 'StaticText' || name.trim());
    if (shown) {
      const states = (node.properties ?? [])
        .filter(({ name: state, value }) => STATES.has(state) && value.value !== false)
        .map(({ name: state, value: { value } }) => ` ${state}${value === true ? '' : `=${value}`}`);
      lines.push(`${'  '.repeat(depth)}${role} ${JSON.stringify(name)}${states.join('')}`);
    }
    for (const child of node.childIds ?? []) {
      if (byId.has(child)) walk(byId.get(child), shown ? depth + 1 : depth);
    }
  };
  walk(nodes.find((node) => !node.parentId), 0);
  process.stdout.write(`${lines.join('\n')}\n`);
} finally {
  await browser.close();
}
