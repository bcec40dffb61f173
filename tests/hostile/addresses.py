"""Forms in which drawings and style sheets load something; ``{u}`` is the address."""

HTML = 'xmlns="http://www.w3.org/1999/xhtml"'
RDF = '<r:RDF xmlns:r="http://www.w3.org/1999/02/22-rdf-syntax-ns#">'
RECT = '<rect width="9" height="9" {}/>'
HEAD = (
    '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" '
    'width="9" height="9">'
)

#: Rules of a style sheet, of a drawing or of a publisher.
RULES = {
    "import": "@import url({u});",
    "import-string": "@import '{u}';",
    "import-escaped": "@\\69mport '{u}';",
    "import-nested": "@media all{{@import '{u}';}}",
    "font": "@font-face{{font-family:a;src:url({u})}} *{{font-family:a}}",
    "font-quoted": "@font-face{{font-family:a;src:local('q'),url('{u}') format('woff2')}}",
    "background": "*{{background:url({u})}}",
    "quoted": "*{{background:url('{u}')}}",
    "upper": "*{{background:URL( {u} )}}",
    "escaped": "*{{background:u\\72l({u})}}",
    "escaped-long": "*{{background:\\000075rl('{u}')}}",
    "image-set": "*{{background-image:image-set('{u}' 1x)}}",
    "image-set-url": "*{{background:-webkit-image-set(url({u}) 1x)}}",
    "mask": "*{{mask-image:image-set('{u}' 1x)}}",
    "cross-fade": "*{{background:-webkit-cross-fade(url({u}),url({u}),50%)}}",
    "src": "*{{background:src('{u}')}}",
    "variable": ":root{{--a:url({u})}} *{{background:var(--a)}}",
    "variable-string": ":root{{--a:'{u}'}} *{{background:image-set(var(--a) 1x)}}",
    "variable-chain": ":root{{--a:url({u});--b:var(--a)}} *{{background:var(--b)}}",
    "list-style": "*{{list-style-image:url({u});display:list-item}}",
    "border-image": "*{{border:9px solid;border-image:url({u}) 30}}",
    "content": "*::before{{content:url({u})}}",
    "cursor": "*{{cursor:url({u}),auto}}",
    "layer": "@layer a{{*{{background:url({u})}}}}",
    "supports": "@supports (color:red){{*{{background:url({u})}}}}",
    "container": "@container (min-width:0){{*{{background:url({u})}}}}",
    "keyframes": "@keyframes k{{from{{background:url({u})}}}} *{{animation:k 1s infinite}}",
    "scope": "@scope{{*{{background:url({u})}}}}",
    "nested": "*{{color:red;* {{background:url({u})}}}}",
    "comment": "*{{background:/**/url({u})}}",
}

_PAINTED = ("fill", "stroke", "filter", "mask", "clip-path", "marker", "marker-start", "cursor")

