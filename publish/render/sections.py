"""What a part, a chapter, a foreword and the like are called in XHTML."""

from __future__ import annotations

from msgspec.structs import replace

from publish.article import Section, SectionKind
from publish.render.escape import Attributes
from publish.render.setting import Setting


def within(section: Section, setting: Setting) -> Setting:
    """The setting inside ``section``; ``setting`` is that around it, in the section's language.

    In a chapter of a book the words that we add are in the language of the chapter.
    """
    below = replace(setting.deeper(), file=section.file or setting.file)
    return below if section.kind is SectionKind.SECTION else below.worded(section.language)


def roles(section: Section, setting: Setting) -> Attributes:
    """The class, role and name of a part or chapter of a book; none for an ordinary section.

    An accessible name makes a landmark of a section, so ordinary ones have none: many would bear
    the same.  Source: Digital Publishing WAI-ARIA Module 1.1, 4.3; EPUB SSV 1.1, 4 and 5.
    """
    kind = section.kind
    if kind is SectionKind.SECTION:
        return {}
    names = ["part"] if kind is SectionKind.PART else ["chapter"]
    names += [kind] if kind not in (SectionKind.PART, SectionKind.CHAPTER) else []
    names.append(section.matter)
    return {
        "class": " ".join(names),
        "role": f"doc-{kind}",
        **setting.type(kind),
        "aria-labelledby": f"{section.id}-title",
    }
