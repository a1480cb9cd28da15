"""The HTML of one noun, with its ARIA. Does not know where the page goes."""