#: Drawings, without their first and last tags.
DRAWINGS = {
    **{f"sheet-{name}": f"<style>{rule}</style>" for name, rule in RULES.items()},
    "sheet-comment": "<style><!-- c -->@import url({u});</style>",
    "sheet-element": "<style><g/>@import url({u});</style>",
    "sheet-cdata": "<style><![CDATA[@import '{u}';]]></style>",
    "sheet-reference": "<style>&#64;import '{u}';</style>",
    "sheet-html": f"<style {HTML}>@import '{{u}}';</style>",
    "sheet-namespace": "<style>@namespace x url({u});</style>",
    **{f"attribute-{name}": RECT.format(f'{name}="url({{u}}#a)"') for name in _PAINTED},
    "attribute-second": RECT.format('fill="url(#a) url({u}#b)"'),
    "attribute-escaped": RECT.format('mask="u\\72l({u}#a)"'),
    "attribute-image-set": RECT.format("mask='image-set(\"{u}\" 1x)'"),
    "style": RECT.format('style="fill:url({u}#a)"'),
    "style-quoted": RECT.format("style=\"mask:url('{u}#a')\""),
    "style-escaped": RECT.format('style="mask:u\\72l({u}#a)"'),
    "style-image-set": RECT.format("style=\"mask-image:image-set('{u}' 1x)\""),
    "image": '<image width="9" height="9" href="{u}"/>',
    "image-xlink": '<image width="9" height="9" xlink:href="{u}"/>',
    "image-tab": '<image width="9" height="9" href=" ht&#9;tp:{u}"/>',
    "image-drawing": '<image width="9" height="9" href="data:image/svg+xml,%3Csvg%3E{u}"/>',
    "image-drawing-as-png": '<image width="9" height="9" href="data:image/png,%3Csvg%3E{u}"/>',
    "image-page": '<image width="9" height="9" href="data:text/html,%3Cimg src={u}%3E"/>',
    "image-moved": '<image width="9" height="9"><set attributeName="href" to="{u}"/></image>',
    "image-animated": '<image width="9" height="9"><animate attributeName="href" '
    'values="{u};{u}" dur="1s"/></image>',
    "filter": '<filter id="f"><feImage href="{u}"/></filter>' + RECT.format('filter="url(#f)"'),
    "use": '<use href="{u}#a"/>',
    "use-xlink": '<use xlink:href="{u}#a"/>',
    "gradient": '<linearGradient id="g" href="{u}#a"/>' + RECT.format('fill="url(#g)"'),
    "text-path": '<text><textPath href="{u}#a">w</textPath></text>',
    "script": '<script href="{u}"/>',
    "script-html": f'<script {HTML} src="{{u}}"/>',
    "handler": "<g onload=\"fetch('{u}')\"/>",
    "foreign": f'<foreignObject width="9" height="9"><img {HTML} src="{{u}}"/></foreignObject>',
    "foreign-switch": f'<switch><foreignObject width="9" height="9"><p {HTML}>a<img src="{{u}}"/>'
    '</p></foreignObject><text y="9">a</text></switch>',
    "html-picture": f'<img {HTML} src="{{u}}"/>',
    "html-srcset": f'<img {HTML} srcset="{{u}} 1x"/>',
    "html-refresh": f'<meta {HTML} http-equiv="refresh" content="0;url={{u}}"/>',
    "html-link": f'<link {HTML} rel="stylesheet" href="{{u}}"/>',
    "html-prefetch": f'<link {HTML} rel="prefetch" href="{{u}}"/>',
    "html-frame": f'<iframe {HTML} src="{{u}}"/>',
    "html-object": f'<object {HTML} data="{{u}}"/>',
    "html-video": f'<video {HTML} src="{{u}}" poster="{{u}}"/>',
    "html-button": f'<input {HTML} type="image" src="{{u}}"/>',
    "html-in-metadata": f'<metadata><img {HTML} src="{{u}}"/></metadata>',
    "html-in-rdf": f'<metadata>{RDF}<img {HTML} src="{{u}}"/></r:RDF></metadata>',
    "html-in-desc": f'<desc>a<img {HTML} src="{{u}}"/></desc>',
    "html-in-title": f'<title>a<img {HTML} src="{{u}}"/></title>',
    "html-in-style": f'<style><img {HTML} src="{{u}}"/></style>',
    "html-body": f'<body {HTML} background="{{u}}"/>',
    "xinclude": '<x:include xmlns:x="http://www.w3.org/2001/XInclude" href="{u}"/>',
    "link": '<a href="{u}" ping="{u}"><text y="9">a</text></a>',
    "base": '<g xml:base="{u}"><image href="#a" width="9" height="9"/></g>',
    "instruction": '<?xml-stylesheet href="{u}"?>',
    "instruction-before": "",  # written before the first element
    "profile": '<color-profile xlink:href="{u}" name="a"/>',
    "source": '<image src="{u}" width="9" height="9"/>',
}


def drawing(form: str, address: str) -> bytes:
    """Return the drawing of the name ``form``, which loads ``address``."""
    body = DRAWINGS[form].format(u=address) if form != "instruction-before" else ""
    before = f'<?xml-stylesheet href="{address}"?>' if form == "instruction-before" else ""
    return f"{before}{HEAD}{body}</svg>".encode()
