// Reads a book with Readium's parser (r2-shared-js), which several reading systems share.
// Arguments: the folder of node modules, the book; writes JSON to stdout.
'use strict';

const path = require('node:path');
const { createRequire } = require('node:module');

const [modules, book] = process.argv.slice(2);
const load = createRequire(path.join(modules, 'index.js'));
const from = (part) => load(`r2-shared-js/dist/es8-es2017/src/${part}`);

async function main() {
  const { initGlobalConverters_GENERIC, initGlobalConverters_SHARED } = from('init-globals');
  initGlobalConverters_GENERIC?.();
  initGlobalConverters_SHARED();
  const { EpubParsePromise, getAllMediaOverlays } = from('parser/epub');
  const publication = await EpubParsePromise(book);
  const overlays = await getAllMediaOverlays(publication);
  const links = (some) =>
    (some ?? []).flatMap((one) => [[one.Title, one.Href], ...links(one.Children)]);
  const clips = (node) => [
    ...(node.Audio ? [{ text: node.Text, audio: node.Audio, roles: node.Role ?? [] }] : []),
    ...(node.Children ?? []).flatMap(clips),
  ];
  const about = publication.Metadata;
  const out = {
    title: about.Title,
    language: about.Language,
    identifier: about.Identifier,
    features: about.AccessibilityFeature ?? [],
    contents: links(publication.TOC),
    page_list: links(publication.PageList),
    landmarks: links(publication.Landmarks),
    overlays: overlays.map(clips),
  };
  publication.freeDestroy();
  process.stdout.write(JSON.stringify(out));
}

main().catch((error) => {
  console.error(error);
  process.exit(1);
});
