"""How tests read a Vega-Lite specification."""

import json
import re

OF_VEGA = {"value", "label", "datum"}
"""What a datum is called for the label of an axis, and the row in the cell around a mark."""


def layers_of(spec):
    """The marks of a figure, one dict each."""
    return spec.get("layer", [spec])


def data_name_of(layer, spec):
    return layer.get("data", spec.get("data"))["name"]


def mark_of(layer):
    mark = layer["mark"]
    return {"type": mark} if isinstance(mark, str) else mark


def columns_of(layer):
    """Every column that a layer reads, in encodings and in expressions."""
    found = set()
    for channel in layer["encoding"].values():
        for one in channel if isinstance(channel, list) else [channel]:
            found |= {one["field"]} if "field" in one else set()
    return found | (set(re.findall(r"datum\)?\.(\w+)", json.dumps(layer))) - OF_VEGA)


def scale_of(spec, channel):
    """The one scale of a channel; two would contradict each other."""
    texts = set()
    for layer in layers_of(spec):
        scale = layer["encoding"].get(channel, {}).get("scale")
        texts |= {json.dumps(scale, sort_keys=True)} if scale else set()
    assert len(texts) == 1, texts
    return json.loads(texts.pop())


def styles_of(spec, cells):
    """cell -> (colours, dashes) found on its marks, bands and in the legend's scales."""
    colours = {cell: set() for cell in cells}
    dashes = {cell: set() for cell in cells}
    for layer in layers_of(spec):
        for cell, (colour, dash) in _named_in_scales(layer, cells).items():
            colours[cell].add(colour)
            dashes[cell].add(tuple(dash))
        for cell in _meant_by_mark(layer, cells):
            mark = mark_of(layer)
            colours[cell] |= {mark["color"]} if "color" in mark else set()
            dashes[cell] |= {tuple(mark["strokeDash"])} if "strokeDash" in mark else set()
    return {cell: (colours[cell], dashes[cell]) for cell in cells}


def _named_in_scales(layer, cells):
    encoding = layer["encoding"]
    if not cells or "field" not in encoding.get("color", {}):
        return {}
    colour, dash = encoding["color"]["scale"], encoding["strokeDash"]["scale"]
    assert colour["domain"] == dash["domain"]
    pairs = zip(colour["range"], dash["range"], strict=True)
    styles = dict(zip(colour["domain"], pairs, strict=True))
    return {cell: styles[cell] for cell in cells}


def _meant_by_mark(layer, cells):
    """The cell of a layer for one cell: named in its filter, or the only one of the figure."""
    if "transform" in layer:
        return [c for c in cells if f"'{c}'" in layer["transform"][0]["filter"]]
    # What was observed or chosen, the validation loss and the line at the pointer have their own.
    if mark_of(layer)["type"] in ("rule", "rect"):
        return []
    field = layer["encoding"].get("y", {}).get("field", "")
    return cells if len(cells) == 1 and field not in ("observed", "validation_median") else []


def contrast(one, other):
    """Contrast of two colours "#RRGGBB", 1 to 21. Source: WCAG 2.2, relative luminance."""
    light, dark = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def _luminance(colour):
    shares = [int(colour[k : k + 2], 16) / 255 for k in (1, 3, 5)]
    linear = [s / 12.92 if s <= 0.04045 else ((s + 0.055) / 1.055) ** 2.4 for s in shares]
    return sum(w * s for w, s in zip((0.2126, 0.7152, 0.0722), linear, strict=True))
