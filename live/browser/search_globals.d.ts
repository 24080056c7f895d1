// What Sphinx's searchtools.js has, of which search.js uses a part.
declare function splitQuery(query: string): string[];
declare const Search: {
  _index: {
    docnames: string[];
    filenames: string[];
    titles: string[];
    alltitles: Record<string, [page: number, id: string | null][]>;
    indexentries: Record<string, [page: number, id: string, main: boolean][]>;
  };
  _performSearch(
    query: string,
    ...more: unknown[]
  ): [page: string, title: string, anchor: string, description: string | null, score: number, file: string, kind: string][];
};
