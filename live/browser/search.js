// What Sphinx's search leaves out: numbers, and the places inside a page. A heading, a close code or
// a term that has the words of the query comes first, with its place; the cures before all others.
(() => {
  /** @typedef {[page: string, title: string, anchor: string, description: string | null, score: number, file: string, kind: string]} Result */
  const CURES = "symptoms";
  const FEW = 2 / 3; // of the words of a query: an error message has names that are the asker's own

  /** The words of a text, as Sphinx splits it. @param {string} text */
  const words = (text) => new Set(splitQuery(text.toLowerCase()));

  /** How well a heading answers, at most 4; 0 if it does not. @param {Set<string>} asked @param {Set<string>} heading */
  const fit = (asked, heading) => {
    const common = [...asked].filter((word) => heading.has(word)).length;
    const begun = [...asked].filter((word) => [...heading].some((other) => other.startsWith(word))).length;
    const ofQuery = begun / asked.size;
    const ofHeading = common / heading.size;
    if (ofQuery < FEW && !(ofHeading === 1 && heading.size > 1)) return 0;
    const first = [...asked][0] === [...heading][0] ? 1 : 0; // "1009, message too big" is about 1009
    return Math.max(ofQuery, ofHeading) + ofHeading + common / asked.size + first;
  };

  /** Whether a row such as "4000 to 4999" holds a number. @param {string} query @param {string} heading */
  const within = (query, heading) => {
    const [, from, to] = heading.match(/^(\d+) to (\d+)/) ?? [];
    return /^\d+$/.test(query) && Number(from) <= Number(query) && Number(query) <= Number(to);
  };

  /** The places that answer a query, the best last. @param {string} query @returns {Result[]} */
  const places = (query) => {
    const { docnames, filenames, titles, alltitles, indexentries } = Search._index;
    const asked = words(query);
    if (!asked.size) return [];
    /** @type {Result[]} */
    const found = [];
    const see = (/** @type {string} */ heading, /** @type {number} */ page, /** @type {string | null} */ id, /** @type {string} */ kind) => {
      const score = within(query.trim(), heading) ? 1 : fit(asked, words(heading));
      const title = heading === titles[page] ? heading : `${titles[page]} > ${heading}`;
      const cure = docnames[page] === CURES ? 0.5 : 0;
      if (score) found.push([docnames[page], title, id ? `#${id}` : "", null, 100 * (score + cure), filenames[page], kind]);
    };
    for (const [heading, where] of Object.entries(alltitles)) for (const [page, id] of where) see(heading, page, id, "title");
    for (const [entry, where] of Object.entries(indexentries)) for (const [page, id, main] of where) if (main) see(entry, page, id, "index");
    return found.sort((one, other) => one[4] - other[4] || (one[1] < other[1] ? 1 : -1));
  };

  const perform = Search._performSearch;
  Search._performSearch = (query, ...more) => {
    const ours = places(query);
    const known = new Set(ours.map((result) => result[0] + result[2]));
    const results = [...perform(query, ...more).filter((result) => !known.has(result[0] + result[2])), ...ours];
    /** @type {HTMLElement} */ (document.querySelector("#search-nothing")).hidden = results.length > 0;
    return results;
  };
})();
