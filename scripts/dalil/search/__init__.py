"""Search: from the finished pages to an index that the browser ranks (`search.js`)."""
