"""Figures and maps as Vega-Lite specifications, drawn as SVG."""
