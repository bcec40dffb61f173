"""Whatever the pages look like, every word is there once, and every note on some page."""

from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from .conftest import Make
from .reading import read_tree

#: How many sentences a paragraph has, how many of them call a note, and how long the note is.
paragraphs = st.lists(
    st.tuples(st.integers(1, 25), st.integers(0, 4), st.integers(1, 8)), min_size=1, max_size=14
)


@given(paragraphs, st.sampled_from(["", "## A section\n\n", "![A pier.](pier.svg)\n\n"]))
@example([(21, 1, 1), (9, 4, 1)], "![A pier.](pier.svg)\n\n")  # WeasyPrint 70 lost the fifth note
@settings(
    max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_every_paragraph_and_note_is_there_once(
    make: Make, shape: list[tuple[int, int, int]], between: str
) -> None:
    blocks, notes = [], []
    for place, (sentences, calls, length) in enumerate(shape):
        words = [f"Paragraph {place} says sentence {n} at some length." for n in range(sentences)]
        for call in range(min(calls, sentences)):
            words[call] += f"[^p{place}n{call}]"
            notes.append(f"[^p{place}n{call}]: Note {place}.{call} " + "explains it. " * length)
        blocks.append(" ".join(words))
    tree = read_tree(make(between.join(f"{block}\n\n" for block in [*blocks, *notes])))
    said = tree.words
    for place, (sentences, calls, _) in enumerate(shape):
        for sentence in range(sentences):
            assert said.count(f"Paragraph {place} says sentence {sentence} at some length.") == 1
        for call in range(min(calls, sentences)):
            assert said.count(f"Note {place}.{call} explains") == 1
    assert len(tree.all("Note")) == len(notes) == len(tree.all("Reference"))
