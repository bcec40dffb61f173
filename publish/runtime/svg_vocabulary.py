"""The elements, attributes, properties and amounts that a drawing may have.

Sources: SVG 2 (elements, 5.9 attributes, 6.6 presentation attributes); Filter Effects Module
Level 1; SVG 1.1 for what programs still write.  What isn't named here isn't published.
"""

from __future__ import annotations

from msgspec import Struct

SVG = "{http://www.w3.org/2000/svg}"
XLINK = "{http://www.w3.org/1999/xlink}"
XML = "{http://www.w3.org/XML/1998/namespace}"

#: The namespaces that a style sheet may name.
NAMESPACES = frozenset({SVG[1:-1], XLINK[1:-1], XML[1:-1], "http://www.w3.org/1999/xhtml"})

#: The namespaces of ``metadata``: names of authors, licences and the like, which load nothing.
METADATA = frozenset(
    {
        "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
        "http://www.w3.org/2000/01/rdf-schema#",
        "http://purl.org/dc/elements/1.1/",
        "http://purl.org/dc/terms/",
        "http://creativecommons.org/ns#",
        "http://web.resource.org/cc/",
        "http://xmlns.com/foaf/0.1/",
    }
)

#: Programs, pictures and other documents by HTML, and animation, which paper can't show and WCAG
#: 2.2.2 restricts.
_PROGRAMS = """
script foreignObject handler iframe frame audio video track source picture img embed object applet
canvas link meta base form input button animate animateMotion animateTransform animateColor set
discard
"""
REFUSED = frozenset(_PROGRAMS.split())

_EVERYWHERE = """id class lang tabindex role style focusable
requiredExtensions requiredFeatures systemLanguage externalResourcesRequired"""

#: Attributes that no program takes for a style; the value of any other is read as CSS.
_NAMES = """
id class lang role title in in2 result d points transform gradientTransform patternTransform
requiredExtensions requiredFeatures systemLanguage values tableValues kernelMatrix
"""
INERT = frozenset(_NAMES.split())

#: Attributes that are properties of CSS, too (SVG 2, 6.6; SVG 1.1, appendix N).
_BOTH = """
alignment-baseline baseline-shift clip clip-path clip-rule color color-interpolation
color-interpolation-filters color-rendering cursor direction display dominant-baseline
enable-background fill fill-opacity fill-rule filter flood-color flood-opacity font font-family
font-feature-settings font-kerning font-size font-size-adjust font-stretch font-style
font-variant font-variation-settings font-weight glyph-orientation-horizontal
glyph-orientation-vertical image-rendering kerning letter-spacing lighting-color marker
marker-end marker-mid marker-start mask mask-type opacity overflow paint-order pointer-events
shape-rendering stop-color stop-opacity stroke stroke-dasharray stroke-dashoffset stroke-linecap
stroke-linejoin stroke-miterlimit stroke-opacity stroke-width text-anchor text-decoration
text-overflow text-rendering transform transform-origin unicode-bidi vector-effect visibility
white-space word-spacing writing-mode
"""
PRESENTATION = frozenset(_BOTH.split())

#: Properties that a drawing's style may set.  ``--names`` may be set as well.
_STYLED = """
all background background-color border border-radius box-sizing color-scheme cx cy d
font-language-override font-optical-sizing font-palette font-synthesis font-variant-alternates
font-variant-caps font-variant-east-asian font-variant-ligatures font-variant-numeric
font-variant-position forced-color-adjust height hyphens inline-size isolation line-height
margin margin-bottom margin-left margin-right margin-top mask-border mask-clip mask-composite
mask-image mask-mode mask-origin mask-position mask-repeat mask-size max-height max-width
min-height min-width mix-blend-mode outline overflow-x overflow-y padding perspective
perspective-origin print-color-adjust r rotate rx ry scale shape-inside shape-margin
shape-padding shape-subtract solid-color solid-opacity stroke-alignment tab-size text-align
text-align-all text-align-last text-decoration-color text-decoration-line text-decoration-style
text-decoration-thickness text-emphasis text-indent text-orientation text-shadow text-transform
text-underline-offset text-underline-position transform-box translate user-select width x y
-webkit-font-smoothing -webkit-text-fill-color -webkit-text-stroke -webkit-user-select
-moz-user-select -ms-user-select
"""
PROPERTIES = PRESENTATION | frozenset(_STYLED.split())

#: What a rule ``@font-face`` of a drawing may say; its fonts are on the reader's machine.
_FONT = """
font-family src font-weight font-style font-stretch font-display unicode-range
"""
DESCRIPTORS = frozenset(_FONT.split())

#: Rules for a group of rules (CSS Conditional Rules 3 and 5; CSS Cascade 5).
GROUPS = frozenset({"media", "supports", "layer", "container"})

_BOX = "x y width height"
_UNITS = "gradientUnits gradientTransform spreadMethod href"
_TEXT = "x y dx dy rotate textLength lengthAdjust"
_FILTER = f"{_BOX} in result"
_LIGHT = f"{_FILTER} surfaceScale kernelUnitLength"
_FUNCTION = "type tableValues slope intercept amplitude exponent offset"
_VIEW = "viewBox preserveAspectRatio"

