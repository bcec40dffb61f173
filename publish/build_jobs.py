"""Build the editions of one article at the same time, each in a thread or process."""

from __future__ import annotations

from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec.structs import replace

from publish.editions import table
from publish.editions.build_edition import Edition, build_edition
from publish.editions.edition import (
    BuildContext,
    BuildOptions,
    PdfOptions,
    Report,
    SpokenEdition,
)
from publish.editions.unchanged import Unchanged
from publish.editions.wanted import Wanted, each_epub
from publish.model import Article

if TYPE_CHECKING:
    from publish.editions.edition import TextEdition
    from publish.runtime.background import BackgroundProcess, BackgroundThread


class BuildJobs:
    """Builds editions of one article at the same time; leaving ``stack`` ends the builds.

    An edition is known by its name and variant; a split one by its name.
    """

    def __init__(
        self,
        stack: ExitStack,
        article: Article,
        target: Path,
        cache: Path | None,
        report: Report,
        options: BuildOptions,
    ) -> None:
        self._stack, self._target, self._report, self._options = stack, target, report, options
        self.context = BuildContext(
            article=article, target=target, cache=cache, audit=options.audit
        )
        self._known = Unchanged(cache, article, target)
        self._inputs: dict[tuple[str, str], tuple[tuple[object, ...], bool]] = {}
        self._running: dict[
            tuple[str, str], BackgroundProcess[Edition] | BackgroundThread[Edition]
        ] = {}
        self._finished: dict[tuple[str, str], Edition] = {}

    def want(self, edition: Wanted) -> None:
        """Ask for an edition, which has not to be built if an earlier one has its inputs."""
        key = edition.name, edition.variant
        known = (*key, *edition.inputs, self._options.audit)
        self._inputs[key] = known, edition.spoken
        found = self._known.recall(*known, spoken=edition.spoken)
        if found is not None:
            self._finished[key] = found

    def lacks(self, name: str, variant: str = "") -> bool:
        """Return whether an edition that was asked for must be built."""
        return (name, variant) not in self._finished

    @property
    def speaks(self) -> bool:
        """Whether the narration is needed for what must be built."""
        return any(spoken and self.lacks(*key) for key, (_, spoken) in self._inputs.items())

    def build_here(self, name: str) -> Edition:
        """Build a single edition in this process, which is faster than starting another."""
        pdf = self._options.pdf[0] if name == "pdf" else PdfOptions()
        epub = each_epub(self._options)[0]
        web = self._options.web
        variants = {"pdf": pdf.variant, "epub": epub.shop, "web": web.variant}
        edition = table.find(name, variants.get(name, ""))
        if self.lacks(name, edition.variant):
            self._report(edition.title, 0, 0)
            context = replace(
                self.context,
                target=_path(self._target, edition),
                pdf_options=pdf,
                epub_options=epub,
                web_options=web,
                progress=lambda done, total: self._report(edition.title, done, total),
            )
            self._keep(name, edition.variant, build_edition(edition, context))
        return self._finished[name, edition.variant]

    def begin(self, edition: TextEdition | SpokenEdition, context: BuildContext) -> None:
        """Start building ``edition`` in another thread or process; its path is set here."""
        from publish.runtime.background import BackgroundProcess, BackgroundThread

        context = replace(context, target=_path(self._target, edition))
        # ffmpeg does the work of spoken editions: a thread is enough.
        if isinstance(edition, SpokenEdition):
            thread = BackgroundThread(build_edition, edition, context)
            self._running[edition.name, ""] = self._stack.enter_context(thread)
        else:
            process = BackgroundProcess(build_edition, edition, context)
            self._running[edition.name, edition.variant] = self._stack.enter_context(process)

    def finish(self, name: str, variant: str = "") -> Edition:
        """Return an edition that was asked for; wait until it is built."""
        if self.lacks(name, variant):
            job, title = self._running[name, variant], table.find(name, variant).title
            while not job.ready(seconds=0.2):
                self._report(title, 0, 0)
            self._keep(name, variant, job.result())
        return self._finished[name, variant]

    def _keep(self, name: str, variant: str, edition: Edition) -> None:
        inputs, spoken = self._inputs[name, variant]
        self._finished[name, variant] = self._known.remember(edition, *inputs, spoken=spoken)


def _path(target: Path, edition: TextEdition | SpokenEdition) -> Path:
    return target.with_name(target.name + edition.suffix)
