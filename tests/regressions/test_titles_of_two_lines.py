"""The name of a title with an end of line in it forged a line of the summary, and of a plan."""

from pathlib import Path

from publish.batch.results import TitleResult
from publish.batch.summary import Summary, summary_text
from publish.cli.making import plan_line
from publish.planning import PlannedEdition

NAME = "a\nAll titles are ready.\u202e"
ESCAPED = r"a\nAll titles are ready.\u202e"


def test_the_summary_and_the_plan_keep_to_their_lines() -> None:
    summary = Summary()
    summary.add(TitleResult(title=NAME, source=NAME, state="failed", reason=f"No {NAME}."))
    assert f"  {ESCAPED}: No {ESCAPED}." in summary_text(summary, "out").split("\n")
    planned = PlannedEdition(name="epub", variant="", path=Path(NAME), reason=f"No {NAME}.")
    assert plan_line(planned) == f"{ESCAPED}  would be made: No {ESCAPED}."