#: The attributes of each element that a drawing may have, beside those of every element.
_ELEMENTS = {
    "svg": f"{_BOX} {_VIEW} version baseProfile zoomAndPan contentStyleType transform",
    "g": "",
    "a": "",
    "defs": "",
    "switch": "",
    "symbol": f"{_BOX} {_VIEW} refX refY",
    "use": f"{_BOX} href",
    "image": f"{_BOX} preserveAspectRatio href",
    "title": "",
    "desc": "",
    "metadata": "",
    "style": "type media title",
    "path": "d pathLength",
    "rect": f"{_BOX} rx ry pathLength",
    "circle": "cx cy r pathLength",
    "ellipse": "cx cy rx ry pathLength",
    "line": "x1 y1 x2 y2 pathLength",
    "polyline": "points pathLength",
    "polygon": "points pathLength",
    "text": _TEXT,
    "tspan": _TEXT,
    "tref": f"{_TEXT} href",
    "textPath": f"{_TEXT} href startOffset method spacing side path",
    "linearGradient": f"x1 y1 x2 y2 {_UNITS}",
    "radialGradient": f"cx cy r fx fy fr {_UNITS}",
    "stop": "offset",
    "pattern": f"{_BOX} {_VIEW} patternUnits patternContentUnits patternTransform href",
    "clipPath": "clipPathUnits",
    "mask": f"{_BOX} maskUnits maskContentUnits",
    "marker": f"{_VIEW} refX refY markerUnits markerWidth markerHeight orient",
    "filter": f"{_BOX} filterUnits primitiveUnits href",
    "feBlend": f"{_FILTER} in2 mode",
    "feColorMatrix": f"{_FILTER} type values",
    "feComponentTransfer": _FILTER,
    "feComposite": f"{_FILTER} in2 operator k1 k2 k3 k4",
    "feConvolveMatrix": f"{_FILTER} order kernelMatrix divisor bias targetX targetY edgeMode "
    "kernelUnitLength preserveAlpha",
    "feDiffuseLighting": f"{_LIGHT} diffuseConstant",
    "feDisplacementMap": f"{_FILTER} in2 scale xChannelSelector yChannelSelector",
    "feDistantLight": "azimuth elevation",
    "feDropShadow": f"{_FILTER} dx dy stdDeviation",
    "feFlood": _FILTER,
    "feFuncA": _FUNCTION,
    "feFuncB": _FUNCTION,
    "feFuncG": _FUNCTION,
    "feFuncR": _FUNCTION,
    "feGaussianBlur": f"{_FILTER} stdDeviation edgeMode",
    "feImage": f"{_FILTER} preserveAspectRatio href",
    "feMerge": _FILTER,
    "feMergeNode": "in",
    "feMorphology": f"{_FILTER} operator radius",
    "feOffset": f"{_FILTER} dx dy",
    "fePointLight": "x y z",
    "feSpecularLighting": f"{_LIGHT} specularConstant specularExponent",
    "feSpotLight": "x y z pointsAtX pointsAtY pointsAtZ specularExponent limitingConeAngle",
    "feTile": _FILTER,
    "feTurbulence": f"{_FILTER} baseFrequency numOctaves seed stitchTiles type",
}
ELEMENTS = {
    f"{SVG}{name}": frozenset(own.split()) | frozenset(_EVERYWHERE.split()) | PRESENTATION
    for name, own in _ELEMENTS.items()
}

#: Attributes with a namespace, each with the name under which it is looked up above.
PREFIXED = {
    f"{XLINK}href": "href",
    f"{XML}lang": "lang",
    f"{XML}space": "lang",
    f"{XML}id": "id",
}

#: Elements whose address may be a picture in the drawing itself, and not only a part of it.
SHOWS_PICTURES = frozenset({f"{SVG}image", f"{SVG}feImage"})

#: The elements that ``url(#...)`` draws; a reference to any other element draws nothing.
SERVERS = frozenset(f"{SVG}{name}" for name in ("pattern", "marker", "mask", "clipPath", "filter"))

#: Elements of HTML with which programs write style sheets in drawings: browsers apply them.
OF_HTML = {f"{{http://www.w3.org/1999/xhtml}}{name}": f"{SVG}{name}" for name in ("defs", "style")}

#: Namespaces of the elements in :data:`REFUSED`; ``""`` is a mistake.  Others do nothing.
ACTIVE = frozenset({"", "http://www.w3.org/2000/svg", "http://www.w3.org/1999/xhtml"})

#: Elements of drafts of SVG 1.2, whose words programs for drawing show, and no browser.
UNSHOWN = frozenset({"flowRoot", "textArea"})

#: Schemes of links, which are left out: a picture has none.  Others are refused.
LINK_SCHEMES = frozenset({"http", "https", "mailto", "tel", "ftp", "doi", "urn"})


class Bound(Struct, frozen=True):
    """The largest number in an attribute; ``product`` if its numbers are multiplied."""

    most: float
    product: bool = False


#: The amounts of work that a filter may ask for.  The time of a renderer grows with each of them;
#: the larger ones look the same: after eight octaves the next is weaker than one step of a colour.
BOUNDS = {
    ("feTurbulence", "numOctaves"): Bound(20),
    ("feMorphology", "radius"): Bound(200),
    ("feGaussianBlur", "stdDeviation"): Bound(2_000),
    ("feDropShadow", "stdDeviation"): Bound(2_000),
    ("feConvolveMatrix", "order"): Bound(400, product=True),
}

MAX_BYTES = 5_000_000
MAX_DEPTH = 100
MAX_ELEMENTS = 100_000
"""The most elements that are drawn, also by ``use``, patterns, markers and masks."""
MAX_ATTRIBUTES = 500
"""The most attributes of one element."""
PRIMITIVE = 20
"""As how many elements the primitive of a filter counts, each time it is applied."""
MAX_STYLE = 300_000
"""The most characters of all style sheets in a drawing."""
MAX_BRACKETS = 500
"""The most brackets in one attribute."""
