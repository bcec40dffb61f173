// Reads a podcast feed with the parser of the Podcast Index (podcast-partytime).
// Arguments: the folder of node modules, the feed; writes JSON to stdout.
'use strict';

const fs = require('node:fs');
const path = require('node:path');
const { createRequire } = require('node:module');

const [modules, feed] = process.argv.slice(2);
const load = createRequire(path.join(modules, 'index.js'));
const { parseFeed } = load('podcast-partytime');
const { itunesCategoriesSourceOfTruth } = load('podcast-partytime/dist/parser/itunes-categories.js');

process.stdout.write(
  JSON.stringify({
    feed: parseFeed(fs.readFileSync(feed, 'utf8')),
    categories: Object.fromEntries(
      itunesCategoriesSourceOfTruth.map((one) => [one.name, one.subCategories]),
    ),
  }),
);
