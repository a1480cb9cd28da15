"""Dalil: a bilingual guide to voluntary reviews of the Global Compact for Migration, and its generator."""

__version__ = "0.1.0"
