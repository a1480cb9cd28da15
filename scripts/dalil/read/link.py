"""How a link is written in Markdown."""

import re

LINK = re.compile(r"\]\([ \t]*<?((?:[^()\s>]|\([^()\s]*\))+)>?(?:[ \t]+[\"'][^\"']*[\"'])?[ \t]*\)")
