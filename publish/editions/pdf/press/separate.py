"""Find every colour of a PDF: in pages, forms, patterns, masks, gradients, pictures and fonts."""

from __future__ import annotations

from typing import Any

from publish.editions.pdf.press.colours import (
    Inks,
    convert_gradient,
    convert_operators,
    convert_picture,
)


def separate(pdf: Any, inks: Inks) -> None:
    """Convert all colours of ``pdf`` (a ``pikepdf.Pdf``) to ``inks``, in place.

    Raises :class:`ToolError` for a colour space or gradient that is not known here.
    """
    walk = _Walk(pdf, inks)
    for page in pdf.pages:
        page.contents_coalesce()
        walk.content(page.obj, page.Contents, page.Resources)
        _group(page.obj)
    for resources in walk.holders:
        del resources["/ColorSpace"]  # nothing refers to them any more


def _group(holder: Any) -> None:
    """The colours of a transparency group are blended as inks (ISO 32000-1, 11.6.6)."""
    import pikepdf

    group = holder.get("/Group")
    if group is not None and "/CS" in group:
        group.CS = pikepdf.Name.DeviceCMYK


class _Walk:
    def __init__(self, pdf: Any, inks: Inks) -> None:
        self.pdf = pdf
        self.inks = inks
        self.seen: set[tuple[int, int]] = set()
        #: Resources with colour spaces.
        self.holders: list[Any] = []

    def content(self, holder: Any, stream: Any, resources: Any) -> None:
        """Convert ``stream``, the operators of ``holder``, and all that its ``resources`` name."""
        import pikepdf

        spaces = resources.get("/ColorSpace", {}) if resources is not None else {}
        made = convert_operators(pikepdf.parse_content_stream(holder), self.inks, spaces)
        stream.write(pikepdf.unparse_content_stream(made))
        if resources is not None:
            self.resources(resources)

    def resources(self, resources: Any) -> None:
        if self._known(resources):
            return
        for each in resources.get("/XObject", {}).values():
            self.xobject(each)
        for each in resources.get("/Pattern", {}).values():
            self.pattern(each)
        for each in resources.get("/Shading", {}).values():
            self.gradient(each)
        for each in resources.get("/ExtGState", {}).values():
            mask = each.get("/SMask")
            if mask is not None and "/G" in mask:
                self.xobject(mask.G)
        for each in resources.get("/Font", {}).values():
            if each.get("/Subtype") == "/Type3" and not self._known(each):
                for glyph in each.CharProcs.values():
                    self.content(glyph, glyph, each.get("/Resources"))
        if "/ColorSpace" in resources:
            self.holders.append(resources)

    def xobject(self, found: Any) -> None:
        if self._known(found):
            return
        if found.Subtype == "/Image":
            convert_picture(found, self.inks)
        elif found.Subtype == "/Form":
            _group(found)
            self.content(found, found, found.get("/Resources"))

    def pattern(self, found: Any) -> None:
        if self._known(found):
            return
        if found.PatternType == 1:
            self.content(found, found, found.get("/Resources"))
        else:
            self.gradient(found.Shading)

    def gradient(self, found: Any) -> None:
        if not self._known(found):
            convert_gradient(found, self.inks)

    def _known(self, found: Any) -> bool:
        """Whether ``found`` was converted before; direct objects belong to one place only."""
        if not found.is_indirect:
            return False
        known = found.objgen in self.seen
        self.seen.add(found.objgen)
        return known
