/**
 * Ranking and snippets: `dalil.search`. A worker is made of this function and of folding's, so that a query never holds up the
 * page; nothing in it may lean on what stands outside. The index is written by scripts/dalil/search/index.py.
 *
 * A word of a query stands for words of the pages by tiers: as it stands; without prefixes and pronouns; another form of the same
 * word; its stem; the word begun; its consonants; and, where nothing better is there, a word of one or two other letters.
 * Sources: light stemming after Larkey, Ballesteros and Connell (light10, 2007); BM25F; Damerau's distance.
 */
(function () {
  "use strict";

  function engine(folding) {
    /* Words. tokens and parts do what scripts/dalil/search/tokens.py does. */

    const WORD = "[0-9a-z\u00df-\u024f\u0621-\u064a\u066e-\u06d3\u06fa-\u06fc]";
    const TOKEN = new RegExp(`${WORD}+(?:[/.-]${WORD}+)*`, "g");
    const tokens = (text) => folding.letters(text).match(TOKEN) ?? [];

    function parts(token) {
      const pieces = token.split(/[/.-]/);
      if (pieces.length === 1) return [];
      const tails = pieces.slice(1, -1).map((_, place) => token.slice(pieces.slice(0, place + 1).join("/").length + 1));
      return [...new Set([...pieces, ...tails, ...(token.includes("-") ? [pieces.join("")] : [])])];
    }

    const isArabic = (word) => /[\u0621-\u06fc]/.test(word);

    /* Arabic, folded: hamza on its seat is gone, ة is ه, ى is ي. */

    const ARTICLE = /^(?:[وف]?(?:ال|[بك]ال|لل))(?=..)/;
    const JOINED = /^(?:[وف][بكلس]?|[بكلس])(?=...)/;
    const PRONOUN = /(?<=..)(?:هما|كما|هم|هن|كم|كن|ها|نا|ه|ك|ي)$/;
    const ENDING = /(?<=..)(?:تان|تين|ات|ان|ون|ين|يه|ها|ه|ي|ا|وا|(?<=...)و)$/;

    const withoutArticle = (word) => word.replace(ARTICLE, "");

    /** What a word may be without what is joined to its head: [form, how sure] each. */
    function bare(word) {
      const article = withoutArticle(word);
      if (article !== word) return [[article, 0.97]];
      const joined = word.replace(JOINED, "");
      return joined === word ? [] : [[joined, 0.85], ...(JOINED.test(joined) ? [[joined.replace(JOINED, ""), 0.7]] : [])];
    }

    function arabicStem(word) {
      const base = withoutArticle(word);
      const one = base.replace(ENDING, "");
      return one === base ? base : one.replace(/(?<=...)(?:ات|ان|ون|ين|يه|ه|ي)$/, "");
    }

    /** Consonants: broken plurals change what stands between them. */
    const arabicSkeleton = (stem) => stem.replace(/(?<=.)[اوي]/g, "").replace(/^[امتين](?=...)|^[تي](?=..)/, "");

    /* English: plurals and endings of verbs; spelling on both sides of the Atlantic; then everything that makes words of words. */

    function spelled(word) {
      return word.replace(/isation/, "ization").replace(/is(?=(?:e|ed|es|ing|er|ers)$)/, (s, at) => (at > 3 ? "iz" : s)).replace(/yse(?=[sd]?$)/, "yze")
        .replace(/our(?=$|s$|ed$|ing$|able|al|er)/, (s, at) => (at > 1 ? "or" : s)).replace(/tre(?=s?$)/, "ter").replace(/([a-z])\1/g, "$1").replace(/me$/, "m")
        .replace(/(?<=[a-z]{3})ce$/, "se");
    }

    const INFLECTED = [[/ies$/, "y"], [/ied$/, "y"], [/(?<=ss|x|ch|sh|z)es$/, ""], [/(?<=[a-z]{2}[^suaoi])s$/, ""], [/(?<=[a-z]{3})(?:ing|ed)$/, ""], [/(?<=[a-z]{3})e$/, ""]];
    const DERIVED = /(?<=[a-z]{4})(?:abilit(?:y|ies)|ibilit(?:y|ies)|ization|ational|ation|ator|ative|ating|ated|ate|ition|ities|ity|ment|ness|able|ible|ance|ence|ancy|ency|ally|al|ant|ent|ive|ion|izing|ized|ize|iz|ing|ed|er|or|ist|ly|e|y)s?$/;

    function englishStem(word) {
      const one = spelled(word);
      return INFLECTED.reduce((stem, [ending, other]) => stem.replace(ending, other), one).replace(/([a-z])\1$/, "$1");
    }

    const englishRoot = (word) => spelled(word).replace(DERIVED, "").replace(DERIVED, "").replace(/i$/, "");

    /**
     * The keys under which a word is found, strongest first: [key, how strong]. Two words that share a key are as near as the
     * product of both says.
     */
    function keysOf(word) {
      const keys = new Map([[`=${word}`, 1]]);
      const add = (key, strength) => { if (!(keys.get(key) >= strength)) keys.set(key, strength); };
      if (isArabic(word)) {
        for (const [form, sure] of [[word, 1], ...bare(word)]) {
          add(`~${form}`, sure);
          const owned = form.replace(PRONOUN, "");
          if (owned !== form) {
            add(`~${owned}`, sure * 0.9);
            if (owned.endsWith("ت")) add(`~${owned.slice(0, -1)}ه`, sure * 0.9);
          }
          const stem = arabicStem(form);
          if (stem.length > 1) add(`s${stem}`, sure * 0.84);
          const skeleton = arabicSkeleton(stem);
          if (skeleton.length > 2) add(`k${skeleton}`, sure * 0.53);
          else if (skeleton.length === 2 && stem.length > 2) add(`k${skeleton}`, sure * 0.34);
        }
      } else if (/^[a-z]/.test(word) && word.length > 2) {
        add(`s${englishStem(word)}`, 0.92);
        const root = englishRoot(word);
        if (root.length > 3) add(`k${root}`, 0.72);
      }
      return keys;
    }

    /** Browsers differ in the last digits of a logarithm, and so would their rankings. */
    const rounded = (number) => Math.round(number * 1e9) / 1e9;

    const LONGEST = 1000; // letters of a query that are looked at
    const MOST_WORDS = 24;
    const MOST_PAGES = 30;
    const MOST_READINGS = 16;
    const MOST_READ = 25; // pages whose texts are looked at for words that stand beside each other
    const MOST_SECTIONS = 4;
    const SNIPPET = 26; // words
    const RAW = /([\p{L}\p{N}\p{M}\u0640\u200c\u200d]+(?:[/.-][\p{L}\p{N}\p{M}]+)*)/u;
    const ESCAPES = { "&": "&amp;", "<": "&lt;", ">": "&gt;", "\"": "&quot;" };
    // Signs that turn the direction of what follows are left out.
    const escaped = (text) => text.replace(/[\u202a-\u202e\u2066-\u2069]/g, "").replace(/[&<>"]/g, (sign) => ESCAPES[sign]);

    /* The index. */

    const DIGITS = "0123456789abcdefghijklmnopqrstuvwxyz";
    const MOST_WEIGHT = 25; // A is 0

    function unpackedWords(text) {
      let before = "";
      return text ? text.split(" ").map((coded) => (before = before.slice(0, DIGITS.indexOf(coded[0])) + coded.slice(1))) : [];
    }

    /** Places of pages and weights from 0 to 1. */
    function unpackedPages(text) {
      let place = -1;
      return [...text.matchAll(/([0-9a-z]*)([A-Z])/g)].map(([, step, weight]) => {
        place += step ? parseInt(step, 36) : 1;
        return [place, (weight.charCodeAt(0) - 65) / MOST_WEIGHT];
      });
    }

    /* Questions: words that say how is asked, not what for. */
    const ASKING = new Set(tokens("a an the of to in on at for from by with and or is are was were be been do does did can could may i we you my our your it its this that these those "
      + "how what when where which who whom whose why there here not no about into as than then so if any some many much should have has had will would must get "
      + "ما ماذا هل متى أين كيف من مَن أي أية لماذا كم إلى على عن في مع هو هي هم هذا هذه ذلك تلك التي الذي الذين أو و ثم قد لا لم لن إن أن كان كانت يكون تكون بين عند لدى هناك حول يمكن يجب أنا نحن"));

    /** Letters that must change to make one word of the other, at most `most`; a swap of neighbours is one. */
    function distance(one, other, most) {
      if (Math.abs(one.length - other.length) > most) return most + 1;
      let [before, last] = [[], Array.from({ length: other.length + 1 }, (_, at) => at)];
      for (let row = 1; row <= one.length; row += 1) {
        const now = [row];
        let least = row;
        for (let at = 1; at <= other.length; at += 1) {
          const same = one[row - 1] === other[at - 1];
          let value = Math.min(last[at] + 1, now[at - 1] + 1, last[at - 1] + !same);
          if (row > 1 && at > 1 && one[row - 1] === other[at - 2] && one[row - 2] === other[at - 1]) value = Math.min(value, before[at - 2] + 1);
          now.push(value);
          least = Math.min(least, value);
        }
        if (least > most) return most + 1;
        [before, last] = [last, now];
      }
      return last[other.length];
    }

    /** @param {string} json an index @returns {{find: (query: string) => object[]}} */
    function opened(json) {
      const data = JSON.parse(json);
      const words = unpackedWords(data.words);
      const places = data.postings ? data.postings.split(" ") : [];
      const pages = new Map(); // unpacked when first asked for
      const byKey = new Map();
      const bases = []; // words without what is joined to them, for beginnings and slips
      words.forEach((word, at) => {
        for (const [key, strength] of keysOf(word)) {
          if (!byKey.has(key)) byKey.set(key, []);
          byKey.get(key).push([at, strength]);
        }
        bases.push(withoutArticle(word));
      });
      let texts = [];
      const groups = new Map();
      for (const group of data.forms) for (const form of group.split(" ")) groups.set(form, group.split(" "));
      const isKnown = (word) => [...keysOf(word)].some(([key, strength]) => strength > 0.8 && byKey.has(key));
      const synonyms = data.synonyms.map((group) => group.map((phrase) => {
        const said = phrase.split(" ");
        return { words: said, stems: said.map(stemOf), isThere: said.every(isKnown) };
      }));
      const titles = data.pages.map(([, title]) => tokens(title).map(stemOf));

      function pagesOf(at) {
        if (!pages.has(at)) pages.set(at, unpackedPages(places[at]));
        return pages.get(at);
      }

      /** Words of the index that a word stands for: place and how near. */
      function matches(word, isLast) {
        const near = new Map();
        const take = (at, strength) => { if (!(near.get(at) >= strength)) near.set(at, strength); };
        const keyed = (keys, share) => {
          for (const [key, own] of keys) for (const [at, other] of byKey.get(key) ?? []) take(at, own * other * share);
        };
        keyed(keysOf(word), 1);
        const forms = [[word, 1], ...(isArabic(word) ? bare(word) : [])];
        for (const [form, sure] of forms) for (const other of groups.get(form) ?? []) if (other !== form) keyed(keysOf(other), 0.8 * sure);
        begun(word, isLast, take);
        if (![...near.values()].some((strength) => strength > 0.44)) slips(word, take);
        return near;
      }

      /** Words that begin so: most of all where the reader is still typing. */
      function begun(word, isLast, take) {
        if (word.length < (isLast ? 2 : 4) || !/[^0-9]/.test(word)) return;
        const own = withoutArticle(word);
        bases.forEach((base, at) => {
          const [longer, begins] = base.startsWith(word) ? [base, word] : words[at].startsWith(word) && base.startsWith(own) ? [base, own] : ["", ""];
          if (longer.length <= begins.length) return;
          const share = Math.sqrt(begins.length / longer.length);
          take(at, isLast ? 0.62 * Math.sqrt(share) : 0.45 * share); // who is still typing may be far from the end
        });
      }

      function slips(word, take) {
        if (word.length < 4 || /[0-9]/.test(word)) return;
        const base = withoutArticle(word);
        const most = base.length >= 8 ? 2 : 1;
        bases.forEach((other, at) => {
          if (isArabic(other) !== isArabic(base)) return;
          const far = distance(base, other, most);
          if (far > 0 && far <= most) take(at, far === 1 ? 0.5 : 0.3);
          else if (far === 0) take(at, 0.9);
        });
      }

      /** For each page the best that one word of the query finds there; and how rare it is. */
      function found(word, isLast) {
        const best = new Map();
        const sure = new Set();
        for (const [at, strength] of matches(word, isLast)) {
          for (const [page, weight] of pagesOf(at)) {
            const score = strength * (0.15 + 0.85 * weight);
            if (!(best.get(page) >= score)) best.set(page, score);
            if (strength > 0.4) sure.add(page);
          }
        }
        const many = sure.size || best.size;
        const rarity = rounded(Math.log(1 + (data.pages.length - many + 0.5) / (many + 0.5)));
        return { best, rarity: many ? Math.max(rarity, 0.05) : 1 };
      }

      /** Where a run of words stands in others, or -1. */
      const placeOf = (run, all) => all.findIndex((_, at) => run.every((word, step) => word === all[at + step]));

      /** The query with what searchers call the same thing: other readings, each with its worth; the longest phrase counts most. */
      function readings(asked) {
        const stems = asked.map(stemOf);
        const hits = synonyms.flatMap((group) => {
          const [hit] = group.filter((phrase) => placeOf(phrase.stems, stems) >= 0).sort((one, other) => other.stems.length - one.stems.length);
          return hit ? [[placeOf(hit.stems, stems), hit, group]] : [];
        }).sort(([, one], [, other]) => other.stems.length - one.stems.length);
        const more = hits.flatMap(([at, hit, group]) => group.filter((phrase) => phrase !== hit && phrase.isThere)
          .map((phrase) => [...asked.slice(0, at), ...phrase.words, ...asked.slice(at + hit.words.length)]));
        return [[asked, 1], ...more.slice(0, MOST_READINGS).map((words) => [words, 0.5])];
      }

      /** Scores of pages for one reading. */
      function scored(asked, cache) {
        const plain = asked.filter((word) => !ASKING.has(word));
        const sought = plain.length ? plain : asked;
        const all = sought.map((word, at) => {
          const isLast = at === sought.length - 1;
          const key = `${word} ${isLast}`;
          if (!cache.has(key)) cache.set(key, found(word, isLast));
          return cache.get(key);
        });
        const whole = all.reduce((sum, { rarity }) => sum + rarity, 0);
        const scores = new Map();
        const covered = new Map();
        for (const { best, rarity } of all) {
          for (const [page, score] of best) {
            scores.set(page, (scores.get(page) ?? 0) + score * rarity);
            covered.set(page, (covered.get(page) ?? 0) + rarity * Math.min(1, score * 3));
          }
        }
        const stems = sought.map(stemOf);
        for (const [page, score] of scores) scores.set(page, (score / whole) * (0.35 + 0.65 * (covered.get(page) / whole)) * adjacency(stems, titles[page]));
        return scores;
      }

      /** Words that stand beside each other in the query and in a title; a title that is the query. */
      function adjacency(stems, title) {
        let beside = 0;
        for (let at = 1; at < stems.length; at += 1) {
          const place = title.indexOf(stems[at - 1]);
          if (place >= 0 && title[place + 1] === stems[at]) beside += 1;
        }
        const share = stems.filter((stem) => title.includes(stem)).length / Math.max(title.length, stems.length, 1);
        return 1 + 0.18 * beside + 0.35 * share;
      }

      /** The share of neighbours in the query that are neighbours in the text too, once the texts are there. */
      function beside(asked, page) {
        const stems = asked.filter((word) => !ASKING.has(word)).map(stemOf);
        if (stems.length < 2 || !texts[page]) return 0;
        if (!pairs.has(page)) pairs.set(page, pairsOf(texts[page].map(([, heading, text]) => `${heading} . ${text}`).join(" . ")));
        return stems.slice(1).filter((stem, at) => pairs.get(page).has(`${stems[at]} ${stem}`)).length / (stems.length - 1);
      }

      const pairs = new Map();
      function pairsOf(text) {
        const stems = tokens(text).flatMap((token) => [token, ...parts(token)].slice(0, 3)).filter((word) => !ASKING.has(word)).map(stemOf);
        return new Set(stems.map((stem, at) => `${stem} ${stems[at + 1]}`));
      }

      /** @param {string} query @returns {{page: number, location: string, title: string, score: number}[]} the best first */
      function find(query) {
        const asked = tokens(query.slice(0, LONGEST)).slice(0, MOST_WORDS);
        const cache = new Map();
        const total = new Map();
        for (const [words, worth] of asked.length ? readings(asked) : []) {
          for (const [page, score] of scored(words, cache)) if (!(total.get(page) >= score * worth)) total.set(page, score * worth);
        }
        for (const [page, score] of total) total.set(page, rounded(score));
        for (const [page, score] of [...total].sort(([, one], [, other]) => other - one).slice(0, MOST_READ)) total.set(page, rounded(score * (1 + 0.5 * beside(asked, page))));
        const top = Math.max(0, ...total.values());
        return [...total].filter(([, score]) => score > top * 0.12).sort(([a, one], [b, other]) => other - one || a - b)
          .map(([page, score]) => ({ page, location: data.pages[page][0], title: data.pages[page][1], score }));
      }

      /** Words of the pages that a query stands for, to be shown in snippets. */
      function soughtWords(query) {
        const shown = new Set();
        for (const word of tokens(query.slice(0, LONGEST)).slice(0, MOST_WORDS).filter((one) => !ASKING.has(one))) {
          for (const [at, strength] of matches(word, false)) if (strength > 0.28) shown.add(words[at]);
        }
        return shown;
      }

      /** A title or text as HTML, with what was sought marked, and symbols kept in one piece. */
      function marked(text, sought) {
        return text.split(RAW).map((part, at) => {
          if (at % 2 === 0) return escaped(part);
          const [token = ""] = tokens(part);
          const hit = sought.has(token) || parts(token).some((one) => sought.has(one));
          const safe = /[A-Za-z0-9].*[/.-]/.test(part) ? `<bdi dir="ltr">${escaped(part)}</bdi>` : escaped(part);
          return hit ? `<mark>${safe}</mark>` : safe;
        }).join("");
      }

      /** The stretch of a text that holds most of what was sought. */
      function snippet(text, sought) {
        const pieces = text.split(RAW); // every second one is a word
        const hits = pieces.flatMap((part, at) => (at % 2 && tokens(part).some((token) => sought.has(token) || parts(token).some((one) => sought.has(one))) ? [[at, part]] : []));
        if (!hits.length) return { many: 0, html: marked(pieces.slice(0, 2 * SNIPPET).join(""), sought) + (pieces.length > 2 * SNIPPET ? "…" : "") };
        const within = (from) => new Set(hits.filter(([at]) => at >= from && at < from + 2 * SNIPPET).map(([, word]) => tokens(word)[0])).size;
        const [best] = hits.reduce((top, [at]) => (within(at) > within(top[0]) ? [at] : top), hits[0]);
        const from = Math.max(0, best - 12);
        const cut = pieces.slice(from, from + 2 * SNIPPET).join("");
        return { many: within(best), html: `${from ? "…" : ""}${marked(cut, sought)}${from + 2 * SNIPPET < pieces.length ? "…" : ""}` };
      }

      /** What Material's list shows of a page: the page, its best section, and others that hold what was sought. */
      function item({ page, location, title, score }, sought) {
        const shown = (path, heading, text, points) => ({ location: path, title: marked(heading, sought), text, score: points, terms: {} });
        const cut = (texts[page] ?? []).map(([anchor, heading, text]) => {
          const { many, html } = snippet(text, sought);
          const inHeading = tokens(heading).filter((token) => sought.has(token)).length;
          return { anchor, heading, html, many: many + 2 * inHeading };
        });
        const best = cut.filter(({ anchor, many }) => anchor && many).sort((one, other) => other.many - one.many).slice(0, MOST_SECTIONS);
        const [intro] = cut.filter(({ anchor }) => !anchor);
        const isIntro = !best.length || (intro && intro.many >= best[0].many);
        const sections = best.map(({ anchor, heading, html, many }, at) => shown(`${location}#${anchor}`, heading, html, at || isIntro ? score * 0.5 : score));
        return [shown(location, title, (intro?.html || cut.find(({ html }) => html)?.html) ?? "", score), ...sections];
      }

      /** @param {string} query @returns {object[][]} what Material's list shows, page by page */
      function items(query) {
        const sought = soughtWords(query);
        return find(query).slice(0, MOST_PAGES).map((one) => item(one, sought));
      }

      return { find, items, read: (json) => { texts = JSON.parse(json); }, size: data.pages.length };
    }

    const stemOf = (word) => (isArabic(word) ? arabicStem(word) : englishStem(word));

    return { tokens, parts, opened, keysOf };
  }

  window.dalil.search = { engine };
})();
